"""What is known of every source in every week: the table that goes with exported counts."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from reports.signals.captures import captured_weeks
from reports.signals.coverage import COVERED, coverage
from reports.signals.week_states import WeekState, state_of
from reports.signals.weeks import span
from store.connection import Transaction
from store.records import ANSWERED, SourceKind

COLUMNS = ["week", "source_id", "outlet_type", "region", "state", "coverage"]

_ANSWERED = ", ".join(f"'{access}'" for access in sorted(ANSWERED))

_ATTEMPTS = f"""
WITH asked AS (
    SELECT source_id, access, polled_at, timezone('Europe/Stockholm', polled_at) AS local
    FROM known_polls WHERE access <> 'imported'
), looking AS (
    SELECT *, strftime(local, '%G-W%V') AS week FROM asked
    UNION ALL  -- the Monday after a week still tells of it
    SELECT *, strftime(local - INTERVAL 7 DAY, '%G-W%V') FROM asked WHERE isodow(local) = 1
)
SELECT source_id, week, arg_max(access, polled_at) AS last,
    arg_max(access, polled_at) FILTER (access NOT IN ({_ANSWERED})) AS failed
FROM looking WHERE week BETWEEN $first AND $last GROUP BY ALL
"""


def source_weeks(transaction: Transaction, first: str, last: str, now: datetime) -> pd.DataFrame:
    """One row for each active source and week `first`..`last`, columns COLUMNS, by week and source.

    `state` is one of WeekState; a source that is only in files is FILE in the weeks of which they
    have something. `coverage` is that of coverage.py, NaN where nothing was expected.
    """
    covered = coverage(transaction, span(first, last), now)
    files = captured_weeks(transaction, covered, first, last).to_pandas().assign(captured=True)
    attempts = transaction.query(_ATTEMPTS, {"first": first, "last": last}).to_pandas()
    sources = transaction.query(
        "SELECT source_id, kind, coalesce(outlet_type, '') AS outlet_type, region "
        "FROM known_sources WHERE active ORDER BY source_id"
    ).to_pandas()
    rows = pd.DataFrame({"week": span(first, last)}).merge(sources, how="cross")
    for table in (covered[["source_id", "week", "coverage", "time_coverage"]], files, attempts):
        rows = rows.merge(table.astype({"source_id": str, "week": str}), "left")
    rows["state"] = [_state(row) for row in rows.to_dict("records")]
    return rows[COLUMNS]


def _state(row: Mapping[Hashable, Any]) -> WeekState:
    known = {name: None if pd.isna(value) else value for name, value in row.items()}
    if known["kind"] == SourceKind.IMPORT:
        held = known["captured"] or known["coverage"] is not None
        return WeekState.FILE if held else WeekState.NOT_EXPECTED
    time = known["time_coverage"]
    silent = time is not None and time < COVERED
    access = (known["failed"] if silent else None) or known["last"]
    return state_of(known["coverage"], access, False)
