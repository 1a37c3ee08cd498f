"""Many hosts on loopback, in a process of their own, that note when they were asked.

Each host 127.0.0.N answers /robots.txt, /feed and /a/NUMBER. Pages are constructed Swedish articles
of 5 to 36 kB (half of them under 14), the same for the same number.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

WORDS = {
    "who": "Socialnämnden Kommunen Handläggaren Familjehemmet Förvaltningsrätten Skolan Chefen",
    "does": "tar beslutar säger vill kan väntar föreslår granskar avslår begär redovisar prövar",
    "what": "orosanmälan insats placering utredning beslutet budgeten ärendet rapporten planen",
    "where": "Botkyrka Umeå Lund Kiruna Borås Växjö Gävle Kalmar Falun Visby Skövde Luleå",
}
CHOICES = {kind: words.split() for kind, words in WORDS.items()}


def sentence(words: random.Random) -> str:
    who, does, what, where = (words.choice(choices) for choices in CHOICES.values())
    return f"{who} i {where} {does} om {what} efter {words.randint(2, 400)} dagar."


def page(number: int, least: int = 5_000, most: int = 36_000) -> bytes:
    """An article with menu and scripts around it, as papers have them."""
    words = random.Random(number)
    size = int(least * (most / least) ** words.random())
    paragraphs = "".join(
        f"<p>{' '.join(sentence(words) for _ in range(words.randint(3, 6)))}</p>"
        for _ in range(words.randint(4, 9))
    )
    menu = "".join(f'<li><a href="/avdelning/{n}">Avdelning {n}</a></li>' for n in range(30))
    head = f"<title>{sentence(words)}</title>"
    frame = (
        f'<!doctype html><html lang="sv"><head><meta charset="utf-8">{head}%s</head><body><nav><ul>'
        f"{menu}</ul></nav><main><article><h1>Rubrik {number}</h1>{paragraphs}</article></main>"
        "</body></html>"
    )
    line = "var a = {b: [1, 2, 3], c: 'text'};\n"
    script = f"<script>{line * max(1, (size - len(frame)) // len(line))}</script>"
    return (frame % script).encode()


def feed(base: str, numbers: range) -> bytes:
    """An RSS feed that lists pages of a host by their numbers."""
    items = "".join(
        f"<item><title>Rubrik {n}</title><link>{base}/a/{n}</link></item>" for n in numbers
    )
    return (
        f'<rss version="2.0"><channel><title>F</title><language>sv</language>{items}'
        "</channel></rss>"
    ).encode()


@dataclass
class Seen:
    """When a host was asked (monotonic seconds), for what, and how often while it was busy."""

    asked_at: list[float] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    at_once: int = 0
    busy: int = 0

    @property
    def least_gap_s(self) -> float:
        gaps = [b - a for a, b in zip(self.asked_at, self.asked_at[1:], strict=False)]
        return min(gaps, default=float("inf"))


class _Host(asyncio.Protocol):
    """One connection; answers each request after `latency_s`."""

    def __init__(self, site: _Site) -> None:
        self._site = site
        self._held = b""

        self._answers: set[asyncio.Future[None]] = set()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._held += data
        while b"\r\n\r\n" in self._held:
            request, _, self._held = self._held.partition(b"\r\n\r\n")
            answer = asyncio.ensure_future(self._answer(request.split(b" ", 2)[1].decode()))
            self._answers.add(answer)
            answer.add_done_callback(self._answers.discard)

    async def _answer(self, path: str) -> None:
        seen = self._site.seen
        seen.asked_at.append(time.monotonic())
        seen.paths.append(path)
        seen.busy += 1
        seen.at_once = max(seen.at_once, seen.busy)
        if self._site.latency_s:
            await asyncio.sleep(self._site.latency_s)
        status, kind, body = self._site.answer(path)
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + body)
        seen.busy -= 1


@dataclass
class _Site:
    numbers: range
    latency_s: float
    served: Any
    feeds: int = 1
    base: str = ""
    neighbour: _Site | None = None
    seen: Seen = field(default_factory=Seen)

    def answer(self, path: str) -> tuple[str, str, bytes]:
        if path.startswith("/a/"):
            self.served.value += 1
            return "200 OK", "text/html; charset=utf-8", page(int(path[3:]))
        if path.startswith("/feed"):
            part = int(path[5:] or 0)
            of = self.neighbour if self.neighbour and part else self
            body = feed(of.base, of.numbers[part :: self.feeds])
            return "200 OK", "application/rss+xml", body
        return "404 Not Found", "text/plain", b""


def _serve(pipe: Any, sites: list[_Site], elsewhere: bool) -> None:
    asyncio.run(_serve_all(pipe, sites, elsewhere))


async def _serve_all(pipe: Any, sites: list[_Site], elsewhere: bool) -> None:
    loop = asyncio.get_running_loop()
    for n, site in enumerate(sites):
        if elsewhere:
            site.neighbour = sites[(n + 1) % len(sites)]
        address = f"127.0.0.{n + 1}"
        server = await loop.create_server(lambda site=site: _Host(site), address, 0)
        site.base = f"http://{address}:{server.sockets[0].getsockname()[1]}"
    pipe.send([site.base for site in sites])
    while await loop.run_in_executor(None, pipe.recv):
        pipe.send([site.seen for site in sites])
        for site in sites:
            site.seen = Seen()


@dataclass
class Hosts:
    """Running hosts: their addresses, and what they have seen."""

    bases: list[str]
    served: Any
    _pipe: Any

    def seen(self) -> list[Seen]:
        """What each host has seen since the last time this was asked."""
        self._pipe.send(True)
        return self._pipe.recv()


@contextmanager
def running(
    hosts: int, pages: int, latency_s: float = 0.0, feeds: int = 1, elsewhere: bool = False
) -> Iterator[Hosts]:
    """So many hosts with so many pages each, which their feeds (/feed0 …) share between them.

    With `elsewhere`, all feeds of a host but the first list pages of the next host.
    """
    context = multiprocessing.get_context("spawn")
    pipe, theirs = context.Pipe()
    served = context.Value("l", 0, lock=False)
    numbers = [range(n * pages, (n + 1) * pages) for n in range(hosts)]
    sites = [_Site(each, latency_s, served, feeds) for each in numbers]
    process = context.Process(target=_serve, args=(theirs, sites, elsewhere), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Hosts(pipe.recv(), served, pipe)
    finally:
        process.kill()
        process.join()
