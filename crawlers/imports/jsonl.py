"""JSON Lines of Documents, one a line, by the field names of the design."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from crawlers.canonical import canonical_url, document_id, registrable_host
from crawlers.dates import parse_date
from crawlers.imports.ndjson import object_of
from crawlers.imports.reading import (
    OGILTIGT_DATUM,
    OGILTIGT_VARDE,
    SAKNAR_ADRESS,
    SAKNAR_TEXT,
    Reading,
    SetAside,
    Unusable,
    lines_of,
)
from crawlers.listing import MAX_TITLE
from crawlers.markup import short_language
from crawlers.privacy import Pseudonyms, hashtags, protect, shared_urls
from store.records import (
    PRIVATE_OUTLETS,
    Document,
    DocumentKind,
    Source,
    SourceKind,
    TextStatus,
)

IMPORT_SOURCE = "import"
"""The source of rows that name none."""
_HEX_ID = re.compile(r"[0-9a-f]{8,64}")
_DIGITS = re.compile(r"[0-9]{1,30}")
_SOURCE_ID = re.compile(r"[\w.:-]{1,80}")


_START = re.compile(rb"\s*\{")


def recognises(head: bytes, path: Path) -> bool:
    """Whether the first line is an object with the names of Document's fields."""
    line = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip().partition(b"\n")[0]
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return path.suffix.lower() == ".jsonl" and not _START.match(head)
    return isinstance(row, dict) and (
        bool(row.keys() & {"document_id", "source_id", "canonical_url", "url"})
        and bool(row.keys() & {"title", "text"})
    )


def read(path: Path, reading: Reading) -> Iterator[Document | SetAside]:
    """One row for each line that is not empty; see `read_documents`."""
    return read_documents(path, reading.sources, reading.pseudonyms, reading.now)


def read_documents(
    path: Path, sources: Mapping[str, Source], pseudonyms: Pseudonyms, now: datetime
) -> Iterator[Document | SetAside]:
    """Read a file line by line: each line that is not empty gives a Document or a SetAside.

    A row needs a title or a text, and a url or a document_id. `source_id` is one of `sources`, or
    is left out; `author` may be a handle and becomes a pseudonym always. Missing times are `now`.

    Raises ImportFileError when the file cannot be read at all.
    """
    for number, line in lines_of(path):
        try:
            yield _document(line, sources, pseudonyms, now)
        except Unusable as unusable:
            yield SetAside(number, unusable.reason)


def _document(
    line: bytes | None, sources: Mapping[str, Source], pseudonyms: Pseudonyms, now: datetime
) -> Document:
    row = _Row(object_of(line), now)
    source = _source(row, sources)
    url = row.text("url")
    canonical = canonical_url(row.text("canonical_url") or url)
    given = row.text("document_id").strip()
    if not canonical and not given:
        raise Unusable(SAKNAR_ADRESS)
    title, text = row.text("title")[:MAX_TITLE], row.text("text")
    if not title.strip() and not text.strip():
        raise Unusable(SAKNAR_TEXT)
    own_id = document_id(canonical) if canonical and not _HEX_ID.fullmatch(given) else _id(given)
    post = source.outlet_type in PRIVATE_OUTLETS
    document = Document(
        document_id=own_id,
        source_id=source.source_id,
        kind=row.choice("kind", DocumentKind, DocumentKind.POST if post else DocumentKind.ARTICLE),
        url=url if canonical_url(url) else canonical,
        canonical_url=canonical,
        title=title,
        text=text,
        context=row.text("context"),
        language=short_language(row.text("language")) or source.language or "und",
        text_status=row.choice(
            "text_status", TextStatus, TextStatus.FULL if text.strip() else TextStatus.TITLE_ONLY
        ),
        published_at=row.time("published_at"),
        first_seen_at=row.time("first_seen_at") or now,
        fetched_at=row.time("fetched_at") or now,
        edited_at=row.time("edited_at"),
        deleted_at=row.time("deleted_at"),
        reply_to=_id(answered) if (answered := row.text("reply_to").strip()) else None,
        shared_urls=row.texts("shared_urls") or (shared_urls(text) if post else ()),
        hashtags=row.texts("hashtags") or (hashtags(text) if post else ()),
        likes=row.count("likes"),
        shares=row.count("shares"),
        comments=row.count("comments"),
        views=row.count("views"),
        raw_sha256=digest if _HEX_ID.fullmatch(digest := row.text("raw_sha256")) else "",
    )
    platform = registrable_host(source.url) if post else ""
    return protect(document, row.text("author") or None, pseudonyms, platform)


def _id(given: str) -> str:
    """One of our ids as it is; another tool's id becomes one of ours, the same each time."""
    return given if _HEX_ID.fullmatch(given) else document_id(canonical_url(given) or f"id:{given}")


def _source(row: _Row, sources: Mapping[str, Source]) -> Source:
    """The configured source, or one that exists in this file alone."""
    name = row.text("source_id") or IMPORT_SOURCE
    if name in sources:
        return sources[name]
    if _SOURCE_ID.fullmatch(name) is None:  # not a name: it could be a person's handle
        raise Unusable(OGILTIGT_VARDE)
    return Source(name, SourceKind.IMPORT, "")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row whose fields are read as the types they must have; None is the same as missing."""

    fields: dict[str, Any]
    now: datetime

    def text(self, name: str) -> str:
        """A text that UTF-8 can hold, a number as its digits; "" where it is missing."""
        value = self.fields.get(name)
        if value is None:
            return ""
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            raise Unusable(OGILTIGT_VARDE)
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; () where it is missing."""
        value = self.fields.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise Unusable(OGILTIGT_VARDE)
        return tuple(part.replace("\0", "").encode("utf-8", "replace").decode() for part in value)

    def count(self, name: str) -> int | None:
        """A whole number from 0, also written as a text or 3.0; None where it is missing."""
        value = self.fields.get(name)
        if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
            value = int(value)
        if value is None or value == "":
            return None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**62:
            raise Unusable(OGILTIGT_VARDE)
        return value

    def time(self, name: str) -> datetime | None:
        """A moment; None where it is missing. Raises Unusable where it cannot be read."""
        value = self.fields.get(name)
        if value is None or value == "":
            return None
        found = parse_date(value, self.now) if isinstance(value, str) else None
        if found is None:
            raise Unusable(OGILTIGT_DATUM)
        return found

    def choice(self, name: str, kinds: Any, default: Any) -> Any:
        """A member of the enum `kinds`; `default` where it is missing."""
        value = self.fields.get(name)
        if value is None or value == "":
            return default
        try:
            return kinds(value)
        except ValueError:
            raise Unusable(OGILTIGT_VARDE) from None
