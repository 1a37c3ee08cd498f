"""Conditions on the rows of a survey: comparisons of columns with values, joined by and, or, not.

A comparison with a missing value is neither true nor false (Kleene's logic, as in SQL).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from reports.trust.waves.table import code_text, suggestion
from store.errors import SettingsError

Value = str | int | float | bool
Labels = Mapping[str, Mapping[str, str]]
"""The words of a column's codes, by column."""


class DomainError(SettingsError):
    """A domain that can't be read, or that its data can't answer."""


class Truth(NamedTuple):
    """(n,) rows where an expression holds, and where it does not; a missing value is in neither."""

    yes: np.ndarray
    no: np.ndarray


@dataclass(frozen=True)
class Comparison:
    """A column beside one value, or a list of them for "in"."""

    column: str
    sign: str
    values: tuple[Value, ...]

    def truth(self, frame: pd.DataFrame, labels: Labels) -> Truth:
        """(n,) where it holds and where it doesn't; neither where the value is missing."""
        column = column_of(frame, self.column)
        if self.sign in ("<", "<=", ">", ">="):
            return self._ordered(column)
        codes, present = codes_of(column)
        equal = codes.isin(codes_named(self.values, labels.get(self.column, {}))).to_numpy()
        yes = equal if self.sign in ("==", "in") else ~equal
        return Truth(yes & present, ~yes & present)

    def _ordered(self, column: pd.Series) -> Truth:
        (limit,) = self.values
        if isinstance(limit, str | bool):
            raise DomainError(
                f"domain, {self.column} {self.sign} {limit!r}: större och mindre gäller tal; "
                f"skriv talet utan citattecken, eller använd == eller in."
            )
        numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        present = ~np.isnan(numbers)
        if (column.notna().to_numpy() & ~present).any():
            raise DomainError(
                f"domain, {self.column} {self.sign} {limit!r}: kolumnen har text; väntade tal; "
                "använd == eller in."
            )
        with np.errstate(invalid="ignore"):
            holds = ORDERS[self.sign](numbers, limit)
        return Truth(holds & present, ~holds & present)


@dataclass(frozen=True)
class Joined:
    """Parts that must all hold ("and"), or of which one must ("or")."""

    word: str
    parts: tuple[Node, ...]

    def truth(self, frame: pd.DataFrame, labels: Labels) -> Truth:
        """(n,) by Kleene's logic of three values: what is missing decides only where it must."""
        yes, no = zip(*(part.truth(frame, labels) for part in self.parts), strict=True)
        if self.word == "and":
            return Truth(np.logical_and.reduce(yes), np.logical_or.reduce(no))
        return Truth(np.logical_or.reduce(yes), np.logical_and.reduce(no))


@dataclass(frozen=True)
class Not:
    """What holds where the part does not; a missing value stays missing."""

    part: Node

    def truth(self, frame: pd.DataFrame, labels: Labels) -> Truth:
        """(n,) where the part doesn't hold, and where it does."""
        found = self.part.truth(frame, labels)
        return Truth(found.no, found.yes)


Node = Comparison | Joined | Not

ORDERS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def column_of(frame: pd.DataFrame, name: str) -> pd.Series:
    """A column; raises DomainError with the names that there are."""
    if name not in frame.columns:
        some = ", ".join(str(column) for column in frame.columns[:20])
        near = suggestion(name, [*map(str, frame.columns)]) or "."
        raise DomainError(f"kolumnen {name!r} finns inte; filen har {some}{near} Rätta namnet.")
    return frame[name]


def code_of(value: object) -> str:
    """A value as it is compared and shown: 8, 8.0 and "8" are one code."""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, int | float | np.integer | np.floating):
        return str(code_text(float(value)))
    return str(value)


def codes_of(column: pd.Series) -> tuple[pd.Series, np.ndarray]:
    """The codes of a column, and (n,) which rows have one."""
    at, distinct = pd.factorize(column)
    names = np.array([code_of(value) for value in distinct] + [""], dtype=object)
    return pd.Series(names[at]), at >= 0


def codes_named(values: Iterable[object], labels: Mapping[str, str]) -> list[str]:
    """The codes that are meant by these values: a code, or the words that label one."""
    by_words: dict[str, list[str]] = {}
    for code, words in labels.items():
        by_words.setdefault(words.strip().casefold(), []).append(code)
    found: list[str] = []
    for value in values:
        code = code_of(value)
        known = code in labels or not isinstance(value, str)
        found += [code] if known else by_words.get(code.strip().casefold(), [code])
    return found
