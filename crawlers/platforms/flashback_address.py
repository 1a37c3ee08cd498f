"""Addresses of Flashback's threads (`/t123456p2`) and sections (`/f226p2`)."""

from __future__ import annotations

import re

from crawlers.platforms.forum_place import Place, path_of

_PATH = re.compile(r"/([tf])(\d{1,18})(?:p(\d{1,6}))?/?")


def place_of(url: str) -> Place | None:
    """The thread or section that an address names; None for any other one."""
    match = _PATH.fullmatch(path_of(url))
    if match is None:
        return None
    return Place(match[2], page=int(match[3] or 1), section=match[1] == "f")


def address_of(place: Place) -> str:
    """The path of a section or thread, with its page from the second one on."""
    letter = "f" if place.section else "t"
    return f"/{letter}{place.number}" + (f"p{place.page}" if place.page > 1 else "")
