"""What crawlers and importers yield, gathered and brought into the store in few transactions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crawlers.imports.jsonl import SetAside
from store.connection import Store
from store.documents import Added, add_documents
from store.records import ANSWERED, Access, Document, ItemState, Poll, Site, SourceState
from store.sites import keep_sites
from store.sources import add_imported_sources, add_polls, keep_item_states, keep_source_states

BATCH_ROWS = 1000
BATCH_S = 5.0
"""A transaction gathers so many rows or seconds: opening the store costs as much as writing a few
hundred rows, and a crash loses at most this much work (which the next pass does again)."""

Event = Document | ItemState | SourceState | Site | Poll | SetAside


@dataclass
class Summary:
    """What a command did; `as_dict` is what `--json` prints. `problem` says why no report came."""

    added: Added = field(default_factory=Added)
    set_aside: Counter[str] = field(default_factory=Counter)
    unchanged: int = 0
    answered: set[str] = field(default_factory=set)
    failed: list[dict[str, str]] = field(default_factory=list)
    report: str | None = None
    problem: str = ""

    def as_dict(self) -> dict[str, Any]:
        known = self.added.known + self.unchanged
        aside = dict(sorted(self.set_aside.items()))
        return {
            "documents": {
                "new": self.added.new,
                "known": known,
                "edited": self.added.edited,
                "set_aside": aside,
            },
            "rows": self.added.new + known + self.added.edited + sum(aside.values()),
            "sources": {
                "ok": len(self.answered),
                "failed": sorted(self.failed, key=lambda row: row["source_id"]),
            },
            "report": self.report,
        }

    @property
    def status(self) -> int:
        """1 when a source failed, a row was unreadable or the report was not written, else 0."""
        return 1 if self.failed or self.set_aside or self.problem else 0


class Ingest:
    """Gathers events and writes them in order; nothing is written twice, nothing out of order.

    `monotonic` gives seconds for the time bound of a batch. Use as a context: leaving it normally
    writes the rest, leaving it by an exception writes nothing more.
    """

    def __init__(self, store: Store, summary: Summary, monotonic: Callable[[], float]) -> None:
        self._store = store
        self._summary = summary
        self._monotonic = monotonic
        self._events: list[Event] = []
        self._begun = monotonic()
        self._documents_of: Counter[str] = Counter()
        self._entries_of: Counter[str] = Counter()

    def __enter__(self) -> Ingest:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            self.flush()

    def add(self, event: Event) -> None:
        """Take one event; writes when the batch is full."""
        self._events.append(event)
        late = self._monotonic() - self._begun >= BATCH_S
        if late or len(self._events) >= BATCH_ROWS:
            self.flush()

    def flush(self) -> None:
        """Write what has been gathered, in one transaction."""
        events, self._events = self._events, []
        self._begun = self._monotonic()
        if not events:
            return
        documents = [e for e in events if isinstance(e, Document)]
        polls = [e for e in events if isinstance(e, Poll)]
        with self._store.write() as transaction:
            added = add_documents(transaction, documents)
            keep_item_states(transaction, [e for e in events if isinstance(e, ItemState)])
            keep_source_states(transaction, [e for e in events if isinstance(e, SourceState)])
            keep_sites(transaction, [e for e in events if isinstance(e, Site)])
            add_polls(transaction, polls)
            imported = [p.source_id for p in polls if p.access is Access.IMPORTED]
            if imported:
                add_imported_sources(transaction, imported)
        self._count(added, events)

    def _count(self, added: Added, events: Iterable[Event]) -> None:
        """Add a batch to the summary. An entry that a source lists, or whose page was asked for
        again, and that gave no document is known."""
        summary = self._summary
        summary.added += added
        for event in events:
            if isinstance(event, SetAside):
                summary.set_aside[event.reason] += 1
            elif isinstance(event, Document):
                self._documents_of[event.source_id] += 1
            elif isinstance(event, ItemState):
                self._entries_of[event.source_id] += 1
            elif isinstance(event, Poll):
                self._count_poll(event)

    def _count_poll(self, poll: Poll) -> None:
        summary = self._summary
        if poll.access is Access.IMPORTED:
            return
        if poll.access in ANSWERED:
            summary.answered.add(poll.source_id)
            listed = max(poll.items, self._entries_of[poll.source_id])
            summary.unchanged += max(0, listed - self._documents_of[poll.source_id])
        else:
            row = {"source_id": poll.source_id, "access": str(poll.access), "message": poll.message}
            summary.failed.append(row)


def import_spans(documents: Iterable[Document]) -> dict[str, tuple[datetime, datetime]]:
    """For each source, the first and the last moment of publication among its documents."""
    spans: dict[str, tuple[datetime, datetime]] = {}
    for document in documents:
        moment = document.published_at
        if moment is not None:
            first, last = spans.get(document.source_id, (moment, moment))
            spans[document.source_id] = (min(first, moment), max(last, moment))
    return spans
