"""Excel workbooks: the first sheet, headings in its first row (openpyxl only here)."""

from __future__ import annotations

import io
import warnings
import zipfile
from datetime import date, datetime

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from reports.trust.waves.cells import MixedDecimals, typed
from reports.trust.waves.faults import WaveError, WaveRefused, fault
from reports.trust.waves.table import Cell, Column, SurveyTable


def read_workbook(name: str, raw: bytes, sha256: str) -> SurveyTable:
    """The first sheet of an .xlsx file. Formulas are taken by the value saved with them.

    Raises WaveError when it is no workbook or has no headings.
    """
    headings, rows, notes = _sheet(name, raw)
    names = ["" if cell is None else str(cell).strip() for cell in headings]
    twice = sorted({n for n in names if n and names.count(n) > 1})
    if twice:
        raise WaveRefused(
            [
                fault(
                    name, column, [1], "dubbel_rubrik", "rubriken finns flera gånger",
                    "ett namn för varje kolumn", "byt namn på den ena",
                )
                for column in twice
            ]
        )  # fmt: skip
    kept = [(n, row) for n, row in enumerate(rows, start=2) if any(c is not None for c in row)]
    columns = {}
    for position, column in enumerate(names):
        if column:
            values = [row[position] if position < len(row) else None for _, row in kept]
            columns[column] = _column(name, column, values, [n for n, _ in kept])
    return SurveyTable(name, columns, [n for n, _ in kept], sha256, notes=notes)


def _sheet(name: str, raw: bytes) -> tuple[tuple, list[tuple], tuple[str, ...]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and lists that we do not read
            book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
            rows = list(book.worksheets[0].iter_rows(values_only=True)) if book.worksheets else []
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise WaveError(
            f"{name}: kan inte läsas som arbetsbok: filen är avbruten, skadad eller av ett annat "
            "slag; väntade .xlsx. Spara om filen i Excel."
        ) from error
    if not rows or not any(rows[0]):
        raise WaveError(
            f"{name}, rad 1: rubriker saknas på första bladet; väntade en rubrik över varje "
            "kolumn. Lägg svaren på första bladet med rubriker på rad 1."
        )
    others = [sheet.title for sheet in book.worksheets[1:]]
    notes = (f"{name}: bara första bladet lästes, inte {', '.join(others)}.",) if others else ()
    return rows[0], rows[1:], notes


def _column(name: str, column: str, values: list, numbers: list[int]) -> Column:
    if any(isinstance(value, str) for value in values):
        try:
            return Column(column, typed([_written(value) for value in values]))
        except MixedDecimals as error:
            raise WaveRefused(
                [
                    fault(
                        name, column, [numbers[error.index]], "blandade_decimaler",
                        "tal som är skrivna som text, med olika decimaltecken",
                        "tal i hela kolumnen", "formatera kolumnen som tal",
                    )
                ]
            ) from error  # fmt: skip
    return Column(column, [_cell(value) for value in values])


def _written(value: object) -> str:
    """A cell as text, among cells of which some are texts; decimals as the Swedish Excel shows."""
    if isinstance(value, float) and not value.is_integer():
        return repr(value).replace(".", ",")
    if isinstance(value, float):
        return str(int(value))
    return "" if value is None else str(value)


def _cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return float(value) if isinstance(value, int | float) else None
