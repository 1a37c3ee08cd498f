"""Which weeks stand out: the reference's figures, and an alarm that goes beyond them.

`expected` and `upper_bound` are those of Farrington Flexible (farrington.py), to be compared with
other systems. The alarm rests on less noise and on more weeks:

- the mean comes from a smooth season (smooth_baseline.py), corrected for what the down-weighting
  of high counts takes (heavy_tails.py); its own uncertainty widens the distribution;
- a rise that goes on for two or three weeks is tested as their sum, as long as the week itself is
  high too (p < 0.03). Sums of negative binomials of one dispersion are such again;
- fewer than two stories are never an alarm.

`p_value` is the smallest of these tails, calibrated in simulation (benchmarks/spikes.py). Over all
series of a week together the alarms can be held to a share of false ones (Benjamini & Hochberg
1995, J. R. Stat. Soc. B 57:289).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from reports.signals.farrington import DEFAULTS, farrington_flexible, tail
from reports.signals.smooth_baseline import Smooth, smooth_baseline

ALPHA = DEFAULTS.alpha
LONGER = (2, 3)
"""Weeks that are also tested together."""

STILL_HIGH = 0.03
"""A span counts only while its last week is itself this unlikely: what has passed is no alarm."""

CALIBRATION = 0.72
"""Times the smallest tail. Discrete counts reach a level rarely, and the doubt about the mean is
counted in full: together more than three looks cost. Set in simulation on series with outbreaks in
their history, so that weeks without one fall below ALPHA about as often as it says, and on the
whole less often than the reference alarms."""

LEAST_STORIES = 2

FAR_TAIL = 2.5
"""Times a p-value under a budget, which looks at the far tail: in simulation values below 0.001 and
0.0001 came 1.7 to 2.5 times as often as they say, for dispersion is estimated too."""


@dataclass(frozen=True, slots=True)
class Spikes:
    """All of shape (weeks, series); NaN where the history is too short, `alarm` False there."""

    expected: np.ndarray
    upper_bound: np.ndarray
    p_value: np.ndarray
    alarm: np.ndarray


def find_spikes(
    counts: np.ndarray,
    coverage: np.ndarray | None = None,
    first_day: date | None = None,
    begins: np.ndarray | None = None,
    fdr: float | None = None,
) -> Spikes:
    """Test every week of every series; arguments as of `farrington_flexible`.

    With `fdr` (0..1) at most that share of a week's alarms, over all series, is expected to be
    false; without it each series has its own level of 0.01.
    """
    reference = farrington_flexible(counts, coverage, first_day, begins)
    observed = np.isfinite(counts)
    offset = np.zeros(counts.shape)
    if coverage is not None:
        observed &= np.isfinite(coverage) & (coverage > 0)
        offset = np.log(np.where(observed, coverage, 1.0))
    starts = np.zeros(counts.shape[1], dtype=int) if begins is None else begins
    y = np.where(observed, counts, 0.0)
    wanted = np.isfinite(reference.expected)
    before = wanted.copy()
    for back in range(1, max(LONGER)):
        before[:-back] |= wanted[back:]
    smooth = smooth_baseline(y, observed, offset, before & observed, starts)
    p_value = np.where(wanted, _p_values(y, smooth), np.nan)
    alarm = p_value < ALPHA if fdr is None else within_budget(FAR_TAIL * p_value, fdr)
    return Spikes(
        reference.expected,
        reference.upper_bound,
        p_value,
        alarm & (y >= LEAST_STORIES),
    )


def _p_values(y: np.ndarray, smooth: Smooth) -> np.ndarray:
    spread = smooth.spread + smooth.mean * smooth.doubt
    alone = tail(y, smooth.mean, spread)
    smallest = alone.copy()
    for weeks in LONGER:
        count, mean = _sums(y, weeks), _sums(smooth.mean, weeks)
        together = tail(count, mean, smooth.spread + mean * smooth.doubt)
        counts = np.isfinite(together) & (alone < STILL_HIGH)
        smallest[counts] = np.minimum(smallest, together)[counts]
    return np.minimum(1.0, CALIBRATION * smallest)


def _sums(values: np.ndarray, weeks: int) -> np.ndarray:
    """The sum of each week and the `weeks` - 1 before it; NaN where one is missing."""
    found = np.full(values.shape, np.nan)
    if len(values) >= weeks:
        parts = [values[back : len(values) - weeks + 1 + back] for back in range(weeks)]
        found[weeks - 1 :] = np.sum(parts, axis=0)
    return found


def within_budget(p_value: np.ndarray, share: float) -> np.ndarray:
    """Alarms (weeks, series) of which, week by week, at most `share` are expected to be false."""
    alarm = np.zeros(p_value.shape, dtype=bool)
    for week, row in enumerate(p_value):
        tested = np.sort(row[np.isfinite(row)])
        passed = np.flatnonzero(tested <= share * np.arange(1, len(tested) + 1) / len(tested))
        if len(passed):
            alarm[week] = row <= tested[passed[-1]]
    return alarm
