"""Tries one source: its address, and where that fails the others that may be its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from crawlers.canonical import canonical_url
from crawlers.checks import programmes
from crawlers.checks.source_candidates import (
    Candidate,
    allowed,
    home,
    known_paths,
    may_guess,
    owner,
    sitemaps,
    wordpress,
)
from crawlers.checks.source_check import Checked, CheckJob, Outcome, Robots, Tried, newest
from crawlers.checks.source_reading import Attempt, Reader
from crawlers.child import Outbox
from crawlers.kinds import LISTINGS
from crawlers.network.answers import Answer
from crawlers.network.fetch import Fetcher
from crawlers.network.site_book import SiteBook, site_name
from crawlers.workers import Workers
from store.records import Access, Source

logger = logging.getLogger(__name__)

LIMIT_S = 30 * 60.0
"""A host that asks for a minute between two requests is done within this."""
ELSEWHERE = frozenset({"robots", "missing", "server", "redirects", "too_large"})
"""Causes for which other addresses of the host are worth asking: it answers, and has not closed its
door. robots.txt says itself what may be asked instead."""


async def try_all(job: CheckJob, outbox: Outbox, crawler: Any, workers: Workers) -> None:
    """Try the sources side by side; each host still gets one request at a time."""
    sites = SiteBook({}, job.now, outbox.emit)
    crawler.spider.site_book = sites
    reader = Reader(job, Fetcher(crawler, job.settings, job.now), sites, workers)
    await asyncio.gather(*(_one(source, reader, outbox.emit) for source in job.sources))


async def _one(source: Source, reader: Reader, emit: Callable[..., Awaitable[None]]) -> None:
    trial = Trial(source, reader)
    try:
        checked = await asyncio.wait_for(trial.run(), LIMIT_S)
    except TimeoutError:
        checked = trial.ended(Outcome.SILENT, f"hann inte prövas inom {LIMIT_S / 60:g} minuter")
    except Exception as error:  # the edge of a source: one that fails never stops the others
        logger.error("source %s: %s", source.source_id, type(error).__name__)
        checked = trial.ended(Outcome.SILENT, f"oväntat fel ({type(error).__name__})")
    await emit(checked)


class Trial:
    """Tries a source's own address and then, in order, those that the answer, known paths, the home
    page, robots.txt and WordPress give, until one can be followed."""

    def __init__(self, source: Source, reader: Reader) -> None:
        self._source = source
        self._reader = reader
        self._listed = reader.job.others
        self._tried: list[Tried] = []
        self._robots = Robots.UNKNOWN
        self._seen = {canonical_url(source.url)}
        others = (other for other in self._listed if other.source_id != source.source_id)
        self._taken = {canonical_url(other.url) for other in others}

    async def run(self) -> Checked:
        """The source's outcome. A valid listing without entries is taken where none has any."""
        source = self._source
        first = await self._try(Candidate(source.url, source.kind), is_own=True)
        if not first.why:
            return self._settled(first)
        if first.failure and first.failure.code not in ELSEWHERE:
            return self.ended(_outcome(first), first.why)
        spare: Attempt | None = None
        async for attempt in self._elsewhere(first):
            if not attempt.why and attempt.listing.entries:
                return self._settled(attempt)
            spare = spare or (None if attempt.why else attempt)
        return self._settled(spare) if spare else self.ended(_outcome(first), first.why)

    def ended(self, outcome: Outcome, message: str) -> Checked:
        """An end without an address that works."""
        source = self._source
        return Checked(
            source.source_id, outcome, source.url, source.kind, message,
            site=site_name(source.url), robots=self._robots, tried=tuple(self._tried),
        )  # fmt: skip

    def _settled(self, attempt: Attempt) -> Checked:
        """An end with one. A lasting redirect on the way makes its end the address."""
        assert attempt.answer is not None
        source, candidate = self._source, attempt.candidate
        url = _moved(candidate, attempt.answer.moved_to)
        if candidate.found_in or candidate.kind is not source.kind:
            outcome, message = Outcome.FOUND, candidate.found_in
        elif url != source.url:
            outcome, message = Outcome.MOVED, "skickar vidare för gott"
        else:
            outcome, message = Outcome.WORKS, ""
        return replace(
            self.ended(outcome, message),
            url=url,
            kind=candidate.kind,
            entries=len(attempt.listing.entries),
            newest_at=newest(attempt.listing, self._reader.job.now),
            site=site_name(url),
        )

    async def _try(self, candidate: Candidate, is_own: bool = False) -> Attempt:
        """Ask one address, and hold it against whose it is."""
        attempt = await self._reader.attempt(candidate, self._source)
        if is_own:
            self._robots = _verdict(attempt, self._reader.job.settings.obey_robots)
            attempt = await self._reader.as_another_kind(attempt) if attempt.why else attempt
        if not attempt.why:
            attempt = replace(attempt, why=self._not_its_own(attempt, is_own))
        if not attempt.why and programmes.is_programme(self._source):
            attempt = replace(attempt, why=await self._another_programme(attempt))
        if attempt.why:
            self._tried.append(Tried(attempt.candidate.url, attempt.why))
        return attempt

    def _not_its_own(self, attempt: Attempt, is_own: bool) -> str:
        """Why a listing does not stand for the source; empty when it does.

        Another owner's stands for nobody: a person has to say that it does.
        """
        assert attempt.answer is not None
        moved_to = attempt.answer.moved_to
        url = moved_to if is_own else attempt.answer.url
        if url and owner(url) != owner(self._source.url):
            return f"har flyttat till {url}, en värd med ett annat namn"
        if url and canonical_url(moved_to or attempt.candidate.url) in self._taken:
            return "leder till en adress som en annan källa redan har"
        return ""

    async def _another_programme(self, attempt: Attempt) -> str:
        assert attempt.answer is not None
        told = await self._reader.programme(attempt.answer)
        same = programmes.answers_to(self._source.name, told)
        return "" if same else f"är programmet ”{told}”"

    async def _elsewhere(self, first: Attempt) -> AsyncIterator[Attempt]:
        """The further addresses, each asked when the ones before it did not do."""
        async for candidates in self._stages(first):
            for candidate in allowed(candidates, self._source, self._taken):
                address = canonical_url(candidate.url)
                if address not in self._seen:
                    self._seen.add(address)
                    yield await self._try(candidate)

    async def _stages(self, first: Attempt) -> AsyncIterator[Iterable[Candidate]]:
        source, reader = self._source, self._reader
        if programmes.is_programme(source):
            yield await self._right_number()
        if first.answer is not None:
            yield await reader.linked(first.answer)
        if not may_guess(source, self._listed):
            return
        yield known_paths(source.url)
        front = await reader.fetcher.get(home(source.url))
        if isinstance(front, Answer):
            links = await reader.linked(front)
            yield [replace(link, found_in="länkas från startsidan") for link in links]
        yield sitemaps(reader.sites.get(site_name(source.url)).robots, source.url)
        yield [wordpress(source.url)]

    async def _right_number(self) -> list[Candidate]:
        source = self._source
        listed = await self._reader.programmes_of(source.url)
        url = programmes.with_right_number(source.url, source.name, listed)
        return [Candidate(url, source.kind, "programmets nummer i API:ets lista")] if url else []


def _verdict(attempt: Attempt, obeyed: bool) -> Robots:
    """What robots.txt says of the source's address, as far as the attempt tells."""
    if not obeyed:
        return Robots.NOT_ASKED
    failure = attempt.failure
    code = failure.code if failure else ""
    if code == "robots":
        return Robots.FORBIDS
    if code == "robots_unreachable":
        return Robots.UNREADABLE
    unknown = failure is not None and failure.status is None and code != "tdm"
    return Robots.UNKNOWN if unknown else Robots.ALLOWS


def _moved(candidate: Candidate, to: str) -> str:
    """Where a source's address has moved. What a pass adds to it to ask is not part of it."""
    if not to or urlsplit(candidate.url).query or not LISTINGS[candidate.kind].addresser:
        return to or candidate.url
    return urlunsplit(urlsplit(to)._replace(query=""))


def _outcome(attempt: Attempt) -> Outcome:
    """How a source ends whose own address came to this, when no other was found."""
    if attempt.failure is None or attempt.failure.access is Access.PARSE_ERROR:
        return Outcome.UNFIT
    if attempt.failure.access in {Access.REFUSED, Access.CHALLENGED}:
        return Outcome.REFUSED
    return Outcome.SILENT
