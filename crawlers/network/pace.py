"""The pause between two requests to a host, as the host itself sees it."""

from __future__ import annotations

import time
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler


class Pace:
    """Counts the pause after a request from when its answer began.

    Scrapy counts it from when it took the request up. A host sees that one later, by the time that
    looking up its name, connecting and agreeing on keys take, and the next one over the same
    connection at once: half a second less than the delay is usual for the first two.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self.answered, signal=signals.headers_received)

    def answered(self, request: Request) -> None:
        """The host has had the request by now: from here on it is left in peace for the delay."""
        downloader: Any = self._crawler.engine.downloader if self._crawler.engine else None
        slot = downloader.slots.get(request.meta.get("download_slot")) if downloader else None
        if slot is not None:
            slot.lastseen = max(slot.lastseen, time.monotonic())
