"""A real web server on loopback whose answers a test writes: its paths, and what they answer.

Conftests of folders whose tests need several servers import the fixture `new_web` from here.
"""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PARAGRAPH = (
    "Socialtjänsten tog emot fler orosanmälningar under året än någon gång tidigare, och "
    "nämnden vill anställa fler handläggare så att barnen får hjälp i tid. "
)

JSON = "application/json; charset=utf-8"
OF_THE_SITE = {"/robots.txt", "/.well-known/tdmrep.json"}
"""What a crawler asks of a site before it asks for anything that a source lists."""


def page(title, text, head="", lang="sv"):
    body = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n"))
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>{head}</head><body><nav><a href='/'>Start</a></nav>"
        f"<main><article><h1>{escape(title)}</h1>{body}</article></main></body></html>"
    )


def rss(*items, language="sv"):
    """items: dicts with link, title and optionally guid, date, author, description, content."""
    rows = "".join(
        "<item>"
        + f"<title>{escape(item['title'])}</title><link>{escape(item['link'])}</link>"
        + f'<guid isPermaLink="false">{escape(item.get("guid", item["link"]))}</guid>'
        + f"<pubDate>{item.get('date', format_datetime(NOW))}</pubDate>"
        + f"<dc:creator>{escape(item.get('author', ''))}</dc:creator>"
        + f"<description>{escape(item.get('description', ''))}</description>"
        + (
            f"<content:encoded>{escape(item['content'])}</content:encoded>"
            if "content" in item
            else ""
        )
        + "</item>"
        for item in items
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>Flöde</title><language>{language}</language>{rows}</channel></rss>"
    )


@dataclass
class Reply:
    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Asked:
    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    method: str = "GET"


class Web:
    """Paths and what they answer; a missing path is 404. Every request is kept in `asked`."""

    def __init__(self):
        self.replies: dict[str, Reply | Callable[[Asked], Reply]] = {}
        self.asked: list[Asked] = []
        self.base = ""

    def paths(self):
        return [asked.path for asked in self.asked if asked.path not in OF_THE_SITE]

    def put(self, path, body="", **more):
        raw = body.encode() if isinstance(body, str) else body
        self.replies[path] = Reply(raw, **more)

    def put_json(self, path, value, status=200, **headers):
        """An answer in JSON; other header names come with underscores for hyphens."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        self.put(path, json.dumps(value), status=status, content_type=JSON, headers=named)

    def put_page(self, path, title, text, head="", lang="sv", **more):
        self.put(path, page(title, text, head, lang), **more)

    def put_feed(self, path, *items, **more):
        """A feed of `items` (see rss) whose links may be paths; gives its address."""
        whole = [{**item, "link": self._absolute(item["link"])} for item in items]
        more.setdefault("content_type", "application/rss+xml")
        self.put(path, rss(*whole), **more)
        return self.base + path

    def put_articles(self, count, path="/feed", prefix="/a"):
        """A feed of articles with texts of their own; gives its address."""
        for number in range(count):
            place = "".join(chr(97 + int(digit)) for digit in str(number)) + "stad"
            text = "\n".join(f"{PARAGRAPH}Del {part} av saken i {place}." for part in range(4))
            self.put_page(f"{prefix}/{number}", f"Rubrik {number}", text)
        items = ({"link": f"{prefix}/{n}", "title": f"Rubrik {n}"} for n in range(count))
        return self.put_feed(path, *items)

    def _absolute(self, link):
        return self.base + link if link.startswith("/") else link

    def answer(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        missing = Reply(b"finns inte", 404, "text/plain")
        reply = self.replies.get(asked.path, self.replies.get(asked.path.split("?")[0], missing))
        return reply(asked) if callable(reply) else reply


def handler_of(web: Web):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            self.do_GET(self.rfile.read(int(self.headers.get("Content-Length", 0))), "POST")

        def do_GET(self, body=b"", method="GET"):
            reply = web.answer(Asked(self.path, dict(self.headers), body, method))
            self.send_response(reply.status)
            headers = {"Content-Type": reply.content_type, "Content-Length": str(len(reply.body))}
            for name, value in {**headers, **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format, *args):
            pass

    return Handler


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        pass  # the crawler hangs up on hostile answers; that is what is tested


def serve(host):
    web = Web()
    server = Server((host, 0), handler_of(web))
    web.base = f"http://{host}:{server.server_address[1]}"
    # the interval is what a shutdown waits for
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return web, server


@pytest.fixture(scope="module")
def new_web():
    """Each call starts a further server with a port of its own; requests to one host wait for each
    other, whichever port they go to."""
    servers = []

    def start(host="127.0.0.1"):
        running, server = serve(host)
        servers.append(server)
        return running

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
