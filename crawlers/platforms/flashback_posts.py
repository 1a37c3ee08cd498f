"""The posts of a page of a thread at Flashback."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from crawlers.dates import DateNotes
from crawlers.platforms.flashback_address import place_of
from crawlers.platforms.forum_place import Place
from crawlers.platforms.forum_quotes import (
    QuoteStyle,
    answered,
    context_of,
    take_quotes,
    without_labels,
)
from crawlers.platforms.forum_recheck import lookup_of
from crawlers.platforms.forum_text import NO_AUTHORS, NO_TIMES, first, links_of, with_class
from crawlers.platforms.html_words import words_of
from crawlers.posts import Post
from store.records import DocumentKind

PLATFORM = "flashback.org"
NOBODY = frozenset({"", "gäst", "guest", "borttagen", "medlem borttagen", "borttagen användare"})
"""What stands where a name would, and is nobody's."""

_POST_ID = re.compile(r"post_?(\d{1,18})")
_MEMBER = re.compile(r"/u(\d{1,18})(?:/|$)")
_DATE = r"(?:i ?dag|i ?går|\d{4}-\d\d-\d\d),?(?: kl\.?)? \d{1,2}[:.]\d\d"
WHEN = re.compile(_DATE, re.I)
_EDITED = re.compile(rf"^.{{0,20}}Senast redigerad av (.{{1,60}}?),? ({_DATE}).*$", re.I | re.M)
_POSTS = f"//*[{with_class('post')} and (starts-with(@id, 'post') or @data-postid)]"
NO_MESSAGES = "posts without a text of their own left out"
_USERS = (
    f".//*[{with_class('post-user-username')}]",
    f".//*[{with_class('dropdown')}]//strong",
    f".//li[{with_class('dropdown-header')}]",
)
_QUOTES = QuoteStyle(
    with_class("post-bbcode-quote"),
    re.compile(r"(?:Citat:\s*)?Ursprungligen postat av\s+(?P<name>[^\n]{1,60})(?:\n|$)", re.I),
    re.compile(r"/s?p(\d{1,18})(?:#|$)"),
)
_SITE_NAME = re.compile(r"\s+[-–|]\s+Flashback(?: Forum)?$", re.I)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page of a thread says of all its posts."""

    url: str
    thread: Place
    page: int
    pages: int
    title: str
    notes: DateNotes

    @classmethod
    def of(cls, tree: Any, url: str, notes: DateNotes) -> Sheet:
        """The sheet of a parsed page at an address."""
        thread = place_of(url) or Place("")
        return cls(url, thread, *paging(tree, thread), _title(tree), notes)

    @property
    def details(self) -> tuple[tuple[str, str], ...]:
        """What each post is stored with: page, pages, and the thread's number."""
        page, pages = str(self.page), str(self.pages)
        return (("page", page), ("pages", pages), ("thread", self.thread.number))


def posts_of(tree: Any, sheet: Sheet) -> tuple[tuple[Post, ...], tuple[str, ...]]:
    """The posts of a page, and what is wrong with them."""
    elements = _elements(tree)
    shown = {
        one: element for one, element in elements.items() if _message(one, element) is not None
    }
    opens = next(iter(shown), "") if sheet.page == 1 else ""
    posts = tuple(_post(one, element, sheet, one == opens) for one, element in shown.items())
    problems = (NO_MESSAGES,) if len(shown) < len(elements) else ()
    if not any(_user(element) is not None for element in shown.values()):
        problems += (NO_AUTHORS,)
    if not any(_heading(element) for element in shown.values()):
        problems += (NO_TIMES,)
    return posts, problems


def _elements(tree: Any) -> dict[str, Any]:
    """The elements of a page's posts by their ids, each a tree of its own."""
    elements: dict[str, Any] = {}
    for element in tree.xpath(_POSTS):
        match = _POST_ID.fullmatch(element.get("id") or f"post{element.get('data-postid')}")
        if match:
            elements.setdefault(match[1], element)
    # Where a post is not closed, the following ones lie within it: they are taken out first.
    for element in reversed(elements.values()):
        element.getparent().remove(element)
    return elements


def _message(native_id: str, element: Any) -> Any:
    """The element with a post's words; posts of moderators may have none."""
    own = f"@id='post_message_{native_id}'"
    return first(element, f".//*[{with_class('post_message')} or {own}]")


def _post(native_id: str, element: Any, sheet: Sheet, opens: bool) -> Post:
    message = _message(native_id, element)
    quotes, quoted = take_quotes(message, _QUOTES)
    edited = _EDITED.search(words_of(element))
    author, name = _author(element)
    return Post(
        platform=PLATFORM,
        native_id=native_id,
        text=without_labels(_EDITED.sub("", words_of(message))),
        url=_permalink(sheet.url, native_id),
        author=author,
        names=tuple(dict.fromkeys(filter(None, (name, *quoted, edited[1] if edited else "")))),
        kind=DocumentKind.POST if opens else DocumentKind.COMMENT,
        title=sheet.title if opens else "",
        context="" if opens else context_of(quotes) or sheet.title,
        answers=answered(quotes),
        published_at=_written(element, sheet.notes),
        edited_at=sheet.notes.read(edited[2]) if edited else None,
        shared_urls=links_of(message, sheet.url),
        lookup=lookup_of(sheet.thread, sheet.page, native_id),
    )


def _permalink(url: str, native_id: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/p{native_id}"


def _author(element: Any) -> tuple[str, str]:
    """The account's number, else its name; and the name. Both "" of those who are nobody."""
    user = _user(element)
    name = words_of(user)
    if user is None or name.casefold() in NOBODY:
        return "", ""
    links = (_MEMBER.search(link) for link in user.xpath("descendant-or-self::a/@href"))
    number = next((link[1] for link in links if link), "")
    return f"u{number}" if number else name, name


def _user(element: Any) -> Any:
    """The element with the author's name, None where there is none."""
    found = (first(element, path) for path in _USERS)
    return next((user for user in found if user is not None), None)


def _heading(element: Any) -> str:
    """What stands above a post, without its number: when it was written."""
    return words_of(first(element, f".//*[{with_class('post-heading')}]")).partition("#")[0]


def _written(element: Any, notes: DateNotes) -> datetime | None:
    heading = _heading(element)
    when = WHEN.search(heading)
    return notes.read(when[0] if when else heading)


def _title(tree: Any) -> str:
    title = words_of(first(tree, f"//*[{with_class('page-title')}]")).replace("\n", " ")
    return title or _SITE_NAME.sub("", words_of(first(tree, "//title")))


def paging(tree: Any, place: Place) -> tuple[int, int]:
    """The page's number and how many there are: as it says, else by its links."""
    jump = first(tree, "//*[@data-total-pages]")
    page = _number(jump.get("data-page")) if jump is not None else 0
    pages = _number(jump.get("data-total-pages")) if jump is not None else 0
    page = page or place.page
    if not pages:
        linked = map(place_of, map(str, tree.xpath("//a/@href | //link[@rel='next']/@href")))
        own = (
            one.page
            for one in linked
            if one and (one.number, one.section) == (place.number, place.section)
        )
        pages = max(own, default=page)
    return page, max(page, pages)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else 0
