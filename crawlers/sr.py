"""Episodes and news of Sveriges Radio's open interface, version 2, from bytes to entries.

Built from its documentation (https://api.sr.se/api/documentation/v2/index.html, 2026); never tried
on the service itself. Its feeds are ordinary RSS.
"""

from __future__ import annotations

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

PER_PAGE = 50
_LISTS = ("episodes", "news", "shows", "podfiles", "broadcasts", "articles")
_DATES = ("publishdateutc", "publishdate", "dateutc", "broadcastdateutc", "starttimeutc")


def episodes_address(url: str) -> str:
    """The address that answers in JSON, `PER_PAGE` a page; that of a feed as it is.

    >>> episodes_address("https://api.sr.se/api/v2/news/episodes")
    'https://api.sr.se/api/v2/news/episodes?size=50&format=json'
    """
    if "/api/v2/" not in urlsplit(url).path:
        return url
    return with_parameters(url.strip(), {"size": str(PER_PAGE)}, {"format": "json"})


def address(source: Source, _state: SourceState, _since: datetime | None) -> str:
    """What is asked of a source."""
    return episodes_address(source.url)


def parse_sr(
    body: bytes, url: str, content_type: str, now: datetime, max_items: int = MAX_ENTRIES
) -> Listing:
    """Read a page of episodes in their order, or a feed. Never raises for what is in `body`."""
    if body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return parse_feed(body, url, content_type, now, max_items)
    answer = read_json(body, content_type, "avsnitt från Sveriges Radio")
    if not isinstance(answer, Json):
        return answer
    found = answer.value if isinstance(answer.value, dict) else {}
    rows = next((found[name] for name in _LISTS if isinstance(found.get(name), list)), None)
    if rows is None and isinstance(found.get("episode"), dict):
        rows = [found["episode"]]
    if rows is None:
        reason = "svarade med JSON i stället för avsnitt från Sveriges Radio"
        return unreadable(reason, answer.problems)
    notes = DateNotes(now)
    entries = [_entry(row, url, notes) for row in rows_of(rows[:max_items])]
    return listing_of(entries, notes, answer.problems, next_urls=_next_page(found, url))


def _entry(row: dict[str, Any], url: str, notes: DateNotes) -> Entry:
    link = absolute_link(text_of(row, "url", "siteurl"), url)
    title = plain_text(text_of(row, "title"))
    programme = row.get("program")
    name = plain_text(text_of(programme, "name")) if isinstance(programme, dict) else ""
    return Entry(
        key=entry_key(text_of(row, "id"), link, title),
        url=link,
        title=title[:MAX_TITLE],
        summary=plain_text(text_of(row, "description"), lines=True)[:MAX_TEXT],
        content=plain_text(text_of(row, "text"), lines=True)[:MAX_TEXT],
        published_at=notes.read(text_of(row, *_DATES)),
        tags=(name,) if name else (),
    )


def _next_page(found: dict[str, Any], url: str) -> tuple[str, ...]:
    """The next page, by https where the one before came so: the service writes http."""
    link = absolute_link(text_of(found.get("pagination"), "nextpage"), url)
    if not link or is_same_address(link, url):
        return ()
    parts = urlsplit(link)
    same_host = parts.netloc == urlsplit(url).netloc
    return (urlunsplit(parts._replace(scheme=urlsplit(url).scheme) if same_host else parts),)
