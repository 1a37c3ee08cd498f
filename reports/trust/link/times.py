"""The times of a table: what step they go in, and where on an even grid each of them lies."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

import numpy as np

from reports.signals.weeks import first_day, week_of_day
from reports.trust.link.background import MONTHS_A_YEAR, WEEKS_A_YEAR
from reports.trust.link.csv_table import TableError
from store.errors import SettingsError


class Unit(IntEnum):
    """What one step of time is, the finest first. A STEP is a number without a calendar."""

    DAY = 0
    WEEK = 1
    MONTH = 2
    QUARTER = 3
    YEAR = 4
    STEP = 9

    @property
    def word(self) -> str:
        """The unit as plans and result.json write it."""
        return self.name.lower()


PRECISION = {
    "day": Unit.DAY,
    "week": Unit.WEEK,
    "month": Unit.MONTH,
    "season": Unit.QUARTER,
    "quarter": Unit.QUARTER,
    "year": Unit.YEAR,
    "none": Unit.STEP,
}
"""The finest window that fieldwork known so exactly allows; `none` allows no window at all."""

_A_YEAR = {
    Unit.DAY: 365.25,
    Unit.WEEK: WEEKS_A_YEAR,
    Unit.MONTH: MONTHS_A_YEAR,
    Unit.QUARTER: 4.0,
    Unit.STEP: WEEKS_A_YEAR,
}
"""Numbers without a calendar are taken as weeks, as `spikes` takes them."""

_FORMS = (
    (Unit.WEEK, re.compile(r"\d{4}-?[Ww]\d{1,2}")),
    (Unit.DAY, re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T].*)?")),
    (Unit.MONTH, re.compile(r"\d{4}-\d{2}")),
    (Unit.QUARTER, re.compile(r"\d{4}-?[QqKk][1-4]")),
    (Unit.YEAR, re.compile(r"(?:19|20)\d{2}")),
    (Unit.STEP, re.compile(r"-?\d+(?:\.0+)?")),
)


@dataclass(frozen=True)
class Times:
    """Times as whole numbers of their unit, in the order of the rows they were read from."""

    unit: Unit
    numbers: np.ndarray

    @property
    def step(self) -> int:
        """The greatest step that reaches all of them; 1 for a single time."""
        return math.gcd(*(int(d) for d in np.diff(np.unique(self.numbers)))) or 1

    @property
    def points_a_year(self) -> float | None:
        """Steps in a year, None where a season can't be told."""
        per_year = _A_YEAR.get(self.unit)
        return None if per_year is None else per_year / self.step


def parse_times(
    labels: Sequence[str], where: str, column: str = "time", rows: Sequence[int] | None = None
) -> Times:
    """Read times: 2026-11-16, 2026-W47, 2026-11, 2026-Q4, 2026, or any whole numbers.

    Raises TableError that names the row (by `rows`, else the header is row 1) and the `column` of a
    time of another form, without the cell: it may be a respondent's.
    """
    texts = [str(label).strip() for label in labels]
    unit = _unit(texts)
    numbers = []
    for row, text in zip(rows or range(2, len(texts) + 2), texts, strict=True):
        form = dict(_FORMS)[unit]
        try:
            if not form.fullmatch(text):
                raise ValueError(text)
            numbers.append(_number(unit, text))
        except (ValueError, SettingsError):
            raise TableError(
                f"{where}, rad {row}, kolumnen {column}: tiden går inte att läsa; väntade samma "
                "form som på de andra raderna: 2026-11-16, 2026-W47, 2026-11, 2026-Q4, 2026 eller "
                "hela tal. Rätta raden."
            ) from None  # its text has the cell
    return Times(unit, np.array(numbers, dtype=int))


def points_a_year(unit: Unit) -> float | None:
    """Steps of a unit in a year; None for years, which have no season."""
    return _A_YEAR.get(unit)


def in_steps_of(steps: float, unit: Unit, target: Unit) -> int:
    """So many steps of a unit in whole steps of another; numbers without a calendar stay.

    >>> in_steps_of(29, Unit.DAY, Unit.WEEK), in_steps_of(1, Unit.MONTH, Unit.WEEK)
    (4, 4)
    """
    if unit is target:
        return round(steps)
    return round(steps * _A_YEAR.get(target, 1.0) / _A_YEAR.get(unit, 1.0))


def _unit(texts: Sequence[str]) -> Unit:
    """The unit of most; years only where all are, for 2000 may be a number of its own."""
    if texts and all(_FORMS[4][1].fullmatch(text) for text in texts):
        return Unit.YEAR
    counts = {u: sum(bool(f.fullmatch(t)) for t in texts) for u, f in _FORMS if u is not Unit.YEAR}
    return max(counts, key=lambda unit: (counts[unit], -unit))


def _number(unit: Unit, text: str) -> int:
    if unit is Unit.WEEK:
        return first_day(text).toordinal() // 7
    if unit is Unit.DAY:
        return date.fromisoformat(text[:10]).toordinal()
    if unit is Unit.MONTH:
        day = date(int(text[:4]), int(text[5:7]), 1)
        return day.year * 12 + day.month - 1
    if unit is Unit.QUARTER:
        return int(text[:4]) * 4 + int(text[-1]) - 1
    return int(float(text))


def label_of(unit: Unit, number: int) -> str:
    """The time as it is written.

    >>> label_of(Unit.WEEK, parse_times(["2026-W47"], "x").numbers[0])
    '2026-W47'
    """
    if unit is Unit.WEEK:
        return week_of_day(date.fromordinal(int(number) * 7 + 1))
    if unit is Unit.DAY:
        return date.fromordinal(int(number)).isoformat()
    if unit is Unit.MONTH:
        return f"{number // 12:04d}-{number % 12 + 1:02d}"
    if unit is Unit.QUARTER:
        return f"{number // 4:04d}-Q{number % 4 + 1}"
    return str(int(number))


def coarser(number: int, unit: Unit, target: Unit) -> int:
    """The number of the longer step that a time lies in; a week lies where its Thursday does.

    >>> week = parse_times(["2026-W01"], "x").numbers[0]
    >>> label_of(Unit.MONTH, coarser(week, Unit.WEEK, Unit.MONTH))
    '2026-01'
    """
    if unit is target:
        return int(number)
    if unit in (Unit.DAY, Unit.WEEK):
        day = date.fromordinal(int(number) if unit is Unit.DAY else int(number) * 7 + 1)
        day = day if unit is Unit.DAY else day + timedelta(days=3)
        if target is Unit.WEEK:
            return day.toordinal() // 7 if day.isoweekday() < 7 else (day.toordinal() - 1) // 7
        month = day.year * 12 + day.month - 1
    else:
        month = int(number) * (3 if unit is Unit.QUARTER else 1)
    return {Unit.MONTH: month, Unit.QUARTER: month // 3, Unit.YEAR: month // 12}[target]
