"""Domains of a survey: which rows an estimate is about, as a small expression or as a table.

An expression compares columns with numbers, or with texts in quotes, and joins comparisons:

    kon == "kvinna" and alder >= 18 and not parti in [7, 9]

A table names columns and the value or values that they may have. Nothing is evaluated as a program.
A comparison with a missing value is neither true nor false, and a row whose answer is not true is
outside the domain (Kleene's logic, as in SQL).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reports.trust.survey.conditions import (
    Comparison,
    DomainError,
    Joined,
    Labels,
    Node,
    Not,
    Value,
    code_of,
)
from reports.trust.survey.expression import Parser


@dataclass(frozen=True)
class Domain:
    """A part of the sample; `text` is how it was written, and names it in the output."""

    text: str
    root: Node

    def mask(self, frame: pd.DataFrame, labels: Labels | None = None) -> np.ndarray:
        """(n,) the rows in the domain; a value may be a code or the words that `labels` has for it.

        Raises DomainError for a column that the file lacks.
        """
        return self.root.truth(frame, labels or {}).yes

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it asks about, sorted."""
        return tuple(sorted(_columns(self.root)))


def domain_of(given: object) -> Domain:
    """The domain of an expression, or of a table of column = value or list of values.

    Raises DomainError that says where the expression stops making sense.
    """
    if isinstance(given, str):
        return Domain(given.strip(), Parser(given).whole())
    if isinstance(given, Mapping) and given:
        parts = tuple(_of_table(str(name), value) for name, value in given.items())
        text = " and ".join(_written(part) for part in parts)
        return Domain(text, parts[0] if len(parts) == 1 else Joined("and", parts))
    raise DomainError(
        f"domain = {given!r}: väntade ett villkor som 'kon == \"kvinna\"' eller en tabell som "
        '{ kon = "kvinna" }.'
    )


def _of_table(name: str, given: object) -> Comparison:
    values: list[Value] = []
    for one in given if isinstance(given, list | tuple) else [given]:
        if not isinstance(one, str | int | float) or one != one:
            raise DomainError(f"domain, {name} = {one!r}: väntade ett tal eller en text.")
        values.append(one)
    if not values:
        raise DomainError(f"domain, {name} = []: väntade minst ett värde.")
    return Comparison(name, "in" if len(values) > 1 else "==", tuple(values))


def _written(part: Comparison) -> str:
    values = ", ".join(code_of(value) for value in part.values)
    return f"{part.column} = {values}" if part.sign == "==" else f"{part.column} in [{values}]"


def _columns(node: Node) -> set[str]:
    if isinstance(node, Comparison):
        return {node.column}
    if isinstance(node, Not):
        return _columns(node.part)
    return set().union(*(_columns(part) for part in node.parts))
