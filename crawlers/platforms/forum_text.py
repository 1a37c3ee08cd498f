"""The parts of a forum's page: its elements, and the addresses that a post links to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml import etree, html  # pyright: ignore[reportAttributeAccessIssue] - C extension

from crawlers.html_tree import html_tree
from crawlers.posts import Page
from crawlers.wrong_answers import is_challenge, wrong_answer
from store.records import Access

CHANGED = "forumet kan ha bytt utseende"
"""What a page that is not recognised may mean."""
NO_AUTHORS = "no author found beside any post of a page"
NO_TIMES = "no time found beside any post of a page"
_MEMBER = re.compile(r"^/(?:u\d+|medlem|user|profil)(?:/|$)")


def with_class(name: str) -> str:
    """The condition of an XPath that an element has a class, whatever others it has."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def first(element: Any, path: str) -> Any:
    """The first element of an XPath below another one, or None."""
    return next(iter(element.xpath(path)), None)


def links_of(element: Any, url: str) -> tuple[str, ...]:
    """The http(s) addresses that a text links to, each once, without the page that forums put
    before them (`/leave.php?u=…`). Links to members are left out."""
    found = (_target(link.get("href"), url) for link in element.xpath(".//a[@href]"))
    return tuple(dict.fromkeys(address for address in found if address))


def _target(href: str, url: str) -> str:
    try:
        address = urljoin(url, href.strip())
        parts = urlsplit(address)
        if parts.path.endswith("/leave.php"):
            address = next(iter(parse_qs(parts.query).get("u", ())), "").strip()
            parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.netloc or _MEMBER.match(parts.path):
        return ""
    return address


def page_of(text: str) -> Any:
    """The tree of a page, None where there are no elements in it."""
    return html_tree(text) if "<" in text[:4096] else None


def fragment_of(text: str) -> Any:
    """An element that holds a text or a piece of HTML."""
    try:
        return html.fragment_fromstring(text.replace("\0", ""), create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, RecursionError):
        return html.fragment_fromstring("<div></div>")


def is_changed(problems: Sequence[str]) -> bool:
    """Whether what is wrong with a page's posts means that they were not recognised after all:
    words with neither an author nor a time may be anything."""
    return {NO_AUTHORS, NO_TIMES} <= set(problems)


def unread(text: str, wanted: str, reason: str) -> Page:
    """The Page of an answer that is not `wanted` (Swedish, with its article)."""
    if is_challenge(text) or "<" not in text[:4096]:
        wrong = wrong_answer(text, wanted)
        return Page(access=wrong.access, reason=wrong.reason)
    return Page(access=Access.PARSE_ERROR, reason=f"{reason}; {CHANGED}")
