"""Whole passes over a real server: what is yielded, in which order, and what a next pass does."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

import crawlers
from crawlers.crawl import crawl
from store.records import (
    Access,
    Document,
    DocumentKind,
    ItemState,
    OutletType,
    Poll,
    Source,
    SourceKind,
    SourceState,
    TextStatus,
)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("afresh")]


def test_documents_come_before_the_state_and_the_poll_of_their_source(
    web, other_web, source, crawl_pass
):
    first = source(web.put_articles(5), "ett")
    second = source(other_web.put_articles(3), "tva")

    outcome = crawl_pass(first, second)

    assert len(outcome.documents) == 8
    for name, count in (("ett", 5), ("tva", 3)):
        kinds = [type(r) for r in outcome.records if getattr(r, "source_id", "") == name]
        assert kinds == [Document, ItemState] * count + [SourceState, Poll]
        own = [r for r in outcome.records if getattr(r, "source_id", "") == name][: 2 * count]
        assert all(
            document.document_id == item.document_id
            for document, item in zip(own[::2], own[1::2], strict=True)
        )


def test_a_document_carries_what_feed_and_page_say(web, source, crawl_pass, now, paragraph):
    web.put_page(
        "/nyhet",
        "Fler anmälningar i Botkyrka",
        f"{paragraph * 2}\nDet andra stycket handlar om Botkyrkas plan för nästa år. {paragraph}",
        head='<meta name="author" content="Eva Reporter">',
    )
    feed = web.put_feed(
        "/feed",
        {
            "link": "/nyhet?utm_source=rss",
            "title": "Fler anmälningar i Botkyrka",
            "date": "Thu, 19 Nov 2026 10:00:00 CET",
        },
    )

    outcome = crawl_pass(source(feed))

    (document,) = outcome.documents
    assert document.canonical_url == web.base + "/nyhet"
    assert document.title == "Fler anmälningar i Botkyrka"
    assert document.text.startswith("Socialtjänsten tog emot"), "the headline is not repeated"
    assert "andra stycket" in document.text
    assert document.published_at == now.replace(day=19, hour=9)
    assert document.first_seen_at == document.fetched_at == now
    assert document.kind is DocumentKind.ARTICLE
    assert document.text_status is TextStatus.FULL
    assert document.language == "sv"
    assert document.places == ("Botkyrka",)
    assert document.author is not None and document.author.startswith("p-")
    poll = outcome.poll()
    assert (poll.access, poll.items, poll.new_items, poll.message) == (Access.OK, 1, 1, "")
    assert poll.covers_from == document.published_at


def test_a_second_pass_asks_with_conditions_and_yields_no_document(web, source, crawl_pass, now):
    feed = source(web.put_articles(3))
    web.replies["/feed"].headers["ETag"] = '"v1"'
    body = web.replies["/feed"]

    def conditional(asked):
        same = asked.headers.get("If-None-Match") == '"v1"'
        return type(body)(b"", 304) if same else body

    web.replies["/feed"] = conditional
    crawl_pass(feed)

    outcome = crawl_pass(feed, now=now + timedelta(hours=1))

    assert outcome.documents == []
    poll = outcome.poll()
    assert (poll.access, poll.http_status) == (Access.NOT_MODIFIED, 304)
    assert poll.covers_from == now, "seen without a gap since the last answer"


def test_the_content_decides_when_there_is_no_etag(web, source, crawl_pass, now):
    feed = source(web.put_articles(2))
    crawl_pass(feed)

    outcome = crawl_pass(feed, now=now + timedelta(hours=1))

    assert outcome.poll().access is Access.NOT_MODIFIED
    assert outcome.poll().http_status == 200
    assert (outcome.poll().items, outcome.poll().new_items) == (2, 0)
    assert outcome.poll().covers_from == now


def test_conditions_are_dropped_after_a_day(web, source, crawl_pass, now):
    feed = source(web.put_articles(1))
    web.replies["/feed"].headers["ETag"] = '"v1"'
    crawl_pass(feed)

    crawl_pass(feed, now=now + timedelta(hours=25))

    asked = [a.headers.get("If-None-Match") for a in web.asked if a.path == "/feed"]
    assert asked == [None, None]


def test_a_new_entry_is_fetched_and_the_known_ones_are_not_documents_again(
    web, source, crawl_pass, now
):
    crawl_pass(source(web.put_articles(3)))
    feed = source(web.put_articles(4))

    outcome = crawl_pass(feed, now=now + timedelta(hours=1))

    assert [document.title for document in outcome.documents] == ["Rubrik 3"]
    assert (outcome.poll().items, outcome.poll().new_items) == (4, 1)
    assert outcome.poll().covers_from == now


@pytest.mark.parametrize("feed_changes", [False, True])
def test_a_changed_page_is_a_document_again(web, source, crawl_pass, now, paragraph, feed_changes):
    feed = source(web.put_articles(3))
    before = {d.document_id: d for d in crawl_pass(feed).documents}
    web.put_page("/a/1", "Rubrik 1", paragraph * 3 + "\nRättelse: siffran var fel i går.")
    if feed_changes:
        web.put_articles(4)
        web.put_page("/a/1", "Rubrik 1", paragraph * 3 + "\nRättelse: siffran var fel i går.")

    outcome = crawl_pass(feed, now=now + timedelta(hours=1))

    (changed,) = [d for d in outcome.documents if d.document_id in before]
    assert "Rättelse" in changed.text
    assert changed.published_at == before[changed.document_id].published_at
    assert changed.first_seen_at == now


def test_pages_are_not_checked_again_after_a_week(web, source, crawl_pass, now):
    feed = source(web.put_articles(2))
    crawl_pass(feed)
    web.asked.clear()

    crawl_pass(feed, now=now + timedelta(days=8))

    assert web.paths() == ["/feed"]


def test_rechecks_stay_within_the_budget_of_the_host_and_take_turns(web, source, crawl_pass, now):
    feed = source(web.put_articles(6))
    crawl_pass(feed)
    asked = []
    for hour in (1, 2):
        web.asked.clear()
        crawl_pass(feed, now=now + timedelta(hours=hour), recheck_pages_per_host=3)
        asked.append({path for path in web.paths() if path.startswith("/a/")})

    assert [len(paths) for paths in asked] == [3, 3]
    assert asked[0] | asked[1] == {f"/a/{n}" for n in range(6)}


def test_one_page_in_two_feeds_is_one_document_fetched_once(web, source, crawl_pass, paragraph):
    web.put_page("/nyhet", "En nyhet", paragraph * 4)
    first = web.put_feed("/ett", {"link": "/nyhet", "title": "En nyhet", "guid": "111"})
    second = web.put_feed("/tva", {"link": "/nyhet#x", "title": "En nyhet", "guid": "abc"})

    outcome = crawl_pass(source(first, "ett"), source(second, "tva"))

    assert len({document.document_id for document in outcome.documents}) == 1
    assert {document.source_id for document in outcome.documents} == {"ett", "tva"}
    assert web.paths().count("/nyhet") == 1


def test_a_dead_source_stands_beside_a_living_one(web, source, crawl_pass):
    living = source(web.put_articles(2), "lever")
    web.put("/sjuk", "nere", status=503)
    dead = source("http://127.0.0.9:9/feed", "tyst")
    ill = source(web.base + "/sjuk", "sjuk")
    gone = source(web.base + "/borta", "borta")

    outcome = crawl_pass(living, dead, ill, gone)

    assert len(outcome.documents) == 2
    polls = outcome.polls
    assert polls["lever"].access is Access.OK
    assert polls["tyst"].access is Access.OUTAGE
    assert polls["tyst"].covers_from is None
    assert polls["sjuk"].message == "svarade med HTTP 503 efter 3 försök"
    assert polls["sjuk"].http_status == 503
    assert polls["borta"].message == "sidan finns inte (HTTP 404)"
    assert outcome.states["sjuk"].failures == 1
    assert crawl_pass(ill).states["sjuk"].failures == 2


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_page_that_is_closed_leaves_title_and_summary(web, source, crawl_pass, now, status):
    web.put("/nyhet", "nej", status=status)
    feed = web.put_feed(
        "/feed",
        {"link": "/nyhet", "title": "Rubriken", "description": "<p>Det korta av saken.</p>"},
        {"link": "/nyhet?sida=2", "title": "Bara rubrik"},
    )
    web.put("/nyhet?sida=2", "nej", status=status)

    outcome = crawl_pass(source(feed))

    found = {d.title: (d.text_status, d.text) for d in outcome.documents}
    assert found == {
        "Rubriken": (TextStatus.TEASER, "Det korta av saken."),
        "Bara rubrik": (TextStatus.TITLE_ONLY, ""),
    }
    assert crawl_pass(source(feed), now=now + timedelta(hours=1)).documents == []


def test_the_full_text_of_the_feed_stands_in_for_a_page_that_fails(
    web, source, crawl_pass, paragraph
):
    web.put("/nyhet", "nere", status=500)
    content = "".join(f"<p>{paragraph}{n}</p>" for n in range(6))
    feed = web.put_feed("/feed", {"link": "/nyhet", "title": "Rubriken", "content": content})

    (document,) = crawl_pass(source(feed)).documents

    assert document.text_status is TextStatus.FULL
    assert document.text.count("Socialtjänsten") == 6


def test_posts_come_from_the_feed_and_no_page_is_fetched(web, source, crawl_pass):
    feed = web.put_feed(
        "/trad",
        {
            "link": "/@stormkatt71/9",
            "title": "Re: soc tar barnen",
            "author": "@stormkatt71",
            "guid": "https://exempel.example/@stormkatt71/9",
            "description": "Håller med @annakatt! Läs https://exempel.example/a?utm_source=x "
            "ring 070-174 06 05 #LVU #Socialtjänsten, hälsar stormkatt71",
        },
    )

    outcome = crawl_pass(source(feed, outlet_type=OutletType.FORUM))

    (document,) = outcome.documents
    assert web.paths() == ["/trad"]
    assert document.kind is DocumentKind.POST
    assert document.text_status is TextStatus.FULL
    assert document.hashtags == ("lvu", "socialtjänsten")
    assert document.shared_urls == ("https://exempel.example/a?utm_source=x",)
    assert document.author is not None and document.author.startswith("p-")
    everything = repr(outcome.records)
    for secret in ("stormkatt", "annakatt", "070-174", "1740605"):
        assert secret not in everything


def test_since_passes_over_what_is_older_until_asked_without_it(web, source, crawl_pass, now):
    for number in range(3):
        web.put_page(f"/a/{number}", f"Rubrik {number}", "Kort text om saken.\n" * 9)
    items = (
        {"link": f"/a/{n}", "title": f"Rubrik {n}", "date": f"{17 + n} Nov 2026 08:00:00 +0100"}
        for n in range(3)
    )
    feed = source(web.put_feed("/feed", *items))

    first = crawl_pass(feed, since=now - timedelta(days=2))
    second = crawl_pass(feed, now=now + timedelta(hours=1))

    assert [document.title for document in first.documents] == ["Rubrik 2"]
    assert first.poll().items == 3
    assert {document.title for document in second.documents} == {"Rubrik 0", "Rubrik 1"}


def test_a_feed_that_moved_for_good_is_read_and_says_so(web, source, crawl_pass):
    web.put_articles(1, path="/ny")
    web.put("/gammal", status=301, headers={"Location": "/ny"})

    outcome = crawl_pass(source(web.base + "/gammal"))

    assert outcome.poll().access is Access.MOVED
    assert outcome.poll().message == f"källan har flyttat till {web.base}/ny"
    assert len(outcome.documents) == 1


def test_a_source_that_cannot_be_asked_says_why_and_files_are_not_visited(crawl_pass):
    outcome = crawl_pass(
        Source("moln", SourceKind.BLUESKY, "http://127.0.0.1:9/"),
        Source("arkiv", SourceKind.IMPORT, ""),
    )

    assert outcome.poll().source_id == "moln"
    assert outcome.poll().access is Access.NOT_ASKED
    assert outcome.poll().message == "det finns inga ord att söka efter i queries.toml"


def test_sources_on_other_ports_of_a_silent_host_are_still_asked(web, source, crawl_pass):
    living = source(web.put_articles(12), "lever")
    dead = [source(f"http://127.0.0.1:{port}/feed", f"d{port}") for port in range(1, 7)]

    outcome = crawl_pass(*dead, living)

    assert len(outcome.documents) == 12
    assert outcome.polls["lever"].message == ""


def test_a_page_that_cannot_be_checked_again_lets_others_take_their_turn(
    web, source, crawl_pass, now
):
    feed = source(web.put_articles(4))
    crawl_pass(feed)
    for number in (0, 1):
        web.put(f"/a/{number}", "nej", status=404)
    asked = []
    for hour in (1, 2):
        web.asked.clear()
        crawl_pass(feed, now=now + timedelta(hours=hour), recheck_pages_per_host=2)
        asked += [path for path in web.paths() if path.startswith("/a/")]

    assert sorted(asked) == [f"/a/{n}" for n in range(4)]


def test_a_pass_since_a_day_claims_to_have_seen_no_more(web, source, crawl_pass, now):
    items = (
        {"link": f"/a/{n}", "title": f"Rubrik {n}", "date": f"{17 + n} Nov 2026 08:00:00 +0100"}
        for n in range(3)
    )
    feed = source(web.put_feed("/feed", *items))

    assert crawl_pass(feed, since=now - timedelta(days=2)).poll().covers_from == now - timedelta(
        days=2
    )


def test_the_crawling_process_ends_when_its_parent_is_killed(web, source, tmp_path):
    web.replies["/aldrig"] = lambda asked: time.sleep(20)
    script = tmp_path / "varv.py"
    script.write_text(
        "from datetime import UTC, datetime\n"
        "from crawlers.crawl import crawl\n"
        "from crawlers.privacy import Pseudonyms\n"
        "from crawlers.settings import CrawlSettings\n"
        "from store.records import Source, SourceKind\n"
        "if __name__ == '__main__':\n"
        "    settings = CrawlSettings(delay_s=0, allow_private_networks=True)\n"
        f"    feed = Source('k', SourceKind.FEED, '{web.base}/aldrig')\n"
        "    list(crawl([feed], {}, {}, settings, Pseudonyms(b'k'), datetime.now(UTC)))\n",
        encoding="utf-8",
    )
    root = str(Path(crawlers.__file__).parent.parent)
    environment = {**os.environ, "PYTHONPATH": root}
    parent = subprocess.Popen([sys.executable, str(script)], env=environment)
    try:
        _until(lambda: "/aldrig" in web.paths())
        children = psutil.Process(parent.pid).children(recursive=True)
    finally:
        parent.kill()
        parent.wait()

    assert children
    _until(lambda: not any(child.is_running() for child in children))


def test_a_pass_that_is_stopped_ends_at_once_though_hosts_are_silent(
    web, source, settings, pseudonyms, now
):
    web.replies["/aldrig"] = lambda asked: time.sleep(20)
    feeds = [source(web.put_articles(2), "hann"), source(web.base + "/aldrig", "hann-inte")]
    before = {process.pid for process in _children()}
    asked_to_stop = []
    found = []

    def stopped():
        if (
            not asked_to_stop
            and "/aldrig" in web.paths()
            and any(isinstance(r, Poll) for r in found)
        ):
            asked_to_stop.append(time.monotonic())
        return bool(asked_to_stop)

    records = crawl(feeds, {}, {}, settings, pseudonyms, now, stopped=stopped)
    for record in records:
        found.append(record)

    assert time.monotonic() - asked_to_stop[0] < 2
    assert [record.source_id for record in found if isinstance(record, Poll)] == ["hann"]
    assert {p.pid for p in _children()} <= before | _tracker()
    assert _zombies() == []


def _until(done, timeout_s=30):
    limit = time.monotonic() + timeout_s
    while not done():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.05)


def _children():
    return [p for p in psutil.Process().children() if p.status() != psutil.STATUS_ZOMBIE]


def _zombies():
    return [p for p in psutil.Process().children() if p.status() == psutil.STATUS_ZOMBIE]


def test_closing_the_iterator_ends_the_crawling_process(web, source, settings, pseudonyms, now):
    before = {process.pid for process in _children()}
    records = crawl([source(web.put_articles(30))], {}, {}, settings, pseudonyms, now)
    next(records)

    records.close()

    assert {p.pid for p in _children()} <= before | _tracker()
    assert _zombies() == []


def test_a_killed_crawling_process_leaves_a_poll_for_every_source(
    web, source, settings, pseudonyms, now
):
    feed = source(web.put_articles(2), "hann")
    slow = web.base + "/aldrig"
    web.replies["/aldrig"] = lambda asked: time.sleep(3)
    before = {process.pid for process in _children()}
    found = []
    for record in crawl([feed, source(slow, "hann-inte")], {}, {}, settings, pseudonyms, now):
        found.append(record)
        if isinstance(record, Poll) and record.source_id == "hann":
            for process in _children():
                if process.pid not in before and "resource_tracker" not in str(process.cmdline()):
                    process.kill()

    polls = {record.source_id: record for record in found if isinstance(record, Poll)}
    assert polls["hann"].access is Access.OK
    assert polls["hann-inte"].access is Access.OUTAGE
    assert "avbröts" in polls["hann-inte"].message
    assert _zombies() == []


def _tracker():
    """multiprocessing's own helper process, which stays as long as we do."""
    return {p.pid for p in _children() if "resource_tracker" in str(p.cmdline())}
