"""Rows of any table, whatever file it is in: CSV, Excel, JSON Lines or Parquet.

Fields are texts by the names of their columns; what is nested in JSON and Parquet is named by its
way, `author.name`.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from crawlers.imports.ndjson import object_of
from crawlers.imports.no_tables import refuse_binary, refuse_no_table, refuse_prose
from crawlers.imports.reading import (
    AVKLIPPT_RAD,
    OGILTIG_JSON,
    Unusable,
    lines_of,
    unreadable_file,
)
from crawlers.imports.tables import HEAD_BYTES, TableRow, refuse_data, rows_of, shape_of
from crawlers.imports.workbook import is_workbook, workbook_columns, workbook_rows
from store.errors import ImportFileError

CSV, EXCEL, JSON_LINES, PARQUET = "CSV", "Excel", "JSON Lines", "Parquet"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_SAMPLE_ROWS = 200
"""So many rows are looked at: objects of JSON Lines for their names, others for their widths."""
MAX_DEPTH = 6
_BATCH_ROWS = 500


class Table(NamedTuple):
    """A file with rows. `kind` is CSV, EXCEL, JSON_LINES or PARQUET; `rows` reads it anew at each
    call, and raises ImportFileError when it cannot."""

    path: Path
    kind: str
    columns: tuple[str, ...]
    rows: Callable[[], Iterator[TableRow]]

    @property
    def digest(self) -> str:
        """16 hexadecimal digits of the heading: tables with the same columns have the same."""
        return hashlib.sha256("\x1f".join(self.columns).encode("utf-8", "replace")).hexdigest()[:16]


def kind_of(head: bytes) -> str:
    """What a file that begins so is; "" when it is no table."""
    if head.startswith(b"PAR1"):
        return PARQUET
    if is_workbook(head) or head.startswith(_OLD_EXCEL):
        return EXCEL
    start = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip()
    if start.startswith(b"{"):
        return JSON_LINES
    shape = None if start.startswith((b"[", b"<", b"%PDF")) else shape_of(head)
    return CSV if shape else ""


def table_of(path: Path) -> Table:
    """The table in a file. Raises ImportFileError when there is none."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise unreadable_file(path, error) from error
    refuse_no_table(path, head)
    if head.startswith(_OLD_EXCEL):
        raise ImportFileError(
            f"{path}: är en arbetsbok i det äldre formatet .xls; väntade .xlsx. Öppna den i Excel "
            "och spara den som .xlsx eller CSV."
        )
    kind = kind_of(head)
    if kind == CSV and (shape := shape_of(head)):
        refuse_binary(path, head, shape.encoding)
        refuse_data(path, shape.columns)
        refuse_prose(path, shape.columns, itertools.islice(rows_of(path), _SAMPLE_ROWS))
        return Table(path, kind, shape.columns, lambda: rows_of(path))
    if kind == EXCEL:
        refuse_data(path, columns := workbook_columns(path))
        return Table(path, kind, columns, lambda: workbook_rows(path))
    if kind == PARQUET:
        return Table(path, kind, _parquet_columns(path), lambda: _parquet_rows(path))
    columns = _json_columns(path) if kind == JSON_LINES else ()
    if not columns:
        raise ImportFileError(
            f"{path}: är ingen tabell; väntade CSV, Excel, JSON Lines eller Parquet med kolumner "
            "som har namn. Spara filen som CSV med rubriker på första raden."
        )
    return Table(path, kind, columns, lambda: _json_rows(path))


def columns_at(head: bytes, path: Path) -> tuple[str, ...]:
    """The heading of a CSV file or workbook that begins so; () for all else."""
    if is_workbook(head):
        try:
            return workbook_columns(path)
        except ImportFileError:
            return ()
    shape = shape_of(head) if kind_of(head) == CSV else None
    return shape.columns if shape else ()


def refuse_heading(table: Table, tool: str, missing: Iterable[str]) -> None:
    """Raise ImportFileError when the heading lacks columns that a tool's files have."""
    if names := ", ".join(missing):
        raise ImportFileError(
            f"{table.path}: rubrikraden saknar {names}; väntade kolumnerna i en fil från {tool}. "
            "Läs in den som tabell med --format csv, så frågas det vad kolumnerna betyder."
        )


# --- JSON Lines --------------------------------------------------------------------------------


def _json_columns(path: Path) -> tuple[str, ...]:
    rows = itertools.islice(_json_rows(path), _SAMPLE_ROWS)
    return tuple(sorted({name for row in rows for name in row.fields}))


def _json_rows(path: Path) -> Iterator[TableRow]:
    """A row for each line that is not empty."""
    waiting: TableRow | None = None
    for number, line in lines_of(path):
        if waiting:
            yield waiting
        waiting = _json_row(number, line)
    if waiting and waiting.fault == OGILTIG_JSON and not _ends_with_newline(path):
        waiting = waiting._replace(fault=AVKLIPPT_RAD)
    if waiting:
        yield waiting


def _json_row(number: int, line: bytes | None) -> TableRow:
    try:
        return TableRow(number, dict(_flat(object_of(line))))
    except Unusable as unusable:
        return TableRow(number, {}, unusable.reason)


def _flat(value: dict[Any, Any], before: str = "", depth: int = 1) -> Iterator[tuple[str, str]]:
    """The values of an object as texts, by their names; lists of texts are joined by spaces."""
    for key, each in value.items():
        name = f"{before}{key}"
        if isinstance(each, dict):
            if depth < MAX_DEPTH:
                yield from _flat(each, f"{name}.", depth + 1)
        elif isinstance(each, list | tuple):
            plain = [_plain(part) for part in each if not isinstance(part, dict | list | tuple)]
            yield name, " ".join(plain)
        else:
            yield name, _plain(each)


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and abs(value) < 2**53 and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else _as_text(value)
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _as_text(value: object) -> str:
    """A value as text; Python refuses to write numbers of more than 4,300 digits."""
    try:
        return str(value)
    except ValueError:
        return ""


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - 1))
        return file.read(1) in (b"\n", b"")


# --- Parquet -----------------------------------------------------------------------------------

_UNREADABLE = (OSError, ValueError, OverflowError, LookupError, pa.ArrowException)
"""What pyarrow fails with where a file is damaged; LookupError for a time zone that is none."""


def _parquet_columns(path: Path) -> tuple[str, ...]:
    try:
        with pq.ParquetFile(path) as file:
            return tuple(_leaves(file.schema_arrow))
    except _UNREADABLE as error:
        raise _no_parquet(path) from error


def _leaves(fields: Any, before: str = "") -> Iterator[str]:
    for field in fields:
        if pa.types.is_struct(field.type):
            yield from _leaves(field.type, f"{before}{field.name}.")
        else:
            yield f"{before}{field.name}"


def _parquet_rows(path: Path) -> Iterator[TableRow]:
    """The rows with their numbers from 1."""
    number = 0
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_BATCH_ROWS):
                for value in batch.to_pylist():
                    number += 1
                    yield TableRow(number, dict(_flat(value)))
            said = file.metadata.num_rows
    except _UNREADABLE as error:
        raise _no_parquet(path) from error
    if number != said:
        raise _no_parquet(path)


def _no_parquet(path: Path) -> ImportFileError:
    return ImportFileError(
        f"{path}: kan inte läsas som Parquet: filen är avbruten eller skadad. Skriv den på nytt "
        "med programmet som den kommer från, eller spara den som CSV."
    )
