"""What a pass costs beside a bare Scrapy spider: CPU a page, no delay, extraction apart.

    python benchmarks/crawl.py [--pages 200] [--rounds 5] [--output FILE.json]

A site of constructed Swedish article pages (36 kB each) is served from a process of its own. Four
contestants fetch the same pages, each in a fresh process, in turn and in an order that rotates:
`bare` is a Scrapy spider with one request at a time that stores nothing; `pass` is our crawl with
text extraction (and masking) replaced by nothing; `full` is our crawl as it is; `idle` starts what
a pass starts and fetches one page, so that what starting costs is known. CPU seconds are those of
the crawling process and its workers by the operating system. Ratios are of pairs within a round;
the median counts.
Goal: pass / bare at most 1.5.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import statistics
import sys
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from hosts import sentence

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
GOAL = 1.5


def article(number: int) -> bytes:
    """A page of about 36 kB: scripts and menus as papers have them, and 60 sentences of text."""
    words = random.Random(number)
    text = "".join(f"<p>{' '.join(sentence(words) for _ in range(6))}</p>" for _ in range(10))
    menu = "".join(f'<li><a href="/avdelning/{n}">Avdelning {n}</a></li>' for n in range(120))
    script = "<script>" + "var a = {b: [1, 2, 3], c: 'text'};\n" * 600 + "</script>"
    return (
        f'<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>Rubrik {number}</title>'
        f"{script}</head><body><nav><ul>{menu}</ul></nav><main><article><h1>Rubrik {number}</h1>"
        f"{text}</article></main></body></html>"
    ).encode()


def serve(pages: int, ports: Any) -> None:
    """Serve /feed and /a/N until the process ends."""
    bodies = {f"/a/{n}": article(n) for n in range(pages)}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = bodies.get(self.path, b"")
            self.send_response(200 if body else 404)
            kind = "application/rss+xml" if self.path.startswith("/feed") else "text/html"
            self.send_header("Content-Type", kind + "; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    base = f"http://127.0.0.1:{server.server_address[1]}"
    for name, count in (("feed", pages), ("feed-1", 1)):
        items = "".join(
            f"<item><title>Rubrik {n}</title><link>{base}/a/{n}</link></item>" for n in range(count)
        )
        feed = f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'
        bodies[f"/{name}"] = feed.encode()
    ports.send(base)
    server.serve_forever()


def _cpu_s() -> float:
    """Of this process and of the workers that it has ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def nothing(body: bytes, url: str, content_type: str) -> Any:
    """In place of extraction: the page is fetched, sent to a worker, and made a short record."""
    from crawlers.canonical import canonical_url
    from crawlers.extraction.page import Page
    from store.records import TextStatus

    words = random.Random(url)
    text = " ".join(sentence(words) for _ in range(5))
    # Dated: what is short and undated is looked into, in case it says that there is no page.
    return Page("Rubrik", text, NOW, "", canonical_url(url), "sv", TextStatus.FULL)


def bare(base: str, pages: int, result: Any) -> None:
    """A Scrapy spider that fetches the pages and keeps nothing."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    fetched: list[int] = []

    class Bare(scrapy.Spider):
        name = "bare"

        async def start(self):
            for number in range(pages):
                yield scrapy.Request(f"{base}/a/{number}", dont_filter=True)

        def parse(self, response):
            fetched.append(len(response.body))

    process = AsyncCrawlerProcess(
        {"LOG_ENABLED": False, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "TELNETCONSOLE_ENABLED": False}
    )
    process.crawl(Bare)
    process.start(install_signal_handlers=False)
    result.send((_cpu_s(), len(fetched)))


def ours(base: str, feed: str, extract: bool, result: Any) -> None:
    """Our crawling process as a pass runs it; only the parent's part is missing."""
    import crawl as this  # under a name that the workers know

    from crawlers.child import run
    from crawlers.crawl import Job
    from crawlers.privacy import Pseudonyms
    from crawlers.settings import CrawlSettings
    from crawlers.visits import pages as pages_module
    from store.records import Document, Source, SourceKind

    if not extract:  # the switch of the measurement
        pages_module.read_in_worker = this.nothing
    settings = CrawlSettings(delay_s=0.0, allow_private_networks=True)
    source = Source("k", SourceKind.FEED, f"{base}/{feed}")
    job = Job((source,), {}, {}, {}, settings, Pseudonyms(b"k" * 32), NOW, None)
    receiver, sender = multiprocessing.Pipe(duplex=False)
    documents: list[str] = []

    def receive() -> None:
        while (event := receiver.recv()) is not None:
            if isinstance(event, Document):
                documents.append(event.document_id)

    reader = threading.Thread(target=receive)
    reader.start()
    run(job, sender)
    reader.join()
    result.send((_cpu_s(), len(documents)))


def measured(target: Any, *args: Any) -> tuple[float, int]:
    """CPU seconds and pages of one run in a fresh process."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=target, args=(*args, sender))
    process.start()
    sender.close()
    found = receiver.recv()
    process.join()
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("--pages", type=int, default=200)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--output", type=Path)
    asked = arguments.parse_args()
    receiver, sender = multiprocessing.Pipe(duplex=False)
    context = multiprocessing.get_context("spawn")
    server = context.Process(target=serve, args=(asked.pages, sender), daemon=True)
    server.start()
    base = receiver.recv()
    contestants: dict[str, tuple[Any, ...]] = {
        "bare": (bare, base, asked.pages),
        "bare_idle": (bare, base, 1),
        "pass": (ours, base, "feed", False),
        "full": (ours, base, "feed", True),
        "idle": (ours, base, "feed-1", True),
    }
    rounds: list[dict[str, float]] = []
    for turn in range(asked.rounds):
        names = list(contestants)
        names = names[turn % len(names) :] + names[: turn % len(names)]
        found = {}
        for name in names:
            cpu_s, pages = measured(*contestants[name])
            expected = 1 if name.endswith("idle") else asked.pages
            if pages != expected:
                raise SystemExit(f"{name}: {pages} pages, expected {expected}")
            found[name] = cpu_s
        rounds.append(found)
        print(f"round {turn + 1}: " + ", ".join(f"{n} {found[n]:.2f} s" for n in contestants))
    server.terminate()
    report = _report(rounds, asked.pages)
    print(json.dumps(report, indent=2))
    if asked.output:
        asked.output.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def _report(rounds: list[dict[str, float]], pages: int) -> dict[str, Any]:
    def median(values: list[float]) -> float:
        return round(statistics.median(values), 4)

    each = pages - 1
    bare_ms = [1000 * (r["bare"] - r["bare_idle"]) / each for r in rounds]
    pass_ms = [1000 * (r["pass"] - r["idle"]) / each for r in rounds]
    full_ms = [1000 * (r["full"] - r["idle"]) / each for r in rounds]
    ratio = median([ours_ms / theirs for ours_ms, theirs in zip(pass_ms, bare_ms, strict=True)])
    return {
        "pages": pages,
        "rounds": len(rounds),
        "start_cpu_s": median([r["idle"] for r in rounds]),
        "bare_start_cpu_s": median([r["bare_idle"] for r in rounds]),
        "bare_ms_per_page": median(bare_ms),
        "pass_ms_per_page": median(pass_ms),
        "extraction_ms_per_page": median(
            [full - without for full, without in zip(full_ms, pass_ms, strict=True)]
        ),
        "ratio_without_start": ratio,
        "ratio_with_start": median([r["pass"] / r["bare"] for r in rounds]),
        "goal": GOAL,
        "goal_met": ratio <= GOAL,
    }


if __name__ == "__main__":
    main()
