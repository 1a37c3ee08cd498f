"""Which earlier weeks a week is compared with, and in which part of the year each of them lies.

The weeks from `half_window` before the same week `years` ago up to `left_out` weeks before the
current one. They fall into `periods` parts of the year, 0 being the weeks around the current one
(Noufaily et al. 2013, Statistics in Medicine 32:1206, section 3.2). The division is that of
`blocks` in the R package surveillance: what is between the windows of two years is cut into
`periods` - 1 stretches, the first ones a week longer where it does not come out even.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

WEEKS_A_YEAR = 52
"""Of a series whose weeks are plain numbers."""


@dataclass(frozen=True, slots=True)
class ReferenceWeeks:
    """`offsets` (n,): weeks relative to the current one, all negative, oldest first.

    `periods` (n,): the part of the year of each, 0 for that of the current week.
    """

    offsets: np.ndarray
    periods: np.ndarray


def years_back(day: date | None, years: int) -> tuple[int, ...]:
    """How many weeks before the week that begins on `day` the same week of each year before lies.

    Nearest week to the same date; without a date every year has 52 weeks.
    """
    if day is None:
        return tuple(WEEKS_A_YEAR * year for year in range(1, years + 1))
    return tuple((day - _nearest_week(day, year)).days // 7 for year in range(1, years + 1))


def _nearest_week(day: date, years: int) -> date:
    try:
        same = day.replace(year=day.year - years)
    except ValueError:  # 29 February, which R lets be 1 March
        same = date(day.year - years, 3, 1)
    ahead = (day.weekday() - same.weekday()) % 7
    return same + timedelta(days=ahead if ahead <= 3 else ahead - 7)


def reference_weeks(
    back: Sequence[int], half_window: int, periods: int, left_out: int
) -> ReferenceWeeks:
    """The weeks to compare with, given how far back the same week of each year lies."""
    anchors = [0, *(-weeks for weeks in back)]
    part: dict[int, int] = dict.fromkeys(range(-half_window, 1), 0)
    for later, anchor in pairwise(anchors):
        part |= dict.fromkeys(range(anchor - half_window, anchor + half_window + 1), 0)
        first, length = anchor + half_window + 1, later - anchor - 2 * half_window - 1
        part |= dict(enumerate(_stretches(length, periods - 1), start=first))
    offsets = sorted(offset for offset in part if offset < -left_out)
    return ReferenceWeeks(np.array(offsets), np.array([part[offset] for offset in offsets]))


def _stretches(length: int, count: int) -> Iterable[int]:
    """1, 1, …, 2, 2, …, `count`: as even as it goes, the longer ones first."""
    each, rest = divmod(length, count)
    for number in range(count):
        yield from [number + 1] * (each + (number < rest))
