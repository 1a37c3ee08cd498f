"""Numbers of Sveriges Radio's programmes against their names."""

import json

import pytest

from crawlers.checks.programmes import (
    answers_to,
    is_programme,
    list_address,
    told_name,
    with_right_number,
)
from store.records import Source, SourceKind

RSS = "https://api.sr.se/api/rss/program/86"
JSON = "https://api.sr.se/api/v2/episodes/index?programid=86&format=json"


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("SR P4 Kalmar", "P4 Kalmar", True),
        ("SR P4 Kalmar", "Nyheter P4 Kalmar - Sveriges Radio", True),
        ("SR P4 Stockholm nyheter", "P1 Nyheter", False),
        ("SR P4 Väst", "P4 Västmanland", False),
        ("SR Ekot", "Ekot nyhetssändning", True),
        ("SR Studio Ett", "Sommar & Vinter i P1", False),
        ("Kanalen", "", True),
        ("Sveriges Radio nyheter", "P4 Dalarna", True),
    ],
)
def test_two_names_of_one_programme(ours, theirs, same):
    assert answers_to(ours, theirs) is same


def test_only_a_number_is_a_programme():
    def source(kind, url):
        return Source("a", kind, url)

    assert is_programme(source(SourceKind.FEED, RSS))
    assert is_programme(source(SourceKind.SR, JSON))
    news = "https://api.sr.se/api/v2/news/episodes?format=json"
    assert not is_programme(source(SourceKind.SR, news))
    assert not is_programme(source(SourceKind.FEED, "https://a.example/program/86"))


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("<rss><channel><title> P4  Kalmar &amp; co</title><item><title>Nyhet", "P4 Kalmar & co"),
        ("<rss><channel><title><![CDATA[P4 Kalmar]]></title>", "P4 Kalmar"),
        ('<feed xmlns="x"><title type="text">P4 Kalmar</title>', "P4 Kalmar"),
        ('{"episodes": [{"program": {"id": 86, "name": "P4 Kalmar"}}, {"id": 2}]}', "P4 Kalmar"),
        ('{"program": {"id": 86, "name": "P4 Kalmar"}}', "P4 Kalmar"),
        ('{"episodes": [{"program": {"name": "A"}}, {"program": {"name": "B"}}]}', ""),
        ('{"episodes": "inga"}', ""),
        ('{"episodes": ' + "[" * 100_000, ""),
        ("<html><title>Hej</title>", ""),
        ("", ""),
    ],
)
def test_an_answer_tells_its_programme(body, name):
    assert told_name(body.encode(), "") == name


def test_the_right_number_is_found_by_its_name():
    listed = json.dumps(
        {"programs": [{"id": 103, "name": "P1 Nyheter"}, {"id": 701, "name": "Nyheter P4 Kalmar"},
                      {"id": 7, "name": "P4 Extra"}, {"id": 8, "name": "P4 Extra"}, "skräp"]}
    ).encode()  # fmt: skip

    assert list_address(RSS) == "https://api.sr.se/api/v2/programs?format=json&pagination=false"
    assert with_right_number(RSS, "SR P4 Kalmar", listed) == RSS.replace("86", "701")
    assert with_right_number(JSON, "SR P4 Kalmar", listed) == JSON.replace("86", "701")
    assert with_right_number(RSS, "SR P4 Extra", listed) == "", "two have the name"
    assert with_right_number(RSS, "SR P4 Dalarna", listed) == ""
    assert with_right_number(RSS, "SR P4 Dalarna", b"inte json") == ""
