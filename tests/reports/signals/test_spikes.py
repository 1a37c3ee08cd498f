"""Alarms: what goes beyond the reference."""

import numpy as np
import pytest

from reports.signals.farrington import farrington_flexible
from reports.signals.heavy_tails import undo_weights
from reports.signals.spikes import find_spikes, within_budget


def counts_of(mean, spread, weeks=290, series=1, seed=5):
    chance = np.random.default_rng(seed)
    return chance.negative_binomial(mean / (spread - 1), 1 / spread, (weeks, series)).astype(float)


def test_expected_and_bound_are_those_of_the_reference():
    counts = counts_of(6, 2, series=3)
    found, reference = find_spikes(counts, fdr=0.1), farrington_flexible(counts)
    np.testing.assert_array_equal(found.expected, reference.expected)
    np.testing.assert_array_equal(found.upper_bound, reference.upper_bound)


def test_weeks_without_enough_history_have_no_figures_and_no_alarm():
    counts = counts_of(6, 2)
    counts[100] = 500
    found = find_spikes(counts)
    assert np.isnan(found.p_value[:211]).all()
    assert not found.alarm[:211].any()
    assert np.isfinite(found.p_value[211:]).all()


def test_a_burst_is_an_alarm():
    counts = counts_of(6, 2)
    counts[280] = 40
    found = find_spikes(counts)
    assert found.alarm[280, 0]
    assert found.p_value[280, 0] < 1e-6


def test_a_rise_too_small_for_one_week_is_an_alarm_when_it_goes_on():
    counts = np.tile([[4.0], [6], [5], [5], [7], [3]], (50, 1))[:290]
    once = counts.copy()
    once[280] = 13
    twice = once.copy()
    twice[279] = 13
    first, second = find_spikes(once), find_spikes(twice)
    assert second.p_value[280, 0] < first.p_value[280, 0] / 2


def test_a_week_that_is_back_to_normal_is_no_alarm_however_high_the_one_before():
    counts = counts_of(6, 2)
    counts[280], counts[281] = 60, 6
    assert not find_spikes(counts).alarm[281, 0]


def test_a_single_story_is_no_alarm():
    counts = np.zeros((290, 1))
    counts[285], counts[288] = 1, 4
    found = find_spikes(counts)
    assert not found.alarm[285, 0]
    assert found.alarm[288, 0]


def test_fewer_stories_under_a_lower_coverage_are_not_compared_with_full_weeks():
    counts, coverage = counts_of(20, 1.5), np.ones((290, 1))
    coverage[280], counts[280] = 0.4, 24
    assert not find_spikes(counts).alarm[280, 0]
    assert find_spikes(counts, coverage).alarm[280, 0]


def test_a_week_that_was_not_observed_is_not_judged():
    counts = counts_of(6, 2)
    counts[280] = np.nan
    found = find_spikes(counts)
    assert np.isnan(found.p_value[280, 0])
    assert not found.alarm[280, 0]
    assert np.isfinite(found.p_value[281, 0])


@pytest.mark.parametrize(("mean", "spread"), [(0.5, 5), (2, 1.1), (10, 3)])
def test_quiet_weeks_are_alarms_about_as_often_as_the_level_says(mean, spread):
    """60 series × 49 weeks: 29 alarms are expected; binomial error is about 6."""
    alarm = find_spikes(counts_of(mean, spread, weeks=260, series=60, seed=11)).alarm
    assert alarm.sum() < 55


def test_the_budget_is_that_of_benjamini_and_hochberg():
    p_value = np.array([[0.001, 0.02, 0.03, 0.9], [0.04, 0.5, np.nan, 0.6]])
    np.testing.assert_array_equal(
        within_budget(p_value, 0.05), [[True, True, True, False], [False] * 4]
    )


def test_a_budget_over_many_quiet_series_leaves_hardly_any_alarm():
    counts = counts_of(5, 2, weeks=260, series=40, seed=3)
    counts[255, 7] = 60
    found = find_spikes(counts, fdr=0.05)
    assert found.alarm[255, 7]
    assert found.alarm.sum() <= find_spikes(counts).alarm.sum() / 3


def test_weighting_is_undone():
    """Mean 0.5, dispersion 5: what is left after weighting, summed here over the distribution."""
    y = np.arange(400.0)
    log_share = np.zeros(400)
    size = 0.5 / 4
    log_share[0] = size * np.log(0.2)
    for k in range(1, 400):
        log_share[k] = log_share[k - 1] + np.log((k - 1 + size) / k * 0.8)
    residual = 1.5 * (y ** (2 / 3) * 0.5 ** (-1 / 6) - 0.5**0.5) / 5**0.5
    weight = np.exp(log_share) * np.where(residual > 2.58, np.maximum(residual, 1) ** -2.0, 1)
    mean = (weight * y).sum() / weight.sum()
    spread = (weight * (y - mean) ** 2).sum() / weight.sum() / mean
    found_mean, found_spread = undo_weights(np.array([mean]), np.array([spread]))
    assert found_mean[0] == pytest.approx(0.5, rel=0.05)
    assert found_spread[0] == pytest.approx(5, rel=0.05)
