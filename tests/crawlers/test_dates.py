"""Times as they are written in Swedish feeds. Expected values were worked out by hand."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.dates import EARLIEST, parse_date

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


@given(st.integers(820_454_400, 1_795_000_000).map(lambda s: datetime.fromtimestamp(s, UTC)))
def test_iso_times_come_back_as_they_were(moment):
    assert parse_date(moment.isoformat(), NOW) == moment
