"""Where in a forum something is: a thread or a section, and its page. What forums differ in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from crawlers.network.fetch import Answer
from crawlers.posts import Page

_AFTER_START = timedelta(hours=6)
"""A page is fetched so long after its pass began at most; a later clock is not to be trusted."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a thread or, with `section`, of a list of threads.

    `number` is the lasting id; `slug` is how the address goes on after it, which the forum may
    change.
    """

    number: str
    slug: str = ""
    page: int = 1
    section: bool = False


@dataclass(frozen=True, slots=True)
class Forum:
    """What a forum does in its own way.

    `place_of` reads an address (None: neither thread nor section), `address_of` writes one after
    the scheme and host. `parse_thread` gives a thread's posts, the oldest first, and details page,
    pages and thread; `parse_section` gives the detail threads, JSON of [[path, title, last activity
    in ISO 8601 or "", sticky], …], and next where the list goes on. `examples` are addresses of a
    section and of a thread, for a user who wrote neither.
    """

    protocol: str
    place_of: Callable[[str], Place | None]
    address_of: Callable[[Place], str]
    parse_thread: Callable[..., Page]
    parse_section: Callable[..., Page]
    examples: tuple[str, str]


def fetched_at(answer: Answer, now: datetime) -> datetime:
    """The server's clock when it wrote a page: "Idag" is its today, which a pass that began before
    midnight does not have. `now`, when the pass began, where the clock is missing or wrong."""
    try:
        clock = parsedate_to_datetime(answer.headers.get("date", ""))
        return clock if timedelta(0) <= clock - now <= _AFTER_START else now
    except (ValueError, TypeError):  # no date, or one without a zone
        return now


def order_of(native_id: str) -> int:
    """Where a post stands among those of its thread: both forums count their posts upwards."""
    digits = re.search(r"\d{1,18}$", native_id)
    return int(digits.group()) if digits else 0


def path_of(url: str) -> str:
    """The path of an address, "" of what is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
