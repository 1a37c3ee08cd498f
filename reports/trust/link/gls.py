"""Regression with errors that follow an autoregression of order 1, for many series at once.

The autocorrelation is the one of the greatest restricted likelihood (Cheang & Reinsel 2000, J. Am.
Stat. Assoc. 95:1173) on a grid: unlike least squares on residuals it is not pulled towards 0 by
the fitted columns, which is what makes short series reject too often. Gaps are kept as such: after
d steps the autocorrelation is its d-th power.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

GRID = np.round(np.concatenate([np.arange(-0.6, 0.79, 0.05), np.arange(0.8, 0.985, 0.02)]), 2)
"""Autocorrelations tried. Between them the likelihood is all but flat: se moves by under 3 %."""


@dataclass(frozen=True)
class GlsFit:
    """Fits of many series; arrays have one element a series, coefficients (draws, k).

    `covariance` is (draws, k, k). `df` are rows less columns; `rho` is the autocorrelation of the
    errors and `residuals` (draws, m) are what is left of each series, correlated as it is.
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    df: np.ndarray
    rho: np.ndarray
    residuals: np.ndarray

    def se(self, column: int) -> np.ndarray:
        """(draws,) standard errors of one coefficient."""
        return np.sqrt(self.covariance[:, column, column])


def fit_gls(columns: np.ndarray, values: np.ndarray, times: np.ndarray | None = None) -> GlsFit:
    """Regress each row of `values` (draws, m) on `columns`, (m, k) or (draws, m, k).

    `times` (m,) are the integer places of the rows, increasing; without them there are no gaps.
    """
    draws, m = values.shape
    x = columns if columns.ndim == 3 else columns[None]
    k = x.shape[2]
    steps = np.ones(m - 1) if times is None else np.diff(times).astype(float)
    best = np.full(draws, -np.inf)
    rho = np.zeros(draws)
    for candidate in GRID:
        wx, wy, log_weight = prais_winsten(x, values, steps, float(candidate))
        q, r = np.linalg.qr(wx)
        explained = (q.transpose(0, 2, 1) @ wy[:, :, None])[:, :, 0]
        left = np.maximum((wy**2).sum(axis=1) - (explained**2).sum(axis=1), 1e-300)
        size = np.log(np.abs(np.diagonal(r, axis1=1, axis2=2))).sum(axis=1)
        likelihood = log_weight - 0.5 * (m - k) * np.log(left) - size
        better = likelihood > best
        best, rho = np.where(better, likelihood, best), np.where(better, candidate, rho)
    return _fit_at(rho, x, values, steps)


def _fit_at(rho: np.ndarray, x: np.ndarray, values: np.ndarray, steps: np.ndarray) -> GlsFit:
    draws, m = values.shape
    k = x.shape[2]
    coefficients, covariance = np.empty((draws, k)), np.empty((draws, k, k))
    for candidate in np.unique(rho):
        rows = np.flatnonzero(rho == candidate)
        own = x if len(x) == 1 else x[rows]
        wx, wy, _ = prais_winsten(own, values[rows], steps, float(candidate))
        q, r = np.linalg.qr(wx)
        inverse = np.linalg.inv(r)
        explained = q.transpose(0, 2, 1) @ wy[:, :, None]
        coefficients[rows] = (inverse @ explained)[:, :, 0]
        left = (wy**2).sum(axis=1) - (explained[:, :, 0] ** 2).sum(axis=1)
        unscaled = inverse @ inverse.transpose(0, 2, 1)
        covariance[rows] = unscaled * (left / (m - k))[:, None, None]
    residuals = values - (x @ coefficients[:, :, None])[:, :, 0]
    return GlsFit(coefficients, covariance, np.full(draws, float(m - k)), rho, residuals)


def prais_winsten(
    x: np.ndarray, values: np.ndarray, steps: np.ndarray, rho: float
) -> tuple[np.ndarray, np.ndarray, float]:
    """Rows made independent and of equal variance (Prais & Winsten), and the log of the weights.

    The first row, which has no row before it, keeps its share √(1 − rho²).
    """
    carried = np.sign(rho) ** steps * abs(rho) ** steps
    weight = np.sqrt((1 - rho**2) / (1 - carried**2))
    first = np.sqrt(1 - rho**2)
    wx, wy = np.empty_like(x), np.empty_like(values)
    wx[:, 0], wy[:, 0] = first * x[:, 0], first * values[:, 0]
    wx[:, 1:] = weight[:, None] * (x[:, 1:] - carried[:, None] * x[:, :-1])
    wy[:, 1:] = weight * (values[:, 1:] - carried * values[:, :-1])
    return wx, wy, float(np.log(first) + np.log(weight).sum())
