"""Doors that are shut: refusals, challenges, logins, consent walls and certificates."""

import ssl
import threading
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from crawlers.network.out_of_reach import NO_HOST
from store.records import SourceKind

pytestmark = pytest.mark.slow

WALL = "<!doctype html><html><head><title>Just a moment...</title></head><body>{}</body></html>"
LOGIN = "<!doctype html><html><body><form>Logga in för att läsa vidare</form></body></html>"


def test_refusals_and_challenges_are_told_apart_and_never_tried_again(web, source, collect):
    for status in (401, 402, 403, 451):
        web.put(f"/nej-{status}", "<h1>Nej</h1>", status=status)
    web.put("/borta", "<h1>Finns inte</h1>", status=410)
    script = "<script>window._cf_chl_opt = {}</script>"
    for status in (200, 403, 503):
        web.put(f"/vagg-{status}", WALL.format(script), status=status)
    sensor = '<html><script src="/_Incapsula_Resource?SWJIYLWA=1"></script><body></body></html>'
    web.put("/tom-200", sensor)
    web.put("/hinder", "", status=403, headers={"cf-mitigated": "challenge"})
    web.put("/aws", "", status=202, headers={"x-amzn-waf-action": "challenge"})
    names = [path[1:] for path in web.replies]

    seen = collect(*(source(f"{web.base}/{name}", name) for name in names))

    for status in (401, 402, 403, 451):
        message = f"släpper inte in oss (HTTP {status})"
        seen.assert_failed(f"nej-{status}", "refused", message)
    for name, status in {
        "vagg-200": 200, "vagg-403": 403, "vagg-503": 503, "tom-200": 200, "hinder": 403,
        "aws": 202,
    }.items():  # fmt: skip
        message = f"vill se att en människa läser (HTTP {status})"
        seen.assert_failed(name, "challenged", message)
    seen.assert_failed("borta", "outage", "sidan finns inte (HTTP 410)")
    assert sorted(web.paths()) == sorted(f"/{name}" for name in names), "each asked once"


def test_a_page_where_json_is_expected_is_not_evaded(web, other_web, source, collect):
    page = "<!doctype html><title>Ett ögonblick</title><p>Kontrollerar din webbläsare</p>"
    web.put("/wp-json/wp/v2/posts", page)
    captcha = WALL.format("<form class='h-captcha'></form>")
    other_web.put("/wp-json/wp/v2/posts", captcha, status=403)
    web.put("/nej/wp-json/wp/v2/posts", page, status=403)
    web.put("/stangt/wp-json/wp/v2/posts", '{"code":"rest_forbidden"}', status=403)
    sources = {"sida": web, "vagg": other_web}

    bases = {name: w.base for name, w in sources.items()}
    bases |= {name: f"{web.base}/{name}/wp-json/wp/v2/posts" for name in ("nej", "stangt")}

    seen = collect(
        *(replace(source(base, name), kind=SourceKind.WORDPRESS) for name, base in bases.items())
    )

    refused = "svarade med en webbsida i stället för JSON (HTTP 403)"
    seen.assert_failed("nej", "challenged", refused)
    seen.assert_failed("stangt", "refused", "släpper inte in oss (HTTP 403)")
    message = "svarade med en webbsida i stället för inlägg från WordPress"
    seen.assert_failed("sida", "parse_error", message)
    seen.assert_failed("vagg", "challenged", "vill se att en människa läser (HTTP 403)")
    assert (len(web.paths()), len(other_web.paths())) == (3, 1), "each asked once, as ourselves"
    for host in sources.values():
        assert host.asked[-1].headers["User-Agent"].startswith("Vardkase")


def test_redirects_to_logins_and_consent_walls_are_refusals(web, source, collect, paragraph):
    targets = {
        "last": "/logga-in?vidare=/feed",
        "wp": "/wp-login.php?redirect_to=x",
        "vagg": "/privacy-wall/?till=/feed",
        "hem": "/",
    }
    for name, target in targets.items():
        web.put(f"/{name}", status=302, headers={"Location": target})
        web.put(target.split("?")[0], LOGIN)
    web.put("/nyhet", status=302, headers={"Location": "/logga-in?vidare=/nyhet"})
    web.put_page("/fri", "Fri", paragraph * 5)
    feed = web.put_feed(
        "/feed", {"link": "/nyhet", "title": "Låst"}, {"link": "/fri", "title": "Fri"}
    )

    seen = collect(source(feed, "flode"), *(source(f"{web.base}/{name}", name) for name in targets))

    for name in ("last", "wp"):
        seen.assert_failed(name, "refused", "kräver inloggning")
    seen.assert_failed("vagg", "refused", "kräver samtycke innan något visas")
    seen.assert_failed("hem", "outage", "skickar vidare till startsidan")
    assert seen.access("flode") == "ok"
    assert {row["title"]: bool(row["text"]) for row in seen.documents} == {
        "Låst": False,
        "Fri": True,
    }
    assert "kräver inloggning" in seen.message("flode")


def test_an_article_with_a_form_against_robots_is_an_article(web, source, collect, paragraph):
    form = '<div class="g-recaptcha"></div><script src="/cdn-cgi/challenge-platform/x.js"></script>'
    form += '<script src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e6fffd425f7e032f3"></script>'
    web.put_page("/a", "Med formulär", paragraph * 25, head=form)

    seen = collect(source(web.put_feed("/feed", {"link": "/a", "title": "Med formulär"})))

    assert seen.access() == "ok"
    assert paragraph[:40] in seen.documents[0]["text"]


class _Feed(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'<rss version="2.0"><channel><title>x</title></channel></rss>'
        status = 200 if self.path == "/feed" else 404
        self.send_response(status)
        self.send_header("Content-Type", "application/rss+xml")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        pass


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


def _signed(name, issuer, issuer_key, key, until=2099, authority=False):
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(until, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    return builder.sign(issuer_key, hashes.SHA256())


@pytest.fixture
def tls_web(tmp_path, monkeypatch, afresh):
    """`tls_web(kind)` starts a server whose certificate is good, expired, foreign, own or unknown;
    the good one's issuer is trusted."""
    pem = serialization.Encoding.PEM
    trusted, unknown, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    root = _signed("Betrodd utgivare", "Betrodd utgivare", trusted, trusted, authority=True)
    (tmp_path / "root.pem").write_bytes(root.public_bytes(pem))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "root.pem"))
    made = {
        "good": _signed("localhost", "Betrodd utgivare", trusted, key),
        "expired": _signed("localhost", "Betrodd utgivare", trusted, key, until=2021),
        "foreign": _signed("annan.example", "Betrodd utgivare", trusted, key),
        "own": _signed("localhost", "localhost", key, key),
        "unknown": _signed("localhost", "Okänd utgivare", unknown, key),
    }
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    servers = []

    def start(kind):
        (tmp_path / f"{kind}.pem").write_bytes(private + made[kind].public_bytes(pem))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / f"{kind}.pem")
        server = _Quiet(("127.0.0.1", 0), _Feed)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"https://localhost:{server.server_address[1]}/feed"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_each_fault_of_the_encryption_and_the_name_has_words_of_its_own(
    web, tls_web, source, collect
):
    clauses = {
        "expired": "webbplatsens certifikat har gått ut",
        "foreign": "webbplatsens certifikat gäller en annan värd",
        "own": "webbplatsens certifikat är utfärdat av webbplatsen själv",
        "unknown": "webbplatsens certifikat har en okänd utfärdare",
    }
    port = web.base.rpartition(":")[2]
    feeds = [source(tls_web(kind), kind) for kind in ["good", *clauses]]
    feeds += [
        source(f"https://localhost:{port}/feed", "klartext"),
        source("https://finns-inte.invalid/feed", "namnlos"),
        source("http://127.0.0.1:1/feed", "stangd"),
    ]

    seen = collect(*feeds)

    assert (seen.access("good"), seen.day("good")["fetched"]) == ("empty_valid", 1)
    for kind, message in clauses.items():
        seen.assert_failed(kind, "outage", message)
    seen.assert_failed("klartext", "outage", "webbplatsen svarar inte med kryptering (https)")
    seen.assert_failed("namnlos", "outage", NO_HOST)
    seen.assert_failed("stangd", "outage", "värden tar inte emot förbindelser")
    assert web.asked == []
