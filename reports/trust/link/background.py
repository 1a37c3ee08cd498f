"""What two series may share without being linked: a level, a trend, a season."""

from __future__ import annotations

import numpy as np

HARMONICS = 2
"""A yearly wave and one of half a year: holidays and the year's rhythm of news and authorities."""

YEARS = 2
"""With fewer full years, a season cannot be told from a slow change."""

WEEKS_A_YEAR = 52.1775
MONTHS_A_YEAR = 12.0


def has_season(points: int, points_a_year: float | None) -> bool:
    """Whether harmonics are fitted: at least two years of points, more than two a harmonic.

    >>> has_season(104, WEEKS_A_YEAR), has_season(103, WEEKS_A_YEAR), has_season(26, 1)
    (True, False, False)
    """
    if points_a_year is None or points_a_year <= 2 * HARMONICS:
        return False
    return points >= YEARS * int(points_a_year)


def background(
    points: int, points_a_year: float | None = None, covariates: np.ndarray | None = None
) -> np.ndarray:
    """(points, k) columns: 1, the trend in -1..1, harmonics where `has_season`, the covariates.

    `covariates` is (points, c), values of other series at the same points.
    """
    columns = [np.ones(points), np.linspace(-1, 1, points)]
    if points_a_year is not None and has_season(points, points_a_year):
        angle = 2 * np.pi * np.arange(points) / points_a_year
        for harmonic in range(1, HARMONICS + 1):
            columns += [np.cos(harmonic * angle), np.sin(harmonic * angle)]
    fixed = np.stack(columns, axis=1)
    if covariates is None:
        return fixed
    return np.hstack([fixed, np.asarray(covariates, dtype=float).reshape(points, -1)])


def without_background(series: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """(draws, n) residuals of the regression of each series on `columns` (n, k).

    Missing points (NaN) stay missing; they take no part in the fit.
    """
    there = np.isfinite(series) & np.isfinite(columns).all(axis=1)
    masked = np.where(there[:, :, None], np.nan_to_num(columns), 0.0)
    q, _ = np.linalg.qr(masked)
    values = np.where(there, series, 0.0)
    fitted = q @ (q.transpose(0, 2, 1) @ values[:, :, None])
    return np.where(there, values - fitted[:, :, 0], np.nan)
