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
        ([1, 2, 3, 4, 4, 5, 6, 7], 4, 4 + 4 / 8),
        ([0, 0, 0, 12, 0, 0], 2, 24 + 2 / 6),
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


def test_false_rises_stay_near_their_level_when_nothing_changes():
    """Counts of mean 6 with the spread of a negative binomial of size 6 (variance 12)."""
    chance = random.Random(20261121)

    def week():
        return _poisson(chance, chance.gammavariate(6, 1))

    rises = sum(
        compare([week() for _ in range(26)], week()).verdict is Verdict.RISE for _ in range(2000)
    )
    assert rises / 2000 < 0.025


def _poisson(chance, mean):
    left, count = chance.expovariate(1), 0
    while left < mean:
        left += chance.expovariate(1)
        count += 1
    return count
