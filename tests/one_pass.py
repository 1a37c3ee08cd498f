"""A pass over sources into a real store, and what its user sees: state, log line, coverage.

Conftests of folders whose tests make passes import the fixture `collect` from here.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from crawlers.privacy import Pseudonyms
from crawlers.settings import CrawlSettings
from reports.signals.coverage import coverage
from reports.signals.weeks import STOCKHOLM, week_of
from scheduler.pipeline import crawl_sources
from store.connection import Store
from store.records import Poll, SourceState
from store.sources import last_polls, source_states

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PSEUDONYMS = Pseudonyms(b"en hemlig nyckel for proven, 32 b")


@dataclass
class Seen:
    """What one pass left behind. `day` is the source's row of source_days for the day of the pass;
    `coverage` the share of its week that the report shows (None before it was first seen)."""

    store: Store
    polls: dict[str, Poll]
    states: dict[str, SourceState]
    documents: list[dict[str, Any]]
    log: list[str]
    now: datetime

    def access(self, source_id: str = "kalla") -> str:
        return str(self.polls[source_id].access)

    def message(self, source_id: str = "kalla") -> str:
        return self.polls[source_id].message

    def problems(self, source_id: str = "kalla") -> tuple[str, ...]:
        return self.states[source_id].problems

    def titles(self) -> list[str]:
        return [row["title"] for row in self.documents]

    def day(self, source_id: str = "kalla") -> dict[str, Any]:
        (row,) = self.store.read(
            "SELECT * FROM source_days WHERE source_id = ? AND day = ?",
            [source_id, self.now.astimezone(STOCKHOLM).date()],
        ).to_pylist()
        return row

    def coverage(self, source_id: str = "kalla") -> float | None:
        with self.store.reading() as transaction:
            table = coverage(transaction, [week_of(self.now)], self.now)
        found = table.loc[table["source_id"] == source_id, "coverage"]
        return float(found.iloc[0]) if len(found) else None

    def assert_failed(self, source_id: str, access: str, message: str) -> None:
        """The end state, its line of the log, the day that it cost, and no coverage for it."""
        assert (self.access(source_id), self.message(source_id)) == (access, message)
        assert f"{source_id}: {access}: {message}" in self.log
        day = self.day(source_id)
        assert (day["tried"], day["fetched"], day["failed"]) == (1, 0, 1)
        assert day["access"] == access
        assert not self.coverage(source_id)


@pytest.fixture
def collect(tmp_path, caplog):
    """Passes one after another over one store: `collect(source, …, now=…, delay_s=…)`."""
    caplog.set_level(logging.INFO)
    db = Store(tmp_path / "vardkase.duckdb")

    def one(*sources, now=NOW, since=None, **changes):
        caplog.clear()
        settings = CrawlSettings(
            **{"delay_s": 0.0, "allow_private_networks": True, "timeout_s": 5.0, **changes}
        )
        crawl_sources(db, sources, settings, PSEUDONYMS, now, since=since)
        return Seen(
            store=db,
            polls={poll.source_id: poll for poll in last_polls(db)},
            states=source_states(db),
            documents=db.read("SELECT * FROM current_documents ORDER BY title").to_pylist(),
            log=[record.getMessage() for record in caplog.records],
            now=now,
        )

    return one
