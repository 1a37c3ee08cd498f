"""Exposure and trust are joined on time, or refused with file, row and column."""

import numpy as np
import pytest

from reports.trust.link.csv_table import TableError, parse_csv_table
from reports.trust.link.joining import join
from reports.trust.link.plan import plan_of
from reports.trust.link.tables import load_tables, split
from reports.trust.link.times import Unit


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
    data = join(plan(), exposure, table("time,trust\n2020,40\n2021,41\n", "y.csv"))
    assert data.joined["exposure"].tolist() == [2, 7]
    assert "exposure_aggregated" in data.flags


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
        ("time,exposure,trust\n2020,1,50\n20x,2,49\n", "rad 3, time = '20x'"),
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
    assert "femtio" not in str(refused.value)  # a cell may be somebody's answer


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


def test_each_replicate_is_a_table_of_its_own():
    parts = split(table("rep,time\nb,1\na,1\nb,2\n"), "rep")
    assert list(parts) == ["b", "a"]
    assert parts["b"].text("time") == ["1", "2"]


def test_a_name_that_is_neither_file_nor_label_is_refused(tmp_path):
    made = plan(exposure="narrative:nonsense")
    (tmp_path / "y.csv").write_text("time,trust\n2020,1\n")
    with pytest.raises(TableError, match="är ingen CSV-fil och inget namn i lagret"):
        load_tables(made, tmp_path)
