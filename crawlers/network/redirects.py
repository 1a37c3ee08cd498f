"""Redirects: how far they are followed, and what kind of page they end at."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares import redirect
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawlers.canonical import host_of

_LOGIN = re.compile(
    r"/(?:log-?in|logga-in|inloggning|sign-?in|wp-login\.php|auth|oauth2?|authorize|sso|konto/login"
    r")(?:[/.?]|$)",
    re.I,
)
_LOGIN_HOST = re.compile(r"^(?:login|logga-?in|auth|sso|signin|accounts?)\.", re.I)
_CONSENT_HOST = re.compile(r"^(?:consent|guce|myprivacy|privacywall|cmp)\.", re.I)
_CONSENT = re.compile(r"/(?:consent|cookie-?consent|privacy-?wall|samtycke)(?:[/.?]|$)", re.I)


class TooManyRedirects(IgnoreRequest):
    """Redirected further than is followed; `loop` when back to an address asked before."""

    def __init__(self, loop: bool) -> None:
        super().__init__("redirect loop" if loop else "too many redirects")
        self.loop = loop


class RedirectMiddleware(redirect.RedirectMiddleware):
    """Scrapy's redirects, ended at the first address met again: without cookies it would go on."""

    def process_response(  # type: ignore[override]  # the third argument is deprecated
        self, request: Request, response: Response
    ) -> Request | Response:
        """The next request, or the answer; raises TooManyRedirects at the limit or in a loop."""
        try:
            found = super().process_response(request, response)
        except IgnoreRequest:
            raise TooManyRedirects(loop=False) from None
        before = {request.url, *request.meta.get("redirect_urls", [])}
        if isinstance(found, Request) and found.url in before:
            raise TooManyRedirects(loop=True)
        return found


def landing(asked: str, url: str) -> str:
    """What a redirect from one address ended at: "login", "consent", "home", or "" for a page.

    An address that was itself asked for as such a page is none of them.

    >>> landing("https://a.se/nyhet/1", "https://a.se/")
    'home'
    """
    if asked == url:
        return ""
    if _is_login(url) and not _is_login(asked):
        return "login"
    if _is_consent(url) and not _is_consent(asked):
        return "consent"
    parts, before = urlsplit(url), urlsplit(asked)
    home = parts.path in {"", "/"} and not parts.query
    return "home" if home and before.path not in {"", "/"} else ""


def _is_login(url: str) -> bool:
    return bool(_LOGIN.search(urlsplit(url).path) or _LOGIN_HOST.match(host_of(url)))


def _is_consent(url: str) -> bool:
    return bool(_CONSENT.search(urlsplit(url).path) or _CONSENT_HOST.match(host_of(url)))
