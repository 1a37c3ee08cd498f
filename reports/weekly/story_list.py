"""The stories behind a figure: what they are, where they came first, how far they were copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from reports.weekly.cells import accounts_of, documents_of, may_publish
from reports.weekly.evidence import Appearance, Evidence
from reports.weekly.words import Words

MAX_STORIES = 5
"""Stories shown for a figure: what a person reads; the rest are counted."""

MAX_LINKS = 6


@dataclass(frozen=True, slots=True)
class Link:
    """An editorial document. `url` is empty where its address is no web address."""

    title: str
    url: str
    source: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Story:
    """`documents` and `sources` count editorial ones; `private_*` are None where hidden or none."""

    sentence: str
    first_seen_at: datetime
    first_source: str
    documents: int
    sources: int
    private_documents: int | None
    private_accounts: int | None
    links: tuple[Link, ...]


def largest_stories(
    evidence: Evidence, current: Sequence[Appearance], min_cell: int, words: Words
) -> tuple[tuple[Story, ...], int]:
    """The largest stories among the appearances of one cell, and how many editorial ones are left.

    A story that only private persons carry is listed when it and what remains of the cell's private
    posts each have `min_cell` accounts or are empty. Posts that were captured are not numbered by
    story: they are in no cell with the others.
    """
    by_story: dict[str, list[Appearance]] = {}
    for appearance in current:
        if appearance.captured and appearance.private:
            continue
        by_story.setdefault(appearance.story_id, []).append(appearance)
    open_ = _publishable(by_story, min_cell)
    listed: list[tuple[str, list[Appearance], list[Appearance]]] = []
    for story_id, members in by_story.items():
        editorial = [a for a in members if not a.private and not a.private_owner]
        private = [a for a in members if a.private] if story_id in open_ else []
        if editorial or private:
            listed.append((story_id, editorial, private))
    listed.sort(key=_largest_first)
    shown = listed[:MAX_STORIES]
    left = sum(1 for row in listed[MAX_STORIES:] if row[1])
    return tuple(_story(evidence, words, *row) for row in shown), left


def copied_stories(evidence: Evidence, words: Words) -> tuple[Story, ...]:
    """The week's most copied relevant stories in editorial sources, whatever they are labelled."""
    by_story: dict[str, list[Appearance]] = {}
    for a in evidence.of_week():
        if a.relevant and not a.private and not a.private_owner:
            by_story.setdefault(a.story_id, []).append(a)
    copied = [(s, members, []) for s, members in by_story.items() if documents_of(members) > 1]
    copied.sort(key=_largest_first)
    return tuple(_story(evidence, words, *row) for row in copied[:MAX_STORIES])


def _largest_first(
    row: tuple[str, list[Appearance], list[Appearance]],
) -> tuple[int, bool, datetime, str]:
    story_id, editorial, private = row
    size = documents_of(editorial) + documents_of(private)
    return -size, not editorial, min(a.moment for a in editorial + private), story_id


def _publishable(by_story: dict[str, list[Appearance]], min_cell: int) -> set[str]:
    """Stories whose private posts may be numbered without giving away the others by subtraction."""
    rest = {s: [a for a in members if a.private] for s, members in by_story.items()}
    everything = [a for members in rest.values() for a in members]
    if not may_publish(everything, min_cell):
        return set()
    chosen: set[str] = set()
    for story_id in sorted(rest, key=lambda s: (-accounts_of(rest[s]), s)):
        left = [a for a in everything if a.story_id not in chosen and a.story_id != story_id]
        if rest[story_id] and may_publish(rest[story_id], min_cell) and may_publish(left, min_cell):
            chosen.add(story_id)
    return chosen


def _story(
    evidence: Evidence,
    words: Words,
    story_id: str,
    editorial: list[Appearance],
    private: list[Appearance],
) -> Story:
    first = min(editorial + private, key=lambda a: (a.moment, a.document_id))
    started, source = evidence.story_start.get(story_id, (first.moment, ""))
    documents, sources = documents_of(editorial), len({a.source_id for a in editorial})
    posts, accounts = documents_of(private), accounts_of(private)
    return Story(
        _sentence(words, documents, sources, source, started, posts, accounts),
        started,
        source,
        documents,
        sources,
        posts or None,
        accounts or None,
        _links(editorial)[:MAX_LINKS],
    )


def _sentence(
    words: Words,
    documents: int,
    sources: int,
    source: str,
    started: datetime,
    posts: int,
    accounts: int,
) -> str:
    parts = []
    if documents > 1 and sources > 1:
        parts.append(
            words.t(
                "{documents} texter, 1 berättelse: i stort sett samma text i {sources} källor.",
                documents=words.number(documents),
                sources=words.number(sources),
            )
        )
    elif documents > 1:
        parts.append(
            words.t(
                "{documents} texter, 1 berättelse: i stort sett samma text i en och samma källa.",
                documents=words.number(documents),
            )
        )
    if source and (documents > 1 or not documents):
        parts.append(words.t("Först i {source}, {day}.", source=source, day=words.day(started)))
    if posts:
        parts.append(
            words.t(
                "{posts} inlägg av privatpersoner, från {accounts} konton.",
                posts=words.number(posts),
                accounts=words.number(accounts),
            )
        )
    return " ".join(parts)


def _links(editorial: Sequence[Appearance]) -> tuple[Link, ...]:
    seen: set[tuple[str, str]] = set()
    links = []
    for a in sorted(editorial, key=lambda a: (a.moment, a.document_id, a.source_id)):
        if (a.document_id, a.source_id) not in seen:
            seen.add((a.document_id, a.source_id))
            links.append(Link(a.title, web_address(a.url), a.source_name, a.moment))
    return tuple(links)


def web_address(url: str) -> str:
    """The address when it is one that a reader may follow (http or https), else an empty text."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    fits = parts.scheme in ("http", "https") and bool(parts.hostname)
    return url.strip() if fits and not any(c.isspace() or ord(c) < 32 for c in url.strip()) else ""
