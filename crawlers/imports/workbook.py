"""Rows of Excel workbooks (.xlsx), of the first sheet that has a heading (openpyxl only here).

A cell is read as what it shows: dates as ISO text, formulas as their last result, and numbers too
long for Excel, whose last digits are lost, as `7.29e+18`. Of merged cells the first has the value.
"""

from __future__ import annotations

import contextlib
import itertools
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from crawlers.imports.delimited import Record, trimmed
from crawlers.imports.reading import FEL_ANTAL_FALT, unreadable_file
from crawlers.imports.tables import TableRow, heading_among, named
from store.errors import ImportFileError

MAX_SHARED_BYTES = 500_000_000
"""The texts of a workbook are held in memory as a whole; no export of posts has so many."""
_EXACT = 2**53
"""Greater whole numbers are rounded in a spreadsheet."""
_HEADING_AMONG = 20
_MAX_ROWS = 1_048_576
"""A sheet of Excel has no more."""


def is_workbook(head: bytes) -> bool:
    """Whether a file that begins so is a ZIP archive, as workbooks are."""
    return head.startswith(b"PK\x03\x04")


def workbook_columns(path: Path) -> tuple[str, ...]:
    """The heading of the sheet that is read. Raises ImportFileError when there is none."""
    with _book(path) as book:
        return named(_heading_of(path, book)[1].fields)


def workbook_rows(path: Path) -> Iterator[TableRow]:
    """The rows below the heading that are not empty, with their numbers in the sheet.

    Raises ImportFileError when the workbook cannot be read, also when its end is damaged.
    """
    with _book(path) as book:
        sheet, heading = _heading_of(path, book)
        columns = named(heading.fields)
        for record in _records(path, sheet):
            fields = trimmed(record.fields, len(columns))
            if record.line <= heading.line or not any(map(str.strip, fields)):
                continue
            fault = FEL_ANTAL_FALT if len(fields) > len(columns) else ""
            padded = itertools.chain(fields, itertools.repeat(""))
            yield TableRow(record.line, dict(zip(columns, padded, strict=False)), fault)


@contextlib.contextmanager
def _book(path: Path) -> Iterator[Any]:
    """The open workbook; its parts are read as they are asked for."""
    try:
        with zipfile.ZipFile(path) as archive:
            if any(name.startswith("word/") for name in archive.namelist()):
                raise ImportFileError(
                    f"{path}: är ett Worddokument och ingen tabell; väntade .xlsx eller CSV. "
                    "Exportera inläggen som en tabell och läs in den."
                )
            if not any(name.startswith("xl/") for name in archive.namelist()):
                raise ImportFileError(
                    f"{path}: är ett ZIP-arkiv och ingen arbetsbok; väntade .xlsx. Packa upp det "
                    "och läs in filerna i det var för sig."
                )
            shared = [info.file_size for info in archive.infolist() if "shared" in info.filename]
    except OSError as error:
        raise unreadable_file(path, error) from error
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise _damaged(path) from error
    if sum(shared) > MAX_SHARED_BYTES:
        raise ImportFileError(
            f"{path}: arbetsbokens texter är {sum(shared)} byte; väntade högst {MAX_SHARED_BYTES}. "
            "Spara bladet som CSV och läs in den filen."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and lists that we do not read
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except OSError as error:
        raise unreadable_file(path, error) from error
    except Exception as error:  # openpyxl fails in whatever way the XML makes it stumble
        raise _damaged(path) from error
    try:
        yield book
    finally:
        book.close()


def _heading_of(path: Path, book: Any) -> tuple[Any, Record]:
    """The first sheet with a heading, and the heading."""
    for sheet in book.worksheets:
        begun = list(itertools.islice(_records(path, sheet), _HEADING_AMONG))
        if heading := heading_among([r for r in begun if any(map(str.strip, r.fields))]):
            return sheet, heading
    raise ImportFileError(
        f"{path}: inget blad har rubriker; väntade en rad med kolumnernas namn på ett av bladen. "
        "Lägg till rubriker i Excel, eller spara bladet som CSV."
    )


def _records(path: Path, sheet: Any) -> Iterator[Record]:
    try:
        sheet.reset_dimensions()  # some programs write that a sheet is one cell
        rows = enumerate(sheet.iter_rows(values_only=True), start=1)
        while part := _quietly(rows):
            for number, cells in part:
                if number > _MAX_ROWS:  # openpyxl gives all the rows before one far down, empty
                    raise _damaged(path)
                if cells:
                    yield Record(number, [_text(cell) for cell in cells])
    except GeneratorExit:
        raise
    except Exception as error:  # see above
        raise _damaged(path) from error


def _quietly(rows: Iterator[tuple[int, tuple]]) -> list[tuple[int, tuple]]:
    """Some of the rows; openpyxl would show what it finds odd in their cells on the screen."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(itertools.islice(rows, 200))


def _text(cell: object) -> str:
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else str(cell).lower()
    if isinstance(cell, datetime | date):
        return cell.isoformat(" ") if isinstance(cell, datetime) else cell.isoformat()
    if isinstance(cell, int | float):
        return _number(cell)
    text = str(cell).replace("_x000D_", "\r")
    return "" if text.startswith("#") and text in _ERRORS else text


_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})


def _number(cell: float) -> str:
    if abs(cell) >= _EXACT:
        return f"{cell:.2e}"
    return str(int(cell)) if float(cell).is_integer() else repr(cell)


def _damaged(path: Path) -> ImportFileError:
    return ImportFileError(
        f"{path}: kan inte läsas som arbetsbok: filen är avbruten, skadad, skyddad med lösenord "
        "eller av ett annat slag; väntade .xlsx. Spara om den i Excel, eller spara bladet som CSV."
    )
