"""The sheet that a coder fills in, as CSV that Excel and LibreOffice open by a double click."""

from __future__ import annotations

import csv
import importlib.resources
import io
import re
from collections.abc import Mapping, Sequence

from reports.coding.names import ANSWERS, GIVEN
from reports.export import no_formula

INSTRUCTIONS = "kodbok.txt"

LONGEST_CELL = 32_000
"""Characters of a cell. Excel takes 32,767 and lets the rest flow over into the row below."""

_CUT = " […] (texten är längre än ett kalkylark rymmer)"

_LIKE_A_NUMBER = re.compile(r"\d+(e\d+)?")
"""Ids that a spreadsheet would round or give back as 1,23E+18."""


def sheet(rows: Sequence[Mapping[str, object]]) -> bytes:
    """The rows (with the columns GIVEN) and empty answers, as CSV.

    UTF-8 with a byte order mark and semicolons: that is what a Swedish Excel opens rightly without
    being asked; LibreOffice finds out both. Cells are never formulas.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow((*GIVEN, *ANSWERS))
    for row in rows:
        writer.writerow([*(_cell(row[name]) for name in GIVEN), *[""] * len(ANSWERS)])
    return out.getvalue().encode("utf-8-sig")


def instructions() -> bytes:
    """What the coder reads first: columns, allowed values and rules, in Swedish.

    With a byte order mark and the line ends of Windows, for its simplest editor.
    """
    text = (importlib.resources.files("reports.coding") / INSTRUCTIONS).read_text("utf-8")
    return text.replace("\n", "\r\n").encode("utf-8-sig")


def _cell(value: object) -> str:
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    if _LIKE_A_NUMBER.fullmatch(text) and not isinstance(value, int):
        return f"'{text}"
    if len(text) > LONGEST_CELL:
        text = text[: LONGEST_CELL - len(_CUT)] + _CUT
    return no_formula(text)
