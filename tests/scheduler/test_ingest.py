"""Events from crawlers and importers reach the store in order, in few transactions, once."""

from datetime import UTC, datetime

import pytest

from crawlers.imports.reading import SetAside
from scheduler.ingest import BATCH_ROWS, Ingest, Summary
from store.connection import Store
from store.records import Access, Document, DocumentKind, ItemState, Poll, SourceState

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)


def document(number: int, source: str = "a") -> Document:
    return Document(
        f"{number:032x}", source, DocumentKind.ARTICLE, "http://x/", "http://x/", f"t{number}",
        "text", NOW, NOW, published_at=NOW,
    )  # fmt: skip


@pytest.fixture
def db(tmp_path):
    return Store(tmp_path / "lager.duckdb")


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_rows_are_the_sum_of_new_known_edited_and_set_aside(db):
    summary = Summary()
    with Ingest(db, summary, Clock()) as ingest:
        for number in range(3):
            ingest.add(document(number))
        ingest.add(document(0))
        ingest.add(SetAside(7, "saknar_text"))
        ingest.add(Poll("a", NOW, Access.OK, items=5))
    found = summary.as_dict()
    assert found["documents"] == {
        "new": 3,
        "known": 2,
        "edited": 0,
        "set_aside": {"saknar_text": 1},
    }
    assert found["rows"] == 6
    assert found["sources"] == {"ok": 1, "failed": []}
    assert summary.status == 1  # a row was unreadable


def test_a_failed_source_gives_status_one_and_its_message(db):
    summary = Summary()
    with Ingest(db, summary, Clock()) as ingest:
        ingest.add(Poll("b", NOW, Access.OUTAGE, message="svarade inte"))
    assert summary.as_dict()["sources"]["failed"] == [
        {"source_id": "b", "access": "outage", "message": "svarade inte"}
    ]
    assert summary.status == 1


def test_a_batch_is_written_when_it_is_full_or_old(db):
    clock = Clock()
    with Ingest(db, Summary(), clock) as ingest:
        for number in range(BATCH_ROWS - 1):
            ingest.add(document(number))
        assert not db.path.exists()
        ingest.add(document(BATCH_ROWS))
        assert _count(db) == BATCH_ROWS
        ingest.add(document(BATCH_ROWS + 1))
        assert _count(db) == BATCH_ROWS
        clock.now = 6.0
        ingest.add(document(BATCH_ROWS + 2))
        assert _count(db) == BATCH_ROWS + 2


def test_an_exception_writes_nothing_of_the_open_batch(db):
    with pytest.raises(RuntimeError), Ingest(db, Summary(), Clock()) as ingest:
        ingest.add(document(1))
        raise RuntimeError("the crawler died")
    assert not db.path.exists()


def test_states_and_polls_are_written_with_the_documents_they_speak_of(db):
    with Ingest(db, Summary(), Clock()) as ingest:
        ingest.add(document(1))
        ingest.add(ItemState("a", "k", "http://x/", f"{1:032x}", "f", NOW, NOW))
        ingest.add(SourceState("a", "http://x/", etag='"1"'))
        ingest.add(Poll("a", NOW, Access.OK, items=1, covers_from=NOW))
    for table in ("documents", "item_states", "source_states", "polls"):
        assert db.read(f"SELECT count(*) AS n FROM {table}").to_pylist() == [{"n": 1}], table


def _count(db: Store) -> int:
    return db.read("SELECT count(*) AS n FROM documents").to_pylist()[0]["n"]
