"""Which entry is which known one when sources change, reuse or leave out their ids."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.listing import Entry
from crawlers.privacy import mask_url
from crawlers.visits.identity import CHURN, REUSED, meet
from crawlers.visits.item_states import (
    fingerprint,
    item_key,
    published,
    said_of,
    title_key,
    title_of,
)
from crawlers.visits.reach import Before, Claim, claim, goes_on
from store.records import ItemState

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def entry(number, guid=None, url=None, title=None, hours=None):
    url = f"https://x.example/{number}" if url is None else url
    date = NOW - (number if hours is None else hours) * HOUR
    return Entry(guid or f"g{number}", url, title or f"Rubrik {number}", published_at=date)


def known(*entries, seen_at=NOW - HOUR):
    items = [
        ItemState("k", item_key(e, False), mask_url(e.url), "d", fingerprint(e), seen_at, seen_at)
        for e in entries
    ]
    return {item.key: item for item in items}


def test_a_fingerprint_keeps_date_title_and_all_that_was_said():
    one = entry(1)
    (item,) = known(one).values()
    assert published(item) == one.published_at
    assert title_of(item) == title_key("rubrik  1") == title_key(one.title)
    assert said_of(item) == one.fingerprint
    old = ItemState("k", "g", "u", "d", f"{NOW.isoformat()} abc", NOW, NOW)
    assert (published(old), title_of(old), said_of(old)) == (NOW, "", "abc")


def test_new_ids_at_known_addresses_are_known_entries_and_an_alarm():
    items = known(*(entry(n) for n in range(10)))
    listed = [entry(n, guid=f"poll-2-{n}") for n in range(10)]

    met, problems = meet(listed, items, False)

    assert [one.key for one in met] == [f"g{n}" for n in range(10)]
    assert all(one.item and said_of(one.item) == one.entry.fingerprint for one in met)
    assert problems == (CHURN,)


def test_new_ids_and_addresses_under_known_titles_and_dates_are_not_read_again():
    items = known(*(entry(n) for n in range(6)))
    listed = [entry(n, f"p{n}", f"https://x.example/{n}?session=77") for n in range(6)]

    met, problems = meet([*listed, entry(9)], items, False)

    assert problems == (CHURN,)
    assert [one.settled for one in met] == [True] * 6 + [False]
    assert met[-1].item is None, "what is new in all ways is new"


def test_one_entry_with_a_new_id_is_the_known_one_without_an_alarm():
    items = known(*(entry(n) for n in range(5)))
    met, problems = meet([entry(0, guid="annan"), entry(7), entry(8)], items, False)
    assert [one.key for one in met] == ["g0", "g7", "g8"]
    assert problems == ()


def test_a_title_that_returns_every_day_is_another_entry_each_day():
    items = known(*(entry(n, title=f"Nyheter klockan {n}") for n in range(5)))
    today = [entry(n + 50, title=f"Nyheter klockan {n}", hours=n - 24) for n in range(5)]
    met, problems = meet(today, items, False)
    assert [one.item for one in met] == [None] * 5
    assert problems == ()


def test_titles_without_dates_tell_nothing():
    old = [Entry(f"g{n}", f"https://x.example/{n}", f"Kungörelse {n % 5}") for n in range(5)]
    new = [replace(one, key=f"n{one.key}", url=one.url + "0") for one in old]
    met, problems = meet(new, known(*old), False)
    assert [one.item for one in met] == [None] * 5 and problems == ()


def test_a_known_id_with_another_title_address_and_date_is_another_story():
    items = known(entry(1))
    other = entry(1, url="https://x.example/ny", title="En annan nyhet", hours=-3)
    met, problems = meet([other, entry(2)], items, False)
    assert [(one.key, one.item) for one in met] == [("g1 https://x.example/ny", None), ("g2", None)]
    assert problems == (REUSED,)
    kept = {one.key: replace(known(one.entry)[one.entry.key], key=one.key) for one in met}
    again, problems = meet([other], items | kept, False)
    assert again[0].item is kept["g1 https://x.example/ny"] and problems == ()


@pytest.mark.parametrize(
    "edited",
    [
        entry(1, title="Rubrik 1, rättad"),
        entry(1, url="https://x.example/1-rattad", title="Rättad"),
        entry(1, hours=0),
    ],
)
def test_an_edit_is_not_another_story(edited):
    items = known(entry(1))
    met, problems = meet([edited], items, False)
    assert met[0].item is items["g1"] and problems == ()


def test_an_entry_without_id_and_address_is_known_by_title_and_date():
    items = known(entry(1, guid="hash:1", url=""))
    met, _ = meet([entry(1, guid="hash:2", url="")], items, False)
    assert met[0].item is items["hash:1"]


def before(items=(), answered_at=NOW - HOUR, since=None):
    return Before(answered_at, known(*items), since, NOW)


def met_of(entries, known_before):
    return meet(entries, known_before.items, False)[0]


def test_the_next_page_is_read_while_all_entries_of_a_page_are_new():
    was = before([entry(n) for n in (30, 31)])
    assert goes_on(met_of([entry(1), entry(2)], was), was)
    assert not goes_on(met_of([entry(2), entry(30)], was), was)
    assert not goes_on([], was)


def test_a_first_visit_reads_one_page_unless_more_is_asked_for():
    page = [entry(1), entry(5)]
    assert not goes_on(met_of(page, before()), before(answered_at=None))
    for hours, more in ((10, True), (3, False)):
        asked = before(answered_at=None, since=NOW - hours * HOUR)
        assert goes_on(met_of(page, asked), asked) is more


def test_an_archive_taken_bit_by_bit_leaves_no_hole_and_claims_nothing_unseen():
    was = before([entry(2)])
    met = met_of([entry(0), entry(2), *(entry(n) for n in range(400, 900, 100))], was)
    assert claim(met, met[3:], was) == Claim(NOW - HOUR), "older than what is claimed"

    within = met_of([entry(n) for n in (0, 20, 40, 60)], before(answered_at=None))
    first = claim(within, within[2:], before(answered_at=None))
    assert first == Claim(NOW - 40 * HOUR, whole=False), "what is newer than the newest left out"
    assert claim(within, [], before(answered_at=None)) == Claim(NOW - 60 * HOUR)


def test_undated_entries_that_are_left_let_nothing_be_claimed():
    undated = [Entry(f"u{n}", f"https://x.example/u{n}", f"Titel {n}") for n in range(4)]
    was = before(undated[:1])
    met = met_of(undated, was)
    assert claim(met, met[2:], was) == Claim(None, whole=False)
    assert claim(met, [], was) == Claim(was.answered_at)
