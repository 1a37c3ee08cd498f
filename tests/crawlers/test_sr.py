"""Sveriges Radio's open interface. Built from its documentation, never tried on the service; the
episodes are ours."""

import json
from datetime import UTC, datetime

import pytest

from crawlers.sr import address, episodes_address, parse_sr
from store.records import Access, Source, SourceKind, SourceState

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
URL = "https://api.sr.se/api/v2/episodes/index?programid=83&format=json&size=50"
EPISODE = {
    "id": 2512345,
    "title": "Fler familjehem behövs i Ekeby",
    "description": "Kommunen söker fler.",
    "url": "https://sverigesradio.se/avsnitt/2512345",
    "program": {"id": 83, "name": "Nyheterna"},
    "publishdateutc": "/Date(1795071600000)/",
}


def read(value, url=URL):
    return parse_sr(json.dumps(value).encode(), url, "application/json", NOW)


@pytest.mark.parametrize("name", ["episodes", "shows", "articles"])
def test_a_list_of_episodes_is_read(name):
    listing = read({"copyright": "x", name: [EPISODE]})

    (entry,) = listing.entries
    assert listing.access is Access.OK
    assert (entry.key, entry.url) == ("2512345", "https://sverigesradio.se/avsnitt/2512345")
    assert (entry.title, entry.summary) == (EPISODE["title"], "Kommunen söker fler.")
    assert entry.published_at == datetime(2026, 11, 19, 7, tzinfo=UTC)
    assert entry.tags == ("Nyheterna",)
    assert not entry.complete


def test_times_as_the_documentation_writes_them_are_read():
    (entry,) = read({"episodes": [{**EPISODE, "publishdateutc": "2026-11-19 07:00:00Z"}]}).entries

    assert entry.published_at == datetime(2026, 11, 19, 7, tzinfo=UTC)


def test_the_next_page_is_asked_for_by_https():
    page = {"nextpage": URL.replace("https:", "http:") + "&page=2", "totalpages": 3}

    assert read({"episodes": [EPISODE], "pagination": page}).next_urls == (URL + "&page=2",)
    assert read({"episodes": [EPISODE], "pagination": {"page": 1}}).next_urls == ()


def test_an_empty_list_is_valid_and_something_else_an_error():
    assert read({"episodes": []}).access is Access.EMPTY_VALID
    assert read({"programs": []}).access is Access.PARSE_ERROR
    assert read([]).reason == "svarade med JSON i stället för avsnitt från Sveriges Radio"


def test_its_feeds_are_feeds():
    feed = b"<rss version='2.0'><channel><item><title>R</title></item></channel></rss>"
    url = "https://api.sr.se/api/rss/program/83"

    assert parse_sr(feed, url, "text/xml", NOW).entries[0].title == "R"
    assert episodes_address(url) == url


def test_the_service_is_asked_in_json():
    url = "https://api.sr.se/api/v2/episodes/index?programid=83"
    source = Source("sr", SourceKind.SR, url)

    assert address(source, SourceState("sr", url), None) == (
        "https://api.sr.se/api/v2/episodes/index?size=50&programid=83&format=json"
    )
