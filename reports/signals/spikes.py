"""Which weeks stand out: the reference's figures, and an alarm that goes beyond them.

`expected` and `upper_bound` are those of Farrington Flexible (farrington.py), to be compared with
other systems. The alarm rests on less noise and on more weeks:

- the mean comes from a smooth season (smooth_baseline.py), corrected for what the down-weighting
  of high counts takes (heavy_tails.py); its own uncertainty widens the distribution;
- outbreaks of one, two and three weeks are looked for together (outbreak_odds.py), and one that has
  passed explains what follows it;
- fewer than two stories are never an alarm.

`p_value` is how often a quiet week reaches such odds, by simulation (CALIBRATION). Over all series
of a week together the alarms can be held to a share of false ones (Benjamini & Hochberg 1995, J. R.
Stat. Soc. B 57:289).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from reports.signals.farrington import DEFAULTS, farrington_flexible
from reports.signals.outbreak_odds import REACH, log_odds
from reports.signals.smooth_baseline import smooth_baseline

ALPHA = DEFAULTS.alpha

CALIBRATION = (
    (-1.0, 0.3), (0.875, 0.1), (2.155, 0.03), (3.0, 0.01), (4.1, 0.003), (5.07, 0.001),
    (6.06, 0.0003),
)  # fmt: skip
"""Log odds, less what skewness adds, and the share of quiet weeks above it: 380,000 simulated
weeks, half of them with outbreaks in their history. Beyond the last it falls with the odds."""

SKEWNESS = 0.65
"""Times log(1 + skewness of the count): the more a count is skewed, the more often chance alone
gives odds that high. Least squares over 40 means and dispersions, quantiles from 0.03 to 0.0003."""

LEAST_STORIES = 2

FAR_TAIL = 1.4
"""Times a p-value under a budget, which looks at the far tail: in series without an outbreak in
their history the shares of CALIBRATION are exceeded by a fifth to a third."""


@dataclass(frozen=True, slots=True)
class Spikes:
    """All of shape (weeks, series); NaN where the history is too short, `alarm` False there.

    `mean` and `spread` (variance over mean, the doubt about the mean included) are what `p_value`
    rests on, beside the reference's `expected` and `upper_bound`.
    """

    expected: np.ndarray
    upper_bound: np.ndarray
    p_value: np.ndarray
    alarm: np.ndarray
    mean: np.ndarray
    spread: np.ndarray


def find_spikes(
    counts: np.ndarray,
    coverage: np.ndarray | None = None,
    first_day: date | None = None,
    begins: np.ndarray | None = None,
    fdr: float | None = None,
    since: int = 0,
) -> Spikes:
    """Test every week of every series from the row `since` on; arguments as of the reference.

    With `fdr` (0..1) at most that share of a week's alarms, over all series, is expected to be
    false; without it each series has its own level of 0.01.
    """
    reference = farrington_flexible(counts, coverage, first_day, begins, since=since)
    observed = np.isfinite(counts)
    offset = np.zeros(counts.shape)
    if coverage is not None:
        observed &= np.isfinite(coverage) & (coverage > 0)
        offset = np.log(np.where(observed, coverage, 1.0))
    starts = np.zeros(counts.shape[1], dtype=int) if begins is None else begins
    y = np.where(observed, counts, 0.0)
    wanted = np.isfinite(reference.expected)
    before = wanted.copy()
    for back in range(1, REACH):
        before[:-back] |= wanted[back:]
    smooth = smooth_baseline(y, observed, offset, before & observed, starts)
    spread = smooth.spread + smooth.mean * smooth.doubt
    p_value = np.where(wanted, p_values(y, smooth.mean, spread), np.nan)
    alarm = p_value < ALPHA if fdr is None else within_budget(FAR_TAIL * p_value, fdr)
    return Spikes(
        reference.expected,
        reference.upper_bound,
        p_value,
        alarm & (y >= LEAST_STORIES),
        smooth.mean,
        spread,
    )


def p_values(counts: np.ndarray, mean: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """How often a quiet week has odds of an outbreak as high as these; all (weeks, series)."""
    skewness = (2.0 * spread - 1.0) / np.sqrt(mean * spread)
    odds = log_odds(counts, mean, spread) - SKEWNESS * np.log1p(skewness)
    at, share = (np.array(column) for column in zip(*CALIBRATION, strict=True))
    logarithm = np.interp(odds, at, np.log(share)) - np.maximum(odds - at[-1], 0.0)
    return np.exp(np.where(odds < at[0], 0.0, logarithm))


def within_budget(p_value: np.ndarray, share: float) -> np.ndarray:
    """Alarms (weeks, series) of which, week by week, at most `share` are expected to be false."""
    alarm = np.zeros(p_value.shape, dtype=bool)
    for week, row in enumerate(p_value):
        tested = np.sort(row[np.isfinite(row)])
        passed = np.flatnonzero(tested <= share * np.arange(1, len(tested) + 1) / len(tested))
        if len(passed):
            alarm[week] = row <= tested[passed[-1]]
    return alarm
