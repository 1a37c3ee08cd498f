"""Percentile bootstrap over texts (Efron and Tibshirani 1993, *An Introduction to the Bootstrap*,
chapter 13): all figures share the same resamples, so that differences are paired."""

from __future__ import annotations

import numpy as np

RESAMPLES = 1000
SEED = 20221
LEVEL = 0.95
DIGITS = 4
"""Decimals that are kept."""


def resample_weights(texts: int, resamples: int | None = None) -> np.ndarray:
    """How often each text occurs, float64 (1 + resamples, texts); the first row is all ones."""
    count = RESAMPLES if resamples is None else resamples
    drawn = np.random.default_rng(SEED).multinomial(texts, np.full(texts, 1 / texts), count)
    return np.vstack([np.ones(texts), drawn])


def estimate(values: np.ndarray, n: int) -> dict[str, float | int | None]:
    """The figure of the set itself with its interval and standard error.

    `values` (1 + resamples,) has the set's own figure first; NaN where a resample cannot give it.
    `n` is the number of texts it rests on. What cannot be had is None.
    """
    empty = {"value": None, "low": None, "high": None, "se": None, "n": n}
    if np.isnan(values[0]):
        return empty
    found = empty | {"value": _rounded(values[0])}
    drawn = values[1:][~np.isnan(values[1:])]
    if drawn.size < 2:
        return found
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    spread = {"low": _rounded(low), "high": _rounded(high), "se": _rounded(drawn.std(ddof=1))}
    return found | spread


def _rounded(value: float) -> float:
    return round(float(value), DIGITS)
