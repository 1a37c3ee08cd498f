"""How much of what its sources published in a week we have seen.

Two things can be missing: time that we did not see (`seen_time.py`), and items that a source which
answered should have given by its own history and did not (`expectations.py`): a thin or truncated
feed, an empty one, texts that can no longer be read. A calm day within what is expected is seen in
full. A source that is only in imported files is expected on no other days than those that its files
reach. A source of private persons' posts is judged by time, and by lists that stay empty: a
coverage that followed from their number would show it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import numpy as np
import pandas as pd
import pyarrow as pa

from reports.signals.backfill import archive_weeks, archives_of, documents_of
from reports.signals.expectations import Days, Expected, expectations
from reports.signals.given_items import Given, empty_listings, given_items
from reports.signals.quiet_days import days_off, seasons
from reports.signals.seen_time import UNSEEN, Attempts, bounds_of, microseconds, seen_shares
from reports.signals.weeks import first_day, shifted, span, week_of
from store.connection import Transaction
from store.records import ANSWERED, PRIVATE_OUTLETS, Access, SourceKind

COVERED = 0.8
"""Of a source, the least share of a week that we must have seen; of a series, the least share of
what its sources carry, weighted by their documents. One missing day in seven stays above it."""

HISTORY_WEEKS = 110
"""Two summers and two Christmases before the first week that is asked for."""

TOLD_WEEKS = 26
"""So long after a lasting change of its volume a source is noted for it: as long as the weeks that
a report compares with lie before the change."""

COLUMNS = [
    "source_id", "outlet_type", "region", "week", "coverage", "time_coverage", "seen", "expected",
    "expected_low", "note", "level_ratio",
]  # fmt: skip

_SEEN = ", ".join(f"'{access}'" for access in sorted((*ANSWERED, Access.IMPORTED)))


class Note(StrEnum):
    """What a reader should know of a source's week; the first that holds."""

    OUTAGE = "outage"
    THIN = "thin"
    BACKFILL = "backfill"
    VOLUME_CHANGE = "volume_change"
    QUIET_SEASON = "quiet_season"
    NONE = ""


def coverage(transaction: Transaction, weeks: Sequence[str], now: datetime) -> pd.DataFrame:
    """One row per source and week, columns COLUMNS, for all weeks from the first to the last.

    `coverage` (0..1) is the mean, over the days on which the source was expected, of the share of
    the day that we saw times the share that it gave of what it should; `time_coverage` is of the
    time alone. `seen` counts its items of the week by day of publication, `expected` what a whole
    week gives by its history (NaN while that is short, and for private persons' posts, of which
    `seen` is NaN too), and fewer than `expected_low` in a whole week are thin.
    `level_ratio` is how many times its earlier volume the source gives, where `note` is
    "volume_change", else 1. A source that was expected on no day of a week has no row. Sources that
    are no longer configured are left out.
    """
    if not weeks:
        return pd.DataFrame(columns=COLUMNS)
    sources = transaction.query(
        "SELECT source_id, kind, coalesce(outlet_type, '') AS outlet_type, region "
        "FROM known_sources WHERE active ORDER BY source_id"
    ).to_pandas()
    asked = _numbered(sources)
    known_from = _known_from(transaction, asked)
    if not (known_from < UNSEEN).any():
        return pd.DataFrame(columns=COLUMNS)
    axis = _axis(weeks, int(known_from.min()))
    seen = seen_shares(_attempts(transaction, asked, axis.bounds[0]), known_from, axis.bounds, now)
    imported = (sources["kind"] == SourceKind.IMPORT).to_numpy()
    seen[imported[:, None] & (seen == 0)] = np.nan
    judged = ~imported & ~sources["outlet_type"].isin(PRIVATE_OUTLETS).to_numpy()
    lumps = archives_of(transaction, axis.weeks)
    given = given_items(transaction, asked, axis.days, documents_of(transaction, lumps))
    volumes = _volumes(
        given, empty_listings(transaction, asked, axis.days), axis, seen, judged, now
    )
    archives = archive_weeks(transaction, weeks, lumps)
    return _table(sources, axis, seen, volumes, archives, axis.weeks.index(weeks[0]))


@dataclass(frozen=True, slots=True)
class _Axis:
    """The weeks that are looked at, their days, and the midnights between them."""

    weeks: list[str]
    days: list[date]
    bounds: np.ndarray


@dataclass(frozen=True, slots=True)
class _Volumes:
    """Items by source, week and day, what was expected of them, and the share 0..1 that each day
    gave of what it should."""

    items: np.ndarray
    expected: Expected
    share: np.ndarray


def _axis(weeks: Sequence[str], known_from: int) -> _Axis:
    """From HISTORY_WEEKS before the first week, or from when the first source was known."""
    begin = week_of(datetime.fromtimestamp(known_from / 1_000_000, UTC))
    first = min(weeks[0], max(begin, shifted(weeks[0], -HISTORY_WEEKS)))
    looked_at = span(first, weeks[-1])
    days = [first_day(first) + timedelta(days=n) for n in range(7 * len(looked_at))]
    return _Axis(looked_at, days, bounds_of(days))


def _numbered(sources: pd.DataFrame) -> pa.Table:
    return pa.table(
        {
            "place": pa.array(range(len(sources)), pa.int64()),
            "source_id": pa.array(sources["source_id"].tolist(), pa.string()),
        }
    )


def _known_from(transaction: Transaction, asked: pa.Table) -> np.ndarray:
    """The first moment at which each source was seen or tried; UNSEEN for one that never was."""
    with transaction.table("asked", asked):
        rows = transaction.query(
            f"""
            SELECT a.place, epoch_us(least(min(p.polled_at),
                min(p.covers_from) FILTER (p.access IN ({_SEEN})))) AS moment
            FROM known_polls p JOIN asked a USING (source_id) GROUP BY a.place
            """
        )
    found = np.full(asked.num_rows, UNSEEN)
    found[rows.column("place").to_numpy()] = rows.column("moment").to_numpy()
    return found


def _attempts(transaction: Transaction, asked: pa.Table, begin: int) -> Attempts:
    """The polls since `begin`: what earlier ones saw lies before it."""
    with transaction.table("asked", asked):
        rows = transaction.query(
            f"""
            SELECT a.place, epoch_us(p.polled_at) AS polled_at, p.access IN ({_SEEN}) AS answered,
                coalesce(epoch_us(p.covers_from), {UNSEEN}) AS covers_from
            FROM known_polls p JOIN asked a USING (source_id)
            WHERE p.polled_at >= make_timestamptz($begin) ORDER BY a.place, p.polled_at
            """,
            {"begin": int(begin)},
        )
    names = ("place", "polled_at", "answered", "covers_from")
    return Attempts(*(rows.column(name).to_numpy() for name in names))


def _volumes(
    given: Given,
    empty: np.ndarray,
    axis: _Axis,
    seen: np.ndarray,
    judged: np.ndarray,
    now: datetime,
) -> _Volumes:
    """Items are compared on days that have ended, and so are the texts that could be read: where
    these fail alone, it is our reading that broke, or a paywall that came."""
    ended = np.where(axis.bounds[1:] <= microseconds(now), seen, np.nan)
    counts = [np.where(judged[:, None], found, np.nan) for found in (given.items, given.texts)]
    weeks = len(axis.weeks)
    calendar = Days(days_off(axis.days).reshape(weeks, 7), seasons(axis.days).reshape(weeks, 7))
    both = expectations(
        np.concatenate(counts).reshape(-1, weeks, 7),
        np.concatenate([ended, ended]).reshape(-1, weeks, 7),
        calendar,
    )
    number = len(seen)
    share = np.minimum(both.share[:number], both.share[number:])
    share = np.where(empty.reshape(-1, weeks, 7), 0.0, share)
    return _Volumes(counts[0].reshape(-1, weeks, 7), both.of(slice(0, number)), share)


def _table(
    sources: pd.DataFrame,
    axis: _Axis,
    seen: np.ndarray,
    volumes: _Volumes,
    archives: set[tuple[str, str]],
    first: int,
) -> pd.DataFrame:
    """The rows, by source and week, from the week numbered `first` on."""
    found, weeks = volumes.expected, axis.weeks[first:]
    days = seen.reshape(len(sources), -1, 7)
    count = np.isfinite(days).sum(-1)
    time_coverage = np.nansum(days, -1) / np.maximum(count, 1)
    part = np.nansum(days * volumes.share, -1) / np.maximum(count, 1)
    earlier = found.era[:, np.maximum(np.arange(len(axis.weeks)) - TOLD_WEEKS, 0)]
    brought = np.zeros(count.shape, bool)
    place = {source: number for number, source in enumerate(sources["source_id"])}
    column = {week: number for number, week in enumerate(axis.weeks)}
    for source, week in archives:
        if source in place:
            brought[place[source], column[week]] = True
    changed = found.era > earlier
    notes = {
        Note.OUTAGE: time_coverage < COVERED,
        Note.THIN: part < COVERED * time_coverage,
        Note.BACKFILL: brought,
        Note.VOLUME_CHANGE: changed,
        Note.QUIET_SEASON: found.quiet,
    }
    note = np.select(list(notes.values()), [str(name) for name in notes], "")
    values = {
        "coverage": part,
        "time_coverage": time_coverage,
        "seen": volumes.items.sum(-1),
        "expected": found.by_day.sum(-1),
        "expected_low": found.low,
        "note": note,
        "level_ratio": np.where(note == Note.VOLUME_CHANGE, found.ratio, 1.0),
    }
    rows = sources.loc[sources.index.repeat(len(weeks))].reset_index(drop=True)
    rows["week"] = np.tile(np.array(weeks, dtype=object), len(sources))
    for name, value in values.items():
        rows[name] = value[:, first:].ravel()
    return rows.loc[(count[:, first:] > 0).ravel(), COLUMNS].reset_index(drop=True)
