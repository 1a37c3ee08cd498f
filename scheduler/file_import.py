"""Files of other tools on their way into the store, and the days that they stand for."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from classifiers.gate import may_be_about
from classifiers.language import identify_language
from crawlers.dates import STOCKHOLM
from crawlers.imports.formats import read_file
from crawlers.imports.reading import Mapped, Reading, SetAside, origin_of
from crawlers.privacy import Pseudonyms
from scheduler.ingest import Ingest, Summary
from scheduler.pipeline import Progress, begin, silent
from scheduler.set_aside import REASONS
from store.connection import Store
from store.errors import ImportFileError
from store.passed_over import forget_passed_over
from store.records import Access, Document, PassedOver, Poll, Source

logger = logging.getLogger(__name__)

PAUSE = timedelta(days=7)
"""A capture holds what a platform showed: days further apart than this are not covered between."""


class Spans:
    """For each source of a file, the days of publication of its rows.

    `whole`: all days from the first to the last count, as of a list that somebody has made; else
    a pause of more than PAUSE ends what is covered, and one old post covers its own day.
    """

    def __init__(self, whole: bool) -> None:
        self._whole = whole
        self._days: dict[str, dict[date, tuple[datetime, datetime]]] = {}

    def add(self, row: Document | PassedOver) -> None:
        days = self._days.setdefault(row.source_id, {})
        if isinstance(row, PassedOver):
            day = row.day
            moment = datetime.combine(day, clock_time(12), STOCKHOLM).astimezone(UTC)
        elif row.published_at is not None:
            moment = row.published_at
            day = moment.astimezone(STOCKHOLM).date()
        else:
            return
        first, last = days.get(day, (moment, moment))
        days[day] = (min(first, moment), max(last, moment))

    def polls(self, now: datetime) -> Iterator[Poll]:
        """What the file stands for; a source without dates covers nothing."""
        for source_id, days in sorted(self._days.items()):
            runs: list[tuple[datetime, datetime]] = []
            for first, last in (days[day] for day in sorted(days)):
                if runs and (self._whole or first - runs[-1][1] <= PAUSE):
                    runs[-1] = (runs[-1][0], last)
                else:
                    runs.append((first, last))
            if not runs:
                yield Poll(source_id, now, Access.IMPORTED)
            for first, last in runs:
                yield Poll(source_id, last, Access.IMPORTED, covers_from=first)


def import_file(
    store: Store,
    path: Path,
    sources: Sequence[Source],
    pseudonyms: Pseudonyms,
    now: datetime,
    progress: Progress = silent,
    *,
    file_format: str = "jsonl",
    mapping: Mapped | None = None,
    keep_all: bool = False,
) -> Summary:
    """Bring in a file of one of the formats; unreadable rows are counted and set aside.

    The days that the file holds something of count as covered (Spans). JSON Lines of Documents are
    taken as they are; of other tools' files, posts that are plainly not about the services are
    counted and left, unless `keep_all`. Of a file that is damaged further
    down the rows before come in, and of one with rounded ids none: `problem` of the summary says
    so. Raises ImportFileError when
    no row can be read.
    """
    gated = file_format != "jsonl" and not keep_all
    reading = Reading(
        {source.source_id: source for source in sources},
        pseudonyms,
        now,
        origin_of(path) if file_format != "jsonl" else "",
        may_be_about if gated else lambda _: True,
        lambda text, declared: declared or identify_language(text)[0],
        mapping,
    )
    summary = Summary()
    begin(store, sources, pseudonyms)
    with store.write() as transaction:
        forget_passed_over(transaction, reading.origin)
    spans = Spans(whole=file_format == "jsonl")
    asides: Counter[str] = Counter()
    count = 0
    with Ingest(store, summary, time.monotonic, gated, reading.told, reading.origin) as ingest:
        try:
            for count, event in enumerate(read_file(path, file_format, reading), start=1):
                ingest.add(event)
                if isinstance(event, SetAside):
                    _log_aside(path, event, asides)
                if isinstance(event, Document | PassedOver):
                    spans.add(event)
                if count % 100 == 0:
                    progress("import", count, 0)
        except ImportFileError as error:
            if not count:
                raise
            summary.problem = str(error)
        summary.problem = "\n".join(filter(None, (reading.distrust, summary.problem)))
        for poll in spans.polls(now):
            ingest.add(poll)
    summary.platform_unknown = reading.platform_unknown
    return summary


SHOWN_ASIDES = 20
"""So many rows set aside for one reason have a line of the log each; the summary counts all."""


def _log_aside(path: Path, row: SetAside, asides: Counter[str]) -> None:
    asides[row.reason] += 1
    if asides[row.reason] <= SHOWN_ASIDES:
        logger.warning("%s, rad %d: %s (%s)", path, row.line, REASONS[row.reason], row.reason)
    elif asides[row.reason] == SHOWN_ASIDES + 1:
        logger.warning("%s, fler rader: %s (%s)", path, REASONS[row.reason], row.reason)
