"""Reads threads page by page, from where the last visit ended.

Pages of a thread are in the order in which they were written, so what is new stands on the last
ones. A thread that was never read is read from the page on which the time asked for begins (seven
days, or `--since`): it is sought from the end, and the pages from there on are read forwards, so
that the cursor always stands for all that comes before it.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from crawlers.network.fetch import Answer, Failure
from crawlers.platforms.forum_place import Forum, Place, fetched_at
from crawlers.platforms.forum_progress import Progress
from crawlers.posts import Page
from crawlers.visits.door import MAX_PAGES, READ, REPEATS, Door, unread
from store.records import Access

LEFT = Failure(
    Access.OUTAGE, "det finns mer än ett besök läser; nästa besök fortsätter", code="visit_limit"
)
"""What was not read for lack of room is read in the next visit."""
REPEATED = Failure(Access.OUTAGE, "tråden visar samma sida igen", code="repeats")
ELSEWHERE = Failure(
    Access.OUTAGE, "tråden skickar vidare till en annan sida", passing=False, code="redirects"
)


class Reader:
    """The pages of a forum in one visit. `first` is the first answer, None before it."""

    def __init__(self, door: Door, forum: Forum) -> None:
        self.door = door
        self.forum = forum
        self.progress = Progress(door.cursor(forum.protocol))
        self.first: Answer | None = None
        self.left = MAX_PAGES
        parts = urlsplit(door.source.url)
        self._base = f"{parts.scheme}://{parts.netloc}"
        self._pages: dict[tuple[str, int], Page] = {}

    async def ask(self, place: Place) -> Page | Failure:
        """A page of a thread or a list as the forum gives it now."""
        answer = await self.door.ask(self._base + self.forum.address_of(place))
        if isinstance(answer, Failure):
            return answer
        shown = self.forum.place_of(answer.url)
        if shown is None or shown.section != place.section:
            return ELSEWHERE
        parse = self.forum.parse_section if place.section else self.forum.parse_thread
        page = await self.door.read(parse, answer, fetched_at(answer, self.door.now))
        if page.access not in READ:
            return unread(page)
        self.first = self.first or answer
        return page

    async def page(self, thread: Place, number: int) -> Page | Failure:
        """A page of a thread, asked for once a visit."""
        key = (thread.number, number)
        if key not in self._pages:
            found = await self.ask(replace(thread, page=number))
            if isinstance(found, Failure):
                return found
            self._pages[key] = self._pages[found.detail("thread"), number_of(found)] = found
        return self._pages[key]

    async def follow(self, thread: Place, moved: bool = False) -> Failure | None:
        """Read what is new in a thread; gives what kept it from being read to its end."""
        start = await self._start(thread)
        if isinstance(start, Failure):
            return start
        page = await self.page(thread, start)
        if isinstance(page, Page) and not moved and page.detail("thread") != thread.number:
            return await self.follow(replace(thread, number=page.detail("thread")), moved=True)
        if isinstance(page, Page):
            start = number_of(page)  # a thread that has become shorter ends earlier
        return await self._forwards(thread, start)

    async def _forwards(self, thread: Place, number: int) -> Failure | None:
        before: tuple[str, ...] = ()
        while self.left > 0:
            self.left -= 1
            page = await self.page(thread, number)
            if isinstance(page, Failure):
                return page
            met = tuple(post.native_id for post in page.posts)
            if met == before or number_of(page) != number:
                self.door.problems[REPEATS] = None
                return REPEATED
            await self._take(thread, page)
            if number >= pages_of(page):
                return None
            number, before = number + 1, met
        return LEFT

    async def _take(self, thread: Place, page: Page) -> None:
        """Take the posts of a page, and keep that all up to its end has been taken."""
        await self.door.take(page.posts)
        self.progress.read(thread.number, number_of(page))
        if number_of(page) >= pages_of(page):
            self.progress.ended(thread.number, self.door.now)
        await self.door.checkpoint(self.forum.protocol, str(self.progress))

    async def _start(self, thread: Place) -> int | Failure:
        """The page from which a thread is to be read."""
        span = self.progress.of(thread.number)
        if span is None:
            return await self._begin(thread)
        if self.door.since is None or span.first == 1:
            return await self._resumed(thread, span.last)
        begins = await self._reaching(thread, span.first)
        if isinstance(begins, int) and begins < span.first:
            self.progress.begin(thread.number, begins)  # the user wants what lies before
            return begins
        return await self._resumed(thread, span.last)

    async def _begin(self, thread: Place) -> int | Failure:
        page = await self.page(thread, 1)
        if isinstance(page, Failure):
            return page
        if page.detail("thread") != thread.number:
            return 1  # another thread's, which may have been read
        begins = await self._reaching(thread, pages_of(page))
        if isinstance(begins, int):
            self.progress.begin(thread.number, begins)
        return begins

    async def _resumed(self, thread: Place, last: int) -> int | Failure:
        """The page read last, or the last there is where the thread has become shorter."""
        found = await self.page(thread, last)
        if last == 1 or not (isinstance(found, Failure) and found.code == "missing"):
            return found if isinstance(found, Failure) else last
        start = await self.page(thread, 1)
        return start if isinstance(start, Failure) else min(last, pages_of(start))

    async def _reaching(self, thread: Place, top: int) -> int | Failure:
        """The last page up to `top` that begins before the time asked for, 1 where none does.

        Sought in growing steps from the end, then by halves: 5,000 pages take 25 requests at most.
        """
        low, high, step = 0, top + 1, 1
        while high - low > 1 and high > 1:
            at = (low + high) // 2 if low else max(1, high - step)
            page = await self.page(thread, at)
            if isinstance(page, Failure):
                return page
            low, high, step = (at, high, step) if self._is_old(page) else (low, at, 2 * step)
        return max(1, low)

    def _is_old(self, page: Page) -> bool:
        """Whether a page begins before the time asked for; one without dates is taken to."""
        dates = (post.published_at for post in page.posts if post.published_at)
        return next(dates, self.door.back_to) <= self.door.back_to


def number_of(page: Page) -> int:
    """The number of a thread's page as the page itself says."""
    return int(page.detail("page") or 1)


def pages_of(page: Page) -> int:
    """How many pages a thread has as one of them says."""
    return int(page.detail("pages") or 1)
