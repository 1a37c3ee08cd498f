"""The rules of robots.txt by RFC 9309: what cannot be read forbids everything."""

from __future__ import annotations

import asyncio
import logging
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http import Response

from crawlers.guard import AddressRefused, GuardedResolver
from crawlers.markup import decode

logger = logging.getLogger(__name__)

MAX_BYTES = 512_000
"""RFC 9309 asks for at least 500 KiB; what comes after is not read."""
MAX_CRAWL_DELAY_S = 60.0
"""A longer Crawl-delay is kept to this: at one page an hour nothing would ever be followed."""


class RobotsForbids(IgnoreRequest):
    """robots.txt does not allow this address."""


class RobotsUnreachable(IgnoreRequest):
    """robots.txt could not be read (5xx, timeout): nothing may be fetched from the host."""

    def __init__(self, status: int | None, cause: Exception | None = None) -> None:
        super().__init__("robots.txt unreachable")
        self.status = status
        self.cause = cause


class RobotsMiddleware:
    """Asks each host's robots.txt once a pass and keeps to it, Crawl-delay included."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._enabled = crawler.settings.getbool("OBEY_ROBOTS")
        self._agent = str(crawler.settings.get("USER_AGENT"))
        self._rules: dict[str, asyncio.Future[Protego | RobotsUnreachable | AddressRefused]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if not self._enabled or request.meta.get("is_robots"):
            return
        parts = urlsplit(request.url)
        site = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        rules = self._rules.get(site)
        if rules is None:
            rules = self._rules[site] = asyncio.get_running_loop().create_future()
            try:
                rules.set_result(await self._read(site, parts.hostname or ""))
            except BaseException:  # cancelled: whoever waits for the same rules must not for ever
                rules.set_result(RobotsUnreachable(None))
                raise
        found = await rules
        if not isinstance(found, Protego):
            raise found
        if not found.can_fetch(request.url, self._agent):
            raise RobotsForbids(request.url)

    async def _read(self, site: str, host: str) -> Protego | RobotsUnreachable | AddressRefused:
        request = Request(
            site + "/robots.txt",
            meta={"is_robots": True, "max_attempts": 2},
            dont_filter=True,
        )
        try:
            assert self._crawler.engine is not None
            response = await self._crawler.engine.download_async(request)
        except AddressRefused as refused:
            return refused
        except CannotResolveHostError as error:
            rule = GuardedResolver.refused.get(host.lower())
            return AddressRefused(rule) if rule else RobotsUnreachable(None, error)
        except Exception as error:  # the edge of a host: whatever failed, robots.txt was not read
            logger.info("robots.txt of %s: %s", host, type(error).__name__)
            return RobotsUnreachable(None, error)
        if response.status >= 500 or response.status == 429:
            return RobotsUnreachable(response.status)
        try:
            rules = Protego.parse(_text(response))
            self._keep_delay(host, rules)
        except Exception as error:  # the edge of a host: what cannot be parsed forbids everything
            logger.info("robots.txt of %s: %s", host, type(error).__name__)
            return RobotsUnreachable(None)
        return rules

    def _keep_delay(self, host: str, rules: Protego) -> None:
        asked = rules.crawl_delay(self._agent)
        if not asked or asked <= 0:
            return
        assert self._crawler.engine is not None
        downloader: Any = self._crawler.engine.downloader
        usual = self._crawler.settings.getfloat("DOWNLOAD_DELAY")
        delay = max(usual, min(float(asked), MAX_CRAWL_DELAY_S))
        downloader.per_slot_settings[host] = {"concurrency": 1, "delay": delay, "jitter": 0.0}
        if slot := downloader.slots.get(host):
            slot.delay = max(slot.delay, delay)


def _text(response: Response) -> str:
    """The rules of an answer; 4xx, redirects that lead nowhere and HTML have none."""
    if response.status != 200:
        return ""
    body = response.body[:MAX_BYTES]
    if body.lstrip()[:1] == b"<":
        return ""
    return decode(body, "")[0]
