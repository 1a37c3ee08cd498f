"""Data sets of 4CAT: NDJSON as it keeps what Zeeschuimer captured, and its CSV.

In NDJSON the captured object's fields are at the top, and the envelope in `__import_meta`. In CSV
every data source has `id`, `body`, `author` and a time, and most `thread_id`; the others differ
(https://github.com/digitalmethodsinitiative/4cat, datasources/). Built by that source, and never
tried on an export. What 4CAT itself collected (Telegram, Bluesky) has no `__import_meta` in NDJSON:
of it the CSV is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from crawlers.imports.captures.platforms import raw_id_of, taken
from crawlers.imports.fourcat_columns import post_of
from crawlers.imports.ndjson import lines_of_head, object_of, objects_of, rows_of
from crawlers.imports.reading import Reading, Row, SetAside, Unusable, unreadable_file
from crawlers.imports.rounded_ids import why_rounded
from crawlers.imports.tables import shape_of
from crawlers.imports.tabular import Table, table_of
from store.errors import ImportFileError

META = "__import_meta"
HEAD_BYTES = 262_144


def recognises(head: bytes, path: Path) -> bool:
    """Whether a file is NDJSON with `__import_meta`, or a table with 4CAT's columns."""
    del path
    if _are_objects(head):
        return any(_has_meta(line) for line in lines_of_head(head))
    shape = shape_of(head)
    return shape is not None and _are_fourcats(frozenset(map(str.strip, shape.columns)))


def _is_own(columns: frozenset[str]) -> bool:
    """Whether Vårdkase wrote the table itself: its ids are ours, and name no post."""
    return columns >= {"thread_id", "subject", "source", "kind", "language", "hashtags", "views"}


def _has_meta(line: bytes) -> bool:
    try:
        return isinstance(object_of(line).get(META), dict)
    except Unusable:
        return line.startswith(b"{") and b'"__import_meta": {' in line


def _are_fourcats(columns: frozenset[str]) -> bool:
    return (
        columns >= {"id", "body"}
        and not columns.isdisjoint({"timestamp", "unix_timestamp"})
        and not columns.isdisjoint({"thread_id", "author"})
    )


def read(path: Path, reading: Reading) -> Iterator[Row]:
    """One row for each that is not empty. Raises ImportFileError."""
    try:
        with path.open("rb") as file:
            objects = _are_objects(file.read(HEAD_BYTES))
    except OSError as error:
        raise unreadable_file(path, error) from error
    if objects:
        reading.distrust = why_rounded(path, map(raw_id_of, objects_of(path)))
        yield from rows_of(path, partial(_captured, reading))
    else:
        table = table_of(path)
        if _is_own(frozenset(table.columns)):
            raise ImportFileError(
                f"{path}: Vårdkase har själv skrivit filen, för 4CAT; dokumenten finns redan i "
                "lagret som den kom ifrån. Läs in originalfilerna i stället."
            )
        ids = (row.fields.get("id") for row in table.rows())
        reading.distrust = why_rounded(path, ids)
        yield from _table(table, reading)


def _are_objects(head: bytes) -> bool:
    """Whether most of the first lines begin objects; a table has no such lines, or a few."""
    lines = [line for line in lines_of_head(head) if line]
    return 2 * sum(line.startswith(b"{") for line in lines) > len(lines)


def _captured(reading: Reading, row: dict[str, Any]) -> Row:
    meta = row.pop(META, None)
    return taken(row, meta if isinstance(meta, dict) else {}, reading)


def _table(table: Table, reading: Reading) -> Iterator[Row]:
    for line, fields, fault in table.rows():
        try:
            if fault:
                raise Unusable(fault)
            reading.check_ids()
            source, post = post_of(fields, reading.now)
            yield reading.take(post, reading.source(*source))
        except Unusable as unusable:
            yield SetAside(line, unusable.reason)
