"""A crawl into a real store that is killed with all its processes, and taken up again."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psutil
import pytest

import crawlers
from store.connection import Store

pytestmark = pytest.mark.slow

PROGRAM = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from crawlers.privacy import Pseudonyms
from crawlers.settings import CrawlSettings
from scheduler import ingest
from scheduler.pipeline import crawl_sources
from store.connection import Store
from store.records import Source, SourceKind
if __name__ == "__main__":
    path, *feeds = sys.argv[1:]
    ingest.BATCH_ROWS = 4  # so that kills fall between and within transactions
    settings = CrawlSettings(delay_s=0.02, allow_private_networks=True)
    sources = [Source(f"k{n}", SourceKind.FEED, feed) for n, feed in enumerate(feeds)]
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    crawl_sources(Store(Path(path)), sources, settings, Pseudonyms(b"k" * 32), now)
"""
SUBJECTS = ("Skolan", "Nämnden", "Facket", "Domstolen")
PLACES = ("Umeå", "Lund")
VERBS = ("granskar", "överklagar", "förklarar", "ändrar", "prövar", "följer", "försvarar")
HELD = {
    "documents": "SELECT document_id, version, source_id, title, text FROM documents",
    "sightings": "SELECT document_id, source_id FROM sightings",
    "entries": "SELECT source_id, key, document_id FROM item_states",
    "sources": "SELECT source_id, body_sha256 FROM source_states",
}


@pytest.fixture
def start(tmp_path):
    """Starts the program on feeds, in a process group of its own."""
    script = tmp_path / "hamta.py"
    script.write_text(PROGRAM, encoding="utf-8")
    root = str(Path(crawlers.__file__).parent.parent)
    running = []

    def started(path, *feeds):
        running.append(
            subprocess.Popen(
                [sys.executable, str(script), str(path), *feeds],
                env={**os.environ, "PYTHONPATH": root},
                start_new_session=True,
            )
        )
        return running[-1]

    yield started
    for process in running:
        process.kill()
        process.wait()


def articles(web, count):
    """A feed of articles whose texts have little in common; gives its address."""
    numbers = range(count)
    for n in numbers:
        subject, place = SUBJECTS[n % 4], PLACES[n // 4]
        text = " ".join(f"{subject} i {place} {verb} beslutet {n}." for verb in VERBS)
        web.put_page(f"/a/{n}", f"{subject} i {place}", text)
    return web.put_feed("/feed", *({"link": f"/a/{n}", "title": f"Sak {n}"} for n in numbers))


def held(path):
    """What a store holds; raises when it does not open."""
    with Store(path).reading() as transaction:
        return {
            name: Counter(tuple(row.values()) for row in transaction.query(sql).to_pylist())
            for name, sql in HELD.items()
        }


def test_a_crawl_that_is_killed_again_and_again_loses_and_repeats_nothing(
    web, other_web, start, tmp_path
):
    feeds = (articles(web, 8), articles(other_web, 6))
    alone, killed = tmp_path / "ostord.duckdb", tmp_path / "dodad.duckdb"
    assert start(alone, *feeds).wait(60) == 0
    expected = held(alone)
    assert expected["documents"].total() == 14

    for pages in (1, 5, 7):
        asked = len(web.asked)
        program = start(killed, *feeds)
        _until(lambda asked=asked, pages=pages: len(web.asked) >= asked + 2 + pages)
        family = psutil.Process(program.pid).children(recursive=True)
        os.killpg(program.pid, signal.SIGKILL)
        program.wait()
        _until(lambda family=family: not any(p.is_running() for p in family))
        if killed.exists():
            held(killed)
    assert start(killed, *feeds).wait(60) == 0

    assert held(killed) == expected


def _until(done, timeout_s=30):
    limit = time.monotonic() + timeout_s
    while not done():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.01)
