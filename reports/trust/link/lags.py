"""Which lag, and how large: the effect of exposure at all lags in one model.

Testing lags one by one shows the neighbours of the true lag too, since exposure resembles itself
from week to week. Here all stand beside each other in a distributed lag model with trend, season
and AR(1) errors (`gls.py`), and the p-values of the lags are corrected together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reports.trust.link.background import background
from reports.trust.link.gls import GlsFit, fit_gls
from reports.trust.link.inference import (
    MIN_DF,
    MIN_POINTS,
    as_rows,
    require,
    require_one,
    t_estimates,
    two_sided_p,
)
from reports.trust.link.multiplicity import q_values
from reports.trust.link.result import LinkEstimate


def distributed_lags(
    exposure: np.ndarray,
    trust: np.ndarray,
    lags: Sequence[int],
    *,
    points_a_year: float | None = None,
    covariates: np.ndarray | None = None,
    level: float = 0.95,
) -> list[LinkEstimate]:
    """The effects of one exposure (n,) on trust (n,) at all `lags` at once, in their order.

    `q` in the details is the Benjamini–Hochberg value over these lags. Points are as for
    `link_series`. Raises InsufficientData where fewer than 12 complete points, or fewer than three
    degrees of freedom, are left.
    """
    require_one([exposure, trust], "distributed_lags")
    x, y = as_rows(exposure), as_rows(trust)
    columns = lag_columns(x, lags, points_a_year, covariates)[:, max(lags) :]
    values = y[:, max(lags) :]
    there = np.isfinite(columns[0]).all(axis=1) & np.isfinite(values[0])
    least = max(MIN_POINTS, columns.shape[2] + MIN_DF)
    require(int(there.sum()), least, "kompletta tidpunkter", "serien, alla fördröjningar")
    fit = fit_gls(columns[:, there], values[:, there], np.flatnonzero(there))
    p = two_sided_p(fit.coefficients / _se(fit), fit.df[:, None])[0, -len(lags) :]
    q = q_values(p)
    found = []
    for place, lag in enumerate(lags):
        column = columns.shape[2] - len(lags) + place
        found += t_estimates(
            fit.coefficients[:, column],
            fit.se(column),
            fit.df,
            lag=lag,
            n=np.array([there.sum()]),
            n_effective=there.sum() * (1 - abs(fit.rho)) / (1 + abs(fit.rho)),
            details={"rho": fit.rho, "q": q[place : place + 1]},
            level=level,
        )
    return found


def lag_columns(
    exposure: np.ndarray,
    lags: Sequence[int],
    points_a_year: float | None = None,
    covariates: np.ndarray | None = None,
) -> np.ndarray:
    """(draws, n, k) background and, last, exposure (draws, n) at each lag; NaN before the first."""
    draws, n = exposure.shape
    fixed = background(n, points_a_year, covariates)
    shifted = np.full((draws, n, len(lags)), np.nan)
    for place, lag in enumerate(lags):
        shifted[:, lag:, place] = exposure[:, : n - lag]
    return np.concatenate([np.broadcast_to(fixed, (draws, *fixed.shape)), shifted], axis=2)


def window_mean(exposure: np.ndarray, first: int, last: int) -> np.ndarray:
    """Exposure of the steps `first` … `last` before each point, their mean; same shape.

    NaN where a step is missing or lies before the series. Windows are tested at lag 0.

    >>> window_mean(np.array([1.0, 2.0, 4.0, 8.0]), 1, 2)
    array([nan, nan, 1.5, 3. ])
    """
    values = np.asarray(exposure, dtype=float)
    n = values.shape[-1]
    total = np.zeros(values.shape)
    for step in range(first, last + 1):
        moved = np.full(values.shape, np.nan)
        moved[..., step:] = values[..., : max(n - step, 0)]
        total += moved
    return total / (last - first + 1)


def _se(fit: GlsFit) -> np.ndarray:
    return np.sqrt(np.diagonal(fit.covariance, axis1=1, axis2=2))
