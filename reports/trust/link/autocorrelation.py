"""How alike neighbouring points of a series are, and what that costs in independent points."""

from __future__ import annotations

import numpy as np
from scipy import special


def autocorrelation(series: np.ndarray, lag: int = 1) -> np.ndarray:
    """(draws,) autocorrelation of centred series (draws, n) at `lag`; NaN points are left out.

    The sum of products is divided by the sum of all squares (the biased form), so it is within
    -1..1 and 0 where a series does not vary.
    """
    there = np.isfinite(series)
    values = np.where(there, series, 0.0)
    total = (values**2).sum(axis=1)
    products = (values[:, lag:] * values[:, : values.shape[1] - lag]).sum(axis=1)
    return np.divide(products, total, out=np.zeros(len(series)), where=total > 0)


def effective_n(exposure: np.ndarray, trust: np.ndarray) -> np.ndarray:
    """(draws,) independent points that a correlation of two centred series (draws, n) is worth.

    n (1 - r1 r2) / (1 + r1 r2), with r the autocorrelations at lag 1 (Bretherton et al. 1999,
    J. Climate 12:1990), and at most the number of complete points. It describes; it tests nothing.
    """
    points = (np.isfinite(exposure) & np.isfinite(trust)).sum(axis=1)
    product = autocorrelation(exposure) * autocorrelation(trust)
    return np.minimum(points, points * (1 - product) / (1 + product))


def ljung_box(residuals: np.ndarray, points: np.ndarray, fitted: np.ndarray) -> np.ndarray:
    """(draws,) p-values of Ljung & Box (1978, Biometrika 65:297) of residuals (draws, n).

    Up to ten lags, or a fifth of the points where they are few, and at least two more than the
    `fitted` autoregressive orders, which are taken from the degrees of freedom. A missing or unused
    point is NaN; `points` are those there are.
    """
    lags = np.clip(points // 5, fitted + 2, 10)
    statistic = np.zeros(len(residuals))
    for lag in range(1, int(lags.max(initial=0)) + 1):
        r = autocorrelation(residuals, lag)
        used = lag <= lags
        statistic[used] += (r**2 / np.maximum(points - lag, 1))[used]
    statistic *= points * (points + 2)
    return special.chdtrc(np.maximum(lags - fitted, 1), statistic)
