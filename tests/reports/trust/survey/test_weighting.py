import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.trust.survey.columns import INTERCEPT, columns_of
from reports.trust.survey.design import Design, build_design
from reports.trust.survey.estimates import mean, total
from reports.trust.survey.margins import WeightingError
from reports.trust.survey.replicates import jackknife
from reports.trust.survey.weighting import calibrate, post_stratify, rake

SEX = {"kvinna": 520.0, "man": 480.0}
AGE = {"ung": 300.0, "mitt": 400.0, "gammal": 300.0}


@pytest.fixture
def answers():
    random = np.random.default_rng(7)
    return pd.DataFrame(
        {
            "weight": random.uniform(2, 6, 250),
            "sex": random.choice(["kvinna", "man"], size=250),
            "age": random.choice(["ung", "mitt", "gammal"], size=250, p=[0.2, 0.3, 0.5]),
            "trust": random.normal(3, 1, 250),
        }
    )


@pytest.fixture
def design(answers):
    return build_design(answers, weight="weight")


def sums(design, cells):
    return pd.Series(design.weights).groupby(np.asarray(cells)).sum().to_dict()


def test_post_stratified_weights_add_up_to_the_population_in_each_cell(answers, design):
    made = post_stratify(design, answers.sex, SEX)
    assert sums(made, answers.sex) == pytest.approx(SEX)
    within = answers.sex == "man"
    factors = made.weights[within] / design.weights[within]
    assert np.ptp(factors) == pytest.approx(0, abs=1e-12)


def test_a_known_size_has_no_error_left(answers, design):
    man = (answers.sex == "man").astype(float)
    assert total(design, man).se > 1
    columns = columns_of(answers, ["sex", "age"])
    totals = {INTERCEPT: 1000, "sexman": 480, "agemitt": 400, "ageung": 300}
    for made in (
        post_stratify(design, answers.sex, SEX),
        post_stratify(jackknife(design), answers.sex, SEX),
        rake(design, [answers.sex, answers.age], [SEX, AGE], epsilon=1e-10, max_iterations=50),
        calibrate(design, columns.x, columns.names, totals),
        calibrate(design, columns.x, columns.names, totals, method="raking"),
    ):
        found = total(made, man)
        assert found.estimate == pytest.approx(480)
        assert found.se == pytest.approx(0, abs=1e-4)


def test_cells_of_two_variables_are_tuples(answers, design):
    known = {(sex, age): SEX[sex] * AGE[age] / 1000 for sex in SEX for age in AGE}
    made = post_stratify(design, answers[["sex", "age"]], known)
    assert sums(made, answers.sex) == pytest.approx(SEX)
    assert sums(made, answers.age) == pytest.approx(AGE)


def test_raked_weights_meet_every_margin_within_the_tolerance(answers, design):
    made = rake(design, [answers.sex, answers.age], [SEX, AGE], epsilon=1e-9, max_iterations=50)
    assert sums(made, answers.sex) == pytest.approx(SEX, rel=1e-7)
    assert sums(made, answers.age) == pytest.approx(AGE, rel=1e-7)


def test_raking_by_calibration_gives_the_raked_weights(answers, design):
    columns = columns_of(answers, ["sex", "age"])
    totals = {INTERCEPT: 1000, "sexman": 480, "agemitt": 400, "ageung": 300}
    one = calibrate(design, columns.x, columns.names, totals, method="raking", epsilon=1e-12)
    other = rake(design, [answers.sex, answers.age], [SEX, AGE], epsilon=1e-12, max_iterations=99)
    assert one.weights == pytest.approx(other.weights, rel=1e-8)


def test_bounds_hold_where_weights_would_pass_them(answers, design):
    columns = columns_of(answers, ["age"])
    totals = {INTERCEPT: 1000, "agemitt": 390, "ageung": 330}
    free = calibrate(design, columns.x, columns.names, totals).weights / design.weights
    bounds = (free.min() - 0.01, free.max() + 0.01)
    made = calibrate(design, columns.x, columns.names, totals, bounds=bounds)
    assert made.weights == pytest.approx(free * design.weights)
    with pytest.raises(WeightingError, match="summorna missas"):
        calibrate(design, columns.x, columns.names, totals, bounds=(0.99, 1.01))


def test_a_small_sample_of_a_large_population_is_raked_too(answers, design):
    columns = columns_of(answers, ["sex"])
    totals = {INTERCEPT: 1e7, "sexman": 4.8e6}
    made = calibrate(design, columns.x, columns.names, totals, method="raking")
    assert sums(made, answers.sex) == pytest.approx({"kvinna": 5.2e6, "man": 4.8e6}, rel=1e-6)
    with pytest.raises(WeightingError, match="skala om vikterna"):
        calibrate(design, columns.x, columns.names, totals, method="raking", bounds=(0.1, 1e6))


def test_a_group_that_nobody_has_is_dropped_when_its_total_is_zero(answers, design):
    x = np.column_stack([np.ones(250), np.zeros(250)])
    made = calibrate(design, x, [INTERCEPT, "other"], {INTERCEPT: 1000, "other": 0})
    assert made.weights.sum() == pytest.approx(1000)


def test_replicates_are_fitted_one_by_one(answers, design):
    made = rake(
        jackknife(design), [answers.sex, answers.age], [SEX, AGE], epsilon=1e-10, max_iterations=99
    )
    analysis = made.replicates.analysis_weights(made.weights)
    per_age = pd.DataFrame(analysis).groupby(answers.age).sum()
    for age, size in AGE.items():
        assert per_age.loc[age].to_numpy() == pytest.approx(np.full(250, size), rel=1e-6)


@given(st.floats(1e-6, 1e6))
def test_post_stratification_does_not_depend_on_the_scale_of_the_weights(scale):
    values, cells = np.array([1.0, 4, 2, 8, 5, 7]), list("aabbba")
    weights = np.array([1.0, 2, 3, 1, 2, 1])
    one, other = (
        mean(post_stratify(Design(w), cells, {"a": 30.0, "b": 70.0}), values)
        for w in (weights, weights * scale)
    )
    assert other.estimate == pytest.approx(one.estimate)
    assert other.se == pytest.approx(one.se)


def test_a_row_without_weight_stays_without(answers, design):
    weights = np.where(answers.index < 10, 0.0, design.weights)
    start = design.with_weights(weights)
    columns = columns_of(answers, ["sex"])
    for made in (
        post_stratify(start, answers.sex, SEX),
        rake(start, [answers.sex, answers.age], [SEX, AGE], max_iterations=50),
        calibrate(start, columns.x, columns.names, {INTERCEPT: 1000, "sexman": 480}),
    ):
        assert (made.weights[:10] == 0).all()
        assert mean(made, answers.trust).se > 0


@pytest.mark.parametrize(
    ("cells", "known", "found"),
    [
        (["a", "b", None, "a"], {"a": 1.0, "b": 1.0}, "rad 3: värdet saknas"),
        (["a", "b", "c", "a"], {"a": 1.0, "b": 1.0}, "'c' finns i urvalet men inte i popul"),
        (["a", "b", "b", "a"], {"a": 1.0, "b": 0.0}, "'b' finns i urvalet men inte i popul"),
        (["a", "b", "b", "a"], {"a": 1.0, "b": 1.0, "c": 2.0}, "'c' finns i populationen men inte"),
        (["a", "b", "b", "a"], {"a": 1.0, "b": -1.0}, "i gruppen 'b' är -1"),
        (["a", "b", "b"], {"a": 1.0, "b": 1.0}, "3 värden och urvalet 4 rader"),
    ],
)
def test_a_cell_that_does_not_match_is_named(cells, known, found):
    with pytest.raises(WeightingError, match=found):
        post_stratify(Design(np.ones(4)), cells, known)


def test_a_cell_of_the_population_without_rows_is_left_out_if_asked():
    made = post_stratify(
        Design(np.ones(2)), ["a", "b"], {"a": 1.0, "b": 2.0, "c": 3.0}, partial=True
    )
    assert made.weights.tolist() == [1, 2]


def test_a_cell_whose_rows_have_no_weight_is_named():
    with pytest.raises(WeightingError, match="'b' har ingen vikt"):
        post_stratify(Design(np.array([1.0, 1, 0])), ["a", "a", "b"], {"a": 1.0, "b": 1.0})


def test_a_cell_that_is_lost_in_a_replicate_is_named(answers, design):
    cells = answers.sex.where(answers.index != 9, "annat")
    with pytest.raises(WeightingError, match="'annat' har ingen vikt i replikat"):
        post_stratify(jackknife(design), cells, {**SEX, "annat": 4.0})


def test_margins_of_different_sums_are_refused(answers, design):
    wrong = {**AGE, "ung": 600.0}
    with pytest.raises(WeightingError, match="populationer är 1000, 1300"):
        rake(design, [answers.sex, answers.age], [SEX, wrong])


def test_weights_that_do_not_settle_are_refused(answers, design):
    with pytest.raises(WeightingError, match="efter 1 varv"):
        rake(design, [answers.sex, answers.age], [SEX, AGE], epsilon=1e-9, max_iterations=1)


def test_a_tolerance_that_anything_would_meet_is_refused(answers, design):
    shares = [{key: size / 1000 for key, size in known.items()} for known in (SEX, AGE)]
    small = design.with_weights(design.weights / design.weights.sum())
    with pytest.raises(WeightingError, match="epsilon är 1 och vikternas summa 1"):
        rake(small, [answers.sex, answers.age], shares)
    made = rake(small, [answers.sex, answers.age], shares, epsilon=1e-6, max_iterations=50)
    assert sums(made, answers.sex)["man"] == pytest.approx(0.48, rel=1e-4)


def test_raking_needs_a_table_for_each_variable(answers, design):
    with pytest.raises(WeightingError, match="2 variabler och 1 tabeller"):
        rake(design, [answers.sex, answers.age], [SEX])


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"totals": {INTERCEPT: 1000}}, "summa saknas för 'sexman'"),
        ({"method": "logit"}, "method = 'logit'"),
        ({"bounds": (1.2, 3)}, "omsluta 1"),
        ({"x": np.ones((250, 2))}, "'sexman' är en kombination"),
        ({"x": np.column_stack([np.ones(250), np.zeros(250)])}, "'sexman' är 0 på alla rader"),
        ({"x": np.ones((249, 2))}, r"formen \(249, 2\)"),
        ({"x": np.where(np.arange(500).reshape(250, 2) == 5, np.nan, 1.0)}, "'sexman', rad 3"),
    ],
)
def test_a_calibration_that_cannot_be_done_is_told(answers, design, change, found):
    columns = columns_of(answers, ["sex"])
    given = {"x": columns.x, "totals": {INTERCEPT: 1000, "sexman": 480}, **change}
    with pytest.raises(WeightingError, match=found):
        calibrate(design, names=columns.names, **given)


def test_negative_weights_to_start_from_are_refused(answers, design):
    columns = columns_of(answers, ["sex"])
    start = design.with_weights(design.weights - 3)
    with pytest.raises(WeightingError, match="vikter är negativa"):
        calibrate(start, columns.x, columns.names, {INTERCEPT: 1000, "sexman": 480})
