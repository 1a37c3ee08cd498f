"""Scrapy's HTTP handler with bounded headers and with the faults of certificates told apart."""

from __future__ import annotations

from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler

from crawlers.network.certificates import NotingPolicy
from crawlers.network.header_limit import limit_headers


class Handler(HTTP11DownloadHandler):
    """Handles http and https; made once in a crawling process."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        limit_headers()
        policy: Any = NotingPolicy(self._contextFactory)
        self._contextFactory = policy
