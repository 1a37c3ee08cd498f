"""Servers on loopback whose answers a test writes, and one pass over their feeds."""

import socket
import ssl
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from web_server import (  # new_web is a fixture
    NOW,
    OF_THE_SITE,
    PARAGRAPH,
    Server,
    Web,
    handler_of,
    new_web,  # noqa: F401
    serve,
)

from crawlers.crawl import crawl
from crawlers.privacy import Pseudonyms
from crawlers.settings import CrawlSettings
from store.records import Document, ItemState, OutletType, Poll, Source, SourceKind, SourceState

SETTINGS = CrawlSettings(delay_s=0.0, allow_private_networks=True, timeout_s=5.0)
PSEUDONYMS = Pseudonyms(b"en hemlig nyckel for proven, 32 b")


@pytest.fixture
def web():
    running, server = serve("127.0.0.1")
    yield running
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def web_of_module():
    """One server for all tests of a file, which make one pass together."""
    running, server = serve("127.0.0.1")
    yield running
    server.shutdown()
    server.server_close()


@pytest.fixture
def other_web():
    """A second host, so that paces and failures of hosts can be told apart."""
    running, server = serve("127.0.0.2")
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
    server = Server(("127.0.0.1", 0), handler_of(Web()))
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
