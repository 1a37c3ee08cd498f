"""Entries made whole: absolute links, keys of their own, each once. For every kind of listing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urljoin, urlsplit

from crawlers.canonical import canonical_url, host_of
from crawlers.dates import DateNotes
from crawlers.listing import MAX_TITLE, Entry, Listing
from crawlers.markup import tidy
from store.records import Access

MAX_ADDRESS = 2_083
"""Characters of an address: what browsers and Scrapy take."""
MAX_ID = 400
"""Characters of an id that is kept as it is; a longer one is hashed whole, never cut."""
WRAPPED = "addresses lead through Google News, which only a browser follows"
CUT_TITLE = "a title was cut"
ID_TWICE = "one id for several addresses"
EDITED_FIRST = "edited before published"


def listing_of(
    entries: Iterable[Entry],
    notes: DateNotes,
    problems: tuple[str, ...] = (),
    language: str = "",
    next_urls: tuple[str, ...] = (),
) -> Listing:
    """The listing of what a body gave: ok with its entries, or valid but empty."""
    raw = [entry for entry in entries if entry.title or entry.summary or entry.content or entry.url]
    kept = tuple(_unique(raw))
    found = (*problems, *_problems(raw), *notes.problems)
    access = Access.OK if kept else Access.EMPTY_VALID
    return Listing(kept, found, access, language=language, next_urls=next_urls)


def _unique(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Entries with keys of their own: an id used for two addresses is told apart by them."""
    seen: dict[str, str] = {}
    for entry in entries:
        if seen.get(entry.key) == entry.url:
            continue
        if entry.key in seen:
            key = f"{entry.key} {entry.url}"
            if key in seen:
                continue
            entry = replace(entry, key=key)
        seen[entry.key] = entry.url
        yield entry


def _problems(entries: list[Entry]) -> Iterator[str]:
    if any(host_of(entry.url) == "news.google.com" for entry in entries):
        yield WRAPPED
    if any(len(entry.title) >= MAX_TITLE for entry in entries):
        yield CUT_TITLE
    if len({(entry.key, entry.url) for entry in entries}) > len({entry.key for entry in entries}):
        yield ID_TWICE
    if any(
        entry.updated_at and entry.published_at and entry.updated_at < entry.published_at
        for entry in entries
    ):
        yield EDITED_FIRST


def entry_key(native_id: str, url: str, *texts: str) -> str:
    """What an entry is recognised by within its source: its id, else its address, else its text."""
    own = tidy(native_id).strip()
    if len(own) > MAX_ID:
        return _hash(own)
    return own or canonical_url(url) or _hash(*texts)


def absolute_link(link: str, base: str) -> str:
    """The http(s) address that a link names, "" when it names none.

    A link through google.com/url (Google Alerts) is the address that it carries.
    """
    bare = link.strip()
    if not bare:
        return ""
    try:
        absolute = bare if bare.startswith(("https://", "http://")) else urljoin(base, bare)
        parts = urlsplit(absolute)
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return ""
    if parts.path == "/url" and (parts.hostname or "").removeprefix("www.") == "google.com":
        carried = parse_qs(parts.query, errors="replace")
        inner = next(iter(carried.get("url") or carried.get("q") or [""]))
        return inner if inner.startswith(("http://", "https://")) else absolute
    whole = absolute.encode("utf-8", "ignore").decode()  # no database takes lone surrogates
    return whole if len(whole) <= MAX_ADDRESS else ""


def is_same_address(one: str, other: str) -> bool:
    """Whether two addresses name one page."""
    return canonical_url(one) == canonical_url(other)


def _hash(*parts: str) -> str:
    joined = "\0".join(parts).encode("utf-8", "surrogatepass")
    return "hash:" + hashlib.sha256(joined).hexdigest()[:32]
