"""Hosts that ask us to wait, and robots.txt that cannot be read: the pace is theirs."""

import itertools
import time
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import pytest

from store.records import SourceKind
from store.sites import sites

pytestmark = pytest.mark.slow


def test_a_short_retry_after_is_waited_for_within_the_pass(web, other_web, source, collect, now):
    date = format_datetime(now + timedelta(seconds=1), usegmt=True)
    clock = {"Retry-After": date, "Date": format_datetime(now, usegmt=True)}
    asked_to = {web: (503, {"Retry-After": "1"}), other_web: (429, clock)}
    times = {web: [], other_web: []}
    for host, (status, headers) in asked_to.items():
        host.put_articles(1)
        good = host.replies["/feed"]

        def busy(_asked, host=host, good=good, status=status, headers=headers):
            times[host].append(time.monotonic())
            return good if len(times[host]) > 1 else type(good)(b"", status, headers=headers)

        host.replies["/feed"] = busy

    seen = collect(source(web.base + "/feed"), source(other_web.base + "/feed", "datum"))

    for name, (first, second) in zip(("kalla", "datum"), times.values(), strict=True):
        assert (seen.access(name), seen.day(name)["fetched"]) == ("ok", 1)
        assert second - first >= 1.0


def test_a_host_that_asks_for_a_pause_is_left_in_peace_by_all(web, other_web, source, collect):
    web.put_articles(1, path="/ett", prefix="/a")
    two = web.put_articles(1, path="/tva", prefix="/b")
    elsewhere = other_web.put_articles(3)
    good, times = web.replies["/ett"], []

    def busy(asked):
        times.append(time.monotonic())
        return good if len(times) > 1 else type(good)(b"", 503, headers={"Retry-After": "2"})

    web.replies["/ett"] = busy
    arrivals, others = [], []
    calm, far = web.replies["/tva"], other_web.replies["/a/2"]
    web.replies["/tva"] = lambda asked: arrivals.append(time.monotonic()) or calm
    other_web.replies["/a/2"] = lambda asked: others.append(time.monotonic()) or far

    collect(source(web.base + "/ett", "ett"), source(two, "tva"), source(elsewhere, "annan"))

    assert times[1] - times[0] >= 2.0
    assert not [t for t in arrivals if times[0] + 0.05 < t < times[0] + 1.9]
    assert others[0] < times[0] + 1.9, "another host is not held up"


def test_a_long_retry_after_is_a_state_and_not_waited_for(web, other_web, source, collect, now):
    web.put("/feed", status=429, headers={"Retry-After": "3600"})
    other_web.put("/utan", status=429)

    first = collect(source(web.base + "/feed", "lang"), source(other_web.base + "/utan", "utan"))
    date = format_datetime(now + timedelta(hours=3), usegmt=True)
    web.put("/datum", status=503, headers={"Retry-After": date, "Date": ""})
    other_web.put("/aldrig", status=429, headers={"Retry-After": "9" * 5_000})
    second = collect(
        source(web.base + "/datum", "datum"), source(other_web.base + "/aldrig", "aldrig")
    )

    first.assert_failed("lang", "rate_limited", "ber oss vänta (HTTP 429)")
    assert first.states["lang"].retry_at == now + timedelta(hours=1)
    assert [path for path in web.paths() if path == "/feed"] == ["/feed"], "asked once"
    first.assert_failed("utan", "rate_limited", "ber oss vänta (HTTP 429)")
    assert first.states["utan"].retry_at == now + timedelta(minutes=15)
    second.assert_failed("datum", "rate_limited", "ber oss vänta (HTTP 503)")
    assert second.states["datum"].retry_at == now + timedelta(hours=3)
    second.assert_failed("aldrig", "rate_limited", "ber oss vänta (HTTP 429)")
    assert second.states["aldrig"].retry_at == now + timedelta(days=7), "never is a week"


def test_a_host_that_asks_us_to_wait_between_the_parts_of_a_list_is_left_alone_as_long(
    web, source, collect, now
):
    def locs(tag, *paths):
        rows = "".join(f"<{tag}><loc>{web.base}{path}</loc></{tag}>" for path in paths)
        outer = "urlset" if tag == "url" else "sitemapindex"
        return f'<{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{outer}>'

    web.put("/karta.xml", locs("sitemap", "/del-1.xml", "/del-2.xml"), content_type="text/xml")
    web.put("/del-1.xml", locs("url", "/nyheter/ny-chef"), content_type="text/xml")
    web.put("/del-2.xml", status=429, headers={"Retry-After": "7200"})

    seen = collect(replace(source(web.base + "/karta.xml"), kind=SourceKind.SITEMAP))

    assert seen.states["kalla"].retry_at == now + timedelta(hours=2)
    assert "/nyheter/ny-chef" not in web.paths()
    assert not seen.coverage(), "nothing is claimed of a list with a hole"


def test_requests_to_a_host_keep_the_delay_and_come_one_by_one(web, other_web, source, crawl_pass):
    times = {"a": [], "b": []}
    for name, host in (("a", web), ("b", other_web)):
        host.put_articles(3)
        for path, reply in list(host.replies.items()):
            host.replies[path] = lambda asked, name=name, reply=reply: (
                times[name].append(time.monotonic()) or reply
            )
    start = time.monotonic()

    crawl_pass(source(web.base + "/feed", "a"), source(other_web.base + "/feed", "b"), delay_s=0.5)

    for moments in times.values():
        assert len(moments) == 4
        gaps = [after - before for before, after in itertools.pairwise(moments)]
        assert min(gaps) > 0.45
        assert max(gaps) < 1.5
    assert time.monotonic() - start < 15, "the two hosts are visited side by side"


def test_robots_that_fail_hold_for_a_day_as_last_read_and_then_forbid_all(
    web, source, collect, now
):
    feed = source(web.put_articles(1))
    web.put_articles(1, path="/stangt", prefix="/b")
    shut = source(web.base + "/stangt", "stangd")
    web.put("/robots.txt", "User-agent: *\nDisallow: /stangt\nCrawl-delay: 0.7\n")

    before = collect(feed, shut)
    web.put("/robots.txt", "sönder", status=503)
    times = []
    for path in ("/feed", "/a/0"):
        reply = web.replies[path]
        web.replies[path] = lambda asked, reply=reply: times.append(time.monotonic()) or reply
    within = collect(feed, shut, now=now + timedelta(hours=23))
    after = collect(feed, now=now + timedelta(hours=25))

    assert before.access() == "ok"
    before.assert_failed("stangd", "refused", "robots.txt tillåter inte hämtning")
    assert within.access() in {"ok", "not_modified"}
    assert within.access("stangd") == "refused"
    assert times[1] - times[0] > 0.6, "the Crawl-delay that was read holds too"
    assert after.access() == "outage"
    assert after.message() == "robots.txt gick inte att läsa (HTTP 503)"
    assert "kalla: outage: robots.txt gick inte att läsa (HTTP 503)" in after.log
    assert sites(after.store)[web.base].robots_at == now, "what was read last, and when"


def test_robots_never_read_or_too_slow_forbid_everything(web, raw_server, source, collect):
    web.put("/robots.txt", "sönder", status=500)
    web.put_articles(1)

    def endless(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\n")
        while True:
            connection.sendall(b"# rader utan slut\n" * 4_000)

    slow = raw_server(lambda connection: time.sleep(9), of_the_site=True)
    feeds = {"trasig": web.base, "sen": slow, "andlos": raw_server(endless, of_the_site=True)}

    seen = collect(*(source(url + "/feed", name) for name, url in feeds.items()), timeout_s=1.0)

    assert web.paths() == []
    seen.assert_failed("trasig", "outage", "robots.txt gick inte att läsa (HTTP 500)")
    seen.assert_failed("sen", "outage", "svarade inte inom 1 sekunder")
    seen.assert_failed("andlos", "outage", "robots.txt gick inte att läsa")


def test_robots_are_followed_through_five_redirects_and_read_to_500_kib(
    web, other_web, source, collect
):
    for number in range(4):
        step = "/robots.txt" if number == 0 else f"/r{number}"
        web.put(step, status=301, headers={"Location": f"/r{number + 1}"})
    web.put("/r4", status=302, headers={"Location": other_web.base + "/regler"})
    long = "# " + "x" * 500_000 + "\nUser-agent: *\nDisallow: /stangt\n"
    assert len(long) < 512_000
    other_web.put("/regler", long, content_type="text/plain")
    web.put_articles(1)
    web.put_articles(1, path="/stangt", prefix="/b")

    seen = collect(source(web.base + "/feed"), source(web.base + "/stangt", "stangd"))

    assert seen.access() == "ok"
    seen.assert_failed("stangd", "refused", "robots.txt tillåter inte hämtning")
