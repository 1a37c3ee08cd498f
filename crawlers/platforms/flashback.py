"""Flashback: threads (`/t123456`) and sections (`/f226`), by their pages.

There is no interface for programs. Pages are read by the classes that scrapers and extensions of
2017 to 2026 name (https://github.com/fellennert/flashbackscrapR, agm71/FlashbackMonitor,
elliotwahl/flashbackscraper, Is0cre/flashback-analyzer there); no page of Flashback itself was at
hand when this was written. They agree on posts, times, quotes and paging. Some names stand as
`.dropdown strong`, not as `.post-user-username`, and posts of moderators may lack `.post_message`.
Times are Swedish and relative to the day, what others are quoted with is no word of the poster's,
and pages are in ISO-8859-1. Pages of before 2015, in tables, are not read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from crawlers.characters import read_characters
from crawlers.dates import NO_ZONE, DateNotes
from crawlers.network.fetch import Failure
from crawlers.platforms.flashback_address import address_of, place_of
from crawlers.platforms.flashback_posts import WHEN, Sheet, paging, posts_of
from crawlers.platforms.forum_place import Forum, Place
from crawlers.platforms.forum_text import is_changed, page_of, unread, with_class
from crawlers.platforms.forum_visit import visit_forum
from crawlers.platforms.html_words import words_of
from crawlers.posts import Page
from crawlers.visits.door import Door, Visited

_NO_POSTS = "på sidan finns inga inlägg som går att känna igen"
_NO_THREADS = "på sidan finns inga trådar som går att känna igen"


async def visit(door: Door) -> Visited | Failure:
    """Read a thread, or the threads of a section whose titles have a word searched for."""
    return await visit_forum(door, FORUM)


def parse_thread(
    body: bytes, url: str, content_type: str, now: datetime, fetched_at: datetime | None = None
) -> Page:
    """The posts of a page of a thread, the oldest first, with details page, pages and thread.

    "Idag" is the day of `fetched_at`. Never raises.
    """
    found = read_characters(body, content_type)
    tree = page_of(found.text)
    notes = DateNotes(fetched_at or now)
    sheet = Sheet.of(tree, url, notes) if tree is not None else None
    posts, doubts = posts_of(tree, sheet) if sheet else ((), ())
    if sheet is None or not posts or is_changed(doubts):
        return unread(found.text, "en tråd", _NO_POSTS)
    read = (note for note in notes.problems if note != NO_ZONE)
    return Page(posts, problems=(*found.problems, *doubts, *read), details=sheet.details)


def parse_section(
    body: bytes, url: str, content_type: str, now: datetime, fetched_at: datetime | None = None
) -> Page:
    """The threads of a page of a section, as the detail `threads`. Never raises."""
    found = read_characters(body, content_type)
    tree, place = page_of(found.text), place_of(url) or Place("", section=True)
    notes = DateNotes(fetched_at or now)
    threads = list(_threads(tree, notes)) if tree is not None else []
    if not threads:
        return unread(found.text, "en lista över trådar", _NO_THREADS)
    page, pages = paging(tree, place)
    return Page(
        next=str(page + 1) if page < pages else "",
        problems=(*found.problems, *(note for note in notes.problems if note != NO_ZONE)),
        details=(("threads", json.dumps(threads)),),
    )


def _threads(tree: Any, notes: DateNotes) -> Iterator[tuple[str, str, str, bool]]:
    for row in tree.xpath("//*[@id='threadslist']//tr | //tr[td[starts-with(@id,'td_title_')]]"):
        link, place = _title_link(row)
        if place is None:
            continue
        dates = WHEN.findall(words_of(row).replace(words_of(link), "", 1))
        active = notes.read(dates[-1]) if dates else None
        sticky = "tr_sticky" in (row.get("class") or "").split()
        yield address_of(place), words_of(link), active.isoformat() if active else "", sticky


def _title_link(row: Any) -> tuple[Any, Place | None]:
    """The link to a row's thread by its title, and the thread; others lead to its pages."""
    links = row.xpath(".//a[starts-with(@id,'thread_title_')]")
    for link in links or row.xpath(f".//td[{with_class('td_title')}]//a[@href]"):
        place = place_of(link.get("href") or "")
        if place and not place.section and words_of(link):
            return link, place
    return None, None


_EXAMPLES = ("https://www.flashback.org/f226", "https://www.flashback.org/t123456")
FORUM = Forum("flashback-v1", place_of, address_of, parse_thread, parse_section, _EXAMPLES)
