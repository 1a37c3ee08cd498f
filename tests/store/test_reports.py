"""The record of written reports, and what they were made of."""

from dataclasses import replace

from store.labels import add_labels
from store.records import Labels, OutletType, Source, SourceKind, Tone
from store.reports import WrittenReport, add_written, begin_moment, fingerprints, written_since
from store.sources import replace_sources

WEEK = "2026-W47"


def written(shelf, minutes_later=0, **other):
    moment = shelf.noon(minutes_later)
    fields = {"manifest": {"model": "m"}, "inputs": {"focus": ["Ö"], "min_cell": 5}}
    return WrittenReport(WEEK, "sv", "html", moment, moment, "ab" * 32, **(fields | other))


def prints(shelf, moment=None):
    with shelf.db.reading(moment) as transaction:
        return fingerprints(transaction, "m", "2026-W01", WEEK)


def test_what_was_written_comes_back_newest_first(shelf):
    first, second = written(shelf), written(shelf, 5)
    add_written(shelf.db, [first])
    add_written(shelf.db, [second, replace(second, format="csv")])
    found = written_since(shelf.db, WEEK, shelf.noon(-1))
    assert found == [replace(second, format="csv"), second, first]
    assert written_since(shelf.db, WEEK, shelf.noon(5)) == found[:2]
    assert written_since(shelf.db, "2026-W46", shelf.noon(-1)) == []


def test_a_fingerprint_changes_with_its_rows_and_with_nothing_else(shelf):
    shelf.add(shelf.document("a"), shelf.document("b"))
    before = prints(shelf)
    assert before["documents"]["rows"] == before["texts"]["rows"] == 2
    with shelf.db.write() as transaction:
        add_labels(
            transaction,
            [Labels("a", 1, m, shelf.noon(), "sv", True, True, Tone.NEUTRAL) for m in "mn"],
        )
    after = prints(shelf)
    assert after.pop("labels")["rows"] == 1
    assert after == before


def test_a_fingerprint_at_a_moment_stays_what_it_was(shelf):
    shelf.add(shelf.document("a"))
    moment = begin_moment(shelf.db, shelf.noon())
    before = prints(shelf, moment)
    shelf.add(shelf.document("a", title="Ny rubrik"), shelf.document("b"))
    assert prints(shelf, moment) == before
    assert prints(shelf) != before
    with shelf.db.write() as transaction:
        transaction.execute("UPDATE documents SET title = '' WHERE version = 1")
    assert prints(shelf, moment) != before


def test_a_private_title_that_is_dropped_with_its_text_is_no_change(shelf):
    forum = Source("bladet", SourceKind.FEED, "", outlet_type=OutletType.FORUM)
    with shelf.db.write() as transaction:
        replace_sources(transaction, [forum])
    shelf.add(shelf.document("a"))
    before = prints(shelf)
    with shelf.db.write() as transaction:
        transaction.execute("UPDATE documents SET title = '', text_dropped_at = now()")
    after = prints(shelf)
    assert after["documents"] == before["documents"]
    assert "texts" in before and "texts" not in after
