"""Listings that are read the newest first, and gone on with where a visit was cut off.

A visit reads a listing page by page, down to where the last one that came to its end had begun.
When a page has been taken, the cursor keeps how far that was, so a visit that follows one that was
killed, or that failed on its way, asks for no finished page again: it goes on downwards, then reads
what has come above since. A visit that ends without a failure leaves nothing of this behind
(crawlers/visits/post_visit.py).

What names the next page is the platform's, and may be worth nothing after a while: then the listing
is begun anew. All that is kept is sealed, as it says which posts were met.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawlers.network.fetch import Answer, Failure
from crawlers.posts import Page
from crawlers.visits.cursors import LISTINGS
from crawlers.visits.door import MAX_PAGES, READ, REPEATS, Door, Parse, Visited, unread
from crawlers.visits.stretches import Stretch, read, written
from store.records import Access

FRESH = timedelta(minutes=15)
"""A listing that was begun so short a time ago is not read from its top again: the next visit
reaches back further than that."""
ENDLESS = 1_000_000
LONGEST_TOKEN = 2_000
"""The name of a page that is longer is not kept: a cursor is to stay small."""
_HELD_BACK = frozenset({Access.RATE_LIMITED, Access.CHALLENGED})
"""A server that says this is asked nothing more in the visit."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a listing, and the answer that it was read from. `cut`: the platform does not say
    how to go on, though there is more."""

    page: Page
    answer: Answer
    cut: bool = False


Turn = Callable[[str, datetime], Awaitable[Listed | Failure]]
"""Gives the page that is named so, "" for the first; the moment is that back to which is read. Its
posts are taken afterwards."""


class NewestFirst:
    """The listings of one visit. What is `remembered` is kept with them: what was noted of pages
    and is still wanted when they are not asked for again."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self.stretches, self.remembered = read(door.sealed.open(door.cursor(LISTINGS)))

    async def walk(
        self, name: str, turn: Turn, back_to: datetime | None = None, most: int = MAX_PAGES,
        longest: int = ENDLESS,
    ) -> Visited | Failure:  # fmt: skip
        """Read a listing, or the rest of it, back to where the last visit began.

        The name is what it is known by to later visits. From one top `most` pages are read, in
        however many visits; `longest`: posts after which its end may be where the platform cuts it.
        """
        walk = _Walk(self, self._door, _key(name), turn, most, longest)
        wanted = back_to or self._door.back_to
        kept = self.stretches.get(walk.key)
        if kept is None or not self._is_part_of(kept, wanted):
            return await walk.read(Stretch(self._door.now, wanted, wanted))
        return await (walk.read_above(kept) if kept.done else walk.go_on(kept))

    def _is_part_of(self, kept: Stretch, wanted: datetime) -> bool:
        """Whether what was read counts for what is wanted now. A day of the user's own must be the
        same: posts from before it are not taken, and the stretch would be said to have them."""
        return kept.since == wanted if self._door.since else kept.since <= wanted

    def is_under_way(self, name: str) -> bool:
        """Whether a visit that was cut off has left a part of a listing unread."""
        kept = self.stretches.get(_key(name))
        return kept is not None and not kept.done

    def forget(self, name: str) -> None:
        """Let a listing be begun anew when it is walked the next time."""
        self.stretches.pop(_key(name), None)

    async def keep(self) -> None:
        """Keep how far the listings have been read: all up to there has been taken."""
        is_empty = not self.stretches and not self.remembered
        value = "" if is_empty else written(self.stretches, self.remembered)
        await self._door.checkpoint(LISTINGS, self._door.sealed.seal(value))


@dataclass(frozen=True, slots=True)
class _Walk:
    """The reading of one listing in one visit."""

    listings: NewestFirst
    door: Door
    key: str
    turn: Turn
    most: int
    longest: int

    async def go_on(self, kept: Stretch) -> Visited | Failure:
        """Read the rest of a stretch, then what has come above it."""
        found = await self.turn(kept.next, kept.floor)
        if self._is_refused(found, kept):
            return await self.read(kept.anew(self.door.now))
        self.door.listed += kept.posts
        ended = await self.read(kept, found)
        if isinstance(ended, Failure):
            return ended
        if ended.failure is not None:
            return replace(ended, reached=None)  # what has come since was not asked for
        return await self.read_above(self.listings.stretches[self.key], ended)

    async def read_above(self, kept: Stretch, ended: Visited | None = None) -> Visited | Failure:
        """Read what has come above a stretch that is done, unless it is fresh."""
        if self._is_fresh(kept):
            return ended or self._answered_before(kept)
        above = await self.read(kept.above(self.door.now))
        if isinstance(above, Failure) and ended is not None:
            return Visited(ended.answer, caught_up=False, failure=above)
        return above

    async def read(self, at: Stretch, found: Listed | Failure | None = None) -> Visited | Failure:
        """Read a stretch to its end; `found` is its next page, where that has been asked for."""
        first: Answer | None = None
        asked = {at.next}
        while not at.done:
            found = found or await self.turn(at.next, at.floor)
            if isinstance(found, Failure):
                return found if first is None else _visited(at, first, found)
            first = first or found.answer
            await self.door.take(found.page.posts)
            at = self._bounded(at.after(found.page, self.longest), found, asked)
            asked.add(at.next)
            found = None
            await self._keep(at)
        assert first is not None, "a stretch that is to be read is not done"
        return _visited(at, first)

    def _bounded(self, at: Stretch, found: Listed, asked: Set[str]) -> Stretch:
        """The stretch, ended where its next page is one that was read, or one too many."""
        if at.done:
            return at.ended(cut=True) if found.cut else at
        if at.next in asked:
            self.door.problems[REPEATS] = None
        elif at.pages >= self.most:
            self.door.problems[f"stopped after {self.most} pages"] = None
        else:
            return at
        return at.ended(cut=True)

    async def _keep(self, at: Stretch) -> None:
        if len(at.next) <= LONGEST_TOKEN:
            self.listings.stretches.pop(self.key, None)  # those read last stand last
            self.listings.stretches[self.key] = at
            await self.listings.keep()

    def _is_fresh(self, kept: Stretch) -> bool:
        return self.door.now - kept.began < FRESH

    def _is_refused(self, found: Listed | Failure, kept: Stretch) -> bool:
        """Whether the platform no longer knows the page to go on with: it answers with an error,
        or, after a while, with nothing."""
        if isinstance(found, Failure):
            return found.access not in _HELD_BACK
        return not found.page.posts and not found.page.next and not self._is_fresh(kept)

    def _answered_before(self, kept: Stretch) -> Visited:
        """What a visit has of a listing that another one came to the end of a moment ago."""
        self.door.listed += kept.posts
        return _visited(kept, Answer(self.door.source.url, 200, b"", "", "", "", "", False))


async def listed(
    door: Door, answer: Answer | Failure, parse: Parse, *more: object
) -> Listed | Failure:
    """A page of a listing read by a worker; a Failure also where it is not what was asked for."""
    if isinstance(answer, Failure):
        return answer
    page = await door.read(parse, answer, *more)
    return Listed(page, answer) if page.access in READ else unread(page)


def _visited(at: Stretch, answer: Answer, failure: Failure | None = None) -> Visited:
    return Visited(answer, failure is None and not at.cut, failure, reached=at.reached)


def _key(name: str) -> str:
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
