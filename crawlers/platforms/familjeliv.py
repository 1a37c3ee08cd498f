"""Familjeliv: threads (`/forum/thread/123-rubrik`) and sections (`/forum/13/242`).

No page of Familjeliv was at hand when this was written, but what others read there in 2020 and the
years around it: posts are `.message-body` with `.nick` and `.message-info`, quotes `.quote`, lists
a table `#forum-threadlist` with `td.thread` (https://github.com/fellennert/scraping-familjeliv,
"code/Scraping familjeliv.Rmd", 2020). A post is the anchor `anchor-m3` of its page, and a section
has one number or two (addresses in Språkbanken's corpus of Familjeliv). How anchor and post lie to
each other nobody says, so a number is taken from any of the places where it may stand. Posts told
to search engines in JSON-LD are read, too, should the forum have changed since. The older forum,
`gamla.familjeliv.se/Forum-13-242/m123.html`, is not read. What is not recognised ends the visit as
a page that cannot be read, and nothing is guessed.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from crawlers.characters import read_characters
from crawlers.dates import NO_ZONE, DateNotes
from crawlers.network.fetch import Failure
from crawlers.platforms.familjeliv_posts import Told, told_of
from crawlers.platforms.familjeliv_times import read_time, times_in
from crawlers.platforms.forum_place import Forum, Place, path_of
from crawlers.platforms.forum_quotes import QuoteStyle, answered, context_of, take_quotes
from crawlers.platforms.forum_recheck import lookup_of
from crawlers.platforms.forum_text import (
    first,
    is_changed,
    links_of,
    page_of,
    unread,
    with_class,
)
from crawlers.platforms.forum_visit import visit_forum
from crawlers.platforms.html_words import words_of
from crawlers.posts import Page, Post
from crawlers.visits.door import Door, Visited
from store.records import DocumentKind

PLATFORM = "familjeliv.se"

_THREAD = re.compile(r"/forum/thread/(\d{1,18})(-[^/]{1,300})?(?:/(\d{1,6}))?/?")
_SECTION = re.compile(r"/forum/(\d{1,9}(?:/\d{1,9})?)(?:/latest(?:/(\d{1,6}))?)?/?")
_WHOLE = re.compile(r"/forum/(hot|latest|new)(?:/(\d{1,6}))?/?")
"""Lists of threads of the whole forum."""
_NO_POSTS = "på sidan finns inga inlägg som går att känna igen"
_ANONYMOUS = re.compile(r"anonym\b[^(]*(?:\((?P<name>[^()]{1,60})\))?", re.I)
_THREAD_STARTER = frozenset({"trådstartaren", "ts"})
_QUOTES = QuoteStyle(
    f"self::blockquote or {with_class('quote')} or {with_class('bbcode-quote')}",
    re.compile(
        r"(?P<name>[^\n]{1,60}?) skrev(?: \d{4}-\d\d-\d\d[ ,]+\d\d:\d\d(?::\d\d)?)?"
        r"(?: följande)?:\s*"
    ),
    re.compile(r"#anchor-m(\d{1,9})$"),
)


async def visit(door: Door) -> Visited | Failure:
    """Read a thread, or the threads of a section whose titles have a word searched for."""
    return await visit_forum(door, FORUM)


def place_of(url: str) -> Place | None:
    """The thread or section that an address names; None for any other one."""
    path = path_of(url)
    if match := _THREAD.fullmatch(path):
        return Place(match[1], match[2] or "", int(match[3] or 1))
    if match := _SECTION.fullmatch(path) or _WHOLE.fullmatch(path):
        return Place(match[1], page=int(match[2] or 1), section=True)
    return None


def address_of(place: Place) -> str:
    """A thread without its first page's number; sections with `latest`, their newest order."""
    if not place.section:
        page = f"/{place.page}" if place.page > 1 else ""
        return f"/forum/thread/{place.number}{place.slug}{page}"
    order = "/latest" if place.number[0].isdigit() else ""
    return f"/forum/{place.number}{order}/{place.page}"


def parse_thread(
    body: bytes, url: str, content_type: str, now: datetime, fetched_at: datetime | None = None
) -> Page:
    """The posts of a page of a thread, the oldest first, with details page, pages and thread.

    "Idag" is the day of `fetched_at`. Never raises.
    """
    found = read_characters(body, content_type)
    tree, thread = page_of(found.text), place_of(url) or Place("")
    notes = DateNotes(fetched_at or now)
    if tree is None:
        return unread(found.text, "en tråd", _NO_POSTS)
    title, pages = _title(tree), _last_page(tree, thread)  # before posts are taken out of the tree
    told, doubts = told_of(tree, thread.page == 1)
    if not told or is_changed(doubts):
        return unread(found.text, "en tråd", _NO_POSTS)
    posts = tuple(_post(one, url, thread, title, notes) for one in told)
    read = (note for note in notes.problems if note != NO_ZONE)
    return Page(
        posts,
        problems=(*found.problems, *doubts, *read),
        details=(
            ("page", str(thread.page)),
            ("pages", str(pages)),
            ("thread", thread.number),
        ),
    )


def _post(told: Told, url: str, thread: Place, title: str, notes: DateNotes) -> Post:
    quotes, quoted = take_quotes(told.message, _QUOTES)
    author, names = _person(told.author)
    others = [name for one in quoted for name in _person(one)[1]]
    opens, native_id = told.number == 1, _native_id(thread, told.number)
    answers = answered(quotes)
    parts = urlsplit(url)
    page = address_of(thread)
    return Post(
        platform=PLATFORM,
        native_id=native_id,
        text=words_of(told.message),
        url=f"{parts.scheme}://{parts.netloc}{page}#anchor-m{told.number}",
        author=author,
        names=tuple(dict.fromkeys((*names, *others))),
        kind=DocumentKind.POST if opens else DocumentKind.COMMENT,
        title=title if opens else "",
        context="" if opens else context_of(quotes) or title,
        answers=_native_id(thread, int(answers)) if answers else "",
        published_at=read_time(told.when, notes),
        shared_urls=links_of(told.message, url),
        lookup=lookup_of(thread, thread.page, native_id),
    )


def _native_id(thread: Place, number: int) -> str:
    """Posts have numbers of their own within a thread only."""
    return f"{thread.number}/m{number}"


def _person(name: str) -> tuple[str, tuple[str, ...]]:
    """The account that a name stands for, and what is to be masked.

    `Anonym (Lena)` is no account: the same name is another person's in the next thread.
    """
    match = _ANONYMOUS.fullmatch(name.strip())
    if match is None:
        return name, ((name,) if name else ())
    own = match["name"] or ""
    return "", (own,) if own and own.casefold() not in _THREAD_STARTER else ()


def _title(tree: Any) -> str:
    title = first(tree, "//*[@itemprop='headline'] | //h1")
    return words_of(title if title is not None else first(tree, "//title")).replace("\n", " ")


def _last_page(tree: Any, place: Place) -> int:
    """The highest page of a thread or section that its page links to."""
    places = map(place_of, map(str, tree.xpath("//a/@href | //link[@rel='next']/@href")))
    own = (one.page for one in places if one and _same(one, place))
    return max(own, default=place.page)


def _same(one: Place, other: Place) -> bool:
    return (one.number, one.section) == (other.number, other.section)


def parse_section(
    body: bytes, url: str, content_type: str, now: datetime, fetched_at: datetime | None = None
) -> Page:
    """The threads of a page of a section, as the detail `threads`. Never raises."""
    found = read_characters(body, content_type)
    tree, place = page_of(found.text), place_of(url) or Place("", section=True)
    notes = DateNotes(fetched_at or now)
    threads = _threads(tree, notes) if tree is not None else []
    if tree is None or not threads:
        return unread(
            found.text, "en lista över trådar", "på sidan finns inga trådar som går att känna igen"
        )
    more = _last_page(tree, place) > place.page
    return Page(
        next=str(place.page + 1) if more else "",
        problems=(*found.problems, *(note for note in notes.problems if note != NO_ZONE)),
        details=(("threads", json.dumps(threads)),),
    )


def _threads(tree: Any, notes: DateNotes) -> list[tuple[str, str, str, bool]]:
    """Each thread once, by the longest of the links that lead to it: others are page numbers. Links
    beside the list are no part of it."""
    whole = first(tree, "//*[@id='forum-threadlist']")
    titles: dict[str, tuple[str, Any]] = {}
    for link in (tree if whole is None else whole).xpath(".//a[contains(@href,'/forum/thread/')]"):
        place = place_of(link.get("href"))
        if place is None or place.section:
            continue
        path, title = address_of(Place(place.number, place.slug)), words_of(link)
        if len(title) > len(titles.get(path, ("",))[0]):
            titles[path] = (title, link)
    return [
        (path, title, _active(link, title, notes), False) for path, (title, link) in titles.items()
    ]


def _active(link: Any, title: str, notes: DateNotes) -> str:
    """When a thread was written in last, as its row says: rows have the time at which it was begun,
    too. "" where there is none."""
    row = first(link, "(ancestor::tr | ancestor::li | ancestor::article)[last()]")
    if row is None:
        row = link.getparent()
    stated = [str(value) for value in row.xpath(".//time/@datetime")]
    shown = stated or times_in(words_of(row).replace(title, " ", 1))
    active = max(filter(None, (read_time(one, notes) for one in shown)), default=None)
    return active.isoformat() if active else ""


_SITE = "https://www.familjeliv.se/forum"
_EXAMPLES = (f"{_SITE}/13/242", f"{_SITE}/thread/123456-rubrik")
FORUM = Forum("familjeliv-v1", place_of, address_of, parse_thread, parse_section, _EXAMPLES)
