"""Ids that a spreadsheet has rounded: they name nothing any more, or another post."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

_EXPONENT = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE]\+?\d+|\d{9,}[.,]\d+")
_WRITTEN_OUT = re.compile(r"\d{19,}")
_FIFTEEN_DIGITS = re.compile(r"\d{15}0{4,}")
"""Excel keeps 15 digits of a number and fills up with zeros. Ids of TikTok and X have 19, and one
in 10,000 ends so by itself: in one post it says nothing, in many it does."""

FIRST_ROWS = 1_000
MOST = 0.01
"""The share of ids like 7,29E+18 in the first rows above which no id of the file is trusted."""
MOST_ZEROS = 0.1
"""The same share of ids that are written out and end with zeros, among such ids."""


def is_rounded(value: object) -> bool:
    """Whether an id is a number that has lost its last digits, by the way it is written.

    >>> is_rounded("7,29E+18"), is_rounded(7.29e18), is_rounded("7291234567890123456")
    (True, True, False)
    """
    if isinstance(value, str):
        return _EXPONENT.fullmatch(value.strip()) is not None if not value.isdigit() else False
    return isinstance(value, float)


def why_rounded(path: Path, ids: Iterable[object]) -> str:
    """Why no id of a file can be trusted, for the user: too many of the first ones are rounded.

    "" where they can. Raises ImportFileError when the file cannot be read.
    """
    first = list(islice(ids, FIRST_ROWS))
    rounded = sum(map(is_rounded, first))
    if rounded < 2 or rounded <= MOST * len(first):
        rounded = _end_with_zeros(first)
    if not rounded:
        return ""
    return (
        f"{path}: {rounded} av de {len(first)} första raderna har avrundade id-nummer, som "
        "7,29E+18 eller 7290000000000000000; så blir det när en fil öppnas och sparas i Excel, och "
        "då går det inte längre att se vilket inlägg som är vilket. Därför lästes inget in ur "
        "filen. Importera filen som verktyget sparade den, utan att öppna den i Excel först."
    )


def _end_with_zeros(first: Iterable[object]) -> int:
    """How many rows have ids that a spreadsheet has filled up with zeros; 0 where it may be chance.

    Each id counts once towards that: a post that stands in a file twice is one post.
    """
    written = [str(i) for i in first if isinstance(i, str | int) and _WRITTEN_OUT.fullmatch(str(i))]
    distinct = set(written)
    zeros = {each for each in distinct if _FIFTEEN_DIGITS.fullmatch(each)}
    if len(distinct) < 3 or len(zeros) < 2 or len(zeros) <= MOST_ZEROS * len(distinct):
        return 0
    return sum(each in zeros for each in written)
