"""Resamples have the size of the set, and intervals are the percentiles of what they give."""

import numpy as np
import pytest

from classifiers.bootstrap import RESAMPLES, estimate, resample_weights


def test_the_first_row_is_the_set_itself_and_each_row_draws_as_many_texts():
    weights = resample_weights(40)
    assert weights.shape == (1 + RESAMPLES, 40)
    assert (weights[0] == 1).all()
    assert (weights.sum(1) == 40).all()
    assert np.array_equal(weights, resample_weights(40))


def test_the_interval_of_a_share_agrees_with_the_normal_one():
    flags = np.arange(400) % 4 == 0
    found = estimate(resample_weights(400) @ flags / 400, 400)
    se = np.sqrt(0.25 * 0.75 / 400)
    assert found["value"] == 0.25
    assert found["se"] == pytest.approx(se, rel=0.1)
    assert (found["low"], found["high"]) == pytest.approx((0.25 - 1.96 * se, 0.25 + 1.96 * se), 0.1)


def test_what_cannot_be_had_is_none_and_not_zero():
    nothing = {"value": None, "low": None, "high": None, "se": None, "n": 0}
    assert estimate(np.array([np.nan, 0.5, 0.5]), 0) == nothing
    assert estimate(np.array([0.5, np.nan]), 3) == nothing | {"value": 0.5, "n": 3}
