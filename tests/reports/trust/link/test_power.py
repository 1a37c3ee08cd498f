"""The smallest detectable effects, against published sizes, R, and simulated tests."""

import json
from pathlib import Path

import numpy as np
import pytest

from reports.trust.link import power
from reports.trust.link.campaign import fit_campaign
from reports.trust.link.groups import fit_groups
from reports.trust.link.inference import InsufficientData
from reports.trust.link.series import fit_series
from reports.trust.link.simulation import autoregression, panel

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "link.json").read_text())["power"]
WEEKLY_COLUMNS = 6  # level, trend, two harmonics


@pytest.mark.parametrize(
    ("points", "columns", "expected"),
    [(12, 2, 0.82), (26, 2, 0.54), (40, 2, 0.45), (104, 6, 0.29), (156, 6, 0.24)],
)
def test_correlations_that_series_with_autocorrelation_can_show(points, columns, expected):
    found = power.detectable_correlation(points, 0.7, 0.7, fixed_columns=columns)
    assert found == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize(
    ("points", "exposure_rho", "trust_rho"),
    [(12, 0.7, 0.7), (26, 0.7, 0.7), (40, 0.3, 0.3), (104, 0.7, 0.7), (104, 0.8, 0.5)],
)
def test_four_of_five_such_correlations_are_seen_by_the_default_path(
    points, exposure_rho, trust_rho
):
    r = power.detectable_correlation(points, exposure_rho, trust_rho)
    random = np.random.default_rng(11)
    exposure = autoregression(random, 2000, points, exposure_rho)
    rest = autoregression(random, 2000, points, trust_rho)
    fit = fit_series(exposure, r * exposure + np.sqrt(1 - r**2) * rest)
    assert (fit.p < 0.05).mean() == pytest.approx(0.80, abs=0.05)


@pytest.mark.parametrize(
    ("sizes", "base", "points"),
    [
        ((1039, 5482), 1.0, 5.1),
        ((1039, 5482), 0.78, 5.8),
        ((1039, 5482), 0.19, 11.8),
        ((5500, 5500), 1.0, 2.9),
    ],
)
def test_differences_that_two_waves_can_show(sizes, base, points):
    found = power.detectable_difference(*sizes, 0.31, deff=1.37, base=base)
    assert round(100 * found, 1) == points


def test_standard_errors_needed_are_those_of_the_noncentral_t_in_r():
    found = [power.detectable_t(df) for df in GOLDEN["df"]]
    assert found == pytest.approx(GOLDEN["needed"], rel=1e-3)


def test_four_of_five_such_effects_on_groups_are_seen():
    effect = power.detectable_groups(10, 6, exposure_sd=1.0, trust_sd=2.0)
    random = np.random.default_rng(12)
    exposure, noise = (panel(random, 1500, 10, 6, 0.0) for _ in range(2))
    group, wave = np.repeat(np.arange(10), 6), np.tile(np.arange(6), 10)
    fit = fit_groups(exposure, effect * exposure + 2 * noise, group, wave)
    assert (fit.p < 0.05).mean() == pytest.approx(0.80, abs=0.08)


def test_four_of_five_such_campaigns_are_seen():
    effect = power.detectable_campaign(60, 20, 20, sd=1.5, rho=0.4)
    difference = 1.5 * autoregression(np.random.default_rng(13), 1500, 100, 0.4)
    difference[:, 60:80] += effect
    assert (fit_campaign(difference, 60, 79).p < 0.05).mean() == pytest.approx(0.80, abs=0.06)


def test_the_odds_ratio_grows_with_what_respondents_of_a_week_share():
    alone = power.detectable_odds_ratio(4800, 48, 0.31, 1.0)
    together = power.detectable_odds_ratio(4800, 48, 0.31, 1.0, within=0.02)
    assert alone == pytest.approx(np.exp(power.detectable_t(45) / np.sqrt(4800 * 0.31 * 0.69)))
    assert np.log(together) == pytest.approx(np.log(alone) * np.sqrt(1 + 99 * 0.02))


def test_below_twelve_points_no_size_is_given():
    with pytest.raises(InsufficientData):
        power.detectable_correlation(11, 0.5, 0.5)
