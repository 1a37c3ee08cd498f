"""A pass over all platforms at once that is killed with all its processes, and taken up again."""

import json
import os
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
import scene_jetstream
from scenes import all_keys, put_all, scenes_of

import crawlers
from crawlers.kinds import PLATFORMS
from store.connection import Store

pytestmark = pytest.mark.slow

PROGRAM = """
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from crawlers.privacy import Pseudonyms
from crawlers.searches import default_queries_toml, parse_searches
from crawlers.settings import CrawlSettings
from scheduler import ingest
from scheduler.pipeline import crawl_sources
from store.connection import Store
from store.records import Source, SourceKind
if __name__ == "__main__":
    path, said = sys.argv[1:]
    ingest.BATCH_ROWS = 8  # so that kills fall between and within transactions
    told = json.loads(said)
    sources = [Source(**{**each, "kind": SourceKind(each["kind"])}) for each in told["sources"]]
    searches = parse_searches(default_queries_toml(), "queries.toml")
    settings = CrawlSettings(
        delay_s=0.0, allow_private_networks=True, searches=searches, keys=told["keys"]
    )
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    crawl_sources(Store(Path(path)), sources, settings, Pseudonyms(b"k" * 32), now)
"""
HELD = {
    "documents": "SELECT document_id, version, source_id, title, text, context FROM documents",
    "sightings": "SELECT document_id, source_id FROM sightings",
    "posts": "SELECT source_id, key, document_id, fingerprint, url <> '' FROM item_states",
    "cursors": "SELECT source_id, cursor, answered_at FROM source_states",
    "passed over": "SELECT source_id, day, language, sum(items) FROM passed_over GROUP BY ALL",
}
SHARES = (0.34, 0.67, 0.8)
"""So much of what a whole pass asks of a server is answered before each kill."""
EVENTS = (0, 450, 900, 1350)
"""How far the stream goes in each run before the servers are held, and in the next."""
FURTHER = {"discourse", "flashback", "familjeliv"}
"""Platforms of threads, which are taken up where they were left; lists of the newest first are
read anew from their beginning."""


class Tap:
    """A server that answers so many requests and holds back the next one."""

    def __init__(self, web):
        self._answer, web.answer = web.answer, self._answer_or_wait
        self._web = web
        self.open()

    @property
    def asked(self):
        """What was asked of it since it was last opened."""
        return self._web.paths()[self._from :]

    @property
    def answered(self):
        return set(self.asked[: self._answers])

    @property
    def is_held(self):
        return len(self.asked) > self._answers

    def open(self, answers=10**6):
        self._from, self._answers = len(self._web.paths()), answers
        self.released = threading.Event()

    def _answer_or_wait(self, asked):
        reply = self._answer(asked)
        if self.is_held:
            self.released.wait(60)
        return reply


class StreamTap(list):
    """The events of a stream; behind the first `most` it sends only signs of life."""

    most = 10**6

    def __iter__(self):
        for count, event in enumerate(super().__iter__()):
            while count >= self.most:
                time.sleep(0.1)
                yield scene_jetstream.account(
                    scene_jetstream.BEGINNING, scene_jetstream.BERTIL, active=True
                )
            yield event


@pytest.fixture
def start(tmp_path):
    """Starts the program over sources, in a process group of its own."""
    script = tmp_path / "hamta.py"
    script.write_text(PROGRAM, encoding="utf-8")
    root = str(Path(crawlers.__file__).parent.parent)
    running = []

    def started(path, sources):
        said = {"sources": [_told(source) for source in sources], "keys": all_keys()}
        running.append(
            subprocess.Popen(
                [sys.executable, str(script), str(path), json.dumps(said)],
                env={**os.environ, "PYTHONPATH": root},
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


def test_a_pass_over_all_platforms_that_is_killed_again_and_again_loses_and_repeats_nothing(
    new_web, start, tmp_path
):
    scenes = scenes_of("platforms")
    assert scenes.keys() == {str(kind) for kind in PLATFORMS}
    webs = {name: new_web(f"127.0.0.{n}") for n, name in enumerate(scenes, 2)}
    sources = [*put_all(webs).values()]
    taps = {name: Tap(web) for name, web in webs.items() if name != "jetstream"}
    stream = webs["jetstream"].stream
    stream.events = events = StreamTap(stream.events)

    alone, killed = tmp_path / "ostord.duckdb", tmp_path / "dodad.duckdb"
    assert start(alone, sources).wait(60) == 0
    expected = held(alone)
    assert documents_of(expected) == {name: scene.POSTS for name, scene in scenes.items()}
    whole = {name: len(tap.asked) for name, tap in taps.items()}

    answered = {name: set() for name in taps}
    before = Counter()
    for share, most, beyond in zip(SHARES, EVENTS, EVENTS[1:], strict=False):
        for name, tap in taps.items():
            tap.open(int(whole[name] * share))
        events.most = most
        program = start(killed, sources)
        _until(lambda: all(tap.is_held for tap in taps.values()))
        # What the stream sends from now on is stored behind what the servers had answered before.
        events.most = beyond
        posts = -(-most // (scene_jetstream.FILLERS // scenes["jetstream"].POSTS))
        _until(lambda n=posts: killed.exists() and documents_of(held(killed))["jetstream"] > n)
        _kill(program)
        for name, tap in taps.items():
            answered[name] |= tap.answered
            tap.released.set()
        now_held = held(killed)
        print(documents_of(now_held), now_held["cursors"])
        assert now_held["documents"] < expected["documents"]
        assert documents_of(now_held) > before
        before = documents_of(now_held)
    assert before.keys() == scenes.keys()
    for tap in taps.values():
        tap.open()
    events.most = 10**6
    assert start(killed, sources).wait(60) == 0
    assert held(killed) == expected
    for name, tap in taps.items():
        print(name, answered[name] - set(tap.asked))
    assert {name for name, tap in taps.items() if answered[name] - set(tap.asked)} == FURTHER
    print(stream.cursors)


def documents_of(kept):
    """How many documents of each source are in what `held` gives."""
    return Counter(row[2] for row in kept["documents"].elements())


def _kill(program):
    assert program.poll() is None, "it had ended before it was killed"
    family = psutil.Process(program.pid).children(recursive=True)
    os.killpg(program.pid, signal.SIGKILL)
    program.wait()
    _until(lambda: not any(process.is_running() for process in family))


def _until(done, timeout_s=30):
    limit = time.monotonic() + timeout_s
    while not done():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.01)
