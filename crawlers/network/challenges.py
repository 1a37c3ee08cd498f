"""Pages that ask whether a person is reading: we are none, and do not pretend to be one."""

from __future__ import annotations

import re

from scrapy.http import Response

READ_BYTES = 30_000
"""Such pages are small; their marks stand in the first part of them."""

_SURE = re.compile(
    rb"_cf_chl_opt|window\._cf_chl|<title>\s*just a moment\.{3}|<title>\s*attention required! \|"
    rb"|<title>\s*ddos-guard|incapsula incident id|px-captcha"
    rb"|geo\.captcha-delivery\.com|sucuri_cloudproxy_js|making sure you(?:'|&#39;|\xe2\x80\x99)re"
    rb" not a bot|verify you are (?:a )?human|awswafcookiedomainlist|js_challenge",
    re.I,
)
"""Marks of the walls of Cloudflare, DDoS-Guard, Imperva, PerimeterX, DataDome, Sucuri, Anubis, AWS
and Reddit, none of which an article page has."""
_WORDS = (
    *(b"_cf_chl", b"just a moment", b"attention required", b"ddos-guard", b"incapsula", b"captcha"),
    *(b"sucuri", b"not a bot", b"verify you are", b"awswaf", b"js_challenge"),
)
"""One of these is in every mark. Looking for them first costs a tenth of a millisecond, where the
expression takes the reactor one to two for each page."""
_SENSOR = re.compile(rb"_incapsula_resource|awswafintegration", re.I)
"""Scripts by which Imperva and AWS look at readers: on ordinary pages too, and all that there is of
a challenge. They count with a refusal, or on a page of less than SENSOR_BYTES."""
SENSOR_BYTES = 3_000
_LIKELY = re.compile(rb"just a moment|cf-challenge|challenge-platform|g-recaptcha|hcaptcha", re.I)
"""Also on ordinary pages (a contact form): these count only with a refusal."""
_REFUSALS = frozenset({401, 403, 405, 429, 503})


def is_challenge(response: Response) -> bool:
    """Whether an answer, of whatever status, is such a page and not what was asked for."""
    headers = response.headers
    if (headers.get("cf-mitigated") or b"").strip().lower() == b"challenge":
        return True
    if headers.get("x-amzn-waf-action"):
        return True
    start = response.body[:READ_BYTES]
    if response.status in _REFUSALS and _LIKELY.search(start):
        return True
    if response.status not in _REFUSALS | {200, 202} or start.lstrip()[:1] != b"<":
        return False
    if len(response.body) > 4 * READ_BYTES or not _has_word(start.lower()):
        return False
    is_bare = response.status in _REFUSALS or len(response.body) < SENSOR_BYTES
    return bool(_SURE.search(start) or (is_bare and _SENSOR.search(start)))


def _has_word(start: bytes) -> bool:
    return any(word in start for word in _WORDS)
