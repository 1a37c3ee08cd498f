"""The service: passes on a clock, one at a time, alive after failures, gone on SIGTERM."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.jobs import Service
from scheduler.pipeline import due
from store.connection import Store
from store.errors import SettingsError
from store.records import Source, SourceKind
from store.runs import last_runs

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)


def source(name, every_minutes=60):
    return Source(name, SourceKind.FEED, "http://x.example/", every_minutes=every_minutes)


def test_a_source_is_due_after_its_interval_and_a_new_one_at_once():
    asked = {"a": NOW - timedelta(minutes=61), "b": NOW - timedelta(minutes=20)}
    found = due([source("a"), source("b"), source("new")], asked, {}, {}, NOW)
    assert [s.source_id for s in found] == ["a", "new"]


@pytest.mark.parametrize(
    ("failures", "hours", "is_due"),
    [(1, 1.5, False), (1, 2, True), (3, 7, False), (3, 8, True), (9, 23, False), (30, 24, True)],
)
def test_a_failing_source_is_asked_ever_less_often_but_once_a_day(failures, hours, is_due):
    asked = {"a": NOW - timedelta(hours=hours)}
    assert bool(due([source("a")], asked, {"a": failures}, {}, NOW)) is is_due


def test_a_source_that_is_asked_once_a_week_is_not_asked_daily_when_it_fails():
    week = 7 * 24 * 60
    asked = {"a": NOW - timedelta(days=2)}
    assert due([source("a", week)], asked, {"a": 5}, {}, NOW) == []


def test_a_source_that_has_said_when_to_come_back_is_not_asked_before():
    asked = {"a": NOW - timedelta(hours=20)}
    later = {"a": NOW + timedelta(hours=1)}
    assert due([source("a")], asked, {"a": 1}, later, NOW) == []
    assert due([source("a")], asked, {"a": 1}, {"a": NOW}, NOW) != []


def test_jobs_never_overlap_and_a_failing_one_does_not_end_the_service(tmp_path, monkeypatch):
    running = threading.Semaphore(1)
    overlaps, calls = [], []

    def settings():
        if not running.acquire(blocking=False):
            overlaps.append(1)
        else:
            time.sleep(0.3)
            running.release()
        calls.append(1)
        raise SettingsError("sources.toml: trasig")

    monkeypatch.setattr(signal, "signal", lambda *_: None)  # only the main thread may set handlers
    service = Service(settings, every_minutes=60)
    service._scheduler.add_job(service._run, args=["pass", service.crawl_pass], id="beside")
    thread = threading.Thread(target=service.serve)
    thread.start()
    deadline = time.monotonic() + 20
    while len(calls) < 6 and time.monotonic() < deadline:  # three jobs, each asks twice
        time.sleep(0.05)
    service.stop()
    thread.join(timeout=20)
    assert not thread.is_alive()
    assert len(calls) >= 6
    assert not overlaps


@pytest.mark.slow
def test_the_service_crawls_reports_and_ends_cleanly_on_sigterm(folder, site):
    when = datetime.now(UTC) - timedelta(hours=2)
    site.put_article(
        "/a", "Fler familjehem söks", "Kommunen söker fler familjehem. " * 12, published=when
    )
    site.put_rss("/rss", [("/a", "Fler familjehem söks", "Kommunen söker", when, "")])
    (folder / "sources.toml").write_text(
        f'[[source]]\nsource_id = "tidning"\nkind = "feed"\nurl = "{site.base}/rss"\n'
        'outlet_type = "regional_daily"\nregion = "AB"\n'
        '[[source]]\nsource_id = "borta"\nkind = "feed"\nurl = "http://127.0.0.1:9/rss"\n'
        'outlet_type = "regional_daily"\nregion = "M"\n',
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "vardkase", "schedule", "--every", "60"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stderr=subprocess.PIPE,
        text=True,
    )
    db = Store(folder / "vardkase.duckdb")
    try:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and process.poll() is None:
            time.sleep(1)
            if db.path.exists() and len(last_runs(db)) >= 2:
                break
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0, said
    assert "Traceback" not in said
    runs = {run["command"]: run["status"] for run in last_runs(db)}
    assert runs == {"pass": 1, "report": 0}  # one source failed; the service went on
    assert db.read("SELECT count(*) AS n FROM labels").to_pylist() == [{"n": 1}]
    assert list((folder / "rapporter").glob("*.html"))
    asked = len(site.asked)
    time.sleep(1)
    assert len(site.asked) == asked
