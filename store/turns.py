"""Whose turn it is at the store: first come, first served, within a process and between processes.

DuckDB's lock on the file decides who may open it; this only keeps the order. Without an order, four
readers in a loop can keep a writer out for seconds, as the file is hardly ever unlocked when it
tries. Nothing here outlives its process: a leftover queue file means nothing, only a lock held on
it does, and the operating system drops that when a process ends, however it ends.
"""

from __future__ import annotations

import contextlib
import os
import random
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: processes meet at DuckDB's own lock, without an order
    fcntl = None

_LONGEST_PAUSE_S = 0.008
"""Pause of one who has just come. It shrinks with each attempt, so that who came first knocks most
often and mostly gets in first; random, so that two do not knock in step."""

_SHORTEST_PAUSE_S = 0.001


class Turns:
    """A lock for threads that serves them in the order in which they asked."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[tuple[int, threading.Event]] = deque()
        self._holder: int | None = None

    @contextlib.contextmanager
    def taken(self, timeout_s: float) -> Iterator[None]:
        """Hold the turn inside the block.

        Raises TimeoutError when it does not come within `timeout_s`, and RuntimeError when this
        thread already holds it: waiting for oneself would never end.
        """
        self._acquire(timeout_s)
        try:
            yield
        finally:
            self._release()

    def _acquire(self, timeout_s: float) -> None:
        me = threading.get_ident()
        with self._guard:
            if self._holder == me:
                raise RuntimeError("this thread already has a transaction open on this store")
            if self._holder is None:
                self._holder = me
                return
            place = (me, threading.Event())
            self._waiting.append(place)
        try:
            came = place[1].wait(timeout_s)
        except BaseException:
            self._leave(place)
            raise
        if not came and not self._leave(place, keep=True):
            raise TimeoutError

    def _leave(self, place: tuple[int, threading.Event], keep: bool = False) -> bool:
        """Step out of the line; when the turn has come meanwhile, keep it (True) or pass it on."""
        with self._guard:
            if place in self._waiting:
                self._waiting.remove(place)
                return False
        if not keep:
            self._release()
        return True

    def _release(self) -> None:
        with self._guard:
            self._holder = None
            if self._waiting:
                self._holder, event = self._waiting.popleft()
                event.set()


@contextlib.contextmanager
def in_line(queue: Path, deadline: float) -> Iterator[None]:
    """Stand at the head of the processes' line inside the block, or go on at `deadline`.

    `queue` is a file beside the store, empty, made when missing; `deadline` is in seconds of
    `time.monotonic()`. Where the folder or the file system allows no lock, there is no line.
    """
    handle = _opened(queue)
    if handle is None:
        yield
        return
    try:
        pause_s = _LONGEST_PAUSE_S
        while not _first(handle) and time.monotonic() < deadline:
            time.sleep(random.uniform(pause_s / 2, pause_s))
            pause_s = max(_SHORTEST_PAUSE_S, pause_s * 0.8)
        yield
    finally:
        os.close(handle)


def _opened(queue: Path) -> int | None:
    if fcntl is None:
        return None
    try:
        return os.open(queue, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError:
        return None


def _first(handle: int) -> bool:
    """Whether we are at the head; also where the file system knows no locks."""
    assert fcntl is not None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
