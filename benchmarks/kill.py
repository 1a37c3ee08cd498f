"""A crawl that is killed again and again, against one that is left alone: what is lost or repeated.

    python benchmarks/kill.py [--kills 100] [--seed 1] [--output FILE.json]

Ten hosts on loopback list 30 pages each. A program crawls them into a store as `vardkase crawl`
does; it and all its processes are killed together (SIGKILL to the process group) after a random
time, and it is started again, until it ends by itself or has been killed ten times and is left
alone. Then a new store is begun, until there have been `--kills` kills. The store is opened after
every kill. Each finished store is compared with that of a crawl left alone: documents, their
versions and texts, who had them, the states of entries, and what counts as read of each source.
Transactions are small here (25 rows, not 1,000), so that many kills fall within one.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from hosts import running

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOSTS, PAGES = 10, 30
KILLS_OF_A_CRAWL = 10
ROWS = 25

Kept = dict[str, Counter[Any]]


def crawl_once(bases: list[str], path: Path, now: datetime) -> None:
    """The program: one pass into the store, in a process group of its own."""
    from crawlers.privacy import Pseudonyms
    from crawlers.settings import CrawlSettings
    from scheduler import ingest
    from scheduler.pipeline import crawl_sources
    from store.connection import Store
    from store.records import Source, SourceKind

    os.setsid()
    ingest.BATCH_ROWS = ROWS
    sources = [Source(f"k{n}", SourceKind.FEED, f"{base}/feed") for n, base in enumerate(bases)]
    settings = CrawlSettings(delay_s=0.0, allow_private_networks=True)
    crawl_sources(Store(path), sources, settings, Pseudonyms(b"k" * 32), now)


def tried(bases: list[str], path: Path, now: datetime, kill_after_s: float | None) -> bool:
    """Whether the program ended by itself before it was to be killed."""
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=crawl_once, args=(bases, path, now))
    process.start()
    process.join(kill_after_s)
    if process.exitcode is not None:
        if process.exitcode:
            raise SystemExit(f"the program failed: {process.exitcode}")
        return True
    pid = process.pid
    assert pid is not None
    with contextlib.suppress(ProcessLookupError):  # killed before it had a group
        os.killpg(pid, signal.SIGKILL)
    process.kill()
    process.join()
    return False


def kept(path: Path) -> Kept:
    """What the store holds, without the times at which it came. Raises if it does not open."""
    from store.connection import Store

    wanted = {
        "documents": "SELECT document_id, version, source_id, title, text, content_hash "
        "FROM documents",
        "sightings": "SELECT document_id, source_id FROM sightings",
        "items": "SELECT source_id, key, document_id, body_sha256 FROM item_states",
        "states": "SELECT source_id, body_sha256, failures FROM source_states",
    }
    with Store(path).reading() as transaction:
        return {
            name: Counter(tuple(row.values()) for row in transaction.query(sql).to_pylist())
            for name, sql in wanted.items()
        }


def differences(found: Kept, expected: Kept) -> dict[str, int]:
    """How many rows are lost, and how many there are that should not be (repeated or other)."""
    lost = {f"{name}_lost": (expected[name] - found[name]).total() for name in expected}
    repeated = {f"{name}_repeated": (found[name] - expected[name]).total() for name in expected}
    return lost | repeated


def killed_crawl(
    bases: list[str], path: Path, chance: random.Random, whole_s: float, most: int
) -> int:
    """Crawl into a store, killed up to `most` times; gives how often it was before it was done."""
    kills = 0
    while kills < most:
        now = NOW + timedelta(minutes=kills)
        if tried(bases, path, now, chance.uniform(0.05, 1.05) * whole_s):
            return kills
        kills += 1
        if path.exists():
            kept(path)
    tried(bases, path, NOW + timedelta(minutes=kills), None)
    return kills


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("--kills", type=int, default=100)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--output", type=Path)
    asked = arguments.parse_args()
    chance, kills, crawls = random.Random(asked.seed), 0, 0
    total: Counter[str] = Counter()
    with running(HOSTS, PAGES) as hosts, tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        tried(hosts.bases, Path(folder) / "alone.duckdb", NOW, None)
        whole_s = time.monotonic() - begun
        expected = kept(Path(folder) / "alone.duckdb")
        assert expected["documents"].total() == HOSTS * PAGES
        while kills < asked.kills:
            path = Path(folder) / f"{crawls}.duckdb"
            most = min(KILLS_OF_A_CRAWL, asked.kills - kills)
            kills += killed_crawl(hosts.bases, path, chance, whole_s, most)
            crawls += 1
            total.update(differences(kept(path), expected))
            print(f"{kills} kills, {crawls} crawls: {sum(total.values())} rows differ", flush=True)
    found: dict[str, Any] = {"kills": kills, "crawls": crawls, "pages": HOSTS * PAGES, **total}
    found["goal_met"] = not sum(total.values())
    print(json.dumps(found, indent=2))
    if asked.output:
        asked.output.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
