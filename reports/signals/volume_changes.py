"""Since when a source has given about as much as it gives now.

Change points in weekly volumes, as Media Cloud looks for them: kernel change point detection with a
linear kernel and a penalty (Celisse et al. 2018, Comput. Stat. Data Anal. 128:200; Truong, Oudre
and Vayatis 2020, Signal Process. 167:107299), by ruptures' implementation in C.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ruptures import KernelCPD

LASTING_WEEKS = 8
"""A level that has held for two months is the source's level now; before that, much less than usual
is a thin feed."""

SHORTEST_WEEKS = 3
"""Shorter stretches are not looked for. Those up to LASTING_WEEKS are told apart from their
neighbours and pass by: they are no change."""

RATIO = 1.5
"""Levels nearer to each other than this are one level: a chart of years drifts by as much."""

DEAD = 0.1
"""A source that fell below this share of its level is broken, however long it lasts: silence never
becomes what is expected of it."""

PENALTY = 3.0
"""Times the logarithm of the number of weeks, in units of the variance from one week to the next:
two parameters a change (its week and its level) cost 2 by BIC; half as much again because the
volumes of neighbouring weeks resemble each other."""


@dataclass(frozen=True, slots=True)
class Levels:
    """`era` numbers the level that each week belongs to, from 0; it grows by one with each lasting
    change. `ratio` is the level of the week's era over that of the era before (1 in the first).
    `dead` says that the week lies in a stretch in which the source as good as ended.
    """

    era: np.ndarray
    ratio: np.ndarray
    dead: np.ndarray


def levels(volumes: np.ndarray) -> Levels:
    """The levels of one source; `volumes` are items a week, oldest first, NaN where not known."""
    weeks = len(volumes)
    known = np.flatnonzero(np.isfinite(volumes))
    era, ratio = np.zeros(weeks, np.int64), np.ones(weeks)
    dead = np.zeros(weeks, bool)
    start, current = 0, np.nan
    for begin, end in _segments(volumes[known]):
        level = float(np.mean(volumes[known[begin:end]]))
        first = known[begin]
        after = known[end] if end < len(known) else weeks
        if end - begin < LASTING_WEEKS and len(known) >= LASTING_WEEKS:
            continue
        if np.isnan(current):
            current = level
        elif level < DEAD * current:
            dead[first:after] = True
        elif max(level, current) > RATIO * max(min(level, current), 1 / LASTING_WEEKS):
            start += 1
            era[first:], ratio[first:] = start, level / max(current, 1 / LASTING_WEEKS)
            current = level
    return Levels(era, ratio, dead)


def _segments(volumes: np.ndarray) -> list[tuple[int, int]]:
    """Stretches of one level, each at least SHORTEST_WEEKS long, as first and end.

    Square roots make the variance of counts the same at all levels; it is measured by the medians
    of the steps from week to week, which a few changes do not move.
    """
    weeks = len(volumes)
    if weeks < 2 * LASTING_WEEKS:
        return [(0, weeks)] if weeks else []
    roots = 2 * np.sqrt(volumes)
    spread = max(1.0, 1.4826 * float(np.median(np.abs(np.diff(roots)))) / np.sqrt(2))
    search = KernelCPD(kernel="linear", min_size=SHORTEST_WEEKS).fit(roots[:, None] / spread)
    ends = [int(end) for end in search.predict(pen=PENALTY * np.log(weeks))]
    return list(zip([0, *ends[:-1]], ends, strict=True))
