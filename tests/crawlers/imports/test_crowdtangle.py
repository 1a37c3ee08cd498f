"""CrowdTangle's sets, built from the columns of archived ones: times, sums, accounts, variants."""

from datetime import UTC, datetime

import pytest
import scene_crowdtangle as scene

from crawlers.canonical import platform_document_id
from crawlers.imports import crowdtangle
from crawlers.imports.formats import format_of
from crawlers.imports.reading import Reading, SetAside
from crawlers.privacy import Pseudonyms
from store.errors import ImportFileError

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NAMES = Pseudonyms(b"a" * 32)


@pytest.fixture
def read(tmp_path):
    def from_rows(*rows, columns=scene.FACEBOOK):
        path = tmp_path / "ct.csv"
        path.write_bytes(scene.text_of(columns, rows).encode())
        return list(crowdtangle.read(path, Reading({}, NAMES, NOW)))

    return from_rows


def test_posts_of_pages_groups_and_instagram_come_in_and_name_nobody(tmp_path):
    for path, rows in zip(scene.write(tmp_path), scene.ROWS, strict=True):
        reading = Reading({}, NAMES, NOW)
        assert format_of(path) == "crowdtangle"
        found = list(crowdtangle.read(path, reading))
        assert len({each.document_id for each in found}) == rows
        for person in scene.PERSONS:
            assert person not in repr((found, reading.told)), (path, person)


def test_zones_sums_and_texts_are_read(tmp_path):
    first, second, third = crowdtangle.read(scene.write(tmp_path)[0], Reading({}, NAMES, NOW))

    assert [each.published_at for each in (first, second, third)] == [
        datetime(2021, 7, 6, 20, 45, 20, tzinfo=UTC),
        datetime(2021, 12, 24, 14, tzinfo=UTC),
        datetime(2021, 8, 1, 8, tzinfo=UTC),
    ]
    assert (first.likes, first.comments, first.shares, first.views) == (1001, 207, 26, None)
    assert first.text.count("Familj fick rätt i kammarrätten") == 1
    assert "LVU UTAN GRUND" in first.text
    assert first.shared_urls == ("https://nyheter.example/lvu-ekeby?utm_source=fb",)
    assert second.shared_urls == ()
    assert first.document_id == platform_document_id("facebook.com", "5123456789012345")
    assert second.document_id == platform_document_id("facebook.com", "5123456789012399")
    assert first.author == second.author == NAMES.of("facebook.com", "100064338812")
    assert first.source_id == "crowdtangle-facebook.com"


def test_instagram_posts_are_known_by_their_short_code(tmp_path):
    found = list(crowdtangle.read(scene.write(tmp_path)[2], Reading({}, NAMES, NOW)))

    assert found[1].document_id == platform_document_id("instagram.com", "CRb1xyZ_-")
    assert found[1].author == NAMES.of("instagram.com", "ekebymamman")
    assert found[1].hashtags == ("socialtjänsten", "lvu")
    assert found[1].likes == 1040


def test_rows_that_are_no_posts_are_set_aside_with_their_lines(read):
    url = "https://www.facebook.com/1/posts/12345"
    good = {"Post Created": "2021-07-06 16:45:20 EDT", "URL": url, "Message": "Soc ringde."}

    found = read(
        good,
        {**good, "Message": ""},
        {**good, "Post Created": "förr i tiden"},
        {**good, "URL": ""},
        {**good, "URL": "https://www.facebook.com/enbartsidan"},
        {**good, "URL": "https://nyheter.example/a/b"},
        {**good, "Facebook Id": "1.00064E+14", "User Name": "sidan"},
    )

    assert found[1:6] == [
        SetAside(3, "saknar_text"),
        SetAside(4, "ogiltigt_datum"),
        SetAside(5, "saknar_id"),
        SetAside(6, "saknar_id"),
        SetAside(7, "okand_plattform"),
    ]
    assert found[6].author == NAMES.of("facebook.com", "sidan")


def test_a_heading_that_has_drifted_too_far_is_said(tmp_path):
    path = tmp_path / "annan.csv"
    path.write_text("Sida,Skapad,Adress\na,b,c\n", encoding="utf-8")

    assert format_of(path) == "csv"
    with pytest.raises(ImportFileError, match="saknar Post Created, URL"):
        list(crowdtangle.read(path, Reading({}, NAMES, NOW)))


def test_an_older_heading_is_known_by_the_beginnings_of_its_names(tmp_path):
    renamed = {
        "Page Name": "Group Name / Page Name",
        scene.FACEBOOK[-1]: "Overperforming Score",
        "Total Interactions": "Total Interactions (weighted  —  Likes 1x)",
    }
    columns = [renamed.get(name, name) for name in scene.FACEBOOK if name != "Image Text"]
    row = {
        "Post Created": "2021-07-06 16:45:20",
        "Group Name / Page Name": "Gruppen i Ekeby",
        "URL": "https://www.facebook.com/1/posts/123",
        "Message": "Gruppen i Ekeby om soc",
    }
    path = tmp_path / "aldre.csv"
    path.write_text(scene.text_of(columns, [row]), encoding="utf-8")

    assert format_of(path) == "crowdtangle"
    (found,) = crowdtangle.read(path, Reading({}, NAMES, NOW))
    assert found.published_at == datetime(2021, 7, 6, 14, 45, 20, tzinfo=UTC)
    assert found.text == "[konto] om soc"


@pytest.mark.parametrize(
    "heading",
    [
        "Page Name,User Name,Facebook Id,Likes at Posting,Created,Type,Likes,URL,Message,Link Text",
        "Name,Size at Posting,Created,Type,Likes,Thankful,URL,Message,Link Text,Score",
        "Account,User Name,Followers at Posting,Created,Type,Likes,Views,URL,Title,Description",
    ],
)
def test_headings_of_the_tools_first_years_are_known(tmp_path, heading):
    known = {
        "Created": "2018-11-16 08:30:00 CET", "Likes": "1,204", "Link Text": "N/A", "Title": "N/A",
        "Message": "Soc svarar aldrig", "Description": "Soc svarar aldrig",
        "URL": "https://www.facebook.com/1/posts/123",
    }  # fmt: skip
    path = tmp_path / "forsta.csv"
    columns = heading.split(",")
    row = {name: value for name, value in known.items() if name in columns}
    path.write_text(scene.text_of(columns, [row]), encoding="utf-8")

    assert format_of(path) == "crowdtangle"
    (found,) = crowdtangle.read(path, Reading({}, NAMES, NOW))
    assert found.text == "Soc svarar aldrig"
    assert found.published_at == datetime(2018, 11, 16, 7, 30, tzinfo=UTC)
    assert found.likes == 1204


def test_a_time_in_the_zone_of_whoever_exported_it_is_that_moment(read):
    row = {"URL": "https://www.facebook.com/1/posts/12345", "Message": "Soc ringde."}
    zones = {"CET": 8, "CEST": 7, "NZDT": -4, "AEST": -1, "EAT": 6, "-03": 12, "UTC": 9}

    found = read(*({**row, "Post Created": f"2024-01-14 09:15:26 {zone}"} for zone in zones))

    start = datetime(2024, 1, 14, 0, 15, 26, tzinfo=UTC)
    hours = [(each.published_at - start).total_seconds() / 3600 for each in found]
    assert hours == list(zones.values())
