"""WordPress's REST interface: addresses, whole texts, times in UTC, pages."""

import json
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.wordpress import PER_PAGE, address, parse_wordpress, posts_address
from store.records import Access, Source, SourceKind, SourceState

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
URL = "https://tidning.example/wp-json/wp/v2/posts?per_page=2&page=1"
POST = {
    "id": 4711,
    "link": "https://tidning.example/2026/11/familjehem/",
    "date": "2026-11-19T10:00:00",
    "date_gmt": "2026-11-19T09:00:00",
    "modified": "2026-11-19T12:00:00",
    "modified_gmt": "2026-11-19T11:00:00",
    "title": {"rendered": "Barn &#038; unga &#8211; <em>igen</em>"},
    "excerpt": {"rendered": "<p>Kort sagt [&hellip;]</p>\n", "protected": False},
    "content": {
        "rendered": "<p>Ett stycke om <a href='/x'>barn</a>.</p>\n<figure><img src='a.jpg'>"
        "<figcaption>Foto: Arkiv</figcaption></figure>[vc_row width='2']<h2>Mellanrubrik</h2>"
        "<p>Ett stycke till.</p><script>x()</script>",
        "protected": False,
    },
}


def read(value, url=URL, **more):
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return parse_wordpress(raw, url, "application/json", NOW, **more)


def test_a_post_is_read_with_its_whole_text():
    listing = read([POST])

    (entry,) = listing.entries
    assert (listing.access, listing.problems) == (Access.OK, ())
    assert (entry.key, entry.url) == ("4711", "https://tidning.example/2026/11/familjehem/")
    assert entry.title == "Barn & unga – igen"
    assert entry.summary == "Kort sagt …"
    assert entry.content == "Ett stycke om barn.\nMellanrubrik\nEtt stycke till."
    assert entry.complete
    assert not entry.locked


def test_times_of_greenwich_are_read_as_such_and_local_ones_as_swedish():
    (universal,) = read([POST]).entries
    (local,) = read([{k: v for k, v in POST.items() if not k.endswith("_gmt")}]).entries

    for entry in (universal, local):
        assert entry.published_at == datetime(2026, 11, 19, 9, tzinfo=UTC)
        assert entry.updated_at == datetime(2026, 11, 19, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("content", "complete", "locked"),
    [
        ({"rendered": "", "protected": True}, False, True),
        ({"rendered": "<p>Ange lösenord</p>", "protected": True}, False, True),
        ({"rendered": "", "protected": False}, False, False),
        ({"rendered": "<p>Början [&hellip;]</p>", "protected": False}, False, False),
        ({"rendered": "<p>A</p><a class='more-link' href='/'>Mer</a>"}, False, False),
        ({"rendered": "<p>Allt.</p>"}, True, False),
    ],
)
def test_a_text_is_whole_unless_it_is_locked_or_cut(content, complete, locked):
    (entry,) = read([{**POST, "content": content}]).entries

    assert (entry.complete, entry.locked) == (complete, locked)
    assert not (locked and entry.content)


@pytest.mark.parametrize(
    ("url", "count", "page"),
    [
        (URL, 2, "2"),
        (URL.replace("page=1", "page=7"), 2, "8"),
        (URL, 1, None),
        ("https://tidning.example/wp-json/wp/v2/posts", 9, None),
        ("https://tidning.example/wp-json/wp/v2/posts?per_page=x", 10, "2"),
    ],
)
def test_a_full_page_has_a_next_one(url, count, page):
    listing = read([{**POST, "id": n} for n in range(count)], url)

    found = [parse_qs(urlsplit(each).query)["page"][0] for each in listing.next_urls]
    assert found == ([page] if page else [])


@pytest.mark.parametrize(
    ("url", "start"),
    [
        ("https://a.example", "https://a.example/wp-json/wp/v2/posts?"),
        ("https://a.example/blogg/", "https://a.example/blogg/wp-json/wp/v2/posts?"),
        ("https://a.example/wp-json/", "https://a.example/wp-json/wp/v2/posts?"),
        ("https://a.example/wp-json/wp/v2/posts/", "https://a.example/wp-json/wp/v2/posts?"),
        ("https://a.example/x/wp-json/wp/v2/nyheter", "https://a.example/x/wp-json/wp/v2/nyheter?"),
        ("https://a.example/?rest_route=/wp/v2/posts", "https://a.example?per_page="),
    ],
)
def test_the_address_is_built_from_a_site_or_from_its_posts(url, start):
    built = posts_address(url)

    assert built.startswith(start)
    assert posts_address(built) == built
    query = parse_qs(urlsplit(built).query)
    assert query["per_page"] == [str(PER_PAGE)]
    assert (query["orderby"], query["order"]) == (["modified"], ["desc"])
    assert "content" in query["_fields"][0]


def test_the_users_own_parameters_stay():
    query = parse_qs(urlsplit(posts_address("https://a.example/?categories=5&per_page=20")).query)

    assert (query["categories"], query["per_page"]) == (["5"], ["20"])


def test_a_known_source_is_asked_for_what_changed_since_the_day_before_its_newest_post():
    source = Source("a", SourceKind.WORDPRESS, "https://a.example")
    at = datetime(2026, 11, 18, 15, tzinfo=UTC)
    known = SourceState("a", source.url, newest_at=at, answered_at=at + timedelta(hours=1))

    later = address(source, known, None)
    asked = parse_qs(urlsplit(later).query)["modified_after"]
    since = address(source, known, datetime(2026, 10, 1, tzinfo=UTC))

    assert asked == ["2026-11-17T00:00:00"]
    assert parse_qs(urlsplit(since).query)["modified_after"] == ["2026-09-30T00:00:00"]
    assert "modified_after" not in address(source, SourceState("a", source.url), None)


def test_posts_that_an_answer_lacked_are_asked_for_again():
    source = Source("a", SourceKind.WORDPRESS, "https://a.example")
    at = datetime(2026, 11, 18, 15, tzinfo=UTC)
    partly = SourceState("a", source.url, newest_at=at, answered_at=at - timedelta(days=7))
    never = SourceState("a", source.url, newest_at=at)

    asked = parse_qs(urlsplit(address(source, partly, None)).query)["modified_after"]

    assert asked == ["2026-11-10T00:00:00"]
    assert "modified_after" not in address(source, never, None)


@pytest.mark.parametrize(
    ("value", "access", "reason"),
    [
        ([], Access.EMPTY_VALID, ""),
        ({"code": "rest_post_invalid_page_number", "data": {}}, Access.EMPTY_VALID, ""),
        (
            {"code": "rest_no_route"},
            Access.PARSE_ERROR,
            "WordPress svarade med felet rest_no_route",
        ),
        (
            {"namespaces": []},
            Access.PARSE_ERROR,
            "svarade med JSON i stället för inlägg från WordPress",
        ),
        (
            b"<!doctype html><html>Hej</html>",
            Access.PARSE_ERROR,
            "svarade med en webbsida i stället för inlägg från WordPress",
        ),
        (b"", Access.PARSE_ERROR, "svaret är tomt"),
    ],
)
def test_errors_are_told_from_a_site_without_news(value, access, reason):
    listing = read(value)

    assert (listing.access, listing.reason) == (access, reason)


def test_warnings_of_plugins_before_the_posts_are_passed_over():
    warning = b"<br />\n<b>Warning</b>: Undefined index [x] in plugin.php\n"

    listing = read(warning + json.dumps([POST]).encode())

    assert [entry.key for entry in listing.entries] == ["4711"]
    assert "text before the JSON was left out" in listing.problems


def test_hostile_shortcodes_take_no_time_to_speak_of():
    start = time.process_time()
    read([{**POST, "content": {"rendered": "[vc_" * 200_000}}])

    assert time.process_time() - start < 2


def test_parameters_that_are_given_twice_stay():
    assert "tags[]=1&tags[]=2" in unquote(posts_address("https://a.example/?tags[]=1&tags[]=2"))


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([b"", b"[{", b'[{"link": ', b'{"code": ']))
def test_no_bytes_make_it_fail(junk, start):
    assert read(start + junk).access in Access
