"""What down-weighting of high counts takes from a mean and a dispersion, and how to give it back.

Skewed counts have high values by nature. Weights that are meant for outbreaks (Anscombe residuals
above 2.58, Noufaily et al. 2013, section 3.4) take them down too: at a mean of 0.5 and a dispersion
of 5 a fifth of the mean and a third of the dispersion, and the reference's bound is exceeded three
times as often as it says.
The shares are computed exactly from the negative binomial on a grid, and undone by interpolation.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import stats
from scipy.interpolate import RegularGridInterpolator

THRESHOLD = 2.58
STEPS = 6
_LOW, _HIGH, _MOST = 0.02, 300.0, 30.0
_LEAST = 1.0005


def undo_weights(mean: np.ndarray, spread: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean and the dispersion (both (m,)) that appear as these after weighting."""
    log_mean, log_spread = _lost()
    found_mean, found_spread = mean, np.maximum(spread, _LEAST)
    for _ in range(STEPS):
        at = np.column_stack(
            [
                np.log(np.clip(found_mean, _LOW, _HIGH)),
                np.log(np.clip(found_spread, _LEAST, _MOST)),
            ]
        )
        found_mean = mean * np.exp(-log_mean(at))
        found_spread = np.maximum(spread * np.exp(-log_spread(at)), 1.0)
    return found_mean, np.minimum(found_spread, np.maximum(spread, _MOST))


@cache
def _lost() -> tuple[RegularGridInterpolator, RegularGridInterpolator]:
    """The logarithm of what is left of mean and dispersion, by their logarithms."""
    means = np.exp(np.linspace(np.log(_LOW), np.log(_HIGH), 40))
    spreads = np.exp(np.linspace(np.log(_LEAST), np.log(_MOST), 30))
    left = np.array([[_left(mean, spread) for spread in spreads] for mean in means])
    grid = (np.log(means), np.log(spreads))
    return (
        RegularGridInterpolator(grid, np.log(left[:, :, 0] / means[:, None])),
        RegularGridInterpolator(grid, np.log(left[:, :, 1] / spreads[None, :])),
    )


def _left(mean: float, spread: float) -> tuple[float, float]:
    counts = np.arange(int(mean + 12 * np.sqrt(mean * spread) + 30 * spread) + 1.0)
    share = stats.nbinom.pmf(counts, mean / (spread - 1), 1 / spread)
    residual = 1.5 * (np.cbrt(counts) ** 2 * mean ** (-1 / 6) - np.sqrt(mean)) / np.sqrt(spread)
    weight = share * np.where(residual > THRESHOLD, np.maximum(residual, 1.0) ** -2.0, 1.0)
    left = (weight * counts).sum() / weight.sum()
    return left, (weight * (counts - left) ** 2).sum() / left / weight.sum()
