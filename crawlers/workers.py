"""Processes that parse and extract, so that a hard page never holds up the reactor."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from crawlers.worker import NotBegun, TooHard, Worker, WorkerError, WorkerLost

__all__ = ["TooHard", "WorkerError", "WorkerLost", "Workers"]

Result = TypeVar("Result")

MOST = 4
"""Extraction of 100 pages a second keeps one core busy; no pass asks for more than four."""
PATIENCE_S = 1.0
"""How long work waits for those who work already before another worker is started. Starting one
costs half a CPU second, as much as reading 50 pages, so a small pass has one."""
TASKS = 2_000
"""Pieces of work after which a worker is replaced: what C libraries leak goes with it."""
PRELOAD = ("crawlers.feeds", "crawlers.documents", "crawlers.extraction.articles")
"""What a worker loads while it waits for its first work, most wanted first."""


class Workers:
    """Runs functions of modules in processes of their own, started when there is work for them.

    For one event loop. Functions, arguments and results travel pickled.
    """

    def __init__(
        self, size: int | None = None, new_worker: Callable[[], Worker] = lambda: Worker(PRELOAD)
    ) -> None:
        self.size = size or max(1, min(MOST, os.cpu_count() or 1))
        self._new_worker = new_worker
        self._lanes: list[_Lane] = []
        self._idle: asyncio.Queue[_Lane] = asyncio.Queue()
        self._threads = ThreadPoolExecutor(self.size, thread_name_prefix="worker")

    def warm(self) -> None:
        """Start the first worker now, for work that is sure to come."""
        lane = self._new_lane()
        self._threads.submit(lane.worker)
        self._idle.put_nowait(lane)

    async def call(self, function: Callable[..., Result], *args: Any) -> Result:
        """What the function gives for these arguments. Raises TooHard or WorkerLost.

        Cancelling gives the answer up; the worker finishes it or meets its limit.
        """
        lane = await self._free_lane()
        work = asyncio.get_running_loop().run_in_executor(self._threads, lane.run, function, args)
        work.add_done_callback(partial(self._finished, lane))
        return await asyncio.shield(work)

    def _finished(self, lane: _Lane, work: asyncio.Future[Any]) -> None:
        lane.finished = True
        self._idle.put_nowait(lane)
        if not work.cancelled():
            work.exception()  # seen, even if the caller has given the answer up

    async def _free_lane(self) -> _Lane:
        if not self._idle.empty():
            return self._idle.get_nowait()
        if not self._lanes:
            return self._new_lane()
        while len(self._lanes) < self.size:
            try:
                return await asyncio.wait_for(self._idle.get(), PATIENCE_S)
            except TimeoutError:
                if len(self._lanes) < self.size and all(lane.finished for lane in self._lanes):
                    return self._new_lane()
        return await self._idle.get()

    def _new_lane(self) -> _Lane:
        self._lanes.append(lane := _Lane(self._new_worker))
        return lane

    def close(self) -> None:
        """End the processes at once. May be called in a signal handler; nothing runs after it."""
        for lane in self._lanes:
            lane.end()
        self._threads.shutdown(wait=False, cancel_futures=True)


class _Lane:
    """A place for one worker after another; `finished` some work, so that starting is over."""

    def __init__(self, new_worker: Callable[[], Worker]) -> None:
        self._new_worker = new_worker
        self._worker: Worker | None = None
        self._ended = False
        self.finished = False

    def worker(self) -> Worker:
        """The worker of this place, started when there is none or it has done its share."""
        if self._worker is not None and self._worker.done >= TASKS:
            self.drop()
        if self._worker is None and not self._ended:
            self._worker = self._new_worker()
        if self._ended or self._worker is None:
            self.drop()
            raise WorkerLost
        return self._worker

    def run(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """What the function gives in the worker; begun anew once where the worker died while idle.

        Raises WorkerError where it died at work; the next work then gets another worker.
        """
        try:
            try:
                return self.worker().run(function, *args)
            except NotBegun:  # it died while idle: no fault of this work
                self.drop()
                return self.worker().run(function, *args)
        except WorkerError:
            self.drop()
            raise

    def drop(self) -> None:
        """End the worker; the next work starts another."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()

    def end(self) -> None:
        """End the worker for good."""
        self._ended = True
        self.drop()
