"""Why a request gave nothing: an access state, a code for programs and a clause for the user."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from gzip import BadGzipFile
from zlib import error as ZlibError

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawlers.guard import AddressRefused
from crawlers.network.causes import is_bad_header, tls_clause
from crawlers.network.out_of_reach import NO_CONNECTION, NO_HOST, NOT_TAKEN, TOO_LATE
from crawlers.network.redirects import TooManyRedirects
from crawlers.network.reservations import RESERVED, MiningReserved
from crawlers.network.robots import RobotsForbids, RobotsUnreachable
from crawlers.settings import CrawlSettings
from store.records import Access


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer. `message` is a Swedish clause; `passing`: worth another try later.

    `code` is one English word for the cause: address, challenged, connection, consent, dns,
    encoding, headers, key, login, missing, redirects, refused, refused_connection, robots,
    robots_unreachable, rate_limited, server, silent, tdm, timeout, tls, too_large, truncated,
    unasked; of a stream: behind, cursor, no_stream; of a visit as a whole: unexpected, visit_limit.
    `body` is that of a page that does not exist, or what an interface says in JSON; `is_page`: the
    server refused with HTML.
    """

    access: Access
    message: str
    status: int | None = None
    passing: bool = True
    retry_at: datetime | None = None
    code: str = ""
    body: bytes = b""
    is_page: bool = False


def failure_of(error: Exception, url: str, settings: CrawlSettings) -> Failure:
    """The Failure of what Scrapy, Twisted or a part of ours raised for a request to `url`."""
    if isinstance(error, RobotsUnreachable):
        return _robots_unreachable(error, url, settings)
    if isinstance(error, IgnoreRequest):
        return _ignored(error, settings)
    if isinstance(error, CannotResolveHostError):
        return Failure(Access.OUTAGE, NO_HOST, code="dns")
    if isinstance(error, DownloadTimeoutError):
        message = f"{TOO_LATE} {settings.timeout_s:g} sekunder"
        return Failure(Access.OUTAGE, message, code="timeout")
    if isinstance(error, DownloadConnectionRefusedError):
        return Failure(Access.OUTAGE, NOT_TAKEN, code="refused_connection")
    if isinstance(error, ResponseDataLossError):
        return Failure(Access.OUTAGE, "svaret avbröts innan det var helt", code="truncated")
    if isinstance(error, (EOFError, BadGzipFile, ZlibError)):
        return Failure(Access.OUTAGE, "svaret gick inte att packa upp", code="encoding")
    if isinstance(error, DownloadCancelledError):
        return _too_large(settings)
    if message := tls_clause(error, url):
        return Failure(Access.OUTAGE, message, code="tls")
    if is_bad_header(error):
        message = "svarets huvuden är för stora"
        return Failure(Access.OUTAGE, message, code="headers")
    return Failure(Access.OUTAGE, NO_CONNECTION, code="connection")


def _ignored(error: IgnoreRequest, settings: CrawlSettings) -> Failure:
    if isinstance(error, AddressRefused):
        return _guarded(error.rule)
    if isinstance(error, RobotsForbids):
        message = "robots.txt tillåter inte hämtning"
        return Failure(Access.REFUSED, message, passing=False, code="robots")
    if isinstance(error, MiningReserved):
        return Failure(Access.REFUSED, RESERVED, passing=False, code="tdm")
    if isinstance(error, TooManyRedirects):
        message = "skickar runt i en slinga" if error.loop else "skickar vidare i för många led"
        return Failure(Access.OUTAGE, message, passing=False, code="redirects")
    return _too_large(settings)


def _robots_unreachable(error: RobotsUnreachable, url: str, settings: CrawlSettings) -> Failure:
    of_the_file = IgnoreRequest | DownloadCancelledError
    if error.cause is not None and not isinstance(error.cause, of_the_file):
        return failure_of(error.cause, url, settings)  # the host itself does not answer
    status = f" (HTTP {error.status})" if error.status else ""
    message = f"robots.txt gick inte att läsa{status}"
    return Failure(Access.OUTAGE, message, error.status, code="robots_unreachable")


def _too_large(settings: CrawlSettings) -> Failure:
    limit = f"{settings.max_response_bytes / 1_000_000:g}".replace(".", ",")
    message = f"svaret är större än {limit} MB"
    return Failure(Access.PARSE_ERROR, message, passing=False, code="too_large")


def _guarded(rule: str) -> Failure:
    message = f"adressvakten hindrade förbindelsen: {rule}"
    return Failure(Access.REFUSED, message, passing=False, code="address")
