"""The days that an imported file stands for, and the sources that it names."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from crawlers.imports.reading import Reading
from crawlers.posts import Post
from crawlers.privacy import Pseudonyms
from scheduler.file_import import Spans, import_file
from scheduler.ingest import Ingest, Summary
from store.connection import Store
from store.records import DocumentKind, OutletType, PassedOver

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
READING = Reading({}, Pseudonyms(b"k" * 32), NOW)


def row(days_ago, kind=DocumentKind.ARTICLE):
    source = READING.source("tiktok", "TikTok (fil)")
    published = None if days_ago is None else NOW - timedelta(days=days_ago)
    post = Post("tiktok.com", str(days_ago), "Soc", published_at=published)
    return replace(READING.take(post, source), kind=kind)


def spans(whole, *rows):
    found = Spans(whole)
    for one in rows:
        found.add(one)
    return [
        (p.covers_from and (NOW - p.covers_from).days, (NOW - p.polled_at).days)
        for p in found.polls(NOW)
    ]


def test_posts_that_were_captured_cover_no_days_as_nobody_knows_how_many_there_were():
    posts = [row(1, DocumentKind.VIDEO), row(3, DocumentKind.POST), row(9, DocumentKind.COMMENT)]
    assert spans(False, *posts) == [(None, 0)]
    assert spans(True, *posts) == [(9, 1)]


def test_articles_of_another_tool_cover_the_days_that_they_show_and_an_old_one_its_own():
    assert spans(False, row(900), row(3), row(1), row(9)) == [(900, 900), (9, 1)]


def test_a_list_that_somebody_made_covers_all_days_between():
    assert spans(True, row(900), row(1)) == [(900, 1)]


def test_what_was_not_stored_is_of_a_day_that_was_seen_too():
    elsewhere = PassedOver("tiktok", date(2026, 11, 14), "sv", 5, "abc")
    assert spans(False, row(1), elsewhere) == [(2, 1)]
    assert spans(False, elsewhere) == [(None, 0)]


def test_a_source_without_dates_covers_nothing():
    assert spans(False, row(None)) == [(None, 0)]


def test_a_row_set_aside_is_logged_in_the_users_words(tmp_path, caplog):
    (path := tmp_path / "a.jsonl").write_text("{trasig\n", encoding="utf-8")
    import_file(Store(tmp_path / "s.duckdb"), path, [], READING.pseudonyms, NOW)
    (line,) = caplog.messages
    assert "rad 1: raden är inte JSON" in line and line.endswith("UTF-8)")


def test_a_source_that_only_a_file_names_is_known_though_the_import_ends_in_the_middle(tmp_path):
    store, reading = Store(tmp_path / "s.duckdb"), Reading({}, Pseudonyms(b"k" * 32), NOW)
    source = reading.source("tiktok", "TikTok (fil)")
    post = reading.take(Post("tiktok.com", "1", "Soc tog barnet", published_at=NOW), source)
    with (
        pytest.raises(RuntimeError),
        Ingest(store, Summary(), lambda: 0.0, told=reading.told) as ingest,
    ):
        ingest.add(post)
        ingest.flush()
        raise RuntimeError
    (found,) = store.read("SELECT source_id, outlet_type FROM sources").to_pylist()
    assert found == {"source_id": "tiktok", "outlet_type": OutletType.SOCIAL}
