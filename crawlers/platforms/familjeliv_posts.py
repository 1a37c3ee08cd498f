"""The posts of a page of Familjeliv, as it tells search engines of them or shows them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crawlers.platforms.forum_text import first, fragment_of, with_class
from crawlers.platforms.html_words import words_of

WHEN = re.compile(r"(?:i ?dag|i ?går|\d{4}-\d\d-\d\d)[ ,]+(?:kl\.? )?\d{1,2}[:.]\d\d", re.I)
_ANCHOR = re.compile(r"(?:^|#)anchor-m(\d{1,9})$")


@dataclass(frozen=True, slots=True)
class Told:
    """One post as its page has it: `number` in its thread, and its words as an element."""

    number: int
    author: str
    when: str
    message: Any


def told_of(tree: Any, starts: bool) -> list[Told]:
    """The posts of a page, each once. Search engines are often told of the first ones only."""
    told = told_in_json(tree, starts)
    numbers = {one.number for one in told}
    return [*told, *(one for one in shown(tree) if one.number not in numbers)]


# --- Posts told in JSON-LD ----------------------------------------------------------------------


def told_in_json(tree: Any, starts: bool) -> list[Told]:
    """The posts that a page tells search engines of and that have a number in the thread; on the
    page that `starts` it, the posting itself is the first."""
    found: dict[int, Told] = {}
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            value = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for one in _postings(value):
            if told := _from_posting(one, starts):
                found.setdefault(told.number, told)
    return list(found.values())


def _postings(value: Any) -> Iterator[dict[str, Any]]:
    """DiscussionForumPostings and their Comments, however they are nested."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            if one.get("@type") in {"DiscussionForumPosting", "Comment"}:
                yield one
            waiting.extend(one.get(key) for key in ("@graph", "comment", "mainEntity"))


def _from_posting(one: dict[str, Any], starts: bool) -> Told | None:
    anchor = _ANCHOR.search(str(one.get("url") or one.get("@id") or ""))
    opens = starts and one.get("@type") == "DiscussionForumPosting"
    number = int(anchor[1]) if anchor else int(opens)
    words = one.get("text") or one.get("articleBody")
    if not number or not isinstance(words, str):
        return None
    author = one.get("author")
    author = author[0] if isinstance(author, list) and author else author
    name = author.get("name") if isinstance(author, dict) else author
    when = str(one.get("datePublished") or "")
    return Told(number, name if isinstance(name, str) else "", when, fragment_of(words))


# --- Posts shown as elements --------------------------------------------------------------------

_TEXT = " | ".join(
    f".//*[{condition}]"
    for condition in (
        "@itemprop='text'", "@itemprop='articleBody'", with_class("message-text"),
        with_class("post-text"), with_class("message-body"), with_class("post-body"),
        with_class("message"), with_class("text"),
    )
)  # fmt: skip
_NAME = " | ".join(
    f".//*[{condition}]"
    for condition in (
        "@itemprop='author'", with_class("author"), with_class("username"),
        with_class("user-name"), with_class("nick"),
    )
)  # fmt: skip


def shown(tree: Any) -> Iterator[Told]:
    """The posts whose elements bear an anchor, or hold one."""
    anchors = tree.xpath("//*[starts-with(@id,'anchor-m') or starts-with(@name,'anchor-m')]")
    elements: dict[int, Any] = {}
    taken: set[int] = set()
    for anchor in anchors:
        match = _ANCHOR.search(anchor.get("id") or anchor.get("name"))
        block = _block(anchor)
        if match and block is not None and int(match[1]) not in elements and id(block) not in taken:
            elements[int(match[1])] = block
            taken.add(id(block))  # it lives as long as `elements`
    for element in reversed(elements.values()):  # those within others, where one is not closed
        if element.getparent() is not None:
            element.getparent().remove(element)
    for number, element in elements.items():
        message = first(element, _TEXT)
        if message is not None:
            yield Told(number, _name(element), _when(element, message), message)


def _block(anchor: Any) -> Any:
    """The element of a post: the anchor's own, or the one around an anchor that holds nothing."""
    if anchor.tag in {"article", "div", "li", "section"} and len(anchor):
        return anchor
    return first(anchor, "ancestor::*[self::article or self::div or self::li or self::section][1]")


def _name(element: Any) -> str:
    author = first(element, _NAME)
    named = first(author, ".//*[@itemprop='name']") if author is not None else None
    return words_of(author if named is None else named).replace("\n", " ")


def _when(element: Any, message: Any) -> str:
    """When a post was written: as machines read it, else as it stands outside its words."""
    stated = element.xpath(".//time/@datetime | .//*[@itemprop='datePublished']/@content")
    if stated:
        return str(stated[0])
    shown = WHEN.search(words_of(element).replace(words_of(message), " ", 1))
    return shown[0] if shown else ""
