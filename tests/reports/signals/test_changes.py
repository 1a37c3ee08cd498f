"""Rises and falls against the weeks before."""

import random

import pytest

from reports.signals.changes import HISTORY_WEEKS, Verdict, compare


def test_a_short_history_gives_no_verdict():
    assert compare([3] * 5, 40).verdict is Verdict.TOO_SHORT
    assert compare([], 0).verdict is Verdict.TOO_SHORT
    assert compare([3] * 6, 40).verdict is Verdict.RISE


def _quantile(mean, variance, share):
    """The least k with P(X <= k) >= share, by the recursion p(k+1) = p(k) (k + r) q / (k + 1)."""
    size = mean**2 / (variance - mean)
    q = mean / (mean + size)
    p, total, k = (1 - q) ** size, 0.0, 0
    while (total := total + p) < share:
        p *= (k + size) * q / (k + 1)
        k += 1
    return k


@pytest.mark.parametrize(
    ("history", "mean", "variance"),
    [
        ([1, 2, 3, 4, 4, 5, 6, 7], 4, (28 + 8 * 3 * 4) / 15 + 4 / 8),
        ([0, 12] * 3, 6, (6 * 36 + 8 * 3 * 6) / 13 + 6 / 6),
        ([10] * 26, 10, 10 + 10 / 26),
    ],
)
def test_the_range_holds_98_of_100_weeks_of_the_negative_binomial(history, mean, variance):
    change = compare(history, mean)
    assert change.expected == mean
    assert change.low == _quantile(mean, variance, 0.01)
    assert change.high == _quantile(mean, variance, 0.99)


@pytest.mark.parametrize(
    ("history", "count", "verdict"),
    [
        ([0] * 26, 2, Verdict.NO_CHANGE),
        ([0] * 26, 4, Verdict.RISE),
        ([0, 12] * 13, 14, Verdict.NO_CHANGE),
        ([20] * 26, 5, Verdict.FALL),
        ([2] * 26, 0, Verdict.NO_CHANGE),
    ],
)
def test_verdicts(history, count, verdict):
    assert compare(history, count).verdict is verdict


def test_a_rise_is_at_least_three_stories_above_the_mean():
    found = compare([0] * 26, 2)
    assert found.count > found.high
    assert found.verdict is Verdict.NO_CHANGE


def test_weeks_older_than_half_a_year_do_not_count():
    assert compare([90] * 30 + [1] * HISTORY_WEEKS, 1).expected == 1


QUIET = [0, 1, 0, 2, 0, 1, 1, 0, 0, 3, 0, 1, 0, 0, 1, 2, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1]


@pytest.mark.parametrize("place", [0, 12, 25])
def test_a_peak_among_the_weeks_before_does_not_hide_a_second_one(place):
    before = compare(QUIET, 13)
    after = compare([*QUIET[:place], 13, *QUIET[place + 1 :]], 13)
    assert before.verdict is after.verdict is Verdict.RISE
    assert after.high <= before.high + 2


def test_peaks_do_not_hide_each_other():
    assert compare([*QUIET[3:], 9, 40, 13], 13).verdict is Verdict.RISE


def test_a_level_that_lasts_for_more_than_a_quarter_of_the_history_is_learnt():
    verdicts = [compare([*QUIET, *[13] * weeks][-26:], 13).verdict for weeks in range(26)]
    assert verdicts == [Verdict.RISE] * 7 + [Verdict.NO_CHANGE] * 19


def test_false_rises_stay_below_their_level_when_nothing_changes():
    """Over means 0.3 to 10 and dispersions 1 to 3; the twelve together, for each alone is small."""
    chance = random.Random(20261122)

    def week(mean, dispersion):
        spread = dispersion - 1
        rate = chance.gammavariate(mean / spread, spread) if spread else mean
        return _poisson(chance, rate)

    rises = 0
    for mean in (0.3, 1, 3, 10):
        for dispersion in (1, 2, 3):
            for _ in range(250):
                *history, count = [week(mean, dispersion) for _ in range(27)]
                rises += compare(history, count).verdict is Verdict.RISE
    assert rises / 3000 <= 0.01


def _poisson(chance, mean):
    left, count = chance.expovariate(1), 0
    while left < mean:
        left += chance.expovariate(1)
        count += 1
    return count
