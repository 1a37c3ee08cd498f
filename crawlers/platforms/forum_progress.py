"""How far the threads of a source have been read: its cursor."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

KEPT = 300
"""Threads of a section that are remembered, those read last. One that is forgotten is begun anew
when it becomes active again."""
_MINUTE = timedelta(minutes=1)
"""Lists of threads give whole minutes."""


@dataclass(slots=True)
class Span:
    """The pages `first` to `last` of a thread have been read, at `read_at` to their end ("" while
    they have not)."""

    first: int
    last: int
    read_at: str = ""


class Progress:
    """Spans of threads by their ids, written as JSON."""

    def __init__(self, cursor: str) -> None:
        self._spans: dict[str, Span] = {}
        try:
            for thread, (start, last, read_at) in json.loads(cursor or "{}").items():
                self._spans[thread] = Span(max(1, int(start)), max(1, int(last)), str(read_at))
        except (ValueError, TypeError, AttributeError):  # written by nobody: begun anew
            self._spans.clear()

    def __str__(self) -> str:
        kept = list(self._spans.items())[-KEPT:]
        spans = {thread: [span.first, span.last, span.read_at] for thread, span in kept}
        return json.dumps(spans, separators=(",", ":"))

    def of(self, thread: str) -> Span | None:
        """What has been read of a thread; None for one that is new."""
        return self._spans.get(thread)

    def begin(self, thread: str, page: int) -> None:
        """Begin a thread at a page: those before it count as not read."""
        self._spans[thread] = Span(page, page)

    def read(self, thread: str, page: int) -> None:
        """A page has been read, and with it all from the first one on."""
        span = self._spans.pop(thread, None) or Span(page, page)
        self._spans[thread] = Span(min(span.first, page), page)

    def ended(self, thread: str, now: datetime) -> None:
        """A thread has been read to its end, as it was at this moment."""
        self._spans[thread].read_at = now.isoformat(timespec="minutes")

    def is_read(self, thread: str, active_at: datetime | None) -> bool:
        """Whether nothing has been written in a thread since it was read to its end."""
        span = self._spans.get(thread)
        if span is None or not span.read_at or active_at is None:
            return False
        try:
            return active_at + _MINUTE <= datetime.fromisoformat(span.read_at)
        except (ValueError, TypeError):
            return False
