"""The posts of a page of Familjeliv, as it tells search engines of them or shows them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

from crawlers.platforms.familjeliv_times import times_in
from crawlers.platforms.forum_text import NO_AUTHORS, NO_TIMES, first, fragment_of, with_class
from crawlers.platforms.html_words import words_of

_ANCHOR = re.compile(r"(?:^|#)anchor-m(\d{1,9})$")
_COUNT = re.compile(r"#\s?(\d{1,9})\b")
UNNUMBERED = "posts without a number left out"


@dataclass(frozen=True, slots=True)
class Told:
    """One post as its page has it: `number` in its thread (0: it tells none), and its words as an
    element."""

    number: int
    author: str
    when: str
    message: Any


def told_of(tree: Any, starts: bool) -> tuple[list[Told], tuple[str, ...]]:
    """The posts of a page by their numbers, each once, and what is wrong with them; `starts`: it is
    its thread's first page.

    Search engines are often told of the first ones only. The thread's first post, which stands
    above the others on each of its pages, is told on the page that starts it.
    """
    found: dict[int, Told] = {}
    as_shown = _with_first(list(shown(tree)), starts)
    for told in (*told_in_json(tree, starts), *as_shown):
        found.setdefault(told.number, told)
    problems = (UNNUMBERED,) if found.pop(0, None) else ()
    if sum(not one.number for one in as_shown) > len(found):
        return [], problems  # most of a page lost: it is none that is known
    if not starts and len(found) > 1:
        found.pop(1, None)
    posts = [found[number] for number in sorted(found)]
    if not any(one.author for one in posts):
        problems += (NO_AUTHORS,)
    if not any(one.when for one in posts):
        problems += (NO_TIMES,)
    return posts, problems


# --- Posts told in JSON-LD ----------------------------------------------------------------------


def told_in_json(tree: Any, starts: bool) -> Iterator[Told]:
    """The posts that a page tells search engines of and that have a number in the thread; on the
    page that `starts` it, the posting itself is the first."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            value = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for one in _postings(value):
            if told := _from_posting(one, starts):
                yield told


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

_MESSAGE = with_class("message-body")
_STANDARD_MESSAGE = "@itemprop='text' or @itemprop='articleBody'"
_NAME = f".//*[{with_class('nick')} or @itemprop='author']"
_INFO = f".//*[{with_class('message-info')}]"
_IS_ANCHOR = "starts-with(@id,'anchor-m') or starts-with(@name,'anchor-m')"
_AROUND = 12
"""Elements around a message that may be its post's: a bound for pages without any end tags."""


def _with_first(posts: list[Told], starts: bool) -> list[Told]:
    """The posts shown, from the last to the first, with the number of one that alone has none and
    stands above the others: it is the thread's first, which later pages repeat."""
    if not posts or posts[-1].number or not all(one.number for one in posts[:-1]):
        return posts
    return [*posts[:-1], replace(posts[-1], number=1)] if starts or posts[1:] else posts


def shown(tree: Any) -> Iterator[Told]:
    """The posts that a page shows, from the last to the first."""
    messages = tree.xpath(f"//*[{_MESSAGE}]") or tree.xpath(f"//*[{_STANDARD_MESSAGE}]")
    numbers = _anchored(tree, set(messages))
    beyond = set(messages)
    for message in reversed(messages):
        around = message.getparent()
        message.drop_tree()
        block = _block(around, beyond)
        number = _counted(block) or numbers[message]
        yield Told(number, _name(block), _when(block), message)
        if block.getparent() is not None:
            beyond.add(block.getparent())
            block.drop_tree()  # out of the others' ways, where it lies in one that is not closed


def _block(around: Any, beyond: set[Any]) -> Any:
    """The element of a post whose message was taken out of `around`: the smallest that has its
    author and time, and nothing `beyond` it: other posts' messages, and what holds other posts."""
    found: list[Any] = []
    for one in islice(chain((around,), around.iterancestors()), _AROUND):
        if not beyond.isdisjoint(one.iter()):
            break
        if _name(one) and _when(one):
            return one
        found.append(one)
    return found[0] if found else fragment_of("")


def _anchored(tree: Any, messages: set[Any]) -> dict[Any, int]:
    """The number of the anchor at, around or next before each message, 0 where another message
    stands between them."""
    numbers: dict[Any, int] = {}
    number = 0
    for element in tree.iter("*"):
        number = _number_of(element) or number
        if element in messages:
            numbers[element], number = number, 0
    return numbers


def _number_of(anchor: Any) -> int:
    match = _ANCHOR.search(anchor.get("id") or anchor.get("name") or "")
    return int(match[1]) if match else 0


def _counted(block: Any) -> int:
    """The number that a post's element tells: its own anchor's, its own link's, or `#12`."""
    for anchor in block.xpath(f"descendant-or-self::*[{_IS_ANCHOR}]"):
        if number := _number_of(anchor):
            return number
    info = first(block, _INFO)
    if info is None:
        return 0
    links = (_ANCHOR.search(link) for link in info.xpath("descendant-or-self::a/@href"))
    match = next(filter(None, links), None) or _COUNT.search(words_of(info))
    return int(match[1]) if match else 0


def _name(element: Any) -> str:
    author = first(element, _NAME)
    named = first(author, ".//*[@itemprop='name']") if author is not None else None
    return words_of(author if named is None else named).replace("\n", " ")


def _when(block: Any) -> str:
    """When a post was written: as machines read it, else as it stands beside its words."""
    stated = block.xpath(".//time/@datetime | .//*[@itemprop='datePublished']/@content")
    if stated:
        return str(stated[0])
    info = first(block, _INFO)
    return next(iter(times_in(words_of(block if info is None else info))), "")
