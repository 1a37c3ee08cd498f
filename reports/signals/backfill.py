"""Documents that reached us as an archive: they are no news of the week in which they came.

A document with a date of publication counts in the week of that date, however late it came. One
without counts when it was first seen, which is right for a feed that we ask every hour, and wrong
for what a source lists when we ask it for the first time or after a long silence, for a file that
somebody imports, and for an archive that a feed suddenly lists. Those are kept out of the count.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa

from reports.signals.weeks import STOCKHOLM, first_day, shifted, start_of_day, week_of
from store.connection import Transaction
from store.records import ANSWERED, PRIVATE_OUTLETS

LUMP = 20
"""So many documents without a date that come at one moment may be an archive."""

LUMP_RATIO = 5.0
"""Times what nine in ten of the source's other arrivals hold; busy hours stay below."""

FILE_LUMP = 5
"""As many at a moment at which nobody asked the source came from a file. Fewer may be what a pass
that was cut off had fetched."""

GAP_HOURS, GAP_INTERVALS = 48, 3
"""A source has been silent when it has not answered for so many hours and so many of its intervals:
what it then lists first may be from any day of the gap."""

LATE_DAYS = 7
"""A document first seen so long after its publication came late."""

LATE_LUMP = 10
"""So many late documents in a week are an archive; a few are pages that failed for a while."""

_PRIVATE = ", ".join(f"'{outlet}'" for outlet in sorted(PRIVATE_OUTLETS))

_UNDATED = f"""
SELECT d.source_id, d.first_seen_at, count(*) AS documents, any_value(s.kind) = 'import' AS file,
    any_value(s.every_minutes) AS every_minutes,
    bool_or(coalesce(s.outlet_type, '') IN ({_PRIVATE})
        OR d.kind IN ('post', 'comment')) AS private
FROM known_documents d JOIN known_sources s USING (source_id)
WHERE d.version = 1 AND d.published_at IS NULL GROUP BY ALL
"""

_ARRIVALS = f"""
WITH undated AS ({_UNDATED}),
asked AS (SELECT source_id, polled_at, access IN ({{answered}}) AS answered FROM known_polls
    WHERE access <> 'imported' AND source_id IN (SELECT source_id FROM undated)),
met AS (SELECT u.*, p.polled_at AS asked_at FROM undated u LEFT JOIN
    (SELECT DISTINCT source_id, polled_at FROM asked) p
    ON p.source_id = u.source_id AND p.polled_at = u.first_seen_at)
SELECT m.*, b.polled_at AS before FROM met m
ASOF LEFT JOIN (SELECT source_id, polled_at FROM asked WHERE answered) b
    ON b.source_id = m.source_id AND m.first_seen_at > b.polled_at
ORDER BY m.source_id, m.first_seen_at
"""


def backfilled(transaction: Transaction, weeks: Sequence[str]) -> set[str]:
    """The documents of the weeks, first to last, that are not their news: ids."""
    return documents_of(transaction, archives_of(transaction, weeks))


def documents_of(transaction: Transaction, lumps: pd.DataFrame) -> set[str]:
    """The ids of the documents that came in these lumps."""
    if lumps.empty:
        return set()
    rows = pa.Table.from_pandas(lumps[["source_id", "first_seen_at"]], preserve_index=False)
    with transaction.table("lumps", rows):
        found = transaction.query(
            "SELECT d.document_id FROM known_documents d "
            "SEMI JOIN lumps l ON l.source_id = d.source_id AND l.first_seen_at = d.first_seen_at "
            "WHERE d.version = 1 AND d.published_at IS NULL"
        )
    return set(found.column("document_id").to_pylist())


def archive_weeks(
    transaction: Transaction, weeks: Sequence[str], lumps: pd.DataFrame
) -> set[tuple[str, str]]:
    """Source and week in which a source of editorial texts brought an archive, with dates or
    without: LATE_LUMP documents or more first seen LATE_DAYS after their publication, or one of the
    `lumps`, which are kept out of the count."""
    lumps = lumps[~lumps["private"]]
    undated = zip(lumps["source_id"], lumps["first_seen_at"], strict=True)
    return _late(transaction, weeks) | {(source, week_of(moment)) for source, moment in undated}


def archives_of(transaction: Transaction, weeks: Sequence[str]) -> pd.DataFrame:
    """The lumps that came in the weeks, first to last."""
    lumps = archives(_arrivals(transaction))
    moment = lumps["first_seen_at"]
    begin, end = start_of_day(first_day(weeks[0])), start_of_day(first_day(shifted(weeks[-1], 1)))
    return lumps[(moment >= begin) & (moment < end)]


def archives(arrivals: pd.DataFrame) -> pd.DataFrame:
    """Those of the arrivals that brought an archive.

    An arrival is what one source gave at one moment without a date: source_id, first_seen_at,
    documents (a count), file (the source is only in files), private (posts of private persons),
    every_minutes, asked_at (None where nobody asked the source at that moment) and before (when it
    had last answered).
    """
    found = arrivals.sort_values(["source_id", "first_seen_at"])
    moment, before = found["first_seen_at"], found["before"]
    asked = found["asked_at"].notna()
    # Of private persons' posts no number may show, not even that they were many.
    filed = found["file"] | (~asked & (found["private"] | (found["documents"] >= FILE_LUMP)))
    new = asked & before.isna()
    hours = (moment - before).dt.total_seconds() / 3600
    patience = (found["every_minutes"] * GAP_INTERVALS / 60).clip(lower=GAP_HOURS)
    returned = asked & (hours > patience) & (_monday(before) < _monday(moment))
    usual = found.groupby("source_id")["documents"].transform("quantile", 0.9)
    large = ~found["private"] & (found["documents"] >= (LUMP_RATIO * usual).clip(lower=LUMP))
    return found[filed | new | returned | large]


def _monday(moments: pd.Series) -> pd.Series:
    """Midnight that began each moment's week in Stockholm, without a zone; NaT for none."""
    days = moments.dt.tz_convert(STOCKHOLM).dt.tz_localize(None).dt.normalize()
    return days - pd.to_timedelta(days.dt.day_of_week, unit="D")


def _late(transaction: Transaction, weeks: Sequence[str]) -> set[tuple[str, str]]:
    rows = transaction.query(
        f"""
        SELECT d.source_id,
            strftime(timezone('Europe/Stockholm', d.first_seen_at), '%G-W%V') AS week
        FROM known_documents d JOIN known_sources s USING (source_id)
        WHERE d.version = 1 AND d.first_seen_at >= $begin AND d.first_seen_at < $end
            AND d.published_at < d.first_seen_at - to_days({LATE_DAYS})
            AND coalesce(s.outlet_type, '') NOT IN ({_PRIVATE})
            AND d.kind NOT IN ('post', 'comment')
        GROUP BY ALL HAVING count(*) >= {LATE_LUMP}
        """,
        {
            "begin": start_of_day(first_day(weeks[0])),
            "end": start_of_day(first_day(shifted(weeks[-1], 1))),
        },
    ).to_pylist()
    return {(row["source_id"], row["week"]) for row in rows}


def _arrivals(transaction: Transaction) -> pd.DataFrame:
    answered = ", ".join(f"'{access}'" for access in sorted(ANSWERED))
    return transaction.query(_ARRIVALS.format(answered=answered)).to_pandas()
