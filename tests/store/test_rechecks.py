"""Posts that have not been asked for again in time."""

from datetime import timedelta

import pytest

from store.rechecks import overdue
from store.records import ItemState, Source, SourceKind
from store.sources import keep_item_states, replace_sources

DAY = timedelta(days=1)
TOOTS = Source("toots", SourceKind.MASTODON, "https://m.example")
PAPER = Source("bladet", SourceKind.FEED, "https://b.example")


@pytest.fixture
def late(shelf):
    def late(sources=(TOOTS, PAPER), **other):
        fields = {"source_id": "toots", "url": "sealed", "document_id": "d"} | other
        now = shelf.noon()
        item = ItemState(
            key="k", fingerprint="", first_seen_at=now - 2 * DAY, checked_at=now - 2 * DAY,
            **fields,
        )  # fmt: skip
        with shelf.db.write() as transaction:
            replace_sources(transaction, sources)
            keep_item_states(transaction, [item])
        return overdue(shelf.db, now - 30 * DAY, now - DAY)

    return late


def test_a_post_that_was_last_met_long_ago_is_late(late):
    assert late() == 1


@pytest.mark.parametrize("other", [{"url": ""}, {"document_id": ""}, {"source_id": "bladet"}])
def test_what_cannot_be_asked_for_or_was_never_stored_is_not(late, other):
    assert late(**other) == 0


def test_a_source_that_is_no_longer_configured_is_not_asked(late):
    assert late(sources=[PAPER]) == 0
