"""ISO weeks in Stockholm."""

from datetime import UTC, date, datetime

import pytest

from reports.signals.weeks import first_day, last_complete, shifted, span, start_of_day, week_of
from store.errors import SettingsError


def test_a_week_begins_on_monday_midnight_in_stockholm():
    assert week_of(datetime(2026, 11, 15, 22, 59, tzinfo=UTC)) == "2026-W46"
    assert week_of(datetime(2026, 11, 15, 23, 0, tzinfo=UTC)) == "2026-W47"


def test_the_turn_of_the_year_follows_iso_8601():
    assert week_of(datetime(2027, 1, 1, 12, tzinfo=UTC)) == "2026-W53"
    assert shifted("2026-W53", 1) == "2027-W01"
    assert span("2026-W52", "2027-W01") == ["2026-W52", "2026-W53", "2027-W01"]
    assert span("2026-W47", "2026-W46") == []


def test_the_day_begins_an_hour_earlier_in_utc_in_summer():
    assert start_of_day(date(2026, 7, 1)) == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert start_of_day(date(2026, 12, 1)) == datetime(2026, 11, 30, 23, tzinfo=UTC)


def test_the_last_complete_week_is_the_one_before_the_running_one():
    assert last_complete(datetime(2026, 11, 23, 6, tzinfo=UTC)) == "2026-W47"


@pytest.mark.parametrize("text", ["", "2026", "2026-W00", "2026-W54", "2025-W53", "47"])
def test_what_is_no_week_is_refused(text):
    with pytest.raises(SettingsError, match="ISO-vecka"):
        first_day(text)
