"""Reservations of text and data mining: what a rightsholder has reserved is not fetched.

The W3C's TDM Reservation Protocol (final report of 10 May 2024) has three places for it: a file on
the server, a header and a meta element. The file is asked for here, once a week a site; the header
is read with each answer (`is_reserved`) and the meta element with each page.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import unquote, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers

from crawlers.network.ai_lines import Rules, mining_rules, reserves_all
from crawlers.network.site_book import book_of, site_name
from store.records import Site

logger = logging.getLogger(__name__)

WELL_KNOWN = "/.well-known/tdmrep.json"
ASK_DAYS = 7
"""What a site reserves is asked for once a week: it is decided by its owner, not by its editors."""
ASK_AGAIN_DAYS = 1
"""So soon when the file could not be read for a reason that may pass."""
MAX_BYTES = 100_000
MAX_RULES = 200
RESERVED = "förbehåller sig rätten till text- och datautvinning"
"""Swedish clause for the user."""


class MiningReserved(IgnoreRequest):
    """The site reserves text and data mining of this address."""


class ReservationMiddleware:
    """Asks each site what it reserves before anything else but robots.txt is fetched from it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent = str(crawler.settings.get("USER_AGENT"))
        self._rules: dict[str, asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ReservationMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise MiningReserved for what its site reserves; each site is asked once a pass."""
        if request.meta.get("is_robots") or request.meta.get("is_reservation"):
            return
        site = site_name(request.url)
        if site not in self._rules:
            # a task of its own: a visit that is given up must not take the others' rules with it
            self._rules[site] = asyncio.ensure_future(self._read(site))
        if reserves(await asyncio.shield(self._rules[site]), request.url):
            raise MiningReserved(request.url)

    async def _read(self, site: str) -> Rules:
        book = book_of(self._crawler)
        held = book.get(site)
        if held.tdm_at is None or book.now - held.tdm_at >= timedelta(days=ASK_DAYS):
            found, days = await self._ask(held)
            at = book.now - timedelta(days=ASK_DAYS - days)
            await book.keep(replace(book.get(site), tdm=found, tdm_at=at))
        held = book.get(site)
        return mining_rules(held.robots, self._agent) + _from_text(held.tdm)

    async def _ask(self, held: Site) -> tuple[str, int]:
        """The site's rules as text, and for how many days that holds."""
        meta = {"is_reservation": True, "max_attempts": 1, "download_maxsize": MAX_BYTES}
        request = Request(held.site + WELL_KNOWN, meta=meta, dont_filter=True)
        try:
            assert self._crawler.engine is not None
            response = await self._crawler.engine.download_async(request)
        except IgnoreRequest:  # forbidden by robots.txt, too large, or redirected astray
            return "", ASK_DAYS
        except Exception as error:  # the edge of a host: whatever failed, the file was not read
            logger.info("%s of %s: %s", WELL_KNOWN, held.site, type(error).__name__)
            return held.tdm, ASK_AGAIN_DAYS
        if response.status >= 500 or response.status == 429:
            return held.tdm, ASK_AGAIN_DAYS
        return (tdm_text(response.body) if response.status == 200 else ""), ASK_DAYS


def tdm_text(body: bytes) -> str:
    """The rules of a tdmrep.json, one a line, in their order; "" when it is no such file.

    >>> tdm_text(b'[{"location": "/arkiv/", "tdm-reservation": 1}]')
    'reserved /arkiv/'
    """
    try:
        rules = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    lines = []
    for rule in rules[:MAX_RULES] if isinstance(rules, list) else ():
        location = rule.get("location") if isinstance(rule, dict) else None
        if isinstance(location, str) and location.startswith(("/", "*")):
            word = "reserved" if str(rule.get("tdm-reservation")) == "1" else "open"
            lines.append(f"{word} {' '.join(location.split())[:500]}")
    return "\n".join(lines)


def _from_text(stored: str) -> Rules:
    lines = (line.partition(" ") for line in stored.splitlines())
    return tuple((location, word == "reserved") for word, _, location in lines)


def reserves(rules: Rules, url: str) -> bool:
    """Whether mining is reserved at an address: the first rule whose pattern matches its path.

    `*` stands for any characters, `$` for the end, as in robots.txt.
    """
    parts = urlsplit(url)
    path = unquote(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return next((reserved for pattern, reserved in rules if _matches(pattern, path)), False)


def _matches(pattern: str, path: str) -> bool:
    """Whether a path begins as the pattern says; time grows with their product at most."""
    exact = pattern.endswith("$")
    first, *rest = re.sub(r"\*+", "*", unquote(pattern[:-1] if exact else pattern)).split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for part in rest[:-1] if exact else rest:
        at = path.find(part, at)
        if at < 0:
            return False
        at += len(part)
    if not exact:
        return True
    return path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= at if rest else path == first


def is_reserved(headers: Headers) -> bool:
    """Whether the headers of an answer reserve its text for anything but reading."""
    usage = (headers.get("Content-Usage") or b"").decode("latin-1")
    return (headers.get("TDM-Reservation") or b"").strip() == b"1" or reserves_all(usage)
