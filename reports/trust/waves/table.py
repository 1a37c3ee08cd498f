"""A survey file as it was read: columns with their labels, and rows with the numbers users see."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

Cell = float | str | date | None
"""A number, a text or a day; None where nothing stands. Stata's .a to .z are texts, `.a`."""


@dataclass(frozen=True, slots=True)
class Column:
    """One variable. `label` is the file's name of it in words, `question` the wording where a
    codebook has it, `labels` maps codes to words, `user_missing` holds the ranges (low, high) that
    the file itself declares as missing, `is_weight` what a codebook says."""

    name: str
    values: Sequence[Cell]
    label: str = ""
    question: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    user_missing: tuple[tuple[float | str, float | str], ...] = ()
    is_weight: bool = False

    def codes(self) -> list[str | None]:
        """The values as codes, in order."""
        return [code_text(value) for value in self.values]

    def is_user_missing(self, code: str) -> bool:
        """Whether the file declares the code as missing."""
        return any(_within(code, low, high) for low, high in self.user_missing)

    @property
    def numeric(self) -> bool:
        """Whether all that stands in the column are numbers (Stata's .a to .z aside)."""
        found = [v for v in self.values if v is not None and not is_extended_missing(v)]
        return bool(found) and all(isinstance(value, float) for value in found)

    @property
    def textual(self) -> bool:
        """Whether texts stand in the column."""
        return any(isinstance(v, str) and not is_extended_missing(v) for v in self.values)


@dataclass(frozen=True, slots=True)
class SurveyTable:
    """A file's columns by name, in its order. `numbers` gives each row's number in the program
    where the user looks it up: headings are row 1 of a CSV file or a sheet, SPSS and Stata count
    cases from 1. `notes` are Swedish sentences on how the file was read."""

    name: str
    columns: Mapping[str, Column]
    numbers: Sequence[int]
    sha256: str
    label: str = ""
    notes: tuple[str, ...] = ()

    def only(self, column: str, code: str) -> SurveyTable:
        """The rows that have this code in this column."""
        kept = [i for i, found in enumerate(self.columns[column].codes()) if found == code]
        columns = {
            name: replace(each, values=[each.values[i] for i in kept])
            for name, each in self.columns.items()
        }
        return replace(self, columns=columns, numbers=[self.numbers[i] for i in kept])


def code_text(value: object) -> str | None:
    """A value as a code: 1.0 and 1 are `1`; None where nothing stands.

    >>> code_text(8.0), code_text(" Vet ej "), code_text(1.5)
    ('8', 'Vet ej', '1.5')
    """
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip() or None


def is_extended_missing(value: object) -> bool:
    """Whether a value is one of Stata's .a to .z."""
    return isinstance(value, str) and len(value) == 2 and value[0] == "." and value[1].isalpha()


def code_number(code: str) -> float | None:
    """The number that a code is, None for texts."""
    try:
        return float(code)
    except ValueError:
        return None


def near_names(name: str, names: Sequence[str]) -> list[str]:
    """Those that somebody who wrote `name` may have meant; capitals make no difference.

    >>> near_names("F12A", ["f12a", "vikt"]), near_names("wikt", ["f12a", "vikt"])
    (['f12a'], ['vikt'])
    """
    folded = {each.casefold(): each for each in names}
    return [folded[each] for each in difflib.get_close_matches(name.casefold(), folded, n=3)]


def suggestion(name: str, names: Sequence[str]) -> str:
    """The end of a sentence that asks for the right name.

    >>> suggestion("wikt", ["f12a", "vikt"]), suggestion("x9", ["vikt"])
    ('; menades vikt?', '')
    """
    near = near_names(name, names)
    return f"; menades {' eller '.join(near)}?" if near else ""


def _within(code: str, low: float | str, high: float | str) -> bool:
    if isinstance(low, str) or isinstance(high, str):
        return str(low) <= code <= str(high)
    number = code_number(code)
    return number is not None and low <= number <= high
