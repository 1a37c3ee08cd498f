"""Reports that were written, and the moments at which what they say was read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from store.connection import Store, Transaction

_STAMPED = (
    "documents", "sightings", "labels", "polls", "stories", "story_copies", "sources",
    "human_labels", "samples",
)  # fmt: skip
"""The tables whose rows carry `later_than` (schema/0005_known.sql)."""


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """One file of a report: `written_at` is the moment that it tells of, `known_at` the one by
    which it can be read again, `sha256` that of its bytes. `manifest` is what stands in it;
    `inputs` holds the settings and fingerprints of what it was made of, as JSON may hold them."""

    week: str
    language: str
    format: str
    written_at: datetime
    known_at: datetime
    sha256: str
    manifest: Mapping[str, str]
    inputs: Mapping[str, Any]


def begin_moment(store: Store, now: datetime) -> datetime:
    """A moment at which to read what a report is made of: `now`, or just after the last one.

    What is stored from here on is later than it, whatever time it carries: a question
    `store.reading(moment)` has the same answer today and in a year.
    """
    with store.write() as transaction:
        (found,) = transaction.query("SELECT max(known_at) AS last FROM known_moments").to_pylist()
        last = found["last"]
        moment = now if last is None or last < now else last + timedelta(microseconds=1)
        transaction.execute("INSERT INTO known_moments VALUES (?)", [moment])
        # A clock that went back: what is closed already was closed before this moment.
        transaction.execute("UPDATE stories SET until = $now WHERE until > $now", {"now": moment})
        for table in _STAMPED:  # DuckDB takes no parameters here
            transaction.execute(
                f"ALTER TABLE {table} ALTER COLUMN later_than "
                f"SET DEFAULT TIMESTAMPTZ '{moment.isoformat()}'"
            )
    return moment


def add_written(store: Store, reports: Sequence[WrittenReport]) -> None:
    """Record files that were written; nothing of earlier ones changes."""
    with store.write() as transaction:
        for report in reports:
            transaction.execute(
                "INSERT INTO written_reports BY NAME SELECT $week AS week, $language AS language, "
                "$format AS format, $written_at AS written_at, $known_at AS known_at, "
                "$sha256 AS sha256, $manifest AS manifest, $inputs AS inputs",
                {
                    "week": report.week,
                    "language": report.language,
                    "format": report.format,
                    "written_at": report.written_at,
                    "known_at": report.known_at,
                    "sha256": report.sha256,
                    "manifest": json.dumps(dict(report.manifest), ensure_ascii=False),
                    "inputs": json.dumps(report.inputs, ensure_ascii=False, sort_keys=True),
                },
            )


def written_since(store: Store, week: str, end: datetime) -> list[WrittenReport]:
    """The files of the report of `week` that tell of `end` or a later moment, newest first."""
    rows = store.read(
        "SELECT * FROM written_reports WHERE week = ? AND written_at >= ? "
        "ORDER BY known_at DESC, language, format",
        [week, end],
    ).to_pylist()
    return [
        WrittenReport(
            **row | {"manifest": json.loads(row["manifest"]), "inputs": json.loads(row["inputs"])}
        )
        for row in rows
    ]


_FINGERPRINT = """
WITH counted AS MATERIALIZED (
    SELECT document_id, version, source_id, kind, url, text_status, places, author, moment,
        CASE WHEN private THEN '' ELSE title END AS title
    FROM counted_documents WHERE week BETWEEN $first AND $last
),
found AS (
    SELECT 'documents' AS kind, hash(d) AS of_row FROM counted d
    UNION ALL
    SELECT 'texts', hash(document_id, version) FROM known_documents
    SEMI JOIN counted USING (document_id, version) WHERE text_dropped_at IS NULL
    UNION ALL
    SELECT 'labels', hash(l) FROM known_labels l
    SEMI JOIN counted USING (document_id, version) WHERE model = $model
    UNION ALL
    SELECT 'sightings', hash(s) FROM known_sightings s SEMI JOIN counted USING (document_id)
    UNION ALL
    SELECT 'stories', hash(s) FROM known_stories s SEMI JOIN counted USING (document_id)
    UNION ALL
    SELECT 'passed_over', hash(p) FROM known_passed_over p
    UNION ALL
    SELECT 'polls', hash(p) FROM known_polls p
    UNION ALL
    SELECT 'sources', hash(s) FROM known_sources s
    UNION ALL
    SELECT 'human_labels', hash(h) FROM known_human_labels h
)
SELECT kind, count(*) AS rows, CAST(sum(of_row) AS VARCHAR) AS sum FROM found
GROUP BY kind ORDER BY kind
"""


def fingerprints(
    transaction: Transaction, model: str, first: str, last: str
) -> dict[str, dict[str, Any]]:
    """What a report of the weeks `first`..`last` is made of, by kind: `rows`, and a `sum`.

    A sum is of 64-bit hashes of the rows, and so does not depend on their order; a kind without
    rows is left out. `texts` are those that have not been dropped. Titles of private persons' posts
    count as empty, which they become when texts are dropped.
    """
    asked = {"model": model, "first": first, "last": last}
    rows = transaction.query(_FINGERPRINT, asked).to_pylist()
    return {row["kind"]: {"rows": row["rows"], "sum": row["sum"]} for row in rows}
