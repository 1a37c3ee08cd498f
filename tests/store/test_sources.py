"""Sources, the attempts at them, and what the next attempt needs to know."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from store.records import (
    Access,
    ItemState,
    OutletType,
    Poll,
    Source,
    SourceKind,
    SourceState,
)
from store.sources import (
    add_imported_sources,
    add_polls,
    forget_unlisted,
    item_states,
    keep_item_states,
    keep_source_states,
    replace_sources,
    source_states,
)


def source(source_id, **other):
    return Source(source_id, SourceKind.FEED, f"https://{source_id}.example/rss", **other)


def write(shelf, function, *arguments):
    with shelf.db.write() as transaction:
        function(transaction, *arguments)


def item(shelf, source_id, key, checked=0, **other):
    address = f"https://{source_id}.example/{key}"
    times = {"first_seen_at": shelf.noon(), "checked_at": shelf.noon(checked)}
    return ItemState(source_id, key, address, f"id-{key}", "print", **(times | other))


def test_sources_that_are_no_longer_configured_stay_but_are_not_active(shelf):
    write(shelf, replace_sources, [source("a"), source("b", outlet_type=OutletType.TABLOID)])
    write(shelf, replace_sources, [source("b", region="K"), source("c")])
    assert shelf.rows("SELECT source_id, region, active FROM sources ORDER BY ALL") == [
        ("a", "", False),
        ("b", "K", True),
        ("c", "", True),
    ]


def test_no_configured_sources_leave_none_active(shelf):
    write(shelf, replace_sources, [source("a")])
    write(shelf, replace_sources, [])
    assert shelf.rows("SELECT active FROM sources") == [(False,)]


def test_imported_sources_are_added_once_and_stay_active(shelf):
    write(shelf, replace_sources, [source("a")])
    write(shelf, add_imported_sources, ["x", "a", "x"])
    write(shelf, add_imported_sources, ["x"])
    write(shelf, replace_sources, [source("b")])
    assert shelf.rows("SELECT source_id, kind, active FROM sources ORDER BY ALL") == [
        ("a", "feed", False),
        ("b", "feed", True),
        ("x", "import", True),
    ]


def test_every_attempt_is_kept(shelf):
    polls = [
        Poll("a", shelf.noon(n), access, items=n, message="")
        for n, access in enumerate([Access.OK, Access.OUTAGE, Access.OK])
    ]
    write(shelf, add_polls, polls)
    write(shelf, add_polls, [])
    assert shelf.rows("SELECT access, items FROM polls ORDER BY polled_at") == [
        ("ok", 0),
        ("outage", 1),
        ("ok", 2),
    ]


def test_what_is_expected_tried_fetched_failed_and_seen_is_known_by_source_and_day(shelf):
    write(shelf, replace_sources, [source("bladet", every_minutes=720)])
    write(
        shelf,
        add_polls,
        [
            Poll("bladet", shelf.noon(), Access.OK),
            Poll("bladet", shelf.noon(60), Access.OUTAGE),
            Poll("bladet", shelf.noon(12 * 60), Access.NOT_MODIFIED),  # the next day in Stockholm
        ],
    )
    shelf.add(
        shelf.document("a", published_at=shelf.noon()),
        shelf.document("b", published_at=shelf.noon(-24 * 60)),
        shelf.document("c", published_at=shelf.noon(11 * 60)),  # 00:00 in Stockholm
    )
    shelf.add(shelf.document("a", text="Ändrad.", published_at=shelf.noon()))
    assert shelf.rows(
        "SELECT day::VARCHAR, expected, tried, fetched, failed, seen, access "
        "FROM source_days ORDER BY day"
    ) == [
        ("2026-11-19", 0, 0, 0, 0, 1, None),
        ("2026-11-20", 2, 2, 1, 1, 1, "outage"),
        ("2026-11-21", 2, 1, 1, 0, 1, "not_modified"),
    ]


def test_the_last_state_of_a_source_holds(shelf):
    write(shelf, keep_source_states, [SourceState("a", "u"), SourceState("b", "u")])
    write(
        shelf,
        keep_source_states,
        [SourceState("a", "u", failures=1), SourceState("a", "u", failures=2)],
    )
    write(shelf, keep_source_states, [])
    assert source_states(shelf.db) == {
        "a": SourceState("a", "u", failures=2),
        "b": SourceState("b", "u"),
    }


def test_the_last_state_of_an_entry_holds(shelf):
    write(shelf, keep_item_states, [item(shelf, "a", "1"), item(shelf, "a", "2")])
    newest = item(shelf, "a", "1", checked=9)
    write(shelf, keep_item_states, [item(shelf, "a", "1", checked=5), newest])
    write(shelf, keep_item_states, [])
    assert item_states(shelf.db, ["a"]) == {"a": [newest, item(shelf, "a", "2")]}


def test_entries_of_two_sources_with_the_same_key_are_two(shelf):
    write(shelf, keep_item_states, [item(shelf, "a", "1"), item(shelf, "b", "1")])
    write(shelf, keep_item_states, [item(shelf, "a b", "1")])
    write(shelf, keep_item_states, [item(shelf, "a", "b 1")])
    assert item_states(shelf.db, ["a", "b", "a b", "c"]) == {
        "a": [item(shelf, "a", "1"), item(shelf, "a", "b 1")],
        "b": [item(shelf, "b", "1")],
        "a b": [item(shelf, "a b", "1")],
        "c": [],
    }


def test_entries_long_unlisted_are_forgotten_where_lists_hold_the_newest(shelf):
    """Counted from the last news of their source; posts that are still asked for are kept."""
    days = {"ny": (200, 200), "nyss": (0, 111), "gammal": (0, 109), "fråga": (0, 0)}
    states = [
        replace(
            item(shelf, source_id, key),
            url="gAAAA-förseglat" if key == "fråga" else "",
            first_seen_at=shelf.noon() + timedelta(days=first),
            checked_at=shelf.noon() + timedelta(days=checked),
        )
        for source_id in ("flöde", "karta", "borta")
        for key, (first, checked) in days.items()
    ]
    kinds = {"flöde": SourceKind.FEED, "karta": SourceKind.SITEMAP}
    sources = [Source(source_id, kind, "u") for source_id, kind in kinds.items()]
    write(shelf, replace_sources, sources)
    silent = [one for one in states if (one.source_id, one.key) != ("flöde", "ny")]
    write(shelf, keep_item_states, silent)
    with shelf.db.write() as transaction:
        assert forget_unlisted(transaction) == 0
        keep_item_states(transaction, states)
        assert (forget_unlisted(transaction), forget_unlisted(transaction)) == (1, 0)
    left = item_states(shelf.db, ["flöde", "karta", "borta"])
    assert {name: len(of) for name, of in left.items()} == {"flöde": 3, "karta": 4, "borta": 4}
    assert {one.key for one in left["flöde"]} == {"ny", "nyss", "fråga"}


def test_no_sources_have_no_entries(shelf):
    assert item_states(shelf.db, []) == {}


@pytest.mark.parametrize("odd", ["\ud800", "\0"])
def test_an_entry_whose_key_cannot_be_stored_as_it_is_replaces_itself(shelf, odd):
    for _ in range(2):
        write(shelf, keep_item_states, [item(shelf, "a", odd)])
    (state,) = item_states(shelf.db, ["a"])["a"]
    assert state.key == "\ufffd"


def test_a_batch_costs_the_same_when_many_entries_are_known(shelf):
    """CPU time, and a generous bound: a comparison of each with each would take minutes."""
    states = [item(shelf, f"s{n % 50}", str(n)) for n in range(60_000)]
    write(shelf, keep_item_states, states)
    begun = time.process_time()
    write(shelf, keep_item_states, states[:1000])
    assert time.process_time() - begun < 2
    assert shelf.rows("SELECT count(*) FROM item_states") == [(60_000,)]
