"""ISO weeks in Europe/Stockholm, written `2026-W47`."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from store.errors import SettingsError

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def week_of(moment: datetime) -> str:
    """The week in which an aware moment lies."""
    return week_of_day(moment.astimezone(STOCKHOLM).date())


def week_of_day(day: date) -> str:
    """The ISO week of a day, as `2026-W47`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def first_day(week: str) -> date:
    """The Monday of a week. Raises SettingsError when the text is not a week."""
    found = re.fullmatch(r"(\d{4})-?W(\d{1,2})", week.strip(), re.IGNORECASE)
    try:
        if found is None:
            raise ValueError(week)
        return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError as error:
        raise SettingsError(
            f"Veckan {week!r}: väntade år och ISO-vecka, till exempel 2026-W47."
        ) from error


def shifted(week: str, by: int) -> str:
    """The week `by` weeks later (earlier when negative)."""
    return week_of_day(first_day(week) + timedelta(weeks=by))


def span(first: str, last: str) -> list[str]:
    """All weeks from `first` to `last`, both included; empty when `last` is earlier."""
    weeks = []
    day, end = first_day(first), first_day(last)
    while day <= end:
        weeks.append(week_of_day(day))
        day += timedelta(weeks=1)
    return weeks


def last_complete(now: datetime) -> str:
    """The newest week that had ended at `now`."""
    return shifted(week_of(now), -1)


def start_of_day(day: date) -> datetime:
    """Midnight in Stockholm that begins the day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=STOCKHOLM).astimezone(UTC)
