"""The second opinion on a series: both are whitened, and what is left is correlated.

Each series is freed of trend and season and of its own past (an autoregression whose order has the
least corrected AIC, from 1 on, as in `series.py`); the cross-correlation of what is left is that of
two white series where they are not linked (Haugh 1976, J. Am. Stat. Assoc. 71:378). It is tested
as a correlation beside the columns that were fitted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reports.trust.link.autocorrelation import effective_n
from reports.trust.link.background import background, without_background
from reports.trust.link.inference import (
    MIN_POINTS,
    as_rows,
    critical_t,
    require,
    require_one,
    two_sided_p,
)
from reports.trust.link.result import LinkEstimate
from reports.trust.link.series import highest_order


@dataclass(frozen=True)
class WhitenedFit:
    """Correlations of many pairs of whitened series at one lag; arrays have one element a pair."""

    correlation: np.ndarray
    df: np.ndarray
    exposure_order: np.ndarray
    trust_order: np.ndarray
    points: np.ndarray
    n_effective: np.ndarray

    @property
    def p(self) -> np.ndarray:
        """(draws,) two-sided p-values of no correlation."""
        rest = np.sqrt(np.maximum(1 - self.correlation**2, 1e-300))
        return two_sided_p(self.correlation * np.sqrt(self.df) / rest, self.df)


def whitened_correlations(
    exposure: np.ndarray,
    trust: np.ndarray,
    lags: Sequence[int] = (0,),
    *,
    points_a_year: float | None = None,
    covariates: np.ndarray | None = None,
    level: float = 0.95,
) -> list[LinkEstimate]:
    """The whitened cross-correlation of one pair of series (n,) at each lag, -1..1.

    The interval is Fisher's. `covariates` (n, c) are taken out of both series first. Points are as
    for `link_series`; raises InsufficientData below 12.
    """
    require_one([exposure, trust], "whitened_correlations")
    found = []
    for lag in lags:
        fit = fit_whitened(
            exposure, trust, lag=lag, points_a_year=points_a_year, covariates=covariates
        )
        r, df = float(fit.correlation[0]), float(fit.df[0])
        half = float(critical_t(df, level)) / np.sqrt(max(df - 1, 1))
        details = {
            "exposure_order": int(fit.exposure_order[0]),
            "trust_order": int(fit.trust_order[0]),
        }
        found.append(
            LinkEstimate(
                lag=lag,
                estimate=r,
                se=float(np.sqrt((1 - r**2) / df)),
                df=df,
                low=float(np.tanh(np.arctanh(r) - half)),
                high=float(np.tanh(np.arctanh(r) + half)),
                p=float(fit.p[0]),
                n=int(fit.points[0]),
                n_effective=float(fit.n_effective[0]),
                details=details,
            )
        )
    return found


def fit_whitened(
    exposure: np.ndarray,
    trust: np.ndarray,
    *,
    lag: int = 0,
    points_a_year: float | None = None,
    covariates: np.ndarray | None = None,
) -> WhitenedFit:
    """Correlate each pair of rows of `exposure` and `trust`, (draws, n) or (n,), at one lag.

    Raises InsufficientData where a pair has fewer than 12 complete points at that lag.
    """
    x, y = as_rows(exposure), as_rows(trust)
    n = x.shape[1]
    beside = 0
    if covariates is not None:
        known = background(n, points_a_year, covariates)
        x, y = without_background(x, known), without_background(y, known)
        beside = covariates.shape[1]
    points = (np.isfinite(x[:, : n - lag]) & np.isfinite(y[:, lag:])).sum(axis=1)
    require(int(points.min(initial=MIN_POINTS)), MIN_POINTS, "tidpunkter", "serien")
    fixed = background(n, points_a_year)
    white_x, exposure_order = whiten(x, fixed)
    white_y, trust_order = whiten(y, fixed)
    before, after = white_x[:, : n - lag], white_y[:, lag:]
    there = np.isfinite(before) & np.isfinite(after)
    before, after = np.where(there, before, 0.0), np.where(there, after, 0.0)
    size = np.sqrt((before**2).sum(axis=1) * (after**2).sum(axis=1))
    correlation = (before * after).sum(axis=1) / np.where(size > 0, size, np.nan)
    fitted = fixed.shape[1] + beside + np.maximum(exposure_order, trust_order) + 1
    df = np.maximum(there.sum(axis=1) - fitted, 1.0)
    independent = effective_n(without_background(x, fixed), without_background(y, fixed))
    return WhitenedFit(correlation, df, exposure_order, trust_order, points, independent)


def whiten(series: np.ndarray, fixed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(draws, n) residuals of each series' own autoregression beside `fixed` (n, k), and its order.

    The first points, which have no past, and those beside a gap are NaN.
    """
    highest = highest_order(int(np.isfinite(series).sum(axis=1).min()), fixed.shape[1])
    criteria = []
    for order in range(1, highest + 1):
        left = _residuals(series, fixed, order, highest)
        rows = np.isfinite(left).sum(axis=1)
        parameters = fixed.shape[1] + order + 1
        spread = np.maximum(np.nansum(left**2, axis=1), 1e-300) / rows
        penalty = 2 * parameters * rows / np.maximum(rows - parameters - 1, 0.1)
        criteria.append(rows * np.log(spread) + penalty)
    chosen = np.argmin(np.array(criteria), axis=0) + 1
    white = np.empty_like(series)
    for order in np.unique(chosen):
        rows = chosen == order
        white[rows] = _residuals(series[rows], fixed, int(order), int(order))
    return white, chosen


def _residuals(series: np.ndarray, fixed: np.ndarray, order: int, first: int) -> np.ndarray:
    """(draws, n) residuals of the autoregression of an order, NaN before the point `first`."""
    n = series.shape[1]
    past = [series[:, first - step : n - step] for step in range(1, order + 1)]
    base = np.broadcast_to(fixed[first:], (len(series), n - first, fixed.shape[1]))
    columns = np.concatenate([base, np.stack([*past, series[:, first:]], axis=2)], axis=2)
    there = np.asarray(np.isfinite(columns)).all(axis=2)
    q, r = np.linalg.qr(np.where(np.expand_dims(there, 2), columns, 0.0))
    left = np.full(series.shape, np.nan)
    left[:, first:] = np.where(there, q[..., -1] * r[..., -1, -1:], np.nan)
    return left
