"""Pairs of series without a link, of the kinds that exposure and trust are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from reports.trust.link.background import WEEKS_A_YEAR
from reports.trust.link.simulation import autoregression, cycles, season

Series = tuple[np.ndarray, np.ndarray, float | None]
"""(draws, points) of exposure and of trust, and the points in a year where a season is told."""


def _white(random: np.random.Generator, draws: int) -> Series:
    return random.standard_normal((draws, 100)), random.standard_normal((draws, 100)), None


def alike(rho: float, points: int) -> Callable[[np.random.Generator, int], Series]:
    """Two autoregressions of order 1 that have nothing to do with each other."""

    def make(random: np.random.Generator, draws: int) -> Series:
        exposure = autoregression(random, draws, points, rho)
        return exposure, autoregression(random, draws, points, rho), None

    return make


def _trends(random: np.random.Generator, draws: int) -> Series:
    """Two trends of any slope, up to six standard deviations over the series."""
    time = np.linspace(0, 1, 100)
    slopes = random.uniform(-6, 6, (2, draws, 1))
    noise = [autoregression(random, draws, 100, 0.6) for _ in range(2)]
    return slopes[0] * time + noise[0], slopes[1] * time + noise[1], None


def _common_season(random: np.random.Generator, draws: int) -> Series:
    rhythm = season(156)
    exposure = rhythm + autoregression(random, draws, 156, 0.6)
    return exposure, rhythm + autoregression(random, draws, 156, 0.6), WEEKS_A_YEAR


def _sampling_noise(random: np.random.Generator, draws: int) -> Series:
    """Trust is a survey estimate: a third of its variance is sampling error."""
    exposure, trust, _ = alike(0.8, 100)(random, draws)
    return exposure, trust + 0.7 * random.standard_normal(trust.shape), None


SERIES = {
    "white": _white,
    "ar_0.8": alike(0.8, 100),
    "ar_0.95": alike(0.95, 100),
    "trends": _trends,
    "common_season": _common_season,
    "sampling_noise": _sampling_noise,
    "yearly_26": alike(0.5, 26),
}


def swinging(points: int) -> Callable[[np.random.Generator, int], Series]:
    """Both series swing with a period of about eleven steps (an autoregression of order 2)."""

    def make(random: np.random.Generator, draws: int) -> Series:
        return cycles(random, draws, points), cycles(random, draws, points), None

    return make
