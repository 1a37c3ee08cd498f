"""Where else a source's listing may be: from addresses and bytes alone."""

import pytest

from crawlers.checks.source_candidates import (
    Candidate,
    allowed,
    kind_of,
    known_paths,
    linked,
    may_guess,
    owner,
    sitemaps,
    wordpress,
)
from store.records import Source, SourceKind

FEED, SITEMAP = SourceKind.FEED, SourceKind.SITEMAP


def feed(source_id, url):
    return Source(source_id, FEED, url)


def addresses(candidates):
    return [candidate.url for candidate in candidates]


def test_a_page_names_its_feeds_and_those_of_comments_are_passed_over():
    page = """<!doctype html><html><head><title>Bergsbo-Kuriren</title>
    <!-- <link rel="alternate" type="application/rss+xml" href="/gammalt"> -->
    <link rel='alternate' type='application/rss+xml' title='Nyheter' href='/rss?a=1&amp;b=2'>
    <link href=/atom rel=alternate type=application/atom+xml>
    <LINK REL="Alternate" TYPE="application/feed+json; charset=utf-8" HREF="flode.json" />
    <link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/7">
    <link rel="alternate" type="application/json" href="/feed.json">
    <link rel="alternate" type="application/rss+xml" title="Kommentarer" href="/kommentarer/rss">
    <link rel="alternate" type="application/rss+xml" href="/comments/feed/">
    <link rel="alternate" hreflang="en" href="/en/"><link rel="stylesheet" href="/a.css">
    <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
    <link rel="alternate" type="application/rss+xml" href="/med mellanslag">
    <link rel="alternate" type="application/rss+xml"></head></html>"""

    found = linked(page.encode(), "https://bergsbo.example/nyheter/", "text/html")

    assert addresses(found) == [
        "https://bergsbo.example/rss?a=1&b=2",
        "https://bergsbo.example/atom",
        "https://bergsbo.example/nyheter/flode.json",
        "https://bergsbo.example/feed.json",
    ]
    assert {candidate.kind for candidate in found} == {FEED}


def test_a_page_that_names_hundreds_of_feeds_gives_a_few():
    tag = '<link rel="alternate" type="application/rss+xml" href="/rss/{}">'
    page = "".join(tag.format(number) for number in range(300)).encode()

    assert len(linked(page, "https://a.example/", "text/html")) == 5
    assert linked(b"<link " * 100_000, "https://a.example/", "text/html") == []


def test_the_known_paths_are_of_the_same_host():
    assert addresses(known_paths("https://www.lokal.example/nyheter/rss.xml?x=1")) == [
        "https://www.lokal.example/feed",
        "https://www.lokal.example/rss/nyheter",
        "https://www.lokal.example/rss/",
    ]
    assert wordpress("http://a.example:8080/x") == Candidate(
        "http://a.example:8080/wp-json/wp/v2/posts",
        SourceKind.WORDPRESS,
        "WordPress eget gränssnitt",
    )


def test_robots_names_sitemaps_and_those_of_news_come_first():
    robots = """User-agent: *
Disallow: /sok
Sitemap: https://a.example/sitemap.xml
sitemap : /news-sitemap.xml
SITEMAP:https://a.example/sitemap.xml
# Sitemap: https://a.example/bortkommenterad.xml
Sitemap: ftp://a.example/x.xml
"""
    assert addresses(sitemaps(robots, "https://a.example/feed")) == [
        "https://a.example/news-sitemap.xml",
        "https://a.example/sitemap.xml",
    ]
    assert sitemaps("", "https://a.example/") == []
    assert sitemaps("\n" * 500_000, "https://a.example/") == []


@pytest.mark.parametrize(
    ("url", "whose"),
    [
        ("https://www.svt.se/nyheter/rss.xml", "svt.se"),
        ("https://feeds.expressen.se/nyheter/", "expressen.se"),
        ("http://127.0.0.1:8080/feed", "127.0.0.1:8080"),
        ("https://a.example:443/", "a.example"),
        ("https://a.example:999999/", ""),
    ],
)
def test_an_owner_is_a_registered_name(url, whose):
    assert owner(url) == whose


def test_the_whole_host_is_not_guessed_for_one_of_several_sections():
    alone = feed("lokal", "https://www.lokal.example/rss")
    dalarna = feed("svt-dalarna", "https://www.svt.se/nyheter/lokalt/dalarna/rss.xml")
    skane = feed("svt-skane", "https://www.svt.se/nyheter/lokalt/skane/rss.xml")
    party = feed("parti", "https://via.tt.se/rss/releases/latest?publisherId=1")
    listed = [alone, dalarna, skane, party]

    assert may_guess(alone, listed)
    assert not may_guess(dalarna, listed)
    assert may_guess(dalarna, [alone, dalarna])
    assert not may_guess(party, listed), "the platform lists what many publish"


def test_only_the_owners_own_and_free_addresses_are_tried():
    source = feed("a", "https://www.a.example/feed")
    candidates = [
        Candidate("https://nyheter.a.example/rss", FEED),
        Candidate("https://annan.example/rss", FEED),
        Candidate("https://www.a.example/upptagen", FEED),
        Candidate("https://www.a.example/med\nradbrytning", FEED),
        Candidate("https://www.a.example/" + "x" * 3_000, FEED),
    ]

    found = allowed(candidates, source, {"https://www.a.example/upptagen"})

    assert addresses(found) == ["https://nyheter.a.example/rss"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('<?xml version="1.0"?><rss version="2.0"><channel>', FEED),
        ('<feed xmlns="http://www.w3.org/2005/Atom">', FEED),
        ('<rdf:RDF xmlns:rdf="x">', FEED),
        ('<?xml version="1.0"?>\n<urlset xmlns="x">', SITEMAP),
        ("<sitemapindex>", SITEMAP),
        ('{"version": "https:\\/\\/jsonfeed.org\\/version\\/1.1", "items": []}', FEED),
        ('[{"id": 1, "guid": {"rendered": "https://a.example/?p=1"}}]', SourceKind.WORDPRESS),
        ('{"dokumentlista": {"dokument": []}}', SourceKind.RIKSDAGEN),
        ("<!doctype html><html><body>Nyheter", None),
        ('{"error": "no"}', None),
        ("", None),
    ],
)
def test_a_listing_is_known_by_how_it_begins(body, kind):
    assert kind_of(body.encode(), "") is kind
