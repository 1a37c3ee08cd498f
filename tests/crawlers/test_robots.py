"""robots.txt by RFC 9309, Crawl-delay, and reservations of text and data mining."""

import time

import pytest

from store.records import Access, TextStatus

pytestmark = pytest.mark.slow


def test_what_robots_forbids_is_not_fetched(web, source, crawl_pass):
    web.put("/robots.txt", "User-agent: *\nDisallow: /hemligt\nDisallow: /a/1\n")
    web.put_articles(3)
    web.put_articles(1, path="/hemligt/feed", prefix="/b")

    outcome = crawl_pass(
        source(web.base + "/feed", "oppen"), source(web.base + "/hemligt/feed", "stangd")
    )

    assert outcome.polls["stangd"].access is Access.REFUSED
    assert outcome.polls["stangd"].message == "robots.txt tillåter inte hämtning"
    assert "/a/1" not in web.paths() and "/hemligt/feed" not in web.paths()
    found = {d.title: d.text_status for d in outcome.documents}
    assert found["Rubrik 1"] is TextStatus.TITLE_ONLY
    assert found["Rubrik 0"] is TextStatus.FULL
    assert [a.path for a in web.asked].count("/robots.txt") == 1


def test_rules_for_us_by_name_come_before_those_for_all(web, source, crawl_pass):
    web.put("/robots.txt", "User-agent: *\nAllow: /\n\nUser-agent: Vardkase\nDisallow: /\n")

    assert crawl_pass(source(web.put_articles(1))).poll().access is Access.REFUSED


def test_robots_that_fail_forbid_everything(web, source, crawl_pass):
    web.put("/robots.txt", "sönder", status=503)

    outcome = crawl_pass(source(web.put_articles(1)))

    assert web.paths() == []
    assert outcome.poll().access is Access.OUTAGE
    assert outcome.poll().message == "robots.txt gick inte att läsa (HTTP 503)"


def test_missing_robots_html_and_redirected_ones_are_read_right(web, other_web, source, crawl_pass):
    web.put("/robots.txt", "<!doctype html><p>Disallow: /</p>")
    other_web.put("/robots.txt", status=301, headers={"Location": "/regler.txt"})
    other_web.put("/regler.txt", "User-agent: *\nDisallow: /a/\n", content_type="text/plain")

    outcome = crawl_pass(
        source(web.put_articles(1), "html"), source(other_web.put_articles(1), "flyttad")
    )

    found = {d.source_id: d.text_status for d in outcome.documents}
    assert found == {"html": TextStatus.FULL, "flyttad": TextStatus.TITLE_ONLY}


def test_crawl_delay_is_kept(web, source, crawl_pass):
    web.put("/robots.txt", "User-agent: *\nCrawl-delay: 1\n", content_type="text/plain")
    url = web.put_articles(2)
    times = []
    for path in ("/a/0", "/a/1"):
        reply = web.replies[path]
        web.replies[path] = lambda asked, reply=reply: times.append(time.monotonic()) or reply

    crawl_pass(source(url))

    assert times[1] - times[0] > 0.9


def test_robots_are_not_asked_for_when_the_user_says_so(web, source, crawl_pass):
    web.put("/robots.txt", "User-agent: *\nDisallow: /\n")

    outcome = crawl_pass(source(web.put_articles(1)), obey_robots=False)

    assert len(outcome.documents) == 1
    assert "/robots.txt" not in [asked.path for asked in web.asked]


def test_a_reservation_of_text_and_data_mining_is_kept(web, source, crawl_pass, now, paragraph):
    meta = '<meta name="tdm-reservation" content="1">'
    web.put_page("/meta", "Med meta", paragraph * 4, head=meta)
    web.put_page("/huvud", "Med huvud", paragraph * 4, headers={"TDM-Reservation": "1"})
    web.put_page("/fri", "Fri", paragraph * 4, headers={"TDM-Reservation": "0"})
    items = [
        {"link": path, "title": title, "description": "Ett sammandrag."}
        for path, title in (("/meta", "Med meta"), ("/huvud", "Med huvud"), ("/fri", "Fri"))
    ]
    feed = web.put_feed("/feed", *items)
    web.put_feed("/stangd", *items, headers={"TDM-Reservation": "1"})

    outcome = crawl_pass(source(feed, "sidor"), source(web.base + "/stangd", "flode"))

    found = {d.title: (d.text_status, bool(d.text)) for d in outcome.documents}
    assert found == {
        "Med meta": (TextStatus.TITLE_ONLY, False),
        "Med huvud": (TextStatus.TITLE_ONLY, False),
        "Fri": (TextStatus.FULL, True),
    }
    assert outcome.polls["sidor"].message.startswith("2 av 3 artikelsidor")
    assert outcome.polls["flode"].access is Access.REFUSED
    assert "text- och datautvinning" in outcome.polls["flode"].message


def test_we_say_who_we_are(web, source, crawl_pass, settings):
    named = settings.user_agent + " (+mejl@example.org)"

    crawl_pass(source(web.put_articles(1)), user_agent=named)

    assert {asked.headers["User-Agent"] for asked in web.asked} == {named}
    assert named.startswith("Vardkase/0.1 (+")
    assert not any("Cookie" in asked.headers for asked in web.asked)


@pytest.mark.parametrize(
    "body",
    [
        b"# <meta charset=raw_unicode_escape>\nUser-agent: *\nDisallow: /%zz\\ud800\xff",
        b"# <meta charset=utf-7>\nUser-agent: *\nDisallow: /%zz+2AA-\xff",
        b"User-agent: *\nCrawl-delay: nan\nDisallow: /%zz\xed\xa0\x80",
    ],
)
def test_a_hostile_robots_txt_never_holds_up_the_pass(web, source, crawl_pass, body):
    web.put("/robots.txt", body, content_type="text/plain")
    first = source(web.put_articles(2), "ett")
    second = source(web.put_articles(2, path="/tva", prefix="/b"), "tva")
    start = time.monotonic()

    outcome = crawl_pass(first, second)

    assert set(outcome.polls) == {"ett", "tva"}
    assert time.monotonic() - start < 20
