"""What was seen and not stored: counts by source, day and language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from store.columns import to_arrow
from store.connection import Transaction
from store.records import PassedOver


def add_passed_over(transaction: Transaction, rows: Sequence[PassedOver]) -> None:
    """Add counts to those that stand."""
    counts: Counter[PassedOver] = Counter()
    for row in rows:
        counts[replace(row, items=0)] += row.items
    if counts:
        summed = [replace(row, items=items) for row, items in counts.items()]
        with transaction.table("batch", to_arrow(summed, PassedOver)):
            transaction.execute("INSERT INTO passed_over BY NAME SELECT * FROM batch")


def forget_passed_over(transaction: Transaction, origin: str) -> None:
    """Forget what a file counted before, as it is read again."""
    transaction.execute("DELETE FROM passed_over WHERE origin = ?", [origin])
