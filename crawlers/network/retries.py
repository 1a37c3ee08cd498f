"""When a request is tried again: Retry-After up to a minute, and a few times after 5xx."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Response

from crawlers.network.causes import is_lasting
from crawlers.network.challenges import is_challenge

MAX_WAIT_S = 60.0
"""A Retry-After of up to a minute is waited for within the pass."""
MAX_ATTEMPTS = 3
PAUSE_S = 2.0
"""Between two attempts after a 5xx without Retry-After; doubled each time."""
PASSING = frozenset({408, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_FAILURES = (
    DownloadTimeoutError,
    DownloadFailedError,
    DownloadConnectionRefusedError,
    ResponseDataLossError,
)


class RetryMiddleware:
    """Tries again what failed for a passing reason, and pauses hosts that ask for it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._pause_s = crawler.settings.getfloat("RETRY_PAUSE_S", PAUSE_S)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RetryMiddleware:
        middleware = cls(crawler)
        crawler.signals.connect(middleware.pause_host, signal=signals.response_downloaded)
        return middleware

    def pause_host(self, response: Response, request: Request) -> None:
        """Hold back the other requests to a host that asked us to wait.

        Called before the host's next request is let through.
        """
        if (
            response.status in {429, 503}
            and 0 < (wait := retry_after_s(response) or 0) <= MAX_WAIT_S
        ):
            downloader: Any = self._crawler.engine.downloader if self._crawler.engine else None
            slot = downloader.slots.get(request.meta.get("download_slot")) if downloader else None
            if slot is not None:
                slot.delay = max(slot.delay, 0.001)  # 0 would let the next request through at once
                slot.lastseen = max(slot.lastseen, time.monotonic() + wait - slot.delay)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """The answer, or a request after a pause where its status says that the fault may pass."""
        attempts = request.meta.get("attempts", 1)
        if attempts >= request.meta.get("max_attempts", MAX_ATTEMPTS) or is_challenge(response):
            return response
        if response.status == 429 or (response.status == 503 and "Retry-After" in response.headers):
            wait = retry_after_s(response)
            waited = request.meta.get("waited_s", 0.0)
            if wait is None or waited + wait > MAX_WAIT_S:
                return response
            return await self._again(request, wait, waited + wait)
        if response.status in PASSING:
            return await self._again(request, self._pause_s * 2 ** (attempts - 1))
        return response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """A request after a pause, twice as long each time; None where another try is no use."""
        attempts = request.meta.get("attempts", 1)
        if not isinstance(exception, _FAILURES) or is_lasting(exception):
            return None
        if attempts >= request.meta.get("max_attempts", MAX_ATTEMPTS):
            return None
        return await self._again(request, self._pause_s * 2 ** (attempts - 1))

    async def _again(
        self, request: Request, wait_s: float, waited_s: float | None = None
    ) -> Request:
        await asyncio.sleep(wait_s)
        meta = request.meta | {"attempts": request.meta.get("attempts", 1) + 1}
        if waited_s is not None:
            meta["waited_s"] = waited_s
        return request.replace(meta=meta, dont_filter=True)


def retry_after_s(response: Response, now: datetime | None = None) -> float | None:
    """The seconds that Retry-After asks for, at least 0; None when it is missing or unreadable.

    A date counts from the answer's own Date, so that our clock need not be theirs, and from `now`
    where the answer has none.
    """
    raw = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if raw.isascii() and raw.isdigit():
        return float(min(int(raw[:12]), 10**9))
    asked = _http_date(raw)
    stated = _http_date((response.headers.get("Date") or b"").decode("latin-1")) or now
    if asked is None or stated is None:
        return None
    return max(0.0, (asked - stated).total_seconds())


def _http_date(raw: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(raw)
    except (TypeError, ValueError, IndexError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
