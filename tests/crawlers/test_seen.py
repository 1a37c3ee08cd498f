"""What a poll may claim to have seen, and what is kept of entries whose pages fail."""

from datetime import timedelta
from email.utils import format_datetime

import pytest

from store.connection import Store
from store.documents import add_documents
from store.records import Access, TextStatus

pytestmark = pytest.mark.slow


def failing(web, numbers, status=503):
    """Let these articles fail; gives what puts them right."""
    good = {f"/a/{number}": web.replies[f"/a/{number}"] for number in numbers}
    for path in good:
        web.put(path, "nere", status=status)
    return lambda: web.replies.update(good)


def dated(web, now, *hours, path="/feed", text="En kort text om saken. " * 20):
    """A feed of articles published so many hours after `now`; gives its address."""
    items = []
    for hour in hours:
        web.put_page(f"/h/{hour}", f"Timme {hour}", text)
        date = format_datetime(now + timedelta(hours=hour))
        items.append({"link": f"/h/{hour}", "title": f"Timme {hour}", "date": date})
    return web.put_feed(path, *items)


def test_a_feed_whose_pages_mostly_fail_does_not_count_as_seen(web, source, crawl_pass, now):
    feed = source(web.put_articles(5))
    failing(web, range(3))

    outcome = crawl_pass(feed)

    poll = outcome.poll()
    assert (poll.access, poll.covers_from, poll.items) == (Access.OUTAGE, None, 5)
    assert poll.message == (
        "3 av 5 artikelsidor gick inte att hämta (svarade med HTTP 503 efter 3 försök: 3)"
    )
    assert outcome.states["kalla"].answered_at is None
    assert outcome.states["kalla"].failures == 1


def test_a_page_that_fails_in_passing_is_a_teaser_and_tried_again_next_time(
    web, source, crawl_pass, now
):
    feed = source(web.put_articles(3))
    mend = failing(web, [1], status=500)
    first = crawl_pass(feed)
    second = crawl_pass(feed, now=now + timedelta(hours=1))
    mend()
    third = crawl_pass(feed, now=now + timedelta(hours=2))

    found = {document.title: document.text_status for document in first.documents}
    assert found["Rubrik 1"] is TextStatus.TITLE_ONLY, "the feed says no more than the title"
    assert found["Rubrik 0"] is found["Rubrik 2"] is TextStatus.FULL
    assert (first.poll().access, first.poll().covers_from) == (Access.OK, None)
    message = "1 av 3 artikelsidor gick inte att hämta (svarade med HTTP 500 efter 3 försök: 1)"
    assert first.poll().message == message
    assert second.documents == [], "what the feed says is stored already"
    assert second.poll().covers_from is None
    assert [(d.title, d.text_status) for d in third.documents] == [("Rubrik 1", TextStatus.FULL)]
    assert third.poll().covers_from == now, "no poll has counted before: since the oldest entry"


def test_the_next_full_poll_reaches_back_over_those_that_did_not_count(
    web, source, crawl_pass, now
):
    crawl_pass(source(web.put_articles(3)))
    feed = source(web.put_articles(5))
    mend = failing(web, [3])
    left = crawl_pass(feed, now=now + timedelta(hours=1)).poll()
    mend()
    full = crawl_pass(feed, now=now + timedelta(hours=2)).poll()

    assert left.covers_from is None
    assert full.covers_from == now


@pytest.mark.parametrize("canonical", ["/a", "/artikel/den-langa-adressen"])
def test_the_full_text_replaces_the_teaser_in_the_store(
    web, source, crawl_pass, now, paragraph, tmp_path, canonical
):
    item = {"link": "/a", "title": "Rubriken", "description": "Det korta av saken."}
    feed = source(web.put_feed("/feed", item))
    web.put("/a", "nere", status=503)
    (teaser,) = crawl_pass(feed).documents
    head = f'<link rel="canonical" href="{canonical}">'
    web.put_page("/a", "Rubriken", paragraph * 4, head=head)
    (full,) = crawl_pass(feed, now=now + timedelta(hours=1)).documents

    assert (teaser.text_status, teaser.text) == (TextStatus.TEASER, "Det korta av saken.")
    assert full.text_status is TextStatus.FULL
    assert (full.document_id, full.first_seen_at) == (teaser.document_id, now)
    db = Store(tmp_path / "vardkase.duckdb")
    for document in (teaser, full):
        with db.write() as transaction:
            add_documents(transaction, [document])
    rows = db.read("SELECT version, text_status FROM documents ORDER BY version").to_pylist()
    assert rows == [
        {"version": 1, "text_status": "teaser"},
        {"version": 2, "text_status": "full"},
    ]


def test_a_page_that_has_failed_for_days_does_not_keep_its_source_unseen(
    web, source, crawl_pass, now
):
    feed = source(web.put_articles(3))
    failing(web, [1])
    polls = [crawl_pass(feed, now=now + timedelta(days=day)).poll() for day in (0, 3, 4, 5)]

    assert [poll.covers_from for poll in polls[:2]] == [None, None]
    assert polls[2].covers_from == now, "what the feed said of it stands"
    assert polls[3].access is Access.NOT_MODIFIED


@pytest.mark.parametrize("status", [403, 404, 410, 503])
def test_a_page_that_is_closed_later_never_takes_the_full_text_away(
    web, source, crawl_pass, now, paragraph, status
):
    item = {"link": "/a", "title": "Rubriken", "description": "Det korta."}
    web.put_page("/a", "Rubriken", paragraph * 4)
    feed = source(web.put_feed("/feed", item))
    (full,) = crawl_pass(feed).documents
    web.put("/a", "nej", status=status)
    web.put_feed("/feed", {**item, "description": "Det ändrade."})

    outcome = crawl_pass(feed, now=now + timedelta(hours=1))

    assert full.text_status is TextStatus.FULL
    assert outcome.documents == []
    assert outcome.items[-1].document_id == full.document_id
    assert outcome.poll().message.startswith("1 av 1 artikelsidor")
    assert outcome.poll().covers_from == now, "the entry is held: nothing was left out"


def test_the_feeds_own_full_text_follows_its_edits(web, source, crawl_pass, now, paragraph):
    item = {"link": "/a", "title": "Rubriken", "content": paragraph * 5}
    web.put("/a", "nej", status=403)
    feed = source(web.put_feed("/feed", item))
    crawl_pass(feed)
    web.put_feed("/feed", {**item, "content": paragraph * 5 + " Rättelse."})

    (edited,) = crawl_pass(feed, now=now + timedelta(hours=1)).documents

    assert edited.text.endswith("Rättelse.")


def test_a_gap_is_seen_though_an_old_entry_stays_pinned(web, source, crawl_pass, now):
    feed = source(dated(web, now, -1, -2, -20 * 24))
    crawl_pass(feed)
    dated(web, now, 500, 499, 498, -20 * 24)
    later = now + timedelta(hours=501)

    outcome = crawl_pass(feed, now=later)

    assert (outcome.poll().items, outcome.poll().new_items) == (4, 3)
    assert outcome.poll().covers_from == now + timedelta(hours=498)


def test_the_newest_known_entry_still_listed_means_no_gap(web, source, crawl_pass, now):
    feed = source(dated(web, now, -1, -2, -3))
    crawl_pass(feed)
    dated(web, now, 3, 2, -1)

    assert crawl_pass(feed, now=now + timedelta(hours=4)).poll().covers_from == now


def test_the_newest_known_entry_gone_means_a_gap(web, source, crawl_pass, now):
    feed = source(dated(web, now, -1, -2, -3))
    crawl_pass(feed)
    dated(web, now, 3, 2, -2)

    covered = crawl_pass(feed, now=now + timedelta(hours=4)).poll().covers_from
    assert covered == now + timedelta(hours=2)


def test_a_pinned_entry_says_nothing_of_how_far_a_first_poll_reaches(web, source, crawl_pass, now):
    feed = source(dated(web, now, -1, -5 * 24, -36 * 24, -400 * 24))

    assert crawl_pass(feed).poll().covers_from == now - timedelta(days=5)
