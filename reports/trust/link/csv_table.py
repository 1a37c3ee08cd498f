"""A CSV file as a researcher has it: any usual encoding, delimiter and decimal sign."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from reports.trust.waves.faults import WaveError
from reports.trust.waves.sheets import decoded, numbered_rows
from store.errors import SettingsError

_NUMBER = re.compile(r"[-+−]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d+)?")
_MISSING = {"", "na", "nan", "null", "none", "–", "-", ".", ".."}


class TableError(SettingsError):
    """A table that can't be analysed as it is; nothing was joined."""


@dataclass(frozen=True)
class CsvTable:
    """The cells as text, with the file's name and the SHA-256 of its bytes.

    `rows` are the numbers of the rows as the user's program shows them: the header is row 1, and
    empty rows count.
    `waves` tells of the stored waves that the rows are from (keys of a wave in `page/inputs.py`);
    a file of the user's own has none. `flags` are codes of what a reader must know of it
    (`page/flags.py`).
    """

    name: str
    sha256: str
    cells: pd.DataFrame
    rows: tuple[int, ...]
    waves: tuple[Mapping[str, Any], ...] = ()
    flags: tuple[str, ...] = ()

    def has(self, column: str) -> bool:
        """Whether a column is there, also one without any value."""
        return column in self.cells.columns

    def require(self, columns: Sequence[str], what: str) -> None:
        """Raise TableError unless all columns are there."""
        if missing := [column for column in columns if not self.has(column)]:
            raise TableError(
                f"{self.name}: kolumnen {', '.join(missing)} saknas; filen har "
                f"{', '.join(self.cells.columns)}. {what} Lägg till kolumnen eller rätta namnet."
            )

    def text(self, column: str) -> list[str]:
        """The cells of a column, without the spaces around them; empty where missing."""
        return [str(cell).strip() for cell in self.cells[column]]

    def numbers(self, column: str) -> np.ndarray:
        """The cells of a column as floats, NaN where empty or told to be missing.

        Raises TableError that names the row of a cell that is no number.
        """
        found = []
        for row, cell in zip(self.rows, self.text(column), strict=True):
            if cell.lower() in _MISSING:
                found.append(np.nan)
            elif _NUMBER.fullmatch(cell):
                found.append(float(cell.replace(",", ".").replace("−", "-")))
            else:
                raise TableError(  # without the cell: it may be a respondent's answer
                    f"{self.name}, rad {row}, kolumnen {column}: cellen är inget tal; väntade ett "
                    "tal eller en tom cell. Rätta cellen."
                )
        return np.array(found, dtype=float)

    def is_numeric(self, column: str) -> bool:
        """Whether every cell that holds something holds a number."""
        return all(c.lower() in _MISSING or _NUMBER.fullmatch(c) for c in self.text(column))


def read_csv_table(path: Path) -> CsvTable:
    """Read a file. Raises TableError when it can't be read, is no table, or has no rows."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        gone = isinstance(error, FileNotFoundError)
        found = "filen finns inte" if gone else "den går inte att öppna"
        raise TableError(
            f"{path}: kan inte läsas ({found}); väntade en CSV-fil. Sökvägar i planen "
            "räknas från planens mapp."
        ) from error
    return parse_csv_table(raw, path.name)


def parse_csv_table(raw: bytes, name: str) -> CsvTable:
    """The table in the bytes of a CSV file called `name`; see `read_csv_table`."""
    try:
        numbers, rows = numbered_rows(name, decoded(name, raw)[0])
    except WaveError as error:
        raise TableError(str(error)) from error
    if len(rows) < 2:
        raise TableError(
            f"{name}: {len(rows)} rader; väntade en rad med namn och minst en rad data."
        )
    columns = [column.strip() for column in rows[0]]
    if twice := sorted({column for column in columns if columns.count(column) > 1}):
        raise TableError(f"{name}: kolumnen {twice[0]} finns två gånger. Byt namn på den ena.")
    for number, row in zip(numbers[1:], rows[1:], strict=True):
        if len(row) != len(columns):
            raise TableError(
                f"{name}, rad {number}: {len(row)} celler; väntade {len(columns)}, som i första "
                "raden. Rätta raden; med decimalkomma ska cellerna skiljas med semikolon."
            )
    cells = pd.DataFrame(rows[1:], columns=columns, dtype=str)
    return CsvTable(name, hashlib.sha256(raw).hexdigest(), cells, tuple(numbers[1:]))
