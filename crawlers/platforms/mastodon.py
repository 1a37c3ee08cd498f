"""Mastodon: the timelines of hashtags, and the public ones, of one server.

The server is asked first what it allows. A first visit reads the newest first, back to where the
user wants documents from; later ones go on upwards from the highest id met, which is kept after
each page (https://docs.joinmastodon.org/methods/timelines/). Timelines do not show that posts were
edited or deleted, so posts that are held are asked for again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from crawlers.canonical import platform_document_id
from crawlers.network.fetch import Answer, Failure
from crawlers.platforms.asked_again import LONE_REPLIES
from crawlers.platforms.mastodon_access import LOCAL, REMOTE, Way, timelines_of, way_to
from crawlers.platforms.mastodon_server import BATCH, Listed, Server
from crawlers.platforms.mastodon_statuses import (
    HIGHEST,
    LOWEST,
    PLATFORM,
    answering,
    is_id,
    order,
)
from crawlers.posts import Page, Post
from crawlers.visits.door import FIRST_DAYS, MAX_PAGES, OVERLAP, Door, Due, Visited
from store.records import Access

PROTOCOL = "mastodon-v1"
"""Its cursor: JSON of a timeline's name and the highest id met on it, "" where it was empty."""
PARENTS = 20
"""Posts fetched in a visit because those found answer them."""
CONFIRMED = 60
"""Posts asked for one by one in a visit, to see whether they are gone."""
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
    await reader.recheck()
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
        self._parents: dict[str, Post] = {}
        self._parents_left = PARENTS

    async def read(self, way: Way) -> Failure | None:
        """Take what a timeline has that is new; gives what kept a part of it from us."""
        self._server.keyed = way.keyed
        mark = "" if self._door.since else self._marks.get(way.name, "")
        return await (self._upwards(way, mark) if mark else self._newest_first(way))

    async def _newest_first(self, way: Way) -> Failure | None:
        """All of a timeline back to where it is to be read; the cursor is kept when that is done,
        so a visit that is cut off begins again."""
        highest, at = "", ""
        for _ in range(MAX_PAGES):
            found = await self._page(way, f"&max_id={at}" if at else "")
            if isinstance(found, Failure):
                return found
            highest = max(highest, found.page.detail(HIGHEST), key=order)
            following = next_of(found.answer.headers.get("link", ""))
            if not following or self._reaches_back(way, found.page):
                break
            if at and order(following) >= order(at):
                return self._goes_backwards()
            at = following
        else:
            self.caught_up = False
            self._door.problems[STOPPED] = None
        await self._keep(way, highest)
        return None

    async def _upwards(self, way: Way, mark: str) -> Failure | None:
        """All that came after `mark`, the oldest first."""
        asked = an_hour_before(mark)
        for _ in range(MAX_PAGES):
            found = await self._page(way, f"&min_id={asked}")
            if isinstance(found, Failure):
                return found
            highest = found.page.detail(HIGHEST)
            if not highest:
                return None
            if order(found.page.detail(LOWEST)) <= order(asked):
                await self._keep(way, "")  # the next visit reads the newest first
                return self._goes_backwards()
            asked = highest
            await self._keep(way, max(mark, asked, key=order))
        self._door.problems[STOPPED] = None
        message = "har mer nytt än vad som läses på en gång"
        return Failure(Access.OUTAGE, message, code="visit_limit")

    def _goes_backwards(self) -> Failure:
        self._door.problems[BACKWARDS] = None
        message = "bläddringen går bakåt eller runt"
        return Failure(Access.PARSE_ERROR, message, code="cursor")

    def _reaches_back(self, way: Way, page: Page) -> bool:
        """Whether a page ends before what is asked for: of a timeline that was never read, what a
        first visit reads."""
        back_to = self._door.back_to
        if way.name not in self._marks and self._door.since is None:
            back_to = min(back_to, self._door.now - timedelta(days=FIRST_DAYS))
        return page.listed_at is not None and page.listed_at < back_to

    async def _keep(self, way: Way, mark: str) -> None:
        self._marks[way.name] = mark
        await self._door.checkpoint(PROTOCOL, json.dumps(self._marks, ensure_ascii=False))

    async def _page(self, way: Way, query: str) -> Listed | Failure:
        found = await self._server.listed(way.path + query)
        if isinstance(found, Listed):
            self.first = self.first or found.answer
            await self._take(found.page)
        return found

    async def recheck(self) -> None:
        """Ask again for posts that are held: edited ones come anew, those that are gone go."""
        alone = CONFIRMED
        for batch in self._door.due(BATCH):
            page = await self._server.many([due.lookup for due in batch])
            posts = await self._with_parents(page) if page else []
            found = {post.lookup: post for post in posts}
            for due in batch:
                if due.lookup in found:
                    await self._door.compare([due], [found[due.lookup]])
                elif alone == 0 or not await self._confirm(due):
                    return
                else:
                    alone -= 1

    async def _confirm(self, due: Due) -> bool:
        """Ask for a post alone, for a server may leave out what it has; False: ask for no more."""
        page = await self._server.one(due.lookup)
        if isinstance(page, Page):
            if page.posts or page.gone:
                await self._door.compare([due], await self._with_parents(page))
            return True
        is_gone = page.status in {404, 410}
        if is_gone:
            await self._door.compare([due], ())
        return is_gone or page.access is Access.REFUSED

    async def _take(self, page: Page) -> None:
        await self._door.take(await self._with_parents(page))
        await self._door.gone(platform_document_id(PLATFORM, uri) for uri in page.gone)

    async def _with_parents(self, page: Page) -> list[Post]:
        """The posts of a page; what is new or changed with what it answers, whose author it may
        name."""
        answered = {post.native_id: page.detail(post.native_id) for post in page.posts}
        new = [answered[p.native_id] for p in page.posts if not self._door.is_known(p)]
        await self._fetch_parents(one for one in new if one)
        parents = [(post, self._parents.get(answered[post.native_id])) for post in page.posts]
        return [answering(one, parent) if parent else one for one, parent in parents]

    async def _fetch_parents(self, ids: Iterable[str]) -> None:
        """Fetch posts that others answer, as far as this visit may."""
        missing = [one for one in dict.fromkeys(ids) if one not in self._parents]
        asked = missing[: self._parents_left]
        if len(asked) < len(missing):
            self._door.problems[LONE_REPLIES] = None
        self._parents_left -= len(asked)
        found = await self._server.many(asked) if asked else None
        pages = [found] if found else [await self._server.one(one) for one in asked]
        posts = [post for page in pages if isinstance(page, Page) for post in page.posts]
        self._parents |= {post.lookup: post for post in posts}


def _marks(cursor: str) -> dict[str, str]:
    """The highest ids by timeline, of a cursor; {} of one that cannot be read."""
    try:
        found = json.loads(cursor or "{}")
    except ValueError:
        return {}
    marks = found.items() if isinstance(found, dict) else ()
    return {name: mark for name, mark in marks if isinstance(mark, str)}
