import numpy as np
import pandas as pd
import pytest

from reports.trust.survey.columns import INTERCEPT
from reports.trust.survey.comparisons import wald_test
from reports.trust.survey.design import Design, build_design
from reports.trust.survey.points import EmptyDomainError, EstimateError
from reports.trust.survey.regression import (
    CollinearError,
    SeparationError,
    columns_of,
    compare_models,
    linear,
    logistic,
)
from reports.trust.survey.replicates import Replicates, jackknife


@pytest.fixture
def answers():
    """400 answers where party decides both use and trust."""
    random = np.random.default_rng(3)
    party = random.choice(["a", "b", "c"], size=400)
    uses = random.random(400) < np.where(party == "a", 0.8, 0.2)
    trusts = random.random(400) < np.where(party == "a", 0.3, 0.7)
    return pd.DataFrame(
        {
            "weight": random.uniform(0.5, 2, 400),
            "stratum": random.integers(0, 4, 400),
            "party": party,
            "uses": uses.astype(float),
            "age": random.integers(18, 85, 400).astype(float),
            "trusts": trusts.astype(float),
        }
    )


@pytest.fixture
def design(answers):
    return build_design(answers, weight="weight", strata="stratum")


def fit(design, y, columns, function=logistic, **options):
    return function(design, y, columns.x, columns.names, terms=columns.terms, **options)


def test_linear_regression_on_a_constant_gives_the_weighted_mean(answers, design):
    model = linear(design, answers.age, np.ones((400, 1)), [INTERCEPT])
    assert model.coefficients[0] == pytest.approx(np.average(answers.age, weights=answers.weight))
    assert model.df == design.df


def test_the_scale_of_the_weights_does_not_matter(answers, design):
    scaled = design.with_weights(design.weights * 1e4)
    columns = columns_of(answers, ["uses", "age", "party"])
    for function in (linear, logistic):
        one, other = (fit(d, answers.trusts, columns, function) for d in (design, scaled))
        assert other.coefficients == pytest.approx(one.coefficients, rel=1e-9)
        assert other.se == pytest.approx(one.se, rel=1e-9)


def test_the_unit_of_a_covariate_does_not_matter(answers, design):
    columns = columns_of(answers, ["age", "party"])
    rescaled = columns.x * np.array([1, 1e9, 1, 1])
    one = fit(design, answers.trusts, columns)
    other = logistic(design, answers.trusts, rescaled, columns.names)
    assert other.coefficients * [1, 1e9, 1, 1] == pytest.approx(one.coefficients, rel=1e-8)


def test_categories_are_compared_with_the_reference_level():
    frame = pd.DataFrame({"party": ["b", "a", None, "c"], "code": [2, 1, 2, 2]})
    columns = columns_of(frame, ["party", "code"], reference={"party": "b"}, factors=["code"])
    assert columns.names == (INTERCEPT, "partya", "partyc", "code2")
    assert columns.terms == (INTERCEPT, "party", "party", "code")
    assert columns.levels == (None, "a", "c", 2)
    assert columns.references == {"party": "b", "code": 1}
    assert columns.complete.tolist() == [True, True, False, True]
    assert columns.x[[0, 1, 3]].tolist() == [[1, 0, 0, 1], [1, 1, 0, 0], [1, 0, 1, 1]]


def test_levels_keep_the_order_of_a_categorical_and_drop_those_outside_the_rows():
    frame = pd.DataFrame({"age": pd.Categorical(["old", "young", "mid"], ["young", "mid", "old"])})
    assert columns_of(frame, ["age"]).names == (INTERCEPT, "agemid", "ageold")
    some = columns_of(frame, ["age"], rows=np.array([True, True, False]))
    assert some.names == (INTERCEPT, "ageold")


def test_truth_values_are_named_as_r_names_them():
    frame = pd.DataFrame({"uses": [True, False, True]})
    columns = columns_of(frame, ["uses"])
    assert columns.names == (INTERCEPT, "usesTRUE")
    assert columns.x[:, 1].tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    ("terms", "options", "found"),
    [
        (["sex"], {}, "'sex' finns inte"),
        (["party"], {"reference": {"party": "z"}}, "'z' finns inte i variabeln 'party'"),
        (["party"], {"rows": np.array([True, True, False])}, "har 1 olika värden"),
    ],
)
def test_a_variable_that_cannot_be_compared_is_told(terms, options, found):
    frame = pd.DataFrame({"party": ["a", "a", "b"]})
    with pytest.raises(EstimateError, match=found):
        columns_of(frame, terms, **options)


@pytest.mark.parametrize("function", [linear, logistic])
def test_a_column_that_is_a_combination_of_others_is_named(answers, design, function):
    columns = columns_of(answers, ["age", "party"])
    x = np.column_stack([columns.x, columns.x[:, 1] * 2 + 5])
    with pytest.raises(CollinearError) as caught:
        function(design, answers.trusts, x, [*columns.names, "birth"])
    assert caught.value.name == "birth"
    assert caught.value.others == (INTERCEPT, "age")
    assert "en kombination av (Intercept), age" in str(caught.value)


def test_a_column_of_zeros_is_named(answers, design):
    x = np.column_stack([np.ones(400), np.zeros(400)])
    with pytest.raises(CollinearError, match="'nobody' är 0 på alla rader"):
        linear(design, answers.trusts, x, [INTERCEPT, "nobody"])


def test_fewer_rows_than_columns_is_refused(answers, design):
    domain = np.arange(400) < 3
    columns = columns_of(answers, ["uses", "age", "party"])
    with pytest.raises(CollinearError):
        fit(design, answers.trusts, columns, linear, domain=domain)


def test_a_covariate_that_decides_the_answer_is_named(answers, design):
    trusts = np.where(answers.party == "c", 1.0, answers.trusts)
    columns = columns_of(answers, ["uses", "party", "age"])
    for epsilon in (None, 1e-8):
        with pytest.raises(SeparationError, match="partyc") as caught:
            fit(design, trusts, columns, epsilon=epsilon)
        assert "partyc" in caught.value.names


def test_a_threshold_that_decides_every_answer_is_refused(answers, design):
    with pytest.raises(SeparationError, match="age"):
        fit(design, (answers.age > 50).astype(float), columns_of(answers, ["age"]))


def test_a_rare_but_possible_answer_is_no_separation(answers, design):
    rare = np.zeros(400)
    rare[[3, 300]] = 1
    columns = columns_of(answers, ["age"])
    assert np.isfinite(fit(design, rare, columns).se).all()


def test_answers_that_are_all_the_same_are_refused(answers, design):
    with pytest.raises(EstimateError, match=r"alla 400 svar i gruppen är lika \(1\)"):
        fit(design, np.ones(400), columns_of(answers, ["age"]))


def test_a_logistic_regression_of_other_than_shares_is_refused(answers, design):
    with pytest.raises(EstimateError, match="ja och nej"):
        fit(design, answers.age, columns_of(answers, ["uses"]))


def test_a_domain_without_answers_is_refused(answers, design):
    columns = columns_of(answers, ["age"])
    with pytest.raises(EmptyDomainError):
        fit(design, np.full(400, np.nan), columns)


def test_a_negative_weight_is_refused(answers, design):
    weights = design.weights.copy()
    weights[7] = -0.1
    with pytest.raises(EstimateError, match="1 rader har negativ vikt"):
        fit(Design(weights), answers.trusts, columns_of(answers, ["age"]))


def test_a_row_with_a_missing_value_counts_as_outside_the_domain(answers, design):
    columns = columns_of(answers, ["age", "party"])
    some = np.arange(400) % 5 != 0
    trusts = np.where(some, answers.trusts, np.nan)
    missing, domain = (
        fit(design, trusts, columns),
        fit(design, answers.trusts, columns, domain=some),
    )
    assert missing.n == domain.n == 320
    assert missing.coefficients == pytest.approx(domain.coefficients)
    assert missing.covariance == pytest.approx(domain.covariance)


def test_without_degrees_of_freedom_there_is_no_interval():
    design = Design(np.ones(6), psu=(np.array([0, 0, 0, 1, 1, 1]),))
    x = np.column_stack([np.ones(6), np.arange(6)])
    model = linear(design, [1, 3, 2, 5, 4, 7], x, [INTERCEPT, "time"])
    assert model.df == 0
    row = model.table()[1]
    assert np.isfinite(row.estimate)
    assert np.isnan([row.p, row.low, row.high]).all()
    with pytest.raises(EstimateError, match="0 frihetsgrader"):
        wald_test(model, ["time"])


def test_odds_ratios_are_the_exponentials(answers, design):
    row = fit(design, answers.trusts, columns_of(answers, ["uses"])).table()[1]
    assert row.odds_ratio == pytest.approx(tuple(np.exp([row.estimate, row.low, row.high])))


def test_an_association_that_party_explains_vanishes_when_party_is_adjusted_for(answers, design):
    blocks = {"crude": ["uses"], "adjusted": ["age"], "adjusted_with_party": ["party"]}
    models = compare_models(design, answers, answers.trusts, blocks)
    assert list(models) == list(blocks)
    assert [len(model.names) for model in models.values()] == [2, 3, 5]
    crude, adjusted, with_party = (model.table()[1] for model in models.values())
    assert crude.high < 0
    assert adjusted.high < 0
    assert with_party.low < 0 < with_party.high


def test_nested_models_use_the_same_rows_unless_told_otherwise(answers, design):
    answers.loc[:39, "party"] = None
    blocks = {"crude": ["uses"], "with_party": ["party"]}
    same = compare_models(design, answers, answers.trusts, blocks)
    assert [model.n for model in same.values()] == [360, 360]
    own = compare_models(design, answers, answers.trusts, blocks, same_rows=False)
    assert [model.n for model in own.values()] == [400, 360]


def test_nested_models_may_be_linear_and_within_a_domain(answers, design):
    domain = answers.age > 40
    models = compare_models(
        design, answers, answers.age, {"crude": ["uses"]}, kind="linear", domain=domain
    )
    assert models["crude"].kind == "linear"
    assert models["crude"].n == domain.sum()


def test_nested_models_may_stop_where_r_stops(answers, design):
    columns = columns_of(answers, ["uses", "party"])
    alone = fit(design, answers.trusts, columns, epsilon=1e-8)
    blocks = {"crude": ["uses"], "with_party": ["party"]}
    models = compare_models(design, answers, answers.trusts, blocks, epsilon=1e-8)
    assert models["with_party"].covariance.tolist() == alone.covariance.tolist()


def test_a_model_of_another_kind_or_variable_is_refused(answers, design):
    with pytest.raises(EstimateError, match="kind = 'probit'"):
        compare_models(design, answers, answers.trusts, {"crude": ["uses"]}, kind="probit")
    with pytest.raises(EstimateError, match="'sex' finns inte"):
        compare_models(design, answers, answers.trusts, {"crude": ["sex"]})


def test_the_jackknife_is_near_to_linearisation(answers, design):
    columns = columns_of(answers, ["uses", "party"])
    linearised = fit(design, answers.trusts, columns)
    replicated = fit(jackknife(design), answers.trusts, columns)
    assert replicated.coefficients == pytest.approx(linearised.coefficients)
    assert replicated.se == pytest.approx(linearised.se, rel=0.05)


def test_a_replicate_in_which_a_level_has_no_row_is_left_out(answers):
    party = answers.party.where(answers.index != 5, "d")
    columns = columns_of(answers.assign(party=party), ["party"])
    weights = np.random.default_rng(1).uniform(0.5, 1.5, (400, 20))
    weights[5, 0] = 0.0
    rest = Replicates(weights[:, 1:], 1 / 19, np.ones(19))
    every = Replicates(weights, 1 / 19, np.ones(20))
    without, with_empty = (
        linear(Design(np.ones(400), replicates=r), answers.trusts, columns.x, columns.names)
        for r in (rest, every)
    )
    assert with_empty.covariance == pytest.approx(without.covariance)


def test_a_wald_test_of_one_coefficient_is_the_square_of_its_t(answers, design):
    model = fit(design, answers.trusts, columns_of(answers, ["uses", "party"]))
    row = model.table()[1]
    test = wald_test(model, ["uses"])
    assert test.statistic == pytest.approx(row.t**2)
    assert test.p == pytest.approx(row.p)
    assert wald_test(model, ["uses"], null=row.estimate).statistic == pytest.approx(0, abs=1e-12)


def test_a_wald_test_of_a_variable_that_is_not_in_the_model_is_refused(answers, design):
    model = fit(design, answers.trusts, columns_of(answers, ["uses"]))
    with pytest.raises(EstimateError, match="'party' är inte med i modellen"):
        wald_test(model, ["party"])
    with pytest.raises(EstimateError, match="ingen variabel"):
        wald_test(model, [])
