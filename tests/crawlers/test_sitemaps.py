"""Sitemaps: plain ones, news, indexes and packed ones, and times that say nothing."""

import gzip
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.sitemaps import MAX_PARTS, SELF, UNIFORM, parse_sitemap
from store.records import Access

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
URL = "https://tidning.example/sitemap.xml"
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


def read(body, url=URL, **more):
    raw = body.encode() if isinstance(body, str) else body
    return parse_sitemap(raw, url, "application/xml", NOW, **more)


def urlset(*rows):
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {SPACES}>{"".join(rows)}</urlset>'


def row(number, changed=None):
    lastmod = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
    return f"<url><loc>https://tidning.example/a/{number}</loc>{lastmod}</url>"


def index(*parts):
    rows = "".join(
        f"<sitemap><loc>{loc}</loc>{f'<lastmod>{when}</lastmod>' if when else ''}</sitemap>"
        for loc, when in parts
    )
    return f'<?xml version="1.0"?><sitemapindex {SPACES}>{rows}</sitemapindex>'


NEWS = urlset(
    """<url><loc>https://tidning.example/a/1?x=1&amp;y=2</loc><news:news><news:publication>
    <news:name>Ekebybladet</news:name><news:language>sv</news:language></news:publication>
    <news:publication_date>2026-11-19T10:00:00+01:00</news:publication_date>
    <news:title>Barn &amp;amp; unga i Åmål</news:title><news:keywords>LVU, barn, LVU</news:keywords>
    </news:news><lastmod>2026-11-19T12:00:00+01:00</lastmod></url>""",
    """<url><loc> /a/2 </loc><news:news><news:publication><news:language>sv</news:language>
    </news:publication><news:access>Subscription</news:access>
    <news:publication_date>2026-11-20</news:publication_date>
    <news:title><![CDATA[Låst nyhet]]></news:title></news:news></url>""",
)


def test_a_news_sitemap_gives_titles_dates_language_and_tags_newest_first():
    listing = read(NEWS)

    newest, older = listing.entries
    assert (listing.access, listing.language) == (Access.OK, "sv")
    assert (newest.title, newest.url) == ("Låst nyhet", "https://tidning.example/a/2")
    assert newest.locked
    assert older.title == "Barn & unga i Åmål"
    assert older.url == "https://tidning.example/a/1?x=1&y=2"
    assert older.published_at == datetime(2026, 11, 19, 9, tzinfo=UTC)
    assert older.updated_at == datetime(2026, 11, 19, 11, tzinfo=UTC)
    assert (older.language, older.tags, older.locked) == ("sv", ("LVU", "barn"), False)


def test_a_plain_sitemap_gives_addresses_with_the_newest_change_first():
    rows = [row(n, NOW - timedelta(days=n)) for n in (3, 1, 2)] + [row(9)]

    entries = read(urlset(*rows)).entries

    assert [entry.url[-1] for entry in entries] == ["1", "2", "3", "9"]
    assert {entry.title for entry in entries} == {""}
    assert {entry.published_at for entry in entries} == {None}
    assert entries[0].updated_at == NOW - timedelta(days=1)


@pytest.mark.parametrize(
    ("changed", "trusted"),
    [
        (lambda n: NOW, False),
        (lambda n: NOW - timedelta(seconds=n), False),
        (lambda n: NOW - timedelta(hours=n), True),
    ],
)
def test_times_that_are_those_of_the_file_are_not_used(changed, trusted):
    listing = read(urlset(*(row(n, changed(n)) for n in range(60))))

    assert (UNIFORM in listing.problems) is not trusted
    assert all(bool(entry.updated_at) is trusted for entry in listing.entries)
    assert listing.entries[0].url.endswith("/0")


def test_few_pages_changed_together_are_believed():
    assert UNIFORM not in read(urlset(*(row(n, NOW) for n in range(3)))).problems


def test_an_index_names_its_parts_news_and_newest_first_and_never_itself():
    body = index(
        (URL + "?", ""),
        ("https://TIDNING.example:443/sitemap.xml", ""),
        ("/2025.xml", "2025-12-31"),
        ("/2026.xml.gz", "2026-11-20"),
        ("/news.xml", ""),
        ("/2025.xml", "2025-12-31"),
        ("javascript:x", ""),
    )

    listing = read(body)

    assert listing.is_index
    assert listing.access is Access.OK
    assert listing.entries == ()
    assert [part.rpartition("/")[2] for part in listing.next_urls] == [
        "news.xml",
        "2026.xml.gz",
        "2025.xml",
    ]
    assert SELF in listing.problems


def test_the_part_of_news_comes_first_under_its_swedish_name_too():
    listing = read(index(("/sidor.xml", "2026-11-20"), ("/nyheter.xml", "")))

    assert [part.rpartition("/")[2] for part in listing.next_urls] == ["nyheter.xml", "sidor.xml"]


def test_an_index_names_a_bounded_number_of_parts():
    listing = read(index(*((f"/{n}.xml", "") for n in range(500))))

    assert len(listing.next_urls) == MAX_PARTS
    assert f"500 parts, {MAX_PARTS} named" in listing.problems


@pytest.mark.parametrize("body", [urlset(), index(), index((URL, ""))])
def test_a_sitemap_may_be_empty(body):
    listing = read(body)

    assert (listing.access, listing.reason, listing.entries) == (Access.EMPTY_VALID, "", ())


def test_packed_sitemaps_are_unpacked_and_bombs_are_not():
    assert len(read(gzip.compress(NEWS.encode())).entries) == 2
    start = time.process_time()

    bomb = read(gzip.compress(b"<urlset>" + b" " * 120_000_000, 9))

    assert time.process_time() - start < 5
    assert bomb.access is Access.PARSE_ERROR
    assert "50 MB" in bomb.reason
    assert read(gzip.compress(NEWS.encode())[:-30]).access is Access.PARSE_ERROR


def test_a_text_file_of_addresses_and_a_feed_are_sitemaps_too():
    listed = read("\ufeffhttps://tidning.example/a\nhttps://tidning.example/b\n\n")
    feed = read("<rss version='2.0'><channel><item><title>R</title></item></channel></rss>")

    assert [entry.url[-1] for entry in listed.entries] == ["a", "b"]
    assert [entry.title for entry in feed.entries] == ["R"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "svaret är tomt"),
        ("<html>Sidan finns inte</html>", "svarade med en webbsida i stället för en sitemap"),
        (
            '<!DOCTYPE u [<!ENTITY a "aaaa">]>' + urlset(row(1)),
            "sitemapen innehåller entitetsdeklarationer",
        ),
    ],
)
def test_what_is_no_sitemap_is_an_error(body, reason):
    listing = read(body)

    assert (listing.access, listing.reason) == (Access.PARSE_ERROR, reason)


def test_broken_and_wrongly_encoded_sitemaps_give_what_they_hold():
    cut = read(NEWS[: NEWS.index("<url><loc> /a/2") + 30])
    latin = read(NEWS.encode("cp1252"))
    unclosed = read(urlset(row(1), "<url><loc>https://tidning.example/x</url>", row(2)))
    bare = read(urlset("<url><loc>https://tidning.example/?a=1&b=2</loc></url>", row(2)))

    assert [entry.title for entry in cut.entries] == ["Barn & unga i Åmål"]
    assert latin.entries[1].title == "Barn & unga i Åmål"
    assert "encoding is not the declared one" in latin.problems
    assert len(unclosed.entries) >= 2
    assert [entry.url for entry in bare.entries] == [
        "https://tidning.example/?a=1&b=2",
        "https://tidning.example/a/2",
    ]


@pytest.mark.parametrize("fault", ["\n", "<url><loc>https://tidning.example/x</url>"])
def test_an_address_keeps_its_ampersands_after_a_fault_in_the_file(fault):
    body = urlset("<url><loc>https://tidning.example/?a=1&amp;b=2</loc></url>")
    faulty = fault + body if fault.isspace() else body.replace("<url>", fault + "<url>", 1)

    assert read(faulty).entries[-1].url == "https://tidning.example/?a=1&b=2"


def test_an_ampersand_in_cdata_stands_for_itself():
    body = urlset("<url><loc><![CDATA[https://tidning.example/?a=1&b=2]]></loc></url>")

    assert [entry.url for entry in read(body).entries] == ["https://tidning.example/?a=1&b=2"]


def test_a_file_of_which_nothing_can_be_read_is_no_empty_sitemap():
    broken = read(urlset("</b>", row(1)))

    assert (broken.access, broken.reason) == (Access.PARSE_ERROR, "sitemapen är trasig")


def test_fifty_thousand_addresses_are_read_in_time_and_the_newest_kept():
    rows = (row(n, NOW - timedelta(minutes=n)) for n in reversed(range(50_100)))
    body = urlset(*rows)
    start = time.process_time()

    listing = read(body)

    assert time.process_time() - start < 8
    assert len(listing.entries) == 2_000
    assert "more than 50000 addresses" in listing.problems


@settings(max_examples=40, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"<urlset><url><loc>", b"<sitemapindex><sitemap>", b"\x1f\x8b"]),
)
def test_no_bytes_make_it_fail(junk, start):
    assert read(start + junk).access in Access
