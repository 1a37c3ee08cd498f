"""JSON Feed 1 and 1.1 (https://www.jsonfeed.org/version/1.1/), from bytes to entries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from crawlers.dates import DateNotes
from crawlers.entries import absolute_link, entry_key, is_same_address, listing_of
from crawlers.json_answers import Json, read_json, rows_of, text_of
from crawlers.listing import MAX_ENTRIES, MAX_TEXT, MAX_TITLE, Entry, Listing
from crawlers.markup import plain_text, short_language, tidy
from crawlers.wrong_answers import unreadable


def parse_json_feed(
    body: bytes, url: str, content_type: str, now: datetime, max_items: int = MAX_ENTRIES
) -> Listing:
    """Read the entries of a JSON Feed in their order. Never raises for what is in `body`."""
    answer = read_json(body, content_type, "ett flöde")
    if not isinstance(answer, Json):
        return answer
    feed = answer.value
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return unreadable("svarade med JSON i stället för ett flöde", answer.problems)
    notes = DateNotes(now)
    problems = answer.problems
    if len(items) > max_items:
        problems = (*problems, f"{len(items)} entries, {max_items} read")
    entries = [_entry(item, url, notes) for item in rows_of(items[:max_items])]
    following = absolute_link(text_of(feed, "next_url"), url)
    pages = (following,) if following and not is_same_address(following, url) else ()
    return listing_of(entries, notes, problems, short_language(text_of(feed, "language")), pages)


def _entry(item: dict[str, Any], url: str, notes: DateNotes) -> Entry:
    link = absolute_link(text_of(item, "url"), url)
    title = plain_text(text_of(item, "title"))
    summary = plain_text(text_of(item, "summary"), lines=True)[:MAX_TEXT]
    content = plain_text(text_of(item, "content_html"), lines=True) or _written(item)
    published = text_of(item, "date_published") or text_of(item, "date_modified")
    return Entry(
        key=entry_key(text_of(item, "id"), link, title, summary, content),
        url=link or absolute_link(text_of(item, "id"), ""),
        title=title[:MAX_TITLE],
        summary=summary,
        content=content[:MAX_TEXT],
        published_at=notes.read(published),
        updated_at=notes.read(text_of(item, "date_modified")),
        author=_author(item),
        language=short_language(text_of(item, "language")),
        tags=_tags(item),
    )


def _written(item: dict[str, Any]) -> str:
    """The plain text of an item, with a paragraph a line."""
    lines = (" ".join(line.split()) for line in text_of(item, "content_text").split("\n"))
    return tidy("\n".join(line for line in lines if line))


def _author(item: dict[str, Any]) -> str:
    """Names of `authors` (1.1) or `author` (1)."""
    authors = rows_of(item.get("authors")) or rows_of(item.get("author"))
    names = (plain_text(text_of(author, "name")) for author in authors)
    return ", ".join(name for name in names if name)[:200]


def _tags(item: dict[str, Any]) -> tuple[str, ...]:
    tags = item.get("tags")
    tags = tags if isinstance(tags, list) else []
    words = (tidy(tag).strip() for tag in tags if isinstance(tag, str))
    return tuple(dict.fromkeys(word for word in words if word))
