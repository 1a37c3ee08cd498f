"""The words of a forum's post as its reader sees them, and the addresses that it links to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml import etree, html  # pyright: ignore[reportAttributeAccessIssue] - C extension

from crawlers.html_tree import html_tree
from crawlers.markup import tidy
from crawlers.posts import Page
from crawlers.wrong_answers import is_challenge, wrong_answer
from store.records import Access

_BLOCKS = frozenset(
    # one string: a column of words would fill the screen
    "address article blockquote br dd details div dl dt fieldset h1 h2 h3 h4 h5 h6 header hr li ol "  # noqa: SIM905
    "p pre section summary table td tr ul".split()
)
_HIDDEN = frozenset({"script", "style", "noscript", "template", "button", "input", "select"})
_MEMBER = re.compile(r"^/(?:u\d+|medlem|user|profil)(?:/|$)")


def with_class(name: str) -> str:
    """The condition of an XPath that an element has a class, whatever others it has."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def first(element: Any, path: str) -> Any:
    """The first element of an XPath below another one, or None."""
    return next(iter(element.xpath(path)), None)


def words_of(element: Any) -> str:
    """The text of an element: a line for each block, pictures by what they are called.

    "" of None. What nobody sees (scripts, buttons) is left out; what is folded away is not.
    """
    if element is None:
        return ""
    lines = (" ".join(line.split()) for line in "".join(_pieces(element)).split("\n"))
    return tidy("\n".join(line for line in lines if line))


def _pieces(element: Any) -> Iterator[str]:
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if event == "start":
            yield from _opening(node, node is element)
            if node.tag in _HIDDEN:
                walk.skip_subtree()
        else:
            yield "\n" if node.tag in _BLOCKS else ""
            yield (node.tail or "").replace("\n", " ") if node is not element else ""


def _opening(node: Any, is_whole: bool) -> Iterator[str]:
    yield "\n" if node.tag in _BLOCKS and node.tag != "br" else ""
    if node.tag == "img":
        yield f" {node.get('alt') or ''} "
    elif isinstance(node.tag, str) and node.tag not in _HIDDEN:
        yield "- " if node.tag == "li" and not is_whole else ""
        text = node.text or ""
        yield text if node.tag == "pre" else text.replace("\n", " ")


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


def unread(text: str, wanted: str, reason: str) -> Page:
    """The Page of an answer that is not `wanted` (Swedish, with its article)."""
    if is_challenge(text) or "<" not in text[:4096]:
        wrong = wrong_answer(text, wanted)
        return Page(access=wrong.access, reason=wrong.reason)
    return Page(access=Access.PARSE_ERROR, reason=reason)
