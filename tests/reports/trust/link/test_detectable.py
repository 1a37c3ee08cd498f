"""The smallest detectable effect: from sizes and spread alone, before any test."""

import numpy as np
import pandas as pd
import pytest

from reports.trust.link.csv_table import parse_csv_table
from reports.trust.link.detectable import smallest_detectable
from reports.trust.link.fitting import HERE, Fitter, windows_of
from reports.trust.link.joining import join
from reports.trust.link.plan import plan_of
from reports.trust.link.power import detectable_effect
from reports.trust.link.simulation import autoregression

CAMPAIGN = {"campaign": ["40", "49"], "comparison": "jfr"}


def fitter(frame, design="series", **keys):
    plan = plan_of(
        {"question": "?", "design": design, "exposure": "d.csv", "trust": "d.csv", **keys}, "p.toml"
    )
    table = parse_csv_table(frame.to_csv(index=False).encode(), "d.csv")
    return Fitter(plan, join(plan, table, table))


def told(frame, design="series", **keys):
    made = fitter(frame, design, **keys)
    window = windows_of(made.plan, made.data)[0][0]
    found = smallest_detectable(made, window)
    assert found is not None
    return found


def fitted(frame, design="series", **keys):
    """What the standard error of the fit itself says afterwards."""
    made = fitter(frame, design, **keys)
    one = made.fit(windows_of(made.plan, made.data)[0][0], [c.name for c in made.plan.covariates])
    return detectable_effect(one.se, one.df)


def series(seed=1, n=100):
    pair = autoregression(np.random.default_rng(seed), 2, n, 0.5)
    return pd.DataFrame({"time": range(n), "exposure": 3 * pair[0], "trust": 50 + 2 * pair[1]})


def panel(seed=1, groups=9, waves=8):
    random = np.random.default_rng(seed)
    cells = [(2010 + wave, f"g{group}") for wave in range(waves) for group in range(groups)]
    data = pd.DataFrame(cells, columns=["time", "group"])
    data["exposure"], data["trust"] = (
        random.normal(0, 3, len(data)),
        random.normal(50, 2, len(data)),
    )
    return data


def campaign(seed=1, effect=0.0, points=60):
    random = np.random.default_rng(seed)
    rows = []
    for group in ("mål", "jfr"):
        share = 0.4 + random.normal(0, 0.02, points)
        share[40:50] += effect * (group == "mål")
        rows += [(t, group, s) for t, s in enumerate(share)]
    return pd.DataFrame(rows, columns=["time", "group", "trust"])


def people(seed=1, weeks=40, each=60):
    random = np.random.default_rng(seed)
    week = np.repeat(np.arange(weeks), each)
    day = pd.Timestamp("2026-01-05") + pd.to_timedelta(7 * week, "D")
    odds = random.normal(0, 0.15, weeks)[week] - 0.8
    return pd.DataFrame(
        {
            "date": day.strftime("%Y-%m-%d"),
            "exposure": random.normal(0, 2, weeks)[week],
            "trust": (random.random(len(week)) < 1 / (1 + np.exp(-odds))).astype(int),
            "weight": random.uniform(0.4, 2.5, len(week)),
        }
    )


DATA = [("series", series, {}), ("groups", panel, {}), ("campaign", campaign, CAMPAIGN),
        ("persons", people, {})]  # fmt: skip


@pytest.mark.parametrize(("design", "make", "keys"), DATA)
def test_what_is_told_before_is_near_what_the_fit_says_afterwards(design, make, keys):
    draws = [make(seed) for seed in range(8)]
    before = np.mean([told(one, design, **keys)["estimate"] for one in draws])
    after = np.mean([fitted(one, design, **keys) for one in draws])
    assert before == pytest.approx(after, rel=0.2)


def test_what_happens_in_the_campaign_does_not_enter():
    assert told(campaign(), "campaign", **CAMPAIGN) == told(
        campaign(effect=0.3), "campaign", **CAMPAIGN
    )


def test_groups_that_are_too_few_for_a_test_have_a_figure():
    few = panel(groups=3)
    assert told(few, "groups")["estimate"] > told(panel(groups=9), "groups")["estimate"]


def test_two_waves_show_less_when_weights_and_clusters_cost_respondents():
    n, share, deff = np.array([1039, 5482]), 0.31, 1.37
    waves = pd.DataFrame({"time": [2023, 2024], "exposure": [1.0, 2.0], "trust": share, "n": n})
    waves["trust_se"] = np.sqrt(deff * share * (1 - share) / n)
    assert round(told(waves)["percentage_points"], 1) == 5.1
    percent = waves.assign(trust=31.0, trust_se=100 * waves["trust_se"])
    assert round(told(percent)["percentage_points"], 1) == 5.1
    without = told(waves.drop(columns="trust_se"))["percentage_points"]
    assert without == pytest.approx(5.1 / np.sqrt(deff), abs=0.05)


def test_unequal_weights_hide_more_of_what_persons_answer():
    equal = people().assign(weight=1.0)
    unequal = equal.assign(weight=np.tile([0.2, 1.8], len(equal) // 2))
    small, large = (told(one, "persons")["estimate"] for one in (equal, unequal))
    assert large == pytest.approx(small * np.sqrt(1.64), rel=0.02)  # Kish: Σw² n / (Σw)²


def test_a_single_wave_says_nothing():
    made = fitter(pd.DataFrame({"time": [2023], "exposure": [1.0], "trust": [40.0]}))
    assert smallest_detectable(made, HERE) is None
