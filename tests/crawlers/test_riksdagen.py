"""Riksdagen's open data. Built from the shape that its users publish, never tried on the service;
the documents are ours."""

import json
from datetime import UTC, datetime

import pytest

from crawlers.riksdagen import address, documents_address, parse_riksdagen
from store.records import Access, Source, SourceKind, SourceState

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
URL = "https://data.riksdagen.se/dokumentlista/?doktyp=mot&utformat=json&p=1"
DOCUMENT = {
    "id": "HE021234",
    "dok_id": "HE021234",
    "titel": "Barns rätt i familjehem",
    "undertitel": "av en ledamot",
    "datum": "2026-11-19",
    "publicerad": "2026-11-19 14:22:10",
    "systemdatum": "2026-11-20 08:00:00",
    "doktyp": "mot",
    "organ": "SoU",
    "summary": "Riksdagen ställer sig bakom det som anförs om <span>familjehem</span>.",
    "dokument_url_html": "//data.riksdagen.se/dokument/HE021234.html",
    "filbilaga": None,
}


def read(documents, url=URL, **more):
    value = {"dokumentlista": {"@traffar": "1", "dokument": documents, **more}}
    return parse_riksdagen(json.dumps(value).encode(), url, "application/json", NOW)


@pytest.mark.parametrize("documents", [[DOCUMENT], DOCUMENT], ids=["list", "one"])
def test_a_document_is_read_whether_it_stands_alone_or_in_a_list(documents):
    listing = read(documents)

    (entry,) = listing.entries
    assert (listing.access, listing.language) == (Access.OK, "sv")
    assert (entry.key, entry.url) == (
        "HE021234",
        "https://data.riksdagen.se/dokument/HE021234.html",
    )
    assert entry.title == "Barns rätt i familjehem: av en ledamot"
    assert entry.summary == "Riksdagen ställer sig bakom det som anförs om familjehem."
    assert entry.published_at == datetime(2026, 11, 19, 13, 22, 10, tzinfo=UTC)
    assert entry.updated_at == datetime(2026, 11, 20, 7, tzinfo=UTC)
    assert entry.tags == ("mot", "SoU")


def test_a_document_entered_later_keeps_the_day_on_which_it_came_out():
    (entry,) = read([{**DOCUMENT, "datum": "2003-05-02"}]).entries

    assert entry.published_at == datetime(2003, 5, 1, 22, tzinfo=UTC)


def test_parameters_that_are_given_twice_stay():
    address = documents_address("https://data.riksdagen.se/dokumentlista/?doktyp=mot&doktyp=prop")

    assert "doktyp=mot&doktyp=prop" in address


@pytest.mark.parametrize("page", ["²", "9" * 5_000])
def test_page_numbers_that_are_none_do_no_harm(page):
    assert read([DOCUMENT], **{"@sida": page, "@sidor": "3"}).access is Access.OK


@pytest.mark.parametrize(
    ("page", "pages", "following", "expected"),
    [
        (
            "1",
            "3",
            "//data.riksdagen.se/dokumentlista/?doktyp=mot&utformat=json&p=2",
            ("https://data.riksdagen.se/dokumentlista/?doktyp=mot&utformat=json&p=2",),
        ),
        (
            "1",
            "3",
            "http://data.riksdagen.se/dokumentlista/?doktyp=mot&utformat=htm&p=2",
            ("https://data.riksdagen.se/dokumentlista/?doktyp=mot&utformat=json&p=2",),
        ),
        ("3", "3", "//data.riksdagen.se/dokumentlista/?doktyp=mot&p=4", ()),
        ("1", "3", "", ()),
        ("1", "3", URL, ()),
    ],
)
def test_the_next_page_is_asked_for_in_json_and_by_https(page, pages, following, expected):
    listing = read([DOCUMENT], **{"@sida": page, "@sidor": pages, "@nasta_sida": following})

    assert listing.next_urls == expected


@pytest.mark.parametrize("documents", [[], None])
def test_a_search_without_hits_is_empty_and_valid(documents):
    assert read(documents).access is Access.EMPTY_VALID


def test_other_answers_are_errors_and_a_feed_is_a_feed():
    feed = b"<rss version='2.0'><channel><item><title>R</title></item></channel></rss>"

    wrong = parse_riksdagen(b'{"personlista": {}}', URL, "", NOW)
    assert wrong.access is Access.PARSE_ERROR
    assert wrong.reason == "svarade med JSON i stället för en dokumentlista"
    assert parse_riksdagen(feed, URL, "", NOW).entries[0].title == "R"


def test_the_service_is_asked_in_json_for_the_newest_first():
    url = "https://data.riksdagen.se/dokumentlista/?sok=LVU&utformat=rss"
    source = Source("r", SourceKind.RIKSDAGEN, url)

    assert address(source, SourceState("r", url), None) == documents_address(url)
    assert documents_address(url) == (
        "https://data.riksdagen.se/dokumentlista/?sort=datum&sortorder=desc&sok=LVU&utformat=json"
    )
