"""What tests of several folders share: a real web site and a real mail server on loopback."""

import asyncio
import contextlib
import json
import multiprocessing
import threading
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult

from crawlers import crawl

SHARED = Path(__file__).parent.parent.parent / "shared" / "data"

OF_A_PASS = (
    "scrapy.crawler",
    "crawlers.child",
    "crawlers.network.engine",
    "crawlers.network.handler",
    "crawlers.network.site_book",
    "crawlers.extraction.page_check",
    "crawlers.visits.visit",
)
"""What a crawling process loads."""


@pytest.fixture(scope="session", autouse=True)
def prepared():
    """Crawling processes are forked from one that has loaded all they need, where that is possible:
    half of what a pass costs is loading. Each still is one pass's own."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        multiprocessing.set_forkserver_preload(list(OF_A_PASS))
        crawl.START_METHOD = "forkserver"


@pytest.fixture
def afresh(monkeypatch):
    """Crawling processes start as users' do: for tests of starting, and of the environment."""
    monkeypatch.setattr(crawl, "START_METHOD", "spawn")


@dataclass
class Site:
    """A web site whose answers a test sets: path to (status, content type, body)."""

    port: int = 0
    pages: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    down: bool = False

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def put(self, path: str, body: str | bytes, content_type: str = "text/html; charset=utf-8"):
        raw = body.encode("utf-8") if isinstance(body, str) else body
        self.pages[path] = (200, content_type, raw)

    def put_article(self, path: str, title: str, text: str, author: str = "", published=None):
        when = (
            f'<meta property="article:published_time" content="{published.isoformat()}">'
            if (published)
            else ""
        )
        paragraphs = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))
        self.put(
            path,
            f'<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{escape(title)}'
            f'</title><link rel="canonical" href="{self.base}{path}">'
            f'<meta name="author" content="{escape(author)}">{when}</head><body>'
            f'<nav><a href="/">Start</a></nav><main><article><h1>{escape(title)}</h1>{paragraphs}'
            "</article></main><footer>Om webbplatsen</footer></body></html>",
        )

    def put_rss(self, path: str, items, guid: str = "", encoding: str = "utf-8"):
        """items: (path, title, summary, published, author)."""
        rows = "".join(
            f"<item><title>{escape(title)}</title><link>{self.base}{link}</link>"
            f'<guid isPermaLink="false">{guid}{link}</guid>'
            f"<pubDate>{format_datetime(published)}</pubDate><author>{escape(author)}</author>"
            f"<description>{escape(summary)}</description></item>"
            for link, title, summary, published, author in items
        )
        text = (
            f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel>'
            f"<title>Flöde</title><link>{self.base}/</link><description>x</description>{rows}"
            "</channel></rss>"
        )
        self.put(path, text.encode(encoding, "xmlcharrefreplace"), "application/rss+xml")

    def put_atom(self, path: str, items):
        rows = "".join(
            f"<entry><title>{escape(title)}</title><id>urn:x:{link}</id>"
            f'<link rel="alternate" href="{self.base}{link}"/>'
            f"<published>{published.isoformat()}</published>"
            f"<updated>{published.isoformat()}</updated>"
            f"<author><name>{escape(author)}</name></author>"
            f"<summary>{escape(summary)}</summary></entry>"
            for link, title, summary, published, author in items
        )
        self.put(
            path,
            '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
            f"<title>Flöde</title><id>urn:x</id><updated>2026-01-01T00:00:00Z</updated>{rows}</feed>",
            "application/atom+xml",
        )


@contextlib.contextmanager
def running_site():
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            site.asked.append(self.path)
            status, kind, body = site.pages.get(self.path, (404, "text/plain", b"finns inte"))
            if site.down:
                status, kind, body = 503, "text/plain", b"nere"
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def site():
    with running_site() as running:
        yield running


@dataclass
class Postbox:
    """What a mail server was asked and got; `refused` maps a recipient to the answer it gives.

    `data_answer` replaces the answer to the letter itself; `closes` ends the connection there.
    """

    port: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    data_answer: str = "250 OK"
    closes: bool = False
    letters: list[EmailMessage] = field(default_factory=list)
    to: list[list[str]] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.closes:
            server.transport.abort()
        elif self.data_answer.startswith("2"):
            self.letters.append(message_from_bytes(envelope.content, policy=default))
            self.to.append(list(envelope.rcpt_tos))
        return self.data_answer

    def authenticated(self, server, session, envelope, mechanism, given):
        login = (given.login.decode(), given.password.decode())
        self.logins.append(login)
        return AuthResult(success=login == ("vardkase", "hemligt"), handled=False)


@contextlib.contextmanager
def running_loop():
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def mail_server():
    """Start a mail server: `mail_server(tls=…, wrapped=…, login=…)` gives its Postbox.

    With `tls`, a server's SSL context, it offers STARTTLS, or is encrypted at once where `wrapped`.
    """
    with contextlib.ExitStack() as stack:
        loop = stack.enter_context(running_loop())

        def start(tls=None, wrapped=False, login=False):
            box = Postbox()

            def session():
                return SMTP(
                    box,
                    hostname="post.example",
                    tls_context=None if wrapped else tls,
                    require_starttls=tls is not None and not wrapped,
                    authenticator=box.authenticated,
                    auth_required=login,
                    auth_require_tls=tls is not None and not wrapped,
                )

            async def listen():
                return await loop.create_server(
                    session, "127.0.0.1", 0, ssl=tls if wrapped else None
                )

            server = asyncio.run_coroutine_threadsafe(listen(), loop).result()
            box.port = server.sockets[0].getsockname()[1]
            stack.callback(loop.call_soon_threadsafe, server.close)
            return box

        yield start


@pytest.fixture(scope="session")
def government_texts():
    """Real, dated documents of the Government Offices: dicts with id, title, text, month."""
    path = SHARED / "regeringen" / "social_services.jsonl"
    if not path.exists():
        pytest.skip(f"{path} finns inte på den här datorn")
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@pytest.fixture
def folder(tmp_path):
    """A working folder set up by init, for loopback sources and without delay."""
    from vardkase.commands.setup import CONFIG_TEXT, set_up

    text = CONFIG_TEXT.replace("delay_s = 5.0", "delay_s = 0.0").replace(
        "allow_private_networks = false", "allow_private_networks = true"
    )
    set_up(tmp_path / "arbete", text, "# inga källor än\n")
    return tmp_path / "arbete"
