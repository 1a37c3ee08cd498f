"""Writes into the user's list of sources what was found out, and leaves all else as it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import tomlkit
from tomlkit.items import String, Table

from crawlers.sources import parse_sources
from store.errors import SettingsError
from store.records import SourceKind


@dataclass(frozen=True, slots=True)
class Found:
    """The address that was seen to work for a source, in place of the one that was asked."""

    source_id: str
    asked: str
    url: str
    kind: SourceKind


def with_verified(text: str, name: str, found: Iterable[Found], day: date) -> str:
    """The list with what worked: `verified`, and a new `url` and `kind` where another address did.

    The old address stays in a comment on the line: `# före 2026-11-22: https://…`. Comments, order
    and whatever else the user has written stay. A source whose address the user has changed since
    it was asked is left alone. Raises SettingsError, naming the file `name`, when the list can't be
    read.
    """
    parse_sources(text, name)
    document = tomlkit.parse(text)
    by_id = {entry.source_id: entry for entry in found}
    for table in document.get("source", []):
        entry = by_id.get(str(table["source_id"]))
        if entry is not None and str(table["url"]).strip() == entry.asked:
            if not isinstance(table, Table):
                raise SettingsError(f"{name}: skriv källorna som [[source]], en tabell för varje")
            _write(table, entry, day)
    written = tomlkit.dumps(document)
    parse_sources(written, name)
    return written


def _write(table: Table, entry: Found, day: date) -> None:
    if entry.url != entry.asked:
        _replace(table, "url", entry.url, f"före {day}: {entry.asked}")
    if str(table["kind"]) != entry.kind:
        _replace(table, "kind", str(entry.kind))
    if "verified" in table:
        _replace(table, "verified", str(day))
    else:
        _insert_after_url(table, "verified", _string(str(day), _line_end(table)))


def _replace(table: Table, key: str, value: str, remark: str = "") -> None:
    """Set a value; the comment on its line stays, after a new remark."""
    before: Any = table[key].trivia
    new = _string(value, before.trail)
    new.trivia.indent, new.trivia.comment_ws = before.indent, before.comment_ws
    new.trivia.comment = before.comment
    if remark:
        had = before.comment.lstrip("# ")
        new.trivia.comment_ws = before.comment_ws or "  "
        new.trivia.comment = f"# {remark}" + (f"; {had}" if had else "")
    table[key] = new


def _string(value: str, trail: str) -> String:
    item = tomlkit.string(value)
    item.trivia.trail = trail
    return item


def _line_end(table: Table) -> str:
    url: Any = table["url"]
    return url.trivia.trail


def _insert_after_url(table: Table, key: str, item: String) -> None:
    # At the end of the table it would come after the heading of the sources that follow.
    table.value._insert_after("url", key, item)
