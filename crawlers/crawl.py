"""One pass over sources. Scrapy's reactor starts once a process, so each pass has its own."""

from __future__ import annotations

import atexit
import logging
import multiprocessing
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any

from crawlers.privacy import Pseudonyms
from crawlers.settings import CrawlSettings
from store.records import (
    Access,
    Departed,
    Document,
    ItemState,
    PassedOver,
    Poll,
    Site,
    Source,
    SourceKind,
    SourceState,
    Withdrawn,
)

if TYPE_CHECKING:
    from crawlers.child import Work

logger = logging.getLogger(__name__)

Record = Document | ItemState | SourceState | Site | Poll | PassedOver | Departed | Withdrawn

START_METHOD = "spawn"
"""How the crawling process starts: afresh, so that nothing of the program is in it."""
LEAVE_S = 0.5
"""How long the crawling process is given to end by itself when the pass is done."""
STOP_S = 1.0
"""How long the crawling process is given to end when asked, before it is killed."""
ASK_S = 0.5
"""How often it is asked whether the pass is to be stopped while nothing comes."""


@dataclass(frozen=True, slots=True)
class Job:
    """All that the crawling process needs; it reads nothing else."""

    sources: tuple[Source, ...]
    states: dict[str, SourceState]
    items: dict[str, tuple[ItemState, ...]]
    sites: dict[str, Site]
    settings: CrawlSettings
    pseudonyms: Pseudonyms
    now: datetime
    since: datetime | None


def crawl(
    sources: Sequence[Source],
    states: Mapping[str, SourceState],
    items: Mapping[str, Sequence[ItemState]],
    settings: CrawlSettings,
    pseudonyms: Pseudonyms,
    now: datetime,
    since: datetime | None = None,
    *,
    sites: Mapping[str, Site] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Record]:
    """Visit the sources once and yield what came of it, as it comes.

    Of each source all Documents come first, each followed by its ItemState, then its SourceState
    and its one Poll: whoever stores in this order never keeps an ETag without the documents it
    stands for. A SourceState that comes earlier keeps how far a platform has been read: it stands
    for what came before it. What was learnt of web sites (`sites` is what is known of them) comes
    at any time. All times are `now` (aware, UTC). Entries published before `since` are passed over.
    Sources of kind `import` are not visited. A source that could not be visited because the
    crawling process ended gets a Poll with access `outage`. Closing the iterator ends the pass, and
    so does `stopped`, which is asked at least every half second; sources that were not done then
    get no Poll.
    """
    asked = tuple(source for source in sources if source.kind is not SourceKind.IMPORT)
    if not asked:
        return
    job = Job(
        asked,
        {s.source_id: states[s.source_id] for s in asked if s.source_id in states},
        {s.source_id: tuple(items.get(s.source_id, ())) for s in asked},
        dict(sites or {}),
        settings,
        pseudonyms,
        now,
        since,
    )
    polled: set[str] = set()
    for record in in_own_process(job, stopped):
        if isinstance(record, Poll):
            polled.add(record.source_id)
        yield record
    if stopped():
        return
    for source in asked:
        if source.source_id not in polled:
            message = "hämtningen avbröts innan källan var läst"
            yield Poll(source.source_id, now, Access.OUTAGE, message=message)


def in_own_process(
    job: Any, stopped: Callable[[], bool], work: Work | None = None
) -> Iterator[Any]:
    """What the crawling process sends, until it says that it is done or is gone.

    It visits the sources of a Job, or does other `work` on a job with settings of its own.
    """
    from crawlers.child import run  # Scrapy is loaded in the child alone, by this name

    context = multiprocessing.get_context(START_METHOD)
    receiver, sender = context.Pipe(duplex=False)
    # Not a daemon: those may have no workers of their own. We end it here, and at our own exit.
    process = context.Process(
        target=run, args=(job, sender, work), name="vardkase-crawl", daemon=False
    )
    process.start()
    end = partial(_end, process)
    atexit.register(end)
    sender.close()
    try:
        if (yield from _received(receiver, stopped)):
            process.join(timeout=LEAVE_S)
    finally:
        receiver.close()
        end()
        atexit.unregister(end)
        process.close()


def _received(receiver: Connection, stopped: Callable[[], bool]) -> Generator[Any, None, bool]:
    """Yields what comes; gives whether the pass was done."""
    while not stopped():
        try:
            if not receiver.poll(ASK_S):
                continue
            event = receiver.recv()
        except (EOFError, ConnectionError):
            logger.error("the crawling process ended before the pass was done")
            return False
        if event is None:
            return True
        if isinstance(event, tuple):  # a line of its log: logger, level, text
            logging.getLogger(event[0]).log(event[1], "%s", event[2])
        else:
            yield event
    return False


def _end(process: BaseProcess) -> None:
    """Leave no process behind: ask, then kill."""
    if process.is_alive():
        process.terminate()
        process.join(timeout=STOP_S)
    if process.is_alive():
        process.kill()
        process.join()
