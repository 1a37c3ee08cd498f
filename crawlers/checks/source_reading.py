"""One address asked on trial: what came of it, and whether its listing can be followed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

from crawlers.checks import programmes
from crawlers.checks.source_candidates import Candidate, is_of_news, is_writable, kind_of, linked
from crawlers.checks.source_check import CheckJob, unfit
from crawlers.kinds import LISTINGS
from crawlers.listing import Listing
from crawlers.network.answers import Answer
from crawlers.network.failures import Failure
from crawlers.network.fetch import Fetcher
from crawlers.network.reservations import RESERVED
from crawlers.network.site_book import SiteBook
from crawlers.workers import WorkerError, Workers
from store.records import Access, Source, SourceKind, SourceState

MAX_PARTS = 3
"""Parts of a sitemap index that are read to see whether it lists anything."""
HOME = "skickar vidare till startsidan"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One address and what came of it; `why` is empty when its listing can be followed."""

    candidate: Candidate
    why: str = ""
    answer: Answer | None = None
    failure: Failure | None = None
    listing: Listing = field(default_factory=Listing)


@dataclass
class Reader:
    """Asks and reads for all trials of a check."""

    job: CheckJob
    fetcher: Fetcher
    sites: SiteBook
    workers: Workers
    _programmes: dict[str, asyncio.Future[bytes]] = field(default_factory=dict)

    async def attempt(self, candidate: Candidate, source: Source) -> Attempt:
        """Ask an address as a pass would ask it for a source, and read what it lists."""
        as_if = replace(source, url=candidate.url, kind=candidate.kind)
        state = SourceState(source.source_id, as_if.url)
        answer = await self.fetcher.get(LISTINGS[as_if.kind].address(as_if, state, None))
        if isinstance(answer, Failure):
            return Attempt(candidate, answer.message, failure=answer)
        if answer.tdm_reserved:
            refused = Failure(Access.REFUSED, RESERVED, 200, passing=False, code="tdm")
            return Attempt(candidate, RESERVED, failure=refused)
        if answer.redirected_home:
            return Attempt(candidate, HOME, answer)
        return await self._read(candidate, answer)

    async def as_another_kind(self, attempt: Attempt) -> Attempt:
        """The same answer read as the kind of listing that it looks like, if that can be read."""
        if attempt.answer is None:
            return attempt
        kind = kind_of(attempt.answer.body, attempt.answer.content_type)
        if kind is None or kind not in LISTINGS or kind is attempt.candidate.kind:
            return attempt
        again = await self._read(replace(attempt.candidate, kind=kind), attempt.answer)
        return attempt if again.why else again

    async def linked(self, answer: Answer) -> list[Candidate]:
        """The feeds that a page names."""
        try:
            return await self.workers.call(linked, answer.body, answer.url, answer.content_type)
        except WorkerError:
            return []

    async def programme(self, answer: Answer) -> str:
        """The programme's name as the answer tells it."""
        try:
            return await self.workers.call(programmes.told_name, answer.body, answer.content_type)
        except WorkerError:
            return ""

    async def programmes_of(self, url: str) -> bytes:
        """The list of all programmes of the API behind an address, asked for once."""
        address = programmes.list_address(url)
        if address not in self._programmes:
            self._programmes[address] = asyncio.get_running_loop().create_future()
            body = b""
            try:
                got = await self.fetcher.get(address)
                body = got.body if isinstance(got, Answer) else b""
            finally:  # cancelled, too: the others that wait for it must not for ever
                self._programmes[address].set_result(body)
        return await self._programmes[address]

    async def _read(self, candidate: Candidate, answer: Answer) -> Attempt:
        """What an answer lists; of an index of sitemaps, what the first of its parts do."""
        listing = await self._parse(candidate.kind, answer)
        if not listing.is_index or listing.entries:
            return Attempt(candidate, unfit(listing, self.job.now), answer, listing=listing)
        why = "sajtkartan pekar inte på några artiklar"
        for part in sorted(listing.next_urls, key=lambda part: not is_of_news(part))[:MAX_PARTS]:
            got = await self.fetcher.get(part)
            if isinstance(got, Failure):
                continue
            of_part = await self._parse(candidate.kind, got)
            why = unfit(of_part, self.job.now) or why
            if of_part.entries and not unfit(of_part, self.job.now):
                if _is_better(part, candidate):
                    return Attempt(replace(candidate, url=part), "", got, listing=of_part)
                return Attempt(candidate, "", answer, listing=of_part)
        return Attempt(candidate, why, answer, listing=listing)

    async def _parse(self, kind: SourceKind, answer: Answer) -> Listing:
        now, limit = self.job.now, self.job.settings.max_items
        parse = LISTINGS[kind].parse
        try:
            return await self.workers.call(
                parse, answer.body, answer.url, answer.content_type, now, limit
            )
        except WorkerError:
            return Listing(access=Access.PARSE_ERROR, reason="svaret tar för lång tid att läsa")


def _is_better(part: str, candidate: Candidate) -> bool:
    """A news sitemap is asked rather than the index that names it; other parts come and go."""
    better = is_of_news(part) and not is_of_news(candidate.url)
    return bool(candidate.found_in) and better and is_writable(part)
