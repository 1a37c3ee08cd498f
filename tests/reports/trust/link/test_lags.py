"""Which lag, and how large; and windows of several steps."""

import numpy as np
import pytest

from reports.trust.link.inference import InsufficientData
from reports.trust.link.lags import distributed_lags, window_mean
from reports.trust.link.multiplicity import q_values
from reports.trust.link.simulation import autoregression


def test_of_nine_lags_the_true_one_stands_out_with_its_size():
    random = np.random.default_rng(7)
    exposure = autoregression(random, 1, 106, 0.7)[0]
    trust = autoregression(random, 1, 104, 0.6)[0] + 0.7 * exposure[:104]
    found = distributed_lags(exposure[2:], trust, range(9), points_a_year=52.1775)
    assert [one.lag for one in found] == list(range(9))
    assert [one.lag for one in found if one.details["q"] < 0.05] == [2]
    assert found[2].low < 0.7 < found[2].high
    assert [one.details["q"] for one in found] == pytest.approx(
        q_values([one.p for one in found]).tolist()
    )


def test_more_lags_than_the_points_bear_are_refused():
    values = np.random.default_rng(1).standard_normal((2, 24))
    with pytest.raises(InsufficientData, match="alla fördröjningar"):
        distributed_lags(values[0], values[1], range(11))


def test_a_window_is_the_mean_of_its_steps_and_missing_where_one_is():
    values = np.array([1.0, 3.0, 5.0, np.nan, 9.0, 11.0, 13.0])
    np.testing.assert_array_equal(
        window_mean(values, 1, 2), [np.nan, np.nan, 2.0, 4.0, np.nan, np.nan, 10.0]
    )
    np.testing.assert_array_equal(window_mean(values, 0, 0), values)
    assert np.isnan(window_mean(values, 5, 13)).all()
