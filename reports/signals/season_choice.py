"""How much of a trend and a season a series has: an average over what it may have.

Six answers (with and without a trend; no season, one wave a year, two) are weighed by how well they
explain the counts (Bayesian model averaging; Hoeting et al. 1999, Statistical Science 14:382). The
likelihood is taken as normal around one fit that has everything (Laplace's approximation), so that
no answer is fitted on its own. A short or rare series then keeps its plain mean, and a trend or a
season that is clear costs nothing.
"""

from __future__ import annotations

import numpy as np
from scipy import special

LEVEL_SD, TREND_SD, WAVE_SD, SECOND_SD = 30.0, 0.2, 0.35, 0.15
"""How large coefficients are where they exist (standard deviations on the log scale: level, trend a
year, each half of one wave a year, of two)."""

TREND_CHANCE = 0.5
SEASON_CHANCES = (0.5, 0.35, 0.15)
"""Before the counts are known: of a trend; of no season, one wave, two."""

_SD = np.array([LEVEL_SD, TREND_SD, WAVE_SD, WAVE_SD, SECOND_SD, SECOND_SD])
_PARTS = ((), (2, 3), (2, 3, 4, 5))


def averaged(
    precision: np.ndarray, score: np.ndarray, now: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The logarithm of the mean and its variance, both (weeks, m).

    `precision` (m, 6, 6) and `score` (m, 6) are what the counts say of the coefficients: a normal
    density with this inverse variance, and the inverse variance times its mean. `now` (weeks, 6)
    are the terms of the weeks asked for.
    """
    evidence, means, variances = [], [], []
    for trend in (False, True):
        for chance, part in zip(SEASON_CHANCES, _PARTS, strict=True):
            use = [0, *([1] if trend else []), *part]
            matrix = precision[:, use][:, :, use] + np.diag(_SD[use] ** -2.0)
            factor = np.linalg.inv(matrix)
            found = np.einsum("mij,mj->mi", factor, score[:, use])
            weight = np.log(chance * (TREND_CHANCE if trend else 1 - TREND_CHANCE))
            weight -= np.log(_SD[use]).sum()
            log_size = np.linalg.slogdet(matrix)[1]
            evidence.append(weight + 0.5 * ((score[:, use] * found).sum(axis=1) - log_size))
            terms = now[:, use]
            means.append(terms @ found.T)
            variances.append(((terms @ factor) * terms).sum(axis=2).T)
    log_weights = np.array(evidence)
    weights = np.exp(log_weights - special.logsumexp(log_weights, axis=0))[:, None, :]
    mean = (weights * np.array(means)).sum(axis=0)
    variance = (weights * (np.array(variances) + (np.array(means) - mean) ** 2)).sum(axis=0)
    return mean, variance
