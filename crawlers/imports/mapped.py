"""Any table with a mapping: CSV, Excel, JSON Lines or Parquet, whose columns a person explained."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

from crawlers.imports.mapping import faults
from crawlers.imports.reading import Mapped, Reading, Row, SetAside, Unusable
from crawlers.imports.rounded_ids import refuse_rounded
from crawlers.imports.table_rows import RowReader, id_in_address
from crawlers.imports.tabular import Table, kind_of, table_of
from crawlers.imports.values import months_first
from store.errors import ImportFileError

DATED_ROWS = 1_000
"""So many rows are looked at to tell whether dates begin with the month."""


def recognises(head: bytes, path: Path) -> bool:
    """Whether a file that begins so is a table, whatever its columns mean."""
    return kind_of(head) != ""


def read(path: Path, reading: Reading) -> Iterator[Row]:
    """A row for each row of the table, by `reading.mapping`. Raises ImportFileError."""
    table = table_of(path)
    mapping = _fitting(table, reading.mapping)
    constants = {f: c[1:] for f, c in mapping.items() if c.startswith("=")}
    columns = {f: c for f, c in mapping.items() if not c.startswith("=")}
    if "source" in constants:
        constants["source_id"] = constants.pop("source")
    reader = RowReader(
        reading,
        "import",
        posts=constants.get("kind", "post") == "post",
        month_first=_months_first(table, columns.get("published_at", "")),
    )
    if "id" in columns:
        refuse_rounded(path, _ids(table, columns))
    for row in table.rows():
        if row.fault:
            yield SetAside(row.line, row.fault)
            continue
        values = {field: row.fields.get(column, "") for field, column in columns.items()}
        try:
            yield reader.row({**constants, **values})
        except Unusable as unusable:
            yield SetAside(row.line, unusable.reason)


def _ids(table: Table, columns: Mapped) -> Iterator[str]:
    """The ids of the rows that are not known by their addresses."""
    for row in table.rows():
        native_id = row.fields.get(columns["id"], "").strip()
        if native_id and not id_in_address(row.fields.get(columns.get("url", ""), "")):
            yield native_id


def _months_first(table: Table, column: str) -> bool:
    begun = itertools.islice(table.rows(), DATED_ROWS) if column else ()
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
