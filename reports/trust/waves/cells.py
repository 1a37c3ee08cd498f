"""Written cells to values: decimal commas, days, and codes that must keep their zeros."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from reports.trust.waves.table import Cell

_NOTHING = frozenset({"", ".", "NA", "N/A", "NaN", "#N/A", "#NULL!"})
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?")
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?")
_LEADING_ZERO = re.compile(r"0\d+")
_DOTTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ]\d{2}:\d{2}.*)?")


class MixedDecimals(Exception):
    """A column has both decimal commas and decimal points; `index` is the cell that differs."""

    def __init__(self, index: int) -> None:
        super().__init__(f"cell {index}")
        self.index = index


def typed(cells: Sequence[str]) -> list[Cell]:
    """The cells of one column as numbers if all are numbers, as days if all are days, else texts.

    Empty cells and NA are None. A column with a code that starts with 0 (`0114`) stays text. Raises
    MixedDecimals when commas and points both stand for decimals.
    """
    texts = [None if (text := cell.strip()) in _NOTHING else text for cell in cells]
    found = [text for text in texts if text is not None]
    if found and all(map(_is_number, found)) and not any(map(_LEADING_ZERO.fullmatch, found)):
        _check_decimals(texts)
        return [None if text is None else number(text) for text in texts]
    if found and all(("-" in text or "." in text) and day(text) is not None for text in found):
        return [None if text is None else day(text) for text in texts]
    return list(texts)


def number(text: str) -> float:
    """A number as Swedes and programs write it: `1 234,5`, `1.5`. Raises ValueError."""
    return float(re.sub(r"[ \u00a0\u202f]", "", text).replace(",", "."))


def day(value: object) -> date | None:
    """The day of a cell, None where it is none: a date, `2026-09-01`, `20260901`, `1.9.2026`."""
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    if isinstance(value, float) and value.is_integer():
        value = str(int(value))
    if not isinstance(value, str):
        return None
    dotted = _DOTTED_DAY.fullmatch(value.strip())
    found = _DAY.fullmatch(value.strip())
    parts = dotted.groups()[::-1] if dotted else found.groups() if found else None
    try:
        return date(*map(int, parts)) if parts else None
    except ValueError:
        return None


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text) or _GROUPED.fullmatch(text))


def _check_decimals(texts: Sequence[str | None]) -> None:
    marks = [(i, "," if "," in text else ".") for i, text in enumerate(texts) if text]
    marks = [(i, mark) for i, mark in marks if mark in (texts[i] or "")]
    for i, mark in marks:
        if mark != marks[0][1]:
            raise MixedDecimals(i)
