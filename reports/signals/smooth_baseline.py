"""The count that a week leads one to expect, by a smooth season: fewer coefficients, less noise.

A quasi-Poisson regression with a trend and two waves a year, on up to five years before and up to
a few weeks ago. The Farrington Flexible algorithm spends ten coefficients on the season and leaves
out half a year; its mean is therefore noisier, and part of its alarms are that noise. Weeks that
stood out weigh less, by the same rule as there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reports.signals.heavy_tails import undo_weights

WEEKS_A_YEAR = 365.2425 / 7
WAVES = 2
GAP = 3
"""The weeks just before are left out: they may belong to the same rise."""

LONGEST = 5 * 52 + 13
STEPS = 5
"""Of the regression, each round; a fixed number, so that all series take them together."""

LIKELY = (30.0, 0.3, 0.5, 0.5, 0.15, 0.15)
"""How large coefficients are before anything is known (standard deviations on the log scale: level,
trend a year, one wave a year, two waves). Few stories say little of a season, and what they seem to
say is then mostly noise; many stories outweigh this."""

WEIGHTS_THRESHOLD = 2.58


@dataclass(frozen=True, slots=True)
class Smooth:
    """`mean`, `spread` (variance over mean) and `doubt` (variance of the mean's logarithm)."""

    mean: np.ndarray
    spread: np.ndarray
    doubt: np.ndarray


def smooth_baseline(
    counts: np.ndarray,
    observed: np.ndarray,
    offset: np.ndarray,
    wanted: np.ndarray,
    begins: np.ndarray,
) -> Smooth:
    """For each week and series `wanted` (weeks, series) what the weeks before lead one to expect.

    `offset` is the logarithm of coverage. Weeks before a series `begins` (series,) do not count.
    """
    shape = counts.shape
    mean, spread, doubt = np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan)
    for week in np.flatnonzero(wanted.any(axis=1)):
        series = np.flatnonzero(wanted[week])
        first = max(0, week - LONGEST)
        rows = np.arange(first, week - GAP)
        basis = _basis(rows - week)
        used = observed[rows][:, series].T & (rows[None, :] >= begins[series][:, None])
        y = np.where(used, counts[rows][:, series].T, 0.0)
        found = _fit(basis, y, used.astype(float), offset[rows][:, series].T)
        now = _basis(np.zeros(1))[0]
        eta = found.coefficients @ now + offset[week, series]
        variance = np.einsum("i,mij,j->m", now, found.inverse, now)
        plain = np.exp(np.clip(eta, -30, 30))
        mean[week, series], spread[week, series] = undo_weights(plain, found.spread)
        doubt[week, series] = spread[week, series] * variance
    return Smooth(mean, spread, doubt)


def _basis(weeks: np.ndarray) -> np.ndarray:
    angle = 2 * np.pi * weeks / WEEKS_A_YEAR
    waves = [f(n * angle) for n in range(1, WAVES + 1) for f in (np.cos, np.sin)]
    return np.column_stack([np.ones(len(weeks)), weeks / 52.0, *waves])


@dataclass(slots=True)
class _Fit:
    coefficients: np.ndarray
    inverse: np.ndarray
    mean: np.ndarray
    spread: np.ndarray


def _fit(basis: np.ndarray, y: np.ndarray, prior: np.ndarray, offset: np.ndarray) -> _Fit:
    """Fit, weigh down what stood out, fit again; y and the others are (m, n)."""
    terms = basis.shape[1]
    weeks = prior.sum(axis=1)
    level = (y.sum(axis=1) + 0.5) / ((prior * np.exp(offset)).sum(axis=1) + 0.5)
    start = np.zeros((len(y), terms))
    start[:, 0] = np.log(level)
    flat = np.exp(offset) * level[:, None]
    spread = np.maximum((prior * (y - flat) ** 2 / flat).sum(axis=1) / np.maximum(weeks - 1, 1), 1)
    first = _iterate(basis, y, prior, prior, offset, start, spread)
    residual = 1.5 * (np.cbrt(y) ** 2 * first.mean ** (-1 / 6) - np.sqrt(first.mean))
    leverage = (first.mean * prior) * ((basis @ first.inverse) * basis).sum(axis=2)
    residual /= np.sqrt(first.spread[:, None] * np.maximum(1 - leverage, 0.05))
    raw = np.where(residual > WEIGHTS_THRESHOLD, np.maximum(residual, 1.0) ** -2.0, 1.0) * prior
    weights = raw * (weeks / np.maximum(raw.sum(axis=1), 1e-9))[:, None]
    return _iterate(basis, y, prior, weights, offset, first.coefficients, first.spread)


def _iterate(
    basis: np.ndarray,
    y: np.ndarray,
    prior: np.ndarray,
    weights: np.ndarray,
    offset: np.ndarray,
    coefficients: np.ndarray,
    spread: np.ndarray,
) -> _Fit:
    n, terms = basis.shape
    pairs = (basis[:, :, None] * basis[:, None, :]).reshape(n, terms * terms)
    ridge = spread[:, None, None] * np.diag(np.array(LIKELY) ** -2.0)
    eta = offset + coefficients @ basis.T
    for _ in range(STEPS):
        mean = np.exp(np.clip(eta, -30, 30))
        work = weights * mean
        response = work * (eta - offset) + weights * (y - mean)
        matrix = (work @ pairs).reshape(-1, terms, terms) + ridge
        right = response @ basis
        coefficients = np.linalg.solve(matrix, right[:, :, None])[:, :, 0]
        eta = offset + coefficients @ basis.T
    mean = np.exp(np.clip(eta, -30, 30))
    left = np.maximum(prior.sum(axis=1) - terms, 1.0)
    pearson = (weights * (y - mean) ** 2 / mean).sum(axis=1) / left
    matrix = ((weights * mean) @ pairs).reshape(-1, terms, terms) + ridge
    return _Fit(coefficients, np.linalg.inv(matrix), mean, np.maximum(pearson, 1.0))
