"""When each source of a constructed archive was asked, if it answered, and what that covers."""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from spike_cases import outlets

from store.records import Access, Poll

PASS = timedelta(minutes=90)
"""What is fetched so soon after a poll came by it."""
LISTED = timedelta(hours=36)
"""How far back the entries of an ordinary answer go."""


class Polling:
    """Sources are asked every morning, platforms in the evening too, from `start` to `end`."""

    def __init__(self, rng: random.Random, start: datetime, end: datetime) -> None:
        self._rng, self._start, self._end = rng, start, end
        self._began: dict[str, datetime] = {}
        self._minutes: dict[str, int] = {}
        self._silent: dict[str, list[tuple[datetime, datetime]]] = {}
        self._reach_back: dict[tuple[str, datetime], timedelta | None] = {}

    def follow(self, source_id: str) -> None:
        """Ask the source from the start, at a minute of its own."""
        self._minutes[source_id] = self._rng.randint(0, 59)

    def begin(self, source_id: str, at: datetime) -> None:
        """Ask the source for the first time at `at`."""
        self._began[source_id] = at
        self._minutes[source_id] = at.minute

    def silence(self, source_id: str, first: datetime, last: datetime) -> None:
        self._silent.setdefault(source_id, []).append((first, last))

    def reach_back(self, source_id: str, poll: datetime, back: timedelta | None) -> None:
        """What the answer at `poll` lists goes back by `back` (None: no entry has a date)."""
        self._reach_back[source_id, poll] = back

    def answered(self, source_id: str, at: datetime) -> bool:
        return not any(a <= at < b for a, b in self._silent.get(source_id, ()))

    def attempts(self, source_id: str, since: datetime | None = None) -> Iterator[datetime]:
        """Every attempt at a source in order, those after `since` alone where it is given."""
        begin = self._began.get(source_id)
        start = begin or self._start
        if begin is not None and (since is None or begin > since):
            yield begin
        day = max(start, since or start).replace(hour=0, minute=0, second=0, microsecond=0)
        hours = (5, 17) if source_id in outlets.PRIVATE else (5,)
        while day < self._end:
            for hour in hours:
                at = day + timedelta(hours=hour, minutes=self._minutes[source_id])
                if start <= at < self._end and at != begin and (since is None or at > since):
                    yield at
            day += timedelta(days=1)

    def next_answer(self, source_id: str, at: datetime) -> datetime:
        """When a text published at `at` reaches us; after the end where nothing answers before."""
        if source_id in self._minutes:
            for poll in self.attempts(source_id, at):
                if self.answered(source_id, poll):
                    return poll
        return self._end + timedelta(hours=1)

    def polls(self, fetched: Mapping[str, Sequence[datetime]]) -> list[Poll]:
        """The records of all attempts; `fetched` has each source's times of new texts, in order."""
        return [
            poll
            for source_id in sorted(self._minutes)
            for poll in self._of(source_id, fetched.get(source_id, ()))
        ]

    def _of(self, source_id: str, times: Sequence[datetime]) -> Iterator[Poll]:
        last = None
        for at in self.attempts(source_id):
            if not self.answered(source_id, at):
                yield Poll(
                    source_id, at, Access.OUTAGE, http_status=503, message="Servern svarade 503."
                )
                continue
            new = bisect_left(times, at + PASS) - bisect_left(times, at)
            back = self._reach_back.get((source_id, at), LISTED)
            since = None if back is None else at - back
            if back == LISTED and last is not None:
                since = min(at - back, last)  # entries of the last answer are still listed
            access = Access.OK if new else Access.NOT_MODIFIED
            yield Poll(source_id, at, access, max(20, new), new, since, 200)
            last = at
