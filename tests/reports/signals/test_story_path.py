"""The path of a story: editorial sources in order of first sight, and nothing of private posts."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from reports.signals.story_path import story_paths
from store.connection import Store
from store.documents import add_documents
from store.records import Document, DocumentKind, OutletType, Source, SourceKind
from store.sources import replace_sources
from store.stories import put_copies, put_stories

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
MIN_CELL = 5


class Shelf:
    """A store with two newspapers, a radio channel and a forum."""

    def __init__(self, path):
        self.db = Store(path)
        sources = [
            Source("bladet", SourceKind.FEED, "u", "Bladet", OutletType.REGIONAL_DAILY),
            Source("kuriren", SourceKind.FEED, "u", "Kuriren", OutletType.REGIONAL_DAILY),
            Source("radion", SourceKind.SR, "u", "", OutletType.PUBLIC_SERVICE),
            Source("forumet", SourceKind.FLASHBACK, "u", "Forumet", OutletType.FORUM),
        ]
        with self.db.write() as transaction:
            replace_sources(transaction, sources)

    def add(self, document_id, source_id, minute, author=None, **more):
        kind = DocumentKind.POST if source_id == "forumet" else DocumentKind.ARTICLE
        moment = NOON + timedelta(minutes=minute)
        fields = {
            "source_id": source_id,
            "kind": kind,
            "url": "u",
            "canonical_url": "u",
            "title": "t",
            "text": document_id,
            "published_at": moment,
            "first_seen_at": moment,
            "fetched_at": moment,
            "author": author,
        }
        with self.db.write() as transaction:
            add_documents(transaction, [Document(document_id=document_id, **(fields | more))])
            put_stories(transaction, {document_id: "s"}, NOON)

    def posts(self, accounts, minute):
        for n in range(accounts):
            self.add(f"post{minute}-{n}", "forumet", minute, author=f"account{n}")

    def path(self, min_cell=MIN_CELL, story_id="s"):
        with self.db.reading() as transaction:
            return story_paths(transaction, [story_id], min_cell)[story_id]


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "store.duckdb")


def at(minute):
    return NOON + timedelta(minutes=minute)


def test_sources_come_in_order_of_first_sight_with_their_numbers_of_documents(shelf):
    shelf.add("c", "kuriren", 9)
    shelf.add("a", "bladet", 3)
    shelf.add("b", "bladet", 5)
    shelf.add("d", "radion", 7)
    found = shelf.path()
    assert [(s.name, s.moment, s.documents) for s in found.steps] == [
        ("Bladet", at(3), 2),
        ("radion", at(7), 1),
        ("Kuriren", at(9), 1),
    ]
    assert found.first == found.steps[0]
    assert (found.documents, found.copies) == (4, 3)


def test_a_step_says_what_the_copy_changed(shelf):
    shelf.add("a", "bladet", 3)
    shelf.add("b", "kuriren", 5)
    row = {"document_id": "b", "story_id": "s", "earlier_id": "a"}
    with shelf.db.write() as transaction:
        changes = {"similarity": 0.7, "kept": 0.9, "added": 0.25}
        put_copies(transaction, pa.Table.from_pylist([row | changes]), NOON)
    assert [(s.kept, s.added) for s in shelf.path().steps] == [(None, None), (0.9, 0.25)]


def test_a_source_that_had_the_same_document_later_is_on_the_path(shelf):
    shelf.add("a", "bladet", 3)
    shelf.add("a", "kuriren", 8)
    assert [(s.name, s.moment) for s in shelf.path().steps] == [
        ("Bladet", at(3)),
        ("Kuriren", at(8)),
    ]
    assert shelf.path().documents == 1


def test_a_story_began_in_private_posts_when_enough_accounts_had_it_first(shelf):
    shelf.posts(MIN_CELL, 1)
    shelf.add("a", "bladet", 3)
    found = shelf.path()
    assert found.began_in_private
    assert [s.name for s in found.steps] == ["Bladet"]
    assert found.documents == 1
    assert "forum" not in repr(found).lower()


def test_fewer_accounts_change_nothing_that_is_given(shelf):
    shelf.add("a", "bladet", 3)
    without = shelf.path()
    shelf.posts(MIN_CELL - 1, 1)
    assert shelf.path() == without
    assert not without.began_in_private


def test_posts_after_the_first_article_began_nothing(shelf):
    shelf.posts(MIN_CELL, 9)
    shelf.add("a", "bladet", 3)
    assert not shelf.path().began_in_private


def test_a_story_of_private_posts_alone_has_no_steps(shelf):
    shelf.posts(MIN_CELL, 1)
    found = shelf.path()
    assert (found.began_in_private, found.first, found.documents, found.copies) == (
        True,
        None,
        0,
        0,
    )


def test_an_unknown_story_has_an_empty_path(shelf):
    found = shelf.path(story_id="x")
    assert (found.story_id, found.began_in_private, found.steps) == ("x", False, ())
