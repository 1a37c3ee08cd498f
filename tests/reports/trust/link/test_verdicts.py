"""Every verdict, by constructed data whose truth is known, and by the table of rules."""

import io
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from reports.trust.link.csv_table import parse_csv_table
from reports.trust.link.log import Locked, LoggedTest
from reports.trust.link.plan import plan_of
from reports.trust.link.result import Verdict
from reports.trust.link.run import analyse
from reports.trust.link.verdict import Evidence, decide

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
FIRST = Locked("2026-11-22T08:00:00+00:00", False, (), 0, False)


def answer(frame, design="series", locked=FIRST, **keys):
    return analysis(frame, design, locked, **keys).result


def analysis(frame, design="series", locked=FIRST, **keys):
    plan = plan_of(
        {"question": "?", "design": design, "exposure": "d.csv", "trust": "d.csv", **keys}, "p.toml"
    )
    text = io.StringIO()
    frame.to_csv(text, index=False)
    table = parse_csv_table(text.getvalue().encode(), "d.csv")
    return analyse(plan, table, table, locked)


def series(n=120, effect=-0.8, lag=1, seed=4, alike=0.6):
    random = np.random.default_rng(seed)
    exposure, noise = np.zeros(n), np.zeros(n)
    for t in range(1, n):
        exposure[t] = alike * exposure[t - 1] + random.normal()
        noise[t] = 0.5 * noise[t - 1] + random.normal()
    before = np.concatenate([np.zeros(lag), exposure[: n - lag]])
    return pd.DataFrame(
        {
            "time": range(n),
            "exposure": exposure + 10,
            "trust": 50 + effect * before + noise,
            "police": 60 + random.normal(size=n),
        }
    )


def people(effect=0.0, party_effect=-1.2, seed=8, weeks=40, each=60):
    """Respondents by week. One party meets more of the narrative, and trusts less."""
    random = np.random.default_rng(seed)
    week = np.repeat(np.arange(weeks), each)
    party = random.random(len(week)) < 0.4
    exposure = random.normal(0, 1, len(week)) + 1.2 * party
    odds = effect * exposure + party_effect * party + random.normal(0, 0.1, weeks)[week]
    day = pd.Timestamp("2026-01-05") + pd.to_timedelta(7 * week + random.integers(0, 7), "D")
    return pd.DataFrame(
        {
            "id": np.arange(len(week)),
            "date": day.strftime("%Y-%m-%d"),
            "exposure": exposure,
            "trust": (random.random(len(week)) < 1 / (1 + np.exp(-odds))).astype(int),
            "weight": random.uniform(0.5, 2, len(week)),
            "party": np.where(party, "X", "Y"),
            "age": random.integers(18, 90, len(week)),
        }
    )


def campaign(effect=0.0, drift=0.0, points=60, seed=2, each=2000):
    random = np.random.default_rng(seed)
    time = np.arange(points)
    shock = np.cumsum(random.normal(0, 0.004, points))
    rows = []
    for group in ("mål", "jfr"):
        share = 0.4 + shock + random.normal(0, 0.005, points)
        if group == "mål":
            share = share + effect * ((time >= 40) & (time < 50)) + drift * time
        high = random.binomial(each, np.clip(share, 0.01, 0.99))
        rows += [(f"2022-W{t + 1:02d}" if t < 52 else f"2023-W{t - 51:02d}", group, each, h)
                 for t, h in zip(time, high, strict=True)]  # fmt: skip
    return pd.DataFrame(rows, columns=["time", "group", "n", "high"])


CAMPAIGN = {"campaign": ["2022-W41", "2022-W50"], "comparison": "jfr"}


def test_five_waves_with_a_correlation_of_minus_one_are_insufficient():
    five = pd.DataFrame(
        {
            "time": range(2018, 2023),
            "exposure": [1, 2, 3, 4, 5.0],
            "trust": [50, 48.1, 45.9, 44.1, 42],
            "n": 1000,
        }
    )
    found = answer(five)
    assert found.diagnostics["correlation"] < -0.99
    assert found.verdict is Verdict.INSUFFICIENT
    assert (found.estimate, found.p, found.n, found.tests) == (None, None, 5, 0)
    assert found.smallest_detectable["correlation"] > 0.85
    assert len(found.diagnostics["differences"]) == 4
    assert found.diagnostics["permutation_p"] >= 2 / 120


def test_a_true_link_at_the_plans_lag_is_an_association():
    found = answer(series(), lags=[0, 1, 2], primary_lag=1, negative_control="police")
    assert found.verdict is Verdict.ASSOCIATION
    assert found.low < -0.8 < found.high
    assert found.lag == 1
    assert not found.exploratory
    assert found.controls["negative_control"]["passed"]
    assert found.controls["leave_one_out"]["passed"]
    assert {"reverse", "placebo", "second_opinion"} <= found.controls.keys()


def test_which_lag_there_is_is_found_among_many():
    found = answer(series(lag=3), lags=[0, 1, 2, 3, 4, 5])
    assert (found.verdict, found.lag) == (Verdict.ASSOCIATION, 3)
    assert found.tests == 7  # six lags and the reverse


def test_two_series_that_only_share_a_trend_are_not_linked():
    random = np.random.default_rng(3)
    trends = pd.DataFrame(
        {
            "time": range(60),
            "exposure": np.arange(60) + random.normal(0, 3, 60),
            "trust": 60 - 0.2 * np.arange(60) + random.normal(0, 1, 60),
        }
    )
    assert np.corrcoef(trends["exposure"], trends["trust"])[0, 1] < -0.9
    found = answer(trends)
    assert found.verdict is Verdict.NO_ASSOCIATION_FOUND
    assert found.smallest_detectable["correlation"] > 0
    assert found.smallest_detectable["estimate"] > 0


def test_a_link_of_the_other_sign_is_not_the_one_that_was_asked_for():
    found = answer(series(effect=0.8), primary_lag=1, direction="negative")
    assert found.p < 0.001
    assert found.verdict is Verdict.NO_ASSOCIATION_FOUND


def test_a_link_that_every_institution_shows_is_not_specific():
    data = series()
    data["police"] = data["trust"] + np.random.default_rng(1).normal(0, 0.5, len(data))
    found = answer(data, primary_lag=1, negative_control="police")
    assert found.verdict is Verdict.ASSOCIATION_NOT_SPECIFIC
    assert found.controls["negative_control"]["passed"] is False


def test_another_topic_of_the_same_sources_is_a_control_too():
    data = series()
    data["exposure_other"] = data["exposure"] + np.random.default_rng(1).normal(0, 0.3, len(data))
    found = answer(data, primary_lag=1, negative_control="exposure_other")
    assert found.verdict is Verdict.ASSOCIATION_NOT_SPECIFIC
    assert "negative_control_exposure" in found.controls


def test_a_link_that_party_explains_is_told_with_the_odds_ratios_side_by_side():
    found = answer(people(), "persons", covariates={"age": "individual", "party": "individual"})
    assert found.verdict is Verdict.EXPLAINED_BY
    assert found.explained_by == "party"
    assert found.crude["odds_ratio_high"] < 1
    assert found.adjusted["odds_ratio_high"] < 1  # by age alone
    with_party = found.adjusted_with_party
    assert with_party["odds_ratio_low"] < 1 < with_party["odds_ratio_high"]
    assert with_party["covariates"] == ["age", "party"]


def test_a_link_that_party_does_not_explain_stays():
    found = answer(people(effect=-0.6), "persons", covariates={"party": "individual"})
    assert found.verdict is Verdict.ASSOCIATION
    assert found.adjusted["odds_ratio_high"] < 1
    assert found.n == 40  # weeks, not respondents


def test_a_changed_question_breaks_the_series():
    data = series()
    data["question"] = np.where(data["time"] < 60, "Socialarbetare", "Personal inom socialtjänsten")
    found = answer(data, primary_lag=1)
    assert found.verdict is Verdict.DESIGN_VIOLATED
    assert "question_changed" in found.flags
    assert found.data["breaks"] == [{"time": "60", "reason": "question"}]


def test_a_campaign_that_moved_only_its_group_is_an_association_with_passed_placebos():
    found = answer(campaign(effect=-0.06), "campaign", **CAMPAIGN)
    assert found.verdict is Verdict.ASSOCIATION
    assert found.low < -0.06 < found.high
    assert found.controls["placebo"]["passed"] is True
    assert found.controls["placebo"]["dates"] >= 20


def test_a_shock_that_both_groups_meet_is_no_campaign_effect():
    assert answer(campaign(), "campaign", **CAMPAIGN).verdict is Verdict.NO_ASSOCIATION_FOUND


def test_groups_that_drift_apart_before_the_campaign_break_the_design():
    found = answer(campaign(drift=-0.004), "campaign", **CAMPAIGN)
    assert found.verdict is Verdict.DESIGN_VIOLATED
    assert "pre_trend" in found.flags


def test_groups_over_waves_do_not_take_a_common_fall_for_a_link():
    random = np.random.default_rng(6)
    rows = []
    for wave in range(10):
        common = -2.0 * wave
        for group in range(8):
            exposure = 3 * wave + random.normal()
            rows.append((2010 + wave, f"g{group}", exposure, 60 + common + random.normal()))
    data = pd.DataFrame(rows, columns=["time", "group", "exposure", "trust"])
    assert np.corrcoef(data["exposure"], data["trust"])[0, 1] < -0.9
    found = answer(data, "groups")
    assert found.verdict is Verdict.NO_ASSOCIATION_FOUND
    data["trust"] -= 1.5 * data["exposure"]
    found = answer(data, "groups")
    assert found.verdict is Verdict.ASSOCIATION
    assert found.low < -1.5 < found.high


def test_tests_that_the_project_has_made_before_make_it_harder():
    data = series(effect=-0.25, seed=11)
    alone = answer(data, primary_lag=1)
    earlier = tuple(LoggedTest(f"x{i}", 0.5) for i in range(40))
    after = answer(data, locked=Locked("", True, earlier, 40, False), primary_lag=1)
    reverse = alone.controls["reverse"]["p"]
    assert reverse > 0.05
    assert alone.q == pytest.approx(min(2 * alone.p, reverse))
    assert after.q == pytest.approx(min(0.5, 42 * after.p))
    assert after.exploratory
    assert (alone.tests, after.tests) == (2, 42)


def test_negative_controls_and_the_reverse_enter_the_family_but_no_second_answer_to_the_question():
    found = analysis(series(), lags=[0, 1], negative_control="police")
    names = [test.name.rpartition(", ")[2] for test in found.tests]
    assert names == ["lag 0", "lag 1", "negative_control", "reverse"]
    assert found.result.tests == 4
    assert {"second_opinion", "placebo"} <= found.result.controls.keys()


def test_between_12_and_25_points_an_answer_is_exploratory():
    found = answer(series(n=20), primary_lag=1)
    assert found.exploratory
    assert "exploratory_points" in found.flags


def test_classifier_error_stands_beside_the_estimate():
    data = series()
    data["exposure"] = (data["exposure"] * 4).round()
    found = answer(data, primary_lag=1, classifier={"precision": 0.9, "recall": 0.8})
    error = found.controls["exposure_error"]
    assert 0 < error["attenuation"] < 1
    assert abs(error["estimate"]) > abs(found.estimate)
    assert "no_classifier_error" not in found.flags


RULES = [
    ({"changed": ["question"], "tested": False}, Verdict.DESIGN_VIOLATED),
    ({"broken": ["pre_trend"], "found": True}, Verdict.DESIGN_VIOLATED),
    ({"tested": False}, Verdict.INSUFFICIENT),
    ({"adjusted": True, "crude_found": True, "shrunk": True}, Verdict.EXPLAINED_BY),
    ({"adjusted": True, "crude_found": True}, Verdict.NO_ASSOCIATION_FOUND),
    ({"unspecific": ["police"]}, Verdict.NO_ASSOCIATION_FOUND),
    ({"found": True, "unspecific": ["police"]}, Verdict.ASSOCIATION_NOT_SPECIFIC),
    ({"found": True}, Verdict.ASSOCIATION),
]


@pytest.mark.parametrize(("facts", "verdict"), RULES)
def test_the_first_rule_that_holds_decides(facts, verdict):
    plain = {"tested": True, "found": False, "crude_found": False, "shrunk": False}
    assert decide(Evidence(**{**plain, "adjusted": False, **facts})) is verdict
