"""Where nothing may be fetched from: literals, names, redirects, and names that change."""

import contextlib
import itertools
import json
import socket
import struct
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PRIVATE = "privat nät eller den egna datorn"
LINK_LOCAL = "länklokal adress (169.254/16)"
SHARED = "operatörens delade adress (100.64/10)"
UNSPECIFIED = "ospecificerad adress (0.0.0.0/8)"
GUARD = "adressvakten hindrade förbindelsen: "


def test_no_form_of_a_private_address_is_connected_to(web, source, collect):
    web.put_articles(1)
    port = web.base.rpartition(":")[2]
    forms = {
        PRIVATE: [
            "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001",
            "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "10.0.0.1",
            "172.16.0.1", "192.168.0.1", "[fc00::1]", "[64:ff9b::a00:1]", "[64:ff9b::10.0.0.1]",
        ],
        UNSPECIFIED: ["0.0.0.0", "0"],
        SHARED: ["100.64.0.1", "[::ffff:100.64.0.1]", "1681915905"],
        LINK_LOCAL: ["169.254.169.254", "[::ffff:a9fe:a9fe]", "0xa9fea9fe"],
        "länklokal adress (fe80::/10)": ["[fe80::1]"],
    }  # fmt: skip
    named = list(enumerate((rule, form) for rule, all_of in forms.items() for form in all_of))
    feeds = [source(f"http://{form}:{port}/feed", f"k{n}") for n, (_, form) in named]

    seen = collect(*feeds, allow_private_networks=False)

    assert web.asked == [], "not even robots.txt"
    for number, (rule, _) in named:
        seen.assert_failed(f"k{number}", "refused", GUARD + rule)
        assert seen.states[f"k{number}"].failures == 1


def test_private_networks_admit_nothing_else(web, other_web, source, collect):
    """Every hop is checked: of a source, of robots.txt, and of a page; none is tried again."""
    targets = {
        "lank": ("http://169.254.169.254/latest/meta-data/", GUARD + LINK_LOCAL),
        "delad": ("http://100.64.0.1/feed", GUARD + SHARED),
        "noll": ("http://0.0.0.0:1/", GUARD + UNSPECIFIED),
        "tal": ("http://2852039166/", GUARD + LINK_LOCAL),
        "fil": ("file:///etc/passwd", "skickar vidare till en otillåten adress (HTTP 302)"),
        "data": ("data:text/xml,<rss/>", "skickar vidare till en otillåten adress (HTTP 302)"),
        "ftp": ("ftp://127.0.0.1/", "skickar vidare till en otillåten adress (HTTP 302)"),
    }
    for name, (target, _) in targets.items():
        web.put(f"/{name}", status=302, headers={"Location": f"/{name}-2"})
        web.put(f"/{name}-2", status=302, headers={"Location": target})
    rules = "http://169.254.169.254/robots.txt"
    other_web.put("/robots.txt", status=302, headers={"Location": rules})
    feeds = [source(f"{web.base}/{name}", name) for name in targets]
    schemes = ["file:///etc/passwd", "ftp://a.example/x", "data:text/xml,<rss/>"]
    long = source(f"{web.base}/{'a' * 3_000}", "lang")

    seen = collect(
        *feeds, source(other_web.put_articles(1), "regler"), long,
        *(source(url, f"s{n}") for n, url in enumerate(schemes)),
    )  # fmt: skip

    for name, (_, message) in targets.items():
        seen.assert_failed(name, "refused", message)
    seen.assert_failed("regler", "refused", GUARD + LINK_LOCAL)
    seen.assert_failed("lang", "refused", GUARD + "adressen är längre än 2083 tecken")
    assert other_web.paths() == []
    assert sorted(web.paths()) == sorted(f"/{n}{hop}" for n in targets for hop in ("", "-2"))
    for number, url in enumerate(schemes):
        scheme = url.partition(":")[0]
        message = f"{GUARD}annat protokoll än http och https ({scheme})"
        seen.assert_failed(f"s{number}", "refused", message)


def test_a_page_that_sends_its_reader_on_is_read_where_it_is(web, source, collect, paragraph):
    sent = '<meta http-equiv="refresh" content="0; url=http://169.254.169.254/">'
    web.put_page("/a", "Skickar vidare", paragraph * 5, head=sent)

    seen = collect(source(web.put_feed("/feed", {"link": "/a", "title": "Skickar vidare"})))

    assert seen.access() == "ok"
    assert paragraph[:40] in seen.documents[0]["text"]


class _Names:
    """A DNS server that gives, for each name, one address (or several) after another."""

    def __init__(self, answers):
        self._answers = {name: itertools.cycle(given) for name, given in answers.items()}
        self.asked = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self):
        self._socket.close()

    def _serve(self):
        while True:
            try:
                query, client = self._socket.recvfrom(2_048)
                self._socket.sendto(self._answer(query), client)
            except OSError:
                return

    def _answer(self, query):
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1 : at + 1 + query[at]].decode())
            at += 1 + query[at]
        name = ".".join(labels)
        self.asked.append(name)
        addresses = next(self._answers[name]).split()
        rows = b""
        for address in addresses:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            raw = socket.inet_pton(family, address)
            kind = 28 if ":" in address else 1
            rows += b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 0, len(raw)) + raw
        head = query[:2] + struct.pack(">HHHHH", 0x8180, 1, len(addresses), 0, 0)
        return head + query[12 : at + 5] + rows


class _Closing(BaseHTTPRequestHandler):
    """Answers and hangs up, so that each request needs a connection, and a name, of its own."""

    def do_GET(self):
        status = 200 if self.path == "/feed" else 404
        self.send_response(status)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"svar")

    def log_message(self, format, *args):
        pass


class _SixServer(ThreadingHTTPServer):
    address_family = socket.AF_INET6


def _serving(server):
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


@pytest.fixture
def port():
    """A port at which 127.0.0.1 answers and, where there is IPv6, ::1 too."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Closing)
    number, servers = _serving(server), [server]
    if socket.has_ipv6:
        with contextlib.suppress(OSError):
            servers.append(_SixServer(("::1", number), _Closing))
            _serving(servers[1])
    yield number
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_name_is_checked_at_every_connection_whatever_it_answered_before(tmp_path, port):
    steady, evil = "127.0.0.1", "169.254.169.254"
    names = _Names(
        {
            "lugn.example": [steady],
            # robots.txt and the reservations are asked of the first two answers
            "byter.example": [steady, steady, evil],
            "blandad.example": [f"{steady} {evil}"],
            "inbakad.example": ["::ffff:169.254.169.254"],
            "sexan.example": ["::1"],
        }
    )
    hosts = ["lugn", "byter", "blandad", "inbakad", "sexan"]
    urls = [f"http://{host}.example:{port}/feed" for host in hosts]

    program = Path(__file__).with_name("rebinding.py")
    done = subprocess.run(
        [sys.executable, str(program), str(names.port), *urls],
        capture_output=True, text=True, timeout=60, cwd=tmp_path,
    )  # fmt: skip
    names.close()

    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    found = dict(zip(hosts, lines, strict=True))
    assert found["lugn"] == ["", "svar"]
    assert found["byter"] == ["address", GUARD + LINK_LOCAL]
    assert names.asked.count("byter.example") == 3
    assert found["blandad"] == ["address", GUARD + LINK_LOCAL], "one of several is enough"
    assert found["inbakad"] == ["address", GUARD + LINK_LOCAL]
    if socket.has_ipv6:
        assert found["sexan"] == ["", "svar"], "a host with nothing but IPv6 is read"
