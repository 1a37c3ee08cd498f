"""A real web server on loopback whose answers a test writes, and one pass over its feeds."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from crawlers.crawl import crawl
from crawlers.privacy import Pseudonyms
from crawlers.settings import CrawlSettings
from store.records import Document, ItemState, OutletType, Poll, Source, SourceKind, SourceState

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SETTINGS = CrawlSettings(delay_s=0.0, allow_private_networks=True, timeout_s=5.0)
PSEUDONYMS = Pseudonyms(b"en hemlig nyckel for proven, 32 b")
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


def _handler(web: Web):
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


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        pass  # the crawler hangs up on hostile answers; that is what is tested


def _serve(host):
    web = Web()
    server = _Server((host, 0), _handler(web))
    web.base = f"http://{host}:{server.server_address[1]}"
    # the interval is what a shutdown waits for
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return web, server


@pytest.fixture
def web():
    running, server = _serve("127.0.0.1")
    yield running
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def web_of_module():
    """One server for all tests of a file, which make one pass together."""
    running, server = _serve("127.0.0.1")
    yield running
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def new_web():
    """Each call starts a further server, with a port of its own on 127.0.0.1."""
    servers = []

    def start():
        running, server = _serve("127.0.0.1")
        servers.append(server)
        return running

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def other_web():
    """A second host, so that paces and failures of hosts can be told apart."""
    running, server = _serve("127.0.0.2")
    yield running
    server.shutdown()
    server.server_close()


@pytest.fixture
def raw_server():
    """Starts servers that speak with bare sockets: `raw_server(talk)` gives their address.

    They have no robots.txt, unless `talk` is to answer for what is asked of the site too.
    """
    listeners = []

    def start(talk, of_the_site=False):
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def accept():
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=one, args=(connection,), daemon=True).start()

        def one(connection):
            with connection:
                try:
                    request = connection.recv(65_536)
                    asked = any(path.encode() in request for path in OF_THE_SITE)
                    if asked and not of_the_site:
                        connection.sendall(
                            b"HTTP/1.1 404 no\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                        )
                    else:
                        talk(connection)
                except OSError:
                    pass

        threading.Thread(target=accept, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for listener in listeners:
        listener.close()


@pytest.fixture
def tls_base(tmp_path):
    """A server whose certificate it signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "server.pem").write_bytes(private + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    server = _Server(("127.0.0.1", 0), _handler(Web()))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"https://localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@dataclass
class Outcome:
    """What one pass yielded, in order, and by kind."""

    records: list

    def _all(self, kind):
        return [record for record in self.records if isinstance(record, kind)]

    @property
    def documents(self) -> list[Document]:
        return self._all(Document)

    @property
    def items(self) -> list[ItemState]:
        return self._all(ItemState)

    @property
    def polls(self) -> dict[str, Poll]:
        found = {poll.source_id: poll for poll in self._all(Poll)}
        assert len(found) == len(self._all(Poll)), "a source has more than one Poll"
        return found

    @property
    def states(self) -> dict[str, SourceState]:
        return {state.source_id: state for state in self._all(SourceState)}

    def poll(self) -> Poll:
        (poll,) = self.polls.values()
        return poll


class Crawler:
    """Passes one after another, each given what the one before left, as the pipeline does."""

    def __init__(self):
        self.states: dict[str, SourceState] = {}
        self.items: dict[str, dict[str, ItemState]] = {}

    def __call__(self, *sources, now=NOW, since=None, **changes) -> Outcome:
        items = {name: list(held.values()) for name, held in self.items.items()}
        settings = replace(SETTINGS, **changes)
        found = list(crawl(sources, self.states, items, settings, PSEUDONYMS, now, since))
        for record in found:
            if isinstance(record, SourceState):
                self.states[record.source_id] = record
            elif isinstance(record, ItemState):
                self.items.setdefault(record.source_id, {})[record.key] = record
        return Outcome(found)


@pytest.fixture
def crawl_pass():
    return Crawler()


def feed_source(url, source_id="kalla", outlet_type=OutletType.REGIONAL_DAILY, **more):
    return Source(source_id, SourceKind.FEED, url, outlet_type=outlet_type, **more)


@pytest.fixture
def source():
    return feed_source


@pytest.fixture(scope="session")
def now():
    return NOW


@pytest.fixture(scope="session")
def settings():
    return SETTINGS


@pytest.fixture
def pseudonyms():
    return PSEUDONYMS


@pytest.fixture
def paragraph():
    return PARAGRAPH
