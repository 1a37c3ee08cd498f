"""Ordinary weeks: every label, several languages, copies, reposts, edits, pages without a date."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from spike_cases import outlets
from spike_cases.labelling import UNRELATED, Truth, truth_of
from spike_cases.other_languages import CLAIMS as FOREIGN
from spike_cases.swedish import CLAIMS, FRAMES
from spike_cases.swedish import UNRELATED as NEWS
from spike_cases.wording import copied

from reports.signals.weeks import shifted
from store.records import Document

if TYPE_CHECKING:
    from spike_cases.world import World

RATES = {"endorses": 0.75, "reports": 0.45, "rebuts": 0.3, "": 1.7}
"""Documents a week of each narrative with this stance, and of each frame."""
UNRELATED_RATE = 9.0
TAGS = ("svpol", "lvu", "socialtjänsten", "barnensrätt", "föräldrar")
LOW_WEEKS = {"2026-W01": 0.6, "2026-W15": 0.8, "2026-W25": 0.75} | {
    f"2026-W{n}": 0.7 for n in range(27, 32)
}
"""What is left of the usual amount in weeks of holidays."""

_ROOMS = {
    "endorses": {"private": 60, "alternative": 22, "minority": 8, "editorial": 10},
    "reports": {"editorial": 75, "alternative": 12, "private": 10, "minority": 3},
    "rebuts": {"authority": 30, "factcheck": 20, "editorial": 30, "private": 20},
    "": {"editorial": 72, "trade": 8, "authority": 6, "ngo": 2, "private": 12},
    "unrelated": {"editorial": 70, "alternative": 8, "private": 22},
}
_MEMBERS: dict[str, tuple[str, ...]] = {
    "private": (*outlets.PLATFORMS, *outlets.PLATFORMS, outlets.FORUM),
    "alternative": outlets.ALTERNATIVE,
    "minority": tuple(outlets.MINORITY.values()),
    "editorial": outlets.EDITORIAL,
    "authority": outlets.AUTHORITIES,
    "factcheck": ("granskarna",),
    "trade": ("socionomtidningen",),
    "ngo": ("barnens_vanner",),
}


def ordinary_weeks(world: World, before: int, mean: float, scale: float) -> None:
    """Add the background of `before` weeks and of the week itself.

    The world's own series has `mean` documents a week; `scale` multiplies everything else.
    """
    rng = world.rng
    cells = [(*pair, RATES[pair[1]]) for pair in CLAIMS] + [(f, "", RATES[""]) for f in FRAMES]
    for index in range(-before, 1):
        usual = LOW_WEEKS.get(shifted(world.week, index), 1.0) * math.exp(rng.gauss(0, 0.2))
        links = [f"https://nyhet{rng.randint(1, 10**6)}.example/a" for _ in range(5)]
        for label, stance, rate in cells:
            own = (label, stance) == (world.label, world.stance)
            # The case's series comes in copies too; with them it has about its mean.
            expected = mean / 1.15 if own else rate * scale
            for _ in range(poisson(rng, expected * usual)):
                _ordinary(world, label, stance, index, links)
        for _ in range(poisson(rng, UNRELATED_RATE * scale * usual)):
            _ordinary(world, "unrelated", "", index, links)


def _ordinary(world: World, label: str, stance: str, index: int, links: Sequence[str]) -> None:
    rng = world.rng
    rooms = _ROOMS["unrelated" if label == "unrelated" else stance]
    room = rng.choices(list(rooms), list(rooms.values()))[0]
    source_id = rng.choice(_MEMBERS[room])
    truth = UNRELATED if label == "unrelated" else truth_of(label, stance, rng)
    at = world.some_time(weeks=index)
    if not world.in_time(at):
        return
    if room == "private":
        _post(world, source_id, at, label, stance, truth, links)
        return
    language = world.sources[source_id].language
    if language in FOREIGN:
        body = world.post(language)
        world.add(source_id, at, body[:40], body, truth, language=language)
        return
    title, body = world.article(label, stance, core=NEWS if label == "unrelated" else ())
    undated = room == "authority" and rng.random() < 0.3
    first = world.add(source_id, at, title, body, truth, dated=not undated)
    chance = rng.random()
    if room == "editorial" and chance < 0.12:
        _copies(world, first, truth)
    elif chance > 0.985:
        _edit(world, first, truth)
    elif chance > 0.97:
        world.sightings.append(first)


def _copies(world: World, first: Document, truth: Truth) -> None:
    """The text in one to three papers within hours."""
    rng = world.rng
    moment = first.published_at or first.first_seen_at
    for paper in rng.sample(outlets.PAPERS, rng.choice((1, 1, 2, 3))):
        later = moment + timedelta(minutes=rng.uniform(5, 400))
        if paper != first.source_id and world.in_time(later):
            body = copied(rng, first.text, rng.choice((0.0, 0.03, 0.06)))
            world.add(paper, later, first.title, body, truth)


def _post(
    world: World, source_id: str, at: datetime, label: str, stance: str, truth: Truth,
    links: Sequence[str],
) -> None:  # fmt: skip
    """A post by one of the usual people, now and then reposted by another."""
    rng = world.rng
    names, weights = zip(*world.languages, strict=True)
    language = "sv" if truth == UNRELATED else rng.choices(names, weights)[0]
    body = world.post(language, label, stance, NEWS if truth == UNRELATED else ())
    urls = [rng.choice(links)] if rng.random() < 0.25 else []
    tags = rng.sample(TAGS, 1) if rng.random() < 0.2 else []
    title = body[:30] if source_id == outlets.FORUM else ""
    world.add(source_id, at, title, body, truth, language=language, urls=urls, tags=tags)
    later = at + timedelta(hours=rng.uniform(0.5, 20))
    if rng.random() < 0.05 and world.in_time(later):
        place = rng.choice(outlets.PRIVATE)
        world.add(place, later, title, body, truth, language=language, urls=urls)


def _edit(world: World, first: Document, truth: Truth) -> None:
    """A second version, an hour later."""
    later = first.fetched_at + timedelta(hours=1)
    if world.in_time(later):
        world.revise(
            replace(
                first,
                text=f"{first.text} Artikeln har rättats.",
                version=2,
                fetched_at=later,
                edited_at=later,
            ),
            truth,
        )


def poisson(rng: random.Random, mean: float) -> int:
    """A Poisson number (Knuth 1969, The Art of Computer Programming 2, section 3.4.1)."""
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count
