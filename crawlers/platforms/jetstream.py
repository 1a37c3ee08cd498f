"""Bluesky's stream of all posts (Jetstream), versions 1 and 2, filtered by languages and words.

A visit reads from where the last one ended until it has caught up with its own beginning. Servers
keep what has passed for about a day (24 hours by github.com/bluesky-social/jetstream-legacy, issue
58): what is older when we come is missed, and said to be.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode, urlsplit

from crawlers.network.fetch import Answer, Failure
from crawlers.network.stream import MAX_MESSAGE_BYTES, Stream, open_stream
from crawlers.platforms.atproto import COLLECTION, PLATFORM
from crawlers.platforms.bluesky import PUBLIC, Asked, Server, recheck
from crawlers.platforms.jetstream_events import (
    BACKWARDS,
    MISSED,
    REFUSED,
    UNREADABLE,
    V1,
    V2,
    Change,
    Events,
    read_events,
)
from crawlers.visits.door import REPEATS, Door, Visited
from store.records import Access, PassedOver

BACKLOG = timedelta(hours=24)
BATCH = 500
"""Messages that are read at a time."""
QUIET_S = 5.0
"""A stream that is silent for so long has been read to its end; a sixth of the time-out, where that
is shorter. Servers that search an old part for what we want are silent for a few seconds."""
MOST_S = 1_200.0
"""A visit reads for so long at most; a day of Bluesky's posts takes a few minutes."""
MOST_EVENTS = 20_000_000
CHECKPOINT_EVENTS = 5_000
"""Where nothing is taken, so many events are read again at most after a kill."""
STUCK_BATCHES = 3
"""Full batches in a row that do not move the cursor are the same events again."""
_OVERLAP_US = 10_000_000
"""Version 1 sends events only roughly in order: those of the last seconds are met twice."""
_SUBPROTOCOL = "xrpc.v1.json"
_UNREAD = "messages that no worker could read"
_BEHIND = Failure(
    Access.OUTAGE, "hann inte läsa ikapp strömmen; nästa hämtning fortsätter", code="behind"
)
_LOST = Failure(Access.OUTAGE, "strömmens markör går bakåt eller står still", code="cursor")
_UNKNOWN = Failure(
    Access.PARSE_ERROR, "strömmen är av ett okänt slag", passing=False, code="no_stream"
)
_ENDED = Failure(Access.OUTAGE, "servern avbröt strömmen", code="truncated")


async def visit(door: Door) -> Visited | Failure:
    """Read the stream from where the last visit ended; one of another version is never gone on.

    Then ask whether older posts are still there: a stream tells of a deletion once, to those who
    listen, and not that an account's posts are back.
    """
    ended = await _Visit(door).run()
    if isinstance(ended, Visited):
        await recheck(door, Server(door, Asked(_interface(door.source.url))))
    return ended


def _interface(url: str) -> str:
    """The server that shows single posts: Bluesky's own, or one beside a stream of one's own."""
    parts = urlsplit(url)
    of_bluesky = (parts.hostname or "").endswith(".bsky.network")
    return PUBLIC if of_bluesky else f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True, slots=True)
class _Start:
    """Where the reading begins: at a `cursor` kept of this version, else at a moment."""

    cursor: int
    moment: datetime

    def address(self, url: str, version: str) -> str:
        """What the server is asked. A number of version 2 from 10^15 on is a time in µs, too."""
        asked = [("maxMessageSizeBytes", str(MAX_MESSAGE_BYTES))]
        at = self.cursor or int(self.moment.timestamp() * 1_000_000)
        if version == V1:
            asked += [("wantedCollections", COLLECTION), ("cursor", str(at - _OVERLAP_US))]
        else:
            kinds = [("kinds", "commit"), ("kinds", "account")]
            asked += [*kinds, ("collections", COLLECTION), ("cursor", str(at))]
        return urlsplit(url)._replace(query=urlencode(asked), fragment="").geturl()


class _Visit:
    """One reading of a stream."""

    def __init__(self, door: Door) -> None:
        self._door = door
        in_v2 = urlsplit(door.source.url).path.endswith("subscribeEvents")
        self._version = V2 if in_v2 else V1
        kept = door.cursor(self._version)
        back_to = max(door.back_to, door.now - BACKLOG)
        self._start = _Start(int(kept) if kept.isdecimal() else 0, back_to)
        self._answer = Answer(door.source.url, 200, b"", "", "", "", "", False)
        self._passed: Counter[tuple[date, str]] = Counter()
        self._at = 0
        self._first: datetime | None = None
        self._last: datetime | None = None
        self._events = self._unkept = self._stuck = 0
        self._gap = False

    async def run(self) -> Visited | Failure:
        """What came of it, when all has been caught up with or the stream ended."""
        stream = await self._open()
        if isinstance(stream, Failure):
            return stream
        try:
            failure = await self._read(stream)
        finally:
            await stream.close()
        await self._keep()
        return self._visited(failure)

    async def _open(self) -> Stream | Failure:
        stream = await self._opened()
        if isinstance(stream, Failure) and stream.status == 400 and self._start.cursor:
            # Version 2 refuses a cursor that it has nothing behind any more (CursorTooOld).
            self._door.problems[MISSED] = None
            self._gap = True
            self._start = _Start(0, max(self._door.back_to, self._door.now - BACKLOG))
            stream = await self._opened()
        return stream

    async def _opened(self) -> Stream | Failure:
        door = self._door
        address = self._start.address(door.source.url, self._version)
        subprotocol = _SUBPROTOCOL if self._version == V2 else ""
        return await open_stream(address, door.settings, door.now, subprotocol)

    async def _read(self, stream: Stream) -> Failure | None:
        """Read until the stream has been caught up with; gives what ended it before that."""
        clock = asyncio.get_running_loop().time
        settings = self._door.settings
        until = clock() + min(MOST_S, settings.visit_limit_s / 2)
        quiet_s = min(QUIET_S, settings.timeout_s / 6)
        while clock() < until and self._events < MOST_EVENTS:
            messages = await stream.batch(BATCH, quiet_s)
            if isinstance(messages, Failure):
                return messages
            if not messages:
                return None
            if failure := await self._take(messages):
                return failure
            if self._last and self._last >= self._door.now:
                return None
        return _BEHIND

    async def _take(self, messages: list[bytes]) -> Failure | None:
        """Read a batch and send out what is in it; gives why the stream is to be left."""
        door = self._door
        counted_to = self._start.cursor
        said = (messages, self._version, door.searches, counted_to, self._at)
        page = await door.read(read_events, self._answer, *said)
        self._events += len(messages)
        if not isinstance(page, Events):
            door.problems[_UNREAD] = None
            self._gap, self._first = True, None  # what is claimed begins behind them
            return None
        for change in page.changes:
            await self._send(change)
        self._passed.update({(day, language): n for day, language, n in page.passed})
        moved = page.at > self._at
        self._stuck = 0 if moved or len(messages) < BATCH else self._stuck + 1
        self._at, self._last = page.at, page.last or self._last
        self._first = self._first or page.first
        self._gap = self._gap or MISSED in page.problems
        self._unkept += len(messages)
        if page.changes or self._unkept >= CHECKPOINT_EVENTS:
            await self._keep()
        return self._fault(page)

    def _fault(self, page: Events) -> Failure | None:
        if REFUSED in page.problems:
            return _ENDED
        if self._stuck >= STUCK_BATCHES:
            self._door.problems[REPEATS] = None
        return _LOST if BACKWARDS in page.problems or self._stuck >= STUCK_BATCHES else None

    async def _send(self, change: Change) -> None:
        door, post = self._door, change.post
        if post is None:
            await door.author_gone(PLATFORM, change.account)
        elif post.deleted:
            await door.gone([post.document_id])
        elif not change.only_held or door.holds(post):
            await door.take([post])

    async def _keep(self) -> None:
        """Send out the counts, then keep where the stream is: it stands for all before it."""
        counts, self._passed = self._passed, Counter()
        name = self._door.source.source_id
        await self._door.passed_over(
            PassedOver(name, day, language, items) for (day, language), items in counts.items()
        )
        self._unkept = 0
        if self._at:
            await self._door.checkpoint(self._version, str(self._at))

    def _visited(self, failure: Failure | None) -> Visited | Failure:
        if self._first is None and (failure or UNREADABLE in self._door.problems):
            return failure or _UNKNOWN
        if failure is not None:  # the visit that reads on to the end will cover what this one saw
            message = f"strömmen lästes inte till slutet: {failure.message}"
            return Visited(self._answer, False, replace(failure, passing=True), message)
        if self._is_whole():
            return Visited(self._answer)
        return Visited(self._answer, caught_up=False, reached=self._first)

    def _is_whole(self) -> bool:
        """Whether all since the last visit that counted has been read."""
        door, seen = self._door, self._door.state.answered_at
        promised = door.since or seen
        began = seen if self._start.cursor else self._start.moment
        if self._gap or promised is None or began is None or began > promised:
            return False
        return not self._is_clamped()

    def _is_clamped(self) -> bool:
        """Whether version 1 began, without a word, later than it was asked to."""
        if self._version != V1 or not self._start.cursor or self._first is None:
            return False
        kept = datetime.fromtimestamp(self._start.cursor / 1_000_000, UTC)
        old = self._door.now - kept > BACKLOG
        clamped = old and self._first - kept > timedelta(minutes=10)
        if clamped:
            self._door.problems[MISSED] = None
        return clamped
