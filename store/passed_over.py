"""What was seen and not stored: counts by source, day and language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from store.columns import to_arrow
from store.connection import Transaction
from store.records import PassedOver

_LATER_THAN = """
(SELECT coalesce(max(known_at), TIMESTAMPTZ '1970-01-01 00:00:00+00') FROM known_moments)
"""
"""The moment of the newest report: what is written now, it did not know (schema/0005_known.sql)."""


def add_passed_over(transaction: Transaction, rows: Sequence[PassedOver]) -> None:
    """Add counts to those that stand."""
    counts: Counter[PassedOver] = Counter()
    for row in rows:
        counts[replace(row, items=0)] += row.items
    if counts:
        summed = [replace(row, items=items) for row, items in counts.items()]
        with transaction.table("batch", to_arrow(summed, PassedOver)):
            transaction.execute(
                f"INSERT INTO passed_over BY NAME SELECT *, {_LATER_THAN} AS later_than FROM batch"
            )


def forget_passed_over(transaction: Transaction, origin: str) -> None:
    """Forget what a file counted before, as it is read again.

    What a report has been made of stays, and is taken back by a row of its own.
    """
    if not origin:  # of no file: what sources were seen to have
        return
    transaction.execute(
        f"DELETE FROM passed_over WHERE origin = ? AND later_than >= {_LATER_THAN}", [origin]
    )
    transaction.execute(
        "INSERT INTO passed_over BY NAME SELECT source_id, day, language, "
        f"CAST(-sum(items) AS BIGINT) AS items, origin, {_LATER_THAN} AS later_than "
        "FROM passed_over WHERE origin = ? GROUP BY ALL HAVING sum(items) <> 0",
        [origin],
    )
