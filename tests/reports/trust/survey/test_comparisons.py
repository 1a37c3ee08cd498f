import numpy as np
import pandas as pd
import pytest
from scipy import stats

from reports.trust.survey.comparisons import (
    STATISTICS,
    chi_square,
    one_sample_t,
    paired_t,
    two_sample_t,
)
from reports.trust.survey.design import Design, build_design
from reports.trust.survey.estimates import difference
from reports.trust.survey.points import EmptyDomainError, EstimateError


@pytest.fixture
def answers():
    random = np.random.default_rng(5)
    return pd.DataFrame(
        {
            "weight": random.uniform(0.5, 2, 300),
            "cluster": random.integers(0, 40, 300),
            "group": random.choice(["a", "b", "c"], size=300),
            "yes": random.choice(["ja", "nej"], size=300),
            "value": random.normal(3, 1, 300),
        }
    )


@pytest.fixture
def design(answers):
    return build_design(answers, weight="weight", psu="cluster")


def test_a_difference_of_two_groups_is_that_of_their_means(answers, design):
    second = (answers.yes == "ja").astype(float)
    test = two_sample_t(design, answers.value, second)
    means = difference(design, answers.value, second == 1, second == 0)
    assert test.estimate == pytest.approx(means.estimate)
    assert test.se == pytest.approx(means.se)
    assert test.n == 300
    assert test.low < test.estimate < test.high


def test_the_scale_of_the_weights_does_not_matter(answers, design):
    scaled = design.with_weights(design.weights / 1e5)
    for statistic in STATISTICS:
        one, other = (
            chi_square(d, answers.group, answers.yes, statistic=statistic) for d in (design, scaled)
        )
        assert other.statistic == pytest.approx(one.statistic, rel=1e-8)
        assert other.p == pytest.approx(one.p, rel=1e-8)


def test_equal_weights_without_clusters_give_pearsons_test(answers):
    table = pd.crosstab(answers.group, answers.yes)
    pearson = stats.chi2_contingency(table, correction=False)
    test = chi_square(Design(np.ones(300)), answers.group, answers.yes, statistic="Chisq")
    assert test.statistic == pytest.approx(pearson.statistic)
    assert test.numerator_df == pearson.dof
    assert test.denominator_df == np.inf
    assert test.p == pytest.approx(pearson.pvalue, rel=0.05)


def test_rows_and_columns_may_change_places(answers, design):
    for statistic in STATISTICS:
        one = chi_square(design, answers.group, answers.yes, statistic=statistic)
        other = chi_square(design, answers.yes, answers.group, statistic=statistic)
        assert other.statistic == pytest.approx(one.statistic)
        assert other.p == pytest.approx(one.p)


def test_a_missing_answer_is_outside_the_table(answers, design):
    answers.loc[answers.index % 4 == 0, "yes"] = None
    test = chi_square(design, answers.group, answers.yes)
    assert test.n == 225


@pytest.mark.parametrize("found", ["a", None])
def test_a_t_test_needs_two_groups_with_answers(answers, design, found):
    second = np.where(answers.group == found, 1.0, np.nan)
    with pytest.raises(EstimateError, match="två grupper"):
        two_sample_t(design, answers.value, second)


def test_a_t_test_of_three_groups_is_refused(answers, design):
    with pytest.raises(EstimateError, match="0, 1, 2"):
        two_sample_t(design, answers.value, pd.factorize(answers.group)[0])


def test_a_t_test_of_nobody_is_refused(answers, design):
    with pytest.raises(EmptyDomainError):
        one_sample_t(design, np.full(300, np.nan))
    with pytest.raises(EmptyDomainError):
        paired_t(design, answers.value, answers.value, np.zeros(300, dtype=bool))


def test_values_without_spread_have_no_t(answers, design):
    test = paired_t(design, answers.value + 1, answers.value)
    assert test.estimate == pytest.approx(1)
    assert test.se == pytest.approx(0, abs=1e-12)


def test_a_table_with_a_single_row_is_refused(answers, design):
    with pytest.raises(EstimateError, match="1 rader och 2 kolumner"):
        chi_square(design, answers.group, answers.yes, answers.group == "a")


def test_a_row_of_the_table_without_weight_does_not_count(answers, design):
    weights = np.where(answers.group == "c", 0.0, design.weights)
    test = chi_square(design.with_weights(weights), answers.group, answers.yes)
    alone = chi_square(design, answers.group, answers.yes, answers.group != "c")
    assert test.numerator_df == pytest.approx(alone.numerator_df)


def test_too_few_clusters_for_the_cells_are_refused_by_wald_and_not_by_rao_and_scott(answers):
    answers["cluster"] = answers.index % 3
    answers["many"] = answers.index % 6
    design = build_design(answers, weight="weight", psu="cluster")
    with pytest.raises(EstimateError, match="singulär"):
        chi_square(design, answers.many, answers.group, statistic="Wald")
    assert 0 <= chi_square(design, answers.many, answers.group).p <= 1


def test_a_cell_that_is_empty_is_counted_as_empty(answers, design):
    yes = np.where(answers.group == "a", "ja", answers.yes)
    assert chi_square(design, answers.group, yes).p < 1e-6


def test_a_table_that_is_almost_empty_is_refused(answers, design):
    many = pd.Series(np.arange(300) // 100)
    with pytest.raises(EstimateError, match="celler är tomma"):
        chi_square(design, many, many)


def test_another_statistic_is_refused(answers, design):
    with pytest.raises(EstimateError, match="'lincom' finns inte"):
        chi_square(design, answers.group, answers.yes, statistic="lincom")


def test_a_column_of_another_length_is_refused(answers, design):
    with pytest.raises(EstimateError, match="299 och 300 värden"):
        chi_square(design, answers.group[1:], answers.yes)
