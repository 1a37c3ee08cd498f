"""Checking sources against real servers on loopback: what works, and where else it is found.

All are checked in one run, as a user's list is; each test looks at its own.
"""

import json
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from crawlers.checks.source_check import Checked, Outcome, Robots, check
from store.records import Site, Source, SourceKind

pytestmark = pytest.mark.slow

FEED = SourceKind.FEED
PARAGRAPH = "Nämnden i Bergsbo beslutade om fler handläggare till barn och unga."
LINK = '<link rel="alternate" type="application/rss+xml" href="{}">'
XML, JSON, TEXT = (
    {"content_type": kind} for kind in ("application/xml", "application/json", "text/plain")
)


@dataclass
class World:
    """Sources, the servers behind them, and what came of checking them all at once."""

    new_web: Callable[[], Any]
    webs: dict = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    results: dict[str, Checked] = field(default_factory=dict)
    elsewhere: str = ""
    sites: dict[str, Site] = field(default_factory=dict)

    def add(self, source_id, path="/borta", kind=FEED, web=None, **more):
        """A source at a server of its own, which is given back."""
        web = self.webs[source_id] = web or self.new_web()
        self.sources.append(Source(source_id, kind, web.base + path, **more))
        return web

    def check(self, settings, now):
        for found in check(self.sources, self.sources, settings, now):
            if isinstance(found, Site):
                self.sites[found.site] = found
            else:
                assert found.source_id not in self.results
                self.results[found.source_id] = found

    def ended(self, source_id):
        """The outcome, and the path and query of the address."""
        one = self.results[source_id]
        return one.outcome, one.url.partition("//")[2].partition("/")[2]

    def told(self, source_id):
        one = self.results[source_id]
        return one.outcome, one.message

    def asked(self, source_id):
        return [path.partition("?")[0] for path in self.webs[source_id].paths()]


def feed_at(web, path, **more):
    web.put_feed(path, {"link": "/a/1", "title": "Fler handläggare", **more})
    return web


def put_ways(world):
    """A source for each way to an address that works."""
    feed_at(world.add("as_it_is", "/rss.xml"), "/rss.xml")
    moved = feed_at(world.add("moved"), "/ny?flode=3")
    moved.put("/borta", status=301, headers={"Location": "/ny?flode=3"})
    page = feed_at(world.add("page"), "/flode.xml")
    page.put_page("/borta", "Nyheter", PARAGRAPH, head=LINK.format("/flode.xml"))
    for name, path in (("first", "/feed"), ("second", "/rss/nyheter"), ("third", "/rss/")):
        feed_at(world.add(name), path)
    home = feed_at(world.add("home"), "/eget")
    home.put_page("/", "Bergsbo-Kuriren", PARAGRAPH, head=LINK.format("/eget"))
    world.add("empty", "/rss.xml").put_feed("/rss.xml")
    feed_at(world.add("empty_first"), "/rss/nyheter").put_feed("/feed")


def news_sitemap(base, day):
    return (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        f"<url><loc>{base}/a/1</loc><news:news><news:publication><news:name>Kuriren</news:name>"
        "<news:language>sv</news:language></news:publication>"
        f"<news:publication_date>{day}</news:publication_date>"
        "<news:title>Fler handläggare</news:title></news:news></url></urlset>"
    )


def put_other_kinds(world, now):
    day = now.date().isoformat()
    mapped = world.add("mapped")
    robots = "User-agent: *\nDisallow:\nSitemap: {0}/sitemap.xml\nSitemap: {0}/nyheter.xml\n"
    mapped.put("/robots.txt", robots.format(mapped.base), **TEXT)
    mapped.put("/nyheter.xml", news_sitemap(mapped.base, day), **XML)
    indexed = world.add("indexed", "/index.xml", SourceKind.SITEMAP)
    part = f"<sitemap><loc>{indexed.base}/del.xml</loc></sitemap>"
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{part}'
    indexed.put("/index.xml", index + "</sitemapindex>", **XML)
    indexed.put("/del.xml", news_sitemap(indexed.base, day), **XML)
    wrong_kind = world.add("wrong_kind")
    wrong_kind.put("/borta", news_sitemap(wrong_kind.base, day), **XML)
    wordpress = world.add("wordpress")
    post = {
        "id": 1, "date_gmt": "2026-11-19T08:00:00", "modified_gmt": "2026-11-19T08:00:00",
        "link": f"{wordpress.base}/fler/", "guid": {"rendered": "x"},
        "title": {"rendered": "Fler handläggare"}, "excerpt": {"rendered": ""},
        "content": {"rendered": f"<p>{PARAGRAPH}</p>"},
    }  # fmt: skip
    wordpress.put("/wp-json/wp/v2/posts", json.dumps([post]), **JSON)


def put_failures(world):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        dead = f"http://127.0.0.1:{closed.getsockname()[1]}/feed"
    world.sources.append(Source("dead", FEED, dead))
    feed_at(world.add("refusing"), "/rss/").put("/borta", status=403)
    feed_at(world.add("abandoned"), "/borta", date="Tue, 05 Mar 2019 10:00:00 +0100")
    elsewhere = feed_at(world.new_web(), "/feed").base + "/feed"
    world.add("away").put("/borta", status=301, headers={"Location": elsewhere})
    world.elsewhere = elsewhere
    world.add("no_feed").put_page("/borta", "Nyheter", PARAGRAPH)
    world.sources.append(Source("files", SourceKind.IMPORT, ""))
    world.sources.append(Source("channel", SourceKind.TELEGRAM, "https://t.me/s/kanal"))


def put_restricted(world):
    robots = feed_at(feed_at(world.add("robots"), "/rss/nyheter"), "/borta")
    said = "User-agent: *\nDisallow: /borta\nDisallow: /feed\n\nUser-agent: GPTBot\nDisallow: /\n"
    robots.put("/robots.txt", said, **TEXT)
    reserved = '[{"location": "/arkiv/", "tdm-reservation": 1}]'
    robots.put("/.well-known/tdmrep.json", reserved, **JSON)
    sections = feed_at(feed_at(world.add("skane", "/skane"), "/skane"), "/feed")
    sections.put_page("/dalarna", "Dalarna", PARAGRAPH, head=LINK.format("/skane"))
    world.add("dalarna", "/dalarna", web=sections)


def put_programmes(world):
    """Sveriges Radio's interface: programme 5 is another than two of the sources say."""
    web = world.new_web()
    names = {"5": "Sommarprat", "9": "Nyheter P4 Bergsbo"}

    def put(path, found):
        web.put(path, json.dumps(found), **JSON)
        return web.replies[path]

    def episodes(number):
        programme = {"id": int(number), "name": names[number]}
        row = {"id": 1, "title": "Nämnden", "url": f"{web.base}/a", "program": programme}
        return put(f"/{number}", {"episodes": [row]})

    answers = {number: episodes(number) for number in names}
    put("/api/v2/programs", {"programs": [{"id": int(n), "name": names[n]} for n in names]})
    web.replies["/api/v2/episodes/index"] = lambda asked: answers[
        "9" if "programid=9" in asked.path else "5"
    ]
    for name, title in (("summer", "Sommarprat"), ("p4", "P4 Bergsbo"), ("lost", "P4 Ljusnaryd")):
        path = "/api/v2/episodes/index?programid=5"
        world.add(name, path, SourceKind.SR, web, name=f"SR {title}")


@pytest.fixture(scope="module")
def world(new_web, settings, now):
    world = World(new_web)
    put_ways(world)
    put_other_kinds(world, now)
    put_failures(world)
    put_restricted(world)
    put_programmes(world)
    world.check(settings, now)
    assert list(world.results) and len(world.results) == len(world.sources)
    return world


@pytest.mark.parametrize(
    ("source_id", "outcome", "path", "message"),
    [
        ("as_it_is", Outcome.WORKS, "rss.xml", ""),
        ("moved", Outcome.MOVED, "ny?flode=3", "skickar vidare för gott"),
        ("page", Outcome.FOUND, "flode.xml", "länkas från sidan"),
        ("first", Outcome.FOUND, "feed", "vanlig adress för flöden"),
        ("second", Outcome.FOUND, "rss/nyheter", "vanlig adress för flöden"),
        ("third", Outcome.FOUND, "rss/", "vanlig adress för flöden"),
        ("home", Outcome.FOUND, "eget", "länkas från startsidan"),
        ("mapped", Outcome.FOUND, "nyheter.xml", "nämns i robots.txt"),
        ("wordpress", Outcome.FOUND, "wp-json/wp/v2/posts", "WordPress eget gränssnitt"),
    ],
)
def test_each_way_to_an_address_is_found(world, source_id, outcome, path, message):
    assert world.ended(source_id) == (outcome, path)
    assert world.results[source_id].message == message
    assert world.results[source_id].entries == 1


def test_what_works_is_asked_once_and_no_articles_are(world, now):
    assert world.asked("as_it_is") == ["/rss.xml"]
    assert world.results["as_it_is"].newest_at == now


def test_the_ways_are_tried_in_their_order(world):
    in_order = ["/borta", "/feed", "/rss/nyheter", "/rss/", "/", "/wp-json/wp/v2/posts"]
    assert world.asked("wordpress") == in_order
    assert [tried.why for tried in world.results["second"].tried] == [
        "sidan finns inte (HTTP 404)"
    ] * 2


def test_an_answer_of_another_kind_than_the_configured_is_read_as_what_it_is(world):
    assert world.ended("wrong_kind") == (Outcome.FOUND, "borta")
    assert world.results["wrong_kind"].kind is SourceKind.SITEMAP
    assert world.results["mapped"].kind is SourceKind.SITEMAP
    assert world.results["wordpress"].kind is SourceKind.WORDPRESS


def test_an_index_of_sitemaps_works_when_one_of_its_parts_lists_something(world):
    assert world.ended("indexed") == (Outcome.WORKS, "index.xml")
    assert world.results["indexed"].entries == 1


def test_a_feed_that_is_validly_empty_works_and_a_full_one_is_preferred(world):
    assert world.ended("empty") == (Outcome.WORKS, "rss.xml")
    assert world.results["empty"].entries == 0
    assert world.ended("empty_first") == (Outcome.FOUND, "rss/nyheter")


def test_what_does_not_work_says_why(world):
    assert world.told("dead") == (Outcome.SILENT, "värden tar inte emot förbindelser")
    assert world.told("abandoned") == (Outcome.UNFIT, "det senaste är från 2019-03-05")
    assert world.told("no_feed")[0] is Outcome.UNFIT
    assert "webbsida" in world.told("no_feed")[1]
    assert len(world.results["no_feed"].tried) > 4
    assert world.ended("no_feed")[1] == "borta"
    assert world.results["dead"].robots is Robots.UNKNOWN


def test_a_closed_door_is_not_walked_around(world):
    assert world.told("refusing") == (Outcome.REFUSED, "släpper inte in oss (HTTP 403)")
    assert world.asked("refusing") == ["/borta"]


def test_a_move_to_another_owner_is_for_a_person_to_judge(world):
    message = f"har flyttat till {world.elsewhere}, en värd med ett annat namn"
    assert world.told("away") == (Outcome.UNFIT, message)


def test_kinds_that_are_not_crawled_are_passed_over(world):
    assert world.told("files") == (Outcome.SKIPPED, "läses från filer")
    assert world.told("channel") == (Outcome.SKIPPED, "prövas när den hämtas, med vardkase crawl")


def test_robots_txt_is_kept_to_and_what_is_said_of_machines_is_kept(world):
    site = world.sites[world.webs["robots"].base]
    assert world.ended("robots") == (Outcome.FOUND, "rss/nyheter")
    assert world.asked("robots") == ["/rss/nyheter"]
    assert world.results["robots"].robots is Robots.FORBIDS
    assert world.results["as_it_is"].robots is Robots.ALLOWS
    assert any("GPTBot" in line for line in site.ai_lines)
    assert site.tdm == "reserved /arkiv/"


def test_one_section_is_never_replaced_by_the_whole_or_by_another(world):
    assert world.ended("skane") == (Outcome.WORKS, "skane")
    assert world.ended("dalarna") == (Outcome.UNFIT, "dalarna")
    assert sorted(world.asked("dalarna")) == ["/dalarna", "/skane"]


def test_a_radio_programme_has_to_be_the_one_that_it_is_called(world):
    path = "api/v2/episodes/index?programid="
    assert world.ended("summer") == (Outcome.WORKS, path + "5")
    assert world.ended("p4") == (Outcome.FOUND, path + "9")
    assert world.ended("lost") == (Outcome.UNFIT, path + "5")
    assert world.results["lost"].message == "är programmet ”Sommarprat”"
    assert world.asked("lost").count("/api/v2/programs") == 1, "asked for once for all"
