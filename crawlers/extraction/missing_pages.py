"""Pages that do not exist but are answered as if they did, and domains that stand empty. Pure."""

from __future__ import annotations

import hashlib
import html
import re
from zlib import crc32

from crawlers.extraction.page import Page
from store.records import TextStatus

SKETCH = 64
"""Hashes kept of a page: the smallest of those of its runs of three words (Cohen & Kaplan 2007,
bottom-k sketches); the share of them that two pages have in common is off by some 6 points."""
ALIKE = 0.8
"""Share of common runs from which two pages of one title are the same page. The rest is left to
lists of the latest news and to the address that was asked for."""
SHORT_TEXT = 600
"""Characters below which a page without a date may be no article at all."""

FEW_WORDS = 12
"""A page with fewer words is the shell of a program that runs in the browser, the same for every
article of the site: nothing can be told from it."""

MOST_BYTES = 200_000
"""Bytes of a page that are looked at."""

# what is never closed reaches to the end; looking for each end in vain would take minutes
_DROPPED = re.compile(
    r"(?is)<(script|style|svg)\b.*?(?:</\1\s*>|\Z)|<head\b.*?(?:</head\s*>|(?=<body\b)|\Z)|"
    r"<!--.*?(?:-->|\Z)|<[^<>]*>"
)
_TITLE = re.compile(r"(?is)<title[^<>]*>(.{0,1000}?)</title>")
_WORD = re.compile(r"[^\W\d_]+")
_PARKED = re.compile(
    r"(?:domänen|domännamnet|domain(?: name)?|this domain|webbadressen) (?:[\w.-]+ )?"
    r"(?:är|kan vara|is|may be) (?:till salu|for sale|parkerad|parked|available for purchase)|"
    r"köp (?:den här|denna) domänen?|buy this domain|this domain has expired|"
    r"domänen har (?:gått ut|löpt ut)|"
    r"(?<![\w-])(?:sedoparking|parkingcrew|bodis|hugedomains|dan)\.com|domänparkering",
    re.I,
)
_PARKED_BYTES = 60_000
_SAYS_SO = re.compile(
    r"^\W*(?:(?:fel )?404\W*(?:$|[-–|:]|sidan|fel|page|not found)|.{0,30}\b"
    r"(?:sidan|artikeln|innehållet|page) (?:finns (?:inte|ej)|hittades inte|saknas|"
    r"(?:kunde|gick) inte (?:att )?hittas?|har (?:flyttats eller )?tagits bort|"
    r"(?:was )?not found|does not exist))",
    re.I,
)


def signature(body: bytes) -> str:
    """What a page that does not exist looks like: its title and a sketch of its words, as hex.

    The same for pages that differ in digits, case and a few words; "" for one with hardly any.
    """
    text = body[:MOST_BYTES].decode("utf-8", "replace")
    words = _WORD.findall(html.unescape(_DROPPED.sub(" ", text)).casefold())
    if len(words) < FEW_WORDS:
        return ""
    runs = {" ".join(words[n : n + 3]).encode() for n in range(max(1, len(words) - 2))}
    sketch = sorted({crc32(run) for run in runs})[:SKETCH]
    return f"{_title_key(text)}:{''.join(f'{value:08x}' for value in sketch)}"


def resembles(known: str, body: bytes) -> bool:
    """Whether a page has the title of a page that is known not to exist, and most of its words."""
    ours = signature(body)
    if not known or not ours or known.partition(":")[0] != ours.partition(":")[0]:
        return False
    one, other = _sketch(known), _sketch(ours)
    smallest = sorted(one | other)[:SKETCH]
    common = sum(value in one and value in other for value in smallest)
    return common >= ALIKE * len(smallest)


def is_suspicious(page: Page) -> bool:
    """Whether a page has so little of an article that it may be none: short and undated."""
    if page.published_at is not None or page.tdm_reserved:
        return False
    return page.text_status is not TextStatus.LOCKED and len(page.text) < SHORT_TEXT


def says_missing(page: Page) -> bool:
    """Whether a suspicious page's own title says that there is nothing."""
    return is_suspicious(page) and _SAYS_SO.match(page.title) is not None


def is_parked(body: bytes) -> bool:
    """Whether a page only says that its domain is for sale or parked."""
    if len(body) >= _PARKED_BYTES:
        return False
    return _PARKED.search(body.decode("utf-8", "replace")) is not None


def _sketch(known: str) -> set[str]:
    values = known.partition(":")[2]
    return {values[n : n + 8] for n in range(0, len(values), 8)}


def _title_key(text: str) -> str:
    found = _TITLE.search(text)
    words = _WORD.findall(html.unescape(found.group(1)).casefold()) if found else []
    return hashlib.blake2b(" ".join(words).encode(), digest_size=4).hexdigest()
