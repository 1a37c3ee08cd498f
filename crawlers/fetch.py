"""One request and how it ended, in the access states of the sources and in words for the user."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response

from crawlers.canonical import host_of, site_of
from crawlers.guard import AddressRefused, GuardedResolver
from crawlers.retries import PASSING, retry_after_s
from crawlers.robots import RobotsForbids, RobotsUnreachable
from crawlers.settings import CrawlSettings
from store.records import Access

logger = logging.getLogger(__name__)

SILENT_AFTER = 3
"""Requests in a row that a host leaves unanswered before the rest of the pass leaves it alone."""
RATE_LIMITED_MINUTES = 15
"""How long a host is left alone that answers 429 and does not say for how long."""
_CHALLENGE = re.compile(
    rb"just a moment|cf-challenge|challenge-platform|g-recaptcha|hcaptcha|verify you are human",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server gave: 200 with a body, or 304 without. `url` is the last hop's address.

    `moved_to` is set when every hop on the way was a permanent redirect.
    """

    url: str
    status: int
    body: bytes
    content_type: str
    etag: str
    last_modified: str
    moved_to: str
    tdm_reserved: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer. `message` is a Swedish clause; `passing`: worth another try later.

    `code` is one English word for the cause (timeout, dns, tls, address, robots, …); `body` is that
    of a page that does not exist.
    """

    access: Access
    message: str
    status: int | None = None
    passing: bool = True
    retry_at: datetime | None = None
    code: str = ""
    body: bytes = b""


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
        site = site_of(url)
        if known := self._limited.get(site):
            return known
        if self._silent.get(site, 0) >= SILENT_AFTER:
            return Failure(Access.OUTAGE, "värden svarar inte")
        headers = {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": last_modified} if last_modified else {}
        try:
            request = Request(url, headers=headers, dont_filter=True)
        except ValueError:
            return Failure(Access.REFUSED, "adressen är ogiltig", passing=False)
        try:
            assert self._crawler.engine is not None
            response = await self._crawler.engine.download_async(request)
        except Exception as error:  # the edge of a request: Scrapy and Twisted raise many kinds
            return self._failed(error, site, host_of(url))
        self._silent[site] = 0
        ended = self._ended(response)
        if isinstance(ended, Failure) and ended.access is Access.RATE_LIMITED:
            self._limited[site] = ended
        return ended

    def _failed(self, error: Exception, site: str, host: str) -> Failure:
        failure = self._failure(error, host)
        logger.info("no answer from %s: %s", site, type(error).__name__)
        if failure.access is Access.OUTAGE and not isinstance(error, IgnoreRequest):
            self._silent[site] = self._silent.get(site, 0) + 1
        return failure

    def _failure(self, error: Exception, host: str) -> Failure:
        if isinstance(error, AddressRefused):
            return _refused(error.rule)
        if isinstance(error, RobotsForbids):
            return Failure(Access.REFUSED, "robots.txt tillåter inte hämtning", passing=False)
        if isinstance(error, RobotsUnreachable):
            if error.cause is not None and not isinstance(error.cause, IgnoreRequest):
                return self._failure(error.cause, host)  # the host itself does not answer
            status = f" (HTTP {error.status})" if error.status else ""
            return Failure(Access.OUTAGE, f"robots.txt gick inte att läsa{status}", error.status)
        if isinstance(error, CannotResolveHostError):
            if rule := GuardedResolver.refused.get(host):
                return _refused(rule)
            return Failure(Access.OUTAGE, "värdnamnet går inte att slå upp")
        if isinstance(error, DownloadTimeoutError):
            return Failure(
                Access.OUTAGE, f"svarade inte inom {self._settings.timeout_s:g} sekunder"
            )
        if isinstance(error, DownloadConnectionRefusedError):
            return Failure(Access.OUTAGE, "värden tar inte emot förbindelser")
        if isinstance(error, ResponseDataLossError):
            return Failure(Access.OUTAGE, "svaret avbröts innan det var helt")
        if "certificate verify failed" in str(error):
            return Failure(Access.OUTAGE, "webbplatsens certifikat går inte att lita på")
        if isinstance(error, IgnoreRequest) and "redirect" in str(error):
            return Failure(Access.OUTAGE, "skickar vidare i för många led", passing=False)
        if isinstance(error, IgnoreRequest | DownloadCancelledError):
            limit = self._settings.max_response_bytes / 1_000_000
            message = f"svaret är större än {limit:g} MB".replace(".", ",")
            return Failure(Access.PARSE_ERROR, message, passing=False)
        return Failure(Access.OUTAGE, "förbindelsen misslyckades")

    def _ended(self, response: Response) -> Answer | Failure:
        status = response.status
        if status in {200, 203, 304}:
            return _answer(response)
        if status in {401, 402, 403, 451}:
            mitigated = "cf-mitigated" in response.headers or _CHALLENGE.search(
                response.body[:20_000]
            )
            access = Access.CHALLENGED if mitigated else Access.REFUSED
            return Failure(access, f"släpper inte in oss (HTTP {status})", status, passing=False)
        wait = retry_after_s(response)
        if status == 429 or (status == 503 and wait is not None):
            minutes = timedelta(minutes=RATE_LIMITED_MINUTES)
            pause = minutes if wait is None else timedelta(seconds=min(wait, 7 * 86_400))
            message = f"ber oss vänta (HTTP {status})"
            return Failure(Access.RATE_LIMITED, message, status, retry_at=self._now + pause)
        if status in PASSING:
            tries = response.request.meta.get("attempts", 1) if response.request else 1
            times = f" efter {tries} försök" if tries > 1 else ""
            return Failure(Access.OUTAGE, f"svarade med HTTP {status}{times}", status)
        if 300 <= status < 400:
            return Failure(
                Access.REFUSED,
                f"skickar vidare till en otillåten adress (HTTP {status})",
                status,
                False,
            )
        message = "sidan finns inte" if status in {404, 410} else "svarade"
        passing = status >= 500 or status < 300
        return Failure(Access.OUTAGE, f"{message} (HTTP {status})", status, passing)


def _refused(rule: str) -> Failure:
    return Failure(Access.REFUSED, f"adressvakten hindrade förbindelsen: {rule}", passing=False)


def _answer(response: Response) -> Answer:
    meta = response.request.meta if response.request else {}
    reasons = meta.get("redirect_reasons", [])
    permanent = bool(reasons) and all(reason in (301, 308) for reason in reasons)
    return Answer(
        url=response.url,
        status=304 if response.status == 304 else 200,
        body=response.body,
        content_type=_header(response, "Content-Type"),
        etag=_header(response, "ETag")[:500],
        last_modified=_header(response, "Last-Modified")[:100],
        moved_to=response.url if permanent else "",
        tdm_reserved=_header(response, "TDM-Reservation").strip() == "1",
    )


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1")
