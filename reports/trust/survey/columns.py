"""The columns of a regression: numbers as they are, categories as one column for each level.

The first level of a category is the reference, and every other has a column that is 1 in its rows
(R's `contr.treatment`), named as R names it: the variable and the level together.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from reports.trust.survey.disclosure import told
from reports.trust.survey.points import EstimateError

INTERCEPT = "(Intercept)"
"""The name of the column of ones, as in R."""


@dataclass(frozen=True, eq=False)
class ModelColumns:
    """The (n, p) columns `x` of a model, NaN in a row where the variable is missing.

    `names`, `terms` and `levels` have one element for each column: its name, the variable that it
    comes from (INTERCEPT for the ones), and the level that it marks (None for a number).
    `references` holds the level that each category is compared with.
    """

    x: np.ndarray
    names: tuple[str, ...]
    terms: tuple[str, ...]
    levels: tuple[Hashable | None, ...]
    references: Mapping[str, Hashable]

    @property
    def complete(self) -> np.ndarray:
        """(n,) the rows without a missing value."""
        return np.logical_not(np.isnan(self.x).any(axis=1))


def columns_of(
    frame: pd.DataFrame,
    formula_terms: Sequence[str],
    *,
    rows: np.ndarray | None = None,
    reference: Mapping[str, Hashable] | None = None,
    factors: Collection[str] = (),
    intercept: bool = True,
) -> ModelColumns:
    """The columns of a model with an intercept and the variables that `formula_terms` names.

    Text, truth values, categories, and the numbers named in `factors` become one column for each
    level but the reference: the first in order, or that in `reference`. Levels are those that occur
    in `rows` (n,), all by default, as R drops unused levels. Raises EstimateError where a column is
    absent, or a category has a single level or lacks the reference.
    """
    kept = np.ones(len(frame), dtype=bool) if rows is None else np.asarray(rows, dtype=bool)
    wanted = dict(reference or {})
    made: list[_Column] = []
    if intercept:
        made.append(_Column(np.ones(len(frame)), INTERCEPT, INTERCEPT, None))
    used_references: dict[str, Hashable] = {}
    for term in formula_terms:
        if term not in frame.columns:
            raise EstimateError(
                f"regressionen: variabeln {term!r} finns inte; filen har "
                f"{', '.join(str(column) for column in frame.columns[:20])}; rätta namnet"
            )
        column = frame[term]
        if term not in factors and _is_number(column):
            numbers = column.to_numpy(dtype=float, na_value=np.nan)
            made.append(_Column(numbers, term, term, None))
            continue
        first, others = _levels(column[kept], term, wanted.get(term))
        used_references[term] = first
        missing = column.isna().to_numpy()
        for level in others:
            marks = np.where(missing, np.nan, (column == level).to_numpy(dtype=float, na_value=0.0))
            made.append(_Column(marks, f"{term}{_label(level)}", term, level))
    return ModelColumns(
        np.column_stack([column.values for column in made]),
        tuple(column.name for column in made),
        tuple(column.term for column in made),
        tuple(column.level for column in made),
        used_references,
    )


class _Column(NamedTuple):
    values: np.ndarray  # (n,)
    name: str
    term: str
    level: Hashable | None


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _levels(
    column: pd.Series, term: str, reference: Hashable | None
) -> tuple[Hashable, list[Hashable]]:
    """The reference level of a category, and the others in order."""
    present = column.dropna().unique()
    if isinstance(column.dtype, pd.CategoricalDtype):
        found = set(present)
        levels = [level for level in column.cat.categories if level in found]
    else:
        try:
            levels = sorted(present)
        except TypeError:
            levels = sorted(present, key=str)
    if len(levels) < 2:
        raise EstimateError(
            f"regressionen: variabeln {term!r} har {len(levels)} olika värden i gruppen; minst "
            "två behövs för en jämförelse; ta bort den eller välj en annan grupp"
        )
    if reference is None:
        return levels[0], levels[1:]
    if reference not in levels:
        raise EstimateError(
            f"regressionen: referensnivån {reference!r} finns inte i variabeln {term!r}; den har "
            f"{told(levels)}; välj en av dem"
        )
    return reference, [level for level in levels if level != reference]


def _label(level: Hashable) -> str:
    if isinstance(level, bool | np.bool_):
        return "TRUE" if level else "FALSE"
    if isinstance(level, float) and level.is_integer():
        return str(int(level))
    return str(level)
