"""What stands side by side is of the same rows and of the same kind of model."""

import numpy as np
import pandas as pd
import pytest

from reports.trust.link.csv_table import parse_csv_table
from reports.trust.link.fitting import Fitter, windows_of
from reports.trust.link.joining import join
from reports.trust.link.log import Locked
from reports.trust.link.models import models_of
from reports.trust.link.plan import plan_of
from reports.trust.link.result import Verdict
from reports.trust.link.run import analyse
from reports.trust.link.series import link_series


def fitter(frame, design="series", **keys):
    plan = plan_of(
        {"question": "?", "design": design, "exposure": "d.csv", "trust": "d.csv", **keys}, "p.toml"
    )
    table = parse_csv_table(frame.to_csv(index=False).encode(), "d.csv")
    return Fitter(plan, join(plan, table, table)), table


def models(frame, design="series", **keys):
    made, _ = fitter(frame, design, **keys)
    return models_of(made, *windows_of(made.plan, made.data))


def people(seed, answered=0.25, weeks=30, each=40):
    """Trust goes a little with exposure; party, that few tell, with neither."""
    random = np.random.default_rng(seed)
    week = np.repeat(np.arange(weeks), each)
    exposure = random.normal(size=len(week))
    told = random.random(len(week)) < answered
    day = pd.Timestamp("2026-01-05") + pd.to_timedelta(7 * week + random.integers(0, 7), "D")
    return pd.DataFrame(
        {
            "date": day.strftime("%Y-%m-%d"),
            "exposure": exposure,
            "trust": (random.random(len(week)) < 1 / (1 + np.exp(0.2 * exposure))).astype(int),
            "party": np.where(told, random.choice(["X", "Y"], len(week)), ""),
            "age": random.integers(18, 90, len(week)),
        }
    )


def series(n=120, lag=2, seed=4):
    random = np.random.default_rng(seed)
    exposure = random.normal(size=n)
    before = np.concatenate([np.zeros(lag), exposure[: n - lag]])
    trust = 50 - 0.8 * before + random.normal(size=n)
    return pd.DataFrame({"time": range(n), "exposure": exposure, "trust": trust})


def test_crude_and_adjusted_are_of_the_persons_who_answered_all_covariates():
    data = people(1)
    found = models(data, "persons", covariates={"age": "individual", "party": "individual"})
    told = int((data["party"] != "").sum())
    assert found.adjusted is not None and found.with_party is not None
    persons = [m.details["persons"] for m in (found.crude, found.adjusted, found.with_party)]
    assert persons == [told] * 3


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_party_that_few_tell_and_that_has_to_do_with_nothing_explains_nothing(seed):
    _, table = fitter(people(seed), "persons", covariates={"party": "individual"})
    plan = fitter(people(seed), "persons", covariates={"party": "individual"})[0].plan
    found = analyse(plan, table, table, Locked("", False, (), 0, False)).result
    assert found.verdict is not Verdict.EXPLAINED_BY
    assert found.crude is not None and found.adjusted is not None
    assert found.crude["estimate"] == pytest.approx(found.adjusted["estimate"], abs=0.05)


def test_crude_and_adjusted_series_have_the_same_points():
    data = series().assign(jobs=np.random.default_rng(2).normal(size=120))
    data.loc[30:59, "jobs"] = np.nan
    found = models(data, covariates={"jobs": "society"}, primary_lag=2)
    assert found.crude.n == found.main.n == 120 - 30 - 2  # two have no exposure before them


def test_crude_and_adjusted_groups_have_the_same_cells():
    random = np.random.default_rng(3)
    cells = [(2015 + wave, f"g{group}") for wave in range(6) for group in range(6)]
    data = pd.DataFrame(cells, columns=["time", "group"])
    for name in ("exposure", "trust", "jobs"):
        data[name] = random.normal(size=len(data))
    data.loc[:4, "jobs"] = np.nan
    found = models(data, "groups", covariates={"jobs": "society"})
    assert found.crude.n == found.main.n == 36 - 5


def test_the_page_still_shows_waves_without_a_covariate():
    data = series().assign(jobs=np.random.default_rng(2).normal(size=120))
    data.loc[30:59, "jobs"] = np.nan
    made, table = fitter(data, covariates={"jobs": "society"}, primary_lag=2)
    tables = analyse(made.plan, table, table, Locked("", False, (), 0, False)).tables
    assert len(tables["trust"]) == 120
    assert tables["model"]["trust"].notna().sum() == 90  # those that were fitted


def test_the_lag_that_was_chosen_is_answered_as_one_that_was_planned():
    data = series()
    found = models(data, lags=[0, 1, 2, 3])
    planned = link_series(data["exposure"], data["trust"], [2], points_a_year=52.1775)[0]
    assert (found.window.first, found.place) == (2, 2)
    assert found.crude == found.main  # nothing is adjusted for
    assert found.main.estimate == pytest.approx(planned.estimate)
    assert [lag.lag for lag in found.lags] == [0, 1, 2, 3]


def test_the_lag_that_was_chosen_keeps_the_q_of_the_choice():
    made, table = fitter(series(), lags=[0, 1, 2, 3, 4, 5])
    found = analyse(made.plan, table, table, Locked("", False, (), 0, False)).result
    chosen = next(lag for lag in found.all_lags if lag.lag == found.lag)
    assert found.q is not None and found.p is not None
    assert found.q >= max(chosen.details["q"], found.p)
    assert found.crude is not None
    assert found.crude["estimate"] == found.estimate
