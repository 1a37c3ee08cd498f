"""Intervals by profile likelihood: against closed forms, and what they hold in the long run."""

import numpy as np
import pytest
from scipy.stats import binom, chi2

from reports.signals.profile import Critical, critical_values, limits

CHI_SQUARE = Critical(chi2.ppf(0.95, 1), chi2.ppf(0.95, 1))


def ratio(n, y, p):
    return 2 * (binom.logpmf(y, n, y / n) - binom.logpmf(y, n, p))


def test_of_one_class_the_ends_are_where_the_binomial_likelihood_falls_to_the_critical_value():
    found = limits(np.array([50.0]), np.array([12.0]), np.array([[1.0]]), CHI_SQUARE)
    low, high = found.low[0], found.high[0]
    assert low < 0.24 < high
    assert ratio(50, 12, low) == pytest.approx(CHI_SQUARE.low, abs=1e-5)
    assert ratio(50, 12, high) == pytest.approx(CHI_SQUARE.high, abs=1e-5)


def test_of_an_empty_class_the_upper_end_is_known():
    """No positive among n: n log(1 - p) falls to -critical / 2."""
    found = limits(np.array([40.0]), np.array([0.0]), np.array([[1.0]]), CHI_SQUARE)
    assert found.low[0] == 0
    assert found.high[0] == pytest.approx(1 - np.exp(-CHI_SQUARE.high / 80), abs=1e-7)


def test_a_negative_weight_turns_the_interval_round():
    coded, positives = np.array([30.0, 50.0]), np.array([9.0, 1.0])
    there = limits(coded, positives, np.array([[0.4, 0.6]]), CHI_SQUARE)
    back = limits(coded, positives, np.array([[-0.4, -0.6]]), CHI_SQUARE)
    assert back.low[0] == pytest.approx(-there.high[0], abs=1e-7)
    assert back.high[0] == pytest.approx(-there.low[0], abs=1e-7)


def test_no_shares_with_the_same_sum_are_more_likely_than_those_of_the_ends():
    coded, positives = np.array([30.0, 50.0]), np.array([9.0, 2.0])
    weights = np.array([0.3, 0.7])
    found = limits(coded, positives, weights[None], CHI_SQUARE)
    other = np.linspace(0.01, 0.99, 500)
    first = (found.high[0] - 0.7 * other) / 0.3
    inside = (first > 0) & (first < 1)
    likely = binom.logpmf(9, 30, first[inside]) + binom.logpmf(2, 50, other[inside])
    at_end = binom.logpmf(9, 30, found.high_shares[0, 0]) + binom.logpmf(
        2, 50, found.high_shares[0, 1]
    )
    assert likely.max() <= at_end + 1e-6


def test_with_many_coded_documents_the_critical_values_are_those_of_chi_square():
    found = critical_values(np.array([400.0, 400.0]), np.array([120.0, 200.0]), np.array([1.0, 1]))
    assert found == pytest.approx((3.84, 3.84), abs=0.6)


def test_the_same_input_gives_the_same_critical_values():
    asked = np.array([25.0, 25.0]), np.array([5.0, 0.0]), np.array([0.05, 0.95])
    assert critical_values(*asked) == critical_values(*asked)
