"""Is a week of a series higher or lower than its history leads one to expect?

With four years of history that is judged by season, trend and coverage (spikes.py), else by the
simple rule (changes.py); both give a Change. Beside them: which part of what a series usually gives
could be seen in a week, whether a rise rests on enough sources and accounts, and whether a signal
of earlier weeks still stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy import stats

from reports.signals.changes import ALPHA, MIN_RISE, Change, Verdict
from reports.signals.outbreak_odds import REACH
from reports.signals.smooth_baseline import LONGEST
from reports.signals.spikes import LEAST_STORIES, find_spikes, p_values

FULL, SIMPLE = "farrington", "simple"

LEVEL = 0.007
"""p-value below which the report calls a rise. The budget is one false rise in a month, 12 a year,
over its 23 series together; simulated quiet series keep it at this level (benchmarks/spikes.py)."""

LOOKED_BACK = 8
"""Weeks before the one judged in which a signal may have begun that still stands."""

CALM_WEEKS = 2
"""So many calm weeks in a row end a signal."""

LEAST_SEEN = 0.25
"""Weeks of which less was seen say too little of a full one."""

LEAST_SOURCES, LEAST_OF_ONE = 2, 3
"""A rise in editorial sources needs two of them, or three stories of one."""

_MOST = 14.0
"""Standard deviations above the mean to which counts are tried."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """What the years before lead one to expect of a series. All arrays (weeks, series).

    `counts` is what counts as history, `mean` and `spread` (variance over mean) what is expected
    at the week's coverage, NaN in weeks without four years before them; `seen` is the share 0..1
    of the series that we could see.
    """

    weeks: tuple[str, ...]
    series: tuple[tuple[str, str, str], ...]
    counts: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    seen: np.ndarray

    def change(self, series: tuple[str, str, str], week: str, count: int) -> Change | None:
        """Compare `count` with what is expected of a week; None where history is too short."""
        if series not in self.series or week not in self.weeks:
            return None
        at, column = self.weeks.index(week), self.series.index(series)
        if not np.isfinite(self.mean[at, column]):
            return None
        rows = slice(at - REACH + 1, at + 1)
        used = np.isfinite(self.counts[max(0, at - LONGEST) : at, column])
        before = self.counts[rows, column][:-1]
        return compare_years(
            before, count, self.mean[rows, column], self.spread[rows, column], int(used.sum())
        )

    def seen_of(self, series: tuple[str, str, str], week: str) -> float:
        """The share 0..1 of the series that we could see in a week."""
        return float(self.seen[self.weeks.index(week), self.series.index(series)])

    def spread_of(self, series: tuple[str, str, str], week: str) -> float:
        """Variance over mean that is expected of the week's count."""
        return float(self.spread[self.weeks.index(week), self.series.index(series)])


def prospect(
    weeks: Sequence[str],
    series: Sequence[tuple[str, str, str]],
    counts: np.ndarray,
    seen: np.ndarray,
    monday: date,
) -> Prospect:
    """The last LOOKED_BACK weeks and the one judged, which is the last of `weeks`.

    `counts` and `seen` are (weeks, series); a week that was not observed is NaN in `counts`.
    `monday` begins the first week.
    """
    observed = np.isfinite(counts) & (seen >= LEAST_SEEN)
    begins = np.where(observed.any(axis=0), observed.argmax(axis=0), len(weeks))
    since = max(REACH - 1, len(weeks) - 1 - LOOKED_BACK)
    found = find_spikes(np.where(observed, counts, np.nan), seen, monday, begins, since=since)
    usable = np.isfinite(found.expected)
    usable[:since] = np.isfinite(found.mean[:since])
    return Prospect(
        tuple(weeks),
        tuple(series),
        np.where(observed, counts, np.nan),
        np.where(usable, found.mean, np.nan),
        np.where(usable, found.spread, np.nan),
        seen,
    )


def compare_years(
    before: np.ndarray, count: int, mean: np.ndarray, spread: np.ndarray, weeks: int
) -> Change:
    """Compare a count with season and trend. `before` holds the REACH - 1 weeks before, `mean` and
    `spread` these and the week itself; NaN where a week was not observed. `weeks` is told on."""
    expected, around = float(mean[-1]), float(spread[-1])
    most = int(expected + _MOST * np.sqrt(expected * around) + 20)
    tried = np.append(np.arange(most + 1.0), count)
    rows = np.vstack([np.broadcast_to(row, tried.shape) for row in before] + [tried])
    known = np.isfinite(rows)
    means = np.where(known, np.asarray(mean)[:, None], np.nan)
    spreads = np.where(known, np.asarray(spread)[:, None], np.nan)
    p_value = p_values(np.where(known, rows, 0.0), means, spreads)[-1]
    called = (p_value[:-1] < LEVEL) & (tried[:-1] >= LEAST_STORIES)
    first = int(np.argmax(called)) if called.any() else most
    high = max(first - 1, int(expected))
    low = int(stats.nbinom.ppf(ALPHA, expected / max(around - 1, 1e-6), 1 / max(around, 1 + 1e-6)))
    verdict = Verdict.NO_CHANGE
    if count > high and count >= expected + MIN_RISE:
        verdict = Verdict.RISE
    elif count < low:
        verdict = Verdict.FALL
    return Change(count, expected, low, high, float(p_value[-1]), weeks, verdict)


def seen_shares(
    rates: Mapping[str, float],
    coverage: Mapping[tuple[str, str], float],
    weeks: Sequence[str],
) -> np.ndarray:
    """The share 0..1 of a series that could be seen in each week: mean coverage of its sources by
    what they give. A source that was not followed yet counts as not seen."""
    total = sum(rates.values())
    if total <= 0:
        return np.zeros(len(weeks))
    shares = [
        sum(rate * coverage.get((source, week), 0.0) for source, rate in rates.items()) / total
        for week in weeks
    ]
    return np.array(shares)


def is_thin(
    verdict_without: Callable[[bool, bool], Verdict],
    editorial_stories_by_source: Mapping[str, int],
    accounts: int,
    usual_accounts: float,
    min_cell: int,
) -> bool:
    """Whether a rise rests on too few: `verdict_without(editorial, private)` judges the week with
    what is not supported at its usual level.

    Editorial texts are supported by two sources or three stories of one; private posts by
    `min_cell` accounts more than usual.
    """
    found = editorial_stories_by_source
    editorial = len(found) >= LEAST_SOURCES or max(found.values(), default=0) >= LEAST_OF_ONE
    private = accounts - usual_accounts >= min_cell
    if editorial and private:
        return False
    return verdict_without(not editorial, not private) is not Verdict.RISE


def lasting(now: Verdict, earlier: Iterable[Verdict]) -> bool:
    """Whether a signal of earlier weeks (newest first) still stands in a week that has none.

    It ends with CALM_WEEKS calm weeks in a row; a week that cannot be judged is not calm.
    """
    if now in (Verdict.RISE, Verdict.FALL, Verdict.TOO_SHORT):
        return False
    calm = int(now is Verdict.NO_CHANGE)
    for verdict in earlier:
        if verdict in (Verdict.RISE, Verdict.FALL):
            return True
        if verdict is Verdict.TOO_SHORT:
            return False
        calm += verdict is Verdict.NO_CHANGE
        if calm >= CALM_WEEKS:
            return False
    return False
