"""Trust by the name of an outcome in the stored waves."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from reports.trust.link.csv_table import TableError, parse_csv_table
from reports.trust.link.joining import join
from reports.trust.link.log import Locked
from reports.trust.link.plan import plan_of
from reports.trust.link.run import analyse
from reports.trust.link.store_trust import stored_trust
from store.connection import Store
from store.records import Respondent, Wave
from store.waves import put_wave

NOW = datetime(2026, 11, 22, tzinfo=UTC)
KINDS = {"high": ["1"], "middle": [], "low": ["2"], "dont_know": ["8"], "wont_say": [],
         "not_asked": []}  # fmt: skip


def plan(design, **more):
    keys = {"question": "?", "design": design, "exposure": "x.csv", "trust": "soc"}
    return plan_of({**keys, **more}, "plan.toml")


def wave(year, precision="day", question="Förtroende?"):
    dated = precision == "day"
    return Wave(
        wave_id=f"V{year}", kind="microdata", survey="Panelen", population="18–", mode="webbpanel",
        source="X", licence="avtal", legal_ground="samtycke",
        fieldwork_start=date(year, 3, 2) if dated else None,
        fieldwork_end=date(year, 6, 30) if dated else None,
        fieldwork_precision=precision, fieldwork_text=f"våren {year}", response_rate="", n=120,
        weight="vikt", design={"strata": [], "psu": [], "fpc": [], "nest": False},
        outcomes={
            name: {"question": question, "base": "with_opinion", "labels": {}, **KINDS}
            for name in ("soc", "polis")
        },
        groups={"parti": {"labels": {"1": "X", "2": "Y"}}},
        cautions=(), file_name="x.sav", file_sha256=str(year), spec_sha256="b", codebook_sha256="",
        imported_at=NOW,
    )  # fmt: skip


def respondents(year, dated=True):
    return [
        Respondent(
            f"V{year}", row, 1.0 + row % 2, date(year, 3, 2) + timedelta(row) if dated else None,
            {"soc": "8" if row % 6 == 0 else str(1 + row % 2), "polis": "1"},
            {"parti": "1" if row <= 114 else "2"}, {},
        )
        for row in range(1, 121)
    ]  # fmt: skip


@pytest.fixture
def db(tmp_path):
    store = Store(tmp_path / "store.duckdb")
    with store.write() as transaction:
        for year in (2024, 2025):
            put_wave(transaction, wave(year), respondents(year))
    return store


def test_a_series_has_a_weighted_share_of_those_with_an_opinion_for_each_wave(db):
    found = stored_trust(db, "soc", plan("series", negative_control="polis"), 10)
    assert found is not None
    assert found.text("time") == ["2024-W09", "2025-W09"]
    # 40 trust with weight 1 (even rows that are no multiple of 6), 60 do not with weight 2
    assert found.numbers("n").tolist() == [100, 100]
    np.testing.assert_allclose(found.numbers("trust"), 40 / 160)
    assert (found.numbers("trust_se") > 0).all()
    assert found.numbers("polis").tolist() == [1, 1]


def test_a_group_with_too_few_answers_has_no_figure(db):
    found = stored_trust(db, "soc", plan("groups", group="parti"), 10)
    assert found is not None
    assert found.text("group") == ["X", "Y"] * 2
    assert np.isfinite(found.numbers("trust")).tolist() == [True, False] * 2


def test_respondents_come_with_their_dates_groups_and_other_answers(db):
    found = stored_trust(db, "soc", plan("persons"), 10)
    assert found is not None
    assert len(found.cells) == 240
    assert found.text("date")[0] == "2024-03-03"
    assert found.text("trust")[5] == ""  # don't know is outside the base
    assert {"id", "weight", "parti", "polis"} <= set(found.cells.columns)


def test_a_group_that_no_wave_has_is_refused(db):
    with pytest.raises(TableError, match="har grupperna parti"):
        stored_trust(db, "soc", plan("groups", group="region"), 10)


def test_an_outcome_that_no_wave_has_is_no_name(db):
    assert stored_trust(db, "skola", plan("series"), 10) is None


def test_fieldwork_known_by_season_allows_no_weeks(tmp_path):
    store = Store(tmp_path / "store.duckdb")
    with store.write() as transaction:
        put_wave(transaction, wave(2023, "season"), respondents(2023, dated=False))
    with pytest.raises(TableError, match="V2023: fältarbetets tid är känd som 'våren 2023'"):
        stored_trust(store, "soc", plan("series"), 10)


def test_stored_respondents_are_linked_to_the_exposure_of_their_own_days(db):
    made = plan("persons", lags=["1-7"])
    trust = stored_trust(db, "soc", made, 10)
    assert trust is not None
    days = [date(2024, 1, 1) + timedelta(n) for n in range(600)]
    random = np.random.default_rng(1)
    rows = "\n".join(f"{day},{random.poisson(4)}" for day in days)
    exposure = parse_csv_table(f"time,exposure\n{rows}\n".encode(), "x.csv")
    data = join(made, exposure, trust)
    assert data.joined["position"].notna().all()
    result = analyse(made, exposure, trust, Locked("", False, (), 0, False)).result
    assert result.n == 35  # weeks with an answer in the base
    assert result.all_lags[0].details["window"] == "1-7"
    assert result.controls["placebo"]["placebos"] >= 19
    assert {"weights_fixed", "no_party"} <= set(result.flags)
