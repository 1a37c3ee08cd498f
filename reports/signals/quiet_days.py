"""Which days of the Swedish year give less than others: public holidays, July and Christmas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import IntEnum

import holidays
import numpy as np

_OFF = ("public", "de_facto")
"""Public holidays, and the three eves on which Sweden is as closed as on the day after them."""

_JULY = ((6, 29), (8, 16))
"""Weeks 27 to 32 and the return after them: most who take four weeks off do so then."""

_CHRISTMAS = ((12, 23), (1, 6))
"""The day before Christmas Eve to Epiphany."""


class Season(IntEnum):
    """Part of the year that a source has a level of its own in."""

    ORDINARY = 0
    JULY = 1
    CHRISTMAS = 2


def days_off(days: Sequence[date]) -> np.ndarray:
    """Whether each day is a public holiday, Midsummer Eve, Christmas Eve or New Year's Eve, or a
    single working day between one of those and a weekend. Sundays alone are none of them."""
    years = sorted({year for day in days for year in (day.year - 1, day.year, day.year + 1)})
    closed = holidays.country_holidays("SE", years=years, categories=_OFF, include_sundays=False)
    return np.array([day in closed or _between(day, closed) for day in days], dtype=bool)


def _between(day: date, closed: holidays.HolidayBase) -> bool:
    """A Friday after, or a Monday before, a day off."""
    if day.weekday() == 4:
        return date.fromordinal(day.toordinal() - 1) in closed
    return day.weekday() == 0 and date.fromordinal(day.toordinal() + 1) in closed


def seasons(days: Sequence[date]) -> np.ndarray:
    """The Season of each day."""
    return np.array([_season(day) for day in days], dtype=np.int8)


def _season(day: date) -> Season:
    at = (day.month, day.day)
    if _JULY[0] <= at <= _JULY[1]:
        return Season.JULY
    if at >= _CHRISTMAS[0] or at <= _CHRISTMAS[1]:
        return Season.CHRISTMAS
    return Season.ORDINARY
