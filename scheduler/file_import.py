"""Files of other tools on their way into the store, and the days that they stand for."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from classifiers.gate import may_be_about
from classifiers.language import identify_language
from crawlers.dates import STOCKHOLM
from crawlers.imports.formats import read_file
from crawlers.imports.reading import READ_AND_LEFT, Mapped, Reading, Row, SetAside, origin_of
from crawlers.privacy import Pseudonyms
from scheduler.ingest import Ingest, Summary
from scheduler.pipeline import Progress, begin, silent
from scheduler.set_aside import told
from store.connection import Store
from store.errors import ImportFileError
from store.passed_over import forget_passed_over
from store.records import Access, Document, DocumentKind, PassedOver, Poll, Source

logger = logging.getLogger(__name__)

Tell = Callable[[str], None]

PAUSE = timedelta(days=7)
"""A list of articles may have been made in parts: days further apart than this are not covered
between."""

_POSTS = frozenset({DocumentKind.POST, DocumentKind.COMMENT, DocumentKind.VIDEO})


class Spans:
    """For each source of a file, the days of publication of its rows.

    `whole`: all days from the first to the last count, as of a list that somebody has made; else
    a pause of more than PAUSE ends what is covered, and one old article covers its own day. Of a
    source with nothing but posts nobody knows how many there were: it covers nothing.
    """

    def __init__(self, whole: bool) -> None:
        self._whole = whole
        self._days: dict[str, dict[date, tuple[datetime, datetime]]] = {}
        self._listed: set[str] = set()

    def add(self, row: Document | PassedOver) -> None:
        """Count a row; one without a day of publication covers nothing."""
        days = self._days.setdefault(row.source_id, {})
        if self._whole or (isinstance(row, Document) and row.kind not in _POSTS):
            self._listed.add(row.source_id)
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
        """What the file stands for; one without dates, or of posts alone, covers nothing."""
        for source_id, days in sorted(self._days.items()):
            runs: list[tuple[datetime, datetime]] = []
            for first, last in (days[d] for d in sorted(days) if source_id in self._listed):
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
    tell: Tell = logger.warning,
) -> Summary:
    """Bring in a file of one of the formats; unreadable rows are counted and set aside.

    The days that the file holds articles of count as covered (Spans). JSON Lines of Documents are
    taken as they are; of other tools' files, posts that are plainly not about the services are
    counted and left, unless `keep_all`. Of a file that is damaged further
    down the rows before come in, and of one with rounded ids none: `problem` of the summary says
    so. `tell` gets a Swedish line for rows set aside. Raises ImportFileError when
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
    with Ingest(store, summary, time.monotonic, gated, reading.told, reading.origin) as ingest:
        problem = _take_rows(
            ingest, read_file(path, file_format, reading), path, spans, progress, tell
        )
        summary.problem = "\n".join(filter(None, (reading.distrust, problem)))
        for poll in spans.polls(now):
            ingest.add(poll)
    summary.platform_unknown = reading.platform_unknown
    return summary


def _take_rows(
    ingest: Ingest,
    rows: Iterable[Row],
    path: Path,
    spans: Spans,
    progress: Progress,
    tell: Tell,
) -> str:
    """Take in the rows of a file; gives why the rest could not be read, "" where all could.

    Raises ImportFileError when not even the first one could.
    """
    asides: Counter[str] = Counter()
    count = 0
    try:
        for count, row in enumerate(rows, start=1):
            ingest.add(row)
            if isinstance(row, SetAside):
                _tell_aside(path, row, asides, tell)
            if isinstance(row, Document | PassedOver):
                spans.add(row)
            if count % 100 == 0:
                progress("import", count, 0)
    except ImportFileError as error:
        if not count:
            raise
        return str(error)
    return ""


SHOWN_ASIDES = 20
"""So many rows set aside for one reason have a line each; the summary counts all."""


def _tell_aside(path: Path, row: SetAside, asides: Counter[str], tell: Tell) -> None:
    if row.reason in READ_AND_LEFT:  # nothing for a person to mend
        return
    asides[row.reason] += 1
    if asides[row.reason] <= SHOWN_ASIDES:
        tell(f"{path}, rad {row.line}: {told(row)}")
    elif asides[row.reason] == SHOWN_ASIDES + 1:
        tell(f"{path}, fler rader: {told(row)}")
