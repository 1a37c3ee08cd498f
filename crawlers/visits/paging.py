"""A whole listing: its first answer, and the further pages or the parts that it names."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from crawlers.listing import Entry, Listing
from crawlers.network.fetch import Answer, Failure
from crawlers.visits.tools import Tools
from crawlers.visits.unchanged import content_sha256
from crawlers.workers import WorkerError
from store.records import Access

MAX_PAGES = 50
"""Answers of one listing that are read in one visit."""
MAX_DEPTH = 3
"""Indexes within indexes; the sitemaps protocol allows one level, real sites have two."""
READ = frozenset({Access.OK, Access.EMPTY_VALID})

GoesOn = Callable[[Listing], bool]
"""Whether the next page may hold what has not been seen, given one page."""
Parse = Callable[..., Listing]


@dataclass
class Whole:
    """What all answers of a listing said together.

    `failure`: a page or part of it failed in passing, so that something is missing; `cut`: a bound
    of the visit was met; `is_index`: the first answer only names the others.
    """

    listing: Listing
    body_sha256: str
    is_index: bool = False
    failure: Failure | None = None
    cut: bool = False
    problems: dict[str, None] = field(default_factory=dict)


class Reader:
    """Reads listings of one kind. Never raises: what cannot be parsed is a Listing that says so."""

    def __init__(self, parse: Parse, tools: Tools) -> None:
        self._parse = parse
        self._tools = tools

    async def read(self, answer: Answer, goes_on: GoesOn) -> Whole:
        """The whole listing that an answer begins; `goes_on` decides on further pages."""
        first = await self.parse(answer)
        whole = Whole(first, content_sha256(answer.body), first.is_index)
        if first.access not in READ or not first.next_urls:
            return whole
        if first.is_index:
            return await self._parts(answer, whole)
        return await self._pages(answer, whole, goes_on)

    async def parse(self, answer: Answer) -> Listing:
        """One answer, read by a worker."""
        now, limit = self._tools.now, self._tools.settings.max_items
        try:
            return await self._tools.workers.call(
                self._parse, answer.body, answer.url, answer.content_type, now, limit
            )
        except WorkerError as error:
            return Listing(access=Access.PARSE_ERROR, reason=error.message)

    async def _pages(self, answer: Answer, whole: Whole, goes_on: GoesOn) -> Whole:
        """One page after another while they bring something new."""
        asked = {answer.url}
        hashes = {whole.body_sha256}
        keys = {entry.key for entry in whole.listing.entries}
        page = whole.listing
        while goes_on(page):
            url = next((url for url in page.next_urls if url not in asked), "")
            if not url:
                break
            if len(asked) >= MAX_PAGES:
                self._cut(whole, f"stopped after {MAX_PAGES} pages")
                break
            asked.add(url)
            found = await self._tools.fetcher.get(url)
            if isinstance(found, Failure):
                self._end_of_pages(whole, found)
                break
            page = await self.parse(found)
            digest = content_sha256(found.body)
            own = {entry.key for entry in page.entries}
            if digest in hashes or (own and own <= keys):
                whole.problems["pages repeat"] = None
                break
            hashes.add(digest)
            keys |= own
            if page.access not in READ:
                self._cut(whole, f"page {len(asked)}: {page.access}")
                break
            self._join(whole, page)
        return whole

    def _end_of_pages(self, whole: Whole, failure: Failure) -> None:
        """A page that does not exist is the end; one that fails in passing is a hole, and what
        comes after one that is closed to us is not seen."""
        if failure.passing:
            whole.failure = failure
            whole.problems["a page of the listing failed"] = None
        elif failure.access is not Access.OUTAGE:
            self._cut(whole, f"a page of the listing: {failure.access}")

    async def _parts(self, answer: Answer, whole: Whole) -> Whole:
        """All parts of an index, and of the indexes that it names; each address once. An index of
        which no part can be read has failed."""
        hashes = [whole.body_sha256]
        seen = {answer.url, *whole.listing.next_urls}
        left = deque((url, 1) for url in dict.fromkeys(whole.listing.next_urls))
        fetched = 1
        read, lost = False, None
        while left:
            if fetched >= MAX_PAGES:
                self._cut(whole, f"stopped after {MAX_PAGES} parts")
                break
            url, depth = left.popleft()
            fetched += 1
            found = await self._tools.fetcher.get(url)
            if isinstance(found, Failure):
                whole.problems[f"a part failed: {found.code or found.access}"] = None
                whole.failure = found if found.passing else whole.failure
                lost = found
                continue
            hashes.append(content_sha256(found.body))
            part = await self.parse(found)
            if part.access not in READ:
                whole.problems[f"a part is no listing: {part.access}"] = None
                lost = Failure(part.access, part.reason, 200, False, code=str(part.access))
                continue
            read = True
            self._join(whole, part)
            further = [url for url in part.next_urls if part.is_index and url not in seen]
            if further and depth >= MAX_DEPTH:
                self._cut(whole, f"indexes deeper than {MAX_DEPTH}")
                continue
            seen.update(further)
            left.extend((url, depth + 1) for url in further)
        if not read:
            whole.failure = lost
        whole.body_sha256 = hashlib.sha256("".join(hashes).encode()).hexdigest()
        return whole

    def _cut(self, whole: Whole, problem: str) -> None:
        whole.cut = True
        whole.problems[problem] = None

    def _join(self, whole: Whole, page: Listing) -> None:
        """Add the entries of a page that are not there yet, up to the bound of a visit."""
        listing, limit = whole.listing, self._tools.settings.max_items
        known = {entry.key: None for entry in listing.entries}
        entries: tuple[Entry, ...] = (
            *listing.entries,
            *(entry for entry in page.entries if entry.key not in known),
        )
        if len(entries) > limit:
            self._cut(whole, f"more than {limit} entries")
        whole.listing = replace(
            listing,
            entries=entries[:limit],
            problems=tuple(dict.fromkeys((*listing.problems, *page.problems))),
            language=listing.language or page.language,
            access=Access.OK if entries else Access.EMPTY_VALID,
        )
