"""Tests of differences and of association in a survey: t, Wald, and Rao & Scott's χ².

Each takes the design into account as R's `svyttest`, `regTermTest` and `svychisq` do. A row with a
missing value is outside the domain.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from reports.trust.survey.coefficients import Regression
from reports.trust.survey.columns import INTERCEPT
from reports.trust.survey.design import Design
from reports.trust.survey.estimates import mean
from reports.trust.survey.intervals import t_interval
from reports.trust.survey.points import (
    EstimateError,
    column_of,
    mask_of,
    ratios,
    rows_of,
)
from reports.trust.survey.regression import linear

STATISTICS = ("F", "Chisq", "Wald", "adjWald")
"""The statistics of a two-way table, by R's names."""


@dataclass(frozen=True)
class TTest:
    """A mean, or a difference in means, against 0. NaN where no degree of freedom is left.

    `n` counts the rows with all values.
    """

    estimate: float
    se: float
    t: float
    df: float
    p: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Comparison:
    """A test statistic with its degrees of freedom; `denominator_df` is infinite for a χ².

    `n` counts the rows with all values.
    """

    statistic: float
    numerator_df: float
    denominator_df: float
    p: float
    n: int


def one_sample_t(
    design: Design, values: object, domain: object | None = None, level: float = 0.95
) -> TTest:
    """The mean of `values` (n,) against 0, as R's `svyttest(x ~ 0)`; df is the design's less 1."""
    found = mean(design, values, domain)
    return _t_test(found.estimate, found.se, found.df - 1, found.n, level)


def paired_t(
    design: Design,
    first: object,
    second: object,
    domain: object | None = None,
    level: float = 0.95,
) -> TTest:
    """The mean of `first` less `second` of the same rows, as R's `svyttest(I(x - y) ~ 0)`."""
    return one_sample_t(design, column_of(design, first) - column_of(design, second), domain, level)


def two_sample_t(
    design: Design,
    values: object,
    in_second: object,
    domain: object | None = None,
    level: float = 0.95,
) -> TTest:
    """The mean of the rows where `in_second` (n,) is 1 less that where it is 0 (R's `svyttest`).

    Raises EstimateError where a group is empty or `in_second` holds anything but 0, 1 and NaN.
    """
    group, x = column_of(design, in_second), column_of(design, values)
    kept = mask_of(design, domain) & ~np.isnan(group) & ~np.isnan(x) & (design.weights > 0)
    found = np.unique(group[kept])
    if list(found) != [0.0, 1.0]:
        raise EstimateError(
            f"t-testet: grupperna är {', '.join(f'{code:g}' for code in found) or 'tomma'}; "
            "två grupper, 0 och 1, behövs, båda med svar; välj andra grupper"
        )
    columns = np.column_stack([np.ones(len(design)), group])
    model = linear(design, x, columns, (INTERCEPT, "group"), domain=domain)
    return _t_test(float(model.coefficients[1]), float(model.se[1]), model.df, model.n, level)


def wald_test(model: Regression, terms: Sequence[str], null: object = 0.0) -> Comparison:
    """Whether all coefficients of `terms` equal `null` (a number, or one for each of them).

    F with q and the model's df, as R's `regTermTest(method = "Wald")`. Raises EstimateError where
    a term is not in the model, their covariance is singular, or no df is left.
    """
    index = [i for term in terms for i in model.columns_of_term(term)]
    if not index:
        raise EstimateError("Waldtestet: ingen variabel är angiven; välj minst en")
    if model.df <= 0:
        raise EstimateError(
            f"Waldtestet: {model.df} frihetsgrader är kvar; minst en behövs; ta bort variabler"
        )
    beta = model.coefficients[index] - np.broadcast_to(np.asarray(null, float), (len(index),))
    statistic = _quadratic(beta, model.covariance[np.ix_(index, index)], "Waldtestet")
    q = len(index)
    return _f_test(statistic / q, q, model.df, model.n)


def chi_square(
    design: Design,
    rows: object,
    columns: object,
    domain: object | None = None,
    statistic: str = "F",
) -> Comparison:
    """Whether two variables with categories (n,) go together, as R's `svychisq`.

    "F" is Pearson's χ² with Rao & Scott's second-order correction (1984, Ann. Stat. 12:46), R's
    default; "Chisq" the first-order one, whose `statistic` is Pearson's own; "Wald" and "adjWald"
    test the cells' departure from independence (Koch et al. 1975). R's "lincom" and "saddlepoint"
    are not here. Raises EstimateError where a variable has a single category, no df is left, or
    empty cells leave the test undefined.
    """
    if statistic not in STATISTICS:
        raise EstimateError(
            f"χ²-testet: {statistic!r} finns inte; välj ett av {', '.join(STATISTICS)}"
        )
    table = _table(design, rows, columns, mask_of(design, domain))
    nu = _denominator_df(design, table.inside)
    if nu <= 0:
        raise EstimateError(
            f"χ²-testet: urvalet har {nu} frihetsgrader i gruppen; minst en behövs; "
            "välj en större grupp"
        )
    if statistic in ("Wald", "adjWald"):
        return _wald_of_table(design, table, nu, adjusted=statistic == "adjWald")
    return _rao_scott(design, table, nu, second_order=statistic == "F")


@dataclass(frozen=True, eq=False)
class _Table:
    """The cells of a two-way table as (n, r·c) indicators, the columns of the table outside."""

    cells: np.ndarray
    shape: tuple[int, int]
    inside: np.ndarray  # (n,) the domain
    kept: np.ndarray  # (n,) the rows of the domain with both values

    def margins(self, cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(n, r·c) arrays: in each cell its row's and its column's total, of (n, r·c) `cells`."""
        r, c = self.shape
        cube = cells.reshape(-1, c, r)
        of_row = np.tile(cube.sum(axis=1), c)
        return of_row, np.repeat(cube.sum(axis=2), r, axis=1)


def _table(design: Design, rows: object, columns: object, inside: np.ndarray) -> _Table:
    first, second = pd.Series(_flat(rows)), pd.Series(_flat(columns))
    if len(first) != len(design) or len(second) != len(design):
        raise EstimateError(
            f"χ²-testet: variablerna har {len(first)} och {len(second)} värden och urvalet "
            f"{len(design)} rader; ett värde för varje rad behövs"
        )
    kept = inside & first.notna().to_numpy() & second.notna().to_numpy() & (design.weights != 0)
    row_codes, row_labels = pd.factorize(first[kept])
    column_codes, column_labels = pd.factorize(second[kept])
    r, c = len(row_labels), len(column_labels)
    if r < 2 or c < 2:
        raise EstimateError(
            f"χ²-testet: tabellen har {r} rader och {c} kolumner med svar; minst två av varje "
            "behövs; välj en annan variabel eller en större grupp"
        )
    cells = np.zeros((len(design), r * c))
    cells[np.flatnonzero(kept), column_codes * r + row_codes] = 1.0
    return _Table(cells, (r, c), inside, kept)


def _flat(values: object) -> np.ndarray:
    return np.asarray(values, dtype=object).ravel()


def _denominator_df(design: Design, inside: np.ndarray) -> int:
    """The clusters less the strata; unlike `degf`, R counts here those without weight too."""
    if design.replicates is not None:
        return design.subset_df(inside)
    first = design.stages[0]
    kept = np.ones(len(design), dtype=bool) if design.calibrations else inside
    units = np.unique(first.unit[kept])
    return len(units) - len(np.unique(first.unit_stratum[units]))


def _rao_scott(design: Design, table: _Table, nu: int, *, second_order: bool) -> Comparison:
    """Pearson's χ² of the estimated shares, over the eigenvalues of the design effects' matrix."""
    rows = np.flatnonzero(table.kept)
    cells = table.cells[rows]
    shares, covariance = ratios(design, cells, np.ones(cells.shape), rows)
    n = rows_of(design, table.inside)  # R counts rows with missing values here
    of_row, of_column = (margin[0] for margin in table.margins(shares[None, :]))
    expected = of_row * of_column
    pearson = n * float(((shares - expected) ** 2 / expected).sum())
    contrasts = _interactions(*table.shape)
    inverse = np.divide(1.0, shares, out=np.zeros_like(shares), where=shares != 0)
    weighted = contrasts * inverse[:, None]
    independent = contrasts.T @ weighted / n
    if np.linalg.cond(independent) > 1e12:
        raise _too_empty(shares)
    delta = np.linalg.solve(independent, weighted.T @ covariance @ weighted)
    trace = float(np.trace(delta))
    if not trace > 0:
        raise _too_empty(shares)
    if not second_order:
        q = len(delta)
        p = float(stats.chi2.sf(pearson / (trace / q), q))
        return Comparison(pearson, q, math.inf, p, int(table.kept.sum()))
    d0 = trace**2 / float(np.trace(delta @ delta))
    return _f_test(pearson / trace, d0, d0 * nu, int(table.kept.sum()))


def _wald_of_table(design: Design, table: _Table, nu: int, *, adjusted: bool) -> Comparison:
    """Wald's test that each cell's total is the product of its margins over the grand total."""
    r, c = table.shape
    totals = design.weights @ table.cells
    of_row, of_column = (margin[0] for margin in table.margins(totals[None, :]))
    grand = float(totals.sum())
    row_marks, column_marks = table.margins(table.cells)
    departures = totals - of_row * of_column / grand
    scores = table.cells - row_marks * of_column / grand - column_marks * of_row / grand
    scores += table.kept[:, None] * (of_row * of_column / grand**2)
    used = np.arange(r * c).reshape(c, r)[1:, 1:].ravel()
    covariance = design.covariance(scores[:, used], table.kept)
    statistic = _quadratic(departures[used], covariance, "χ²-testet")
    q = (r - 1) * (c - 1)
    if not adjusted:
        return _f_test(statistic / q, q, nu, int(table.kept.sum()))
    left = nu - q + 1
    if left <= 0:
        raise EstimateError(
            f"χ²-testet: {nu} frihetsgrader räcker inte för {q} jämförelser med adjWald; "
            'slå ihop kategorier eller välj "F"'
        )
    return _f_test(statistic * left / (q * nu), q, left, int(table.kept.sum()))


def _interactions(r: int, c: int) -> np.ndarray:
    """(r·c, (r−1)(c−1)) contrasts of a table's cells that its margins don't explain."""
    row, column = np.tile(np.eye(r), (c, 1)), np.repeat(np.eye(c), r, axis=0)
    main = np.column_stack([np.ones(r * c), row[:, 1:], column[:, 1:]])
    both = (column[:, 1:, None] * row[:, None, 1:]).reshape(r * c, -1)
    return both - main @ np.linalg.lstsq(main, both, rcond=None)[0]


def _quadratic(vector: np.ndarray, covariance: np.ndarray, where: str) -> float:
    scale = np.sqrt(np.diag(covariance).clip(min=0))
    if (scale == 0).any() or np.linalg.cond(covariance / np.outer(scale, scale)) > 1e12:
        raise EstimateError(
            f"{where}: kovariansen är singulär, eftersom celler är tomma eller urvalsklustren för "
            "få; slå ihop kategorier"
        )
    return float(vector @ np.linalg.solve(covariance, vector))


def _too_empty(shares: np.ndarray) -> EstimateError:
    return EstimateError(
        f"χ²-testet: {int((shares == 0).sum())} av {len(shares)} celler är tomma och testet är "
        "inte definierat; slå ihop kategorier"
    )


def _f_test(statistic: float, numerator_df: float, denominator_df: float, n: int) -> Comparison:
    p = float(stats.f.sf(statistic, numerator_df, denominator_df))
    return Comparison(statistic, numerator_df, denominator_df, p, n)


def _t_test(estimate: float, se: float, df: float, n: int, level: float) -> TTest:
    t = estimate / se if se > 0 else math.nan
    p = float(2 * stats.t.sf(abs(t), df)) if df > 0 else math.nan
    low, high = t_interval(estimate, se, df, level)
    return TTest(estimate, se, t, df, p, low, high, n)
