"""What the store knows of every series over the years, for the judgement of one week."""

from __future__ import annotations

import importlib.resources
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd
import pyarrow as pa

from reports.signals.backfill import backfilled
from reports.signals.captures import captured_weeks
from reports.signals.changes import HISTORY_WEEKS
from reports.signals.coverage import coverage
from reports.signals.farrington import DEFAULTS
from reports.signals.weeks import first_day, shifted, span, week_of
from store.connection import Transaction
from store.records import PRIVATE_OUTLETS

Key = tuple[str, str, str]
"""Label group (narrative, frame), label, stance (empty for a frame)."""

MOST_WEEKS = 52 * DEFAULTS.most_years + 30
"""Before the week that is judged: five years, and the weeks that were judged before it."""

LEAST_DAYS = 365.25 * DEFAULTS.least_years
"""Of history: with less, no week can be compared with the same weeks of enough years."""


@dataclass(frozen=True, slots=True)
class Week:
    """One series in one week: stories in editorial sources and in private posts, and accounts."""

    editorial: int
    private: int
    accounts: int


@dataclass(frozen=True, slots=True)
class Carrier:
    """One series in one source over all weeks: appearances, in private posts (of `accounts`) or
    not. Private posts count from weeks whose cell may be shown."""

    source_id: str
    private: bool
    appearances: int
    accounts: int


@dataclass(frozen=True, slots=True)
class Past:
    """`weeks` end with the one to be judged. `coverage` is the share 0..1 by source and week;
    `labelled` that of each week's documents that the model has labelled. `private_sources` are
    those whose posts are all private."""

    weeks: tuple[str, ...]
    cells: Mapping[Key, Mapping[str, Week]]
    carriers: Mapping[Key, Sequence[Carrier]]
    coverage: Mapping[tuple[str, str], float]
    labelled: Mapping[str, float]
    private_sources: frozenset[str]


def judged_coverage(transaction: Transaction, week: str, now: datetime) -> pd.DataFrame:
    """Coverage (coverage.py) of `week` and of all weeks before it by which it is judged."""
    half_a_year = span(shifted(week, -HISTORY_WEEKS), week)
    return coverage(transaction, _past_weeks(transaction, week) or half_a_year, now)


def read_past(
    transaction: Transaction, model: str, week: str, covered: pd.DataFrame, min_cell: int
) -> Past | None:
    """Up to MOST_WEEKS before `week`; None where monitoring began too late for a season.

    `covered` is that of `judged_coverage`.
    """
    weeks = _past_weeks(transaction, week)
    if not weeks:
        return None
    sql = (importlib.resources.files("reports.signals") / "stored_past.sql").read_text("utf-8")
    asked = {"model": model, "first": weeks[0], "last": weeks[-1]}
    with (
        transaction.table("archived", archived(transaction, weeks)),
        transaction.table("captured", captured_weeks(transaction, covered, weeks[0], weeks[-1])),
    ):
        tagged = transaction.query(sql, asked)
    with transaction.table("tagged", tagged):
        cells, carriers = _cells(transaction), _carriers(transaction, min_cell)
    columns = (covered[name].tolist() for name in ("source_id", "week", "coverage"))
    private = covered[covered["outlet_type"].isin(PRIVATE_OUTLETS)]["source_id"]
    return Past(
        tuple(weeks),
        cells,
        carriers,
        {(source, week): share for source, week, share in zip(*columns, strict=True)},
        _labelled(transaction, asked),
        frozenset(private),
    )


def archived(transaction: Transaction, weeks: Sequence[str]) -> pa.Table:
    """The documents of these weeks that are no news of theirs, by `document_id`."""
    return pa.table({"document_id": pa.array(sorted(backfilled(transaction, weeks)), pa.string())})


def _past_weeks(transaction: Transaction, week: str) -> list[str]:
    """Empty where monitoring began too late for a season."""
    rows = transaction.query(
        "SELECT min(least(polled_at, coalesce(covers_from, polled_at))) AS begin FROM known_polls"
    ).to_pylist()
    begin = rows[0]["begin"]
    if begin is None or begin.date() > first_day(week) - timedelta(days=LEAST_DAYS):
        return []
    return span(max(week_of(begin), shifted(week, -MOST_WEEKS)), week)


def _cells(transaction: Transaction) -> dict[Key, dict[str, Week]]:
    rows = transaction.query(
        """
        SELECT label_group, label, stance, week,
            count(DISTINCT story_id) FILTER (NOT private) AS editorial,
            count(DISTINCT story_id) FILTER (private) AS private,
            count(DISTINCT account) AS accounts
        FROM tagged GROUP BY ALL ORDER BY ALL
        """
    ).to_pylist()
    found: dict[Key, dict[str, Week]] = {}
    for row in rows:
        key = (row["label_group"], row["label"], row["stance"])
        week = Week(row["editorial"], row["private"], row["accounts"])
        found.setdefault(key, {})[row["week"]] = week
    return found


def _carriers(transaction: Transaction, min_cell: int) -> dict[Key, list[Carrier]]:
    rows = transaction.query(
        """
        WITH hidden AS (
            SELECT label_group, label, stance, week FROM tagged WHERE private
            GROUP BY ALL HAVING count(DISTINCT account) < $min_cell
        )
        SELECT label_group, label, stance, source_id, private, count(*) AS appearances,
            count(DISTINCT account) AS accounts
        FROM tagged t
        WHERE NOT private OR NOT EXISTS (SELECT 1 FROM hidden h WHERE h.label_group = t.label_group
            AND h.label = t.label AND h.stance = t.stance AND h.week = t.week)
        GROUP BY ALL ORDER BY ALL
        """,
        {"min_cell": min_cell},
    ).to_pylist()
    found: dict[Key, list[Carrier]] = {}
    for row in rows:
        key = (row["label_group"], row["label"], row["stance"])
        carrier = Carrier(row["source_id"], row["private"], row["appearances"], row["accounts"])
        found.setdefault(key, []).append(carrier)
    return found


def _labelled(transaction: Transaction, asked: Mapping[str, str]) -> dict[str, float]:
    """By the newest version's own date: its weeks are those of the figures but for a few."""
    rows = transaction.query(
        """
        WITH days AS (
            SELECT CAST(date_trunc('week', timezone('Europe/Stockholm',
                    coalesce(d.published_at, d.first_seen_at))) AS DATE) AS monday,
                avg(CAST(l.document_id IS NOT NULL AS INTEGER)) AS share
            FROM current_documents d LEFT JOIN known_labels l
                ON l.document_id = d.document_id AND l.version = d.version AND l.model = $model
            WHERE d.text_status <> 'deleted' GROUP BY ALL
        )
        SELECT strftime(monday, '%G-W%V') AS week, share FROM days
        WHERE week BETWEEN $first AND $last ORDER BY week
        """,
        dict(asked),
    ).to_pylist()
    return {row["week"]: row["share"] for row in rows}
