"""The rules of robots.txt by RFC 9309: what cannot be read forbids everything.

What could be read is remembered, and holds for a day when the site then fails to answer.
"""

from __future__ import annotations

import asyncio
import logging
import math
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    IgnoreRequest,
)
from scrapy.http import Response

from crawlers.canonical import host_of
from crawlers.guard import AddressRefused
from crawlers.markup import decode
from crawlers.network.ai_lines import ai_lines
from crawlers.network.redirects import TooManyRedirects
from crawlers.network.site_book import SiteBook, book_of, site_name
from crawlers.privacy import mask

logger = logging.getLogger(__name__)

MAX_BYTES = 512_000
"""RFC 9309 asks for at least 500 KiB; what comes after is not read."""
MAX_DOWNLOAD = 2_000_000
"""A larger robots.txt is not fetched to its end, and so could not be read. The largest of Swedish
newspapers have some kilobytes."""
MAX_CRAWL_DELAY_S = 60.0
"""A longer Crawl-delay is kept to this: at one page an hour nothing would ever be followed."""
HELD_HOURS = 24
"""So long rules that were read hold when robots.txt cannot be read (RFC 9309, 2.3.1.4 and 2.4)."""
MAX_LINE = 500
"""Characters kept of a line that is not of addresses. Names of robots have some dozens."""
_OF_ADDRESSES = re.compile(r"(?:(?:dis)?allow|sitemap)\s*:", re.I)
"""Lines that are kept as they are: figures in an address are no telephone number."""
WEB_PAGE = "# a web page was served as robots.txt: no rules"


class RobotsForbids(IgnoreRequest):
    """robots.txt does not allow this address."""


class RobotsUnreachable(IgnoreRequest):
    """robots.txt could not be read (5xx, timeout): nothing may be fetched from the host."""

    def __init__(self, status: int | None, cause: Exception | None = None) -> None:
        super().__init__("robots.txt unreachable")
        self.status = status
        self.cause = cause


class RobotsMiddleware:
    """Asks each site's robots.txt once a pass and keeps to it, Crawl-delay included."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._enabled = crawler.settings.getbool("OBEY_ROBOTS")
        self._agent = str(crawler.settings.get("USER_AGENT"))
        self._rules: dict[str, asyncio.Task[Protego | RobotsUnreachable | AddressRefused]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise RobotsForbids, or why robots.txt gave nothing; each site is asked once a pass."""
        if not self._enabled or request.meta.get("is_robots") or request.meta.get("keyed"):
            return
        site = site_name(request.url)
        if site not in self._rules:
            # a task of its own: a visit that is given up must not take the others' rules with it
            self._rules[site] = asyncio.ensure_future(self._read(site))
        found = await asyncio.shield(self._rules[site])
        if not isinstance(found, Protego):
            raise found
        if not found.can_fetch(request.url, self._agent):
            raise RobotsForbids(request.url)

    async def _read(self, site: str) -> Protego | RobotsUnreachable | AddressRefused:
        book = book_of(self._crawler)
        text = await self._fetch(site)
        if isinstance(text, RobotsUnreachable):
            text = _held(book, site, text)
        if not isinstance(text, str):
            return text
        try:
            rules = Protego.parse(text)
            self._keep_delay(host_of(site), rules)
        except Exception as error:  # the edge of a host: what cannot be parsed forbids everything
            logger.info("robots.txt of %s: %s", site, type(error).__name__)
            return RobotsUnreachable(None)
        return rules

    async def _fetch(self, site: str) -> str | RobotsUnreachable | AddressRefused:
        """The rules as the site gives them now, kept in the book, or why they cannot be read."""
        meta = {"is_robots": True, "max_attempts": 2, "download_maxsize": MAX_DOWNLOAD}
        request = Request(site + "/robots.txt", meta=meta, dont_filter=True)
        try:
            assert self._crawler.engine is not None
            response = await self._crawler.engine.download_async(request)
        except AddressRefused as refused:
            return refused
        except TooManyRedirects:
            return await _keep(book_of(self._crawler), site, "")  # as if there were none (2.3.1.2)
        except Exception as error:  # the edge of a host: whatever failed, robots.txt was not read
            logger.info("robots.txt of %s: %s", site, type(error).__name__)
            return RobotsUnreachable(None, error)
        if response.status >= 500 or response.status == 429:
            return RobotsUnreachable(response.status)
        return await _keep(book_of(self._crawler), site, _text(response))

    def _keep_delay(self, host: str, rules: Protego) -> None:
        asked = rules.crawl_delay(self._agent)
        if not asked or not math.isfinite(asked) or asked <= 0:
            return
        assert self._crawler.engine is not None
        downloader: Any = self._crawler.engine.downloader
        usual = self._crawler.settings.getfloat("DOWNLOAD_DELAY")
        delay = max(usual, min(float(asked), MAX_CRAWL_DELAY_S))
        downloader.per_slot_settings[host] = {"concurrency": 1, "delay": delay, "jitter": 0.0}
        if slot := downloader.slots.get(host):
            slot.delay = max(slot.delay, delay)


def _held(book: SiteBook, site: str, unreachable: RobotsUnreachable) -> str | RobotsUnreachable:
    """The rules last read, when they still hold and the host can be reached at all."""
    held = book.get(site)
    gone = isinstance(unreachable.cause, CannotResolveHostError | DownloadConnectionRefusedError)
    if gone or held.robots_at is None or book.now - held.robots_at > timedelta(hours=HELD_HOURS):
        return unreachable
    logger.info("robots.txt of %s: unreachable, the rules of %s hold", site, held.robots_at)
    return held.robots


async def _keep(book: SiteBook, site: str, text: str) -> str:
    """Remember a robots.txt without what may name people, comments above all, and give it back."""
    if text == WEB_PAGE != book.get(site).robots:
        logger.warning("robots.txt of %s is a web page; it has no rules", site)
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    rules = (line if _OF_ADDRESSES.match(line) else mask(line[:MAX_LINE]) for line in lines if line)
    kept = text if text == WEB_PAGE else "\n".join(rules)
    said = ai_lines(text)
    await book.keep(replace(book.get(site), robots=kept, robots_at=book.now, ai_lines=said))
    return kept


def _text(response: Response) -> str:
    """The rules of an answer; 4xx, redirects that lead nowhere and HTML have none."""
    if response.status != 200:
        return ""
    body = response.body[:MAX_BYTES]
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return WEB_PAGE
    return decode(body, "")[0].replace("\0", "")
