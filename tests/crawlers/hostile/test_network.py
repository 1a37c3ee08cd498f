"""Servers that break, stall or ask us to wait: limits hold, and the reason is told."""

import gzip
import itertools
import time
from datetime import timedelta
from email.utils import format_datetime

import pytest

from store.records import Access

pytestmark = pytest.mark.slow


def test_answers_that_are_too_large_are_cut_off(web, raw_server, source, crawl_pass):
    bomb = gzip.compress(b"<rss>" + b" " * 60_000_000, 9)
    web.put(
        "/bomb",
        bomb,
        content_type="application/rss+xml",
        headers={"Content-Encoding": "gzip"},
    )
    web.put("/stor", b"<rss>" + b"x" * 3_000_000, content_type="application/rss+xml")

    def endless(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n<rss>")
        while True:
            connection.sendall(b" " * 65_536)

    feeds = {
        "bomb": web.base + "/bomb",
        "stor": web.base + "/stor",
        "andlos": raw_server(endless) + "/feed",
    }
    outcome = crawl_pass(
        *(source(url, name) for name, url in feeds.items()), max_response_bytes=2_000_000
    )

    for name, poll in outcome.polls.items():
        assert poll.access is Access.PARSE_ERROR, name
        assert poll.message == "svaret är större än 2 MB", name


def test_servers_that_stall_or_hang_up_are_outages(raw_server, source, crawl_pass):
    def silent(connection):
        time.sleep(20)

    def drip(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss>")
        while True:
            connection.sendall(b" ")
            time.sleep(0.2)

    def truncated(connection):
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 9999\r\n\r\n<rss>"
        )

    def nonsense(connection):
        connection.sendall(b"\x00\x01\x02 inte http\r\n\r\n")

    def closed(connection):
        connection.close()

    talks = {"tyst": silent, "dropp": drip, "kapad": truncated, "skrap": nonsense, "stangd": closed}
    feeds = [source(raw_server(talk) + "/feed", name) for name, talk in talks.items()]
    start = time.monotonic()

    outcome = crawl_pass(*feeds, timeout_s=1.0)

    # all five are the same host, one request at a time, at most three tries of a second
    assert time.monotonic() - start < 25
    assert {poll.access for poll in outcome.polls.values()} == {Access.OUTAGE}
    assert all(poll.message for poll in outcome.polls.values())
    assert all(state.failures == 1 for state in outcome.states.values())


def test_a_host_that_stays_silent_is_left_alone_for_the_rest_of_the_pass(
    web, raw_server, source, crawl_pass
):
    asked = []

    def silent(connection):
        asked.append(1)
        time.sleep(20)

    silent_host = raw_server(silent)
    feed = web.put_feed(
        "/feed", *({"link": f"{silent_host}/{n}", "title": f"Rubrik {n}"} for n in range(30))
    )
    start = time.monotonic()

    outcome = crawl_pass(source(feed), timeout_s=0.5)

    assert time.monotonic() - start < 20
    assert len(asked) < 25, "thirty pages with three tries each would be ninety"
    assert "30 av 30 artikelsidor" in outcome.poll().message


def test_redirect_loops_and_bad_encodings_end(web, source, crawl_pass):
    web.put("/runt", status=302, headers={"Location": "/runt"})
    web.put(
        "/skrap", b"inte gzip alls", headers={"Content-Encoding": "gzip"},
        content_type="application/rss+xml",
    )  # fmt: skip
    web.put("/tom", b"", content_type="application/rss+xml")
    web.put("/html", "<!doctype html><html><body>Sidan har flyttat</body></html>")
    web.put("/json", '{"version": "https://jsonfeed.org/version/1.1"}')
    web.put("/kontroll", "<html><title>Just a moment...</title>", status=403)
    web.put("/inga", '<rss version="2.0"><channel><title>x</title></channel></rss>')

    names = ["runt", "skrap", "tom", "html", "json", "kontroll", "inga"]
    outcome = crawl_pass(*(source(f"{web.base}/{name}", name) for name in names))

    polls = outcome.polls
    assert polls["runt"].access is Access.OUTAGE
    assert polls["runt"].message == "skickar vidare i för många led"
    assert polls["skrap"].access in {Access.OUTAGE, Access.PARSE_ERROR}
    assert polls["tom"].message == "svaret är tomt"
    assert polls["html"].message == "svarade med en webbsida i stället för ett flöde"
    assert polls["json"].message == "svarade med JSON i stället för ett flöde"
    assert polls["html"].access is polls["json"].access is Access.PARSE_ERROR
    assert polls["kontroll"].access is Access.CHALLENGED
    assert polls["inga"].access is Access.EMPTY_VALID


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_short_retry_after_is_waited_for_within_the_pass(web, source, crawl_pass, now, form):
    url = web.put_articles(1)
    good = web.replies["/feed"]
    times = []

    def busy(asked):
        times.append(time.monotonic())
        if len(times) > 1:
            return good
        headers = {"Retry-After": "1"}
        if form == "date":
            headers = {
                "Retry-After": format_datetime(now + timedelta(seconds=1), usegmt=True),
                "Date": format_datetime(now, usegmt=True),
            }
        return type(good)(b"", 429, headers=headers)

    web.replies["/feed"] = busy

    outcome = crawl_pass(source(url))

    assert outcome.poll().access is Access.OK
    assert len(times) == 2
    assert times[1] - times[0] >= 1.0


def test_a_host_that_asks_for_a_pause_is_left_in_peace_by_all(web, source, crawl_pass):
    web.put_articles(1, path="/ett", prefix="/a")
    two = web.put_articles(1, path="/tva", prefix="/b")
    good, times = web.replies["/ett"], []

    def busy(asked):
        times.append(time.monotonic())
        return good if len(times) > 1 else type(good)(b"", 503, headers={"Retry-After": "2"})

    web.replies["/ett"] = busy
    arrivals = []
    calm = web.replies["/tva"]
    web.replies["/tva"] = lambda asked: arrivals.append(time.monotonic()) or calm

    crawl_pass(source(web.base + "/ett", "ett"), source(two, "tva"))

    assert times[1] - times[0] >= 2.0
    assert not [t for t in arrivals if times[0] + 0.05 < t < times[0] + 1.9]


def test_a_long_retry_after_is_a_state_and_not_waited_for(web, source, crawl_pass, now):
    web.put("/feed", status=429, headers={"Retry-After": "3600"})
    web.put("/utan", status=429)

    outcome = crawl_pass(source(web.base + "/feed", "lang"))

    assert outcome.poll().access is Access.RATE_LIMITED
    assert outcome.poll().message == "ber oss vänta (HTTP 429)"
    assert outcome.states["lang"].retry_at == now + timedelta(hours=1)
    assert web.paths() == ["/feed"]
    again = crawl_pass(source(web.base + "/utan", "utan"))
    assert again.poll().access is Access.RATE_LIMITED
    assert again.states["utan"].retry_at == now + timedelta(minutes=15)


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


def test_a_certificate_that_nobody_vouches_for_is_an_outage(source, crawl_pass, tls_base):
    outcome = crawl_pass(source(tls_base + "/feed"))

    assert outcome.poll().access is Access.OUTAGE


def test_a_visit_that_takes_too_long_ends_and_lets_the_pass_end(web, other_web, source, crawl_pass):
    living = source(web.put_articles(2), "lever")
    slow = source(other_web.put_articles(3), "sen")
    other_web.replies["/a/1"] = lambda asked: time.sleep(30)
    start = time.monotonic()

    outcome = crawl_pass(living, slow, visit_limit_s=3.0, timeout_s=25.0)

    assert time.monotonic() - start < 15
    assert outcome.polls["lever"].access is Access.OK
    assert outcome.polls["sen"].access is Access.OUTAGE
    assert outcome.polls["sen"].message == "hann inte läsas klart inom 0,05 minuter"
    assert outcome.polls["sen"].covers_from is None
    assert "Rubrik 0" in {d.title for d in outcome.documents if d.source_id == "sen"}
