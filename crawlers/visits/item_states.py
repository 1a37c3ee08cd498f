"""What is remembered of an entry between two visits, as an ItemState holds it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from crawlers.listing import Entry
from crawlers.privacy import mask, mask_url
from store.records import ItemState

FROM_LISTING = "listing"
"""Stands for the hash of a page where the listing gave the whole text: there is no page to ask."""
_BOILERPLATE = "boilerplate "


def item_key(entry: Entry, private: bool) -> str:
    """The entry's key as it may be stored: hashed when it names a person."""
    if not private and mask_url(entry.key) == entry.key and mask(entry.key) == entry.key:
        return entry.key[:500]
    return "sha256:" + hashlib.sha256(entry.key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def fingerprint(entry: Entry, unread: bool = False) -> str:
    """What an ItemState keeps of an entry: its date, a hash of its title, and one of all of it.

    The last is left out while the page is still to be had, so that the next pass asks for it.
    """
    date = entry.published_at.isoformat() if entry.published_at else ""
    return f"{date} {title_key(entry.title)} {'' if unread else entry.fingerprint}"


def title_key(title: str) -> str:
    """Recognises a title: 12 hexadecimal digits, or "" where there is none."""
    words = " ".join(title.casefold().split())
    digest = hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=6)
    return digest.hexdigest() if words else ""


def said_of(item: ItemState) -> str:
    """The hash of what the source said of the entry; empty while its page is still to be had."""
    return item.fingerprint.rpartition(" ")[2]


def title_of(item: ItemState) -> str:
    """The key of the entry's title, "" where it is not known."""
    parts = item.fingerprint.split(" ")
    return parts[1] if len(parts) == 3 else ""


def published(item: ItemState) -> datetime | None:
    """The entry's own date."""
    date = item.fingerprint.partition(" ")[0]
    return datetime.fromisoformat(date) if " " in item.fingerprint and date else None


def boilerplate_mark(key: str) -> str:
    """The `text_key` of an entry whose text has been found to be boilerplate."""
    return key if is_marked(key) else _BOILERPLATE + key


def is_marked(text_key: str) -> bool:
    """Whether the text has been found to be boilerplate."""
    return text_key.startswith(_BOILERPLATE)


def plain_text_key(text_key: str) -> str:
    """The key of the text itself, without the mark of boilerplate."""
    return text_key.removeprefix(_BOILERPLATE)
