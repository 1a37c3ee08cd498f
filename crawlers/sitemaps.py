"""Sitemaps: plain, of news, indexes of sitemaps, and lists of addresses; from bytes to entries.

Formats: https://www.sitemaps.org/protocol.html and Google's extension for news.
"""

from __future__ import annotations

import heapq
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - C extension

from crawlers.characters import read_characters
from crawlers.dates import DateNotes
from crawlers.entries import absolute_link, entry_key, is_same_address, listing_of
from crawlers.feeds import parse_feed
from crawlers.listing import MAX_ENTRIES, MAX_TITLE, Entry, Listing
from crawlers.markup import plain_text, short_language
from crawlers.wrong_answers import unreadable, wrong_answer
from crawlers.xml_text import declares_entities, without_controls, without_declared_encoding
from store.records import Access

MAX_INFLATED_BYTES = 50 * 2**20
"""What the protocol allows one sitemap to hold; a bomb of 300 kB may hold 200 MB."""
MAX_ADDRESSES = 50_000
"""Addresses of one sitemap, by the protocol; the rest is not read."""
MAX_PARTS = 50
"""Parts of an index that are named: the newest, those of news first."""
SAME_TIMES = 10
"""Addresses from which one time for all of them says when the file was made, and no more."""
MANY_AT_ONCE = 50
"""No source changes as many pages as this within an hour: then it is the file that did."""

UNIFORM = "lastmod is the same for all: not used"
SELF = "the index lists itself"

_ROOT = re.compile(r"<(?:\w+:)?(urlset|sitemapindex|rss|feed|rdf)\b", re.I)
_LOCATION = re.compile(r"<(?:\w+:)?loc\b", re.I)
_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)"
    r"|&(?:(?P<name>amp|lt|gt|quot|apos);|(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};))",
    re.S,
)
_BY_NUMBER = {"amp": "&#38;", "lt": "&#60;", "gt": "&#62;", "quot": "&#34;", "apos": "&#39;"}
_NEWS = re.compile(r"news|nyhet", re.I)
_PIECE = 2**16
_OLDEST = datetime(1, 1, 1, tzinfo=UTC)


def parse_sitemap(
    body: bytes, url: str, content_type: str, now: datetime, max_items: int = MAX_ENTRIES
) -> Listing:
    """Read a sitemap's entries, newest first, or an index's parts. Never raises.

    Entries of a plain sitemap have no title and no date but `updated_at`. Bodies may be gzipped.
    """
    plain = _inflated(body)
    if plain is None:
        return unreadable("sitemapen är trasig eller större än 50 MB")
    found = read_characters(plain, content_type)
    root = _ROOT.search(found.text[:65_536])
    if root is None:
        return _list_of_addresses(found.text, url, now, max_items)
    if declares_entities(found.text):
        return unreadable("sitemapen innehåller entitetsdeklarationer", found.problems)
    kind = root.group(1).lower()
    if kind not in ("urlset", "sitemapindex"):
        return parse_feed(plain, url, content_type, now, max_items)
    text, _ = without_controls(without_declared_encoding(found.text))
    text = _AMPERSAND.sub(_numbered, text.lstrip("\ufeff \t\r\n"))
    notes = DateNotes(now)
    if kind == "sitemapindex":
        return _index(text, url, notes, found.problems)
    return _urlset(text, url, notes, found.problems, max_items)


def _numbered(match: re.Match[str]) -> str:
    """An ampersand as a number: what follows a bare one, and all names after the first fault of a
    file, the parser would drop. In CDATA it stands for itself."""
    if match[0].startswith("<"):
        return match[0]
    return _BY_NUMBER[match["name"] or "amp"]


def _inflated(body: bytes) -> bytes | None:
    """The bytes, unpacked where they are gzip; None when broken or too large."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(body, MAX_INFLATED_BYTES)
    except zlib.error:
        return None
    return None if unpacker.unconsumed_tail or not unpacker.eof else plain


def _index(text: str, url: str, notes: DateNotes, problems: tuple[str, ...]) -> Listing:
    parts: list[tuple[bool, datetime, str]] = []
    for element in _elements(text, "sitemap"):
        address = absolute_link(_child(element, "loc"), url)
        if address and is_same_address(address, url):
            problems = (*problems, SELF)
        elif address:
            changed = notes.read(_child(element, "lastmod")) or _OLDEST
            parts.append((_NEWS.search(address) is not None, changed, address))
    parts.sort(key=lambda part: part[:2], reverse=True)
    found = tuple(dict.fromkeys(address for *_, address in parts))
    if not found and SELF not in problems and _LOCATION.search(text):
        return unreadable("sitemapen är trasig", problems)
    if len(found) > MAX_PARTS:
        problems = (*problems, f"{len(found)} parts, {MAX_PARTS} named")
    return Listing(
        problems=tuple(dict.fromkeys((*problems, *notes.problems))),
        access=Access.OK if found else Access.EMPTY_VALID,
        next_urls=found[:MAX_PARTS],
        is_index=True,
    )


def _urlset(
    text: str, url: str, notes: DateNotes, problems: tuple[str, ...], max_items: int
) -> Listing:
    entries: list[Entry] = []
    for element in _elements(text, "url"):
        if len(entries) >= MAX_ADDRESSES:
            problems = (*problems, f"more than {MAX_ADDRESSES} addresses")
            break
        if address := absolute_link(_child(element, "loc"), url):
            entries.append(_entry(element, address, notes))
    if not entries and _LOCATION.search(text):
        return unreadable("sitemapen är trasig", problems)
    if _is_uniform([entry.updated_at for entry in entries if entry.updated_at]):
        problems = (*problems, UNIFORM)
        entries = [replace(entry, updated_at=None) for entry in entries]
    if len(entries) > max_items:
        problems = (*problems, f"{len(entries)} entries, {max_items} read")
    # a heap keeps the order of those that are equally new
    newest = heapq.nlargest(
        max_items, entries, key=lambda entry: entry.published_at or entry.updated_at or _OLDEST
    )
    return listing_of(newest, notes, problems, _common_language(newest))


def _entry(element: Any, address: str, notes: DateNotes) -> Entry:
    news = _find(element, "news")
    title = publication = None
    if news is not None:
        title, publication = _child(news, "title"), _find(news, "publication")
    words = _child(news, "keywords").split(",") if news is not None else []
    return Entry(
        key=entry_key(address, address),
        url=address,
        title=plain_text(title or "")[:MAX_TITLE],
        published_at=notes.read(_child(news, "publication_date")) if news is not None else None,
        updated_at=notes.read(_child(element, "lastmod")),
        language=short_language(_child(publication, "language")) if publication is not None else "",
        tags=tuple(dict.fromkeys(word for each in words if (word := plain_text(each)))),
        locked=news is not None and bool(_child(news, "access")),
    )


def _is_uniform(times: list[datetime]) -> bool:
    """Whether the times are that of the file: nearly all the same, or very many within an hour."""
    if len(times) < SAME_TIMES:
        return False
    ((_, commonest),) = Counter(times).most_common(1)
    if commonest >= 0.9 * len(times):
        return True
    return len(times) >= MANY_AT_ONCE and max(times) - min(times) < timedelta(hours=1)


def _common_language(entries: list[Entry]) -> str:
    languages = {entry.language for entry in entries}
    return languages.pop() if len(languages) == 1 else ""


def _list_of_addresses(text: str, url: str, now: datetime, max_items: int) -> Listing:
    """A sitemap that is a text file with an address a line."""
    lines = text.lstrip("\ufeff").split("\n", MAX_ADDRESSES)[:MAX_ADDRESSES]
    links = [line.strip() for line in lines if line.strip()]
    if not links or not all(link.startswith(("http://", "https://")) for link in links):
        return wrong_answer(text, "en sitemap")
    found = [address for link in links if (address := absolute_link(link, url))]
    entries = (Entry(key=entry_key(link, link), url=link, title="") for link in found[:max_items])
    return listing_of(entries, DateNotes(now))


def _elements(text: str, name: str) -> Iterator[Any]:
    """The elements of this name one after another; each is emptied when its turn is over."""
    parser = etree.XMLPullParser(
        events=("end",), tag=f"{{*}}{name}", recover=True, resolve_entities=False,
        no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    for start in range(0, len(text), _PIECE):
        try:
            parser.feed(text[start : start + _PIECE].encode("utf-8", "replace"))
        except etree.XMLSyntaxError:
            return  # nothing more can be made of it
        for _, element in parser.read_events():
            yield element
            parent = element.getparent()
            element.clear()
            while parent is not None and element.getprevious() is not None:
                parent.remove(element.getprevious())


def _find(element: Any, name: str) -> Any:
    """The child of this name in any namespace."""
    for child in element:
        if isinstance(child.tag, str) and child.tag.rpartition("}")[2] == name:
            return child
    return None


def _child(element: Any, name: str) -> str:
    child = _find(element, name)
    return "".join(child.itertext()).strip() if child is not None else ""
