"""One process that does work for the crawling process, and ends with it whatever happens."""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

Result = TypeVar("Result")

CPU_LIMIT_S = 10.0
"""CPU seconds that one piece of work may take. The worst honest input known, a feed of 30,000
entries, takes 2.4; 200,000 elements in each other 5. Counted in CPU so that a busy machine calls
nothing too hard."""
WALL_LIMIT_S = 60.0
"""And by the clock, for work that waits and for systems that cannot count the CPU of a process."""
START_LIMIT_S = 120.0
"""How long a worker may take to start and to take the work; half a second on an idle machine."""
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class WorkerError(Exception):
    """Work that gave nothing; `message` is a Swedish clause for a Poll or a Failure."""

    message = "kunde inte läsas"


class TooHard(WorkerError):
    """The work took longer than a worker may take; the worker was ended."""

    message = f"kunde inte läsas inom {CPU_LIMIT_S:g} sekunder"


class WorkerLost(WorkerError):
    """The worker ended while it did this work (out of memory, a fault in a C library)."""

    message = "kunde inte läsas: processen som läste den avbröts"


class NotBegun(WorkerLost):
    """The worker had ended before it took the work: another may be asked."""


class Worker:
    """A spawned process with a pipe; does one piece of work at a time, for one thread at a time.

    `preload` names modules that it imports, one by one, for as long as there is no work.
    """

    def __init__(
        self,
        preload: Sequence[str] = (),
        cpu_limit_s: float = CPU_LIMIT_S,
        wall_limit_s: float = WALL_LIMIT_S,
    ) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would copy the reactor's threads
        self._wall_limit_s = wall_limit_s
        self.done = 0
        self._connection, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(
            target=_serve, args=(theirs, tuple(preload), cpu_limit_s), name="vardkase-worker"
        )
        self._process.daemon = True
        self._process.start()
        theirs.close()

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def run(self, function: Callable[..., Result], *args: Any) -> Result:
        """What the function gives; what it raises is raised here.

        Raises TooHard, WorkerLost or NotBegun, after which this worker is of no more use.
        """
        self.done += 1
        try:
            self._connection.send((function, args))
        except OSError as error:
            raise NotBegun from error
        begun = False
        try:
            while self._connection.poll(self._wall_limit_s if begun else START_LIMIT_S):
                answer = self._connection.recv()
                if answer is not None:
                    return _given(answer)
                begun = True
        except (EOFError, OSError) as error:
            raise self._death(begun) from error
        self.end()
        raise TooHard if begun else NotBegun

    def _death(self, begun: bool) -> WorkerError:
        self._process.join()
        if self._process.exitcode == -getattr(signal, "SIGPROF", 0):
            return TooHard()
        return WorkerLost() if begun else NotBegun()

    def end(self) -> None:
        """End the process at once, whatever it does, and leave nothing of it."""
        self._process.kill()
        self._process.join()
        self._connection.close()


def _given(answer: tuple[bool, Any]) -> Any:
    succeeded, value = answer
    if not succeeded:
        raise value
    return value


def _serve(connection: Connection, preload: tuple[str, ...], cpu_limit_s: float) -> None:
    """The worker's own side: takes work until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with_parent()
    for name in preload:
        if connection.poll():
            break  # there is work already: it loads what it needs
        importlib.import_module(name)
    with contextlib.suppress(EOFError, OSError):
        while True:
            function, args = connection.recv()
            connection.send(None)  # begun: who dies from here on dies of this work
            _count_cpu(cpu_limit_s)
            answer = _answer(function, args)
            _count_cpu(0.0)
            _send(connection, answer)


def _answer(function: Callable[..., Any], args: tuple[Any, ...]) -> tuple[bool, Any]:
    try:
        return True, function(*args)
    except Exception as error:  # the edge of a piece of work: raised again where it was asked for
        return False, error


def _send(connection: Connection, answer: tuple[bool, Any]) -> None:
    try:
        connection.send(answer)
    except (OSError, EOFError):
        raise
    except Exception as error:  # what cannot be pickled: said in words that can
        connection.send((False, TypeError(f"{type(answer[1]).__name__}: {error}")))


def _count_cpu(limit_s: float) -> None:
    """End this process by SIGPROF when it has used so many CPU seconds from now; 0: never."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, limit_s)


def _die_with_parent() -> None:
    """End when the crawling process is gone, even in the middle of work that never ends.

    Linux kills us itself; elsewhere a thread waits for the parent's pipe to close.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent.pid:
            os._exit(1)  # it was gone before we asked
    threading.Thread(target=_wait_and_exit, args=(parent,), daemon=True).start()


def _wait_and_exit(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
