"""RSS 0.9x, 1.0 (RDF), 2.0 and Atom, from bytes to entries. No network here."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import feedparser

from crawlers.dates import parse_date
from crawlers.listing import MAX_ENTRIES, MAX_TEXT, MAX_TITLE, Entry, Listing
from crawlers.markup import decode, plain_text, short_language
from store.records import Access

_PROLOG_ENCODING = re.compile(r"""^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*["'][^"']*["']""")
_ROOT = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf)\b", re.I)
_CHALLENGE = re.compile(
    r"just a moment|cf-challenge|challenge-platform|captcha|attention required|verify you are", re.I
)


def parse_feed(
    body: bytes, url: str, content_type: str, now: datetime, max_items: int = MAX_ENTRIES
) -> Listing:
    """Read the entries of a feed in their order, each once. Never raises for what is in `body`."""
    text, lied = decode(body, content_type)
    root = _ROOT.search(text[:65_536])
    if root is None:
        return _not_a_feed(text)
    if "<!ENTITY" in text[: root.start()].upper():
        return Listing(access=Access.PARSE_ERROR, reason="flödet innehåller entitetsdeklarationer")
    try:
        parsed = feedparser.parse(
            io.BytesIO(_without_declaration(text).encode("utf-8", "replace")),
            response_headers={
                "content-type": "application/xml; charset=utf-8",
                "content-location": url,
            },
            # its HTML sanitiser takes minutes for 1 MB of "<!--"; only plain text is kept here
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (RecursionError, ValueError, AssertionError, LookupError, TypeError) as error:
        # feedparser's lenient parser lets these through on malformed mark-up
        return Listing(
            access=Access.PARSE_ERROR, reason=f"flödet går inte att läsa ({type(error).__name__})"
        )
    problems = _problems(parsed, lied, max_items)
    language = _language(parsed.get("feed", {}))
    entries = tuple(_unique(_entry(raw, url, now) for raw in parsed.entries[:max_items]))
    if entries:
        return Listing(entries, problems, Access.OK, language=language)
    if parsed.get("version"):
        return Listing((), problems, Access.EMPTY_VALID, language=language)
    return Listing((), problems, Access.PARSE_ERROR, "flödet går inte att läsa")


def _without_declaration(text: str) -> str:
    """The text without the encoding in its prolog, which it is no longer written in."""
    return _PROLOG_ENCODING.sub(r"\1", text[:500]) + text[500:]


def _not_a_feed(text: str) -> Listing:
    start = text.lstrip("\ufeff \t\r\n\0")[:4096]
    if not start:
        return Listing(access=Access.PARSE_ERROR, reason="svaret är tomt")
    if _CHALLENGE.search(start):
        reason = "svarade med en kontrollsida för besökare i stället för ett flöde"
        return Listing(access=Access.CHALLENGED, reason=reason)
    what = "JSON" if start[0] in "{[" else "en webbsida" if "<" in start else "något annat"
    return Listing(access=Access.PARSE_ERROR, reason=f"svarade med {what} i stället för ett flöde")


def _problems(parsed: Any, lied: bool, max_items: int) -> tuple[str, ...]:
    problems = []
    if lied:
        problems.append("encoding is not the declared one")
    if parsed.get("bozo") and not parsed.get("version"):
        problems.append("no known feed format")
    elif parsed.get("bozo"):
        problems.append("malformed XML")
    if len(parsed.entries) > max_items:
        problems.append(f"{len(parsed.entries)} entries, {max_items} read")
    return tuple(problems)


def _entry(raw: Any, url: str, now: datetime) -> Entry:
    link = _link(raw, url)
    title = plain_text(_text(raw, "title"))[:MAX_TITLE]
    summary = plain_text(_text(raw, "summary"), lines=True)[:MAX_TEXT]
    blocks = (
        plain_text(str(block.get("value", "")), lines=True) for block in _list(raw, "content")
    )
    content = max(blocks, key=len, default="")[:MAX_TEXT]
    guid = _text(raw, "id").strip()
    return Entry(
        key=guid or link or _hash(title, summary),
        url=link,
        title=title,
        summary=summary if summary != content else "",
        content=content,
        published_at=_date(raw, now, "published", "created", "updated"),
        updated_at=_date(raw, now, "updated"),
        author=plain_text(_text(raw, "author"))[:200],
        language=_entry_language(raw),
        tags=tuple(dict.fromkeys(_text(tag, "term").strip() for tag in _list(raw, "tags"))),
        comments=_count(_text(raw, "slash_comments")),
    )


def _unique(entries: Iterator[Entry]) -> Iterator[Entry]:
    """Entries with keys of their own: a guid used for two addresses is told apart by them."""
    seen: dict[str, str] = {}
    for entry in entries:
        if not (entry.title or entry.summary or entry.content or entry.url):
            continue
        if seen.get(entry.key) == entry.url:
            continue
        if entry.key in seen:
            key = f"{entry.key} {entry.url}"
            if key in seen:
                continue
            entry = replace(entry, key=key)
        seen[entry.key] = entry.url
        yield entry


def _text(raw: Any, name: str) -> str:
    value = dict.get(raw, name)  # feedparser's own get answers with other fields
    return value if isinstance(value, str) else ""


def _list(raw: Any, name: str) -> list[Any]:
    value = dict.get(raw, name)
    return value if isinstance(value, list) else []


def _link(raw: Any, base: str) -> str:
    candidates = [_text(raw, "link")]
    candidates += [
        _text(link, "href") for link in _list(raw, "links") if link.get("rel") == "alternate"
    ]
    guid = _text(raw, "id")
    candidates += [guid] if guid.startswith(("http://", "https://")) else []
    for candidate in candidates:
        if not candidate.strip():
            continue
        try:
            absolute = urljoin(base, candidate.strip())
        except ValueError:
            continue
        if absolute.lower().startswith(("http://", "https://")) and len(absolute) <= 2_083:
            return absolute
    return ""


def _date(raw: Any, now: datetime, *names: str) -> datetime | None:
    for name in names:
        if (value := _text(raw, name)) and (found := parse_date(value, now)):
            return found
    return None


def _language(feed: Any) -> str:
    return short_language(_text(feed, "language"))


def _entry_language(raw: Any) -> str:
    for name in ("title_detail", "summary_detail"):
        detail = dict.get(raw, name) or {}
        if language := short_language(str(detail.get("language") or "")):
            return language
    return ""


def _count(value: str) -> int | None:
    return int(value) if value.strip().isascii() and value.strip().isdigit() else None


def _hash(*parts: str) -> str:
    joined = "\0".join(parts).encode("utf-8", "surrogatepass")
    return "hash:" + hashlib.sha256(joined).hexdigest()[:32]
