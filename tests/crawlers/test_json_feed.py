"""JSON Feed 1 and 1.1, also where a feed of another kind was expected."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.feeds import parse_feed
from crawlers.json_feed import parse_json_feed
from store.records import Access

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
URL = "https://tidning.example/feed.json"
ITEM = {
    "id": "tag:1",
    "url": "/nyheter/familjehem",
    "title": "Fler familjehem &amp; fler barn",
    "summary": "Kort sagt.",
    "content_html": "<p>Ett stycke.</p><p>Ett till.</p><script>x()</script>",
    "date_published": "2026-11-19T10:00:00+01:00",
    "date_modified": "2026-11-19T12:00:00+01:00",
    "authors": [{"name": "Redaktionen"}, {"url": "https://tidning.example/om"}],
    "language": "sv-SE",
    "tags": ["LVU", "LVU", "", 3],
}


def feed(*items, **more):
    version = "https://jsonfeed.org/version/1.1"
    return {"version": version, "title": "T", "items": list(items), **more}


def read(value, **more):
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return parse_json_feed(raw, URL, "application/feed+json", NOW, **more)


def test_an_item_is_read_with_all_that_it_says():
    listing = read(feed(ITEM, language="sv"))

    (entry,) = listing.entries
    assert (listing.access, listing.language, listing.problems) == (Access.OK, "sv", ())
    assert (entry.key, entry.url) == ("tag:1", "https://tidning.example/nyheter/familjehem")
    assert (entry.title, entry.summary) == ("Fler familjehem & fler barn", "Kort sagt.")
    assert entry.content == "Ett stycke.\nEtt till."
    assert entry.published_at == datetime(2026, 11, 19, 9, tzinfo=UTC)
    assert entry.updated_at == datetime(2026, 11, 19, 11, tzinfo=UTC)
    assert (entry.author, entry.language, entry.tags) == ("Redaktionen", "sv", ("LVU",))
    assert not entry.complete


def test_version_one_and_plain_text_and_numbers_as_ids_are_read():
    item = {"id": 17, "content_text": "Rad ett\n\n Rad  två", "author": {"name": "Eva"}}

    (entry,) = read(feed(item)).entries

    assert (entry.key, entry.url, entry.author) == ("17", "", "Eva")
    assert entry.content == "Rad ett\nRad två"


def test_an_id_that_is_an_address_stands_in_for_a_missing_one():
    (entry,) = read(feed({"id": "https://tidning.example/a", "title": "R"})).entries

    assert entry.url == "https://tidning.example/a"


@pytest.mark.parametrize(
    ("next_url", "pages"),
    [
        ("/feed.json?page=2", ("https://tidning.example/feed.json?page=2",)),
        (URL, ()),
        ("javascript:x", ()),
        (None, ()),
    ],
)
def test_the_next_page_is_named_unless_it_is_this_one(next_url, pages):
    assert read(feed(ITEM, next_url=next_url)).next_urls == pages


def test_no_more_items_are_read_than_asked_for():
    listing = read(feed(*({"id": str(n), "title": "R"} for n in range(30))), max_items=10)

    assert len(listing.entries) == 10
    assert "30 entries, 10 read" in listing.problems


@pytest.mark.parametrize(
    ("value", "access", "reason"),
    [
        (feed(), Access.EMPTY_VALID, ""),
        ({"version": "1"}, Access.PARSE_ERROR, "svarade med JSON i stället för ett flöde"),
        ({"items": {"a": 1}}, Access.PARSE_ERROR, "svarade med JSON i stället för ett flöde"),
        ([1], Access.PARSE_ERROR, "svarade med JSON i stället för ett flöde"),
        (b'{"items": [', Access.PARSE_ERROR, "svarade med JSON som inte går att läsa"),
        (b"[" * 100_000, Access.PARSE_ERROR, "svarade med JSON som inte går att läsa"),
        (b"", Access.PARSE_ERROR, "svaret är tomt"),
        (
            b"<html>Hej</html>",
            Access.PARSE_ERROR,
            "svarade med en webbsida i stället för ett flöde",
        ),
    ],
)
def test_what_is_no_feed_is_told_from_an_empty_one(value, access, reason):
    listing = read(value)

    assert (listing.access, listing.reason) == (access, reason)


def test_a_source_of_feeds_may_be_one():
    body = b"\xef\xbb\xbf\n" + json.dumps(feed(ITEM)).encode()

    assert parse_feed(body, URL, "text/plain", NOW).entries == read(feed(ITEM)).entries


def test_half_of_a_pair_of_surrogates_is_left_out():
    raw = b'{"items": [{"id": "1", "title": "A\\ud83d b \\ud83d\\ude00"}]}'

    (entry,) = read(raw).entries

    assert entry.title.encode("utf-8").decode() == "A? b 😀"


@settings(max_examples=40, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from([*ITEM, "items", "name"]), inner, max_size=4)
        ),
        max_leaves=12,
    )
)
def test_no_value_makes_it_fail(value):
    assert read({"items": [value]}).access in Access
    assert read(value).access in Access
