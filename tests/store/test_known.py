"""Reading the store as it was known at a moment."""

from datetime import timedelta

import pytest

from store.labels import add_labels
from store.records import Access, Labels, OutletType, Poll, Source, SourceKind, Tone
from store.reports import begin_moment
from store.sources import add_polls, replace_sources
from store.stories import put_stories


def source(**other):
    return Source("bladet", SourceKind.FEED, "https://bladet.example/rss", **other)


def known(shelf, sql, moment):
    with shelf.db.reading(moment) as transaction:
        return [tuple(row.values()) for row in transaction.query(sql).to_pylist()]


def label(shelf, minutes_later=0, tone=Tone.NEUTRAL, model="m"):
    return Labels("a", 1, model, shelf.noon(minutes_later), "sv", True, True, tone)


@pytest.fixture
def week(shelf):
    """One document of one source, in a story of its own, labelled and polled at noon."""
    shelf.add(shelf.document("a"))
    with shelf.db.write() as transaction:
        replace_sources(transaction, [source(name="Bladet", outlet_type=OutletType.TABLOID)])
        add_labels(transaction, [label(shelf)])
        add_polls(transaction, [Poll("bladet", shelf.noon(), Access.OK, covers_from=shelf.noon())])
        put_stories(transaction, {"a": "a"}, shelf.noon())
    return shelf


APPEARANCES = "SELECT document_id, version, title, story_id, source_name FROM appearances"
BEFORE = [("a", 1, "Socialtjänsten växer", "a", "Bladet")]


def change_everything(shelf, moment):
    """A new version, document, name of the source and story, all stamped with `moment`."""
    later = {"fetched_at": moment, "first_seen_at": moment}
    shelf.add(shelf.document("a", title="Ny rubrik", **later), shelf.document("b", **later))
    with shelf.db.write() as transaction:
        replace_sources(transaction, [source(name="Nya Bladet", outlet_type=OutletType.FORUM)])
        put_stories(transaction, {"a": "b", "b": "b"}, moment)
        add_polls(transaction, [Poll("bladet", moment, Access.OUTAGE)])
        add_labels(transaction, [label(shelf, model="n")])


def test_without_a_moment_everything_is_there(week):
    change_everything(week, week.noon(5))
    assert week.rows(f"{APPEARANCES} ORDER BY document_id") == [
        ("a", 2, "Ny rubrik", "b", "Nya Bladet"),
        ("b", 1, "Socialtjänsten växer", "b", "Nya Bladet"),
    ]


@pytest.mark.parametrize("minutes_later", [-600, 5])
def test_what_is_stored_after_a_moment_began_is_not_in_it_whatever_time_it_carries(
    week, minutes_later
):
    moment = begin_moment(week.db, week.noon(1))
    change_everything(week, week.noon(minutes_later))
    assert known(week, APPEARANCES, moment) == BEFORE
    assert known(week, "SELECT private FROM appearances", moment) == [(False,)]
    assert known(week, "SELECT access FROM known_polls", moment) == [("ok",)]
    assert known(week, "SELECT model FROM known_labels", moment) == [("m",)]
    assert known(week, "SELECT tried, failed FROM source_days", moment) == [(1, 0)]


def test_what_was_stored_before_a_moment_began_is_in_it_whatever_time_it_carries(week):
    change_everything(week, week.noon(60 * 24))
    moment = begin_moment(week.db, week.noon(1))
    assert len(known(week, APPEARANCES, moment)) == 2


def test_between_two_moments_rows_go_by_their_own_time(week):
    week.add(week.document("b", fetched_at=week.noon(30)))
    with week.db.write() as transaction:
        put_stories(transaction, {"a": "b"}, week.noon(40))
        add_labels(transaction, [label(week, 50, model="n")])
    ids = "SELECT document_id, story_id FROM counted_documents ORDER BY ALL"
    assert known(week, ids, week.noon(-1)) == []
    assert known(week, ids, week.noon(29)) == [("a", "a")]
    assert known(week, ids, week.noon(30)) == [("a", "a"), ("b", "b")]
    assert known(week, ids, week.noon(40)) == [("a", "b"), ("b", "b")]
    assert known(week, "SELECT count(*) FROM known_labels", week.noon(49)) == [(1,)]
    assert known(week, "SELECT count(*) FROM known_labels", week.noon(50)) == [(2,)]


def test_each_of_several_moments_keeps_its_own_sources(week):
    moments = []
    for name in ("Bladet", "Nya Bladet", "Nya Bladet", "Nyaste Bladet"):
        with week.db.write() as transaction:
            replace_sources(transaction, [source(name=name)])
        moments.append(begin_moment(week.db, week.noon(len(moments))))
    with week.db.write() as transaction:
        replace_sources(transaction, [])
    names = [known(week, "SELECT name, active FROM known_sources", m) for m in moments]
    assert names == [
        [("Bladet", True)], [("Nya Bladet", True)], [("Nya Bladet", True)],
        [("Nyaste Bladet", True)],
    ]  # fmt: skip
    assert week.rows("SELECT name, active FROM known_sources") == [("Nyaste Bladet", False)]
    assert week.rows("SELECT count(*) FROM former_sources") == [(3,)]


def test_a_source_that_stays_the_same_is_not_touched(week):
    moment = begin_moment(week.db, week.noon(1))
    with week.db.write() as transaction:
        replace_sources(transaction, [source(name="Bladet", outlet_type=OutletType.TABLOID)])
    assert week.rows("SELECT count(*) FROM former_sources") == [(0,)]
    assert known(week, "SELECT name FROM known_sources", moment) == [("Bladet",)]


def test_two_moments_are_never_the_same(week):
    first = begin_moment(week.db, week.noon())
    again = begin_moment(week.db, week.noon())
    earlier = begin_moment(week.db, week.noon(-60))
    assert first == week.noon() and first < again < earlier < week.noon() + timedelta(seconds=1)


def test_a_question_without_a_moment_comes_after_one_with_it(week):
    assert known(week, APPEARANCES, week.noon(-1)) == []
    assert week.rows(APPEARANCES) == BEFORE
