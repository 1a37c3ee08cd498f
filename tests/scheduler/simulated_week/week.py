"""The week itself: passes at simulated times, and what the user could see after each of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from simulated_week.articles import Newsroom, etag, frame_of, weekly_items
from simulated_week.hosts import Hosts, Reply
from simulated_week.outages import NORMAL, OUTAGES, RSS, Outage, Situation
from simulated_week.past import write_past
from simulated_week.publishers import END, START, WEEK, Publisher, publishers

from crawlers.privacy import Pseudonyms
from crawlers.settings import CrawlSettings
from reports.signals.coverage import COVERED, coverage
from reports.weekly.content import Report
from reports.weekly.edition import Edition, read_report
from scheduler.pipeline import crawl_sources, due
from store.columns import to_arrow
from store.connection import Store
from store.records import ANSWERED, Access, Frame, LabelGroup, Labels, Source
from store.reports import begin_moment
from store.sources import last_attempts, last_polls, source_states

MODEL = "regel"
MIN_CELL = 5
KEY = Pseudonyms(b"en nyckel for den simulerade veckan")
SETTINGS = CrawlSettings(
    delay_s=0.0, allow_private_networks=True, timeout_s=20.0, recheck_pages_per_host=0
)
"""No outage waits for the time limit, and a busy machine shall not make one of its own."""
MONDAY = END + timedelta(hours=6)
"""When the report of the week is written."""


@dataclass
class Seen:
    """What the user could see: `signs` gives each source that was flagged its first signs, each
    with the hours of simulated time from START at which it was first seen."""

    signs: dict[str, dict[str, float]] = field(default_factory=dict)
    passes: int = 0
    polls: int = 0
    failed: int = 0

    def note(self, source_id: str, sign: str, now: datetime) -> None:
        hours = (now - START).total_seconds() / 3600
        self.signs.setdefault(source_id, {}).setdefault(sign, hours)


class Week:
    """The hosts, the publishers behind them, and a store that a service fills."""

    start, end = START, END

    def __init__(self, folder: Path, sizes: tuple[float, float], levels: float = 1.0) -> None:
        self.outages: Mapping[int, Outage] = {one.number: one for one in OUTAGES}
        fixed = {one.number: one.level * levels for one in OUTAGES}
        self.publishers: list[Publisher] = publishers(fixed, sizes)
        weekly = weekly_items(self.publishers, set(self.outages))
        self.newsrooms = [Newsroom(p, p.number in self.outages, weekly) for p in self.publishers]
        self._rooms = {room.publisher.address: room for room in self.newsrooms}
        self.hosts = Hosts(list(self._rooms), self._answer)
        self.store = Store(folder / "vecka.duckdb")
        self.now = START
        self.seen = Seen()

    @property
    def sources(self) -> list[Source]:
        return [p.source(self.hosts.ports[p.address]) for p in self.publishers]

    def failing(self) -> dict[str, Outage]:
        """The outages by the id of their source."""
        return {self.publishers[n].source_id: one for n, one in self.outages.items()}

    def live(self, every: timedelta) -> None:
        """Pass after pass from START to END, each over the sources that the service would ask."""
        with self.hosts:
            crawl_sources(self.store, self.sources, SETTINGS, KEY, START)
            write_past(self.store, self.newsrooms)
            for moment in _moments(every):
                self._pass(moment)
        self._label()

    def _pass(self, now: datetime) -> None:
        self.now = now
        for number, outage in self.outages.items():
            address = self.publishers[number].address
            if outage.closed and outage.under_way(now):
                self.hosts.close(address)
            else:
                self.hosts.open(address)
        asked = asked_now(self.store, self.sources, now)
        crawl_sources(self.store, self.sources, SETTINGS, KEY, now, only=asked)
        self.seen.passes += 1
        self.seen.polls += len(asked)
        self._look(now)

    def _look(self, now: datetime) -> None:
        """What `health` and `sources list` name, and once a day what the running week's report
        has of coverage."""
        for poll in last_polls(self.store):
            if poll.access not in ANSWERED or poll.access is Access.STALE:
                self.seen.note(poll.source_id, str(poll.access), now)
        if (now - START) % timedelta(days=1) == timedelta(0):
            for row in self.covered(now).to_dict("records"):
                if row["coverage"] < COVERED:
                    self.seen.note(row["source_id"], row["note"] or "coverage", now)

    def covered(self, now: datetime) -> pd.DataFrame:
        """The week's coverage as it is known at a moment."""
        with self.store.reading() as transaction:
            return coverage(transaction, [WEEK], now)

    def report(self) -> Report:
        """The report of the week, read on the Monday after it."""
        edition = Edition(WEEK, "sv", MONDAY, MODEL, (), MIN_CELL, {}, "")
        return read_report(self.store, edition, begin_moment(self.store, MONDAY))

    def _answer(self, address: str, path: str, headers: Mapping[str, str]) -> Reply | None:
        room, now = self._rooms[address], self.now
        port = self.hosts.ports[address]
        outage = self.outages.get(room.publisher.number)
        if outage and outage.answer and outage.under_way(now):
            reply = outage.answer(Situation(room, path, now, port, outage.begins))
            if reply is not NORMAL:
                return reply
        return _usual(room, path, now, port, headers)

    def _label(self) -> None:
        """Labels by the rule for all documents."""
        rows = self.store.read("SELECT document_id, version, title FROM documents").to_pylist()
        labels = [_labels(row, frame_of(row["title"])) for row in rows]
        with self.store.write() as transaction, transaction.table("b", to_arrow(labels, Labels)):
            transaction.execute("INSERT INTO labels BY NAME SELECT * FROM b")


def asked_now(store: Store, sources: list[Source], now: datetime) -> list[str]:
    """The ids of the sources that the service asks at a moment."""
    attempts, _ = last_attempts(store)
    return [s.source_id for s in due(sources, attempts, source_states(store), now)]


def _moments(every: timedelta) -> Iterator[datetime]:
    moment = START + every
    while moment <= END:
        yield moment
        moment += every


def _usual(
    room: Newsroom, path: str, now: datetime, port: int, headers: Mapping[str, str]
) -> Reply:
    if path == "/rss":
        body = room.feed(now, port)
        same = headers.get("if-none-match") == etag(body)
        return Reply(304 if same else 200, RSS, b"" if same else body, {"ETag": etag(body)})
    if path.startswith("/artikel/") and path[9:].isdigit():
        return Reply(body=room.page(int(path[9:])))
    return Reply(404, body=b"<h1>Sidan finns inte</h1>")


def _labels(row: dict[str, Any], frame: Frame | None) -> Labels:
    return Labels(
        document_id=row["document_id"],
        version=row["version"],
        model=MODEL,
        labelled_at=END,
        language="sv",
        language_supported=True,
        relevant=frame is not None,
        tone=None,
        frames=(frame,) if frame else (),
        abstained=(LabelGroup.TONE,) if frame else (),
    )
