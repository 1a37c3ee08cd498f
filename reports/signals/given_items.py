"""What each source gave, by day: items, texts that could be read, and lists without an entry."""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from reports.signals.weeks import start_of_day
from store.connection import Transaction
from store.records import ANSWERED

EMPTY_DAYS = 2
"""A list that is empty for a day is between two updates; one that stays so is broken."""

LISTED_DAYS, EMPTY_SHARE = 14, 0.05
"""A source that has listed something on so many days, and was empty on a smaller share of them,
does not empty its list by habit."""


@dataclass(frozen=True, slots=True)
class Given:
    """(sources, days) by day of publication (Stockholm): all items, and those we could read."""

    items: np.ndarray
    texts: np.ndarray


def given_items(
    transaction: Transaction, sources: pa.Table, days: list[date], kept_out: Iterable[str]
) -> Given:
    """What the `sources` (place, source_id) gave, without private persons' posts.

    A document counts in the source that owns it and in those that had it too. `kept_out` names
    documents whose day is not known.
    """
    gone = pa.table({"document_id": pa.array(sorted(kept_out), pa.string())})
    with transaction.table("asked", sources), transaction.table("kept_out", gone):
        rows = transaction.query(
            (importlib.resources.files("reports.signals") / "given_items.sql").read_text("utf-8"),
            _range(days),
        )
    found = Given(*(np.zeros((sources.num_rows, len(days))) for _ in range(2)))
    at = rows.column("place").to_numpy(), rows.column("day").to_numpy()
    found.items[at], found.texts[at] = rows.column("items"), rows.column("texts")
    return found


def empty_listings(transaction: Transaction, sources: pa.Table, days: list[date]) -> np.ndarray:
    """(sources, days): whether the source answered with an empty list, for EMPTY_DAYS in a row or
    more, though it lists something on other days. Days without news of it are as the last known."""
    answered = ", ".join(f"'{access}'" for access in sorted(ANSWERED))
    with transaction.table("asked", sources):
        rows = transaction.query(
            f"""
            SELECT a.place, CAST(date_diff('day', $first, CAST(timezone('Europe/Stockholm',
                    p.polled_at) AS DATE)) AS BIGINT) AS day,
                CASE WHEN bool_or(p.items > 0) THEN 1 ELSE -1 END AS state
            FROM known_polls p JOIN asked a USING (source_id)
            WHERE p.polled_at >= $begin AND p.polled_at < $end AND p.access IN ({answered})
                AND (p.items > 0 OR p.access = 'empty_valid') AND p.source_id IN (
                    SELECT source_id FROM known_polls WHERE access = 'empty_valid')
            GROUP BY ALL
            """,
            _range(days),
        )
    state = np.zeros((sources.num_rows, len(days)), np.int8)
    state[rows.column("place").to_numpy(), rows.column("day").to_numpy()] = rows.column("state")
    broken = np.zeros(state.shape, bool)
    for source in np.flatnonzero((state < 0).any(axis=1)):
        broken[source] = _broken(state[source])
    return broken


def _broken(state: np.ndarray) -> np.ndarray:
    """Of one source: 1 for days on which it listed something, -1 for empty ones, 0 for unknown."""
    known = np.maximum.accumulate(np.where(state != 0, np.arange(len(state)), 0))
    empty = state[known] < 0
    begins = np.flatnonzero(empty & ~np.concatenate([[False], empty[:-1]]))
    ends = np.flatnonzero(empty & ~np.concatenate([empty[1:], [False]])) + 1
    found = np.zeros(len(state), bool)
    for begin, end in zip(begins, ends, strict=True):
        listed, bare = (state[:begin] > 0).sum(), (state[:begin] < 0).sum()
        habit = bare > EMPTY_SHARE * (listed + bare)
        found[begin:end] = end - begin >= EMPTY_DAYS and listed >= LISTED_DAYS and not habit
    return found


def _range(days: list[date]) -> dict[str, object]:
    return {
        "first": days[0],
        "begin": start_of_day(days[0]),
        "end": start_of_day(days[-1] + timedelta(days=1)),
    }
