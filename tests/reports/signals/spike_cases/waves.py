"""The pieces of which spikes are made; each adds documents of the case's series to a World.

Each takes `part`, the name under which the documents are counted in `World.parts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from spike_cases import outlets
from spike_cases.wording import copied, expanded, headline
from spike_cases.world import World


def people(
    world: World, n: int, accounts: Sequence[str], part: str, *, core: Sequence[str] = (),
    language: str = "sv", first: float = 0, last: float = 6.5, urls: Sequence[str] = (),
    link_share: float = 0.3, tags: Sequence[str] = (), places: Sequence[str] = outlets.PRIVATE,
) -> None:  # fmt: skip
    """`n` posts in their own words by `accounts` in turn, spread over waking hours."""
    for number in range(n):
        at = world.some_time(first, last)
        body = world.post(language, core=core, n_core=world.rng.choice((1, 1, 2)))
        linked = [world.rng.choice(urls)] if urls and world.rng.random() < link_share else []
        tagged = [world.rng.choice(tags)] if tags and world.rng.random() < 0.4 else []
        source_id = world.rng.choice(places)
        title = body[:30] if source_id == outlets.FORUM else ""
        world.add(source_id, at, title, body, world.target(), language=language, urls=linked,
                  tags=tagged, author=accounts[number % len(accounts)], part=part)  # fmt: skip


def ring(
    world: World, members: Sequence[str], moments: Sequence[datetime], part: str, *,
    url: str = "", tag: str = "", within_s: float = 90, takes_part: float = 0.85,
    platform: str = "flodet", core: Sequence[str] = (), language: str = "sv",
) -> None:  # fmt: skip
    """At each moment most of the members post, within seconds of each other, the same link or tag
    under words of their own."""
    for number, moment in enumerate(moments):
        for member in members:
            if world.rng.random() < takes_part:
                at = moment + timedelta(seconds=world.rng.uniform(0, within_s))
                body = world.post(language, core=core)
                urls = [f"{url}{number}" if url.endswith("=") else url] if url else []
                world.add(platform, at, "", body, world.target(), author=member, urls=urls,
                          language=language, tags=[tag] if tag else [], part=part)  # fmt: skip


def wire(
    world: World, papers: Sequence[str], at: datetime, part: str, *, title: str, body: str,
    change: Sequence[float] = (0.0, 0.05), hours: float = 20, own: Sequence[str] = (),
    about: str = "", language: str = "sv",
) -> None:  # fmt: skip
    """One text in several papers, with other headlines where `about` is given; first where first
    named."""
    for number, paper in enumerate(papers):
        later = at + timedelta(hours=world.rng.uniform(0.1, hours) if number else 0)
        added = expanded(world.rng, world.rng.choice(own)) if own and number else ""
        text = copied(world.rng, body, world.rng.choice(change), added) if number else body
        head = headline(world.rng, about) if about and number else title
        world.add(paper, later, head, text, world.target(), language=language, part=part)


def reposts(
    world: World, n: int, accounts: Sequence[str], part: str, *, body: str, change: float = 0.03,
    first: float = 0, last: float = 6.5, places: Sequence[str] = outlets.PRIVATE,
) -> None:  # fmt: skip
    """One post copied by hand by `accounts` over the days, some words changed."""
    for number in range(n):
        source_id = world.rng.choice(places)
        text = copied(world.rng, body, change, credit=False) if number else body
        world.add(source_id, world.some_time(first, last), "", text, world.target(),
                  author=accounts[number % len(accounts)], part=part)  # fmt: skip


def articles(
    world: World, sources: Sequence[str], part: str, *, first: float = 0, last: float = 6,
    core: Sequence[str] = (), fixed: Sequence[dict] = (), n_core: int = 3, n_padding: int = 4,
    about: str = "", urls: Sequence[str] = (),
) -> None:  # fmt: skip
    """One text of its own in each of `sources`; `fixed[i]` sets the slots of the i-th."""
    for number, source_id in enumerate(sources):
        slots = fixed[number % len(fixed)] if fixed else None
        title, body = world.article(fixed=slots, core=core, n_core=n_core, n_padding=n_padding)
        if about:
            title = headline(world.rng, about)
        linked = list(urls) if urls and world.rng.random() < 0.6 else []
        world.add(source_id, world.some_time(first, last), title, body, world.target(),
                  urls=linked, part=part)  # fmt: skip


def archive(
    world: World, source_id: str, n: int, fetched: datetime, part: str, *, dated: float = 0.0,
    over_minutes: float = 50, old: Sequence[int] = (2019, 2020, 2022, 2023), again: float = 0.0,
) -> None:  # fmt: skip
    """`n` old texts of one source that reach us in one pass that begins at `fetched`.

    A share `dated` carries the date of the fetching, as after a move to another system; the rest
    carries none. A share `again` are texts that we had before under another address.
    """
    had = [d for d in world.documents if d.source_id == source_id and d.text]
    for number in range(n):
        seen = fetched + timedelta(minutes=over_minutes * number / n)
        title, body = world.article()
        if had and world.rng.random() < again:
            before = world.rng.choice(had)
            title, body = before.title, before.text
        day, month = world.rng.randint(1, 28), world.rng.randint(1, 12)
        body = f"Publicerad {day}/{month} {world.rng.choice(old)}. {body}"
        is_dated = world.rng.random() < dated
        at = seen - timedelta(minutes=world.rng.uniform(1, 30)) if is_dated else seen
        world.add(source_id, at, title, body, world.target(), dated=is_dated, fetched=seen,
                  part=part)  # fmt: skip


def old_texts(world: World, source_id: str, n: int, weeks: int = 20) -> None:
    """Texts of the series that the source published in earlier weeks (for `archive(again=…)`)."""
    for _ in range(n):
        title, body = world.article()
        at = world.some_time(weeks=-world.rng.randint(3, weeks))
        world.add(source_id, at, title, body, world.target())


def strangers(world: World, n: int, start: int = 5000) -> list[str]:
    """Pseudonyms that are not among the usual people."""
    return [world.account(start + number) for number in range(n)]


def dated_within_week(world: World) -> bool:
    """Whether every document of the spike counts in the week of the case."""
    begin, end = world.moment(0, 0), world.moment(7, 0)
    return all(
        begin <= (d.published_at or d.first_seen_at) < end
        for d in world.documents
        if d.document_id in world.spike
    )
