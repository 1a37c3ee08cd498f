"""Which answers say the same: times that change with every answer do not count, entries do."""

from datetime import UTC, datetime, timedelta

import pytest

from crawlers.visits.unchanged import content_sha256, etag_lies
from store.records import SourceState

RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Nyboda</title>'
    "<lastBuildDate>{time}</lastBuildDate><pubDate>{time}</pubDate><ttl>{n}</ttl>"
    "<generator>https://wordpress.example/?v={n}</generator><!-- {time} -->"
    "<item><title>{title}</title><pubDate>{date}</pubDate></item>"
    "</channel></rss><!-- cached {time} -->"
)
IMAGE = RSS.replace("<ttl>", "<image><url>https://x.example/i.png</url></image><ttl>")
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><generator uri="x" version="{n}">g</generator>'
    "<updated>{time}</updated><entry><title>{title}</title><updated>{date}</updated></entry></feed>"
)
RDF = (
    '<rdf:RDF xmlns:dc="d"><channel><dc:date>{time}</dc:date></channel>'
    "<item><title>{title}</title><dc:date>{date}</dc:date></item></rdf:RDF>"
)
SITEMAP = (
    '<urlset xmlns="s"><!-- made {time} --><url><loc>https://x.example/{title}</loc>'
    "<lastmod>{date}</lastmod></url></urlset><!-- {n} queries -->"
)
EMPTY = "<rss><channel><title>{title}{date}</title><lastBuildDate>{time}</lastBuildDate></channel>"
PAGE = (
    "<html><body><a href='/a'>{title} {date}</a></body></html>\n<!-- W3TC {time} -->\n<!-- {n} -->"
)


@pytest.mark.parametrize("form", [RSS, IMAGE, ATOM, RDF, SITEMAP, EMPTY, PAGE])
def test_only_what_is_listed_makes_an_answer_another(form):
    def digest(**changes):
        said = {"time": "12:00", "n": 5, "title": "Fler anmälningar", "date": "20 nov"} | changes
        return content_sha256(form.format(**said).encode())

    assert digest() == digest(time="13:00", n=60)
    assert digest() != digest(title="Färre anmälningar")
    assert digest() != digest(date="21 nov")


def test_a_comment_within_a_page_is_part_of_it():
    page = "<html><body><!-- {} --><p>Text</p></body></html>"
    assert content_sha256(page.format(1).encode()) != content_sha256(page.format(2).encode())


def test_hostile_bytes_are_hashed_in_no_time():
    for body in (b"<rss>" + b"<!--" * 500_000, b"<rss><pubDate " * 200_000, b"<!--" * 500_000):
        begun = datetime.now(UTC)
        content_sha256(body)
        assert datetime.now(UTC) - begun < timedelta(seconds=5)


NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_not_modified_that_was_not_true_is_found_and_remembered():
    state = SourceState("k", "u", conditional_since=NOW, answered_at=NOW + 23 * HOUR)
    missed = [NOW + n * HOUR for n in (2, 5, 9)]
    assert etag_lies(state, missed)
    assert not etag_lies(state, missed[:2]), "single entries are often dated too early"
    assert not etag_lies(state, [NOW + 22 * HOUR] * 5), "just published"
    assert not etag_lies(state, [NOW - HOUR] * 5), "an archive, not news"
    full = SourceState("k", "u", conditional_since=NOW, answered_at=NOW)
    assert not etag_lies(full, missed)
    known = SourceState("k", "u", problems=("ETag does not follow the content",))
    assert etag_lies(known, [])
