"""The part of a page in which its article stands, found by its headline; nothing hidden in it."""

from __future__ import annotations

import re
from typing import Any

from lxml import html  # pyright: ignore[reportAttributeAccessIssue] - C extension

RUNNING_CHARACTERS = 60
"""Characters from which a paragraph is running text: menus, captions and bylines are shorter."""
MOST_OF_IT = 0.5
"""Share of the page's running text that the article's part holds at least: the headline stands
beside it, at times in a header of its own."""
LITTLE = 250
"""Characters of running text from which an element that marks itself as the article is taken by its
word: below other articles or comments it may hold the lesser part of the page's text."""

_NEVER_SHOWN = (
    "script", "style", "noscript", "template", "svg", "iframe", "button", "form", "nav", "dialog",
    "figcaption", "select", "video", "audio", "object", "amp-consent", "amp-sidebar", "amp-ad",
    "amp-list",
)  # fmt: skip
_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|opacity:0(?![.\d]*[1-9])|font-size:0(?![.\d]*[1-9])|"
    r"(?<![a-z-])(?:max-)?(?:height|width):[01](?:px)?(?:;|$)|clip:rect\((?:[01](?:px)?,?){4}|"
    r"(?:left|top|right|text-indent):-\d{3,}|clip-path:inset\((?:50|100)%",
    re.I,
)
_FOR_SCREEN_READERS = frozenset(
    {"sr-only", "visually-hidden", "screen-reader-text", "visuallyhidden"}
)
_MAY_BE_UNSEEN = (
    "//*[@hidden or @style or @aria-hidden or contains(@class,'sr-only') or "
    "contains(@class,'visually') or contains(@class,'screen-reader')]"
)
_OWN_MARKS = frozenset({"article", "main"})


def drop_unseen(tree: Any) -> None:
    """Take away what readers do not see: hidden by an attribute or the element's own style, moved
    off the screen, without size, or for screen readers alone. Rules of style sheets are not read.
    """
    for element in tree.xpath(_MAY_BE_UNSEEN):
        if element.tag in ("html", "body") or not _is_unseen(element):
            continue
        if element.getparent() is not None and element.find(".//h1") is None:
            element.drop_tree()


def _is_unseen(element: Any) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden", "").lower() == "true":
        return True
    if not _FOR_SCREEN_READERS.isdisjoint((element.get("class") or "").split()):
        return True
    style = element.get("style")
    return bool(style) and _HIDING.search(re.sub(r"\s+", "", style)) is not None


def scope_of(tree: Any, title: str) -> Any | None:
    """The element around the headline that holds the article; None where no headline is found."""
    heading = _heading(tree, title)
    if heading is None:
        return None
    running = [(part, size) for part in tree.iter("p", "li", "br") if (size := _running(part))]
    wanted = MOST_OF_IT * sum(size for _, size in running)
    held: dict[Any, int] = {}
    for part, size in running:
        for above in part.iterancestors():
            held[above] = held.get(above, 0) + size
    for above in heading.iterancestors():
        size = held.get(above, 0)
        if size and (size >= wanted or (above.tag in _OWN_MARKS and size >= LITTLE)):
            return above if above.tag not in ("html", "body") else None
    return None


def nearest(tree: Any, title: str) -> Any | None:
    """The smallest element around the headline with any running text; None where there is none."""
    heading = _heading(tree, title)
    for above in heading.iterancestors() if heading is not None else ():
        if above.tag in ("html", "body"):
            return None
        if any(_running(part) for part in above.iter("p", "br")):
            return above
    return None


def as_page(scope: Any) -> Any:
    """A page that holds the scope alone, marked as an article; takes it from its tree."""
    page = html.document_fromstring("<html><body></body></html>")
    for unwanted in list(scope.iter(*_NEVER_SHOWN)):
        if unwanted is not scope and unwanted.getparent() is not None:
            unwanted.drop_tree()
    scope.tag, scope.tail = "article", None
    scope.attrib.clear()
    page.body.append(scope)
    return page


def _heading(tree: Any, title: str) -> Any | None:
    """The heading that says the title; else the only <h1>."""
    wanted, first = _plain(title), list(tree.iter("h1"))
    for heading in (*first, *tree.iter("h2")):
        said = _plain(heading.text_content())
        if said and (said == wanted or (len(said) > 20 and (said in wanted or wanted in said))):
            return heading
    return first[0] if len(first) == 1 else None


def _running(part: Any) -> int:
    """Characters of running text of a paragraph: none when it is short or mostly a link."""
    text = (part.tail or "") if part.tag == "br" else part.text_content()
    size = len(text.strip())
    if size < RUNNING_CHARACTERS:
        return 0
    if part.tag == "li" and part.find(".//p") is not None:
        return 0  # its paragraphs are counted
    linked = sum(len(link.text_content()) for link in part.iter("a"))
    return size if 2 * linked < size else 0


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
