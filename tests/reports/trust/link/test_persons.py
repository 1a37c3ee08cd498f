"""Respondents by week: estimates against R's svyglm, errors against what weeks have in common."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import special

from reports.trust.link.inference import InsufficientData
from reports.trust.link.persons import link_persons, unit_of_dates
from reports.trust.link.simulation import respondents

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "link.json").read_text())["persons"]
PERSONS = pd.DataFrame(GOLDEN["data"])


def link(frame, **options):
    names = {"trust": "trust", "exposure": "exposure", "unit": "week", "weight": "weight"}
    return link_persons(frame, **(names | options))


def test_crude_and_adjusted_estimates_are_those_of_svyglm_in_r():
    found = link(PERSONS, adjusted=["age"], party=["party"])
    assert list(found) == ["crude", "adjusted", "adjusted_with_party"]
    for model, expected in GOLDEN["models"].items():
        assert found[model].estimate == pytest.approx(expected, abs=1e-8)
        assert found[model].details["odds_ratio"] == pytest.approx(np.exp(expected))
        assert found[model].n == 20
        assert found[model].details["persons"] == 900


def test_the_error_is_the_jackknife_over_weeks_where_weeks_do_not_resemble_each_other():
    """One-step estimates without each week, from the information and scores of the whole."""
    found = link(PERSONS)["crude"]
    assert found.details["rho"] == 0.0
    trend = 2 * PERSONS["week"] / 19 - 1
    x = np.column_stack([np.ones(900), PERSONS["exposure"], trend])
    y, w = PERSONS["trust"].to_numpy(), PERSONS["weight"].to_numpy()
    beta = np.zeros(3)
    for _ in range(30):
        share = special.expit(x @ beta)
        information = (x * (w * share * (1 - share))[:, None]).T @ x
        beta = beta + np.linalg.solve(information, x.T @ (w * (y - share)))
    moved = []
    for week in range(20):
        rest = (PERSONS["week"] != week).to_numpy()
        kept = (x[rest] * (w * share * (1 - share))[rest, None]).T @ x[rest]
        moved.append(np.linalg.solve(kept, (x * (w * (y - share))[:, None])[rest].sum(axis=0))[1])
    assert found.se == pytest.approx(np.sqrt(19 / 20 * np.square(moved).sum()), rel=1e-8)


def test_an_association_that_party_explains_is_gone_beside_party():
    random = np.random.default_rng(3)
    week = np.repeat(np.arange(40), 150)
    exposure = random.standard_normal(40)
    leaning = special.expit(1.2 * exposure[week])  # who is asked goes with the exposure
    party = np.where(random.random(6000) < leaning, "a", "b")
    trust = (random.random(6000) < np.where(party == "a", 0.25, 0.6)).astype(float)
    age = random.integers(18, 80, 6000)
    frame = pd.DataFrame(
        {"week": week, "exposure": exposure[week], "trust": trust, "party": party, "age": age}
    )
    found = link(frame, weight=None, adjusted=["age"], party=["party"])
    assert found["crude"].details["odds_ratio_high"] < 0.9
    assert found["adjusted"].p < 0.001
    assert found["adjusted_with_party"].low < 0 < found["adjusted_with_party"].high


def rejected(draws, shock_rho, seed):
    random = np.random.default_rng(seed)
    drawn = (respondents(random, 2400, 40, 0.0, 0.4, shock_rho) for _ in range(draws))
    return np.mean([link(frame)["crude"].p < 0.05 for frame in drawn])


def test_respondents_of_a_week_are_not_taken_for_independent():
    """As independent respondents they would be rejected in a quarter of the draws."""
    assert 0.0 < rejected(100, 0.0, 4) <= 0.10


def test_shocks_that_last_widen_the_interval():
    assert rejected(100, 0.6, 5) <= 0.12


def test_rows_with_missing_values_are_outside_all_models_alike():
    gaps = PERSONS.assign(party=PERSONS["party"].where(PERSONS["week"] != 4))
    found = link(gaps, party=["party"])
    without = link(PERSONS[PERSONS["week"] != 4], party=["party"])
    assert found["crude"].estimate == pytest.approx(without["crude"].estimate)
    assert found["crude"].n == found["adjusted_with_party"].n == 19


def test_the_scale_of_weights_and_of_exposure_does_not_matter():
    once = link(PERSONS)["crude"]
    frame = PERSONS.assign(
        weight=1000 * PERSONS["weight"], exposure=100 * PERSONS["exposure"] + 5000
    )
    scaled = link(frame)["crude"]
    assert scaled.estimate == pytest.approx(once.estimate / 100)
    assert scaled.p == pytest.approx(once.p)


def test_eleven_weeks_are_refused_however_many_answered():
    with pytest.raises(InsufficientData, match="11 veckor"):
        link(PERSONS[PERSONS["week"] < 11])


def test_exposure_that_is_the_same_for_all_is_refused():
    with pytest.raises(InsufficientData, match="densamma"):
        link(PERSONS.assign(exposure=1.0))


def test_weeks_run_from_monday_to_sunday():
    dates = pd.Series(["2026-11-22", "2026-11-23", "2026-11-29", "2026-11-30"])
    places = unit_of_dates(dates)
    assert (places - places[0]).tolist() == [0, 1, 1, 2]
    assert np.diff(unit_of_dates(dates, days=1)).tolist() == [1, 6, 1]
