"""Answers that are not what was asked for: said in words, and control pages told from mistakes."""

from __future__ import annotations

import re

from crawlers.listing import Listing
from store.records import Access

_CHALLENGE = re.compile(
    r"just a moment|cf-challenge|challenge-platform|captcha|attention required|verify you are", re.I
)
_SITEMAP = re.compile(r"<(?:\w+:)?(?:urlset|sitemapindex)\b", re.I)
_BLANK = "\ufeff \t\r\n\0"


def wrong_answer(text: str, wanted: str = "ett flöde") -> Listing:
    """The Listing for a text that is no `wanted` (Swedish, with its article)."""
    start = text.lstrip(_BLANK)[:4096]
    if not start:
        return unreadable("svaret är tomt")
    if is_challenge(start):
        reason = f"svarade med en kontrollsida för besökare i stället för {wanted}"
        return Listing(access=Access.CHALLENGED, reason=reason)
    return unreadable(f"svarade med {_what(start)} i stället för {wanted}")


def _what(start: str) -> str:
    """What a text is that begins so, in Swedish with its article."""
    if start[0] in "{[":
        return "JSON"
    if _SITEMAP.search(start):
        return "en sitemap"
    return "en webbsida" if "<" in start else "något annat"


def is_challenge(text: str) -> bool:
    """Whether the beginning of a page asks its visitor to prove something."""
    return _CHALLENGE.search(text[:4096]) is not None


def unreadable(reason: str, problems: tuple[str, ...] = ()) -> Listing:
    """The Listing of a body that cannot be used, for a reason told in Swedish."""
    return Listing(problems=problems, access=Access.PARSE_ERROR, reason=reason)
