"""Scripted histories of sources: what they published by day, and how we asked them.

Documents and polls go into a store in columns, so that 150 sources over half a year take a second.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa

from reports.signals.coverage import coverage
from reports.signals.weeks import first_day, shifted, span, start_of_day
from store.connection import Store
from store.records import OutletType, Source, SourceKind
from store.sources import replace_sources

DAILY = np.array([16, 16, 16, 16, 16, 10, 10]) / 100
OFFICE = np.array([22, 22, 22, 20, 14, 0, 0]) / 100
"""How a week's items fall on its days: a newspaper's, and an authority's."""


@dataclass
class Histories:
    """`items` holds for each source an array of items a day from the first week's Monday on.

    Every source is asked at the end of each day, from the day `begins` on. `failed` are days
    (source, number) on which that failed, `empty` those on which the list had no entry, `unread`
    those of which only titles could be read. `extra` are single documents: source, first_seen_at,
    and published_at where they have a date. `reaches_back` names answers that listed all since an
    earlier day.
    """

    folder: object
    first: str
    last: str
    seed: int = 1
    items: dict[str, np.ndarray] = field(default_factory=dict)
    outlets: dict[str, OutletType] = field(default_factory=dict)
    failed: set[tuple[str, int]] = field(default_factory=set)
    empty: set[tuple[str, int]] = field(default_factory=set)
    begins: dict[str, int] = field(default_factory=dict)
    unread: set[tuple[str, int]] = field(default_factory=set)
    extra: list[dict] = field(default_factory=list)
    reaches_back: dict[tuple[str, int], int] = field(default_factory=dict)

    def __post_init__(self):
        self.chance = np.random.default_rng(self.seed)
        self.days = 7 * len(span(self.first, self.last))

    def source(self, name, weekly, profile=DAILY, outlet=OutletType.REGIONAL_DAILY, dispersion=1.5):
        """A source of `weekly` items in an ordinary week, negative binomial from day to day."""
        mean = np.tile(weekly * profile, self.days // 7)
        rate = self.chance.gamma(np.maximum(mean, 1e-9) / (dispersion - 1), dispersion - 1)
        self.items[name], self.outlets[name] = self.chance.poisson(rate), outlet
        return self

    def day(self, week, weekday=0):
        """The number of a day."""
        return (first_day(week) - first_day(self.first)).days + weekday

    def week(self, week):
        """The days of a week, as a slice."""
        return slice(self.day(week), self.day(week) + 7)

    def date(self, number) -> date:
        return first_day(self.first) + timedelta(days=int(number))

    def keep(self, name, days, share):
        """Of the items of those days, only about this share ever came."""
        self.items[name][days] = self.chance.binomial(self.items[name][days], share)

    def outage(self, name, days):
        """The source did not answer on those days, and what it published then is gone."""
        numbers = range(self.days)[days]
        self.failed |= {(name, number) for number in numbers}
        self.items[name][days] = 0

    def _polls(self):
        for name in self.items:
            for number in range(self.begins.get(name, 0), self.days):
                at = self.asked(number)
                start = start_of_day(self.date(self.reaches_back.get((name, number), number)))
                if (name, number) in self.failed:
                    yield name, at - timedelta(seconds=1), "outage", 0, None
                elif (name, number) in self.empty:
                    yield name, at - timedelta(seconds=1), "empty_valid", 0, start
                else:
                    yield name, at, "ok", 20, start

    def asked(self, number) -> datetime:
        """When the sources are asked about a day: as it ends."""
        return start_of_day(self.date(number + 1))

    def _documents(self):
        for name, counts in self.items.items():
            for number in np.flatnonzero(counts):
                start = start_of_day(self.date(number)) + timedelta(hours=8)
                status = "title_only" if (name, int(number)) in self.unread else "full"
                for n in range(counts[number]):
                    moment = start + timedelta(minutes=int(n))
                    yield (name, status, moment, moment)
        for row in self.extra:
            yield (row["source"], "full", row.get("published_at"), row["first_seen_at"])

    def store(self) -> Store:
        store = Store(self.folder / "store.duckdb")
        polls = list(zip(*self._polls(), strict=True))
        documents = list(zip(*self._documents(), strict=True))
        utc = pa.timestamp("us", "UTC")
        poll_rows = pa.table(
            {
                "source_id": pa.array(polls[0]),
                "polled_at": pa.array(polls[1], utc),
                "access": pa.array(polls[2]),
                "items": pa.array(polls[3], pa.int32()),
                "covers_from": pa.array(polls[4], utc),
            }
        )
        document_rows = pa.table(
            {
                "document_id": pa.array([f"{n:016x}" for n in range(len(documents[0]))]),
                "source_id": pa.array(documents[0]),
                "text_status": pa.array(documents[1]),
                "published_at": pa.array(documents[2], utc),
                "first_seen_at": pa.array(documents[3], utc),
            }
        )
        sources = [
            Source(name, SourceKind.FEED, f"https://{name}.example/rss", name=name.title(),
                   outlet_type=outlet, region="AB")
            for name, outlet in self.outlets.items()
        ]  # fmt: skip
        with store.write() as transaction:
            replace_sources(transaction, sources)
            with transaction.table("rows", poll_rows):
                transaction.execute(
                    "INSERT INTO polls BY NAME SELECT *, 0 AS new_items, '' AS message FROM rows"
                )
            with transaction.table("rows", document_rows):
                transaction.execute(_INSERT)
        return store

    def coverage(self, first=None, now=None):
        """The coverage of the weeks from `first` to the last, indexed by source and week."""
        end = start_of_day(first_day(shifted(self.last, 1)))
        with self.store().reading() as transaction:
            rows = coverage(transaction, span(first or self.last, self.last), now or end)
        return rows.set_index(["source_id", "week"])


_INSERT = """
INSERT INTO documents BY NAME SELECT *, 1 AS version, 'article' AS kind, '' AS url,
    '' AS canonical_url, 'Rubrik' AS title, 'Text' AS text, '' AS context, [] AS places,
    'sv' AS language, first_seen_at AS fetched_at, [] AS shared_urls, [] AS hashtags,
    '' AS raw_sha256, 0 AS content_hash, 0 AS id_hash
FROM rows
"""
