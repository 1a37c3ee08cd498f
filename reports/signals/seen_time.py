"""How much of each day we have seen of a source, from the attempts at it.

A poll that answered saw everything from `covers_from` to `polled_at` (store/records.py, Poll). The
union of these spans, cut into days, is what we have seen of a source. A day whose last attempt
failed counts as unseen until a later poll reaches back over it. A source is expected from the first
moment at which we saw or tried it; days that have not begun are expected of nobody.

Times are whole microseconds since 1970 in UTC, in arrays of int64. A year of hourly polls of 150
sources is 1.3 million rows: they are read by columns and never become objects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from reports.signals.weeks import start_of_day

UNSEEN = np.iinfo(np.int64).max
"""Stands for the `covers_from` of a poll that saw nothing."""

_BEFORE_ALL = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class Attempts:
    """Polls in columns of one length, ordered by `source` and then by `polled_at`.

    `source` is a number from 0; `covers_from` is UNSEEN where nothing was seen.
    """

    source: np.ndarray
    polled_at: np.ndarray
    answered: np.ndarray
    covers_from: np.ndarray


@dataclass(frozen=True, slots=True)
class Spans:
    """Spans that do not touch, in order: what was seen of one source."""

    starts: np.ndarray
    ends: np.ndarray

    def until(self, moments: np.ndarray) -> np.ndarray:
        """How many microseconds were seen before each moment."""
        if not len(self.starts):
            return np.zeros(len(moments))
        lengths = np.cumsum(self.ends - self.starts)
        at = np.stack([self.starts, self.ends], axis=1).ravel()
        seen = np.stack([np.concatenate([[0], lengths[:-1]]), lengths], axis=1).ravel()
        return np.interp(moments, at, seen)

    def hold(self, moments: np.ndarray) -> np.ndarray:
        """Whether each moment lies in a span, its end apart."""
        if not len(self.starts):
            return np.zeros(len(moments), dtype=bool)
        place = np.searchsorted(self.starts, moments, "right") - 1
        return (place >= 0) & (moments < self.ends[place])


def microseconds(moment: datetime) -> int:
    """An aware moment as whole microseconds since 1970."""
    return round(moment.timestamp() * 1_000_000)


def bounds_of(days: Sequence[date]) -> np.ndarray:
    """The midnights (Stockholm) that begin each day, and the one that ends the last.

    The days follow each other without a gap.
    """
    return np.array(
        [microseconds(start_of_day(day)) for day in (*days, days[-1] + timedelta(days=1))], np.int64
    )


def union(polled_at: np.ndarray, covers_from: np.ndarray) -> Spans:
    """The spans `covers_from`..`polled_at` of one source joined where they touch.

    `polled_at` ascends. Of the time between two polls, that is seen which this poll or any later
    one reaches back over, so one minimum from the end takes the place of sorting.
    """
    if not len(polled_at):
        return Spans(np.empty(0, np.int64), np.empty(0, np.int64))
    reaches = np.minimum.accumulate(covers_from[::-1])[::-1]
    before = np.concatenate([[_BEFORE_ALL], polled_at[:-1]])
    starts = np.minimum(np.maximum(reaches, before), polled_at)
    first = np.flatnonzero(starts > before)
    last = np.concatenate([first[1:] - 1, [len(polled_at) - 1]])
    return Spans(starts[first], polled_at[last])


def seen_shares(
    attempts: Attempts, known_from: np.ndarray, bounds: np.ndarray, now: datetime
) -> np.ndarray:
    """The share 0..1 of each day that we have seen of each source, NaN where none was expected.

    `known_from` holds for each source the first moment at which it was seen or tried (UNSEEN for
    one that never was); the result has one row for each of them and one column for each day.
    """
    begins = np.searchsorted(attempts.source, np.arange(len(known_from) + 1))
    return np.stack(
        [
            _of_one(attempts, slice(begins[n], begins[n + 1]), int(known_from[n]), bounds, now)
            for n in range(len(known_from))
        ]
        or [np.empty((0, len(bounds) - 1))],
        axis=-2,
    ).reshape(len(known_from), len(bounds) - 1)


def _of_one(
    attempts: Attempts, rows: slice, known_from: int, bounds: np.ndarray, now: datetime
) -> np.ndarray:
    polled_at, answered = attempts.polled_at[rows], attempts.answered[rows]
    covers_from = attempts.covers_from[rows]
    saw = answered & (covers_from != UNSEEN)
    spans = union(polled_at[saw], covers_from[saw])
    first, last = bounds[:-1], np.minimum(bounds[1:], microseconds(now))
    expected = (last > first) & (last > known_from)
    start = np.maximum(first, np.minimum(known_from, last))
    length = last - start
    seen = spans.until(last) - spans.until(start)
    share = np.where(length > 0, seen / np.maximum(length, 1), 1.0).clip(0.0, 1.0)
    place = np.searchsorted(polled_at, last, "left") - 1
    tried = (place >= 0) & (polled_at[place] >= first) if len(polled_at) else place >= 0
    if tried.any():
        lost = ~answered[place] & ~spans.hold(polled_at[place])
        share = np.where(tried & lost, 0.0, share)
    return np.where(expected, share, np.nan)
