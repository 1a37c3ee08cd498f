"""Odds of an outbreak, and how much season and trend a series is believed to have."""

import numpy as np
import pytest

from reports.signals.outbreak_odds import log_odds
from reports.signals.smooth_baseline import smooth_baseline


def odds(*weeks, mean=6.0, spread=2.0):
    counts = np.array(weeks, float)[:, None]
    return log_odds(counts, np.full(counts.shape, mean), np.full(counts.shape, spread))[-1, 0]


@pytest.mark.parametrize("spread", [1.0, 2.0, 6.0])
@pytest.mark.parametrize("mean", [0.05, 1.0, 30.0])
def test_the_odds_never_fall_as_the_count_grows(mean, spread):
    found = [odds(0, 0, 0, n, mean=mean, spread=spread) for n in range(int(mean), 200)]
    assert (np.diff(found) > -1e-9).all()


def test_two_high_weeks_say_more_than_one_and_a_passed_one_says_less():
    assert odds(6, 6, 12, 12) > odds(6, 6, 6, 12)
    assert odds(6, 6, 30, 6) < odds(6, 6, 6, 6)


def test_a_week_without_a_mean_has_no_odds():
    counts = np.full((4, 1), 6.0)
    mean = np.array([[6.0], [6.0], [6.0], [np.nan]])
    assert np.isnan(log_odds(counts, mean, np.full((4, 1), 2.0))[-1, 0])


def baseline(mean, spread, series=40, weeks=280, seed=9):
    chance = np.random.default_rng(seed)
    means = np.broadcast_to(np.asarray(mean, float), (weeks, series))
    counts = chance.negative_binomial(means / (spread - 1), 1 / spread).astype(float)
    wanted = np.zeros(counts.shape, bool)
    wanted[-1] = True
    none = np.zeros(counts.shape)
    found = smooth_baseline(counts, none == 0, none, wanted, np.zeros(series, int))
    return found.mean[-1] / means[-1]


def test_a_series_without_season_keeps_nearly_its_plain_mean():
    """The plain mean of 276 weeks has a standard error of 0.12; a free season would have 0.3."""
    assert baseline(1.0, 4.0).std() < 0.2


def test_a_clear_season_and_a_clear_trend_are_followed():
    weeks = np.arange(280)
    wave = np.exp(0.8 * np.cos(2 * np.pi * (weeks - 279) / 52.18))
    assert np.median(baseline((10 * wave)[:, None], 2.0)) == pytest.approx(1, abs=0.06)
    growth = np.exp(0.3 * (weeks - 279) / 52)
    assert np.median(baseline((20 * growth)[:, None], 2.0)) == pytest.approx(1, abs=0.06)
