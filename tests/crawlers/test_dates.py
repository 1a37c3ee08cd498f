"""Times as they are written in Swedish feeds. Expected values were worked out by hand."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.dates import EARLIEST, FUTURE, NO_ZONE, TOO_OLD, UNREADABLE, DateNotes, parse_date

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Thu, 19 Mar 2026 11:15:35 +0100", utc(2026, 3, 19, 10, 15, 35)),
        ("Thu, 19 Mar 2026 11:15:35 GMT", utc(2026, 3, 19, 11, 15, 35)),
        ("Thu, 19 Mar 2026 11:15:35 CET", utc(2026, 3, 19, 10, 15, 35)),
        ("Thu, 18 Jun 2026 11:15:35 CEST", utc(2026, 6, 18, 9, 15, 35)),
        ("Thu, 19 Mar 2026 11:15:35", utc(2026, 3, 19, 10, 15, 35)),
        ("19 Mar 2026 11:15 EST", utc(2026, 3, 19, 16, 15)),
        ("2026-03-19 11:15:35", utc(2026, 3, 19, 10, 15, 35)),
        ("2026-06-19 11:15:35", utc(2026, 6, 19, 9, 15, 35)),
        ("2026-03-19T11:15:35Z", utc(2026, 3, 19, 11, 15, 35)),
        ("2026-03-19T11:15:35.123+02:00", utc(2026, 3, 19, 9, 15, 35, 123000)),
        ("2026-03-19 11:15 CET", utc(2026, 3, 19, 10, 15)),
        ("2026-03-19", utc(2026, 3, 18, 23)),
        ("tors, 19 mar 2026", utc(2026, 3, 18, 23)),
        ("torsdag 19 mars 2026 kl. 11.15", utc(2026, 3, 19, 10, 15)),
        ("den 1 maj 2026", utc(2026, 4, 30, 22)),
        ("3 okt 2026 08:05:09", utc(2026, 10, 3, 6, 5, 9)),
        ("19.03.2026", utc(2026, 3, 18, 23)),
        ("19/3/2026 11:15", utc(2026, 3, 19, 10, 15)),
        ("1774000000", utc(2026, 3, 20, 9, 46, 40)),
        ("1774000000000", utc(2026, 3, 20, 9, 46, 40)),
        ("2026-11-21T11:00:00Z", utc(2026, 11, 21, 11)),
        ("Thu Mar 19 11:15:35 CET 2026", utc(2026, 3, 19, 10, 15, 35)),
        ("Thu, 19 Mar 2026 11:15:35 +01:00", utc(2026, 3, 19, 10, 15, 35)),
        ("Thu, 19 Mar 26 11:15:35 +0100", utc(2026, 3, 19, 10, 15, 35)),
        ("Thu Mar 19 2026 11:15:35 GMT+0100 (CET)", utc(2026, 3, 19, 10, 15, 35)),
        ("tis, 19 maj 2026 11:15:35 +0200", utc(2026, 5, 19, 9, 15, 35)),
        ("Mån, 19 okt 2026 11:15:35 CEST", utc(2026, 10, 19, 9, 15, 35)),
        ("19 oktober 2026, 11:15", utc(2026, 10, 19, 9, 15)),
        ("tisdagen den 24 december 2024 kl 15.00", utc(2024, 12, 24, 14)),
        ("Publicerad: 19 mars 2026 11:15", utc(2026, 3, 19, 10, 15)),
        ("Senast uppdaterad 2026-03-19 kl. 11.15", utc(2026, 3, 19, 10, 15)),
        ("2026-3-9 8:05", utc(2026, 3, 9, 7, 5)),
        ("2026/03/19 11:15", utc(2026, 3, 19, 10, 15)),
        ("19/3 2026", utc(2026, 3, 18, 23)),
        ("19-03-2026 11:15", utc(2026, 3, 19, 10, 15)),
        ("2026-03-19 11:15:35 +0100", utc(2026, 3, 19, 10, 15, 35)),
        ("2026-03-19 11:15:35 UTC", utc(2026, 3, 19, 11, 15, 35)),
        ("2026-03-19T11:15:35+01:00[Europe/Stockholm]", utc(2026, 3, 19, 10, 15, 35)),
        ("2026-03-19T11:15:35.1234567+01:00", utc(2026, 3, 19, 10, 15, 35, 123456)),
        ("20260319T111535Z", utc(2026, 3, 19, 11, 15, 35)),
        ("March 19, 2026 11:15", utc(2026, 3, 19, 10, 15)),
        ("March 19, 2026 5:12 pm", utc(2026, 3, 19, 16, 12)),
        ("2026-03-19 12:05:00 a.m.", utc(2026, 3, 18, 23, 5)),
        ("2026-03-19T05:12:00PM", utc(2026, 3, 19, 16, 12)),
        ("Thu Mar 19 11:15:35 +0000 2026", utc(2026, 3, 19, 11, 15, 35)),
        ("1774000000.0", utc(2026, 3, 20, 9, 46, 40)),
        ("1774000000000000", utc(2026, 3, 20, 9, 46, 40)),
        ("/Date(1774000000000)/", utc(2026, 3, 20, 9, 46, 40)),
        ("/Date(1774000000000+0100)/", utc(2026, 3, 20, 9, 46, 40)),
        # the hour that does not exist and the one that exists twice: the first reading of each
        ("2026-03-29 02:30:00", utc(2026, 3, 29, 1, 30)),
        ("2026-10-25 02:30:00", utc(2026, 10, 25, 0, 30)),
    ],
)
def test_a_time_is_read_as_it_is_meant(raw, expected):
    assert parse_date(raw, NOW) == expected


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "  ",
        "i går",
        "i morgon",
        "3/11/2026 5:12 PM",  # in March or November
        "2026-03-19 05:12:00.50 PM",  # not 00.50 PM
        "/Date(99999999999999999)/",
        "/Date(-62135596800000)/",
        "19 mars 2026 11:15 +9999",
        "2099-01-01",
        "1994-12-31",
        "1773-11-30",
        "0",
        "20261332",
        "32 mars 2026",
        "19 brumaire 2026",
        "2026-11-22T12:00:00Z",
        "9999-12-31T23:59:59-12:00",
        "12:30",
        "99999999999",
    ],
)
def test_what_is_no_time_of_ours_is_none(raw):
    assert parse_date(raw, NOW) is None


@given(st.text(max_size=60))
def test_no_text_makes_it_fail(raw):
    found = parse_date(raw, NOW)
    assert found is None or found >= EARLIEST


@pytest.mark.parametrize(
    "raw", [f"1 jan {'9' * 20} 10:00:00 +0000", f"1 jan 2026 {'9' * 20}:00:00"]
)
def test_numbers_beyond_all_clocks_are_no_date(raw):
    assert parse_date(raw, NOW) is None


@given(st.integers(820_454_400, 1_795_000_000).map(lambda s: datetime.fromtimestamp(s, UTC)))
def test_iso_times_come_back_as_they_were(moment):
    assert parse_date(moment.isoformat(), NOW) == moment


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("idag 10:15", utc(2026, 11, 20, 9, 15)),
        ("Igår kl. 23.30", utc(2026, 11, 19, 22, 30)),
        ("i går", utc(2026, 11, 18, 23)),
        ("i morgon", None),
    ],
)
def test_today_is_the_day_on_which_a_listing_is_read(raw, expected):
    assert DateNotes(NOW).read(raw) == expected
    assert parse_date(raw, NOW) is None


def test_the_day_before_is_that_of_stockholm():
    just_after_midnight = DateNotes(datetime(2026, 11, 19, 23, 30, tzinfo=UTC))

    assert just_after_midnight.read("idag 00:10") == utc(2026, 11, 19, 23, 10)
    assert just_after_midnight.read("igår 00:10") == utc(2026, 11, 18, 23, 10)


@pytest.mark.parametrize(
    ("raw", "problems"),
    [
        ("Thu, 19 Mar 2026 11:15:35 CET", ()),
        ("1774000000", ()),
        ("", ()),
        ("2026-03-19 11:15:35", (NO_ZONE,)),
        ("tors, 19 mar 2026", (NO_ZONE,)),
        ("2099-01-01T00:00:00Z", (FUTURE,)),
        ("2026-11-21T12:00:01Z", (FUTURE,)),
        ("1970-01-01T00:00:00Z", (TOO_OLD,)),
        ("0001-01-01T00:00:00", (TOO_OLD,)),
        ("i förrgår", (UNREADABLE,)),
    ],
)
def test_what_was_assumed_or_left_out_is_noted(raw, problems):
    notes = DateNotes(NOW)
    read = notes.read(raw)

    assert notes.problems == problems
    assert read == parse_date(raw, NOW)
