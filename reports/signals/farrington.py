"""What a week's count should be, and how high it may get: the Farrington Flexible algorithm.

Noufaily, Enki, Farrington, Garthwaite, Andrews & Charlett 2013, *An improved algorithm for outbreak
detection in multiple surveillance systems*, Statistics in Medicine 32:1206–1222. The figures are
those of `farringtonFlexible` in the R package surveillance (Salmon, Schumacher & Höhle 2016,
Journal of Statistical Software 70:10): a quasi-Poisson regression on up to five years before, with
ten parts of the year and a trend; weeks that stood out before weigh less; the bound is a quantile
of the negative binomial. All series are computed together, a step of the regression at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from scipy import special, stats

from reports.signals.quasipoisson import Design, dispersion, fit, leverages
from reports.signals.reference_weeks import ReferenceWeeks, reference_weeks, years_back

BATCH = 2_000
"""Fits at a time: their tables stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class FarringtonSettings:
    """`most_years` and `least_years` of history; the other names as in R, in words.

    w, noPeriods, pastWeeksNotIncluded, weightsThreshold, alpha. The trend is kept whatever its
    p-value (pThresholdTrend 1), unless it leads above every count of the history.
    """

    most_years: int = 5
    least_years: int = 4
    half_window: int = 3
    periods: int = 10
    left_out: int = 26
    weights_threshold: float = 2.58
    alpha: float = 0.01


DEFAULTS = FarringtonSettings()


@dataclass(frozen=True, slots=True)
class Baseline:
    """All of shape (weeks, series), NaN where the history is too short or the week was not seen.

    `expected` is the mean of the week, `upper_bound` the count that at most a share alpha of weeks
    like those before exceed, `p_value` the probability of a count at least as high as the one
    found, `dispersion` the variance over the mean.
    """

    expected: np.ndarray
    upper_bound: np.ndarray
    p_value: np.ndarray
    dispersion: np.ndarray


def farrington_flexible(
    counts: np.ndarray,
    coverage: np.ndarray | None = None,
    first_day: date | None = None,
    begins: np.ndarray | None = None,
    settings: FarringtonSettings = DEFAULTS,
    since: int = 0,
) -> Baseline:
    """Compare every week of every series, from the row `since` on, with its own history.

    `counts` (weeks, series) holds one row a week without gaps; NaN where a week was not observed.
    `coverage`, of the same shape, is what share of the sources was seen: it multiplies the expected
    count; weeks of coverage 0 or NaN count as not observed. `first_day` is the first day of the
    first row's week, which makes years as long as they are; without it they have 52 weeks.
    `begins` (series,) is the row in which each series begins, by default the first.
    """
    observed = np.isfinite(counts)
    offset = np.zeros(counts.shape)
    if coverage is not None:
        observed &= np.isfinite(coverage) & (coverage > 0)
        offset = np.log(np.where(observed, coverage, 1.0))
    y = np.where(observed, counts, 0.0)
    expected, spread = np.full(counts.shape, np.nan), np.full(counts.shape, np.nan)
    starts = np.zeros(counts.shape[1], dtype=int) if begins is None else begins
    for back, weeks, series in _alike(since, counts.shape[0], starts, first_day, settings):
        reference = reference_weeks(back, settings.half_window, settings.periods, settings.left_out)
        for begin in range(0, len(weeks), BATCH):
            w, s = weeks[begin : begin + BATCH], series[begin : begin + BATCH]
            rows = w[:, None] + reference.offsets
            expected[w, s], spread[w, s] = _predict(
                reference,
                y[rows, s[:, None]],
                observed[rows, s[:, None]],
                offset[rows, s[:, None]],
                offset[w, s],
                first_day is not None,
                settings,
            )
    expected[~observed], spread[~observed] = np.nan, np.nan
    return Baseline(
        expected,
        upper_bound(expected, spread, settings.alpha),
        tail(y, expected, spread),
        spread,
    )


def _alike(
    since: int, weeks: int, begins: np.ndarray, first_day: date | None, settings: FarringtonSettings
) -> Iterator[tuple[tuple[int, ...], np.ndarray, np.ndarray]]:
    """Weeks and series (two index arrays) whose history is cut alike, by how far its years lie."""
    found: dict[tuple[int, ...], list[tuple[int, int]]] = {}
    for week in range(since, weeks):
        day = None if first_day is None else first_day + timedelta(weeks=week)
        back = years_back(day, settings.most_years)
        reached = week - np.array(back) - settings.half_window
        years = (reached[:, None] >= begins).sum(axis=0)
        for series in np.flatnonzero(years >= settings.least_years).tolist():
            found.setdefault(back[: years[series]], []).append((week, series))
    for back, pairs in found.items():
        both = np.array(pairs)
        yield back, both[:, 0], both[:, 1]


def _predict(
    reference: ReferenceWeeks,
    y: np.ndarray,
    observed: np.ndarray,
    offset: np.ndarray,
    offset_now: np.ndarray,
    dated: bool,
    settings: FarringtonSettings,
) -> tuple[np.ndarray, np.ndarray]:
    """The expected count and the dispersion of the current week, for each row of the history."""
    design = Design.of(reference.offsets, reference.periods)
    now = np.zeros(len(y))
    if dated:
        # R counts the current week's place on the trend from the first week that was observed, the
        # other weeks' from the first of the history; we do as R does.
        now = (reference.offsets[0] - reference.offsets[observed.argmax(axis=1)]).astype(float)
    expected, spread, usable = _fitted(design, y, observed, offset, now, True, settings)
    expected *= np.exp(offset_now)
    again = ~usable | ~(expected <= y.max(axis=1))
    if again.any():
        some = _fitted(
            design, y[again], observed[again], offset[again], now[again], False, settings
        )
        expected[again] = some[0] * np.exp(offset_now[again])
        spread[again] = np.where(some[2], some[1], np.nan)
    nothing = ~(y > 0).any(axis=1)
    expected[~np.isfinite(spread)] = np.nan
    expected[~np.isfinite(spread) & nothing] = 0.0  # no fit settles on zeros alone; R gives 0 too
    return expected, spread


def _fitted(
    design: Design,
    y: np.ndarray,
    observed: np.ndarray,
    offset: np.ndarray,
    now: np.ndarray,
    trend: bool,
    settings: FarringtonSettings,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fit, weigh down what stood out, fit again: expected at full coverage, dispersion, usable."""
    prior = observed.astype(float)
    first = fit(design, y, prior, offset, trend)
    spread = dispersion(first, y, prior)
    leverage = leverages(design, first, np.full(len(y), trend))
    weights = _weights(y, first.mean, leverage, spread, observed, settings.weights_threshold)
    second = fit(design, y, weights, offset, trend)
    expected = np.exp(np.minimum(second.levels[:, 0] + second.slope * now, 700.0))
    around_now = (observed & (design.parts == 0)).any(axis=1)
    return expected, dispersion(second, y, prior), first.converged & around_now


def _weights(
    y: np.ndarray,
    mean: np.ndarray,
    leverage: np.ndarray,
    spread: np.ndarray,
    observed: np.ndarray,
    threshold: float,
) -> np.ndarray:
    """Weights of the weeks by their Anscombe residuals; they add up to the number of weeks."""
    residual = 1.5 * (np.cbrt(y) ** 2 * mean ** (-1 / 6) - np.sqrt(mean))
    free = np.maximum(1.0 - leverage, 0.0)
    scale = np.sqrt(spread[:, None] * free)
    with np.errstate(divide="ignore", invalid="ignore"):
        residual = np.where(free > 1e-12, residual / scale, 0.0)
    high = residual > threshold
    raw = np.where(high, np.where(high, residual, 1.0) ** -2.0, 1.0) * observed
    weeks, total = observed.sum(axis=1), raw.sum(axis=1)
    return raw * (weeks / np.where(total > 0, total, 1.0))[:, None]


def upper_bound(mean: np.ndarray, spread: np.ndarray, alpha: float) -> np.ndarray:
    """The 1 - `alpha` quantile of the negative binomial of this mean and variance over mean."""
    bound = np.full(mean.shape, np.nan)
    known = np.isfinite(mean) & np.isfinite(spread)
    over = known & (spread > 1)
    size = mean[over] / (spread[over] - 1.0)
    bound[over] = stats.nbinom.ppf(1 - alpha, size, 1.0 / spread[over])
    bound[known & ~over] = stats.poisson.ppf(1 - alpha, mean[known & ~over])
    return bound


def tail(counts: np.ndarray, mean: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """P(X >= count) for the negative binomial (the Poisson where `spread` is 1)."""
    p_value = np.full(mean.shape, np.nan)
    known = np.isfinite(mean) & np.isfinite(spread)
    p_value[known] = 1.0
    some = known & (counts > 0)
    over, even = some & (spread > 1), some & ~(spread > 1)
    share = 1.0 / spread[over]
    p_value[over] = special.betainc(counts[over], mean[over] / (spread[over] - 1.0), 1.0 - share)
    p_value[even] = special.gammainc(counts[even], mean[even])
    return p_value
