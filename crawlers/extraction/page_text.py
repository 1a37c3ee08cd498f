"""The article's text of a parsed page. trafilatura is used here alone."""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from itertools import islice
from typing import Any

import trafilatura
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - C extension
from trafilatura.settings import Extractor

from crawlers.extraction.page_scope import as_page, drop_unseen, nearest, scope_of
from crawlers.extraction.title_words import is_about
from crawlers.listing import MAX_TEXT

MAX_ELEMENTS = 15_000
MAX_LINKS_TOGETHER = 1_000
"""Elements of a page, and links side by side, above which it is not given to trafilatura, whose
time grows with their square: 150,000 paragraphs in 1 MB took 45 s of CPU, 22,000 links in one
paragraph 229 s. Pages of papers have 1,000 to 5,000 elements."""
SHORT_TEXT = 250
"""Characters below which the whole page is tried, and then trafilatura's slower default mode."""
LEAST_TEXT = 100
"""Characters of a text beside the headline from which it is taken for the article's."""

_FAST, _THOROUGH = (
    Extractor(output_format="txt", fast=fast, comments=False, tables=False, formatting=False)
    for fast in (True, False)
)
"""Made once: reading trafilatura's settings takes a millisecond, a tenth of a page."""

_AROUND = re.compile(
    r"(?:läs (?:också|även|mer|vidare)(?: om)?\s*:|senast (?:uppdaterad|publicerad|granskad)\b|"
    r"(?:uppdaterad|publicerad|granskad)[\d\s:./,-]*(?:\w{3,10})?[\d\s:.,-]*$|"
    r"(?:foto|bild|text)\s*:.{0,60}$|ansvarig utgivare\b|dela (?:artikeln|sidan|det här)|"
    r"(?:hjälpte|var) (?:informationen|sidan|innehållet)\b|tack för att du hjälper oss|annons$|"
    r"tipsa (?:oss|redaktionen)\b|skriv (?:ut )?sidan$|till toppen$)",
    re.I,
)
"""How lines begin that stand around articles on Swedish sites and belong to none."""
_AROUND_CHARACTERS = 100


def text_of(tree: Any, source: str, title: str, description: str) -> str:
    """The article's text, a paragraph a line; "" when the page has none of that title.

    Changes `tree`. `source` is what it was parsed from; `description` what the page says of itself.
    """
    if _is_too_much(tree):
        return _paragraphs(tree)
    drop_unseen(tree)
    scope = scope_of(tree, title)
    scoped = _extract(as_page(deepcopy(scope)), fast=True) if scope is not None else ""
    if len(scoped) >= SHORT_TEXT and is_about(scoped, title, description):
        return scoped
    text = scoped if len(scoped) >= SHORT_TEXT else _of_whole_page(tree, source)
    return _without_others(text, _beside_headline(tree, title), title, description)


def _of_whole_page(tree: Any, source: str) -> str:
    fast = _extract(tree, fast=True)
    if len(fast) >= SHORT_TEXT:
        return fast
    slow = _extract(source, fast=False)
    return slow if len(slow) > len(fast) else fast


def _beside_headline(tree: Any, title: str) -> str:
    """The text of the smallest element that holds the headline; "" when it has hardly any."""
    beside = nearest(tree, title)
    text = _extract(as_page(beside), fast=True) if beside is not None else ""
    return text if len(text) >= LEAST_TEXT else ""


def _without_others(text: str, own: str, title: str, description: str) -> str:
    """The text, or what stands beside the headline when the rest is about something else."""
    if not is_about(text, title, description):
        return own
    known = set(own.split("\n"))
    rest = "\n".join(line for line in text.split("\n") if line not in known)
    return own if own and rest and not is_about(rest, title, description) else text


def _is_too_much(tree: Any) -> bool:
    if tree.xpath("count(//*)") > MAX_ELEMENTS:
        return True
    together = Counter(link.getparent() for link in tree.iter("a"))
    return max(together.values(), default=0) > MAX_LINKS_TOGETHER


def _paragraphs(tree: Any) -> str:
    """The paragraphs of a page as they stand, menus and all."""
    lines = (" ".join(part.text_content().split()) for part in islice(tree.iter("p"), 5_000))
    return "\n".join(line for line in lines if line)[:MAX_TEXT]


def _extract(page: Any, fast: bool) -> str:
    try:
        found = trafilatura.extract(page, options=_FAST if fast else _THOROUGH)
    except (RecursionError, ValueError, AttributeError, TypeError, etree.LxmlError):
        found = None  # seen on broken trees: the page then has no text and says so
    lines = (" ".join(line.split()) for line in (found or "").split("\n"))
    return "\n".join(line for line in lines if line and not _is_around(line))[:MAX_TEXT]


def _is_around(line: str) -> bool:
    return len(line) <= _AROUND_CHARACTERS and _AROUND.match(line) is not None
