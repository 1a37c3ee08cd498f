"""Estimates of domains, groups and differences, beyond what the golden values show."""

import numpy as np
import pytest

from reports.trust.survey.design import Design
from reports.trust.survey.estimates import (
    EmptyDomainError,
    EstimateError,
    difference,
    mean,
    means_by,
    quantile,
    ratio,
    share,
    total,
)
from reports.trust.survey.intervals import interval

GENERATOR = np.random.default_rng(20261122)
N = 60
VALUES = GENERATOR.normal(5, 2, N)
GROUPS = np.array(["a", "b", "c"])[GENERATOR.integers(0, 3, N)]
DESIGN = Design(
    GENERATOR.uniform(0.5, 3, N), strata=(np.repeat([0, 1], 30),), psu=(np.repeat(range(12), 5),)
)


def test_rows_with_a_missing_value_are_outside_the_domain_and_stay_in_the_design():
    missing = VALUES.copy()
    missing[::7] = np.nan
    found = mean(DESIGN, missing)
    outside = mean(DESIGN, VALUES, ~np.isnan(missing))
    assert (found.estimate, found.se, found.n) == (outside.estimate, outside.se, outside.n)
    assert found.n == N - len(missing[::7])


def test_a_domain_has_another_error_than_a_file_of_its_rows_alone():
    domain = GROUPS == "a"
    alone = Design(DESIGN.weights[domain])
    assert mean(DESIGN, VALUES, domain).estimate == pytest.approx(
        mean(alone, VALUES[domain]).estimate
    )
    plain = Design(DESIGN.weights)
    assert total(plain, VALUES, domain).se > total(alone, VALUES[domain]).se


def test_each_of_several_groups_equals_the_domain_taken_alone():
    found = means_by(DESIGN, VALUES, GROUPS)
    assert found.groups == ("a", "b", "c")
    for i, group in enumerate(found.groups):
        alone = mean(DESIGN, VALUES, group == GROUPS)
        assert found.estimates[i, 0] == pytest.approx(alone.estimate, rel=1e-12)
        assert found.se[i, 0] == pytest.approx(alone.se, rel=1e-12)
        assert (found.n[i], found.group_df[i]) == (alone.n, alone.df)


def test_a_difference_is_a_contrast_of_groups_and_knows_that_they_covary():
    found = difference(DESIGN, VALUES, GROUPS == "a", GROUPS == "b")
    contrast = means_by(DESIGN, VALUES, GROUPS).contrast([1, -1, 0])
    assert found.estimate == pytest.approx(contrast.estimate, rel=1e-12)
    assert found.se == pytest.approx(contrast.se, rel=1e-12)
    assert (found.n, found.df) == (contrast.n, contrast.df)
    a, b = (mean(DESIGN, VALUES, group == GROUPS) for group in "ab")
    assert found.se != pytest.approx(np.hypot(a.se, b.se), rel=1e-3)


class Regressed:
    """Weights that were calibrated so that the total of one variable is known."""

    def __init__(self, x, weights):
        self.x, self.weights = x, weights

    def residuals(self, weighted):
        scores = weighted / self.weights[:, None]
        slopes = (self.weights * self.x) @ scores / (self.weights * self.x @ self.x)
        return (scores - self.x[:, None] * slopes) * self.weights[:, None]


def test_what_a_calibration_explains_is_no_error_in_domains_groups_and_totals():
    known = GENERATOR.uniform(1, 2, N)
    design = DESIGN.with_weights(DESIGN.weights, Regressed(known, DESIGN.weights))
    assert total(design, known).se == pytest.approx(0, abs=1e-9)
    assert total(design, VALUES).se < total(DESIGN, VALUES).se
    found = means_by(design, VALUES, GROUPS)
    for i, group in enumerate(found.groups):
        alone = mean(design, VALUES, group == GROUPS)
        assert found.se[i, 0] == pytest.approx(alone.se, rel=1e-10)
        assert alone.rows == found.rows[i] == N


def test_a_domain_less_itself_is_nothing_without_error():
    found = difference(DESIGN, VALUES, GROUPS == "a", GROUPS == "a")
    assert (found.estimate, found.se) == pytest.approx((0, 0), abs=1e-9)


def test_a_group_without_values_is_left_out():
    missing = np.where(GROUPS == "b", np.nan, VALUES)
    assert means_by(DESIGN, missing, GROUPS).groups == ("a", "c")


def test_a_row_without_a_group_is_outside():
    some = np.where(np.arange(N) < 20, None, GROUPS)
    assert means_by(DESIGN, VALUES, some).n.sum() == 40


def test_an_empty_domain_is_an_error_not_a_zero():
    nobody = np.zeros(N, dtype=bool)
    for estimate in (mean, share, total):
        with pytest.raises(EmptyDomainError, match="ingen rad"):
            estimate(DESIGN, VALUES > 5, nobody)
    with pytest.raises(EmptyDomainError):
        quantile(DESIGN, VALUES, 0.5, nobody)
    with pytest.raises(EmptyDomainError):
        ratio(DESIGN, VALUES, np.zeros(N))
    with pytest.raises(EmptyDomainError):
        means_by(DESIGN, np.full(N, np.nan), GROUPS)


def test_a_share_is_asked_of_yes_and_no_only():
    with pytest.raises(EstimateError, match="ja och nej"):
        share(DESIGN, VALUES)


def test_a_variable_of_another_length_is_refused():
    with pytest.raises(EstimateError, match="60 rader"):
        mean(DESIGN, VALUES[:-1])
    with pytest.raises(EstimateError, match="gruppen"):
        mean(DESIGN, VALUES, np.ones(3, dtype=bool))


def test_equal_weights_give_the_textbook_error_of_a_mean():
    found = mean(Design(np.full(N, 7.0)), VALUES)
    assert found.se == pytest.approx(VALUES.std(ddof=1) / np.sqrt(N), rel=1e-12)
    assert found.deff == pytest.approx(1, rel=1e-12)
    assert found.df == N - 1


def test_the_interval_covers_a_known_mean_of_a_clustered_population_as_often_as_it_says():
    """400 samples of 25 clusters of 8 that share a shock: 95 % within a binomial error of 4 %."""
    generator = np.random.default_rng(7)
    clusters = (np.repeat(np.arange(25), 8),)
    hits = 0
    for _ in range(400):
        y = np.repeat(generator.normal(0, 1, 25), 8) + generator.normal(0, 1, 200)
        low, high = interval(mean(Design(np.ones(200), psu=clusters), y), "mean")
        hits += low <= 0 <= high
    assert 0.91 <= hits / 400 <= 0.98


def test_an_interpolated_quantile_moves_with_the_share_and_the_median_is_the_middle():
    plain = Design(np.ones(5))
    values = np.array([3.0, 1.0, 5.0, 2.0, 4.0])
    assert quantile(plain, values, 0.5).estimate == 3
    assert quantile(plain, values, 0.4).estimate == 2
    assert quantile(plain, values, 0.4, rule="school").estimate == 2.5
    assert quantile(plain, values, 0.5, rule="hf7").estimate == 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"q": 50}, "0–1"),
        ({"rule": "median"}, "regel"),
        ({"method": "score"}, "intervall"),
        ({"method": "quantile"}, "replikatvikter"),
    ],
)
def test_a_quantile_that_cannot_be_read_is_refused(options, message):
    with pytest.raises(EstimateError, match=message):
        quantile(DESIGN, VALUES, **{"q": 0.5, **options})
