"""Mastodon: the timelines of hashtags, and the public ones, of one server.

The server is asked first what it allows. A first visit reads the newest first, back to where the
user wants documents from; later ones go on upwards from the highest id met, which is kept after
each page (https://docs.joinmastodon.org/methods/timelines/). Timelines do not show that posts were
edited or deleted, so posts that are held are asked for again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from crawlers.canonical import platform_document_id
from crawlers.network.fetch import Answer, Failure
from crawlers.platforms.mastodon_access import LOCAL, REMOTE, Way, timelines_of, way_to
from crawlers.platforms.mastodon_recheck import Parents, recheck
from crawlers.platforms.mastodon_server import Server
from crawlers.platforms.mastodon_statuses import (
    HIGHEST,
    LOWEST,
    PLATFORM,
    is_id,
    order,
)
from crawlers.visits.door import FIRST_DAYS, MAX_PAGES, Door, Visited
from crawlers.visits.newest_first import FRESH, Listed, NewestFirst
from crawlers.visits.stretches import OVERLAP
from store.records import Access

PROTOCOL = "mastodon-v1"
"""Its cursor: JSON of a timeline's name and the highest id met on it, "" where it was empty."""
BACKWARDS = "cursor goes backwards"
STOPPED = f"stopped after {MAX_PAGES} pages"
TOLD = {
    LOCAL: "servern visar oss inte sina egna användares inlägg",
    REMOTE: "servern visar oss bara sina egna användares inlägg",
}
"""What the user reads of a part of a timeline that the server does not show."""
_NEXT = re.compile(r'<([^<>]*)>\s*;\s*rel="?next\b')
_SNOWFLAKE_BITS = 16
"""An id of Mastodon is the milliseconds since 1970 and so many bits besides."""
_EARLIEST_ID = 1_450_000_000_000 << _SNOWFLAKE_BITS


async def visit(door: Door) -> Visited | Failure:
    """Read the timelines that the source names, and ask again for posts that are held."""
    timelines = timelines_of(door.source.url, door.searches.hashtags)
    if isinstance(timelines, Failure):
        return timelines
    server = Server(door)
    levels = await server.levels()
    if isinstance(levels, Failure):
        return levels
    ways = [way_to(timeline, levels, server.has_token) for timeline in timelines]
    open_ways = [way for way in ways if isinstance(way, Way)]
    refused = next((way for way in ways if isinstance(way, Failure)), None)
    return await _read_all(door, server, open_ways, refused)


async def _read_all(
    door: Door, server: Server, ways: Sequence[Way], failure: Failure | None
) -> Visited | Failure:
    reader = _Reader(door, server)
    for way in ways:
        failed = await reader.read(way)
        failure = failure or failed
    if reader.first is None:
        assert failure is not None, "a timeline that was read has an answer"
        return failure
    await recheck(door, server, reader.parents)
    left_out = next((TOLD[way.left_out] for way in ways if way.left_out), "")
    caught_up = reader.caught_up and failure is None
    return Visited(reader.first, caught_up, failure, "" if failure else left_out)


def an_hour_before(status_id: str) -> str:
    """The id that a post made an hour before this one would have; the same where ids tell no time.

    Posts of other servers come late, under the id of the moment in which they were written.
    """
    if not status_id.isdecimal():
        return status_id
    earlier = int(status_id) - (int(OVERLAP.total_seconds() * 1000) << _SNOWFLAKE_BITS)
    return str(earlier) if earlier >= _EARLIEST_ID else status_id


def next_of(link: str) -> str:
    """The `max_id` of the next page in a header `Link`, "" where there is none.

    The address itself is not followed: our own goes to the server that we asked.
    """
    found = _NEXT.search(link)
    try:
        ids = parse_qs(urlsplit(found.group(1)).query).get("max_id", []) if found else []
    except ValueError:
        return ""
    return ids[0] if ids and is_id(ids[0]) else ""


class _Reader:
    """Reads the timelines of one visit. `first` is the first answer; `caught_up`: all was read."""

    def __init__(self, door: Door, server: Server) -> None:
        self.first: Answer | None = None
        self.caught_up = True
        self._door = door
        self._server = server
        self._marks = _marks(door.cursor(PROTOCOL))
        self._listings = NewestFirst(door)
        self.parents = Parents(door, server)

    async def read(self, way: Way) -> Failure | None:
        """Take what a timeline has that is new; gives what kept a part of it from us."""
        self._server.keyed = way.keyed
        mark = "" if self._door.since else self._marks.get(way.name, "")
        going_up = mark and not self._listings.is_under_way(way.name)
        return await (self._upwards(way, mark) if going_up else self._newest_first(way))

    async def _newest_first(self, way: Way) -> Failure | None:
        """All of a timeline back to where it is to be read; the highest id is kept as the mark when
        that is done."""
        backwards: list[str] = []

        async def turn(at: str, _: datetime) -> Listed | Failure:
            found = await self._page(way, f"&max_id={at}" if at else "")
            if isinstance(found, Failure):
                return found
            following = next_of(found.answer.headers.get("link", ""))
            if at and following and order(following) >= order(at):
                backwards.append(following)
                following = ""
            self._met(way, found.page.detail(HIGHEST))
            page = replace(found.page, next=following)
            return replace(found, page=page, cut=bool(backwards))

        ended = await self._listings.walk(way.name, turn, self._back_to(way))
        if isinstance(ended, Failure) or ended.failure is not None:
            return ended if isinstance(ended, Failure) else ended.failure
        mark = self._marks.get(way.name, "")
        highest = self._listings.remembered.pop(way.name, "") or mark
        if backwards:
            self._listings.forget(way.name)
            await self._listings.keep()
            return self._goes_backwards()
        self.first = self.first or ended.answer
        self.caught_up = self.caught_up and ended.caught_up
        if self._door.since and mark:
            highest = mark  # a day of the user's own may leave a gap: the next visit reads over it
        else:
            self._listings.remembered.pop(_up(way), None)
        await self._keep(way, highest)
        return None

    def _met(self, way: Way, highest: str) -> None:
        """Note the highest id met so far, for visits that go on with the timeline."""
        remembered = self._listings.remembered
        remembered[way.name] = max(remembered.get(way.name, ""), highest, key=order)

    async def _upwards(self, way: Way, mark: str) -> Failure | None:
        """All that came after `mark`, the oldest first."""
        asked = self._broken_off_at(way) or an_hour_before(mark)
        for _ in range(MAX_PAGES):
            found = await self._page(way, f"&min_id={asked}")
            if isinstance(found, Failure):
                return found
            await self._door.take(found.page.posts)
            highest = found.page.detail(HIGHEST)
            if not highest:
                self._at(way, asked)
                return None
            if order(found.page.detail(LOWEST)) <= order(asked):
                await self._keep(way, "")  # the next visit reads the newest first
                return self._goes_backwards()
            asked = highest
            self._at(way, asked)
            await self._keep(way, max(mark, asked, key=order))
        self._listings.remembered[_up(way)] = asked  # from an hour before, it would stop here again
        await self._listings.keep()
        self._door.problems[STOPPED] = None
        message = "har mer nytt än vad som läses på en gång"
        return Failure(Access.OUTAGE, message, code="visit_limit")

    def _at(self, way: Way, status_id: str) -> None:
        """Note the id up to which a timeline has been read now."""
        self._listings.remembered[_up(way)] = f"{status_id} {self._door.now.timestamp()}"

    def _broken_off_at(self, way: Way) -> str:
        """The id up to which a visit has read that was killed a moment ago, or that stopped there
        at whatever time; "" where none did."""
        at, _, when = self._listings.remembered.get(_up(way), "").partition(" ")
        is_old = bool(when) and self._door.now.timestamp() - float(when) >= FRESH.total_seconds()
        return "" if is_old else at

    def _goes_backwards(self) -> Failure:
        self._door.problems[BACKWARDS] = None
        message = "bläddringen går bakåt eller runt"
        return Failure(Access.PARSE_ERROR, message, code="cursor")

    def _back_to(self, way: Way) -> datetime:
        """The moment back to which a timeline is to be read: of one that was never read, what a
        first visit reads."""
        back_to = self._door.back_to
        if way.name not in self._marks and self._door.since is None:
            back_to = min(back_to, self._door.now - timedelta(days=FIRST_DAYS))
        return back_to

    async def _keep(self, way: Way, mark: str) -> None:
        self._marks[way.name] = mark
        self._door.note(PROTOCOL, json.dumps(self._marks, ensure_ascii=False))
        await self._listings.keep()

    async def _page(self, way: Way, query: str) -> Listed | Failure:
        """A page of a timeline, its posts with what they answer; tells what it says is gone."""
        found = await self._server.listed(way.path + query)
        if isinstance(found, Failure):
            return found
        self.first = self.first or found.answer
        posts = await self.parents.joined(found.page)
        await self._door.gone(platform_document_id(PLATFORM, uri) for uri in found.page.gone)
        return replace(found, page=replace(found.page, posts=tuple(posts)))


def _up(way: Way) -> str:
    return f"up {way.name}"


def _marks(cursor: str) -> dict[str, str]:
    """The highest ids by timeline, of a cursor; {} of one that cannot be read."""
    try:
        found = json.loads(cursor or "{}")
    except ValueError:
        return {}
    marks = found.items() if isinstance(found, dict) else ()
    return {name: mark for name, mark in marks if isinstance(mark, str)}
