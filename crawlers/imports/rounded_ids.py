"""Ids that a spreadsheet has rounded: they name nothing any more, or another post."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from store.errors import ImportFileError

_EXPONENT = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE]\+?\d+|\d{9,}[.,]\d+")
_FIFTEEN_DIGITS = re.compile(r"\d{15}0{4,}")
"""Excel keeps 15 digits of a number and fills up with zeros. Ids of TikTok and X have 19, and one
in 10,000 ends so by itself: in one row it says nothing, in many it does."""

FIRST_ROWS = 1_000
MOST = 0.01
"""The share of rounded ids in the first rows above which a file is refused, if they are two."""


def is_rounded(value: object) -> bool:
    """Whether an id is a number that has lost its last digits, by the way it is written.

    >>> is_rounded("7,29E+18"), is_rounded(7.29e18), is_rounded("7291234567890123456")
    (True, True, False)
    """
    if isinstance(value, str):
        return _EXPONENT.fullmatch(value.strip()) is not None if not value.isdigit() else False
    return isinstance(value, float)


def _looks_rounded(value: object) -> bool:
    return is_rounded(value) or (
        isinstance(value, str | int) and _FIFTEEN_DIGITS.fullmatch(str(value)) is not None
    )


def refuse_rounded(path: Path, ids: Iterable[object]) -> None:
    """Raises ImportFileError when more than one percent of the first ids of a file look rounded."""
    first = list(islice(ids, FIRST_ROWS))
    rounded = sum(map(_looks_rounded, first))
    if rounded >= 2 and rounded > MOST * len(first):
        raise ImportFileError(
            f"{path}: {rounded} av de {len(first)} första raderna har avrundade id-nummer, som "
            "7,29E+18; så blir det när en fil öppnas och sparas i Excel, och då går det inte "
            "längre att se vilket inlägg som är vilket. Importera filen som verktyget sparade "
            "den, utan att öppna den i Excel först."
        )
