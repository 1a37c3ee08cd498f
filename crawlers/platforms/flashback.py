"""Flashback: threads (`/t123456`) and sections (`/f226`), by their pages.

There is no interface for programs. Pages are read by the classes that scrapers of 2017 to 2026 name
(https://github.com/Is0cre/flashback-analyzer, https://github.com/elliotwahl/flashbackscraper); no
page of Flashback itself was at hand when this was written. Times are Swedish and relative to the
day, what others are quoted with is no word of the poster's, and pages were in ISO-8859-1 for long.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from crawlers.characters import read_characters
from crawlers.dates import NO_ZONE, DateNotes
from crawlers.network.fetch import Failure
from crawlers.platforms.forum_place import Forum, Place, path_of
from crawlers.platforms.forum_quotes import (
    QuoteStyle,
    answered,
    context_of,
    take_quotes,
    without_labels,
)
from crawlers.platforms.forum_recheck import lookup_of
from crawlers.platforms.forum_text import first, links_of, page_of, unread, with_class
from crawlers.platforms.forum_visit import visit_forum
from crawlers.platforms.html_words import words_of
from crawlers.posts import Page, Post
from crawlers.visits.door import Door, Visited
from store.records import DocumentKind

PLATFORM = "flashback.org"
NOBODY = frozenset({"", "gäst", "guest", "borttagen", "medlem borttagen", "borttagen användare"})
"""What stands where a name would, and is nobody's."""

_PATH = re.compile(r"/([tf])(\d{1,18})(?:p(\d{1,6}))?/?")
_POST_ID = re.compile(r"post_?(\d{1,18})")
_MEMBER = re.compile(r"/u(\d{1,18})(?:/|$)")
_DATE = r"(?:i ?dag|i ?går|\d{4}-\d\d-\d\d),?(?: kl\.?)? \d{1,2}[:.]\d\d"
_WHEN = re.compile(_DATE, re.I)
_EDITED = re.compile(rf"^.{{0,20}}Senast redigerad av (.{{1,60}}?),? ({_DATE}).*$", re.I | re.M)
_POSTS = f"//*[{with_class('post')} and starts-with(@id, 'post')]"
_QUOTES = QuoteStyle(
    with_class("post-bbcode-quote"),
    re.compile(r"(?:Citat:\s*)?Ursprungligen postat av\s+(?P<name>[^\n]{1,60})(?:\n|$)", re.I),
    re.compile(r"/s?p(\d{1,18})(?:#|$)"),
)
_SITE_NAME = re.compile(r"\s+[-–|]\s+Flashback(?: Forum)?$", re.I)


async def visit(door: Door) -> Visited | Failure:
    """Read a thread, or the threads of a section whose titles have a word searched for."""
    return await visit_forum(door, FORUM)


def place_of(url: str) -> Place | None:
    """The thread or section that an address names; None for any other one."""
    match = _PATH.fullmatch(path_of(url))
    if match is None:
        return None
    return Place(match[2], page=int(match[3] or 1), section=match[1] == "f")


def address_of(place: Place) -> str:
    letter = "f" if place.section else "t"
    return f"/{letter}{place.number}" + (f"p{place.page}" if place.page > 1 else "")


def parse_thread(
    body: bytes, url: str, content_type: str, now: datetime, fetched_at: datetime | None = None
) -> Page:
    """The posts of a page of a thread, the oldest first, with details page, pages and thread.

    "Idag" is the day of `fetched_at`. Never raises.
    """
    found = read_characters(body, content_type)
    tree = page_of(found.text)
    notes = DateNotes(fetched_at or now)
    sheet = _Sheet.of(tree, url, notes) if tree is not None else None
    posts = tuple(_posts(tree, sheet)) if sheet else ()
    if sheet is None or not posts:
        return unread(found.text, "en tråd", "på sidan finns inga inlägg")
    return Page(
        posts,
        problems=(*found.problems, *(note for note in notes.problems if note != NO_ZONE)),
        details=sheet.details,
    )


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What a page of a thread says of all its posts."""

    url: str
    thread: Place
    page: int
    pages: int
    title: str
    notes: DateNotes

    @classmethod
    def of(cls, tree: Any, url: str, notes: DateNotes) -> _Sheet:
        thread = place_of(url) or Place("")
        return cls(url, thread, *_paging(tree, thread), _title(tree), notes)

    @property
    def details(self) -> tuple[tuple[str, str], ...]:
        page, pages = str(self.page), str(self.pages)
        return (("page", page), ("pages", pages), ("thread", self.thread.number))


def _posts(tree: Any, sheet: _Sheet) -> Iterator[Post]:
    elements: dict[str, Any] = {}
    for element in tree.xpath(_POSTS):
        if match := _POST_ID.fullmatch(element.get("id")):
            elements.setdefault(match[1], element)
    # Where a post is not closed, the following ones lie within it: they are taken out first.
    for element in reversed(elements.values()):
        element.getparent().remove(element)
    opens = sheet.page == 1
    for native_id, element in elements.items():
        named = f"@id='post_message_{native_id}'"
        message = first(element, f".//*[{with_class('post_message')} or {named}]")
        if message is not None:
            yield _post(native_id, element, message, sheet, opens)
            opens = False


def _post(native_id: str, element: Any, message: Any, sheet: _Sheet, opens: bool) -> Post:
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
    user = first(element, f".//*[{with_class('post-user-username')}]")
    if user is None:
        user = first(element, f".//li[{with_class('dropdown-header')}]")
    name = words_of(user)
    if user is None or name.casefold() in NOBODY:
        return "", ""
    links = (_MEMBER.search(link) for link in user.xpath("descendant-or-self::a/@href"))
    number = next((link[1] for link in links if link), "")
    return f"u{number}" if number else name, name


def _written(element: Any, notes: DateNotes) -> datetime | None:
    heading = words_of(first(element, f".//*[{with_class('post-heading')}]"))
    when = _WHEN.search(heading)
    return notes.read(when[0] if when else heading.partition("#")[0])


def _title(tree: Any) -> str:
    title = words_of(first(tree, f"//*[{with_class('page-title')}]")).replace("\n", " ")
    return title or _SITE_NAME.sub("", words_of(first(tree, "//title")))


def _paging(tree: Any, place: Place) -> tuple[int, int]:
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


def parse_section(
    body: bytes, url: str, content_type: str, now: datetime, fetched_at: datetime | None = None
) -> Page:
    """The threads of a page of a section, as the detail `threads`. Never raises."""
    found = read_characters(body, content_type)
    tree, place = page_of(found.text), place_of(url) or Place("", section=True)
    notes = DateNotes(fetched_at or now)
    threads = list(_threads(tree, notes)) if tree is not None else []
    if not threads:
        return unread(found.text, "en lista över trådar", "på sidan finns inga trådar")
    page, pages = _paging(tree, place)
    return Page(
        next=str(page + 1) if page < pages else "",
        problems=(*found.problems, *(note for note in notes.problems if note != NO_ZONE)),
        details=(("threads", json.dumps(threads)),),
    )


def _threads(tree: Any, notes: DateNotes) -> Iterator[tuple[str, str, str, bool]]:
    for row in tree.xpath("//*[@id='threadslist']//tr | //tr[td[starts-with(@id,'td_title_')]]"):
        link = first(row, ".//a[starts-with(@id,'thread_title_')]")
        place = place_of(link.get("href") or "") if link is not None else None
        if place is None or place.section:
            continue
        dates = _WHEN.findall(words_of(row).replace(words_of(link), "", 1))
        active = notes.read(dates[-1]) if dates else None
        sticky = "tr_sticky" in (row.get("class") or "").split()
        yield address_of(place), words_of(link), active.isoformat() if active else "", sticky


_EXAMPLES = ("https://www.flashback.org/f226", "https://www.flashback.org/t123456")
FORUM = Forum("flashback-v1", place_of, address_of, parse_thread, parse_section, _EXAMPLES)
