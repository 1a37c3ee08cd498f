"""Classifier errors: exposure in true documents, and how much of a link they hide."""

import numpy as np
import pandas as pd
import pytest

from reports.trust.link.csv_table import TableError, parse_csv_table
from reports.trust.link.exposure_error import correct, error_of_sample, without_attenuation
from reports.trust.link.log import Locked
from reports.trust.link.plan import ClassifierError, plan_of
from reports.trust.link.run import analyse


def counted(random, true, precision, recall):
    """Documents that got the label: misses, and as many false alarms as the precision says."""
    false = random.poisson(recall * true.mean() * (1 - precision) / precision, len(true))
    return random.binomial(true, recall) + false


def test_a_perfect_classifier_changes_nothing():
    counts = np.array([3.0, 9.0, 4.0, np.nan])
    found = correct(counts, ClassifierError(1.0, 1.0))
    np.testing.assert_array_equal(found.exposure, counts)
    assert found.reliability == 1.0


def test_rogan_gladen_gives_back_the_true_share():
    error = ClassifierError(0.5, 0.8, specificity=0.9)
    shares, documents = np.array([0.05, 0.10, 0.40]), np.full(3, 1000.0)
    seen = documents * (0.8 * shares + 0.1 * (1 - shares))
    found = correct(seen, error, documents)
    np.testing.assert_allclose(found.exposure / documents, shares)
    assert (found.variance > 0).all()


def test_the_reliability_is_what_a_slope_keeps():
    random = np.random.default_rng(5)
    true = random.poisson(np.exp(random.normal(2.5, 0.6, 4000)))
    trust = -0.5 * true + random.normal(0, 3, len(true))
    error = ClassifierError(0.7, 0.6)
    found = correct(counted(random, true, 0.7, 0.6).astype(float), error)
    inside = np.abs(np.corrcoef(true, trust)[0, 1])
    seen = np.abs(np.corrcoef(found.exposure, trust)[0, 1])
    assert found.reliability is not None
    assert np.sqrt(found.reliability) == pytest.approx(seen / inside, abs=0.03)


def test_the_corrected_estimate_is_larger_and_less_certain():
    found = correct(np.array([4.0, 30.0, 6.0, 22.0]), ClassifierError(0.8, 0.7, 50, 60))
    true = without_attenuation(-0.5, 0.1, 1.96, found)
    assert true is not None
    assert true["estimate"] < -0.5
    assert true["high"] - true["low"] > 2 * 1.96 * 0.1


def test_exposure_that_is_all_but_noise_is_not_corrected():
    found = correct(np.array([10.0, 11.0, 10.0, 9.0]), ClassifierError(0.5, 0.5))
    assert without_attenuation(-0.5, 0.1, 1.96, found) is None


def test_a_sample_is_weighted_by_how_likely_each_document_was_drawn():
    human = [True, True, False, False]
    model = [True, False, True, False]
    found = error_of_sample(human, model, [0.5, 0.1, 1.0, 0.1])
    assert found is not None
    assert found.recall == pytest.approx(2 / 12)
    assert found.precision == pytest.approx(2 / 3)
    assert found.specificity == pytest.approx(10 / 11)
    assert (found.precision_n, found.recall_n) == (2, 2)


def test_a_sample_without_the_label_says_nothing():
    assert error_of_sample([False, False], [False, True], [0.5, 0.5]) is None


def told(exposure, trust=None, **keys):
    """The answer's page data, for exposure in a file of its own or together with trust."""
    own = {"exposure": "x.csv", "trust": "x.csv" if trust is None else "y.csv"}
    plan = plan_of({"question": "?", "design": "series", **own, **keys}, "p.toml")
    table = parse_csv_table(exposure.to_csv(index=False).encode(), "x.csv")
    other = table
    if trust is not None:
        other = parse_csv_table(trust.to_csv(index=False).encode(), "y.csv")
    analysis = analyse(plan, table, other, Locked("", False, (), 0, False))
    return analysis.result, analysis.tables


def weekly(random, years=30, least=15.0, most=40.0):
    """(weeks, years) true documents of weeks whose level is that of their year."""
    level = np.repeat(random.uniform(least, most, years), 52)
    times = [f"{1990 + year}-W{week:02d}" for year in range(years) for week in range(1, 53)]
    return times, random.poisson(level)


def test_weeks_that_are_averaged_to_years_err_less_than_one_week():
    random = np.random.default_rng(7)
    times, true = weekly(random)
    seen = counted(random, true, 0.8, 0.7)
    trust = pd.DataFrame({"time": range(1990, 2020), "trust": random.normal(50, 1, 30)})
    exposure = pd.DataFrame({"time": times, "exposure": seen, "documents": 100})
    error = {"precision": 0.8, "recall": 0.7}
    result, tables = told(exposure, trust, classifier=error)
    by_year = true.reshape(30, 52).mean(axis=1)
    fitted = tables["model"]["exposure"].to_numpy()
    expected = np.corrcoef(by_year, fitted)[0, 1] ** 2
    assert expected > 0.98
    assert result.data["exposure"]["attenuation"] == pytest.approx(expected, abs=0.01)
    assert result.data["exposure"]["documents"] == 30 * 52 * 100  # they add up


def test_a_window_of_many_weeks_errs_less_than_one_week():
    random = np.random.default_rng(8)
    true = random.poisson(np.exp(2.5 + 0.4 * np.sin(np.arange(600) / 40)))
    data = pd.DataFrame({"time": range(600), "exposure": counted(random, true, 0.8, 0.7)})
    data["trust"] = random.normal(50, 1, 600)
    error = {"precision": 0.8, "recall": 0.7}
    one = told(data, lags=[0], classifier=error)[0].data["exposure"]["attenuation"]
    window = told(data, lags=["0-12"], classifier=error)[0].data["exposure"]["attenuation"]
    smooth = np.convolve(true, np.full(13, 1 / 13), "valid")
    seen = np.convolve(data["exposure"], np.full(13, 1 / 13), "valid")
    assert one < 0.75
    assert window == pytest.approx(np.corrcoef(smooth, seen)[0, 1] ** 2, abs=0.03)


def test_one_file_and_two_files_are_corrected_by_the_same_formula():
    random = np.random.default_rng(9)
    data = pd.DataFrame({"time": range(60), "documents": random.integers(300, 900, 60)})
    data["exposure"] = random.binomial(data["documents"], 0.15)
    data["coverage"] = 0.9
    data["trust"] = random.normal(50, 1, 60)
    error = {"precision": 0.5, "recall": 0.8, "specificity": 0.9}
    together = told(data, classifier=error)[0]
    apart = told(data.drop(columns="trust"), data[["time", "trust"]], classifier=error)[0]
    assert together.estimate == pytest.approx(apart.estimate)
    assert together.data["exposure"] == apart.data["exposure"]
    assert together.data["exposure"]["documents"] == int(data["documents"].sum())


def test_a_label_that_is_hardly_better_than_chance_is_refused():
    with pytest.raises(TableError, match="knappast bättre än slumpen"):
        correct(np.array([3.0, 4.0]), ClassifierError(0.5, 0.04, specificity=0.97), np.ones(2) * 50)
