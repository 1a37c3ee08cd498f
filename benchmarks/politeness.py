"""How near a polite pass comes to the shortest time that its pauses allow, over 50 hosts.

    python benchmarks/politeness.py [--hosts 50] [--requests 16] [--delay 0.5] [--rounds 3]
        [--output FILE.json]

Each host is asked `--requests` times with `--delay` seconds between two requests, so no crawl can
be done before (requests - 1) x delay = 7.5 s; where a host was asked more often, that number
counts. Efficiency is this divided by the time by the clock from before the crawling process is
started until after it has ended, with all that is loaded and extracted in between;
`first_to_last_s` is what the hosts saw, without the start. Contestants, in turn: `pass` is our
crawl of one feed a host (robots.txt and the feed are two of the requests, articles the rest);
`shared` the same with two feeds a host, of which one lists pages of the next host; `bare` a Scrapy
spider that fetches as many pages a host, seeds round-robin, without robots.txt, and keeps nothing.
The hosts run in a process of their own, take 20 ms to answer, and note when they were asked: the
least gap and the most requests at once are theirs. Goal: at least 0.90 for `pass`, and no gap below
the delay. With `--delay 4` a pass takes a minute, and a busy machine moves the figure less.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from hosts import Hosts, Seen, running

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
GOAL = 0.90
LATENCY_S = 0.02
LEAST = 0.99
"""A gap counts as kept from this share of the delay on: a host notes the time a little late."""


def ours(bases: list[str], requests: int, delay_s: float, shared: bool) -> None:
    """One pass; with `shared`, half the entries of each host are pages of the next one."""
    from crawlers.crawl import crawl
    from crawlers.privacy import Pseudonyms
    from crawlers.settings import CrawlSettings
    from store.records import Document, Source, SourceKind

    paths = ("/feed0", "/feed1") if shared else ("/feed0",)
    sources = [
        Source(f"k{n}{path[5:]}", SourceKind.FEED, base + path)
        for path in paths
        for n, base in enumerate(bases)
    ]
    settings = CrawlSettings(delay_s=delay_s, allow_private_networks=True)
    found = list(crawl(sources, {}, {}, settings, Pseudonyms(b"k" * 32), NOW))
    documents = sum(isinstance(record, Document) for record in found)
    expected = len(bases) * (requests - 1 - len(paths))
    if documents != expected:
        raise SystemExit(f"{documents} documents, expected {expected}")


def bare(bases: list[str], requests: int, delay_s: float) -> None:
    """A Scrapy spider with its default queue, started in a process of its own."""
    process = multiprocessing.get_context("spawn").Process(
        target=_bare, args=(bases, requests, delay_s)
    )
    process.start()
    process.join()


def _bare(bases: list[str], requests: int, delay_s: float) -> None:
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    class Bare(scrapy.Spider):
        name = "bare"

        async def start(self):
            for number in range(requests):
                for host, base in enumerate(bases):
                    yield scrapy.Request(f"{base}/a/{host * requests + number}", dont_filter=True)

        def parse(self, response):
            pass

    process = AsyncCrawlerProcess(
        {
            "LOG_ENABLED": False,
            "CONCURRENT_REQUESTS": 64,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "DOWNLOAD_DELAY": delay_s,
            "RANDOMIZE_DOWNLOAD_DELAY": False,
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(Bare)
    process.start(install_signal_handlers=False)


def measured(contestant: str, hosts: Hosts, requests: int, delay_s: float) -> dict[str, Any]:
    """One run: its seconds, its efficiency, and what the hosts saw of it."""
    hosts.seen()
    begun = time.monotonic()
    if contestant == "bare":
        bare(hosts.bases, requests, delay_s)
    else:
        ours(hosts.bases, requests, delay_s, contestant == "shared")
    wall_s = time.monotonic() - begun
    return {"wall_s": round(wall_s, 2), **_seen(hosts.seen(), wall_s, delay_s)}


def _seen(seen: list[Seen], wall_s: float, delay_s: float) -> dict[str, Any]:
    most = max(len(host.asked_at) for host in seen)
    theory_s = (most - 1) * delay_s
    first = min(min(host.asked_at) for host in seen)
    last = max(max(host.asked_at) for host in seen)
    return {
        "requests": sum(len(host.asked_at) for host in seen),
        "most_of_a_host": most,
        "theory_s": theory_s,
        "efficiency": round(theory_s / wall_s, 3),
        "efficiency_without_start": round(theory_s / (last - first), 3),
        "first_to_last_s": round(last - first, 2),
        "least_gap_s": round(min(host.least_gap_s for host in seen), 4),
        "at_once": max(host.at_once for host in seen),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("--hosts", type=int, default=50)
    arguments.add_argument("--requests", type=int, default=16)
    arguments.add_argument("--delay", type=float, default=0.5)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--output", type=Path)
    asked = arguments.parse_args()
    rounds: dict[str, list[dict[str, Any]]] = {"pass": [], "shared": [], "bare": []}
    for turn in range(asked.rounds):
        names = list(rounds)
        for name in names[turn % 3 :] + names[: turn % 3]:
            pages = asked.requests - {"pass": 2, "shared": 3, "bare": 0}[name]
            with running(
                asked.hosts, pages, LATENCY_S, feeds=2 if name == "shared" else 1,
                elsewhere=name == "shared",
            ) as hosts:  # fmt: skip
                found = measured(name, hosts, asked.requests, asked.delay)
            found["load"] = round(os.getloadavg()[0], 1)
            rounds[name].append(found)
            print(name, json.dumps(found), flush=True)
    report = _report(rounds, asked.delay)
    print(json.dumps(report, indent=2))
    if asked.output:
        asked.output.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def _report(rounds: dict[str, list[dict[str, Any]]], delay_s: float) -> dict[str, Any]:
    medians = {
        name: round(statistics.median(r["efficiency"] for r in found), 3)
        for name, found in rounds.items()
    }
    without_start = statistics.median(r["efficiency_without_start"] for r in rounds["pass"])
    own = rounds["pass"] + rounds["shared"]
    gap_s = min(r["least_gap_s"] for r in own)
    polite = gap_s >= LEAST * delay_s and max(r["at_once"] for r in own) == 1
    return {
        "efficiency": medians,
        "efficiency_of_pass_without_start": without_start,
        "least_gap_s": gap_s,
        "polite": polite,
        "goal": GOAL,
        "goal_met": polite and medians["pass"] >= GOAL,
    }


if __name__ == "__main__":
    main()
