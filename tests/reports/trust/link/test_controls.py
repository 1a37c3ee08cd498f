"""Controls count in the right steps, beside the covariates of the plan, and say why they can't."""

import numpy as np
import pandas as pd
import pytest

from reports.trust.link.csv_table import parse_csv_table
from reports.trust.link.log import Locked
from reports.trust.link.plan import plan_of
from reports.trust.link.result import Verdict
from reports.trust.link.run import analyse
from reports.trust.link.series import link_series


def answer(design, trust, exposure=None, **keys):
    named = {"exposure": "y.csv" if exposure is None else "x.csv", "trust": "y.csv"}
    plan = plan_of({"question": "?", "design": design, **named, **keys}, "p.toml")
    table = parse_csv_table(trust.to_csv(index=False).encode(), "y.csv")
    other = table
    if exposure is not None:
        other = parse_csv_table(exposure.to_csv(index=False).encode(), "x.csv")
    return analyse(plan, other, table, Locked("", False, (), 0, False)).result


def confounded(n=200, seed=3):
    """Exposure lowers trust a week later, and so does a season of news that also feeds exposure."""
    random = np.random.default_rng(seed)
    news, exposure, trust = random.normal(size=n), np.zeros(n), np.zeros(n)
    for t in range(1, n):
        news[t] += 0.3 * news[t - 1]
        exposure[t] = news[t - 1] + random.normal()
        trust[t] = 50 - 0.6 * exposure[t - 1] - 1.5 * news[t] + random.normal()
    return pd.DataFrame({"time": range(n), "exposure": exposure, "trust": trust, "news": news})[1:]


def panel(groups=8, waves=10, seed=6):
    random = np.random.default_rng(seed)
    cells = [(2010 + wave, f"g{group}") for wave in range(waves) for group in range(groups)]
    data = pd.DataFrame(cells, columns=["time", "group"])
    for name in ("exposure", "trust", "jobs"):
        data[name] = random.normal(size=len(data))
    return data


def daily(days=400, each=6, seed=5):
    """Exposure by day and respondents by day."""
    random = np.random.default_rng(seed)
    dates = pd.date_range("2024-01-01", periods=days).strftime("%Y-%m-%d")
    exposure = pd.DataFrame({"time": dates, "exposure": random.poisson(20, days)})
    asked = np.repeat(dates[120:], each)
    party = np.where(random.random(len(asked)) < 0.4, "X", "Y")
    people = pd.DataFrame(
        {"date": asked, "trust": random.integers(0, 2, len(asked)), "party": party}
    )
    return people, exposure


def test_a_true_link_beside_a_known_confounder_is_specific():
    data = confounded()
    backwards = link_series(data["trust"], data["exposure"], [1], points_a_year=52.1775)[0]
    assert backwards.p < 1e-6  # without the confounder, trust seems to come first
    found = answer("series", data, primary_lag=1, covariates={"news": "society"})
    assert found.controls["reverse"]["p"] > 0.05
    assert found.verdict is Verdict.ASSOCIATION


def test_the_second_opinion_is_asked_beside_the_covariates():
    random = np.random.default_rng(9)
    news = random.normal(size=150)
    data = pd.DataFrame({"time": range(150), "news": news})
    data["exposure"] = news + random.normal(size=150)
    data["trust"] = 50 - news + random.normal(size=150)
    alone = answer("series", data).controls["second_opinion"]
    beside = answer("series", data, covariates={"news": "society"}).controls["second_opinion"]
    assert alone["p"] < 0.001
    assert beside["p"] > 0.05
    assert beside["passed"]


def test_placebos_of_a_series_are_fitted_beside_the_covariates():
    data = confounded()
    alone = answer("series", data, primary_lag=1).controls["placebo"]
    beside = answer("series", data, primary_lag=1, covariates={"news": "society"})
    assert beside.controls["placebo"]["placebos"] == alone["placebos"]
    assert beside.controls["placebo"]["passed"]


def test_groups_are_asked_backwards_beside_the_covariates():
    data = panel()
    before = data.groupby("group")["trust"].shift(1)
    data["jobs"] = before.fillna(0.0)
    data["exposure"] = before.fillna(0.0) + np.random.default_rng(1).normal(0, 0.5, len(data))
    assert answer("groups", data).controls["reverse"]["p"] < 0.01
    beside = answer("groups", data, covariates={"jobs": "society"}).controls["reverse"]
    assert beside.get("p", 1.0) > 0.05  # all that trust says of exposure is in jobs


@pytest.mark.parametrize(("window", "weeks"), [("1-7", 1), ("8-28", 1), ("29-91", 4)])
def test_days_before_the_interview_are_weeks_when_persons_are_asked_backwards(window, weeks):
    people, exposure = daily()
    found = answer("persons", people, exposure, lags=[window], covariates={"party": "individual"})
    assert found.controls["reverse"]["lag"] == weeks
    assert found.controls["reverse"]["n"] <= 40 - weeks + 1


def test_groups_with_a_covariate_and_a_missing_cell_have_placebos():
    data = panel()
    data.loc[[3, 17], "trust"] = np.nan
    data.loc[40, "exposure"] = np.nan
    found = answer("groups", data, covariates={"jobs": "society"})
    assert found.controls["placebo"]["placebos"] == 199
    assert found.controls["placebo"]["p"] > 0


def test_placebos_that_cannot_be_made_say_why():
    people, _ = daily()
    people["exposure"] = np.random.default_rng(1).normal(size=len(people))
    found = answer("persons", people).controls["placebo"]
    assert found["passed"] is None
    assert "egen exponering" in found["reason"]
    few = answer("series", confounded(n=19)).controls["placebo"]
    assert few["passed"] is None
    assert "placeboprov" in few["reason"]
