"""Memory of a crawl over 100,000 pages on loopback: parent, crawling process and workers.

    python benchmarks/memory.py [--pages 100000] [--log FILE] [--output FILE.json]

50 hosts in a process of their own serve constructed pages of 5 to 36 kB without delay; one pass
crawls them all into a real store in a temporary folder, as `vardkase crawl` does. Every few seconds
the memory that is each process's own share (PSS; RSS where the system has none) is noted. The
slopes are medians over pairs of samples after the first fifth, in MB per 10,000 pages.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import psutil

sys.path.insert(0, str(Path(__file__).parent.parent))

from hosts import running

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOSTS = 50
EVERY_S = 3.0
ROLES = ("parent", "crawler", "workers")


def crawl_all(bases: list[str], pages: int, folder: str) -> None:
    """One pass over all hosts into a store, in this process and those that it starts."""
    from crawlers.privacy import Pseudonyms
    from crawlers.settings import CrawlSettings
    from scheduler.pipeline import crawl_sources
    from store.connection import Store
    from store.records import Source, SourceKind

    sources = [
        Source(f"k{n}", SourceKind.FEED, f"{base}/feed", every_minutes=60)
        for n, base in enumerate(bases)
    ]
    settings = CrawlSettings(
        delay_s=0.0, allow_private_networks=True, max_items=pages, new_pages_per_source=pages
    )
    store = Store(Path(folder) / "vardkase.duckdb")
    summary = crawl_sources(store, sources, settings, Pseudonyms(b"k" * 32), NOW)
    print(json.dumps(summary.as_dict())[:500], flush=True)


def megabytes(process: psutil.Process) -> float:
    info = process.memory_full_info()
    return getattr(info, "pss", info.rss) / 1e6


def sample(parent: psutil.Process) -> dict[str, float]:
    """MB by role. The crawling process is the parent's child with the most below it."""
    found: dict[str, float] = dict.fromkeys(ROLES, 0.0)
    found["parent"] = megabytes(parent)
    for child in parent.children():
        workers = child.children()
        if "resource_tracker" in " ".join(child.cmdline()):
            continue
        found["crawler"] += megabytes(child)
        found["workers"] += sum(megabytes(worker) for worker in workers)
    return found


def slope(points: list[tuple[int, float]]) -> float:
    """MB per 10,000 pages: the median over pairs of samples (Theil-Sen), which the brief peaks of
    the store's checkpoints do not move."""
    apart = max(1, len(points) // 5)
    pairs = [(a, b) for n, a in enumerate(points) for b in points[n + apart :] if b[0] > a[0]]
    if not pairs:
        raise SystemExit("too few samples for a slope: ask for more pages")
    return 10_000 * statistics.median((b[1] - a[1]) / (b[0] - a[0]) for a, b in pairs)


def report(samples: list[dict[str, Any]], pages: int) -> dict[str, Any]:
    """The slopes after warm-up, and the most that was used."""
    warm = [s for s in samples if s["pages"] >= pages / 5 and s["workers"]]
    totals = [sum(s[role] for role in ROLES) for s in warm]
    slopes = {role: round(slope([(s["pages"], s[role]) for s in warm]), 2) for role in ROLES}
    total = slope([(s["pages"], t) for s, t in zip(warm, totals, strict=True)])
    return {
        "pages": samples[-1]["pages"],
        "samples": len(warm),
        "wall_s": samples[-1]["s"],
        "mb_per_10000_pages": {**slopes, "all": round(total, 2)},
        "most_mb": round(max(totals), 1),
        "first_mb": round(totals[0], 1),
        "last_mb": round(totals[-1], 1),
    }


def watch(process: Any, served: Any, log: TextIO) -> list[dict[str, Any]]:
    """Samples until the crawl ends, each also a line of the log."""
    samples: list[dict[str, Any]] = []
    begun, parent = time.monotonic(), psutil.Process(process.pid)
    while process.is_alive():
        try:
            found: dict[str, Any] = {**sample(parent), "pages": served.value}
        except psutil.Error:  # a worker was replaced while it was looked at
            continue
        found["s"] = round(time.monotonic() - begun, 1)
        samples.append(found)
        log.write(json.dumps(found) + "\n")
        log.flush()
        process.join(EVERY_S)
    return samples


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("--pages", type=int, default=100_000)
    arguments.add_argument("--log", type=Path)
    arguments.add_argument("--output", type=Path)
    asked = arguments.parse_args()
    each = asked.pages // HOSTS
    log = asked.log.open("w", encoding="utf-8") if asked.log else sys.stdout
    with running(HOSTS, each) as hosts, tempfile.TemporaryDirectory() as folder:
        context = multiprocessing.get_context("spawn")
        process = context.Process(target=crawl_all, args=(hosts.bases, each, folder))
        process.start()
        samples = watch(process, hosts.served, log)
    found = report(samples, asked.pages)
    print(json.dumps(found, indent=2))
    if asked.output:
        asked.output.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
