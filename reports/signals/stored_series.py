"""Weekly series of the store, narratives by stance and frames, and which weeks stand out."""

from __future__ import annotations

import importlib.resources
from datetime import datetime

import numpy as np
import pandas as pd

from reports.signals.captures import captured_weeks
from reports.signals.changes import Verdict, compare
from reports.signals.coverage import coverage
from reports.signals.spikes import Spikes, find_spikes
from reports.signals.stored_past import archived
from reports.signals.weeks import first_day, span
from store.connection import Store
from store.records import Frame, Narrative, Stance

COLUMNS = [
    "series", "week", "count", "coverage", "expected", "upper_bound", "p_value", "alarm", "method",
]  # fmt: skip

FULL, SIMPLE, NONE = "farrington", "simple", "none"
"""How a week was judged: by years of history, by up to half a year (changes.py), or not at all."""

COVERED = 0.9
"""The simple rule knows no coverage: it compares weeks of which at least this share was seen."""


def stored_spikes(
    store: Store,
    model: str,
    first: str,
    last: str,
    now: datetime,
    min_cell: int,
    fdr: float | None = None,
) -> pd.DataFrame:
    """One row per series and week `first`..`last`, columns COLUMNS, in that order.

    A series is `narrative:stance`, or a frame (of documents without a narrative); its count is
    stories. Archives that arrived late (backfill.py) and what was captured into files (captures.py)
    do not count, private persons' posts only in weeks with `min_cell` accounts behind them.
    `coverage` (0..1) is the mean over all sources, None where none was expected; such a week, and
    one of coverage 0, is not judged. `expected` and `upper_bound` are None unless `method` is
    "farrington".
    """
    weeks = span(first, last)
    names = [f"{narrative}:{stance}" for narrative in Narrative for stance in Stance]
    names += [str(frame) for frame in Frame]
    with store.reading() as transaction:
        covered = coverage(transaction, weeks, now)
        share = _coverage_by_week(covered, weeks)
        captured = captured_weeks(transaction, covered, first, last)
        sql = (importlib.resources.files("reports.signals") / "stored_series.sql").read_text(
            "utf-8"
        )
        with (
            transaction.table("archived", archived(transaction, weeks)),
            transaction.table("captured", captured),
        ):
            rows = transaction.query(
                sql, {"model": model, "first": first, "last": last, "min_cell": min_cell}
            ).to_pylist()
    counts = np.zeros((len(weeks), len(names)))
    place = {week: number for number, week in enumerate(weeks)}
    column = {name: number for number, name in enumerate(names)}
    for row in rows:
        counts[place[row["week"]], column[row["series"]]] = row["stories"]
    seen = share > 0
    begins = np.full(len(names), seen.argmax() if seen.any() else len(weeks))
    judged = np.where(seen[:, None], counts, np.nan)
    found = find_spikes(
        judged, np.repeat(share[:, None], len(names), axis=1), first_day(first), begins, fdr
    )
    return pd.concat(
        [_rows(name, weeks, counts, share, found, number) for number, name in enumerate(names)],
        ignore_index=True,
    )


def _coverage_by_week(per_source: pd.DataFrame, weeks: list[str]) -> np.ndarray:
    mean = per_source.groupby("week")["coverage"].mean() if len(per_source) else {}
    return np.array([float(mean[week]) if week in mean else np.nan for week in weeks])


def _rows(
    name: str, weeks: list[str], counts: np.ndarray, share: np.ndarray, found: Spikes, number: int
) -> pd.DataFrame:
    p_value, alarm = found.p_value[:, number].copy(), found.alarm[:, number].copy()
    method = np.where(np.isfinite(found.expected[:, number]), FULL, NONE).astype(object)
    for week in np.flatnonzero((method == NONE) & (share > 0)):
        covered = share[:week] >= COVERED
        change = compare(
            counts[:week, number][covered].astype(int).tolist(), int(counts[week, number])
        )
        if change.verdict is not Verdict.TOO_SHORT:
            # A rise is a rise also in a week that was seen in part.
            method[week], p_value[week] = SIMPLE, np.nan
            alarm[week] = change.verdict is Verdict.RISE
    return pd.DataFrame(
        {
            "series": name,
            "week": weeks,
            "count": counts[:, number].astype(int),
            "coverage": share,
            "expected": found.expected[:, number],
            "upper_bound": found.upper_bound[:, number],
            "p_value": p_value,
            "alarm": alarm.astype(int),
            "method": method,
        }
    )[COLUMNS]
