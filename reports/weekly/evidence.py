"""What the report rests on, read from the store in one piece so that its figures agree."""

from __future__ import annotations

import importlib.resources
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pyarrow as pa

from reports.signals.backfill import backfilled
from reports.signals.captures import captured_weeks
from reports.signals.changes import HISTORY_WEEKS
from reports.signals.coverage import COVERED, Note
from reports.signals.week_states import WeekState, state_of
from reports.signals.weeks import first_day, shifted, span, start_of_day
from store.connection import Transaction
from store.records import ANSWERED, Access, SourceKind

LOOKED_BACK = timedelta(days=8)
"""The Monday after a week still tells of it: a pass at midnight asks for the week that ended."""

_LISTS = ("places", "narratives", "frames", "abstained")


@dataclass(frozen=True, slots=True)
class Appearance:
    """One document in one source: the unit from which every figure is counted.

    `private` says that the appearance counts among private persons' posts, `private_owner` that the
    document itself is such a post, whose title and address are never shown. `captured` says that
    the source's week is only in a file that somebody captured (reports/signals/captures.py): it is
    counted apart and compared with nothing.
    """

    document_id: str
    week: str
    moment: datetime
    source_id: str
    source_name: str
    outlet_type: str
    private: bool
    private_owner: bool
    account: str | None
    title: str
    url: str
    text_status: str
    places: tuple[str, ...]
    story_id: str
    labelled: bool
    language: str | None
    language_supported: bool | None
    relevant: bool | None
    tone: str | None
    narratives: tuple[str, ...]
    stance: str | None
    frames: tuple[str, ...]
    abstained: tuple[str, ...]
    captured: bool = False


@dataclass(frozen=True, slots=True)
class SourceWeek:
    """A source in the week of the report. `coverage` is None where nothing was expected of it.

    `time_coverage`, `seen`, `expected`, `expected_low`, `note` and `level_ratio` are as in
    reports/signals/coverage.py, None where not known. `access` and `message` are those of the last
    attempt, or of the last that failed where we could not see the week; attempts up to LOOKED_BACK
    after the week's Monday look back at it. `imported` says that the source is only in imported
    files: nobody asks it for anything.
    """

    source_id: str
    name: str
    outlet_type: str
    coverage: float | None
    access: str | None
    message: str
    imported: bool = False
    time_coverage: float | None = None
    seen: int | None = None
    expected: float | None = None
    expected_low: int | None = None
    note: str = Note.NONE
    level_ratio: float = 1.0

    @property
    def state(self) -> WeekState:
        """What is known of its week, in one word."""
        return state_of(self.coverage, self.access, self.imported)

    @property
    def silent(self) -> bool:
        """Whether it was asked and we could not see enough of its week."""
        seen = self.coverage if self.time_coverage is None else self.time_coverage
        return not self.imported and seen is not None and seen < COVERED

    @property
    def thin(self) -> bool:
        """Whether it answered and gave far less than it should."""
        return self.note == Note.THIN

    @property
    def failed(self) -> bool:
        """Whether the attempt that is shown failed."""
        known = self.access not in (None, Access.IMPORTED)
        return not self.imported and known and self.access not in ANSWERED


@dataclass(frozen=True, slots=True)
class Evidence:
    """`appearances`: all of the report's week; of earlier weeks documents with a label.

    `coverage` is the share 0..1 by source and week; `story_start` the first editorial appearance of
    each story of the week, in any week: moment and source. `labelled` is the share 0..1 of each
    week's documents that the model has labelled; weeks without documents are left out. `archived`
    are documents of the report's week that are no news of it (backfill.py), and are in no figure.
    `passed_over` counts, by kind of outlet, the week's items that were seen and not stored, as they
    are plainly about something else; `passed_captures` those of captured files.
    """

    week: str
    weeks: tuple[str, ...]
    appearances: tuple[Appearance, ...]
    sources: tuple[SourceWeek, ...]
    coverage: Mapping[tuple[str, str], float]
    story_start: Mapping[str, tuple[datetime, str]]
    labelled: Mapping[str, float]
    archived: tuple[Appearance, ...] = ()
    passed_over: Mapping[str, int] = field(default_factory=dict)
    passed_captures: Mapping[str, int] = field(default_factory=dict)

    def of_week(self) -> Iterable[Appearance]:
        """The appearances of the report's own week."""
        return (a for a in self.appearances if a.week == self.week)


def read_evidence(
    transaction: Transaction, model: str, week: str, covered: pd.DataFrame
) -> Evidence:
    """Everything that the report of `week` needs: that week and HISTORY_WEEKS before it.

    `covered` is the coverage of these weeks, and of earlier ones where it is at hand (coverage.py).
    """
    weeks = span(shifted(week, -HISTORY_WEEKS), week)
    late = backfilled(transaction, weeks)
    of_weeks = covered[covered["week"] >= weeks[0]]
    captured = captured_weeks(transaction, of_weeks, weeks[0], week)
    everything = _appearances(transaction, model, weeks, captured)
    appearances = tuple(a for a in everything if a.document_id not in late)
    archived = tuple(a for a in everything if a.document_id in late and a.week == week)
    rows = of_weeks.to_dict("records")
    shares = {(row["source_id"], row["week"]): float(row["coverage"]) for row in rows}
    volumes = {row["source_id"]: row for row in rows if row["week"] == week}
    sources = _sources(transaction, week, volumes)
    current = sorted({a.story_id for a in appearances if a.week == week and a.relevant})
    starts = _starts(transaction, current)
    labelled = _labelled(transaction, model, weeks)
    followed, files = _passed_over(transaction, week, captured)
    return Evidence(
        week,
        tuple(weeks),
        appearances,
        sources,
        shares,
        starts,
        labelled,
        archived,
        followed,
        files,
    )


def _passed_over(
    transaction: Transaction, week: str, captured: pa.Table
) -> tuple[dict[str, int], dict[str, int]]:
    """Items of the week that were not stored, by kind of outlet: of what is followed, and of
    captured files."""
    with transaction.table("captured", captured):
        rows = transaction.query(
            """
            SELECT coalesce(s.outlet_type, '') AS outlet_type, k.source_id IS NOT NULL AS captured,
                CAST(sum(o.items) AS BIGINT) AS items
            FROM known_passed_over o JOIN known_sources s ON s.source_id = o.source_id AND s.active
            LEFT JOIN captured k ON k.source_id = o.source_id AND k.week = $week
            WHERE strftime(o.day, '%G-W%V') = $week GROUP BY ALL ORDER BY ALL
            """,
            {"week": week},
        ).to_pylist()
    followed, files = (
        {row["outlet_type"]: row["items"] for row in rows if row["captured"] is wanted}
        for wanted in (False, True)
    )
    return followed, files


def _sql() -> str:
    return (importlib.resources.files("reports.weekly") / "evidence.sql").read_text("utf-8")


def _appearances(
    transaction: Transaction, model: str, weeks: Sequence[str], captured: pa.Table
) -> tuple[Appearance, ...]:
    rows = transaction.query(
        f"SELECT * FROM ({_sql()}) WHERE week BETWEEN $first AND $last AND (week = $last OR "
        "(relevant AND (len(narratives) > 0 OR len(frames) > 0))) "
        "ORDER BY moment, document_id, source_id",
        {"model": model, "first": weeks[0], "last": weeks[-1]},
    ).to_pylist()
    files = {(row["source_id"], row["week"]) for row in captured.to_pylist()}
    return tuple(_appearance(row, (row["source_id"], row["week"]) in files) for row in rows)


def _appearance(row: dict[str, Any], captured: bool) -> Appearance:
    lists: dict[str, Any] = {name: tuple(row[name] or ()) for name in _LISTS}
    name = row["source_name"] or row["source_id"]
    return Appearance(**(row | lists | {"source_name": name, "captured": captured}))


def _labelled(transaction: Transaction, model: str, weeks: Sequence[str]) -> dict[str, float]:
    rows = transaction.query(
        f"SELECT week, avg(CAST(labelled AS INTEGER)) AS share FROM ({_sql()}) "
        "WHERE week BETWEEN $first AND $last GROUP BY week ORDER BY week",
        {"model": model, "first": weeks[0], "last": weeks[-1]},
    ).to_pylist()
    return {row["week"]: row["share"] for row in rows}


def _sources(
    transaction: Transaction, week: str, volumes: Mapping[str, dict[str, Any]]
) -> tuple[SourceWeek, ...]:
    failed = (
        "p.access IN "
        "('refused', 'challenged', 'rate_limited', 'outage', 'parse_error', 'not_asked')"
    )
    rows = transaction.query(
        f"""
        SELECT s.source_id, s.name, s.kind, coalesce(s.outlet_type, '') AS outlet_type,
            max_by({{'access': p.access, 'message': p.message}},
                (p.access <> 'imported', p.polled_at)) AS last,
            max_by({{'access': p.access, 'message': p.message}}, p.polled_at)
                FILTER ({failed}) AS last_failed
        FROM known_sources s LEFT JOIN known_polls p ON p.source_id = s.source_id
            AND p.polled_at >= $begin AND p.polled_at < $end
        WHERE s.active GROUP BY ALL ORDER BY s.source_id
        """,
        {
            "begin": start_of_day(first_day(week)),
            "end": start_of_day(first_day(week) + LOOKED_BACK),
        },
    ).to_pylist()
    return tuple(_source(row, volumes.get(row["source_id"])) for row in rows)


def _source(row: dict[str, Any], volume: dict[str, Any] | None) -> SourceWeek:
    """`volume` is the source's row of coverage.py; None where nothing was expected of it."""
    silent = volume is not None and volume["time_coverage"] < COVERED
    attempt = (row["last_failed"] if silent else None) or row["last"] or {}
    source = SourceWeek(
        source_id=row["source_id"],
        name=row["name"] or row["source_id"],
        outlet_type=row["outlet_type"],
        coverage=None,
        access=attempt.get("access"),
        message=attempt.get("message") or "",
        imported=row["kind"] == SourceKind.IMPORT,
    )
    if volume is None:
        return source
    seen, expected, low = (volume[name] for name in ("seen", "expected", "expected_low"))
    return replace(
        source,
        coverage=float(volume["coverage"]),
        time_coverage=float(volume["time_coverage"]),
        seen=None if math.isnan(seen) else int(seen),
        expected=None if math.isnan(expected) else float(expected),
        expected_low=None if math.isnan(low) else int(low),
        note=volume["note"],
        level_ratio=float(volume["level_ratio"]),
    )


def _starts(transaction: Transaction, story_ids: Sequence[str]) -> dict[str, tuple[datetime, str]]:
    with transaction.table("asked", pa.table({"story_id": pa.array(story_ids, pa.string())})):
        rows = transaction.query(
            """
            SELECT a.story_id, d.moment, coalesce(nullif(s.name, ''), s.source_id) AS name
            FROM asked a
            JOIN counted_documents d ON d.story_id = a.story_id
            JOIN known_sources s ON s.source_id = d.source_id
            WHERE NOT d.private AND d.text_status <> 'deleted'
            QUALIFY row_number() OVER (
                PARTITION BY a.story_id ORDER BY d.moment, d.document_id) = 1
            """
        ).to_pylist()
    return {row["story_id"]: (row["moment"], row["name"]) for row in rows}
