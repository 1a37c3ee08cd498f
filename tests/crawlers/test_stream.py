"""Streams over WebSockets from a real server on loopback: the guard, limits, and bad servers."""

import asyncio
import contextlib
import logging
import re
import socket
import ssl
import threading
from dataclasses import replace

import pytest
import trustme
from websockets.datastructures import Headers
from websockets.http11 import Response
from websockets.sync.server import serve
from websockets.utils import accept_key

from crawlers.network.failures import Failure
from crawlers.network.stream import MAX_MESSAGE_BYTES, open_stream


@contextlib.contextmanager
def serving(handler, **more):
    quiet = logging.Logger("stream", logging.CRITICAL)
    with serve(handler, "127.0.0.1", 0, logger=quiet, **more) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.socket.getsockname()[1]
        server.shutdown()
        thread.join()


@contextlib.contextmanager
def raw_server(said):
    """Accepts one connection, says this (bytes, or a function of the request) and no more, and
    waits until it is left."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve_one():
            with contextlib.suppress(OSError):
                connection, _ = listening.accept()
                with connection:
                    asked = connection.recv(4_096)
                    connection.sendall(said(asked) if callable(said) else said)
                    while connection.recv(4_096):
                        pass

        thread = threading.Thread(target=serve_one, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
    thread.join(1)


def wait(connection):
    with contextlib.suppress(Exception):
        connection.recv()


@pytest.fixture
def read(settings, now):
    """What a stream gives: the Failure of opening it, or its next batches."""

    def reading(url, batches=1, most=10, wait_s=0.3, subprotocol="", **changes):
        async def run():
            stream = await open_stream(url, replace(settings, **changes), now, subprotocol)
            if isinstance(stream, Failure):
                return stream
            try:
                return [await stream.batch(most, wait_s) for _ in range(batches)]
            finally:
                await stream.close()

        return asyncio.run(run())

    return reading


def told(failure):
    assert isinstance(failure, Failure), failure
    return str(failure.access), failure.code, failure.message


def test_messages_come_in_order_many_at_a_time_and_silence_is_an_empty_batch(read):
    def send(connection):
        for number in range(5):
            connection.send(f"meddelande {number}")
        connection.send(b"\x00\xff")
        wait(connection)

    with serving(send) as port:
        first, second, third = read(f"http://127.0.0.1:{port}/", batches=3, most=4)
    assert first == [b"meddelande 0", b"meddelande 1", b"meddelande 2", b"meddelande 3"]
    assert second == [b"meddelande 4", b"\x00\xff"]
    assert third == []


def test_who_asks_is_said_and_nothing_is_packed(read):
    asked = []

    def send(connection):
        asked.append((connection.request.path, connection.request.headers))
        wait(connection)

    with serving(send, subprotocols=["xrpc.v1.json"]) as port:
        url = f"http://127.0.0.1:{port}/subscribe?cursor=7"
        read(url, wait_s=0.05, subprotocol="xrpc.v1.json", user_agent="Vardkase-prov/1")
    ((path, headers),) = asked
    assert path == "/subscribe?cursor=7"
    assert headers["User-Agent"] == "Vardkase-prov/1"
    assert headers["Sec-WebSocket-Protocol"] == "xrpc.v1.json"
    assert "Sec-WebSocket-Extensions" not in headers


@pytest.mark.parametrize(
    ("url", "private", "rule"),
    [
        ("http://169.254.169.254/latest", True, "länklokal adress (169.254/16)"),
        ("http://0.0.0.0:8080/", True, "ospecificerad adress (0.0.0.0/8)"),
        ("http://[::ffff:169.254.169.254]/", True, "länklokal adress (169.254/16)"),
        ("http://2852039166/", True, "länklokal adress (169.254/16)"),
        ("http://127.0.0.1:1/", False, "privat nät eller den egna datorn"),
        ("http://127.1:1/", False, "privat nät eller den egna datorn"),
        ("http://localhost:1/", False, "privat nät eller den egna datorn"),
        ("file:///etc/passwd", True, "annat protokoll än http och https (file)"),
    ],
)
def test_the_guard_refuses_what_it_refuses_of_pages(read, url, private, rule):
    access, code, message = told(read(url, allow_private_networks=private))
    assert (access, code) == ("refused", "address")
    assert message == f"adressvakten hindrade förbindelsen: {rule}"


def _resolving(*turns):
    """A resolver that gives other addresses each time that it is asked, and counts how often."""
    asked = []

    def resolve(host, port, *args, **more):
        asked.append(host)
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, (address, port)) for address in turns[min(len(asked), len(turns)) - 1]]

    return resolve, asked


def test_one_refused_address_of_a_name_is_enough(read, monkeypatch):
    resolve, _ = _resolving(["93.184.216.34", "169.254.169.254"])
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert told(read("https://strom.example/subscribe"))[1] == "address"


def test_a_name_is_resolved_once_and_connected_to_as_it_was_checked(read, monkeypatch):
    with serving(lambda connection: connection.send("hej")) as port:
        resolve, asked = _resolving(["127.0.0.1"], ["169.254.169.254"])
        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        assert read(f"http://strom.example:{port}/") == [[b"hej"]]
    assert asked == ["strom.example"]


def test_no_proxy_of_the_environment_is_asked(read, monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "ws_proxy", "socks_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with serving(lambda connection: connection.send("hej")) as port:
        assert read(f"http://127.0.0.1:{port}/") == [[b"hej"]]


def _answering(status, body=b"", **headers):
    named = Headers({name.replace("_", "-"): value for name, value in headers.items()})
    named["Content-Length"] = str(len(body))
    return lambda connection, request: Response(status, "Nej", named, body)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (_answering(403, b"<html>"), ("refused", "refused", "släpper inte in oss (HTTP 403)")),
        (_answering(429), ("rate_limited", "rate_limited", "ber oss vänta (HTTP 429)")),
        (_answering(404), ("outage", "missing", "sidan finns inte (HTTP 404)")),
        (_answering(503), ("outage", "server", "svarade med HTTP 503")),
        (_answering(200, b"<p>hej"), ("parse_error", "no_stream", "svarar, men inte med en ström")),
        (
            _answering(302, Location="http://169.254.169.254/"),
            ("refused", "redirects", "skickar vidare till en otillåten adress (HTTP 302)"),
        ),
    ],
)
def test_a_server_that_answers_as_one_of_pages_is_understood_as_one(read, answer, expected):
    with serving(wait, process_request=answer) as port:
        assert told(read(f"http://127.0.0.1:{port}/")) == expected


def test_a_pause_that_the_server_asks_for_is_kept_and_its_reason_too(read, now):
    busy = _answering(429, b'{"error":"RateLimitExceeded"}', Retry_After="600")
    with serving(wait, process_request=busy) as port:
        failure = read(f"http://127.0.0.1:{port}/")
    assert isinstance(failure, Failure) and failure.retry_at is not None
    assert (failure.retry_at - now).total_seconds() == 600
    assert failure.body == b'{"error":"RateLimitExceeded"}'


def test_a_message_that_is_too_large_ends_the_stream_and_what_came_before_is_kept(read):
    def send(connection):
        connection.send("liten")
        connection.send("x" * (MAX_MESSAGE_BYTES + 1))
        wait(connection)

    with serving(send) as port:
        first, second = read(f"http://127.0.0.1:{port}/", batches=2)
    assert first == [b"liten"]
    message = "ett meddelande i strömmen är större än 1 MB"
    assert told(second) == ("parse_error", "too_large", message)


def test_a_server_that_leaves_is_an_outage_each_time_it_is_asked(read):
    with serving(lambda connection: connection.send("adjö")) as port:
        first, second, third = read(f"http://127.0.0.1:{port}/", batches=3)
    assert first == [b"adj\xc3\xb6"]
    assert told(second) == told(third) == ("outage", "truncated", "strömmen bröts")


UPGRADED = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: fel\r\n\r\n"
)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"", "timeout"),
        (b"HTTP/1.1 101 Sw", "timeout"),
        (b"\x00\xff\x17 skr\xe4p\r\n\r\n", "truncated"),
        (UPGRADED, "truncated"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5_000 + b"\r\n", "truncated"),
    ],
)
def test_a_server_that_hangs_or_speaks_nonsense_is_an_outage(read, said, code):
    with raw_server(said) as port:
        assert told(read(f"http://127.0.0.1:{port}/", timeout_s=0.3))[:2] == ("outage", code)


def _greeted_and_then_deaf(asked):
    """A proper opening and one message; nothing that comes later is listened to."""
    key = re.search(rb"Sec-WebSocket-Key: (\S+)", asked)[1].decode()
    opened = UPGRADED.replace(b"fel", accept_key(key).encode())
    return opened + b"\x81\x03hej"


def test_silence_of_a_server_that_does_not_answer_when_asked_is_an_outage(read):
    with raw_server(_greeted_and_then_deaf) as port:
        first, second = read(f"http://127.0.0.1:{port}/", batches=2, timeout_s=0.3)
    assert first == [b"hej"]
    assert told(second) == ("outage", "timeout", "svarade inte inom 0.3 sekunder")


def test_hosts_that_do_not_exist_or_do_not_listen_are_outages(read):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert told(read(f"http://127.0.0.1:{port}/"))[:2] == ("outage", "refused_connection")
    assert told(read("http://finns-inte.invalid/"))[:2] == ("outage", "dns")
    assert told(read(f"http://{'a' * 70}.example/"))[:2] == ("outage", "dns")


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


def _encrypted(authority, name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def test_an_encrypted_stream_must_have_a_certificate_of_its_own_name(
    read, authority, tmp_path, monkeypatch
):
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))

    def asked(name, of="localhost"):
        with serving(lambda c: c.send("hej"), ssl=_encrypted(authority, name)) as port:
            return read(f"https://{of}:{port}/")

    assert told(asked("localhost"))[:2] == ("outage", "tls")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    assert asked("localhost") == [[b"hej"]]
    assert told(asked("annan.example"))[:2] == ("outage", "tls")
