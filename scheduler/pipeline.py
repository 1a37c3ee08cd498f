"""One pass: crawl, put into stories, classify. No clock: `now` is an argument.

Each step takes up where the store says that the last one ended, so that a pass that was cut off is
completed by the next one.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from classifiers.classifier import Classifier, Text
from crawlers.crawl import crawl
from crawlers.privacy import Pseudonyms
from crawlers.settings import CrawlSettings
from crawlers.visits.waiting import next_attempt
from scheduler.ingest import Event, Ingest, Summary
from store.connection import Store
from store.keys import require_same_key
from store.labels import add_labels, pending
from store.records import Labels, Poll, Source, SourceState
from store.sites import sites
from store.sources import forget_unlisted, item_states, replace_sources, source_states

logger = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is (0 when unknown)."""

CLASSIFY_BATCH = 64
"""Texts labelled between two writes: some seconds of work that a crash would repeat."""


def silent(_what: str, _done: int, _total: int) -> None:
    """A Progress that says nothing."""


def crawl_sources(
    store: Store,
    sources: Sequence[Source],
    settings: CrawlSettings,
    pseudonyms: Pseudonyms,
    now: datetime,
    *,
    only: Sequence[str] | None = None,
    since: datetime | None = None,
    progress: Progress = silent,
    stopped: Callable[[], bool] = lambda: False,
) -> Summary:
    """Fetch what is new from `sources`, or from those named in `only`, into the store.

    A source that fails is counted in the summary and never stops the others. `stopped` is asked
    after each event; when it says so the crawl ends, and what has come so far is kept.
    """
    summary = Summary()
    asked = [s for s in sources if only is None or s.source_id in only]
    begin(store, sources, pseudonyms)
    states = source_states(store)
    items = item_states(store, [s.source_id for s in asked])
    known_sites = sites(store)
    done = 0
    progress("crawl", 0, len(asked))
    with Ingest(store, summary, time.monotonic) as ingest:
        for event in crawl(
            asked, states, items, settings, pseudonyms, now, since,
            sites=known_sites, stopped=stopped,
        ):  # fmt: skip
            ingest.add(event)
            _log(event)
            if isinstance(event, Poll):
                done += 1
                progress("crawl", done, len(asked))
            if stopped():
                break
    return summary


def _log(event: Event) -> None:
    """A line for each attempt at a source, and for each problem that its answer had."""
    if isinstance(event, SourceState):
        for problem in event.problems:
            logger.info("%s: problem: %s", event.source_id, problem)
    elif isinstance(event, Poll):
        what = event.message or f"{event.items} entries, {event.new_items} new"
        logger.info("%s: %s: %s", event.source_id, event.access, what)


def begin(store: Store, sources: Sequence[Source], pseudonyms: Pseudonyms) -> None:
    """Make these the store's sources, and forget what they list no more. Raises SettingsError,
    changing nothing, for another key."""
    with store.write() as transaction:
        require_same_key(transaction, pseudonyms.of("vardkase", "check"), store.path)
        replace_sources(transaction, sources)
        forget_unlisted(transaction)


def due(
    sources: Sequence[Source],
    polled_at: Mapping[str, datetime],
    states: Mapping[str, SourceState],
    now: datetime,
) -> list[Source]:
    """The sources that the service asks now: never asked, or their next attempt has come."""
    found = []
    for source in sources:
        last, state = polled_at.get(source.source_id), states.get(source.source_id)
        if last is None or now >= next_attempt(source, state, last):
            found.append(source)
    return found


def classify_pending(
    store: Store,
    classifier: Classifier,
    now: datetime,
    progress: Progress = silent,
    stopped: Callable[[], bool] = lambda: False,
    everything: bool = False,
) -> int:
    """Label each document whose newest version has no labels by this model; gives how many.

    With `everything`, older versions too.
    """
    done = 0
    while not stopped() and (rows := pending(store, classifier.name, CLASSIFY_BATCH, everything)):
        texts = [Text(r["title"], r["text"], r["context"], r["language"]) for r in rows]
        labels = [
            Labels(
                document_id=row["document_id"],
                version=row["version"],
                model=classifier.name,
                labelled_at=now,
                language=p.language,
                language_supported=p.language_supported,
                relevant=p.relevant,
                tone=p.tone,
                narratives=p.narratives,
                stance=p.stance,
                frames=p.frames,
                abstained=p.abstained,
                scores=p.scores,
            )
            for row, p in zip(rows, classifier.classify(texts), strict=True)
        ]
        with store.write() as transaction:
            add_labels(transaction, labels)
        done += len(rows)
        progress("classify", done, 0)
    return done
