"""Corrected counts and shares: what they are, and how often they hold the truth."""

import numpy as np
import pytest

from reports.signals.correction import (
    Coded,
    Interval,
    corrected_change,
    corrected_counts,
    corrected_share,
    naive_share,
)
from reports.signals.prediction_powered import Stratum, prediction_powered


def coded(n, y):
    return Coded(np.array(n, float), np.array(y, float))


def test_the_estimate_is_what_was_seen_and_the_share_of_each_class_of_the_rest():
    """100 with the label of which 3 of 4 are right, 1,000 without of which 1 in 50 is missed."""
    (found,) = corrected_counts(coded([40, 50], [30, 1]), np.array([[100, 1000]]), np.array([31]))
    assert found.estimate == pytest.approx(31 + 75 + 20)
    assert found.low < found.estimate < found.high


def test_where_everything_is_coded_nothing_is_left_open():
    (found,) = corrected_counts(coded([40, 50], [30, 1]), np.zeros((1, 2)), np.array([31.0]))
    assert found == Interval(31.0, 31.0, 31.0)


def test_what_was_missed_may_be_more_than_nothing_where_the_sample_found_none():
    found = corrected_share(coded([40, 50], [30, 0]), np.array([60, 850]), 30, 1000)
    sure = corrected_share(coded([40, 850], [30, 0]), np.array([60, 850]), 30, 1000)
    assert found.high - found.estimate > 3 * (sure.high - sure.estimate) > 0


def test_a_class_that_nobody_coded_can_be_anything():
    (found,) = corrected_counts(coded([40, 0], [30, 0]), np.array([[100, 7]]), np.zeros(1))
    (without,) = corrected_counts(coded([40, 50], [30, 0]), np.array([[100, 0]]), np.zeros(1))
    assert found.low == pytest.approx(without.low, abs=1.0)
    assert found.high == pytest.approx(without.high + 7, abs=1.0)


def test_the_ends_stay_between_what_is_known_and_what_is_possible():
    (found,) = corrected_counts(coded([5, 50], [5, 0]), np.array([[2, 1]]), np.array([4.0]))
    assert 4 <= found.low <= found.high <= 7


def test_a_difference_is_shorter_than_two_intervals_and_changes_its_sign_with_its_order():
    sample = coded([40, 200], [30, 2])
    before, after = np.array([60, 900]), np.array([90, 870])
    there = corrected_change(sample, before, after, documents=(960, 960))
    back = corrected_change(sample, after, before, documents=(960, 960))
    assert there.estimate == pytest.approx((30 * 0.75 - 30 * 0.01) / 960)
    np.testing.assert_allclose([-back.high, -back.low], there[1:], atol=0.002)
    alone = [corrected_share(sample, part, 0, 960) for part in (before, after)]
    assert there.high - there.low < sum(one.high - one.low for one in alone)


def test_for_classes_as_predictions_the_mean_is_the_prediction_powered_one():
    truth = np.array([1.0] * 9 + [0.0] * 3 + [1.0] + [0.0] * 27)
    said = np.array([1.0] * 12 + [0.0] * 28)
    others = np.array([1.0] * 3_000 + [0.0] * 7_000)
    powered = prediction_powered([Stratum(truth, said, others)])
    found = corrected_share(coded([12, 28], [9, 1]), np.array([3_000, 7_000]), 10, 10_040)
    assert found.estimate == pytest.approx(powered.estimate, abs=5e-4)


def test_the_naive_interval_is_wilsons():
    """Newcombe 1998, Stat. Med. 17:857, table I: 15 of 148 gives 0.0624 to 0.1605."""
    found = naive_share(15, 148)
    assert (found.low, found.high) == (pytest.approx(0.0624, 5e-4), pytest.approx(0.1605, 5e-4))


@pytest.mark.parametrize(("share", "size"), [(0.005, 100), (0.05, 200)])
def test_the_interval_holds_the_truth_in_95_of_100_cases_and_the_naive_one_does_not(share, size):
    random = np.random.default_rng(4)
    held, naive, draws, documents = 0, 0, 100, 3000
    for _ in range(draws):
        truth = random.random(documents) < share
        given = random.random(documents) < np.where(truth, 0.7, 0.03)
        sizes = np.array([given.sum(), (~given).sum()])
        good = np.array([(truth & given).sum(), (truth & ~given).sum()])
        n = np.minimum(size // 2, sizes)
        y = random.hypergeometric(good, sizes - good, n)
        found = corrected_share(coded(n, y), sizes - n, float(y.sum()), documents)
        simple = naive_share(int(given.sum()), documents)
        held += found.low <= truth.mean() <= found.high
        naive += simple.low <= truth.mean() <= simple.high
    assert 0.88 <= held / draws <= 0.995  # 95 per cent give or take three standard errors
    assert naive / draws < 0.85
