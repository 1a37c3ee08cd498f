"""Learns what each site answers for pages that do not exist, and knows it again under HTTP 200."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from datetime import timedelta

from crawlers.extraction.missing_pages import (
    is_parked,
    is_suspicious,
    resembles,
    says_missing,
    signature,
)
from crawlers.extraction.page import Page
from crawlers.network.fetch import Answer, Failure, Fetcher
from crawlers.network.site_book import SiteBook, site_name
from crawlers.workers import WorkerError, Workers
from store.records import Access

KNOWN_DAYS = 30
"""How long a site's page for what does not exist is trusted, and the least time between two
questions for an address that we made up."""

SOFT_MISSING = Failure(
    Access.OUTAGE, "sidan finns inte, fast den svarar som om den fanns", 200,
    passing=False, code="soft_missing",
)  # fmt: skip
PARKED = Failure(
    Access.OUTAGE, "domänen står tom eller är till salu", 200, passing=False, code="soft_missing"
)


class PageCheck:
    """For all pages of a pass; what it learns of a site goes into the SiteBook."""

    def __init__(self, fetcher: Fetcher, workers: Workers, book: SiteBook) -> None:
        self._fetcher = fetcher
        self._workers = workers
        self._book = book
        self._asking: dict[str, asyncio.Lock] = {}

    async def learn(self, url: str, body: bytes) -> None:
        """Note the body of a page that its site said does not exist, unless one is known."""
        if body and self._is_due(site_name(url)):
            await self._keep(site_name(url), body)

    async def failure(self, answer: Answer, page: Page) -> Failure | None:
        """Why a page that answered is no page after all; None when it may well be one.

        May ask the site once for an address that we made up.
        """
        if answer.redirected_home:
            return SOFT_MISSING
        if not is_suspicious(page):
            return None
        if await self._is_parked(answer.body):
            return PARKED
        if says_missing(page):
            return SOFT_MISSING
        site = site_name(answer.url)
        async with self._asking.setdefault(site, asyncio.Lock()):
            if self._is_due(site):
                await self._ask(site)
        known = self._book.get(site).missing_page
        try:
            alike = known and await self._workers.call(resembles, known, answer.body)
        except WorkerError:
            return None  # hard to read, but no sign that it does not exist
        return SOFT_MISSING if alike else None

    async def _is_parked(self, body: bytes) -> bool:
        try:
            return await self._workers.call(is_parked, body)
        except WorkerError:
            return False

    def _is_due(self, site: str) -> bool:
        at = self._book.get(site).missing_page_at
        return at is None or self._book.now - at >= timedelta(days=KNOWN_DAYS)

    async def _ask(self, site: str) -> None:
        """Ask for an address that nobody has; a site without an answer to it is left alone."""
        made_up = hashlib.sha256(f"{site} {self._book.now:%Y-%m}".encode()).hexdigest()[:12]
        found = await self._fetcher.get(f"{site}/finns-inte-{made_up}")
        await self._keep(
            site, b"" if isinstance(found, Answer) and found.redirected_home else found.body
        )

    async def _keep(self, site: str, body: bytes) -> None:
        try:
            made = await self._workers.call(signature, body)
        except WorkerError:
            made = ""
        known, now = self._book.get(site), self._book.now
        await self._book.keep(replace(known, missing_page=made, missing_page_at=now))
