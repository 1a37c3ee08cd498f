"""Files of weekly series: what is read, and errors that name the line."""

from datetime import date

import numpy as np
import pytest

from reports.signals.series_file import read_series
from store.errors import SettingsError


def read(text):
    return read_series(text.encode(), "serier.csv")


def test_a_step_between_numbered_weeks_is_a_week_and_a_gap_was_not_observed():
    found = read("series,week,count\na,10,1\na,20,2\na,40,3\nb,20,9\n")
    np.testing.assert_array_equal(
        found.counts, [[1, np.nan], [2, 9], [np.nan, np.nan], [3, np.nan]]
    )
    assert found.names == ("a", "b")
    assert list(found.begins) == [0, 1]
    assert found.first_day is None
    assert found.coverage is None


@pytest.mark.parametrize("weeks", [("2026-W53", "2027-W01"), ("202653", "202701")])
def test_iso_weeks_go_by_date(weeks):
    found = read(f"series,week,count,coverage\na,{weeks[0]},1,0.5\na,{weeks[1]},2,\n")
    assert found.first_day == date(2026, 12, 28)
    np.testing.assert_array_equal(found.counts, [[1], [2]])
    np.testing.assert_array_equal(found.coverage, [[0.5], [np.nan]])


def test_iso_weeks_may_come_in_any_order():
    found = read("series,week,count\na,2026-W02,5\na,2026-W01,4\n")
    np.testing.assert_array_equal(found.counts, [[4], [5]])
    np.testing.assert_array_equal(found.at, [[1, 0], [0, 0]])


def test_an_empty_count_was_not_observed():
    assert np.isnan(read("series,week,count\na,1,\na,2,3\n").counts[0, 0])


@pytest.mark.parametrize(
    ("rows", "line", "said"),
    [
        ("a,1,x", 2, "heltal, minst 0"),
        ("a,1,-1", 2, "heltal, minst 0"),
        ("a,1,1\na,2,1.5", 3, "heltal, minst 0"),
        ("a,1,inf", 2, "heltal, minst 0"),
        ("a,1,1e300", 2, "för stort"),
        ("a,v47,1", 2, "2026-W47"),
        ("a,2026-W54,1", 2, "2026-W47"),
        ("a,1,1\na,1,2", 3, "redan en rad"),
        ("a,52,1\na,1,2", 3, "stigande"),
        ("a,1,1\na,2026-W01,2", 3, "blandas"),
        ("a,1", 2, "fel antal fält"),
        ("a,1,1,1", 2, "fel antal fält"),
        (",1,1", 2, "series är tomt"),
    ],
)
def test_a_bad_row_is_one_error_with_its_line(rows, line, said):
    with pytest.raises(SettingsError) as caught:
        read(f"series,week,count\n{rows}\n")
    assert f"serier.csv, rad {line}" in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize("coverage", ["1.01", "-0.1", "85 %"])
def test_coverage_is_a_share(coverage):
    with pytest.raises(SettingsError, match=r"rad 2.*från 0 till 1"):
        read(f"series,week,count,coverage\na,1,1,{coverage}\n")


@pytest.mark.parametrize("text", ["", "series,count\na,1\n", "series,week,count,count\na,1,1,1\n"])
def test_the_columns_are_named_when_they_are_wrong(text):
    with pytest.raises(SettingsError, match="rad 1: kolumnerna"):
        read(text)


def test_a_file_without_rows_or_of_centuries_is_refused():
    with pytest.raises(SettingsError, match="inga rader"):
        read("series,week,count\n")
    with pytest.raises(SettingsError, match="5200"):
        read("series,week,count\na,1,1\na,2,1\na,999999999,1\n")


def test_text_that_is_not_utf8_is_refused():
    with pytest.raises(SettingsError, match="UTF-8"):
        read_series("series,week,count\nå,1,1\n".encode("latin-1"), "serier.csv")
