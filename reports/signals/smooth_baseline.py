"""The count that a week leads one to expect, by a smooth season: fewer coefficients, less noise.

A quasi-Poisson regression with a trend and two waves a year, on up to five years before and up to
a few weeks ago; how much of trend and waves is believed depends on how clear they are
(season_choice.py). The Farrington Flexible algorithm spends ten coefficients on the season and
leaves out half a year; its mean is therefore noisier, and part of its alarms are that noise. Weeks
that stood out weigh less, by the same rule as there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reports.signals.heavy_tails import undo_weights
from reports.signals.season_choice import averaged

WEEKS_A_YEAR = 365.2425 / 7
WAVES = 2
GAP = 3
"""The weeks just before are left out: they may belong to the same rise."""

BLOCK = 4
"""Weeks that are judged by one regression: a few weeks more or less of five years say the same."""

LONGEST = 5 * 52 + 13
STEPS = 4
"""Of the regression, each round; a fixed number, so that all series take them together."""

LOOSE = (30.0, 1.0, 1.0, 1.0, 1.0, 1.0)
"""Standard deviations of the coefficients in the regression itself (level, trend a year, waves): so
wide that they only keep a series of a few stories from running off."""

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
    found = Smooth(np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan))
    for start in range(0, shape[0], BLOCK):
        block = slice(start, start + BLOCK)
        series = np.flatnonzero(wanted[block].any(axis=0))
        rows = np.arange(max(0, start - LONGEST), start - GAP)
        if not len(series) or not len(rows):
            continue
        used = observed[rows][:, series].T & (rows[None, :] >= begins[series][:, None])
        y = np.where(used, counts[rows][:, series].T, 0.0)
        basis = _basis(rows - start)
        fit = _fit(basis, y, used.astype(float), offset[rows][:, series].T)
        weeks = np.arange(start, min(start + BLOCK, shape[0]))
        eta, doubt = averaged(fit.precision, fit.score, _basis(weeks - start))
        plain = np.exp(np.clip(eta + offset[block][:, series], -30, 30))
        spread = np.broadcast_to(fit.spread, plain.shape)
        mean, undone = undo_weights(plain.ravel(), spread.ravel())
        keep = wanted[block][:, series]
        at = (np.repeat(weeks, keep.sum(axis=1)), np.tile(series, (len(weeks), 1))[keep])
        found.mean[at] = mean.reshape(plain.shape)[keep]
        found.spread[at] = undone.reshape(plain.shape)[keep]
        found.doubt[at] = doubt[keep]
    return found


def _basis(weeks: np.ndarray) -> np.ndarray:
    angle = 2 * np.pi * weeks / WEEKS_A_YEAR
    waves = [f(n * angle) for n in range(1, WAVES + 1) for f in (np.cos, np.sin)]
    return np.column_stack([np.ones(len(weeks)), weeks / 52.0, *waves])


@dataclass(slots=True)
class _Fit:
    """m fits; `precision` (m, terms, terms) and `score` (m, terms) as in season_choice.py."""

    coefficients: np.ndarray
    inverse: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    precision: np.ndarray
    score: np.ndarray


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
    ridge = spread[:, None, None] * np.diag(np.array(LOOSE) ** -2.0)
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
    found = np.maximum(pearson, 1.0)
    plain = ((weights * mean) @ pairs).reshape(-1, terms, terms)
    # Where the penalised fit has settled, this is what the counts add up to.
    score = np.einsum("mij,mj->mi", plain + ridge, coefficients) / found[:, None]
    precision = plain / found[:, None, None]
    return _Fit(coefficients, np.linalg.inv(plain + ridge), mean, found, precision, score)
