"""Sources with a scripted history: what is missing is found, and what is only calm is not."""

from datetime import timedelta

import numpy as np
import pytest
from volume_histories import OFFICE, Histories

from reports.signals.coverage import COLUMNS, Note
from reports.signals.weeks import shifted, span
from store.records import OutletType

WEEK = "2026-W47"
"""No holiday is near, and July lies behind."""


@pytest.fixture
def histories(tmp_path):
    """Half a year before WEEK."""
    return Histories(tmp_path, shifted(WEEK, -30), WEEK)


def test_an_ordinary_week_is_covered_and_within_what_is_expected(histories):
    histories.source("a", 60).source("b", 12, OFFICE)
    found = histories.coverage()
    assert sorted(found.reset_index().columns) == sorted(COLUMNS)
    assert found["coverage"].tolist() == [1.0, 1.0]
    assert found["note"].tolist() == ["", ""]
    row = found.loc["a", WEEK]
    assert row["seen"] == histories.items["a"][-7:].sum()
    assert row["expected"] == pytest.approx(60, rel=0.15)
    assert row["expected_low"] < row["seen"]


def test_an_outage_is_missing_time_and_no_calm(histories):
    histories.source("a", 60).source("b", 60)
    histories.outage("a", histories.week(WEEK))
    found = histories.coverage()
    assert found.loc["a", WEEK]["coverage"] == 0.0
    assert found["note"].tolist() == [Note.OUTAGE, Note.NONE]


def test_ten_of_150_sources_that_are_out_for_a_week_are_found_and_no_other(histories):
    for number in range(150):
        histories.source(f"s{number:03}", 4 + number % 40)
    out = {f"s{number:03}" for number in range(0, 150, 15)}
    for name in out:
        histories.outage(name, histories.week(WEEK))
    found = histories.coverage().reset_index()
    low = found[found["coverage"] < 0.8]
    assert set(low["source_id"]) == out
    assert set(low["note"]) == {Note.OUTAGE}


def test_a_feed_that_gives_a_tenth_of_what_it_should_is_thin(histories):
    histories.source("a", 60)
    histories.keep("a", histories.week(WEEK), 0.1)
    row = histories.coverage().loc["a", WEEK]
    assert (row["note"], row["time_coverage"]) == (Note.THIN, 1.0)
    assert row["coverage"] == pytest.approx(row["seen"] / row["expected"], rel=0.01)
    assert row["seen"] < row["expected_low"]


def test_a_week_with_two_thirds_of_the_usual_is_calm_and_not_thin(histories):
    histories.source("a", 60)
    histories.keep("a", histories.week(WEEK), 0.66)
    row = histories.coverage().loc["a", WEEK]
    assert (row["note"], row["coverage"]) == (Note.NONE, 1.0)


def test_one_day_without_an_item_is_a_calm_day(histories):
    histories.source("a", 40)
    histories.items["a"][histories.day(WEEK, 2)] = 0
    assert histories.coverage().loc["a", WEEK]["coverage"] == 1.0


def test_a_feed_that_falls_silent_on_thursday_and_answers_loses_the_rest_of_the_week(histories):
    histories.source("a", 60)
    histories.items["a"][histories.day(WEEK, 3) :] = 0
    row = histories.coverage().loc["a", WEEK]
    assert row["coverage"] == pytest.approx(3 / 7)
    assert (row["note"], row["time_coverage"]) == (Note.THIN, 1.0)


@pytest.mark.parametrize("outlet", [OutletType.MUNICIPALITY, OutletType.FORUM])
def test_a_list_that_stays_empty_is_missing_however_little_it_used_to_give(histories, outlet):
    histories.source("a", 1, outlet=outlet)
    histories.items["a"][histories.day(WEEK, -1) :] = 0
    histories.empty |= {("a", histories.day(WEEK, n)) for n in range(-1, 7)}
    row = histories.coverage().loc["a", WEEK]
    assert (row["note"], row["coverage"]) == (Note.THIN, 0.0)


def test_a_list_that_is_often_empty_is_no_sign(histories):
    histories.source("a", 1)
    histories.items["a"][histories.week(WEEK)] = 0
    histories.empty |= {("a", n) for n in range(histories.days) if n % 7 > 3}
    assert histories.coverage().loc["a", WEEK]["coverage"] == pytest.approx(1.0, abs=1e-4)


def test_texts_that_can_no_longer_be_read_are_missing_though_their_titles_came(histories):
    histories.source("a", 60).source("locked", 60)
    histories.unread |= {("a", histories.day(WEEK, n)) for n in range(7)}
    histories.unread |= {("locked", n) for n in range(histories.days)}
    found = histories.coverage()
    assert (found.loc["a", WEEK]["note"], found.loc["a", WEEK]["coverage"]) == (Note.THIN, 0.0)
    assert found.loc["locked", WEEK]["coverage"] == 1.0


def test_a_new_source_has_no_expectations_until_six_weeks_have_been_seen(histories):
    histories.source("a", 60)
    histories.begins["a"] = histories.day(shifted(WEEK, -7))
    histories.items["a"][: histories.begins["a"]] = 0
    found = histories.coverage(shifted(WEEK, -12))
    assert np.isnan(found["expected"]).tolist() == [True] * 6 + [False] * 2
    assert set(found["coverage"]) == {1.0}
    assert set(found["note"]) == {Note.NONE}


def test_private_posts_are_judged_by_time_alone(histories):
    histories.source("a", 60, outlet=OutletType.FORUM)
    histories.keep("a", histories.week(WEEK), 0.05)
    row = histories.coverage().loc["a", WEEK]
    assert (row["coverage"], row["note"]) == (1.0, Note.NONE)
    assert np.isnan(row["seen"])
    assert np.isnan(row["expected"])


def test_the_day_that_is_running_is_not_compared(histories):
    histories.source("a", 60)
    friday = histories.day(WEEK, 4)
    histories.items["a"][friday:] = 0
    found = histories.coverage(now=histories.asked(friday) - timedelta(hours=6))
    assert found.loc["a", WEEK]["coverage"] == 1.0


def test_a_level_that_fell_for_good_is_thin_first_and_then_what_is_expected(histories):
    histories.source("a", 80)
    fell = histories.day(shifted(WEEK, -10))
    histories.keep("a", slice(fell, None), 0.3)
    early = Histories(histories.folder / "early", histories.first, shifted(WEEK, -8))
    early.folder.mkdir()
    early.items["a"], early.outlets["a"] = histories.items["a"][: early.days], "regional_daily"
    assert early.coverage().loc["a", shifted(WEEK, -8)]["note"] == Note.THIN
    row = histories.coverage().loc["a", WEEK]
    assert (row["note"], row["coverage"]) == (Note.VOLUME_CHANGE, 1.0)
    assert row["expected"] == pytest.approx(24, rel=0.3)
    assert row["level_ratio"] == pytest.approx(0.3, rel=0.25)


def test_a_level_that_rose_for_good_is_noted_and_covered(histories):
    histories.source("a", 30)
    histories.items["a"][histories.day(shifted(WEEK, -12)) :] *= 3
    found = histories.coverage(shifted(WEEK, -20))
    assert set(found["coverage"]) == {1.0}
    assert found.loc["a", WEEK]["note"] == Note.VOLUME_CHANGE
    assert found.loc["a", shifted(WEEK, -14)]["note"] == Note.NONE


def test_silence_never_becomes_what_is_expected(histories):
    histories.source("a", 60)
    histories.items["a"][histories.day(shifted(WEEK, -15)) :] = 0
    found = histories.coverage(shifted(WEEK, -15))
    assert set(found["coverage"]) == {0.0}
    assert set(found["note"]) == {Note.THIN}


@pytest.fixture(scope="module")
def years(tmp_path_factory):
    """Twelve sources over three years: they rest on days off, in July and at Christmas."""
    found = Histories(tmp_path_factory.mktemp("years"), "2024-W02", "2026-W40", seed=3)
    for number in range(12):
        office = number % 2 == 0
        found.source(f"s{number:02}", 30 + 10 * number, OFFICE if office else np.full(7, 1 / 7))
    for number in range(found.days):
        day = found.date(number)
        share = {7: 0.3, 8: 0.9}.get(day.month, 1.0)
        if (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 6):
            share = 0.4
        off = (day.month, day.day) in {(12, 24), (12, 25), (12, 26), (12, 31), (1, 1), (5, 1)}
        if off or day in MIDSUMMER or day in EASTER:
            share = 0.1
        for name in found.items:
            if share < 1:
                found.keep(name, slice(number, number + 1), share)
    return found.coverage("2024-W10")


MIDSUMMER = {np.datetime64(day).item() for day in ("2024-06-21", "2025-06-20", "2026-06-19")}
MIDSUMMER |= {np.datetime64(day).item() for day in ("2024-06-22", "2025-06-21", "2026-06-20")}
EASTER = {np.datetime64(day).item() for day in ("2024-03-29", "2024-04-01", "2025-04-18")}
EASTER |= {np.datetime64(day).item() for day in ("2025-04-21", "2026-04-03", "2026-04-06")}


def test_midsummer_easter_july_and_christmas_are_no_outages(years):
    assert years["coverage"].min() == 1.0
    assert set(years["note"]) <= {Note.NONE, Note.QUIET_SEASON}


def test_a_week_that_is_calm_for_the_season_is_noted_as_such(years):
    july = [week for year in (2024, 2025, 2026) for week in span(f"{year}-W28", f"{year}-W30")]
    noted = years.reset_index().query("note == 'quiet_season'")
    assert set(july) <= set(noted["week"])
    assert (noted["week"].isin(july)).sum() == 12 * 9
    assert not noted["week"].isin(span("2026-W36", "2026-W40")).any()


def test_in_the_second_summer_less_is_expected(years):
    rows = years.reset_index().query("source_id == 's01'").set_index("week")
    assert rows.loc["2025-W20"]["expected"] == pytest.approx(40, rel=0.25)
    assert rows.loc["2025-W29"]["expected"] < 0.65 * rows.loc["2025-W20"]["expected"]
