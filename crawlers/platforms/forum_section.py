"""Lists of threads: those whose titles have one of the words searched for are read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from crawlers.network.fetch import Failure
from crawlers.platforms.forum_place import Place
from crawlers.platforms.forum_reader import LEFT, Reader
from crawlers.posts import Page
from store.records import Access

MAX_LIST_PAGES = 10
"""Pages of a list that are looked through in one visit."""
MAX_THREADS = 20
"""Threads of a list that are read in one visit: at five seconds a page, two minutes and more."""
LIST_CUT = Failure(
    Access.OUTAGE, f"bara {MAX_LIST_PAGES} sidor av avdelningens lista läses", code="visit_limit"
)
"""The next visit begins with the same pages: those with the threads active last."""
CLOSED = frozenset({Access.CHALLENGED, Access.RATE_LIMITED})
"""Who answers so is asked no more in this visit."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A thread as a list shows it; a sticky one stands first however old it is."""

    path: str
    title: str
    active_at: datetime | None
    sticky: bool


async def read_section(reader: Reader, section: Place) -> Failure | None:
    """Read the threads of a list that are wanted, those active last first; gives what kept a part
    of it from being read."""
    wanted: dict[str, Place] = {}
    failed = await _listed(reader, section, wanted)
    for thread in list(wanted.values())[:MAX_THREADS]:
        found = await reader.follow(thread)
        if found is not None and found.code != "missing":  # gone since it was listed
            failed = failed or found
            if found.access in CLOSED or found is LEFT:
                return found
    return failed or (LEFT if len(wanted) > MAX_THREADS else None)


async def _listed(reader: Reader, section: Place, wanted: dict[str, Place]) -> Failure | None:
    """Gather the wanted threads, page by page back to the time asked for."""
    for number in range(section.page, section.page + MAX_LIST_PAGES):
        page = await reader.ask(replace(section, page=number))
        if isinstance(page, Failure):
            return page
        threads = list(_threads(page))
        wanted |= {place.number: place for place in _wanted(reader, threads)}
        if not page.next or _ends(reader, threads):
            return None
    return LIST_CUT


def _wanted(reader: Reader, threads: list[Listed]) -> Iterator[Place]:
    door = reader.door
    for thread in threads:
        place = reader.forum.place_of(thread.path)
        if place is None or (thread.active_at and thread.active_at < door.back_to):
            continue
        fresh = door.since or not reader.progress.is_read(place.number, thread.active_at)
        if fresh and door.searches.match(thread.title):
            yield replace(place, page=1)


def _ends(reader: Reader, threads: list[Listed]) -> bool:
    """Whether nothing on the following pages has been active since the time asked for."""
    dates = [one.active_at for one in threads if one.active_at and not one.sticky]
    return bool(dates) and max(dates) < reader.door.back_to


def _threads(page: Page) -> Iterator[Listed]:
    for path, title, active, sticky in json.loads(page.detail("threads") or "[]"):
        yield Listed(path, title, datetime.fromisoformat(active) if active else None, sticky)
