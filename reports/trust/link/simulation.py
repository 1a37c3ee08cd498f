"""Constructed series and answers of known truth, for the calibration of the link."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.signal import lfilter

from reports.trust.link.background import WEEKS_A_YEAR

BURN_IN = 200


def autoregression(random: np.random.Generator, draws: int, points: int, rho: float) -> np.ndarray:
    """(draws, points) Gaussian autoregressions of order 1, mean 0 and variance 1."""
    shocks = random.standard_normal((draws, points + BURN_IN))
    series = np.asarray(lfilter([1.0], [1.0, -rho], shocks, axis=1))
    return series[:, BURN_IN:] * np.sqrt(1 - rho**2)


def cycles(random: np.random.Generator, draws: int, points: int) -> np.ndarray:
    """(draws, points) autoregressions x[t] = 1.2 x[t-1] - 0.5 x[t-2] + shock."""
    shocks = random.standard_normal((draws, points + BURN_IN))
    return np.asarray(lfilter([1.0], [1.0, -1.2, 0.5], shocks, axis=1))[:, BURN_IN:]


def season(points: int) -> np.ndarray:
    """(points,) a yearly rhythm of weeks with a summer dip, about three times the noise's size."""
    angle = 2 * np.pi * np.arange(points) / WEEKS_A_YEAR
    return 1.5 * np.sin(angle) + 0.7 * np.cos(2 * angle)


def panel(
    random: np.random.Generator, draws: int, groups: int, waves: int, rho: float
) -> np.ndarray:
    """(draws, groups · waves) values of groups, wave by wave within a group: variance 1 in time."""
    return autoregression(random, draws * groups, waves, rho).reshape(draws, groups * waves)


def respondents(
    random: np.random.Generator,
    persons: int,
    weeks: int,
    effect: float,
    shock_sd: float,
    shock_rho: float = 0.0,
) -> pd.DataFrame:
    """Respondents with `week`, `exposure` (of the week), `trust` (1 or 0) and `weight`.

    A week's exposure is an autoregression (0.8), its log odds of trust are -0.8 + effect · exposure
    + a shock of its own (autocorrelation `shock_rho`), and weights vary so that their design effect
    is about 1.2.
    """
    exposure = autoregression(random, 1, weeks, 0.8)[0]
    shock = shock_sd * autoregression(random, 1, weeks, shock_rho)[0]
    week = np.sort(random.integers(0, weeks, persons))
    odds = -0.8 + effect * exposure[week] + shock[week]
    return pd.DataFrame(
        {
            "week": week,
            "exposure": exposure[week],
            "trust": (random.random(persons) < 1 / (1 + np.exp(-odds))).astype(float),
            "weight": random.gamma(5.0, 0.2, persons),
        }
    )
