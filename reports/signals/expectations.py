"""What a source is expected to give on each day, by its own history.

The expected number of items of a day is level × weekday × season:

- level: the trimmed mean of the ordinary weeks before it that were seen, weeks found thin apart,
  since the last lasting change (`volume_changes.py`); just after one, of the weeks that follow;
- weekday: the source's own share of the week that falls on each day, over half a year;
- season: July, the weeks around Christmas and days off have a level of their own, learned from such
  days that were seen before; a day off counts as a Sunday where Sundays give less.

The count of a week is taken as negative binomial with the expected mean and the variance
phi·mean + (cv·mean)², quasi-Poisson from day to day (phi, from the source's own weeks) with an
uncertainty of the mean that grows where the season has not been seen before. A week is *thin* when
its count is less than half of what was expected and that far out in the lower tail.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from reports.signals.quiet_days import Season
from reports.signals.usual_level import (
    ALPHA,
    LEVEL_WEEKS,
    RARE,
    SPREAD_WEEKS,
    THIN,
    chance,
    least,
    usual_level,
)
from reports.signals.volume_changes import levels

SEEN_DAY = 0.95
"""The share of a day that must have been seen for its count to be compared."""

CALM = 0.75
"""A week with less than this share of an ordinary one, of RARE items at least, is told as calm for
the season."""

PRIOR_FACTOR = np.array([1.0, 0.6, 0.5, 0.6])
"""The level over the ordinary one, by Season and on days off, where none has been seen yet. In July
a daily may fall to 0.8 and a municipality to 0.3; _UNKNOWN covers both."""

_OFF = len(Season)
"""The place of days off beside the seasons."""

_PRIOR_ITEMS = 20.0
"""So many expected items weigh the first experience of a season as much as PRIOR_FACTOR."""

_ORDINARY, _KNOWN, _UNKNOWN = 0.15, 0.25, 0.5
"""Coefficients of variation of the mean: how far it may be off, beside the level's own error."""


@dataclass(frozen=True, slots=True)
class Days:
    """The calendar, one row a week from Monday: `off` and `season` as in quiet_days.py."""

    off: np.ndarray
    season: np.ndarray


@dataclass(frozen=True, slots=True)
class Expected:
    """`by_day` (sources, weeks, 7) items of a whole day, NaN while history is short; `share`
    (sources, weeks, 7) is what a day gave of what it should, 1 unless it is thin or empty.

    By source and week: `low` the least count of the whole week that is not thin; `thin`; `quiet`,
    fewer than in an ordinary week because of the season or days off, and no fewer than expected;
    `era` and `ratio` as in volume_changes.py.
    """

    by_day: np.ndarray
    share: np.ndarray
    low: np.ndarray
    thin: np.ndarray
    quiet: np.ndarray
    era: np.ndarray
    ratio: np.ndarray

    def of(self, rows: slice) -> Expected:
        """The same of some of the sources."""
        return Expected(*(getattr(self, field.name)[rows] for field in fields(self)))


def expectations(items: np.ndarray, seen: np.ndarray, days: Days) -> Expected:
    """What was expected of each source, and where it gave far less.

    `items` and `seen` are (sources, weeks, 7): items by day of publication, and the share of the
    day that we saw, NaN where nothing was expected or the day has not ended. A source whose items
    are NaN is not judged. There is at least one source.
    """
    whole = (np.nan_to_num(seen) >= SEEN_DAY) & np.isfinite(items)
    counts = np.where(whole, np.nan_to_num(items), 0.0)
    profile = _profiles(counts, whole & ~days.off & (days.season == 0))
    volumes = _volumes(counts, whole, profile, days)
    found = [levels(row) for row in volumes]
    era, ratio = np.stack([f.era for f in found]), np.stack([f.ratio for f in found])
    dead = np.stack([f.dead for f in found])
    walk = _Walk(counts, whole, profile, volumes, era, dead, days)
    for week in range(items.shape[1]):
        walk.step(week)
    return walk.result(ratio)


def _profiles(counts: np.ndarray, ordinary: np.ndarray) -> np.ndarray:
    """The share of a week that falls on each weekday, by the SPREAD_WEEKS before each week.

    One day of the source's mean is added to each weekday, so that few weeks give a flat profile.
    """
    given = _before(np.where(ordinary, counts, 0.0), SPREAD_WEEKS)
    number = _before(ordinary.astype(float), SPREAD_WEEKS)
    mean = given.sum(-1, keepdims=True) / np.maximum(number.sum(-1, keepdims=True), 1.0)
    rate = (given + mean) / (number + 1.0)
    total = rate.sum(-1, keepdims=True)
    return np.where(total > 0, rate / np.where(total > 0, total, 1.0), 1 / 7)


def _with_days_off(profile: np.ndarray, off: np.ndarray) -> np.ndarray:
    """A day off has the share of a Sunday where that is less."""
    return np.where(off, np.minimum(profile, profile[..., 6:]), profile)


def _before(values: np.ndarray, weeks: int) -> np.ndarray:
    """Sums over the `weeks` before each week."""
    total = np.cumsum(values, axis=1)
    total = np.concatenate([np.zeros_like(total[:, :1]), total], axis=1)
    first = np.maximum(np.arange(values.shape[1]) - weeks, 0)
    return total[:, :-1] - total[:, first]


def _volumes(counts: np.ndarray, whole: np.ndarray, profile: np.ndarray, days: Days) -> np.ndarray:
    """Items that each week would have had, all of it seen; NaN for weeks of a season and weeks of
    which less than half was seen."""
    part = np.where(whole, _with_days_off(profile, days.off), 0.0).sum(-1)
    usable = (part >= 0.5) & (days.season == 0).all(-1)
    return np.where(usable, counts.sum(-1) / np.where(usable, part, 1.0), np.nan)


class _Walk:
    """Goes through the weeks, all sources at once, each week judged by those before it."""

    def __init__(
        self,
        counts: np.ndarray,
        whole: np.ndarray,
        profile: np.ndarray,
        volumes: np.ndarray,
        era: np.ndarray,
        dead: np.ndarray,
        days: Days,
    ) -> None:
        sources, weeks = volumes.shape
        self._counts, self._whole, self._profile = counts, whole, profile
        self._volumes, self._era, self._dead, self._days = volumes, era, dead, days
        self._last = np.full((sources, SPREAD_WEEKS), np.nan)  # volumes, oldest first
        self._given = np.zeros((sources, _OFF + 1))
        self._due = np.zeros((sources, _OFF + 1))
        self._by_day = np.full((sources, weeks, 7), np.nan)
        self._spread = np.ones((sources, weeks, 2))  # phi and cv of the whole week
        self._thin = np.zeros((sources, weeks), bool)
        self._quiet = np.zeros((sources, weeks), bool)

    def step(self, week: int) -> None:
        """Expect, compare, and learn from the week unless it was thin."""
        if week:
            self._begin_eras(week)
        level, phi, cv_level = usual_level(self._last)
        season, off = self._days.season[week], self._days.off[week]
        factor, cv_day = self._factors(season, off)
        usual = level[:, None] * self._profile[:, week]
        ordinary = level[:, None] * _with_days_off(self._profile[:, week], off)
        mean = ordinary * factor
        whole, counts = self._whole[:, week], self._counts[:, week].sum(-1)
        seen = np.where(whole, mean, 0.0)
        due = seen.sum(-1)
        weight = np.where(due[:, None] > 0, seen, mean)
        spread = (cv_day * weight).sum(-1) / np.where(weight.sum(-1) > 0, weight.sum(-1), 1.0)
        cv = np.sqrt(spread**2 + cv_level**2)
        thin = (counts < THIN * due) & (chance(counts, due, phi, cv) < ALPHA)
        special = bool((season > 0).any() or off.any())
        ordinarily = np.where(whole, usual, 0.0).sum(-1)
        calm = (counts < CALM * ordinarily) & (ordinarily >= RARE)
        self._by_day[:, week], self._thin[:, week] = mean, thin
        self._spread[:, week] = np.stack([phi, cv], axis=-1)
        self._quiet[:, week] = special & ~thin & calm
        self._learn(week, ordinary, thin)

    def _begin_eras(self, week: int) -> None:
        """Where a new level begins, forget the old one and look at the weeks that follow."""
        for source in np.flatnonzero(self._era[:, week] != self._era[:, week - 1]):
            era = self._era[source] == self._era[source, week]
            known = self._volumes[source][era & ~self._dead[source]]
            known = known[np.isfinite(known)][:LEVEL_WEEKS]
            self._last[source] = np.nan
            self._last[source, SPREAD_WEEKS - len(known) :] = known

    def _factors(self, season: np.ndarray, off: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What season and days off make of each day's level, and how far that may be off."""
        factors = (self._given + _PRIOR_ITEMS * PRIOR_FACTOR) / (self._due + _PRIOR_ITEMS)
        factors[:, Season.ORDINARY] = 1.0
        spread = _KNOWN + (_UNKNOWN - _KNOWN) * _PRIOR_ITEMS / (self._due + _PRIOR_ITEMS)
        spread[:, Season.ORDINARY] = _ORDINARY
        rest = np.where(off, factors[:, _OFF:], 1.0)
        wide = np.where(off, np.maximum(spread[:, season], spread[:, _OFF:]), spread[:, season])
        return factors[:, season] * rest, wide

    def _learn(self, week: int, ordinary: np.ndarray, thin: np.ndarray) -> None:
        volume = self._volumes[:, week]
        rows = np.flatnonzero(np.isfinite(volume) & ~thin & ~self._dead[:, week])
        self._last[rows, :-1] = self._last[rows, 1:]
        self._last[rows, -1] = volume[rows]
        season, off = self._days.season[week], self._days.off[week]
        kinds = {kind: (season == kind) & ~off for kind in (Season.JULY, Season.CHRISTMAS)}
        for kind, days in (kinds | {_OFF: off & (season == 0)}).items():
            use = self._whole[:, week] & days & ~thin[:, None] & np.isfinite(ordinary)
            self._given[:, kind] += np.where(use, self._counts[:, week], 0.0).sum(-1)
            self._due[:, kind] += np.where(use, ordinary, 0.0).sum(-1)

    def result(self, ratio: np.ndarray) -> Expected:
        """What was expected of each source and day, when the walk has reached its end."""
        phi, cv = self._spread[..., 0], self._spread[..., 1]
        due = np.where(self._whole, self._by_day, 0.0).sum(-1)
        given = self._counts.sum(-1)
        part = np.where(self._thin, given / np.where(due > 0, due, 1.0), 1.0)
        share = np.repeat(part[..., None], 7, axis=-1)
        empty = self._empty_days(phi, cv)
        thin = self._thin | empty.any(-1)
        return Expected(
            by_day=self._by_day,
            share=np.where(empty, 0.0, share),
            low=least(self._by_day.sum(-1), phi, cv),
            thin=thin,
            quiet=self._quiet & ~thin,
            era=self._era,
            ratio=ratio,
        )

    def _empty_days(self, phi: np.ndarray, cv: np.ndarray) -> np.ndarray:
        """Days of a run of two or more without an item that is too long to be chance. Many a source
        rests on days off: nothing is due on them, and they end no run."""
        sources, weeks = phi.shape
        whole = self._whole.reshape(sources, -1)
        some = whole & (self._counts.reshape(sources, -1) > 0)
        bare = whole & ~some & np.isfinite(self._by_day).reshape(sources, -1)
        run = np.cumsum(some, axis=1) + (weeks * 7 + 1) * np.arange(sources)[:, None]
        due = np.where(self._days.off, 0.0, np.nan_to_num(self._by_day)).reshape(sources, -1)
        wide = [np.repeat(x, 7, axis=1) for x in (phi, cv)]

        def of_run(values: np.ndarray) -> np.ndarray:
            added = np.bincount(run.ravel(), np.where(bare, values, 0.0).ravel())
            return added[run]

        mean, length = of_run(due), of_run(np.ones_like(due))
        weight = np.where(mean > 0, mean, 1.0)
        phi_run, cv_run = of_run(due * wide[0]) / weight, of_run(due * wide[1]) / weight
        rare = chance(np.zeros_like(mean), mean, np.maximum(phi_run, 1.0), cv_run) < ALPHA
        return (bare & rare & (length >= 2)).reshape(sources, weeks, 7)
