"""Quantiles of a survey, with the intervals of Woodruff (1952, J. Amer. Statist. Assoc. 47:635).

The quantile is read off the weighted distribution function. Its interval is that of the share of
the population at or below it, read back through the same function; half its width over the t value
is the standard error. It follows `svyquantile` of R's `survey` 4.1 down to the rounding at ties;
but with replicate weights that version takes the interval "mean" whatever is asked for, and this
does what is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats

from reports.trust.survey.design import Design
from reports.trust.survey.intervals import NOT_DEFINED, interval, t_interval
from reports.trust.survey.points import (
    EmptyDomainError,
    EstimateError,
    PointEstimate,
    column_of,
    mask_of,
    ratios,
    rows_of,
    standard_error,
)
from reports.trust.survey.replicates import Replicates

METHODS = ("mean", "beta", "xlogit", "asin", "quantile")
"""Intervals for the share below the quantile, as R's `interval.type`; "quantile" is the spread of
the quantile itself over replicates, and needs them."""

Rule = Callable[[np.ndarray, np.ndarray, float], float]
"""From values, weights and a share to a quantile."""


@dataclass(frozen=True)
class QuantileEstimate(PointEstimate):
    """A quantile with its own interval, which need not lie evenly about it.

    An end is NaN where the data do not reach so far out.
    """

    low: float = float("nan")
    high: float = float("nan")
    level: float = 0.95


def quantile(
    design: Design,
    values: object,
    q: float,
    domain: object | None = None,
    *,
    rule: str = "math",
    method: str = "mean",
    level: float = 0.95,
) -> QuantileEstimate:
    """The value below which a share `q`, in 0..1, of the domain lies.

    `rule` is one of RULES, `method` one of METHODS. Raises EmptyDomainError without values, and
    EstimateError for a rule or method that is not known.
    """
    _check(design, q, rule, method)
    x, rows = column_of(design, values), mask_of(design, domain)
    kept = rows & ~np.isnan(x)
    if not (design.weights[kept] > 0).any():
        raise EmptyDomainError
    x, sample = x[kept], _Sample(design, np.flatnonzero(kept), design.subset_df(kept))
    weights = sample.weights if design.replicates is not None else _reciprocal_twice(sample.weights)
    estimate = RULES[rule](x, weights, q)
    if method == "quantile" and design.replicates is not None:
        low, high = _replicated(sample, design.replicates, lambda w: RULES[rule](x, w, q), level)
    else:
        ends = _ends_of_share(sample, x <= estimate, method, level)
        low, high = (
            RULES[rule](x, weights, end) if 0 <= end <= 1 else float("nan") for end in ends
        )
    t = stats.t.ppf((1 + level) / 2, sample.df) if sample.df > 0 else float("nan")
    se = float((high - low) / (2 * t))
    counts = (len(x), None, rows_of(design, rows))
    return QuantileEstimate(estimate, se, sample.df, *counts, low=low, high=high, level=level)


def _check(design: Design, q: float, rule: str, method: str) -> None:
    if not 0 <= q <= 1:
        raise EstimateError(f"kvantilen {q:g}: ett tal i 0–1 behövs (0.5 är medianen)")
    if rule not in RULES:
        raise EstimateError(f"kvantilens regel {rule!r} är okänd; välj ett av {', '.join(RULES)}")
    if method not in METHODS:
        raise EstimateError(
            f"kvantilens intervall {method!r} är okänt; välj ett av {', '.join(METHODS)}"
        )
    if method == "quantile" and design.replicates is None:
        raise EstimateError(
            'kvantilens intervall "quantile" behöver replikatvikter, och urvalet har inga; '
            'välj "mean"'
        )


@dataclass(frozen=True, eq=False)
class _Sample:
    """The m rows of the design that have a value, as R's `svyquantile` cuts it."""

    design: Design
    rows: np.ndarray
    df: int

    @property
    def weights(self) -> np.ndarray:
        """(m,) their weights."""
        return self.design.weights[self.rows]


def _ends_of_share(
    sample: _Sample, below: np.ndarray, method: str, level: float
) -> tuple[float, float]:
    """The interval of the share that is at or below the quantile, (m,), as R's `woodruffCI`."""
    hits = below.astype(float)[:, None]
    shares, covariance = ratios(sample.design, hits, np.ones_like(hits), sample.rows)
    if method != "mean" and shares[0] >= 1:
        return NOT_DEFINED  # the quantile is the largest value: nothing is known above it
    se = standard_error(float(covariance[0, 0]))
    everyone = rows_of(sample.design, sample.rows >= 0)
    share = PointEstimate(float(shares[0]), se, sample.df, len(below), None, everyone)
    return interval(share, method, level)


def _replicated(
    sample: _Sample,
    replicates: Replicates,
    read: Callable[[np.ndarray], float],
    level: float,
) -> tuple[float, float]:
    """The interval from the spread of the quantile over replicates, as R's `repCI`."""
    estimate = read(sample.weights)
    covariance = replicates.rows(sample.rows).evaluate(
        sample.weights, lambda weights: np.array([read(weights)]), np.array([estimate])
    )
    return t_interval(estimate, standard_error(float(covariance[0, 0])), sample.df, level)


def _reciprocal_twice(weights: np.ndarray) -> np.ndarray:
    """R keeps 1/w, and gives 1/(1/w) back; at a tie of equal weights the last bit decides."""
    with np.errstate(divide="ignore"):
        return 1 / (1 / weights)


@dataclass(frozen=True, eq=False)
class _Steps:
    """Sorted values with their weights, 0 left out, and how the sums of weights go."""

    x: np.ndarray
    weights: np.ndarray
    cumulated: np.ndarray
    total: float

    @classmethod
    def of(cls, values: np.ndarray, weights: np.ndarray) -> _Steps:
        """The steps of (m,) values and weights, values rising; equal values keep their order."""
        positive = weights != 0
        x, w = values[positive], weights[positive]
        order = np.argsort(x, kind="stable")
        exact = w.astype(np.longdouble)  # R adds up in long double
        cumulated = np.cumsum(exact[order]).astype(float)
        return cls(x[order], w[order], cumulated, float(exact.sum()))

    def around(self, q: float) -> tuple[int, int, float, float]:
        """The steps on either side of q, and how far q is above the one and below the other."""
        reached = np.flatnonzero(self.cumulated <= q * self.total)
        low = int(reached[-1]) if len(reached) else 0
        high = min(low + 1, len(self.x) - 1)
        above = q - self.cumulated[low] / self.total
        return low, high, float(above), float(self.cumulated[high] / self.total - q)


def _left(values: np.ndarray, weights: np.ndarray, q: float) -> float:
    steps = _Steps.of(values, weights)
    low, high, above, _ = steps.around(q)
    return float(steps.x[low if above == 0 else high])


def _middle(values: np.ndarray, weights: np.ndarray, q: float) -> float:
    steps = _Steps.of(values, weights)
    low, high, above, _ = steps.around(q)
    return float((steps.x[low] + steps.x[high]) / 2 if above == 0 else steps.x[high])


def _nearest_even(values: np.ndarray, weights: np.ndarray, q: float) -> float:
    positive = weights != 0
    distinct, code = np.unique(values[positive], return_inverse=True)
    steps = _Steps.of(distinct, np.bincount(code, weights[positive]))
    low, high, above, _ = steps.around(q)
    return float(steps.x[low if above == 0 and low % 2 == 1 else high])


def _interpolated(values: np.ndarray, weights: np.ndarray, q: float) -> float:
    steps = _Steps.of(values, weights)
    low, high, above, below = steps.around(q)
    part = above / (above + below)
    return float(steps.x[low] * (1 - part) + steps.x[high] * part)


def _between(positions: Callable[[_Steps], np.ndarray]) -> Rule:
    """Straight lines between the values, each placed at its position; flat outside."""

    def read(values: np.ndarray, weights: np.ndarray, q: float) -> float:
        steps = _Steps.of(values, weights)
        return _straight(positions(steps), steps.x, q)

    return read


def _straight(positions: np.ndarray, x: np.ndarray, q: float) -> float:
    """R's `approx` with rule 2: values at one position are averaged."""
    places, code, counts = np.unique(positions, return_inverse=True, return_counts=True)
    return float(np.interp(q, places, np.bincount(code, x) / counts))


def _before(steps: _Steps) -> np.ndarray:
    return np.concatenate([[0.0], steps.cumulated[:-1]])


def _shah_vaish(values: np.ndarray, weights: np.ndarray, q: float) -> float:
    steps = _Steps.of(values, weights)
    n = len(steps.x)
    sums = np.cumsum(steps.weights / steps.weights.mean())
    places = (sums + 0.5 - steps.weights / 2) / (n + 1)
    order = np.argsort(places, kind="stable")
    at = int(np.searchsorted(places[order], q, side="right")) - 1
    return float(steps.x[order][max(at, 0)])


def _hf7(steps: _Steps) -> np.ndarray:
    return _before(steps) / steps.cumulated[max(len(steps.x) - 2, 0)]


RULES: dict[str, Rule] = {
    "math": _left,
    "school": _middle,
    "shahvaish": _shah_vaish,
    "hf1": _left,
    "hf2": _middle,
    "hf3": _nearest_even,
    "hf4": _interpolated,
    "hf5": _between(lambda s: (s.cumulated - s.weights / 2) / s.cumulated[-1]),
    "hf6": _between(lambda s: s.cumulated / (s.cumulated[-1] + s.weights[-1])),
    "hf7": _between(_hf7),
    "hf8": _between(
        lambda s: (_before(s) / 3 + s.cumulated * 2 / 3) / (s.cumulated[-1] + s.weights[-1] / 3)
    ),
    "hf9": _between(
        lambda s: (_before(s) * 3 / 8 + s.cumulated * 5 / 8) / (s.cumulated[-1] + s.weights[-1] / 4)
    ),
}
"""How a quantile is read between two values, by the names of R's `qrule`: "math" takes the least
value at which the share is reached, "school" the middle of two when it is reached exactly, and the
others follow Hyndman & Fan 1996 (Amer. Statist. 50:361) and Shah & Vaish."""
