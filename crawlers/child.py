"""The crawling process: runs Scrapy once and sends records through a pipe as they come."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import queue
import re
import signal
import ssl
import sys
import threading
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from crawlers.workers import Workers

if TYPE_CHECKING:
    from crawlers.crawl import Job, Record
    from crawlers.visits.visit import Tools
    from store.records import Source

logger = logging.getLogger(__name__)

Work = Callable[[Any, "Outbox", Any, Workers], Awaitable[None]]
"""What is done in the process, given the job, where records go, Scrapy's crawler, and workers."""

WAITING = 1_000
"""Records that may wait for the parent before visits pause: memory stays flat when it is slow."""


class Outbox:
    """Sends to the parent from a thread of its own: a slow parent never stops the reactor."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._queue: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._send_all, daemon=True)
        self._thread.start()

    async def emit(self, *records: Record) -> None:
        """Queue records that belong together, in their order; waits while too many are queued."""
        for record in records:
            self._queue.put(record)
        while self._queue.qsize() > WAITING:
            await asyncio.sleep(0.02)

    def put(self, event: object) -> None:
        self._queue.put(event)

    def finish(self) -> None:
        """Tell the parent that the pass is done, after everything queued so far."""
        self._queue.put(None)
        self._thread.join()

    def _send_all(self) -> None:
        while True:
            event = self._queue.get()
            try:
                self._connection.send(event)
            except OSError:  # the parent is gone or has closed the pass
                os.kill(os.getpid(), signal.SIGTERM)
                return
            if event is None:
                return


_PATH = re.compile(r"(https?://[^\s/?#]+)[/?#]\S*")
"""What follows the host of an address: a member of a forum, or what somebody searched for."""


class _ToParent(logging.Handler):
    """Log lines go to the parent's log, without arguments, traces or what could name a person."""

    def __init__(self, outbox: Outbox) -> None:
        super().__init__(logging.WARNING)
        self._outbox = outbox

    def emit(self, record: logging.LogRecord) -> None:
        """Send one line, masked, at most 500 characters; of an address its host alone stays."""
        from crawlers.privacy import mask

        said = mask(_PATH.sub(r"\1/…", record.getMessage()))
        self._outbox.put((record.name, record.levelno, said[:500]))


def run(job: Any, connection: Connection, work: Work | None = None) -> None:
    """Visit all sources of the job, or do other `work` on it, and end.

    Interrupts are the parent's business.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _load_no_program()
    workers = Workers()
    signal.signal(signal.SIGTERM, lambda *_: _leave(workers))
    if work is None and any(source.source_id not in job.states for source in job.sources):
        workers.warm()  # what was never read is sure to be: it loads while we do
    work = work or visit_all
    outbox = Outbox(connection)
    root = logging.getLogger()
    root.handlers[:] = [_ToParent(outbox)]
    root.setLevel(logging.WARNING)

    from scrapy.crawler import AsyncCrawlerProcess

    from crawlers.network.engine import scrapy_settings

    process = AsyncCrawlerProcess(scrapy_settings(job.settings))
    root.setLevel(logging.WARNING)
    _trust_certificates()
    _die_with_parent(workers)
    process.crawl(_spider_class(), job=job, outbox=outbox, work=work, workers=workers)
    process.start(install_signal_handlers=False)
    workers.close()
    outbox.finish()


def _load_no_program() -> None:
    """Keep the workers from loading the program that started us: they need none of it.

    A spawned process runs its parent's main module again (multiprocessing.spawn), whose imports
    would delay each worker.
    """
    main = sys.modules["__main__"]
    main.__spec__ = None
    vars(main).pop("__file__", None)


def _leave(workers: Workers) -> None:
    """End at once: nobody would store what comes."""
    workers.close()
    os._exit(1)


def _die_with_parent(workers: Workers) -> None:
    """End at once when the parent is gone (kill -9)."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        asyncio.get_event_loop().add_reader(parent.sentinel, _leave, workers)


def _trust_certificates() -> None:
    """Where the machine has no list of certificate authorities, use the one that certifi brings."""
    paths = ssl.get_default_verify_paths()
    if paths.cafile is None and not (paths.capath and os.listdir(paths.capath)):
        import certifi

        os.environ["SSL_CERT_FILE"] = certifi.where()  # read by OpenSSL, in this process alone


def _spider_class() -> type[Any]:
    import scrapy

    class Pass(scrapy.Spider):
        """Scrapy's frame around a pass; the visits use its downloader directly."""

        name = "pass"
        job: Any
        outbox: Outbox
        work: Work
        workers: Workers

        async def start(self) -> AsyncIterator[Any]:
            from crawlers.network.pace import Pace

            self.pace = Pace(self.crawler)  # signals hold those who listen weakly
            await self.work(self.job, self.outbox, self.crawler, self.workers)
            self.workers.close()
            self.outbox.put(None)  # done, even if a request that was given up still hangs
            return
            yield  # an asynchronous generator without items

    return Pass


async def visit_all(job: Job, outbox: Outbox, crawler: Any, workers: Workers) -> None:
    """Visit all sources side by side; each host still gets one request at a time."""
    from crawlers.extraction.page_check import PageCheck
    from crawlers.network.fetch import Fetcher
    from crawlers.network.site_book import SiteBook
    from crawlers.visits.pages import Pages
    from crawlers.visits.visit import RecheckBudget, Tools

    book = crawler.spider.site_book = SiteBook(job.sites, job.now, outbox.emit)
    fetcher = Fetcher(crawler, job.settings, job.now)
    tools = Tools(
        fetcher,
        Pages(fetcher, workers, PageCheck(fetcher, workers, book)),
        RecheckBudget(job.settings.recheck_pages_per_host),
        job.settings,
        job.now,
        job.since,
        outbox.emit,
        workers,
    )
    await asyncio.gather(*(_visit(source, job, tools) for source in job.sources))


async def _visit(source: Source, job: Job, tools: Tools) -> None:
    from crawlers.documents import Maker
    from crawlers.kinds import PLATFORMS
    from crawlers.network.fetch import Failure
    from crawlers.visits.access import after_failure
    from crawlers.visits.post_visit import PostVisit
    from crawlers.visits.visit import Visit
    from store.records import Access

    state, items = job.states.get(source.source_id), job.items.get(source.source_id, ())
    limit_s = job.settings.visit_limit_s
    if source.kind in PLATFORMS:
        visit = PostVisit(source, state, items, job.pseudonyms, tools)
    else:
        visit = Visit(source, state, items, Maker(source, job.pseudonyms, job.now), tools)
    try:
        await asyncio.wait_for(visit.run(), limit_s)
        return
    except TimeoutError:
        message = f"hann inte läsas klart inom {limit_s / 60:g} minuter".replace(".", ",")
        failure = Failure(Access.OUTAGE, message, code="visit_limit")
    except Exception as error:  # the edge of a source: one that fails never stops the others
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{os.path.basename(frame.filename)}:{frame.lineno}"
        logger.error("source %s: %s at %s", source.source_id, type(error).__name__, where)
        message = f"oväntat fel i hämtningen ({type(error).__name__} i {where})"
        failure = Failure(Access.OUTAGE, message, code="unexpected")
    await tools.emit(*after_failure(visit.state, failure, job.now))
