"""What is drawn: bars over the fieldwork, nothing between them, axes from nought."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from reports.trust.page.exports import exported
from reports.trust.page.figure import MAX_PANELS, round_up
from reports.trust.page.figure_part import figure_part
from reports.trust.page.inputs import exposure_points, span_of, trust_points, wilson
from reports.trust.page.units import page_words, units_of


def drawn(result, tables):
    words = page_words("sv")
    part = figure_part(words, result, tables, units_of(words, result.data, result.design))
    return part.blocks[0].svg


def boxes(svg, fill):
    found = re.findall(rf'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" [^>]*fill="{fill}"', svg)
    return [tuple(map(float, box)) for box in found]


def test_a_wave_is_as_wide_as_its_fieldwork(result, tables):
    first, second = boxes(drawn(result, tables), "#bfd0d9")
    assert first[2] / second[2] == pytest.approx(42 / 56, abs=0.001)  # days of fieldwork


def test_no_line_joins_the_waves(result, tables):
    svg = drawn(result, tables)
    assert "<path" not in svg and "<polyline" not in svg
    sloping = [
        line
        for line in re.findall(r'<line x1="(\S+)" y1="(\S+)" x2="(\S+)" y2="(\S+)"', svg)
        if line[0] != line[2] and line[1] != line[3]
    ]
    assert sloping == []


def test_the_axis_of_trust_starts_at_nought_whatever_exposure_is(result, tables):
    more = {**tables, "exposure": tables["exposure"].assign(exposure=lambda t: t["exposure"] * 50)}
    for one in (tables, more):
        assert re.findall(r">(\d+)\u00a0%<", drawn(result, one)) == ["0", "20", "40"]


def test_a_step_without_a_count_is_a_gap_and_not_nought(result, tables):
    svg = drawn(result, tables)
    assert len(boxes(svg, "#7b929c")) == 58
    assert len(boxes(svg, "#efe6d6")) == 2


def test_a_break_is_marked_and_explained(result, tables):
    svg = drawn(result, tables)
    assert svg.count("stroke-dasharray") == 1
    assert ">1</text>" in svg


def test_a_hidden_wave_is_a_dash(result, tables):
    assert drawn(result, tables).count(">–</text>") == 1


def test_each_group_has_a_panel_up_to_a_number(result):
    rows = [
        {"time": str(year), "group": f"G{g:02d}", "trust": 0.3, "n": 500}
        for g in range(12) for year in (2020, 2021)
    ]  # fmt: skip
    svg = drawn(result, {"trust": pd.DataFrame(rows)})
    assert len(re.findall(r">Stort förtroende: G\d\d<", svg)) == MAX_PANELS


def test_numbers_as_times_are_drawn_in_their_order(result):
    tables = {
        "exposure": pd.DataFrame({"time": range(30), "exposure": range(30)}),
        "trust": pd.DataFrame({"time": range(30), "trust": [0.3] * 30, "trust_se": 0.01}),
    }
    svg = drawn(result, tables)
    lefts = [box[0] for box in boxes(svg, "#bfd0d9")]
    assert lefts == sorted(lefts) and len(lefts) == 30


def test_without_times_nothing_is_drawn_and_that_is_said(result):
    words = page_words("sv")
    part = figure_part(words, result, {}, units_of(words, result.data, "series"))
    assert part.blocks[0].text == "Det finns inga tider att rita."


@pytest.mark.parametrize(
    ("label", "days"),
    [("2026-W53", 7), ("2026-11-22", 1), ("2024-02", 29), ("2026-Q4", 92), ("2024", 366)],
)
def test_a_time_lasts_as_long_as_its_label_says(label, days):
    span = span_of(label)
    assert span.dated and span.end - span.start + 1 == days


def test_intervals_come_from_what_is_known():
    rows = [
        {"time": "2020", "trust": 0.3, "low": 0.25, "high": 0.36, "trust_se": 9, "n": 100},
        {"time": "2021", "trust": 0.3, "trust_se": 0.01, "n": 100},
        {"time": "2022", "trust": 0.3, "n": 100},
        {"time": "2023", "trust": 0.3},
    ]
    found = trust_points({"trust": pd.DataFrame(rows)}, "share")
    assert [point.interval for point in found] == ["given", "se", "wilson", ""]
    assert found[1].low == pytest.approx(0.3 - 0.0196, abs=1e-4)
    assert found[3].low is None


def test_counts_of_a_campaign_become_shares():
    rows = [{"time": "2020", "group": "a", "n": 400, "high": 100}]
    point = trust_points({"trust": pd.DataFrame(rows)}, "share")[0]
    assert (point.value, point.interval) == (0.25, "wilson")


def test_wilson_s_interval_is_that_of_r():
    # prop.test(100, 400, correct = FALSE)$conf.int, R 4.2.2
    assert wilson(0.25, 400) == pytest.approx((0.21007901, 0.29467713), abs=1e-8)


def test_round_figures_lie_above_what_is_shown():
    assert [round_up(v) for v in (0.0, 0.31, 1.0, 61, 101)] == [1.0, 0.4, 1.0, 80.0, 150.0]


def test_the_exported_tables_are_what_the_figure_shows(result, tables):
    files = exported(result, tables)
    trust = files["trust.csv"].decode().splitlines()
    assert trust[0] == "time,start,end,group,trust,low,high,n,suppressed"
    assert trust[1].startswith("V1,2025-01-06,2025-02-16,,0.31,0.27")
    assert trust[3] == "V3,2025-11-03,2025-11-16,,,,,,min_cell"
    assert len(exposure_points(tables)) == 60
    assert files["exposure.csv"].decode().splitlines()[0].endswith("start,end")


def test_the_least_number_of_the_result_hides_figures_and_is_told(result, tables):
    data = {**result.data, "min_cell_respondents": 1100}
    stricter = replace(result, data=data)
    trust = exported(stricter, tables)["trust.csv"].decode().splitlines()
    assert [line.endswith("min_cell") for line in trust[1:]] == [True, False, True]
    words = page_words("sv")
    part = figure_part(words, stricter, tables, units_of(words, data, result.design))
    told = repr(f"Färre än {words.number(1100)} svarande").strip("'")
    assert told in repr(part.blocks)
