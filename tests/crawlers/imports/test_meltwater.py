"""Meltwater's exports, built from their columns: articles are teasers, posts are the platform's."""

from datetime import UTC, datetime

import pytest
import scene_meltwater as scene
from scene_crowdtangle import text_of

from crawlers.canonical import document_id, platform_document_id
from crawlers.imports import meltwater
from crawlers.imports.formats import format_of
from crawlers.imports.reading import Reading, SetAside
from crawlers.privacy import Pseudonyms
from store.records import DocumentKind, Source, SourceKind, TextStatus

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NAMES = Pseudonyms(b"a" * 32)


@pytest.fixture
def read(tmp_path):
    def from_rows(*rows, columns=scene.COLUMNS, sources=()):
        path = tmp_path / "mw.csv"
        path.write_bytes(text_of(columns, rows).encode())
        reading = Reading({each.source_id: each for each in sources}, NAMES, NOW)
        return list(meltwater.read(path, reading))

    return from_rows


def test_utf16_with_tabs_an_older_heading_and_excel_give_the_same_documents(tmp_path):
    files = []
    for path, rows in zip(scene.write(tmp_path), scene.ROWS, strict=True):
        assert format_of(path) == "meltwater"
        reading = Reading({}, NAMES, NOW)
        files.append(found := list(meltwater.read(path, reading)))
        assert len(found) == rows
        for person in scene.PERSONS:
            assert person not in repr((found, reading.told)), (path, person)
    assert files[0] == files[1] == files[2]


def test_an_article_is_its_beginning_once_and_has_a_source_of_its_own(tmp_path):
    reading = Reading({}, NAMES, NOW)
    first, second, _ = meltwater.read(scene.write(tmp_path)[0], reading)

    address = "https://www.ekebyposten.example/nyheter/socialtjansten"
    assert first.document_id == document_id(address)
    assert (first.kind, first.text_status) == (DocumentKind.ARTICLE, TextStatus.TEASER)
    assert first.title == "Socialtjänsten i Ekeby får kritik"
    assert first.text == (
        "Inspektionen för vård och omsorg riktar kritik mot socialtjänsten i maj."
    )
    assert first.published_at == datetime(2026, 11, 16, 7, 54, tzinfo=UTC)
    assert second.published_at == datetime(2026, 11, 17, 21, 15, tzinfo=UTC)
    assert second.text == (
        "Kommunen söker familjehem. Ring [telefon].\n... allt färre vill bli familjehem ..."
    )
    assert first.language == "sv"
    assert first.source_id == "meltwater-ekebyposten"
    assert reading.told["meltwater-ekebyposten"].name == "Ekebyposten"
    assert reading.told["meltwater-ekebyposten"].outlet_type is None


def test_a_post_among_them_is_the_platforms(tmp_path):
    *_, post = meltwater.read(scene.write(tmp_path)[0], Reading({}, NAMES, NOW))

    assert post.document_id == platform_document_id("x.com", "1987654321098765432")
    assert post.kind is DocumentKind.POST
    assert post.author == NAMES.of("x.com", "kvastfening88")
    assert post.source_id == "meltwater-x.com"
    assert post.hashtags == ("soc",)


def test_a_post_of_a_platform_that_is_not_known_names_no_source_after_its_author(tmp_path):
    path = tmp_path / "m.csv"
    path.write_text(
        "Date,URL,Source Name,Hit Sentence,Twitter Screen Name\n"
        "2026-11-16,https://ny-app.example/p/1,Kvastfening i Ekeby,Soc ljuger,kvastfening88\n"
        "2026-11-16,,Kvastfening i Ekeby,Soc ljuger igen,kvastfening88\n",
        encoding="utf-8",
    )
    assert meltwater.recognises(path.read_bytes(), path)
    reading = Reading({}, NAMES, NOW)
    found = list(meltwater.read(path, reading))

    assert {each.kind for each in found} == {DocumentKind.POST}
    assert "vastfening" not in repr((found, reading.told))


def test_an_outlet_that_is_configured_is_found_by_name_or_host(read):
    posten = Source("posten", SourceKind.FEED, "https://rss.ekebyposten.example/", "Posten")
    bladet = Source("bladet", SourceKind.FEED, "https://norra.example/", "Norra Bladet")
    row = scene.ARTICLES[0]

    found = read(
        row,
        {**row, "URL": "https://arkiv.example/1", "Source Name": "norra bladet"},
        {**row, "URL": "https://stina.blogg.se/2", "Source Name": "Stinas blogg"},
        sources=(posten, bladet),
    )

    assert [each.source_id for each in found] == ["posten", "bladet", "meltwater-blogg.se"]


def test_dates_of_both_orders_are_told_apart_by_the_file(read):
    row = scene.ARTICLES[0]
    days = ("11/3/2026 9:00 AM", "11/16/2026 9:00 AM")
    found = read(*({**row, "Date": day, "URL": f"{row['URL']}/{day[3]}"} for day in days))
    assert [each.published_at.day for each in found] == [3, 16]
    assert {each.published_at.month for each in found} == {11}

    swedish = read({**row, "Date": "3/11/2026"}, {**row, "Date": "16/11/2026"})
    assert [each.published_at.month for each in swedish] == [11, 11]


def test_rows_without_words_or_with_an_unreadable_day_are_set_aside(read):
    row = scene.ARTICLES[0]

    found = read({**row, "Date": "i förrgår"}, {"Date": row["Date"], "URL": row["URL"]})

    assert found == [SetAside(2, "ogiltigt_datum"), SetAside(3, "saknar_text")]


@pytest.mark.parametrize("name", ["Twitter", "X", "twitter.com", "Twitter Posts"])
def test_a_platforms_own_name_is_no_account(read, name):
    (post,) = read({**scene.ARTICLES[2], "Source Name": name, "Influencer": name})

    assert post.url == "https://twitter.com/-konto-/status/1987654321098765432"
    assert post.author == NAMES.of("x.com", "kvastfening88")


def test_an_article_whose_writer_has_a_handle_stays_an_article(read):
    columns = (*scene.COLUMNS, "Source Type", "Author Handle")
    row = {**scene.ARTICLES[0], "Author Handle": "@torek88"}

    plain, news, social, nowhere, own, tweet = read(
        row,
        {**row, "Source Type": "online_news"},
        {**row, "Source Type": "Social"},
        {**row, "URL": ""},
        {**row, "Source Name": "torek88"},
        {**scene.ARTICLES[2], "Source Type": "News", "Author Handle": "@kvastfening88"},
        columns=columns,
    )

    assert {plain.kind, news.kind} == {DocumentKind.ARTICLE}
    assert plain.source_id == news.source_id == "meltwater-ekebyposten"
    assert {social.kind, nowhere.kind, own.kind, tweet.kind} == {DocumentKind.POST}
    assert tweet.source_id == "meltwater-x.com"


NEWER = (
    "Date", "Time", "Document ID", "URL", "Input Name", "Keywords", "Information Type",
    "Source Type", "Source Name", "Source Domain", "Content Type", "Author Name", "Author Handle",
    "Title", "Opening Text", "Hit Sentence", "Image", "Hashtags", "Links", "Country", "Language",
    "Sentiment", "Reach", "AVE", "Engagement", "Shares", "Quotes", "Likes", "Replies", "Reposts",
    "Comments", "Reactions", "Views", "Estimated Views", "Document Tags", "Custom Fields",
)  # fmt: skip


def test_a_newer_export_below_a_title_has_a_clock_and_figures(tmp_path):
    tweet = {
        "Date": "16-Nov-26", "Time": "5:12 PM", "Information Type": "Social", "Source Type": "X",
        "URL": "https://twitter.com/kvastfening88/status/1987654321098765432", "Language": "sv",
        "Source Name": "kvastfening88", "Author Handle": "@kvastfening88",
        "Hit Sentence": "RT @torek88: Soc ringde aldrig https://t.co/a1", "Reposts": "12",
        "Likes": "1,204", "Replies": "3", "Views": "900", "Hashtags": "#soc #lvu",
    }  # fmt: skip
    page = {
        "Date": "11/16/2026", "Time": "17:12", "Source Type": "Facebook", "Reactions": "41",
        "URL": "https://www.facebook.com/1/posts/12345", "Comments": "7", "Author Handle": "ekeby",
        "Hit Sentence": "Soc ringde aldrig", "Source Name": "Facebook",
    }  # fmt: skip
    path = tmp_path / "nyare.csv"
    table = "Social listening" + "\t" * 35 + "\r\n" + text_of(NEWER, (tweet, page), "\t")
    path.write_bytes(table.encode("utf-16"))

    assert format_of(path) == "meltwater"
    first, second = meltwater.read(path, Reading({}, NAMES, NOW))
    assert {each.published_at for each in (first, second)} == {
        datetime(2026, 11, 16, 16, 12, tzinfo=UTC)
    }
    assert first.text == "Soc ringde aldrig"
    assert (first.likes, first.shares, first.comments, first.views) == (1204, 12, 3, 900)
    assert set(first.hashtags) == {"soc", "lvu"}
    assert (second.likes, second.comments) == (41, 7)
    assert "torek88" not in repr(first)
