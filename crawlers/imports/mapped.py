"""Any table with a mapping: CSV, Excel, JSON Lines or Parquet, whose columns a person explained."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from crawlers.imports.mapping import faults
from crawlers.imports.outlets import slug_of
from crawlers.imports.post_urls import platform_named
from crawlers.imports.reading import (
    OGILTIGT_DATUM,
    Mapped,
    Reading,
    Row,
    SetAside,
    Unusable,
)
from crawlers.imports.rounded_ids import why_rounded
from crawlers.imports.table_rows import RowReader, id_in_address
from crawlers.imports.tabular import Table, kind_of, table_of
from crawlers.imports.values import months_first
from store.errors import ImportFileError

FIRST_ROWS = 1_000
"""So many rows are looked at to tell what dates and addresses are."""


def recognises(head: bytes, path: Path) -> bool:
    """Whether a file that begins so is a table, whatever its columns mean."""
    return kind_of(head) != ""


def read(path: Path, reading: Reading) -> Iterator[Row]:
    """A row for each row of the table, by `reading.mapping`. Raises ImportFileError."""
    table = table_of(path)
    mapping = _fitting(table, reading.mapping)
    constants = {"kind": "post"} | {f: c[1:] for f, c in mapping.items() if c.startswith("=")}
    columns = {f: c for f, c in mapping.items() if not c.startswith("=")}
    if "source" in constants:
        constants["source_id"] = constants.pop("source")
    of_answered = _lead_to_answered(table, columns)
    fixed = constants.pop("platform", "")
    reader = RowReader(
        reading,
        "import",
        month_first=_months_first(table, columns.get("published_at", "")),
        of_answered=of_answered,
        platform=platform_named(fixed) or slug_of(fixed),
    )
    if "id" in columns:
        reading.distrust = why_rounded(path, _ids(table, columns, of_answered))
    for row in table.rows():
        if row.fault:
            yield SetAside(row.line, row.fault)
            continue
        values = {field: row.fields.get(column, "") for field, column in columns.items()}
        try:
            reading.check_ids()
            yield reader.row({**constants, **values})
        except Unusable as unusable:
            field = "published_at" if unusable.reason == OGILTIGT_DATUM else ""
            yield SetAside(row.line, unusable.reason, columns.get(field, ""))


def _ids(table: Table, columns: Mapped, of_answered: bool) -> Iterator[str]:
    """The ids of the rows that are not known by their addresses."""
    for row in table.rows():
        native_id = row.fields.get(columns["id"], "").strip()
        url = "" if of_answered else row.fields.get(columns.get("url", ""), "")
        if native_id and not id_in_address(url):
            yield native_id


def _lead_to_answered(table: Table, columns: Mapped) -> bool:
    """Whether addresses are those of the posts that rows answer, as in exports of comments: most of
    them stand in rows that say different things."""
    if not {"url", "text"} <= columns.keys():
        return False
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for row in itertools.islice(table.rows(), FIRST_ROWS):
        if native_id := id_in_address(row.fields.get(columns["url"], "")):
            said[native_id][row.fields.get(columns["text"], "").strip()] += 1
    shared = sum(texts.total() for texts in said.values() if len(texts) > 1)
    return 2 * shared > sum(texts.total() for texts in said.values())


def _months_first(table: Table, column: str) -> bool:
    begun = itertools.islice(table.rows(), FIRST_ROWS) if column else ()
    return months_first(row.fields.get(column, "") for row in begun)


def _fitting(table: Table, mapping: Mapped | None) -> Mapped:
    if mapping is None:
        raise ImportFileError(
            f"{table.path}: kolumnernas betydelse är inte känd; väntade --mapping. Läs in filen "
            "med `vardkase import`, som frågar efter den."
        )
    if wrong := faults(mapping, table.columns):
        raise ImportFileError(f"{table.path}: {'; '.join(wrong)}. Ange en annan --mapping.")
    return mapping
