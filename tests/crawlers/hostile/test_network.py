"""Servers that break, stall, loop or send too much: limits hold, and the reason is told."""

import gzip
import time
import zlib

import brotli
import pytest

from store.records import Access

try:
    from backports import zstd
except ImportError:  # then it is not asked for, and there is nothing to cut off
    zstd = None

pytestmark = pytest.mark.slow


def test_answers_that_are_too_large_are_cut_off(web, other_web, raw_server, source, collect):
    spaces = b"<rss>" + b" " * 60_000_000
    bombs = {
        "gzip": gzip.compress(spaces, 9),
        "deflate": zlib.compress(spaces, 9),
        "br": brotli.compress(spaces, quality=4),
        "gzip, gzip": gzip.compress(gzip.compress(spaces, 9), 9),
    }
    if zstd is not None:
        bombs["zstd"] = zstd.compress(spaces)
    for number, (encoding, bomb) in enumerate(bombs.items()):
        assert len(bomb) < 200_000
        headers = {"Content-Encoding": encoding}
        web.put(f"/bomb-{number}", bomb, content_type="application/rss+xml", headers=headers)
    web.put("/stor", b"<rss>" + b"x" * 3_000_000, content_type="application/rss+xml")

    def endless(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n<rss>")
        while True:
            connection.sendall(b" " * 65_536)

    feeds = {f"bomb-{number}": f"{web.base}/bomb-{number}" for number in range(len(bombs))}
    feeds |= {"stor": web.base + "/stor", "andlos": raw_server(endless) + "/feed"}
    healthy = source(other_web.put_articles(1), "frisk")

    seen = collect(
        healthy, *(source(url, name) for name, url in feeds.items()), max_response_bytes=2_000_000
    )

    for name in feeds:
        seen.assert_failed(name, "parse_error", "svaret är större än 2 MB")
    assert (seen.access("frisk"), seen.day("frisk")["fetched"]) == ("ok", 1)


def test_servers_that_stall_or_hang_up_are_outages(raw_server, source, collect):
    def silent(connection):
        time.sleep(20)

    def slow_headers(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for number in range(100):
            connection.sendall(b"X-%d: 1\r\n" % number)
            time.sleep(0.2)

    def slow_body(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss>")
        while True:
            connection.sendall(b" ")
            time.sleep(0.2)

    def cut(connection):
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 9999\r\n\r\n<rss>"
        )

    def nonsense(connection):
        connection.sendall(b"\x00\x01\x02 inte http\r\n\r\n")

    def closed(connection):
        connection.close()

    def long_headers(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Lang: " + b"a" * 2_000_000 + b"\r\n\r\n<rss>")
        time.sleep(0.5)

    def many_headers(connection):
        rows = b"".join(b"X-%d: %s\r\n" % (number, b"a" * 90) for number in range(20_000))
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            connection.sendall(rows)

    expected = {
        silent: "svarade inte inom 1 sekunder",
        slow_headers: "svarade inte inom 1 sekunder",
        slow_body: "svarade inte inom 1 sekunder",
        cut: "svaret avbröts innan det var helt",
        nonsense: "förbindelsen misslyckades",
        closed: "förbindelsen misslyckades",
        long_headers: "svarets huvuden är för stora",
        many_headers: "svarets huvuden är för stora",
    }
    feeds = [source(raw_server(talk) + "/feed", talk.__name__) for talk in expected]
    start = time.monotonic()

    seen = collect(*feeds, timeout_s=1.0)

    # all are the same host: one request at a time, at most three tries of a second
    assert time.monotonic() - start < 30
    for talk, message in expected.items():
        seen.assert_failed(talk.__name__, "outage", message)
        assert seen.states[talk.__name__].failures == 1


def test_a_page_that_was_cut_off_is_asked_again_and_never_a_document(
    web, raw_server, source, collect, paragraph
):
    asked = []

    def cut(connection):
        asked.append(1)
        page = f"<html><body><article><h1>Kapad</h1><p>{paragraph * 9}".encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999\r\n\r\n"
        connection.sendall(head + page)

    feed = web.put_feed("/feed", {"link": raw_server(cut) + "/a", "title": "Kapad"})

    seen = collect(source(feed))

    assert len(asked) == 3
    assert [(row["title"], row["text"]) for row in seen.documents] == [("Kapad", "")]
    assert "svaret avbröts innan det var helt" in seen.message()
    assert not seen.coverage()


def test_redirects_end(web, other_web, source, collect):
    def lead(path, target, status=302):
        web.put(path, status=status, headers={"Location": target})

    lead("/runt", "/runt")
    lead("/ping", other_web.base + "/pong")
    other_web.put("/pong", status=302, headers={"Location": web.base + "/ping"})
    for number in range(8):
        lead(f"/langt/{number}", f"/langt/{number + 1}", 301)
    other_web.put_articles(1)
    for number in range(4):
        lead(f"/fem/{number}", f"/fem/{number + 1}", 301)
    lead("/fem/4", other_web.base + "/feed", 308)
    lead("/fil", "file:///etc/passwd")
    lead("/inget", "http://")
    lead("/tillfalligt", "/mellan", 301)
    lead("/mellan", other_web.base + "/feed", 302)
    names = ["runt", "ping", "langt/0", "fem/0", "fil", "inget", "tillfalligt"]

    seen = collect(*(source(f"{web.base}/{name}", name) for name in names))

    seen.assert_failed("runt", "outage", "skickar runt i en slinga")
    seen.assert_failed("ping", "outage", "skickar runt i en slinga")
    seen.assert_failed("langt/0", "outage", "skickar vidare i för många led")
    assert [path for path in web.paths() if path.startswith("/langt")] == [
        f"/langt/{number}" for number in range(6)
    ]
    assert web.paths().count("/runt") == 1
    assert web.paths().count("/ping") == 1
    assert seen.access("fem/0") == "moved"
    assert other_web.base + "/feed" in seen.message("fem/0")
    assert seen.states["fem/0"].moved_to == other_web.base + "/feed"
    assert seen.states["tillfalligt"].moved_to == "", "one hop of it is not for ever"
    message = "skickar vidare till en otillåten adress (HTTP 302)"
    seen.assert_failed("fil", "refused", message)
    assert seen.access("inget") in {"refused", "outage"}


def test_a_host_that_stays_silent_is_left_alone_for_the_rest_of_the_pass(
    web, raw_server, source, collect
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

    seen = collect(source(feed), timeout_s=0.5)

    assert time.monotonic() - start < 20
    assert len(asked) < 25, "thirty pages with three tries each would be ninety"
    assert "30 av 30 artikelsidor" in seen.message()


def test_bodies_that_are_not_what_they_say_end_in_states_of_their_own(web, source, collect):
    web.put(
        "/skrap", b"inte gzip alls", headers={"Content-Encoding": "gzip"},
        content_type="application/rss+xml",
    )  # fmt: skip
    web.put("/tom", b"", content_type="application/rss+xml")
    web.put("/oandrad", status=304)
    web.put("/inga", '<rss version="2.0"><channel><title>x</title></channel></rss>')

    names = ["skrap", "tom", "oandrad", "inga"]
    seen = collect(*(source(f"{web.base}/{name}", name) for name in names))

    assert seen.access("skrap") in {"outage", "parse_error"}
    seen.assert_failed("tom", "parse_error", "svaret är tomt")
    message = "svarade med HTTP 304 utan att vara tillfrågad"
    seen.assert_failed("oandrad", "outage", message)
    assert seen.access("inga") == Access.EMPTY_VALID


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
    state = outcome.states["sen"]
    assert (state.failures, state.score, state.problems) == (1, 0.5, ("visit_limit",))
    assert "Rubrik 0" in {d.title for d in outcome.documents if d.source_id == "sen"}


def test_no_log_line_has_more_of_an_address_than_its_host(web, source, collect):
    web.put("/medlem/anna71", "x" * 3_000_000)

    seen = collect(source(web.base + "/medlem/anna71"), max_response_bytes=2_000_000)

    told = [line for line in seen.log if web.base in line]
    assert any("larger than download max size" in line for line in told)
    assert not any("anna71" in line for line in seen.log)
