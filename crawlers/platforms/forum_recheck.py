"""Asks again for posts that are held: whether they are still there, and in the same words.

A page is asked for once for all posts that were on it. Posts move to earlier pages when others
vanish, so one that is missing is gone only where those around it are shown without it: forums count
posts upwards, and its place lies between two that are there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from crawlers.network.fetch import Failure
from crawlers.platforms.forum_place import Place, order_of
from crawlers.platforms.forum_reader import ELSEWHERE, Reader, number_of, pages_of
from crawlers.posts import Page, Post
from crawlers.visits.door import Due

POSTS_A_PAGE = 15


def lookup_of(thread: Place, page: int, native_id: str) -> str:
    """What a post is asked for by: its thread, page and place in it."""
    return f"{thread.number} {thread.slug or '-'} {page} {order_of(native_id)}"


@dataclass(frozen=True, slots=True)
class Sought:
    """A post that is asked for again, and where it was met."""

    due: Due
    thread: Place
    page: int
    order: int


async def recheck(reader: Reader) -> Failure | None:
    """Compare the posts that are due with their pages, as many as one visit may ask for."""
    threads: dict[str, list[Sought]] = {}
    for sought in map(_sought, chain.from_iterable(reader.door.due(POSTS_A_PAGE))):
        if sought is not None:
            threads.setdefault(sought.thread.number, []).append(sought)
    rounds = _Rounds(reader)
    for group in threads.values():
        if failure := await rounds.thread(group):
            return failure
    return None


def _sought(due: Due) -> Sought | None:
    parts = due.lookup.split(" ")
    if len(parts) != 4 or not (parts[2].isdecimal() and parts[3].isdecimal()):
        return None
    thread = Place(parts[0], "" if parts[1] == "-" else parts[1])
    return Sought(due, thread, int(parts[2]), int(parts[3]))


class _Rounds:
    """The pages asked for again in one visit, as many as the user's settings allow."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._left = reader.door.settings.recheck_posts

    async def thread(self, group: list[Sought]) -> Failure | None:
        """Compare the posts of one thread, page by page."""
        for number in sorted({sought.page for sought in group}):
            here = [sought for sought in group if sought.page == number]
            page = await self._page(here[0].thread, number)
            if page is None:
                return None
            if isinstance(page, Failure):
                if page.code != "missing":
                    return None if page is ELSEWHERE else page
                await self._reader.door.compare([sought.due for sought in group], ())
                return None  # the thread is gone, and all that was in it
            await self._compare(here, page)
        return None

    async def _page(self, thread: Place, number: int) -> Page | Failure | None:
        """A page, its last one where there are fewer now; None when no more may be asked for.

        A Failure with code missing is the thread's, not the page's."""
        if self._left <= 0:
            return None
        self._left -= 1
        found = await self._reader.page(thread, number)
        if number == 1 or not (isinstance(found, Failure) and found.code == "missing"):
            return found
        start = await self._page(thread, 1)
        if isinstance(start, Page) and pages_of(start) < number:
            return await self._page(thread, pages_of(start))
        return start

    async def _compare(self, here: list[Sought], page: Page) -> None:
        """Take what is on the page, and what has moved; bury what is neither here nor there."""
        known: list[Due] = []
        met: list[Post] = []
        for sought in here:
            around = await self._around(sought, page)
            if around is not None:
                known.append(sought.due)
                met.extend(around)
        await self._reader.door.compare(known, met)

    async def _around(self, sought: Sought, page: Page) -> Iterable[Post] | None:
        """The posts of the page on which a post stands or would stand; None if that is not known.

        From `page` on, towards where its number lies."""
        step = 0
        while _in_order(page):
            orders = [order_of(post.native_id) for post in page.posts]
            towards = (sought.order > orders[-1]) - (sought.order < orders[0])
            at = number_of(page) + towards
            if not towards or towards == -step or not 1 <= at <= pages_of(page):
                return page.posts
            step = towards
            following = await self._page(replace(sought.thread, number=page.detail("thread")), at)
            if not isinstance(following, Page) or number_of(following) != at:
                return None
            page = following
        return None


def _in_order(page: Page) -> bool:
    """Whether the numbers of a page's posts rise, so that they say where another one would be."""
    orders = [order_of(post.native_id) for post in page.posts]
    return bool(orders) and all(a < b for a, b in pairwise(orders))
