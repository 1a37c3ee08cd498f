"""What an answer of a server means: an Answer to read, or a Failure and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from scrapy.http import Response

from crawlers.dates import parse_date
from crawlers.network.challenges import is_challenge
from crawlers.network.failures import Failure
from crawlers.network.redirects import landing
from crawlers.network.reservations import is_reserved
from crawlers.network.retries import PASSING, retry_after_s
from store.records import Access

RATE_LIMITED_MINUTES = 15
"""How long a host is left alone that answers 429 and does not say for how long."""
MAX_PAUSE_DAYS = 7
"""A longer Retry-After is kept to this: the host is asked once a week, should it have changed."""
MISSING_BYTES = 200_000
"""So much is kept of a page that says that it does not exist, to know it again under 200."""
SAID_BYTES = 4_000
"""So much is kept of what an interface says in JSON of why it refuses."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server gave: 200 with a body, or 304 without. `url` is the last hop's address.

    `moved_to` is set when every hop on the way was a permanent redirect. `redirected_home`: another
    page was asked for than the home page that a redirect ended at, so this is not that page.
    `headers` are those of the answer, their names in lower case.
    """

    url: str
    status: int
    body: bytes
    content_type: str
    etag: str
    last_modified: str
    moved_to: str
    tdm_reserved: bool
    redirected_home: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


def ended(response: Response, now: datetime) -> Answer | Failure:
    """What came of a request that was answered. `now` is the time of the pass."""
    status = response.status
    if is_challenge(response):
        message = f"vill se att en människa läser (HTTP {status})"
        return Failure(Access.CHALLENGED, message, status, passing=False, code="challenged")
    if status in {200, 203, 304}:
        return _landed(response)
    found = _failed(response, now)
    is_json = response.body.lstrip()[:1] == b"{"
    return replace(found, body=response.body[:SAID_BYTES]) if is_json else found


def _failed(response: Response, now: datetime) -> Failure:
    status = response.status
    wait = retry_after_s(response, now)
    if status == 429 or (status == 503 and wait is not None):
        usual = _until_reset(response, now) or timedelta(minutes=RATE_LIMITED_MINUTES)
        pause = usual if wait is None else timedelta(seconds=min(wait, MAX_PAUSE_DAYS * 86_400))
        message = f"ber oss vänta (HTTP {status})"
        return Failure(
            Access.RATE_LIMITED, message, status, retry_at=now + pause, code="rate_limited"
        )
    return _refused(response)


def _until_reset(response: Response, now: datetime) -> timedelta | None:
    """How long it is until the moment at which more is allowed: RateLimit-Reset names its second
    of Unix time, Mastodon's X-RateLimit-Reset writes it in ISO 8601."""
    raw = _header(response, "RateLimit-Reset").strip()
    iso = _header(response, "X-RateLimit-Reset").strip()
    left = int(raw) - now.timestamp() if re.fullmatch(r"\d{9,11}", raw) else 0
    if "T" in iso and (until := parse_date(iso, now)):
        left = (until - now).total_seconds()
    return timedelta(seconds=min(left, MAX_PAUSE_DAYS * 86_400)) if left > 0 else None


def _refused(response: Response) -> Failure:
    """The Failure of a status that is neither a success nor a request to wait."""
    status = response.status
    if status in {401, 402, 403, 451}:
        message = f"släpper inte in oss (HTTP {status})"
        is_page = response.body.lstrip()[:1] == b"<"
        return Failure(
            Access.REFUSED, message, status, passing=False, code="refused", is_page=is_page
        )
    if status in {404, 410}:
        return _missing(response)
    if status in PASSING:
        tries = response.request.meta.get("attempts", 1) if response.request else 1
        times = f" efter {tries} försök" if tries > 1 else ""
        message = f"svarade med HTTP {status}{times}"
        return Failure(Access.OUTAGE, message, status, code="server")
    if 300 <= status < 400:
        message = f"skickar vidare till en otillåten adress (HTTP {status})"
        return Failure(Access.REFUSED, message, status, passing=False, code="redirects")
    passing = status >= 500 or status < 300
    return Failure(Access.OUTAGE, f"svarade (HTTP {status})", status, passing, code="server")


def _missing(response: Response) -> Failure:
    status, html = response.status, response.body.lstrip()[:1] == b"<"
    return Failure(
        Access.OUTAGE, f"sidan finns inte (HTTP {status})", status,
        passing=False, code="missing", body=response.body[:MISSING_BYTES] if html else b"",
    )  # fmt: skip


def _landed(response: Response) -> Answer | Failure:
    """An answer, unless it came unasked or a redirect ended at a door that is not for us."""
    meta = response.request.meta if response.request else {}
    asked = (meta.get("redirect_urls") or [response.url])[0]
    where = landing(asked, response.url)
    if where == "login":
        message = "kräver inloggning"
        return Failure(Access.REFUSED, message, response.status, passing=False, code="login")
    if where == "consent":
        message = "kräver samtycke innan något visas"
        return Failure(Access.REFUSED, message, response.status, passing=False, code="consent")
    if response.status == 304 and not _asked_if_changed(response):
        message = "svarade med HTTP 304 utan att vara tillfrågad"
        return Failure(Access.OUTAGE, message, 304, code="unasked")
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
        tdm_reserved=is_reserved(response.headers),
        redirected_home=where == "home",
        headers={
            name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
            for name, values in response.headers.items()
        },
    )


def _asked_if_changed(response: Response) -> bool:
    headers = response.request.headers if response.request else {}
    return "If-None-Match" in headers or "If-Modified-Since" in headers


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1")
