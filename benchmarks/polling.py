"""What reading a round of feeds costs of which most are unchanged, beside parsing all of them.

    python benchmarks/polling.py [--feeds 1000] [--changed 50] [--rounds 3] [--http 200]
                                 [--output FILE.json]

Feeds of constructed Swedish texts (RSS as WordPress writes it, 34 items and 73 kB in the mean) are
polled a second time. Of the unchanged ones a third has another lastBuildDate, a third another
comment of a cache. Four contestants take turns within a round, in an order that rotates: `ours`
hashes each answer without such times and parses what is another than before, `all` parses all with
the same parser, `feedparser` is feedparser alone on all, its HTML cleaning switched off (it gives
raw HTML, where ours gives plain texts, dates and links), `default` is feedparser as it comes. CPU
seconds of the process; ratios are of pairs within a round, the median counts. Goal: all / ours at
least 15. What fetching costs is told apart, from two whole passes over a server on
loopback: CPU of the crawling processes a feed, start-up taken off.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import random
import resource
import statistics
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import feedparser

from crawlers.feeds import parse_feed
from crawlers.visits.unchanged import content_sha256
from store.records import Access, OutletType, Poll, Source, SourceKind, SourceState

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
GOAL = 15.0
ITEMS = 34
PARAGRAPHS = 5
WORDS = (  # noqa: SIM905
    "socialtjänsten kommunen nämnden orosanmälan familjehem handläggare barnen föräldrarna "
    "utredning beslut enligt förra året fler färre ökar minskar personal budget skolan polisen "
    "regionen ansvar kritik tillsyn inspektionen rapporten visar säger chefen och att det som för "
    "med till en ett av"
).split()


def sentence(chance: random.Random) -> str:
    words = chance.choices(WORDS, k=chance.randint(8, 18))
    return " ".join(words).capitalize() + "."


def item(number: int, chance: random.Random) -> str:
    """An item with its text in full, as most Swedish WordPress sites give it."""
    text = "".join(
        f'<p class="wp-block-paragraph">{" ".join(sentence(chance) for _ in range(3))}</p>'
        for _ in range(PARAGRAPHS)
    )
    date = format_datetime(NOW - timedelta(hours=number))
    return (
        f"<item><title>{sentence(chance)}</title><link>https://x.example/{number}/</link>"
        f"<dc:creator><![CDATA[Redaktionen]]></dc:creator><pubDate>{date}</pubDate>"
        f"<category><![CDATA[Lokalt]]></category>"
        f'<guid isPermaLink="false">https://x.example/?p={number}</guid>'
        f"<description><![CDATA[<p>{sentence(chance)} [&#8230;]</p>]]></description>"
        f"<content:encoded><![CDATA[{text}]]></content:encoded></item>"
    )


def feed(items: str, built: datetime, comment: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Nyboda Tidning</title>'
        f"<lastBuildDate>{format_datetime(built)}</lastBuildDate><language>sv-SE</language>"
        f"{items}</channel></rss>{comment}"
    ).encode()


def two_polls(feeds: int, changed: int) -> tuple[list[bytes], list[bytes]]:
    """The answers of a first poll, and those an hour later."""
    chance = random.Random(7)
    first, second = [], []
    for number in range(feeds):
        items = [item(n, chance) for n in range(max(10, round(chance.gauss(ITEMS, 6))))]
        first.append(feed("".join(items), NOW, "<!-- cached 12:00 -->"))
        if number < changed:
            items = [item(10_000 + number, chance), *items[:-1]]
        built = NOW + timedelta(hours=number % 3 == 0 or number < changed)
        comment = f"<!-- cached 1{2 + (number % 3 == 1)}:00 -->"
        second.append(feed("".join(items), built, comment))
    return first, second


def ours(bodies: list[bytes], known: list[str]) -> int:
    parsed = 0
    for body, before in zip(bodies, known, strict=True):
        if content_sha256(body) != before:
            parse_feed(body, "https://x.example/feed", "application/rss+xml", NOW)
            parsed += 1
    return parsed


def all_with_ours(bodies: list[bytes]) -> int:
    for body in bodies:
        parse_feed(body, "https://x.example/feed", "application/rss+xml", NOW)
    return len(bodies)


def all_of_them(bodies: list[bytes], **options: bool) -> int:
    for body in bodies:
        feedparser.parse(io.BytesIO(body), **options)
    return len(bodies)


def cpu_of(work: Callable[[], int]) -> tuple[float, int]:
    before = time.process_time()
    count = work()
    return time.process_time() - before, count


def compare(feeds: int, changed: int, rounds: int) -> dict[str, Any]:
    first, second = two_polls(feeds, changed)
    known = [content_sha256(body) for body in first]
    mean_kb = statistics.mean(map(len, second)) / 1000
    print(f"{feeds} feeds, {changed} changed, {mean_kb:.0f} kB in the mean")
    contestants: dict[str, Callable[[], int]] = {
        "ours": lambda: ours(second, known),
        "all": lambda: all_with_ours(second),
        "feedparser": lambda: all_of_them(second, sanitize_html=False, resolve_relative_uris=False),
        "default": lambda: all_of_them(second),
    }
    names = list(contestants)
    rows = []
    for number in range(rounds):
        row = {}
        for name in names[number % 4 :] + names[: number % 4]:
            row[name], count = cpu_of(contestants[name])
            assert count == (changed if name == "ours" else feeds), (name, count)
        rows.append(row)
        told = ", ".join(f"{name} {row[name]:.2f} s" for name in names)
        print(f"round {number + 1}: {told}", flush=True)
    ratios = {name: [row[name] / row["ours"] for row in rows] for name in names[1:]}
    medians = {name: statistics.median(found) for name, found in ratios.items()}
    for name, found in ratios.items():
        print(f"{name} / ours: {', '.join(f'{r:.1f}' for r in found)}; median {medians[name]:.1f}")
    print(f"all / ours, goal {GOAL:g}: {'met' if medians['all'] >= GOAL else 'missed'}")
    return {"rounds": rows, "ratios": ratios, "medians": medians, "mean_kb": mean_kb}


def serve(bodies: list[bytes], ports: Any) -> None:
    """Serve /N until the process ends; robots.txt does not exist."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            name = self.path[1:]
            body = bodies[int(name)] if name.isdigit() else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ports.send(server.server_address[1])
    time.sleep(3600)


def http(feeds: int) -> dict[str, float]:
    """CPU milliseconds that fetching and hashing one unchanged feed costs in a pass."""
    bodies, _ = two_polls(feeds, 0)
    receiver, sender = multiprocessing.Pipe(duplex=False)
    server = multiprocessing.get_context("fork").Process(target=serve, args=(bodies, sender))
    server.daemon = True
    server.start()
    base = f"http://127.0.0.1:{receiver.recv()}"
    _pass_cost(base, bodies[:1])  # the first start of all is dearer than those that follow
    costs = [(_pass_cost(base, bodies[:1]), _pass_cost(base, bodies)) for _ in range(3)]
    each = [1000 * (whole - one) / (feeds - 1) for one, whole in costs]
    each_ms = statistics.median(each)
    told = ", ".join(f"{ms:.1f}" for ms in each)
    print(f"fetching: {told} ms CPU a feed in a pass over {feeds} unchanged ones")
    server.terminate()
    return {"feeds": feeds, "cpu_ms": each_ms}


def _pass_cost(base: str, bodies: list[bytes]) -> float:
    from crawlers.crawl import crawl
    from crawlers.privacy import Pseudonyms
    from crawlers.settings import CrawlSettings

    sources = [
        Source(f"k{n}", SourceKind.FEED, f"{base}/{n}", outlet_type=OutletType.FORUM)
        for n in range(len(bodies))
    ]
    states = {
        source.source_id: SourceState(
            source.source_id, source.url, body_sha256=content_sha256(body), answered_at=NOW
        )
        for source, body in zip(sources, bodies, strict=True)
    }
    settings = CrawlSettings(delay_s=0, allow_private_networks=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = list(crawl(sources, states, {}, settings, Pseudonyms(b"k" * 32), NOW))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    polls = [record for record in found if isinstance(record, Poll)]
    others = [poll for poll in polls if poll.access is not Access.NOT_MODIFIED]
    assert not others, others[:1]
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    options = argparse.ArgumentParser(description="What polling feeds costs.")
    options.add_argument("--feeds", type=int, default=1000)
    options.add_argument("--changed", type=int, default=50)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--http", type=int, default=200)
    options.add_argument("--output", type=Path)
    asked = options.parse_args()
    figures: dict[str, Any] = compare(asked.feeds, asked.changed, asked.rounds)
    figures["http"] = http(asked.http)
    if asked.output:
        asked.output.write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
