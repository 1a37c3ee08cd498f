"""A program that makes a pass over platforms, and what kills it with all its processes."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import psutil
import pytest
from scenes import all_keys

import crawlers
from store.connection import Store

PROGRAM = """
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from crawlers.privacy import Pseudonyms
from crawlers.searches import Search, Searches, default_queries_toml, parse_searches
from crawlers.settings import CrawlSettings
from scheduler import ingest
from scheduler.pipeline import crawl_sources
from store.connection import Store
from store.records import Source, SourceKind
if __name__ == "__main__":
    path, said = sys.argv[1:]
    told = json.loads(said)
    ingest.BATCH_ROWS = told["batch"]  # so that kills fall between and within transactions
    sources = [Source(**{**each, "kind": SourceKind(each["kind"])}) for each in told["sources"]]
    searches = parse_searches(default_queries_toml(), "queries.toml")
    if told["words"]:
        searches = Searches((Search("sv", tuple(told["words"])),))
    settings = CrawlSettings(
        delay_s=0.0, allow_private_networks=True, searches=searches, keys=told["keys"]
    )
    finished = Path(path).with_suffix(".finished")
    finished.write_text("0")
    tell = lambda what, done, of: finished.write_text(str(done))
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    crawl_sources(Store(Path(path)), sources, settings, Pseudonyms(b"k" * 32), now, progress=tell)
"""
HELD = {
    "documents": "SELECT document_id, version, source_id, title, text, context FROM documents",
    "sightings": "SELECT document_id, source_id FROM sightings",
    "posts": "SELECT source_id, key, document_id, fingerprint, url <> '' FROM item_states",
    "cursors": "SELECT source_id, cursor, answered_at FROM source_states",
    "passed over": "SELECT source_id, day, language, sum(items) FROM passed_over GROUP BY ALL",
}
ALL = 10**6


class Tap:
    """A server that answers so many requests and holds back those that follow; only those of
    `counted` paths count, where it is given."""

    def __init__(self, web, counted=""):
        self._web, self._answer, self._counted = web, web.answer, re.compile(counted)
        web.answer = self._answer_or_wait
        self.open()

    @property
    def asked(self):
        """What it was asked since it was last opened."""
        return self._paths()[self._from :]

    @property
    def answered(self):
        return self.asked[: self._answers]

    @property
    def is_held(self):
        return len(self.asked) > self._answers

    def open(self, answers=ALL):
        self._from, self._answers = len(self._paths()), answers
        self.released = threading.Event()

    def release(self):
        """Answer what is held, and all that follows."""
        self._answers = ALL
        self.released.set()

    def _answer_or_wait(self, asked):
        reply = self._answer(asked)
        if self.is_held and self._counted.search(asked.path):
            self.released.wait(60)
        return reply

    def _paths(self):
        return [path for path in self._web.paths() if self._counted.search(path)]


@pytest.fixture
def start(tmp_path):
    """Starts the program over sources, in a process group of its own."""
    script = tmp_path / "hamta.py"
    script.write_text(PROGRAM, encoding="utf-8")
    temporary = tmp_path / "tillfalligt"
    temporary.mkdir()
    root = str(Path(crawlers.__file__).parent.parent)
    running = []

    def started(path, sources, batch=8, words=(), keys=None):
        told = {"sources": [_told(source) for source in sources], "keys": keys or all_keys()}
        said = {**told, "batch": batch, "words": words}
        running.append(
            subprocess.Popen(
                [sys.executable, str(script), str(path), json.dumps(said)],
                env={**os.environ, "PYTHONPATH": root, "TMPDIR": str(temporary)},
                start_new_session=True,
            )
        )
        return running[-1]

    yield started
    for process in running:
        process.kill()
        process.wait()


def _told(source):
    return {name: value for name, value in asdict(source).items() if value is not None}


def held(path):
    """What a store holds; raises when it does not open."""
    with Store(path).reading() as transaction:
        return {
            name: Counter(tuple(row.values()) for row in transaction.query(sql).to_pylist())
            for name, sql in HELD.items()
        }


def kill(program):
    """Kill a program that is at work, and all that it has started."""
    assert program.poll() is None, "it had ended before it was killed"
    family = psutil.Process(program.pid).children(recursive=True)
    os.killpg(program.pid, signal.SIGKILL)
    program.wait()
    until(lambda: not any(process.is_running() for process in family))


def until(done, timeout_s=60, pause_s=0.01):
    """Wait until something has happened. Who looks into a store keeps others from writing."""
    limit = time.monotonic() + timeout_s
    while not done():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(pause_s)
