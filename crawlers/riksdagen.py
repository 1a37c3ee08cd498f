"""Documents of Riksdagen's open data (dokumentlista), from bytes to entries.

Built from the shape that its users publish (https://data.riksdagen.se/dokumentlista/, 2026); never
tried on the service itself.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from crawlers.dates import DateNotes
from crawlers.entries import absolute_link, entry_key, is_same_address, listing_of
from crawlers.feeds import parse_feed
from crawlers.json_answers import Json, read_json, rows_of, text_of
from crawlers.listing import MAX_ENTRIES, MAX_TEXT, MAX_TITLE, Entry, Listing
from crawlers.markup import plain_text
from crawlers.url_parameters import with_parameters
from crawlers.wrong_answers import unreadable
from store.records import Source, SourceState

_DEFAULTS = {"sort": "datum", "sortorder": "desc"}
_FIXED = {"utformat": "json"}
_NUMBER = re.compile(r"[0-9]{1,9}")


def documents_address(url: str) -> str:
    """The address that answers in JSON, the newest document first unless the user says otherwise.

    >>> documents_address("https://data.riksdagen.se/dokumentlista/?doktyp=mot&utformat=rss")
    'https://data.riksdagen.se/dokumentlista/?sort=datum&sortorder=desc&doktyp=mot&utformat=json'
    """
    return with_parameters(url.strip(), _DEFAULTS, _FIXED)


def address(source: Source, _state: SourceState, _since: datetime | None) -> str:
    """What is asked of a source."""
    return documents_address(source.url)


def parse_riksdagen(
    body: bytes, url: str, content_type: str, now: datetime, max_items: int = MAX_ENTRIES
) -> Listing:
    """Read a page of documents in their order. Never raises for what is in `body`."""
    if body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return parse_feed(body, url, content_type, now, max_items)  # utformat=rss
    answer = read_json(body, content_type, "en dokumentlista")
    if not isinstance(answer, Json):
        return answer
    found = answer.value.get("dokumentlista") if isinstance(answer.value, dict) else None
    if not isinstance(found, dict):
        return unreadable("svarade med JSON i stället för en dokumentlista", answer.problems)
    notes = DateNotes(now)
    rows = rows_of(found.get("dokument"))[:max_items]  # a list, one document, or null
    entries = [_entry(row, url, notes) for row in rows]
    return listing_of(entries, notes, answer.problems, "sv", _next_page(found, url))


def _entry(row: dict[str, Any], url: str, notes: DateNotes) -> Entry:
    native_id = text_of(row, "dok_id", "id")
    links = (absolute_link(text_of(row, name), url) for name in ("dokument_url_html", "url"))
    link = next((link for link in links if link), "")
    title = plain_text(text_of(row, "titel", "notisrubrik"))
    under = plain_text(text_of(row, "undertitel", "subtitel"))
    words = (text_of(row, name).strip() for name in ("doktyp", "subtyp", "organ"))
    return Entry(
        key=entry_key(native_id, link, title),
        url=link,
        title=(f"{title}: {under}" if under and title else title or under)[:MAX_TITLE],
        summary=plain_text(text_of(row, "summary", "notis"), lines=True)[:MAX_TEXT],
        published_at=_published(row, notes),
        updated_at=notes.read(text_of(row, "systemdatum")),
        language="sv",
        tags=tuple(dict.fromkeys(word for word in words if word)),
    )


def _published(row: dict[str, Any], notes: DateNotes) -> datetime | None:
    """When it came out: to the minute where that is the same day as the document's own date.

    `publicerad` of old documents is the day on which they were entered.
    """
    day, minute = text_of(row, "datum").strip(), text_of(row, "publicerad").strip()
    same_day = not day or minute[:10] == day[:10]
    return notes.read(minute if minute and same_day else day)


def _next_page(found: dict[str, Any], url: str) -> tuple[str, ...]:
    """The next page in JSON: its address has been seen with http: and with `utformat=htm`."""
    page, pages = text_of(found, "@sida"), text_of(found, "@sidor")
    if _NUMBER.fullmatch(page) and _NUMBER.fullmatch(pages) and int(page) >= int(pages):
        return ()
    link = absolute_link(text_of(found, "@nasta_sida"), url)
    if not link or is_same_address(link, url):
        return ()
    parts = urlsplit(with_parameters(link, fixed=_FIXED))
    same_host = parts.netloc == urlsplit(url).netloc
    return (urlunsplit(parts._replace(scheme=urlsplit(url).scheme) if same_host else parts),)
