"""The usual volume of a source, how it varies, and how rare a count is beside it.

Arrays have one element a source; `phi` is the variance over the mean from day to day, `cv` the
coefficient of variation of the mean itself.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import nbinom

MIN_WEEKS = 6
"""Ordinary weeks that a source must have been seen before anything is expected of it."""

LEVEL_WEEKS, SPREAD_WEEKS = 12, 26
"""A quarter for the level, so that it follows the year; half a year for weekdays and dispersion."""

RARE = 10.0
"""Items a week below which the level too is taken from half a year: a quarter of them are few."""

ALPHA = 1e-4
"""Chance of a count so low when nothing is wrong: with 150 sources, about one week in a year."""

THIN = 0.5
"""A source that gives at least half of what is expected is having a calm week."""


def usual_level(last: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Level, dispersion phi and the coefficient of variation of the level, by source."""
    number = np.isfinite(last).sum(-1)
    recent = last[:, -LEVEL_WEEKS:]
    level = _trimmed_mean(recent)
    half_year = _trimmed_mean(last)
    level = np.where(half_year < RARE, half_year, level)
    enough = (number >= MIN_WEEKS) & (level > 0)
    level = np.where(enough, level, np.nan)
    phi = _dispersion(last, level)
    used = np.where(half_year < RARE, number, np.minimum(number, LEVEL_WEEKS))
    cv = np.sqrt(phi / np.where(enough, level * used, 1.0))
    return level, phi, np.where(enough, cv, 0.0)


def _trimmed_mean(values: np.ndarray) -> np.ndarray:
    """The mean without the sixth at each end, of the values that are known; 0 where none is."""
    ordered = np.sort(values, axis=-1)
    number = np.isfinite(values).sum(-1, keepdims=True)
    cut = number // 6
    place = np.arange(values.shape[-1])
    use = (place >= cut) & (place < number - cut)
    return np.where(use, ordered, 0.0).sum(-1) / np.maximum(use.sum(-1), 1)


def _dispersion(values: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Variance over mean, at least 1: by the quartiles, or by the variance where counts are small
    and their quartiles coarse."""
    ordered = np.sort(values, axis=-1)
    number = np.isfinite(values).sum(-1)
    rows = np.arange(len(values))
    quartile = [
        ordered[rows, (share * np.maximum(number - 1, 0)).astype(int)] for share in (0.25, 0.75)
    ]
    robust = ((quartile[1] - quartile[0]) / 1.349) ** 2
    centred = np.nan_to_num(values - level[:, None])
    plain = (centred**2).sum(-1) / np.maximum(number - 1, 1)
    variance = np.where(level < RARE, plain, robust)
    return np.maximum(1.0, np.nan_to_num(variance / np.where(level > 0, level, 1.0), nan=1.0))


def chance(count: np.ndarray, mean: np.ndarray, phi: np.ndarray, cv: np.ndarray) -> np.ndarray:
    """P(at most `count`) where the mean is known; 1 where nothing is expected."""
    size, share, known = _negative_binomial(mean, phi, cv)
    return np.where(known, nbinom.cdf(count, size, share), 1.0)


def least(mean: np.ndarray, phi: np.ndarray, cv: np.ndarray) -> np.ndarray:
    """The least count that is not thin; NaN where the mean is not known."""
    size, share, known = _negative_binomial(mean, phi, cv)
    tail = np.minimum(nbinom.ppf(ALPHA, size, share), np.ceil(THIN * mean))
    return np.where(known, np.maximum(tail, 0.0), np.where(np.isfinite(mean), 0.0, np.nan))


def _negative_binomial(
    mean: np.ndarray, phi: np.ndarray, cv: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Size and probability by the method of moments, and where they hold."""
    known = np.isfinite(mean) & (mean > 0)
    safe = np.where(known, mean, 1.0)
    variance = np.maximum(phi * safe + (cv * safe) ** 2, safe * 1.001)
    return safe**2 / (variance - safe), safe / variance, known
