"""One request and how it ended, in the access states of the sources and in words for the user."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawlers.canonical import site_of
from crawlers.network.answers import Answer, ended
from crawlers.network.failures import Failure, failure_of
from crawlers.settings import CrawlSettings
from store.records import Access

__all__ = ["Answer", "Failure", "Fetcher"]

logger = logging.getLogger(__name__)

SILENT_AFTER = 3
"""Requests in a row that a host leaves unanswered before the rest of the pass leaves it alone."""


class Fetcher:
    """Fetches through Scrapy's downloader: guard, robots rules, pace and limits are its."""

    def __init__(self, crawler: Crawler, settings: CrawlSettings, now: datetime) -> None:
        self._crawler = crawler
        self._settings = settings
        self._now = now
        self._silent: dict[str, int] = {}
        self._limited: dict[str, Failure] = {}

    async def get(self, url: str, etag: str = "", last_modified: str = "") -> Answer | Failure:
        """Fetch an address; with `etag` or `last_modified` only if it changed since."""
        headers = {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": last_modified} if last_modified else {}
        return await self.ask(url, headers)

    async def ask(
        self, url: str, headers: Mapping[str, str], body: bytes | None = None, keyed: bool = False
    ) -> Answer | Failure:
        """Send a request with headers of its own: GET, or POST where there is a body.

        `keyed`: made with a key that the platform gave the user. What such an interface allows is
        agreed with the key and not in robots.txt, and a redirect would take the key elsewhere.
        """
        site = site_of(url)
        if known := self._limited.get(site):
            return known
        if self._silent.get(site, 0) >= SILENT_AFTER:
            return Failure(Access.OUTAGE, "värden svarar inte", code="silent")
        try:
            request = Request(
                url,
                method="GET" if body is None else "POST",
                headers=dict(headers),
                body=body or b"",
                meta={"keyed": True, "dont_redirect": True} if keyed else {},
                dont_filter=True,
            )
        except ValueError:
            return Failure(Access.NOT_ASKED, "adressen är ogiltig", passing=False, code="address")
        try:
            assert self._crawler.engine is not None
            response = await self._crawler.engine.download_async(request)
        except Exception as error:  # the edge of a request: Scrapy and Twisted raise many kinds
            return self._failed(error, url)
        self._silent[site] = 0
        found = ended(response, self._now)
        if isinstance(found, Failure) and found.access is Access.RATE_LIMITED:
            self._limited[site_of(response.url)] = found  # of the host that asked, behind redirects
        return found

    def _failed(self, error: Exception, url: str) -> Failure:
        failure, site = failure_of(error, url, self._settings), site_of(url)
        logger.info("no answer from %s: %s", site, type(error).__name__)
        if failure.access is Access.OUTAGE and not isinstance(error, IgnoreRequest):
            self._silent[site] = self._silent.get(site, 0) + 1
        return failure
