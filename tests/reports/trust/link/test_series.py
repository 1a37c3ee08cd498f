"""The default path of one series, against R's lm() on lagged columns and against known truths."""

import json
from pathlib import Path

import numpy as np
import pytest

from reports.trust.link.background import WEEKS_A_YEAR
from reports.trust.link.inference import InsufficientData
from reports.trust.link.series import fit_series, link_series
from reports.trust.link.simulation import autoregression

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "link.json").read_text())["series"]
EXPOSURE, TRUST = np.array(GOLDEN["exposure"]), np.array(GOLDEN["trust"])
WITH_GAPS = np.array(GOLDEN["with_gaps"], dtype=float)
COVARIATE = np.array(GOLDEN["covariate"])


@pytest.mark.parametrize(
    ("case", "series", "lag", "options"),
    [
        ("plain", (EXPOSURE, TRUST), 2, {}),
        ("season", (EXPOSURE, TRUST), 0, {"points_a_year": WEEKS_A_YEAR}),
        ("covariate_fit", (EXPOSURE, TRUST), 2, {"covariates": COVARIATE}),
        ("short", (EXPOSURE[:24], TRUST[:24]), 0, {}),
        ("gaps", (EXPOSURE, WITH_GAPS), 2, {}),
    ],
)
def test_order_estimate_and_test_are_those_of_lm_in_r(case, series, lag, options):
    expected = GOLDEN[case]
    found = link_series(*series, [lag], **options)[0]
    assert found.details["order"] == expected["order"]
    assert found.df == expected["df"]
    assert found.estimate == pytest.approx(expected["estimate"], abs=1e-10)
    assert found.se == pytest.approx(expected["se"], abs=1e-10)
    assert found.p == pytest.approx(expected["p"], rel=1e-8)
    if "low" in expected:
        assert (found.low, found.high) == pytest.approx((expected["low"], expected["high"]))


def test_residual_autocorrelation_is_tested_as_by_box_test_in_r():
    found = link_series(EXPOSURE, TRUST, [2])[0]
    assert found.details["ljung_box_p"] == pytest.approx(GOLDEN["plain"]["ljung_box_p"], rel=1e-6)


def test_many_pairs_at_once_give_what_each_gives_alone():
    random = np.random.default_rng(3)
    exposure, trust = (autoregression(random, 20, 60, 0.8) for _ in range(2))
    exposure[4, 7], trust[11, 50] = np.nan, np.nan
    together = fit_series(exposure, trust, lag=1).estimates()
    assert len({one.details["order"] for one in together}) > 1
    for i, one in enumerate(together):
        alone = link_series(exposure[i], trust[i], [1])[0]
        assert (alone.estimate, alone.p) == pytest.approx((one.estimate, one.p))
        assert alone.details["order"] == one.details["order"]
    assert [together[i].n for i in (0, 4, 11)] == [59, 58, 58]


def test_fewer_than_twelve_points_are_not_tested():
    values = np.random.default_rng(1).standard_normal((2, 12))
    assert link_series(values[0], values[1])[0].details["strength"] == "exploratory"
    with pytest.raises(InsufficientData, match="11 tidpunkter; minst 12") as refused:
        link_series(values[0, :11], values[1, :11])
    assert (refused.value.found, refused.value.least) == (11, 12)
    with pytest.raises(InsufficientData):
        link_series(values[0], values[1], [1])


def test_five_waves_that_all_but_mirror_the_exposure_are_refused():
    with pytest.raises(InsufficientData):
        link_series(np.array([1, 2, 3, 4, 5.0]), np.array([5, 4, 3.1, 2, 1.0]))


def test_an_exposure_that_never_changes_is_refused():
    trust = np.random.default_rng(1).standard_normal(40)
    with pytest.raises(InsufficientData, match="varierar inte"):
        link_series(np.full(40, 3.0), trust)
    with pytest.raises(InsufficientData, match="varierar inte"):
        link_series(np.arange(40.0), trust)


def test_more_covariates_than_the_points_bear_are_refused():
    values = np.random.default_rng(1).standard_normal((5, 14))
    with pytest.raises(InsufficientData, match="för så många kovariater"):
        link_series(values[0], values[1], covariates=values[2:].T)


def test_the_order_is_at_most_two_below_26_points_and_a_season_needs_two_years():
    random = np.random.default_rng(5)
    trust, exposure = autoregression(random, 200, 25, 0.9), autoregression(random, 200, 25, 0.9)
    assert fit_series(exposure, trust).order.max() <= 2
    weeks = random.standard_normal((2, 104))
    assert fit_series(weeks[0], weeks[1], points_a_year=WEEKS_A_YEAR).season
    assert not fit_series(weeks[0, :103], weeks[1, :103], points_a_year=WEEKS_A_YEAR).season


def test_the_units_of_exposure_and_trust_carry_over_to_the_estimate():
    once = link_series(EXPOSURE, TRUST, [2])[0]
    scaled = link_series(1e6 * EXPOSURE + 5e6, TRUST / 100, [2])[0]
    assert scaled.estimate == pytest.approx(once.estimate / 1e8)
    assert scaled.p == pytest.approx(once.p)


def test_standard_errors_of_trust_describe_and_change_no_test():
    without = link_series(EXPOSURE, TRUST, [2])[0]
    told = link_series(EXPOSURE, TRUST, [2], trust_se=np.full(len(TRUST), 0.6))[0]
    assert (told.estimate, told.se, told.p) == (without.estimate, without.se, without.p)
    assert 0.1 < told.details["noise_share"] < 0.5


def test_a_confounder_of_another_pace_is_taken_out():
    """Half of the nulls are called links when only the covariate's present is adjusted for."""
    random = np.random.default_rng(8)
    found = []
    for _ in range(150):
        confounder = autoregression(random, 1, 100, 0.3)[0]
        exposure = confounder + 0.6 * autoregression(random, 1, 100, 0.8)[0]
        trust = 0.9 * confounder + 0.6 * autoregression(random, 1, 100, 0.8)[0]
        crude = link_series(exposure, trust)[0]
        adjusted = link_series(exposure, trust, covariates=confounder)[0]
        found.append([crude.p < 0.05, adjusted.p < 0.05, adjusted.estimate])
    crude_rate, adjusted_rate, mean = np.mean(found, axis=0)
    assert crude_rate > 0.9
    assert adjusted_rate < 0.11
    assert abs(mean) < 0.04
