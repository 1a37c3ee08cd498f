"""Has a weekly count changed? A simple rule for short histories.

The count of a week is compared with the same series in the weeks before it. Counts vary more than
chance alone would have them, so the expected spread is that of a negative binomial whose mean and
dispersion come from the history (method of moments; Johnson, Kemp & Kotz 2005, *Univariate Discrete
Distributions*, section 5.8), with the uncertainty of the mean added. It assumes no season and no
trend, and is meant for histories too short for methods that have them. A peak in the history counts
as the highest week that is no peak could have been, so that it does not hide the next one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MIN_WEEKS = 6
"""Fewer earlier weeks than this say too little of the spread to call anything a change."""

HISTORY_WEEKS = 26
"""Half a year back at most: older weeks describe another news situation."""

ALPHA = 0.01
"""Each side: of a hundred unchanged weeks of a series, one rises above its range by chance."""

MIN_RISE = 3
"""A rise is at least so many stories above the expected: less is not worth a person's time."""

PRIOR_DISPERSION, PRIOR_WEEKS = 3.0, 8
"""Variance over mean that is expected beforehand, and how many weeks it weighs as much as. In
simulation over means 0.3 to 10 and dispersions 1 to 3 it brings false rises from 0.011 of all weeks
to 0.008 (at worst, with dispersion 3, 0.016)."""

PEAK, PEAK_RISE = 1e-3, 6
"""A week before is a peak when chance alone gives so much once in a thousand weeks, and it has at
least so many stories above the rest. The level is farther out than ALPHA, for the largest of 26
weeks are looked at."""

PEAK_SHARE = 4
"""At most one in so many weeks before is a peak: more of them are a new level, which is learnt."""


class Verdict(StrEnum):
    """What a week's count is called beside the weeks before it."""

    RISE = "rise"
    FALL = "fall"
    NO_CHANGE = "no_change"
    TOO_SHORT = "too_short"
    NOT_ASSESSABLE = "not_assessable"


@dataclass(frozen=True, slots=True)
class Change:
    """A week against the weeks before it.

    `expected` is the mean of the history (peaks at their bound), `low`..`high` the range in which
    98 of 100 unchanged weeks fall, `p_value` the one-sided probability of a count at least as far
    from the expected.
    """

    count: int
    expected: float
    low: int
    high: int
    p_value: float
    weeks: int
    verdict: Verdict


def compare(history: Sequence[int], count: int) -> Change:
    """Compare `count` with `history` (older weeks first, only weeks that were observed)."""
    used = list(history)[-HISTORY_WEEKS:]
    weeks = len(used)
    if weeks < MIN_WEEKS:
        mean = sum(used) / weeks if weeks else 0.0
        return Change(count, mean, 0, 0, 1.0, weeks, Verdict.TOO_SHORT)
    calm = _without_peaks(used)
    mean, variance = _moments(calm)
    cumulative = _negative_binomial_cdf(mean, variance, max(count, *calm) * 2 + 50)
    low = next(k for k, share in enumerate(cumulative) if share >= ALPHA)
    high = next(k for k, share in enumerate(cumulative) if share >= 1 - ALPHA)
    above = 1 - (cumulative[count - 1] if count else 0.0)
    below = cumulative[count]
    if count > high and count >= mean + MIN_RISE:
        verdict, p_value = Verdict.RISE, above
    elif count < low:
        verdict, p_value = Verdict.FALL, below
    else:
        verdict, p_value = Verdict.NO_CHANGE, min(above, below)
    return Change(count, mean, low, high, max(0.0, min(1.0, p_value)), weeks, verdict)


def _without_peaks(history: Sequence[int]) -> list[int]:
    """The history with its peaks lowered to the bound that the other weeks give.

    Weeks are looked at from the lowest up, so that peaks do not hide each other.
    """
    ordered, weeks = sorted(history), len(history)
    for below in range(weeks - weeks // PEAK_SHARE, weeks):
        mean, variance = _moments(ordered[:below])
        peak = ordered[below]
        if peak < mean + PEAK_RISE:
            continue
        cumulative = _negative_binomial_cdf(mean, variance, peak)
        if 1 - cumulative[peak - 1] < PEAK:
            bound = next(k for k, share in enumerate(cumulative) if share >= 1 - ALPHA)
            return [min(value, bound) for value in history]
    return list(history)


def _moments(history: Sequence[int]) -> tuple[float, float]:
    """Mean and variance of a week to come."""
    weeks = len(history)
    mean = max(sum(history) / weeks, 0.5 / weeks)
    squares = sum((value - mean) ** 2 for value in history)
    spread = (squares + PRIOR_WEEKS * PRIOR_DISPERSION * mean) / (weeks - 1 + PRIOR_WEEKS)
    return mean, max(spread, mean) + mean / weeks


def _negative_binomial_cdf(mean: float, variance: float, last: int) -> list[float]:
    """P(X <= k) for k = 0..last; the Poisson where the variance does not exceed the mean."""
    if variance <= mean * (1 + 1e-9):
        log_p = [-mean + k * math.log(mean) - math.lgamma(k + 1) for k in range(last + 1)]
    else:
        size = mean**2 / (variance - mean)
        log_q, log_r = math.log(mean / (mean + size)), size * math.log(size / (mean + size))
        log_p = [
            math.lgamma(k + size) - math.lgamma(size) - math.lgamma(k + 1) + log_r + k * log_q
            for k in range(last + 1)
        ]
    cumulative, total = [], 0.0
    for value in log_p:
        total += math.exp(value)
        cumulative.append(min(total, 1.0))
    return cumulative
