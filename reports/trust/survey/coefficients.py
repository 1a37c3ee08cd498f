"""A fitted regression: coefficients, their covariance, and the table of tests and intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from reports.trust.survey.intervals import t_interval
from reports.trust.survey.points import EstimateError, standard_error


@dataclass(frozen=True)
class Coefficient:
    """One coefficient with its t-test and interval; `p`, `low` and `high` are NaN if no df is left.

    Of a logistic regression it is a difference in log odds.
    """

    name: str
    estimate: float
    se: float
    t: float
    p: float
    low: float
    high: float

    @property
    def odds_ratio(self) -> tuple[float, float, float]:
        """The odds ratio, and the ends of its interval."""
        return math.exp(self.estimate), math.exp(self.low), math.exp(self.high)


@dataclass(frozen=True, eq=False)
class Regression:
    """A fitted model of p columns. `df` are those of the design, less p, plus 1 (R's `svyglm`).

    `coefficients` is (p,), `covariance` (p, p). `n` counts the rows of the domain that have all
    values. `terms` names the variable behind each column, where known; `kind` is "linear" or
    "logistic".
    """

    names: tuple[str, ...]
    coefficients: np.ndarray
    covariance: np.ndarray
    df: int
    n: int
    kind: str = "linear"
    terms: tuple[str, ...] = ()

    @property
    def se(self) -> np.ndarray:
        """(p,) standard errors."""
        return np.array([standard_error(v) for v in np.diag(self.covariance)])

    def table(self, level: float = 0.95) -> list[Coefficient]:
        """The coefficients with standard errors, t-tests and intervals, in order."""
        if not 0 < level < 1:
            raise EstimateError(f"regressionen: nivån {level:g} ligger inte mellan 0 och 1; ändra")
        rows = []
        for name, estimate, se in zip(self.names, self.coefficients, self.se, strict=True):
            t = estimate / se if se > 0 else math.nan
            p = float(2 * stats.t.sf(abs(t), self.df)) if self.df > 0 else math.nan
            low, high = t_interval(float(estimate), float(se), self.df, level)
            rows.append(Coefficient(name, float(estimate), float(se), float(t), p, low, high))
        return rows

    def columns_of_term(self, term: str) -> list[int]:
        """The positions of the columns of a variable, or of the column of that name."""
        found = [i for i, known in enumerate(self.terms) if known == term]
        found = found or [i for i, name in enumerate(self.names) if name == term]
        if not found:
            known = dict.fromkeys(self.terms or self.names)
            raise EstimateError(
                f"regressionen: {term!r} är inte med i modellen; den har {', '.join(known)}; "
                "välj en av dem"
            )
        return found
