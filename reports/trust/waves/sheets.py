"""CSV files as statistics offices and Excel write them: UTF-8 or Windows-1252, comma or semicolon,
decimal comma or point."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from reports.trust.waves.cells import MixedDecimals, typed
from reports.trust.waves.faults import Fault, WaveError, WaveRefused, fault
from reports.trust.waves.table import Column, SurveyTable


def read_csv(name: str, raw: bytes, sha256: str) -> SurveyTable:
    """A CSV file with headings in its first row; rows without any content do not count.

    Raises WaveError when it is no such file, WaveRefused when rows or decimals are of two kinds.
    """
    text, encoding = decoded(name, raw)
    numbers, rows = numbered_rows(name, text)
    if not rows:
        raise WaveError(f"{name}: filen är tom; väntade rubriker och svar. Skicka om filen.")
    _check_shape(name, rows, numbers)
    names, body = [cell.strip() for cell in rows[0]], rows[1:]
    columns, faults = {}, []
    for position, column in enumerate(names):
        if not column:
            continue  # empty under an empty heading: see _check_shape
        try:
            columns[column] = Column(column, typed([row[position] for row in body]))
        except MixedDecimals as error:
            faults.append(_mixed(name, column, numbers[1 + error.index]))
    if faults:
        raise WaveRefused(faults)
    notes = () if encoding == "UTF-8" else (f"{name} lästes som {encoding}.",)
    return SurveyTable(name, columns, numbers[1:], sha256, notes=notes)


def decoded(name: str, raw: bytes) -> tuple[str, str]:
    """The text of a file and its encoding: UTF-8, UTF-16 by its mark, else Windows-1252."""
    if b"\0" in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise WaveError(
            f"{name}: är ingen textfil; väntade CSV. Ge filen den ändelse som hör till dess "
            "format (.sav, .zsav, .dta, .xlsx), eller spara om den som CSV."
        )
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace"), "UTF-16"
    try:
        return raw.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:  # what Excel writes as plain CSV in western Europe
        return raw.decode("cp1252", "replace"), "Windows-1252"


def numbered_rows(name: str, text: str) -> tuple[list[int], list[list[str]]]:
    """Row numbers (from 1, empty rows count) and cells of the rows that have any content, headings
    first. Raises WaveError where the text is no CSV."""
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))
    try:
        found = [(n, row) for n, row in enumerate(reader, start=1) if any(c.strip() for c in row)]
    except csv.Error as error:
        raise WaveError(
            f"{name}: kan inte läsas som CSV ({error}). Spara om filen som CSV UTF-8."
        ) from error
    return [n for n, _ in found], [row for _, row in found]


def _check_shape(name: str, rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> None:
    """Headings once each, and as many cells in each row as there are headings."""
    names = [cell.strip() for cell in rows[0]]
    faults = [
        fault(
            name,
            column,
            [numbers[0]],
            "dubbel_rubrik",
            f"rubriken finns {names.count(column)} gånger",
            "ett namn för varje kolumn",
            "byt namn på den ena",
        )
        for column in sorted({each for each in names if each and names.count(each) > 1})
    ]
    uneven = [n for n, row in zip(numbers, rows, strict=True) if len(row) != len(names)]
    if uneven:
        faults.append(
            fault(
                name,
                "",
                uneven,
                "antal_celler",
                "antalet celler är ett annat än antalet rubriker",
                f"{len(names)}",
                "spara om filen med citattecken kring celler som har skiljetecken i sig",
            )
        )
    unnamed = [i for i, column in enumerate(names) if not column]
    filled = [
        n for n, row in zip(numbers, rows, strict=True) for i in unnamed if row[i : i + 1] != [""]
    ]
    if filled and not uneven:
        faults.append(
            fault(
                name, "(utan rubrik)", filled, "ingen_rubrik", "innehåll utan rubrik",
                "en rubrik över varje kolumn", "skriv en rubrik, eller ta bort kolumnen",
            )
        )  # fmt: skip
    if faults:
        raise WaveRefused(faults)


def _mixed(name: str, column: str, row: int) -> Fault:
    return fault(
        name,
        column,
        [row],
        "blandade_decimaler",
        "både decimalkomma och decimalpunkt i kolumnen",
        "ett av dem i hela kolumnen",
        "rätta filen; talet kan annars bli tusen gånger för stort",
    )
