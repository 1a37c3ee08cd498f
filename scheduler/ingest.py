"""What crawlers and importers yield, gathered and brought into the store in few transactions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, TypeVar

from classifiers.gate import may_be_about
from classifiers.language import identify_language
from crawlers.dates import STOCKHOLM
from crawlers.imports.reading import READ_AND_LEFT, SetAside
from store.connection import Store, Transaction
from store.contexts import with_contexts
from store.deletions import bury_authors, bury_withdrawn
from store.documents import Added, add_documents, held_of
from store.erasure import without_erased
from store.passed_over import add_passed_over
from store.records import (
    ANSWERED,
    Access,
    Departed,
    Document,
    DocumentKind,
    ItemState,
    PassedOver,
    Poll,
    Site,
    Source,
    SourceState,
    TextStatus,
    Withdrawn,
)
from store.sites import keep_sites
from store.sources import add_imported_sources, add_polls, keep_item_states, keep_source_states

Kind = TypeVar("Kind")

BATCH_ROWS = 1000
BATCH_S = 5.0
"""A transaction gathers so many rows or seconds: opening the store costs as much as writing a few
hundred rows, and a crash loses at most this much work (which the next pass does again)."""

ELSEWHERE = "handlar_om_annat"
"""The reason of rows that are plainly not about the services: counted, and nothing that failed."""

ERASED = "raderat_pa_begaran"
"""The reason of rows that somebody has asked us to erase, met again."""

_GATED = frozenset({DocumentKind.POST, DocumentKind.COMMENT, DocumentKind.VIDEO})

Event = (
    Document | ItemState | SourceState | Site | Poll | SetAside | PassedOver | Departed | Withdrawn
)


@dataclass
class Summary:
    """What a command did; `as_dict` is what `--json` prints. `problem` says why no report came,
    `platform_unknown` that nothing told where some posts of a file are from."""

    added: Added = field(default_factory=Added)
    set_aside: Counter[str] = field(default_factory=Counter)
    unchanged: int = 0
    answered: set[str] = field(default_factory=set)
    failed: list[dict[str, str]] = field(default_factory=list)
    report: str | None = None
    problem: str = ""
    platform_unknown: bool = False

    def as_dict(self) -> dict[str, Any]:
        """What `--json` prints, failed sources in order of their ids."""
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
        unreadable = self.set_aside.keys() - READ_AND_LEFT - {ELSEWHERE, ERASED}
        return 1 if self.failed or unreadable or self.problem else 0


_NONE: Mapping[str, Source] = MappingProxyType({})


class Ingest:
    """Gathers events and writes them in order; nothing is written twice, nothing out of order.

    `monotonic` gives seconds for the time bound of a batch. `gated`: what private persons wrote
    about plainly something else is counted and not stored. `told` are sources that only a file
    names, `origin` is its hash. Use as a context: leaving it normally writes the rest, leaving it
    by an exception writes nothing more.
    """

    def __init__(
        self, store: Store, summary: Summary, monotonic: Callable[[], float],
        gated: bool = True, told: Mapping[str, Source] = _NONE, origin: str = "",
    ) -> None:  # fmt: skip
        self._gated = gated
        self._told = told
        self._origin = origin
        self._store = store
        self._summary = summary
        self._monotonic = monotonic
        self._events: list[Event] = []
        self._passed: Counter[PassedOver] = Counter()  # of a file there are many, and few differ
        self._registered: set[str] = set()
        self._dropped: Set[str] = frozenset()  # a batch may end between a document and its item
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
        if isinstance(event, PassedOver):
            self._passed[event] += 1
        else:
            self._events.append(event)
        late = self._monotonic() - self._begun >= BATCH_S
        if late or len(self._events) >= BATCH_ROWS:
            self.flush()

    def flush(self) -> None:
        """Write what has been gathered, in one transaction."""
        events, self._events = self._events, []
        told = [replace(row, items=row.items * n) for row, n in self._passed.items()]
        self._passed.clear()
        self._begun = self._monotonic()
        if not events and not told:
            return
        polls = _of_kind(events, Poll)
        with self._store.write() as transaction:
            given = _of_kind(events, Document)
            allowed = without_erased(transaction, given)
            wanted = with_contexts(transaction, allowed)
            kept, elsewhere = self._gate(transaction, wanted)
            added = add_documents(transaction, kept)
            bury_authors(transaction, _of_kind(events, Departed))
            bury_withdrawn(transaction, _of_kind(events, Withdrawn))
            passed = [_passed_over(document, self._origin) for document in elsewhere]
            add_passed_over(transaction, [*passed, *told])
            stored = {document.document_id for document in kept}
            dropped = {document.document_id for document in given} - stored
            items = _of_kind(events, ItemState)
            keep_item_states(transaction, _without(items, dropped | (self._dropped - stored)))
            keep_source_states(transaction, [e for e in events if isinstance(e, SourceState)])
            keep_sites(transaction, [e for e in events if isinstance(e, Site)])
            add_polls(transaction, polls)
            imported = {poll.source_id for poll in polls if poll.access is Access.IMPORTED}
            imported |= self._told.keys() - self._registered  # an import may end in the middle
            if imported:
                add_imported_sources(transaction, sorted(imported), self._told)
        self._registered |= imported
        self._dropped = dropped
        self._count(added, events)
        in_files = sum(row.items for row in told if row.origin)  # each is a row of its file
        self._summary.set_aside += Counter(
            {ELSEWHERE: len(elsewhere) + in_files, ERASED: len(given) - len(wanted)}
        )

    def _gate(
        self, transaction: Transaction, documents: Sequence[Document]
    ) -> tuple[list[Document], list[Document]]:
        """The documents that are stored, and those that are about something else.

        An edit of what is held is stored whatever it is about: what it replaces is no longer said,
        and its deletion must be met. So is what answers what is held, in as few words as people
        answer each other in.
        """
        about = [not self._gated or _passes(document) for document in documents]
        passing = {d.document_id for d, passes in zip(documents, about, strict=True) if passes}
        others = [document for document in documents if document.document_id not in passing]
        met = {i for d in others for i in (d.document_id, d.reply_to) if i}
        stands = _with_answers(others, passing | held_of(transaction, met))
        kept = [document for document in documents if document.document_id in stands]
        return kept, [document for document in documents if document.document_id not in stands]

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


def _of_kind(events: Iterable[Event], kind: type[Kind]) -> list[Kind]:
    """The events of one kind, in order."""
    return [event for event in events if isinstance(event, kind)]


def _passes(document: Document) -> bool:
    """Whether a document is stored: all but what a person wrote that is about something else."""
    if document.kind not in _GATED or document.text_status is TextStatus.DELETED:
        return True
    said = (document.title, document.text, document.context, " ".join(document.hashtags))
    return may_be_about("\n".join(said))


def _with_answers(documents: Sequence[Document], stands: Set[str]) -> Set[str]:
    """The ids that stand, and those of the documents that answer them, down whole threads: an
    answer may come before what it answers."""
    answers: dict[str, list[str]] = {}
    for document in documents:
        if document.reply_to and document.kind is DocumentKind.COMMENT:
            answers.setdefault(document.reply_to, []).append(document.document_id)
    found = set(stands)
    waiting = [each for each in answers if each in found]
    while waiting:
        new = set(answers.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found


def _passed_over(document: Document, origin: str) -> PassedOver:
    moment = document.published_at or document.first_seen_at
    language, _ = identify_language(f"{document.title}\n{document.text}", document.language)
    day = moment.astimezone(STOCKHOLM).date()
    return PassedOver(document.source_id, day, language, origin=origin)


def _without(items: Iterable[ItemState], dropped: Set[str]) -> list[ItemState]:
    """What is known of entries; those whose documents were not stored stand for none."""
    return [replace(i, document_id="", url="") if i.document_id in dropped else i for i in items]
