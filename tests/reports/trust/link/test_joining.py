"""Exposure and trust are joined on time, or refused with file, row and column."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from reports.trust.link.csv_table import TableError, parse_csv_table
from reports.trust.link.hiding import shown_times
from reports.trust.link.joining import join
from reports.trust.link.log import Locked
from reports.trust.link.plan import plan_of
from reports.trust.link.project import result_json
from reports.trust.link.run import analyse
from reports.trust.link.tables import load_tables, split
from reports.trust.link.times import Unit
from reports.trust.page.exports import exported


def plan(design="series", **more):
    keys = {"question": "?", "design": design, "exposure": "x.csv", "trust": "y.csv"}
    return plan_of({**keys, **more}, "plan.toml")


def table(text, name="x.csv"):
    return parse_csv_table(text.encode(), name)


def test_one_file_has_both_series():
    one = table("time,exposure,trust\n2020,1,50\n2021,2,49\n2023,3,48\n")
    data = join(plan(), one, one)
    assert data.unit is Unit.YEAR
    assert data.labels() == ["2020", "2021", "2022", "2023"]  # an even grid
    assert np.isnan(data.joined["trust"][2])
    assert "gaps" in data.flags


def test_two_files_are_joined_on_time_whatever_their_order():
    exposure = table("time;exposure\n2026-W03;3,5\n2026-W01;1,5\n2026-W02;2,5\n")
    trust = table("time,trust\n2026-W02,40\n2026-W03,41\n", "y.csv")
    data = join(plan(), exposure, trust)
    assert data.labels() == ["2026-W01", "2026-W02", "2026-W03"]
    assert data.joined["exposure"].tolist() == [1.5, 2.5, 3.5]
    assert data.joined["trust"].tolist()[1:] == [40, 41]


def test_weekly_exposure_is_averaged_over_the_years_of_a_yearly_trust():
    exposure = table("time,exposure\n2020-W05,1\n2020-W06,3\n2021-W05,7\n")
    told = replace(exposure, flags=("exposure_not_followed",))
    data = join(plan(), told, table("time,trust\n2020,40\n2021,41\n", "y.csv"))
    assert data.joined["exposure"].tolist() == [2, 7]
    assert data.flags[:2] == ("exposure_not_followed", "exposure_aggregated")


def test_windows_finer_than_the_fieldwork_are_refused():
    exposure = table("time,exposure\n2023-W40,1\n2023-W41,2\n")
    trust = table("time,trust,precision\n2023-W40,40,season\n2023-W41,41,season\n", "y.csv")
    with pytest.raises(TableError, match=r"y.csv, rad 2: fältarbetet är känt på season"):
        join(plan(), exposure, trust)


def test_trust_in_finer_steps_than_exposure_is_refused():
    exposure = table("time,exposure\n2023,1\n2024,2\n")
    with pytest.raises(TableError, match="väntade samma slag"):
        join(plan(), exposure, table("time,trust\n2023-W40,40\n", "y.csv"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("time,exposure\n2020,1\n", "kolumnen trust saknas"),
        ("time,exposure,trust\n2020,1,50\n2020,2,49\n", "rad 3: samma time"),
        ("time,exposure,trust\n2020,1,50\n20x,2,49\n", "rad 3, kolumnen time: tiden går inte"),
        ("time,exposure,trust\n2020,1,femtio\n", "rad 2, kolumnen trust: cellen är inget tal"),
        ("time,exposure,trust\n2020,1\n", "rad 2: 2 celler; väntade 3"),
        ("time,exposure,trust\n", "väntade en rad med namn och minst en rad data"),
    ],
)
def test_a_faulty_table_is_refused_with_row_and_column(text, told):
    with pytest.raises(TableError) as refused:
        one = table(text)
        join(plan(), one, one)
    assert told in str(refused.value)
    told = str(refused.value)
    assert "femtio" not in told and "20x" not in told  # a cell may be somebody's answer


def test_files_without_a_common_time_are_refused():
    exposure = table("time,exposure\n2020,1\n2021,2\n")
    with pytest.raises(TableError, match="har ingen tid gemensam"):
        join(plan(), exposure, table("time,trust\n2010,40\n2011,41\n", "y.csv"))


def test_a_changed_question_is_seen_with_its_time():
    one = table("time,exposure,trust,question,mode\n2013,1,50,A,post\n2014,2,49,B,post\n")
    data = join(plan(), one, one)
    assert data.changed == ("question",)
    assert data.breaks == ({"time": "2014", "reason": "question"},)


def test_a_question_that_changes_for_all_groups_at_once_is_taken_out_with_the_wave():
    rows = "time,group,exposure,trust,question\n2013,a,1,50,A\n2013,b,1,50,A\n2014,a,2,49,B\n"
    assert join(plan("groups"), table(rows), table(rows)).changed == ()
    mixed = table(rows + "2014,b,2,49,A\n")
    assert join(plan("groups"), mixed, mixed).changed == ("question",)


def test_counts_of_a_campaign_become_shares():
    one = table("time,group,n,high\n2022-W01,mål,100,40\n2022-W01,jfr,50,10\n")
    made = plan("campaign", campaign=["2022-W01", "2022-W02"], comparison="jfr")
    assert sorted(join(made, one, one).joined["trust"]) == [0.2, 0.4]


def test_more_high_answers_than_answers_are_refused():
    one = table("time,group,n,high\n2022-W01,mål,10,40\n2022-W01,jfr,50,10\n")
    made = plan("campaign", campaign=["2022-W01", "2022-W02"], comparison="jfr")
    with pytest.raises(TableError, match="rad 2: high = 40 av n = 10"):
        join(made, one, one)


def test_windows_encoding_and_decimal_commas_are_read():
    raw = "time;exposure;trust;fråga\r\n2020;1,5;50,25;förtroende\r\n".encode("cp1252")
    found = parse_csv_table(raw, "x.csv")
    assert found.numbers("trust").tolist() == [50.25]
    assert found.text("fråga") == ["förtroende"]


GAPS = "time,exposure,trust\n\n2020,1,50\n\n2021,2,{last}\n"


def test_rows_are_numbered_as_in_the_file_where_some_are_empty():
    with pytest.raises(TableError, match="rad 5, kolumnen trust"):
        table(GAPS.format(last="x")).numbers("trust")
    with pytest.raises(TableError, match="rad 5: 4 celler"):
        table(GAPS.format(last="50,1"))
    twice = table(GAPS.format(last=51).replace("2021", "2020"))
    with pytest.raises(TableError, match="rad 5: samma time"):
        join(plan(), twice, twice)
    odd = table(GAPS.format(last=51).replace("2021", "x"))
    with pytest.raises(TableError, match="rad 5, kolumnen time"):
        join(plan(), odd, odd)


def test_rows_of_a_replicate_keep_the_numbers_of_the_file():
    parts = split(table("rep,trust\nb,1\na,1\nb,x\n"), "rep")
    with pytest.raises(TableError, match="rad 4"):
        parts["b"].numbers("trust")


def test_what_is_no_text_is_refused():
    with pytest.raises(TableError, match="är ingen textfil"):
        parse_csv_table(b"time,trust\n\x00\x01,2\n", "x.csv")


def test_each_replicate_is_a_table_of_its_own():
    parts = split(table("rep,time\nb,1\na,1\nb,2\n"), "rep")
    assert list(parts) == ["b", "a"]
    assert parts["b"].text("time") == ["1", "2"]


def test_a_name_that_is_neither_file_nor_label_is_refused(tmp_path):
    made = plan(exposure="narrative:nonsense")
    (tmp_path / "y.csv").write_text("time,trust\n2020,1\n")
    with pytest.raises(TableError, match="är ingen CSV-fil och inget namn i lagret"):
        load_tables(made, tmp_path)


def test_lags_are_refused_where_exposure_is_finer_than_the_times_of_trust():
    exposure = table("time,exposure\n2020-W05,1\n2021-W05,7\n")
    trust = table("time,trust\n2020,40\n2021,41\n", "y.csv")
    for asked in ({"lags": [0, "1-4"]}, {"primary_lag": 1}):
        with pytest.raises(TableError, match=r"y\.csv har tider av slaget year och x\.csv finare"):
            join(plan(**asked), exposure, trust)
    assert join(plan(lags=[0]), exposure, trust).joined["exposure"].tolist() == [1, 7]
    yearly = table("time,exposure\n2020,1\n2021,7\n")
    assert len(join(plan(lags=[1]), yearly, trust).joined) == 2


@pytest.mark.parametrize("times", [("2023", "2024"), ("1", "2")])
def test_fieldwork_of_which_nothing_is_known_is_joined_with_nothing(times):
    rows = "".join(f"{time},1,40,none\n" for time in times)
    one = table("time,exposure,trust,precision\n" + rows)
    with pytest.raises(TableError, match="fältarbetet är känt på none"):
        join(plan(), one, one)


def test_a_question_that_changes_between_persons_is_seen():
    rows = "".join(f"2024-01-{day:02d},1,1,A\n2025-01-{day:02d},0,2,B\n" for day in (1, 2))
    one = table("date,trust,exposure,question\n" + rows)
    data = join(plan("persons"), one, one)
    assert data.changed == ("question",)
    assert data.breaks == ({"time": "2025-01-01", "reason": "question"},)


def test_a_date_that_cannot_be_read_is_not_told():
    one = table("date,trust,exposure\n2024-01-01,1,1\n19121212-1212,1,2\n2024-01-02,1,1\n")
    with pytest.raises(TableError, match="rad 3, kolumnen date") as refused:
        join(plan("persons"), one, one)
    assert "1912" not in str(refused.value)
    assert refused.value.__cause__ is None


SIX = "time,exposure,trust,n\n" + "".join(
    f"{year},{year % 7},0.{60 + year % 10},{n}\n"
    for year, n in zip(range(2014, 2020), (900, 900, 900, 30, 29, 7), strict=True)
)


@pytest.mark.parametrize(("least", "hidden"), [(10, [2019]), (30, [2018, 2019]), (5, [])])
def test_trust_that_too_few_stand_behind_is_taken_out_before_anything_is_made(least, hidden):
    data = join(plan(), table(SIX), table(SIX), least=least)
    rows = data.joined.set_index("time")
    there = [int(time) for time in rows.index[rows["trust"].isna()]]
    assert there == hidden
    assert rows["n"].isna().sum() == len(hidden)
    assert rows["suppressed"].tolist().count("min_cell") == len(hidden)


def test_the_share_of_everybody_in_a_small_group_is_taken_out():
    one = table("time,group,n,high\n2022-W01,mål,29,29\n2022-W01,jfr,30,0\n2022-W02,mål,29,1\n")
    made = plan("campaign", campaign=["2022-W01", "2022-W02"], comparison="jfr")
    rows = join(made, one, one).joined
    assert rows["suppressed"].tolist().count("extreme_share") == 1
    assert rows.loc[rows["suppressed"] != "", ["trust", "n", "high"]].isna().all(axis=None)


def test_the_answer_holds_nothing_of_a_wave_that_is_hidden():
    analysis = analyse(plan(), table(SIX), table(SIX), Locked("", False, (), 0, False), least=30)
    told = json.loads(result_json(analysis.result))
    assert len(told["diagnostics"]["differences"]) == 3
    assert [wave["wave"] for wave in told["data"]["waves"]] == ["2014", "2015", "2016", "2017"]
    assert told["data"]["min_cell_respondents"] == 30
    assert told["n"] == 4
    trust = exported(analysis.result, analysis.tables)["trust.csv"].decode().splitlines()
    assert [line.endswith("min_cell") for line in trust[1:]] == [False] * 4 + [True] * 2


def test_hidden_times_of_persons_cannot_be_computed_from_the_others():
    shares = pd.DataFrame({"time": list("abcd"), "trust": [0.5] * 4, "n": [30, 6, 12, 20]})
    one = shown_times(shares, 10)
    assert one["suppressed"].tolist() == ["", "min_cell", "secondary", ""]
    assert one["trust"].isna().tolist() == one["n"].isna().tolist() == [False, True, True, False]
    assert shown_times(shares.assign(n=[30, 6, 5, 20]), 10)["suppressed"].tolist() == [
        "", "min_cell", "min_cell", "",
    ]  # fmt: skip
    assert (shown_times(shares, 5)["suppressed"] == "").all()


def test_the_page_of_persons_hides_times_as_well():
    days = [f"2024-01-{1 + day:02d}" for day, n in enumerate((30, 6, 12, 20)) for _ in range(n)]
    rows = "".join(f"{day},{i % 2},{i % 5}\n" for i, day in enumerate(days))
    one = table("date,trust,exposure\n" + rows)
    locked = Locked("", False, (), 0, False)
    shown = analyse(plan("persons"), one, one, locked).tables["trust"]
    assert shown["suppressed"].tolist() == ["", "min_cell", "secondary", ""]
