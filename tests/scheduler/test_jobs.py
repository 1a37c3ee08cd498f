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
from store.records import Source, SourceKind, SourceState
from store.runs import last_runs

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)


def source(name, every_minutes=60):
    return Source(name, SourceKind.FEED, "http://x.example/", every_minutes=every_minutes)


def test_a_source_is_due_after_its_interval_and_a_new_one_at_once():
    asked = {"a": NOW - timedelta(minutes=61), "b": NOW - timedelta(minutes=20)}
    found = due([source("a"), source("b"), source("new")], asked, {}, NOW)
    assert [s.source_id for s in found] == ["a", "new"]


def test_a_source_with_a_score_waits_longer_and_one_that_named_a_time_until_then():
    asked = dict.fromkeys("abc", NOW - timedelta(hours=3))
    url = source("a").url
    states = {
        "a": SourceState("a", url, failures=2, score=2.0),
        "b": SourceState("b", url, failures=1, score=0.25, retry_at=NOW + timedelta(seconds=30)),
        "c": SourceState("c", "http://x.example/gammal", failures=9, score=8.0),
    }
    found = due([source(name) for name in "abc"], asked, states, NOW)
    assert [s.source_id for s in found] == ["c"], "what is known of another address does not count"
    assert len(due([source("b")], asked, states, NOW + timedelta(minutes=1))) == 1


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
            if db.path.exists() and len(last_runs(db)) >= 3:
                break
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0, said
    assert "Traceback" not in said
    runs = {run["command"]: run["status"] for run in last_runs(db)}
    assert runs == {"pass": 1, "report": 0, "canary": 0}  # one source failed; the service went on
    assert db.read("SELECT count(*) AS n FROM labels").to_pylist() == [{"n": 1}]
    assert list((folder / "rapporter").glob("*.html"))
    asked = len(site.asked)
    time.sleep(1)
    assert len(site.asked) == asked
