"""Trust by the name of an outcome in the stored waves."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from reports.trust.link.csv_table import TableError, parse_csv_table
from reports.trust.link.joining import join
from reports.trust.link.log import AnalysisLog, Locked
from reports.trust.link.plan import plan_of
from reports.trust.link.project import Project, follow
from reports.trust.link.run import analyse
from reports.trust.link.store_trust import _check_apart, stored_trust
from reports.trust.link.times import Unit
from reports.trust.page.question_part import data_part
from reports.trust.page.sample import waves_text
from reports.trust.page.units import page_words
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


def held(tmp_path, *waves):
    store = Store(tmp_path / "other.duckdb")
    with store.write() as transaction:
        for one in waves:
            put_wave(transaction, one, [])
    return store


def test_two_waves_in_one_step_of_time_are_named(tmp_path):
    spring = replace(wave(2024), fieldwork_start=date(2024, 1, 8), fieldwork_precision="season")
    second = replace(spring, wave_id="V2024b", fieldwork_start=date(2024, 3, 4))
    with pytest.raises(TableError, match=r"vågorna V2024 och V2024b .* tiden 2024-Q1; .* CSV-fil"):
        stored_trust(held(tmp_path, spring, second), "soc", plan("series"), 10)
    dated = [replace(one, fieldwork_precision="day") for one in (spring, second)]
    assert _check_apart("soc", dated, Unit.WEEK) is None


def test_a_wave_without_any_time_is_refused(tmp_path):
    unknown = wave(2023, "none")
    with pytest.raises(TableError, match="V2023: fältarbetets tid är inte känd"):
        stored_trust(held(tmp_path, wave(2024), unknown), "soc", plan("series"), 10)


def test_a_changed_question_is_seen_in_stored_respondents(tmp_path):
    store = Store(tmp_path / "store.duckdb")
    with store.write() as transaction:
        put_wave(transaction, wave(2024), respondents(2024))
        put_wave(transaction, wave(2025, question="Tillit?"), respondents(2025))
    trust = stored_trust(store, "soc", plan("persons"), 10)
    assert trust is not None
    exposure = "".join(f"{date(2024, 1, 1) + timedelta(n)},1\n" for n in range(600))
    table = parse_csv_table(f"time,exposure\n{exposure}".encode(), "x.csv")
    data = join(plan("persons"), table, trust)
    assert data.changed == ("question",)
    assert [one["reason"] for one in data.breaks] == ["question"]


def test_a_table_names_its_waves_and_the_answers_that_are_used(db):
    for design, least in (("persons", 10), ("series", 10)):
        found = stored_trust(db, "soc", plan(design), least)
        assert found is not None
        assert [(one["wave"], one["n"]) for one in found.waves] == [("V2024", 100), ("V2025", 100)]
        assert found.waves[0]["question"] == "Förtroende?"
        assert (found.waves[0]["start"], found.waves[0]["source"]) == ("2024-03-02", "X")
    few = stored_trust(db, "soc", plan("persons"), 101)
    assert few is not None
    assert [(one.get("n"), one["suppressed"]) for one in few.waves] == [(None, "min_cell")] * 2


class StoredNames:
    """The store's trust; the exposure is a file."""

    def __init__(self, store):
        self.store = store

    def exposure(self, name):
        return None

    def trust(self, name, made):
        return stored_trust(self.store, name, made, 10)

    def error(self, name):
        return None


def test_the_waves_come_with_the_answer(db, tmp_path):
    days = [date(2024, 1, 1) + timedelta(n) for n in range(600)]
    random = np.random.default_rng(1)
    rows = "\n".join(f"{day},{random.poisson(4)}" for day in days)
    (tmp_path / "x.csv").write_text(f"time,exposure\n{rows}\n")
    project = Project(
        plan("persons", lags=["1-7"]), tmp_path, AnalysisLog(tmp_path / "p"), NOW, "jag", {},
        StoredNames(db),
    )  # fmt: skip
    outcome = follow(project, lambda analysis: {})
    assert outcome.analysis is not None and outcome.run == 1
    result = outcome.analysis.result
    assert [wave["wave"] for wave in result.data["waves"]] == ["V2024", "V2025"]
    words = page_words("sv")
    assert waves_text(words, result) == "Vågor: V2024 (100 svarande) och V2025 (100 svarande)."
    told = str(data_part(words, result).blocks)
    assert "Fråga i alla mätningar: ”Förtroende?”" in told
    assert "Uppgifter om mätningarna saknas" not in told
    assert result.data["interview_unit"] == "week"
