"""The main job on a real site: every document once, whatever happens on the way."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.privacy import Pseudonyms
from crawlers.settings import CrawlSettings
from reports.signals.coverage import coverage
from scheduler.pipeline import crawl_sources
from scheduler.stories import put_into_stories
from store.connection import Store
from store.errors import SettingsError
from store.records import OutletType, Source, SourceKind

NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)
KEY = Pseudonyms(b"k" * 32)
SETTINGS = CrawlSettings(delay_s=0.0, allow_private_networks=True)


def source(site, name: str, path: str, outlet=OutletType.REGIONAL_DAILY) -> Source:
    return Source(
        name, SourceKind.FEED, f"{site.base}{path}", name=name, outlet_type=outlet, region="AB"
    )


def publish(site, texts, start=NOW - timedelta(days=6)):
    """Put texts on the site as articles in three feeds; the first article is in two of them."""
    items = []
    for number, row in enumerate(texts):
        path = f"/artikel/{number}"
        when = start + timedelta(minutes=7 * number)
        site.put_article(path, row["title"], row["text"], published=when)
        items.append((path, row["title"], row["text"][:200], when, ""))
    third = max(1, len(items) // 3)
    site.put_rss("/rss", items[:third], guid="a")
    site.put_atom("/atom", items[third : 2 * third])
    site.put_rss("/latin", [*items[2 * third :], items[0]], guid="b", encoding="windows-1252")
    return [
        source(site, "rss", "/rss"),
        source(site, "atom", "/atom"),
        source(site, "latin", "/latin"),
    ]


@pytest.fixture
def db(tmp_path):
    return Store(tmp_path / "lager.duckdb")


def crawled(db, sources, now=NOW, **more):
    return crawl_sources(db, sources, SETTINGS, KEY, now, **more)


def rows(db, sql):
    return db.read(sql).to_pylist()


@pytest.fixture
def texts(government_texts):
    long_enough = [row for row in government_texts if len(row["text"]) > 600]
    return [row | {"text": row["text"][:4000]} for row in long_enough[:30]]


def test_real_documents_in_three_feeds_are_stored_once_and_a_second_pass_adds_none(db, site, texts):
    sources = publish(site, texts)
    first = crawled(db, sources).as_dict()
    assert first["documents"]["new"] == 30
    assert first["sources"] == {"ok": 3, "failed": []}
    assert rows(db, "SELECT count(*) AS n, count(DISTINCT document_id) AS d FROM documents") == [
        {"n": 30, "d": 30}
    ]
    assert rows(db, "SELECT source_id FROM sightings") != []  # the page that is in two feeds
    stored = {row["title"] for row in rows(db, "SELECT title FROM documents")}
    assert {" ".join(row["title"].split()) for row in texts} == stored

    second = crawled(db, sources, NOW + timedelta(hours=1)).as_dict()
    assert second["documents"]["new"] == second["documents"]["edited"] == 0
    assert second["documents"]["known"] > 0
    assert len(rows(db, "SELECT 1 AS x FROM documents")) == 30


def test_a_changed_article_gives_one_edit_and_keeps_the_old_version(db, site, texts):
    sources = publish(site, texts[:6])
    crawled(db, sources)
    changed = [dict(row) for row in texts[:6]]
    changed[3]["text"] += "\n\nRättelse: uppgiften om antalet var fel i en tidigare version."
    publish(site, changed)
    after = crawled(db, sources, NOW + timedelta(hours=2)).as_dict()
    assert after["documents"]["edited"] == 1
    assert after["documents"]["new"] == 0
    versions = rows(db, "SELECT version, count(*) AS n FROM documents GROUP BY 1 ORDER BY 1")
    assert versions == [{"version": 1, "n": 6}, {"version": 2, "n": 1}]
    third = crawled(db, sources, NOW + timedelta(hours=3)).as_dict()
    assert third["documents"]["edited"] == 0


def test_a_source_that_fails_for_a_day_is_missing_coverage_until_it_comes_back(db, site, texts):
    sources = publish(site, texts[:9])
    crawled(db, sources)
    site.down = True
    failed = crawled(db, sources, NOW + timedelta(days=1))
    assert failed.status == 1
    assert {row["source_id"] for row in failed.failed} == {"rss", "atom", "latin"}
    assert all(row["message"] for row in failed.failed)
    later = NOW + timedelta(days=1, hours=3)
    assert _coverage(db, "2026-W47", later) < 0.1
    days = rows(db, "SELECT * FROM source_days WHERE source_id = 'rss' ORDER BY day")
    assert days[-1]["tried"] == 1
    assert days[-1]["failed"] == 1
    assert days[-1]["fetched"] == 0

    site.down = False
    crawled(db, sources, later)
    assert _coverage(db, "2026-W47", later) == pytest.approx(1.0)


def _coverage(db, week, now):
    with db.reading() as transaction:
        found = coverage(transaction, [week], now)
    return found["coverage"].mean()


def test_another_key_is_refused_before_one_account_becomes_two(db, site, texts):
    sources = publish(site, texts[:3])
    crawled(db, sources)
    with pytest.raises(SettingsError, match="annan nyckel"):
        crawl_sources(db, sources, SETTINGS, Pseudonyms(b"x" * 32), NOW)
    assert crawled(db, sources).as_dict()["sources"]["ok"] == 3


def test_a_source_that_fails_never_stops_the_others(db, site, texts):
    sources = publish(site, texts[:6])
    broken = source(site, "trasig", "/finns-inte")
    summary = crawled(db, [sources[0], broken, *sources[1:]])
    assert summary.as_dict()["documents"]["new"] == 6
    assert [row["source_id"] for row in summary.failed] == ["trasig"]


def test_copies_on_the_site_become_one_story(db, site, texts):
    twin = texts[2] | {"title": "En annan rubrik", "text": texts[2]["text"].replace(".", " .", 1)}
    crawled(db, publish(site, [*texts[:5], twin]))
    assert put_into_stories(db, NOW) == 6
    sizes = rows(db, "SELECT count(*) AS n FROM current_stories GROUP BY story_id ORDER BY n DESC")
    assert sizes[0] == {"n": 2}
    assert put_into_stories(db, NOW) == 0


def test_a_story_that_grows_later_keeps_its_oldest_document_as_its_name(db, site, texts):
    sources = publish(site, texts[:3])
    crawled(db, sources)
    put_into_stories(db, NOW)
    before = {
        row["document_id"]: row["story_id"] for row in rows(db, "SELECT * FROM current_stories")
    }
    copy = texts[1] | {"title": "Samma sak igen"}
    publish(site, [*texts[:3], copy])
    crawled(db, sources, NOW + timedelta(hours=1))
    put_into_stories(db, NOW)
    after = {
        row["document_id"]: row["story_id"] for row in rows(db, "SELECT * FROM current_stories")
    }
    assert {key: after[key] for key in before} == before
    assert sorted(after.values()).count(next(v for k, v in after.items() if k not in before)) == 2


@pytest.mark.slow
def test_killing_the_crawl_ten_times_loses_no_document_and_repeats_none(folder, site, texts):
    sources = publish(site, texts)
    lines = "".join(
        f'[[source]]\nsource_id = "{s.source_id}"\nkind = "feed"\nurl = "{s.url}"\n'
        'outlet_type = "regional_daily"\nregion = "AB"\n\n'
        for s in sources
    )
    (folder / "sources.toml").write_text(lines, encoding="utf-8")
    command = [sys.executable, "-m", "vardkase", "crawl", "--json"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    chance = random.Random(7)
    db = Store(folder / "vardkase.duckdb")
    before: set[str] = set()
    for _ in range(10):
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(chance.uniform(0.5, 6.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if db.path.exists():
            stored = {row["document_id"] for row in rows(db, "SELECT document_id FROM documents")}
            known = {row["document_id"] for row in rows(db, "SELECT document_id FROM item_states")}
            assert before <= stored
            assert known <= stored  # no entry counts as met whose document was lost
            before = stored
    ended = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == 0, ended.stderr
    found = rows(db, "SELECT count(*) AS n, count(DISTINCT document_id) AS d FROM documents")
    assert found == [{"n": 30, "d": 30}]
    assert json.loads(ended.stdout)["sources"]["ok"] == 3
