"""RSS 0.9x, 1.0 (RDF), 2.0, Atom and JSON Feed, from bytes to entries. No network here."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

import feedparser

from crawlers.characters import read_characters
from crawlers.dates import DateNotes
from crawlers.entries import absolute_link, entry_key, is_same_address, listing_of
from crawlers.json_feed import parse_json_feed
from crawlers.listing import MAX_ENTRIES, MAX_TEXT, MAX_TITLE, Entry, Listing
from crawlers.markup import plain_text, short_language
from crawlers.wrong_answers import unreadable, wrong_answer
from crawlers.xml_text import (
    cut_after,
    declares_entities,
    is_too_deep,
    without_controls,
    without_declared_encoding,
)

_ROOT = re.compile(r"<((?:\w+:)?(?:rss|feed|rdf))\b", re.I)
_CLOSERS = {"rss": "</channel></rss>"}
_DOUBTFUL_DATES = ("published", "created", "updated")


def parse_feed(
    body: bytes, url: str, content_type: str, now: datetime, max_items: int = MAX_ENTRIES
) -> Listing:
    """Read the entries of a feed in their order, each once. Never raises for what is in `body`."""
    found = read_characters(body, content_type)
    text = found.text
    if text[:1000].lstrip("\ufeff \t\r\n").startswith("{"):
        return parse_json_feed(body, url, content_type, now, max_items)
    root = _ROOT.search(text[:65_536])
    if root is None:
        return wrong_answer(text)
    if declares_entities(text):
        return unreadable("flödet innehåller entitetsdeklarationer", found.problems)
    if is_too_deep(text):
        return unreadable("flödet är nästlat i orimligt många led", found.problems)
    text, had_controls = without_controls(text)
    text, count = _cut(text, root.group(1), max_items)
    try:
        parsed = _parsed(text, url)
    except (RecursionError, ValueError, AssertionError, LookupError, TypeError) as error:
        # feedparser's lenient parser lets these through on malformed mark-up
        return unreadable(f"flödet går inte att läsa ({type(error).__name__})", found.problems)
    problems = list(found.problems)
    problems += ["control characters were removed"] if had_controls else []
    problems += _problems(parsed, max(count, len(parsed.entries)), max_items)
    return _listing(parsed, url, now, max_items, tuple(problems))


def _cut(text: str, root: str, max_items: int) -> tuple[str, int]:
    """The text with `max_items` entries at most, and how many it had if it was looked at."""
    cut, count = cut_after(text, ("item", "entry"), max_items)
    if len(cut) < len(text):
        cut += _CLOSERS.get(root.lower(), f"</{root}>")
    return cut, count


def _parsed(text: str, url: str) -> Any:
    return feedparser.parse(
        io.BytesIO(without_declared_encoding(text).encode("utf-8", "replace")),
        response_headers={
            "content-type": "application/xml; charset=utf-8",
            "content-location": url,
        },
        # its HTML sanitiser takes minutes for 1 MB of "<!--"; only plain text is kept here
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def _listing(
    parsed: Any, url: str, now: datetime, max_items: int, problems: tuple[str, ...]
) -> Listing:
    if not parsed.entries and not parsed.get("version"):
        return unreadable("flödet går inte att läsa", problems)
    feed = parsed.get("feed", {})
    notes = DateNotes(now)
    entries = [_entry(raw, url, notes) for raw in parsed.entries[:max_items]]
    language = short_language(_text(feed, "language"))
    return listing_of(entries, notes, problems, language, _next_pages(feed, url))


def _problems(parsed: Any, count: int, max_items: int) -> list[str]:
    problems = []
    if parsed.get("bozo"):
        problems.append("malformed XML" if parsed.get("version") else "no known feed format")
    if count > max_items:
        problems.append(f"{count} entries, {max_items} read")
    return problems


def _next_pages(feed: Any, url: str) -> tuple[str, ...]:
    """The next page of a paged feed, or the archive before this one (RFC 5005)."""
    links = {link.get("rel"): _text(link, "href") for link in reversed(_list(feed, "links"))}
    found = absolute_link(links.get("next") or links.get("prev-archive") or "", url)
    return (found,) if found and not is_same_address(found, url) else ()


def _entry(raw: Any, url: str, notes: DateNotes) -> Entry:
    link = _link(raw, url)
    title = plain_text(_text(raw, "title"))
    summary = plain_text(_text(raw, "summary"), lines=True)[:MAX_TEXT]
    values = [str(block.get("value", "")) for block in _list(raw, "content")]
    content = max((plain_text(value, lines=True) for value in values), key=len, default="")
    content = content[:MAX_TEXT]
    locked = any('name="post_password"' in value for value in values)  # WordPress asks for one
    return Entry(
        key=entry_key(_text(raw, "id"), link, title, summary),
        url=link,
        title=title[:MAX_TITLE],
        summary=summary if summary != content and not locked else "",
        content=content if not locked else "",
        published_at=_date(raw, notes, *_DOUBTFUL_DATES),
        updated_at=_date(raw, notes, "updated"),
        author=plain_text(_text(raw, "author"))[:200],
        language=_entry_language(raw),
        tags=tuple(dict.fromkeys(_text(tag, "term").strip() for tag in _list(raw, "tags"))),
        comments=_count(_text(raw, "slash_comments")),
        locked=locked,
    )


def _text(raw: Any, name: str) -> str:
    value = dict.get(raw, name)  # feedparser's own get answers with other fields
    return value if isinstance(value, str) else ""


def _list(raw: Any, name: str) -> list[Any]:
    value = dict.get(raw, name)
    return value if isinstance(value, list) else []


def _link(raw: Any, base: str) -> str:
    """The first usable address: where FeedBurner wraps links, the one that it keeps beside them."""
    candidates = [_text(raw, "feedburner_origlink"), _text(raw, "link")]
    candidates += [
        _text(link, "href") for link in _list(raw, "links") if link.get("rel") == "alternate"
    ]
    guid = _text(raw, "id")
    candidates += [guid] if guid.startswith(("http://", "https://")) else []
    return next((found for each in candidates if (found := absolute_link(each, base))), "")


def _date(raw: Any, notes: DateNotes, *names: str) -> datetime | None:
    for name in names:
        if (value := _text(raw, name)) and (found := notes.read(value)):
            return found
    return None


def _entry_language(raw: Any) -> str:
    for name in ("title_detail", "summary_detail"):
        detail = dict.get(raw, name) or {}
        if language := short_language(str(detail.get("language") or "")):
            return language
    return ""


def _count(value: str) -> int | None:
    return int(value) if re.fullmatch(r"\s*[0-9]{1,9}\s*", value) else None
