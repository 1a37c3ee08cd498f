"""How often the default path calls a link where there is none, and whether it sees one that is.

Every case draws data of known truth and sends them through the functions that a plan runs. The
null cases say how often p falls below 0.05. `few_waves` takes the rank that stands beside
`insufficient`, for five waves are never tested. `full` adds data with a true effect: how often the
95 % interval holds it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reports.trust.link.background import WEEKS_A_YEAR
from reports.trust.link.campaign import CampaignFit, fit_campaign
from reports.trust.link.groups import GroupsFit, fit_groups
from reports.trust.link.inference import critical_t
from reports.trust.link.lags import distributed_lags
from reports.trust.link.permutation import exact_permutation_p
from reports.trust.link.persons import CRUDE, link_persons
from reports.trust.link.result import LinkEstimate
from reports.trust.link.series import SeriesFit, fit_series
from reports.trust.link.simulated_series import SERIES, alike, swinging
from reports.trust.link.simulation import autoregression, panel, respondents
from reports.trust.link.whitening import fit_whitened

ALPHA = 0.05
DRAWS = 400
FULL_DRAWS = 5000

CHUNK = 500
"""Draws at a time: what keeps memory under 100 MB."""

PERSONS, WEEKS, SHOCK_SD = 4800, 48, 0.28
"""Treating these respondents as independent would reject about 23 of 100 true nulls."""

FEW_WAVES = 5

TRUE_LAG, LAGS, LAG_EFFECT = 2, (0, 1, 2, 3, 4, 5, 6, 7, 8), 0.7
GROUP_EFFECT = -1.20

Draw = Callable[[np.random.Generator, int], np.ndarray]


@dataclass(frozen=True, slots=True)
class CalibrationCase:
    """One kind of null: `rejected` of `draws` had p < 0.05; `rate` is their share, 0..1."""

    case: str
    draws: int
    rejected: int
    rate: float


@dataclass(frozen=True, slots=True)
class CoverageCase:
    """One kind of true effect: the 95 % interval held it in `covered` of `draws`.

    `mean` is that of the estimates. `found` is the share of draws in which the effect was seen
    (p < 0.05; for `which_lag`: the true lag had the least q, and that at most 0.05).
    """

    case: str
    draws: int
    truth: float
    mean: float
    covered: int
    rate: float
    found: float


@dataclass(frozen=True, slots=True)
class FullCalibration:
    """The table of the method page.

    `second_opinion` are the nulls of the series by whitening. `harder` are nulls beyond what the
    design promises (2–8 %): they show where it begins to give way.
    """

    seed: int
    nulls: list[CalibrationCase]
    second_opinion: list[CalibrationCase]
    harder: list[CalibrationCase]
    effects: list[CoverageCase]


def calibrate(draws: int = DRAWS, seed: int = 1) -> list[CalibrationCase]:
    """The rate of every null, from `draws` draws each. The same seed gives the same figures."""
    return [_measure(case, draw, draws, [seed, i]) for i, (case, draw) in enumerate(NULLS.items())]


def full(seed: int = 1, draws: int = FULL_DRAWS) -> FullCalibration:
    """Every null, the second opinion on the series, and the coverage of true effects."""
    second = [
        _measure(case, lambda random, n, make=make: _whitened_p(make, random, n), draws, [seed, i])
        for i, (case, make) in enumerate(SERIES.items())
    ]
    harder = [
        _measure(case, draw, draws, [seed, 50 + i]) for i, (case, draw) in enumerate(HARDER.items())
    ]
    effects = [
        _cover(case, *effect, draws, [seed, 100 + i])
        for i, (case, effect) in enumerate(EFFECTS.items())
    ]
    return FullCalibration(seed, calibrate(draws, seed), second, harder, effects)


def _measure(case: str, draw: Draw, draws: int, seed: list[int]) -> CalibrationCase:
    random = np.random.default_rng(seed)
    rejected = sum(int((draw(random, size) < ALPHA).sum()) for size in _chunks(draws))
    return CalibrationCase(case, draws, rejected, rejected / draws)


def _cover(case: str, truth: float, draw: Draw, draws: int, seed: list[int]) -> CoverageCase:
    random = np.random.default_rng(seed)
    rows = np.concatenate([draw(random, size) for size in _chunks(draws)])
    covered = int((np.abs(rows[:, 0] - truth) <= rows[:, 1]).sum())
    return CoverageCase(
        case,
        draws,
        truth,
        float(rows[:, 0].mean()),
        covered,
        covered / draws,
        float(rows[:, 2].mean()),
    )


def _chunks(draws: int) -> list[int]:
    return [min(CHUNK, draws - start) for start in range(0, draws, CHUNK)]


def _series_p(make: Callable, random: np.random.Generator, draws: int) -> np.ndarray:
    exposure, trust, points_a_year = make(random, draws)
    return fit_series(exposure, trust, points_a_year=points_a_year).p


def _whitened_p(make: Callable, random: np.random.Generator, draws: int) -> np.ndarray:
    exposure, trust, points_a_year = make(random, draws)
    return fit_whitened(exposure, trust, points_a_year=points_a_year).p


def _few_waves_p(random: np.random.Generator, draws: int) -> np.ndarray:
    """Five waves that resemble their neighbours: the share of orders that correlate as much."""
    exposure, trust, _ = alike(0.6, FEW_WAVES)(random, draws)
    return np.array([exact_permutation_p(x, y) for x, y in zip(exposure, trust, strict=True)])


def _persons_p(random: np.random.Generator, draws: int) -> np.ndarray:
    return np.array([_person_estimate(random, 0.0).p for _ in range(draws)])


def _person_estimate(
    random: np.random.Generator, effect: float, shock_rho: float = 0.0
) -> LinkEstimate:
    frame = respondents(random, PERSONS, WEEKS, effect, SHOCK_SD, shock_rho)
    found = link_persons(frame, trust="trust", exposure="exposure", unit="week", weight="weight")
    return found[CRUDE]


def _groups(random: np.random.Generator, draws: int, effect: float) -> GroupsFit:
    """Eight groups in ten waves. What moves all groups moves exposure and trust together."""
    groups, waves = 8, 10
    common = np.tile(autoregression(random, draws, waves, 0.5), groups)
    level = np.repeat(random.standard_normal((draws, groups)), waves, axis=1)
    exposure = panel(random, draws, groups, waves, 0.5) + common + level
    trust = effect * exposure + 3 * panel(random, draws, groups, waves, 0.5)
    trust += -2.0 * common - 2.0 * level
    group, wave = np.repeat(np.arange(groups), waves), np.tile(np.arange(waves), groups)
    return fit_groups(exposure, trust, group, wave)


def _campaign(random: np.random.Generator, draws: int, effect: float) -> CampaignFit:
    """Sixty points, the last twenty under a campaign, and a shock that both groups meet."""
    shock = autoregression(random, draws, 60, 0.9)
    target = shock + autoregression(random, draws, 60, 0.4)
    target[:, 40:] += effect
    return fit_campaign(target - shock - autoregression(random, draws, 60, 0.4), 40, 59)


NULLS: dict[str, Draw] = {
    **{
        case: lambda random, draws, make=make: _series_p(make, random, draws)
        for case, make in SERIES.items()
    },
    "few_waves": _few_waves_p,
    "persons_in_weeks": _persons_p,
    "groups_in_waves": lambda random, draws: _groups(random, draws, 0.0).p,
    "campaign": lambda random, draws: _campaign(random, draws, 0.0).p,
}


HARDER: dict[str, Draw] = {
    "yearly_26_ar_0.7": lambda random, draws: _series_p(alike(0.7, 26), random, draws),
    "yearly_26_cycles": lambda random, draws: _series_p(swinging(26), random, draws),
    "weekly_100_cycles": lambda random, draws: _series_p(swinging(100), random, draws),
    "exploratory_12": lambda random, draws: _series_p(alike(0.7, 12), random, draws),
    "exploratory_18": lambda random, draws: _series_p(alike(0.7, 18), random, draws),
    "persons_lasting_shocks": lambda random, draws: np.array(
        [_person_estimate(random, 0.0, 0.5).p for _ in range(draws)]
    ),
}


def _intervals(fit: SeriesFit | GroupsFit | CampaignFit) -> np.ndarray:
    """(draws, 3) estimates, half-widths of their intervals, and whether the effect was seen."""
    half = critical_t(fit.df, 1 - ALPHA) * fit.se
    return np.stack([fit.estimate, half, fit.p < ALPHA], axis=1)


def _lagged(random: np.random.Generator, draws: int) -> tuple[np.ndarray, np.ndarray]:
    """Two years of weeks: trust follows the exposure of two weeks before."""
    exposure = autoregression(random, draws, 104 + TRUE_LAG, 0.7)
    trust = autoregression(random, draws, 104, 0.6) + LAG_EFFECT * exposure[:, :-TRUE_LAG]
    return exposure[:, TRUE_LAG:], trust


def _primary_lag(random: np.random.Generator, draws: int) -> np.ndarray:
    exposure, trust = _lagged(random, draws)
    return _intervals(fit_series(exposure, trust, lag=TRUE_LAG, points_a_year=WEEKS_A_YEAR))


def _which_lag(random: np.random.Generator, draws: int) -> np.ndarray:
    rows = []
    for exposure, trust in zip(*_lagged(random, draws), strict=True):
        found = distributed_lags(exposure, trust, LAGS, points_a_year=WEEKS_A_YEAR)
        best = min(found, key=lambda one: one.details["q"])
        seen = best.lag == TRUE_LAG and best.details["q"] < ALPHA
        own = found[LAGS.index(TRUE_LAG)]
        rows.append([own.estimate, (own.high - own.low) / 2, seen])
    return np.array(rows, dtype=float)


def _persons(random: np.random.Generator, draws: int) -> np.ndarray:
    found = [_person_estimate(random, 0.25) for _ in range(draws)]
    return np.array([[one.estimate, (one.high - one.low) / 2, one.p < ALPHA] for one in found])


EFFECTS: dict[str, tuple[float, Draw]] = {
    "primary_lag": (LAG_EFFECT, _primary_lag),
    "which_lag": (LAG_EFFECT, _which_lag),
    "groups_in_waves": (
        GROUP_EFFECT,
        lambda random, draws: _intervals(_groups(random, draws, GROUP_EFFECT)),
    ),
    "campaign": (1.5, lambda random, draws: _intervals(_campaign(random, draws, 1.5))),
    "persons_in_weeks": (0.25, _persons),
}
