"""What sites reserve for themselves: text and data mining is kept to, lines for others are kept."""

import json
from datetime import timedelta

import pytest

from crawlers.network.ai_lines import MAX_LINES, ai_lines, mining_rules, reserves_all
from crawlers.network.redirects import landing
from crawlers.network.reservations import RESERVED, reserves, tdm_text
from store.sites import sites

pytestmark = pytest.mark.slow

AGENT = "Vardkase/0.1 (+mejl@example.org)"
WELL_KNOWN = "/.well-known/tdmrep.json"
ROBOTS = """\
# Frågor: redaktionen@tidningen.example. Text- och datautvinning är förbehållen
# enligt direktiv 2019/790.
User-agent: GPTBot
User-agent: CCBot
Disallow: /

User-agent: Google-Extended
Disallow: /arkiv/

User-agent: *
Content-Signal: search=yes, ai-train=no
Content-Usage: train-ai=n
Disallow: /sok
Sitemap: https://tidningen.example/karta.xml
"""


def rule(location, reserved=1):
    return {"location": location, "tdm-reservation": reserved}


def test_lines_for_robots_of_ai_are_gathered_with_whom_they_are_for():
    found = ai_lines(ROBOTS)

    assert found[:3] == (
        "GPTBot, CCBot: Disallow: /",
        "Google-Extended: Disallow: /arkiv/",
        "*: Content-Signal: search=yes, ai-train=no; Content-Usage: train-ai=n",
    )
    assert "2019/790" in found[-1]
    assert not any("redaktionen@" in line for line in found), "addresses of people are masked"
    told = ai_lines("User-agent: ai-robot (anna.ek@example.org)\nDisallow: /")
    assert told == ("ai-robot ([e-post]): Disallow: /",)
    assert ai_lines("User-agent: *\nDisallow: /sok\nUser-agent: Googlebot\nDisallow: /") == ()
    many = "".join(f"User-agent: ai-bot-{n}\nDisallow: /{'x' * 900}\n" for n in range(300))
    assert len(ai_lines(many)) == MAX_LINES
    assert max(len(line) for line in ai_lines(many)) <= 300


@pytest.mark.parametrize(
    ("robots", "reserved"),
    [
        ("User-agent: *\nContent-Usage: tdm=n", True),
        ("User-agent: *\nContent-Usage: bots=n, search=y", True),
        ("Content-Usage: tdm=n", True),
        ("User-agent: *\nContent-Usage: tdm=n\nContent-Usage: /fritt/ tdm=y", True),
        ("User-agent: *\nContent-Usage: /arkiv/ tdm=n", False),
        ("User-agent: *\nContent-Usage: train-ai=n", False),
        ("User-agent: *\nContent-Signal: search=yes, ai-train=no, ai-input=no", False),
        ("User-agent: GPTBot\nContent-Usage: tdm=n", False),
        ("User-agent: *\nContent-Usage: tdm=n\n\nUser-agent: Vardkase\nAllow: /", False),
        ("User-agent: Vardkase\nContent-Usage: tdm=n", True),
    ],
)
def test_a_line_for_everybody_that_reserves_all_mining_is_a_rule_for_us(robots, reserved):
    assert reserves(mining_rules(robots, AGENT), "https://a.example/nyheter/1") is reserved


def test_headers_reserve_in_two_dialects():
    assert reserves_all("tdm=n")
    assert reserves_all("search=y, bots=n")
    assert not reserves_all("train-ai=n")
    assert not reserves_all("tdm=y")
    assert not reserves_all("")


def test_the_first_rule_of_a_reservation_file_that_matches_holds():
    text = tdm_text(
        json.dumps(
            [rule("/arkiv/fritt/", 0), rule("/arkiv/"), rule("/*.pdf$"), rule("/%C3%B6ppet", 0)]
        ).encode()
    )
    lines = [line.partition(" ") for line in text.splitlines()]
    rules = tuple((location, word == "reserved") for word, _, location in lines)

    def reserved(path):
        return reserves(rules, "https://a.example" + path)

    assert reserved("/arkiv/1") and reserved("/a/b.pdf")
    assert not reserved("/arkiv/fritt/1")
    assert not reserved("/a/b.pdf?sida=2") and not reserved("/nyheter/arkiv/")
    assert not reserved("/%c3%b6ppet") and not reserved("")


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"{}", b"[1, null]", b"[" * 100_000, b'[{"location": 7}]', b"\xff\xfe",
     b'{"location": "/", "tdm-reservation": 1}'],
)  # fmt: skip
def test_what_is_no_reservation_file_reserves_nothing(body):
    assert tdm_text(body) == ""


def test_reservations_are_kept_to_and_asked_for_once_a_week(web, other_web, source, collect, now):
    web.put(WELL_KNOWN, json.dumps([rule("/stangt")]), content_type="application/json")
    web.put("/robots.txt", ROBOTS, content_type="text/plain")
    feeds = [source(web.put_articles(1)), source(web.put_articles(1, path="/stangt"), "stangd")]
    other_web.put("/robots.txt", "User-agent: *\nDisallow: /.well-known/\n")
    feeds.append(source(other_web.put_articles(1), "annan"))

    first = collect(*feeds)
    first.assert_failed("stangd", "refused", RESERVED)
    web.put(WELL_KNOWN, "[]")
    second = collect(*feeds, now=now + timedelta(days=6))
    second.assert_failed("stangd", "refused", RESERVED)
    third = collect(*feeds, now=now + timedelta(days=8))

    assert (first.access(), first.access("annan")) == ("ok", "ok")
    assert third.access("stangd") == "ok"
    asked = [one.path for one in web.asked]
    assert asked.count(WELL_KNOWN) == 2
    assert asked.count("/robots.txt") == 3
    assert WELL_KNOWN not in [one.path for one in other_web.asked], "robots.txt forbids it"
    known = sites(first.store)[web.base]
    assert known.ai_lines[0] == "GPTBot, CCBot: Disallow: /"
    assert "redaktionen@" not in known.robots
    assert "Disallow: /sok" in known.robots
    assert known.robots_at == now + timedelta(days=8)


def test_a_reservation_file_that_fails_is_asked_for_again_the_next_day(web, source, collect, now):
    web.put(WELL_KNOWN, json.dumps([rule("/")]))
    feed = source(web.put_articles(1))

    assert collect(feed).access() == "refused"
    web.put(WELL_KNOWN, "", status=500)
    still = collect(feed, now=now + timedelta(days=8))
    still.assert_failed("kalla", "refused", RESERVED)
    web.put(WELL_KNOWN, "", status=404)
    assert collect(feed, now=now + timedelta(days=8, hours=1)).access() == "refused"
    again = collect(feed, now=now + timedelta(days=9, hours=1))

    assert again.access() == "ok"
    assert [one.path for one in web.asked].count(WELL_KNOWN) == 3


def test_nobody_is_named_in_what_is_kept_of_a_robots_txt(web, source, collect):
    kept = "User-agent: *\nDisallow: /0701740605\nContact: [e-post]"
    web.put("/robots.txt", kept.replace("[e-post]", "anna.ek@example.org  # Anna Ek"))
    web.put(WELL_KNOWN, status=429, headers={"Retry-After": "1"})

    seen = collect(source(web.put_articles(1)))

    assert sites(seen.store)[web.base].robots == kept
    assert [one.path for one in web.asked].count(WELL_KNOWN) == 1, "no feed waits for it"


def test_a_web_page_served_as_robots_has_no_rules_and_is_told_of_once(web, source, collect, now):
    web.put("/robots.txt", "<!doctype html><p>Disallow: /</p>")
    feed = source(web.put_articles(1))

    first, second = collect(feed), collect(feed, now=now + timedelta(hours=1))

    told = f"robots.txt of {web.base} is a web page; it has no rules"
    assert first.access() == "ok"
    assert told in first.log
    assert told not in second.log
    assert "web page" in sites(second.store)[web.base].robots


@pytest.mark.parametrize(
    ("asked", "url", "found"),
    [
        ("https://a.se/1", "https://a.se/logga-in?till=/1", "login"),
        ("https://a.se/1", "https://login.koncernen.se/x", "login"),
        ("https://a.se/1", "https://a.se/wp-login.php?redirect_to=1", "login"),
        ("https://a.se/1", "https://consent.example/x", "consent"),
        ("https://a.se/1", "https://a.se/", "home"),
        ("https://a.se/1", "https://annan.se", "home"),
        ("http://a.se/", "https://www.a.se/", ""),
        ("https://a.se/1", "https://a.se/nyheter/inloggade-elever", ""),
        ("https://a.se/1", "https://a.se/login-problem-hos-banken", ""),
        ("https://a.se/logga-in", "https://a.se/logga-in/", ""),
    ],
)
def test_a_redirect_is_judged_by_where_it_ends(asked, url, found):
    assert landing(asked, url) == found
