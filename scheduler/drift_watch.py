"""What those who run the service are told of drift (reports/signals/drift.py)."""

from __future__ import annotations

from datetime import datetime

from reports.signals.drift import drift
from reports.weekly.drift_words import drift_lines
from reports.weekly.words import Words
from store.connection import Store


def drifted(store: Store, model: str, week: str, min_cell: int, now: datetime) -> tuple[str, ...]:
    """A line in Swedish for each kind of drift of the week by the labels of `model`; none in an
    ordinary week, or while it is still running."""
    with store.reading() as transaction:
        found = drift(transaction, model, week, now, min_cell)
    return drift_lines(Words("sv"), found)
