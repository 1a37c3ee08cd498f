"""Intervals of shares and of other estimates."""

import math
from dataclasses import replace

import pytest
from scipy import stats

from reports.trust.survey.intervals import METHODS, interval
from reports.trust.survey.points import EstimateError, PointEstimate

SHARE = PointEstimate(0.2, 0.03, 40, 150, None, 150)


@pytest.mark.parametrize("method", METHODS)
def test_an_interval_holds_its_estimate_and_widens_with_the_level(method):
    low, high = interval(SHARE, method)
    assert low < 0.2 < high
    wide_low, wide_high = interval(SHARE, method, level=0.99)
    assert wide_low < low and high < wide_high


@pytest.mark.parametrize("method", ["logit", "xlogit", "beta", "asin"])
def test_a_share_of_none_or_all_has_the_interval_of_clopper_and_pearson(method):
    none = replace(SHARE, estimate=0.0, se=0.0, n=30, rows=30)
    low, high = interval(none, method)
    assert low == 0
    assert high == pytest.approx(1 - 0.025 ** (1 / 30), rel=1e-12)
    everyone = replace(none, estimate=1.0)
    assert interval(everyone, method) == pytest.approx((0.025 ** (1 / 30), 1.0), rel=1e-12)


def test_the_mean_interval_takes_any_number_and_the_others_only_shares():
    score = PointEstimate(42.0, 2.0, 10, 50, None)
    half = stats.t.ppf(0.975, 10) * 2
    assert interval(score, "mean") == pytest.approx((42 - half, 42 + half))
    with pytest.raises(EstimateError, match="gäller andelar"):
        interval(score, "logit")


def test_an_unknown_method_or_level_is_refused():
    with pytest.raises(EstimateError, match="'wald'"):
        interval(SHARE, "wald")
    with pytest.raises(EstimateError, match="nivån 95"):
        interval(SHARE, "mean", level=95)


@pytest.mark.parametrize("method", METHODS)
def test_without_degrees_of_freedom_there_is_no_interval(method):
    assert all(math.isnan(end) for end in interval(replace(SHARE, df=0), method))


@pytest.mark.parametrize("method", METHODS)
def test_a_share_known_without_error_is_its_own_interval(method):
    assert interval(replace(SHARE, se=0.0), method) == pytest.approx((0.2, 0.2))
