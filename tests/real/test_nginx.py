"""nginx as a host that refuses, redirects, limits and misleads: what its user then sees."""

import gzip
import re
from datetime import timedelta
from email.utils import format_datetime
from types import SimpleNamespace

import pytest
from real.nginx import start_nginx
from real.programs import free_port

from store.records import OutletType, Source, SourceKind

pytestmark = pytest.mark.real_server

TEXT = (
    "Socialnämnden i Åmåsa vill anställa fler handläggare. Förslaget läggs fram i december, "
    "när nämnden också ska ta ställning till öppettiderna på mottagningen i Ljungvik. "
)
BEHAVES = """
  root {folder}/static; etag on;
  location = /robots.txt {{ return 404; }}
  location = /loop {{ return 302 /loop; }}
  location = /metadata {{ return 302 http://169.254.169.254/latest/meta-data/; }}
  location = /inside {{ return 302 http://127.0.0.1:{inside}/feed.xml; }}
  location = /gone {{ return 410; }}
  location = /busy {{
    limit_req zone=pace; limit_req_status 429;
    error_page 429 = @wait; try_files /feed.xml =404;
  }}
  location @wait {{ add_header Retry-After 7200 always; return 429; }}
  location = /patient {{
    limit_req zone=pause; limit_req_status 429;
    error_page 429 = @pause; try_files /feed.xml =404;
  }}
  location @pause {{ add_header Retry-After 1 always; return 429; }}
  location = /bomb.xml {{
    gzip off; default_type application/rss+xml; types {{ }}
    add_header Content-Encoding gzip; alias {folder}/static/bomb.gz;
  }}
  location ~ latin {{ charset iso-8859-1; }}
  location ~ \\.gz$ {{ gzip off; types {{ }} default_type application/gzip; }}
"""
ZONES = """
  limit_req_zone $binary_remote_addr zone=pace:1m rate=1r/m;
  limit_req_zone $binary_remote_addr zone=pause:1m rate=2r/s;
"""


def rss(base, now, *links):
    when = format_datetime(now - timedelta(hours=2))
    items = "".join(
        f"<item><title>Nämnden i Åmåsa, del {link}</title><link>{base}{link}</link>"
        f"<pubDate>{when}</pubDate></item>"
        for link in links
    )
    return f'<rss version="2.0"><channel><title>Åmåsa</title>{items}</channel></rss>'


def page(number, charset="utf-8"):
    body = "".join(f"<p>{TEXT} Del {number}.{part} av ärendet.</p>" for part in range(4))
    return (
        f'<!doctype html><html lang="sv"><head><meta charset="{charset}"><title>Nämnden i Åmåsa, '
        f"del {number}</title></head><body><main><article><h1>Nämnden i Åmåsa, del {number}</h1>"
        f"{body}</article></main></body></html>"
    )


def news_sitemap(base, when, *links):
    urls = "".join(
        f"<url><loc>{base}{link}</loc><news:news><news:publication><news:name>Åmåsa</news:name>"
        "<news:language>sv</news:language></news:publication>"
        f"<news:publication_date>{when.isoformat()}</news:publication_date>"
        f"<news:title>Nämnden i Åmåsa, del {link}</news:title></news:news></url>"
        for link in links
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/'
        'sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        f"{urls}</urlset>"
    )


@pytest.fixture
def host(nginx_programs, now):
    """Three hosts: one that serves `static` and behaves badly at some addresses, one `inside` that
    nobody may be led to, and one whose robots.txt is out of order."""
    static = nginx_programs.folder / "static"
    static.mkdir()
    port, inside, closed = free_port(), free_port(), free_port()
    base = f"http://127.0.0.1:{port}"
    (static / "feed.xml").write_text(rss(base, now, "/a1.html", "/a2.html"), "utf-8")
    for number in (1, 2, 3, 4):
        (static / f"a{number}.html").write_text(page(number), "utf-8")
    with gzip.open(static / "bomb.gz", "wb") as bomb:
        for _ in range(40):
            bomb.write(b"<rss>" + b" " * 1_000_000)
    plain = f"root {static};"
    start_nginx(
        nginx_programs,
        (port, BEHAVES.format(folder=nginx_programs.folder, inside=inside)),
        (inside, plain),
        (closed, f"location = /robots.txt {{ return 503; }} {plain}"),
        http=ZONES,
    )

    def asked():
        log = (nginx_programs.folder / "access.log").read_text()
        return re.findall(r'"GET (\S+) HTTP/1\.\d" (\d+)', log)

    return SimpleNamespace(
        base=base, closed=f"http://127.0.0.1:{closed}", static=static, asked=asked
    )


def source(url, source_id="kalla", kind=SourceKind.FEED):
    return Source(source_id, kind, url, outlet_type=OutletType.REGIONAL_DAILY)


def test_each_bad_answer_has_its_state_its_line_and_no_coverage(host, collect, now):
    wanted = {
        "robots": ("outage", "robots.txt gick inte att läsa (HTTP 503)", f"{host.closed}/feed.xml"),
        "loop": ("outage", "skickar runt i en slinga", f"{host.base}/loop"),
        "metadata": (
            "refused",
            "adressvakten hindrade förbindelsen: länklokal adress (169.254/16)",
            f"{host.base}/metadata",
        ),
        "gone": ("outage", "sidan finns inte (HTTP 410)", f"{host.base}/gone"),
        "bomb": ("parse_error", "svaret är större än 10 MB", f"{host.base}/bomb.xml"),
    }
    seen = collect(*(source(url, name) for name, (_, _, url) in wanted.items()), now=now)
    for name, (access, message, _) in wanted.items():
        seen.assert_failed(name, access, message)
    assert seen.documents == []
    assert ("/feed.xml", "200") not in host.asked(), "robots.txt could not be read"
    assert host.asked().count(("/gone", "410")) == 1, "what is gone is not asked for again"


def test_a_service_on_loopback_is_reached_only_where_private_networks_are_allowed(
    host, collect, now
):
    inside = source(f"{host.base}/inside")
    refused = collect(inside, now=now, allow_private_networks=False)
    refused.assert_failed(
        "kalla", "refused", "adressvakten hindrade förbindelsen: privat nät eller den egna datorn"
    )
    assert host.asked() == []
    allowed = collect(inside, now=now + timedelta(hours=1))
    assert allowed.access() == "ok"
    assert len(allowed.documents) == 2


def test_a_limit_of_nginx_is_kept_as_long_as_the_host_asks(host, collect, now):
    first = collect(source(f"{host.base}/busy"), source(f"{host.base}/patient", "talig"), now=now)
    assert [first.access(name) for name in ("kalla", "talig")] == ["ok", "ok"]
    later = now + timedelta(hours=1)
    seen = collect(source(f"{host.base}/busy"), now=later)
    assert (seen.access(), seen.message()) == ("rate_limited", "ber oss vänta (HTTP 429)")
    assert "kalla: rate_limited: ber oss vänta (HTTP 429)" in seen.log
    assert (seen.day()["tried"], seen.day()["failed"]) == (2, 1)
    assert seen.states["kalla"].retry_at == later + timedelta(seconds=7200)
    twice = [source(f"{host.base}/patient?{n}", f"talig{n}") for n in (1, 2)]
    seen = collect(*twice, now=later)
    assert [seen.access(name) for name in ("talig1", "talig2")] == ["ok", "ok"]
    assert [status for path, status in host.asked() if path.startswith("/patient?")] == [
        "200", "429", "200",
    ]  # fmt: skip


def test_a_listing_that_is_the_same_by_its_etag_is_not_read_again(host, collect, now):
    paper = source(f"{host.base}/feed.xml")
    first = collect(paper, now=now)
    assert (first.access(), len(first.documents)) == ("ok", 2)
    assert first.states["kalla"].etag.startswith('W/"'), "compressed: nginx makes its ETag weak"
    again = collect(paper, now=now + timedelta(hours=1))
    assert again.access() == "not_modified"
    assert ("/feed.xml", "304") in host.asked(), "and knows the weak one again"
    assert again.day()["fetched"] == 2
    (host.static / "feed.xml").write_text(rss(host.base, now, "/a1.html", "/a2.html", "/a3.html"))
    changed = collect(paper, now=now + timedelta(hours=2))
    assert (changed.access(), len(changed.documents)) == ("ok", 3)


def test_letters_are_right_where_the_header_names_another_charset_than_the_page(host, collect, now):
    (host.static / "latin1.html").write_text(page(1), "utf-8")
    (host.static / "latin2.html").write_text(page(2, "iso-8859-1"), "iso-8859-1")
    links = ("/latin1.html", "/latin2.html")
    (host.static / "feed.xml").write_text(rss(host.base, now, *links), "utf-8")
    seen = collect(source(f"{host.base}/feed.xml"), now=now)
    assert len(seen.documents) == 2
    for document in seen.documents:
        assert "när nämnden också ska ta ställning" in document["text"], document["url"]


def test_news_sitemaps_are_read_plain_empty_and_compressed(host, collect, now):
    def write(name, *links, opened=open):
        with opened(host.static / name, "wb") as file:
            file.write(news_sitemap(host.base, now - timedelta(hours=3), *links).encode())

    write("news.xml", "/a1.html", "/a2.html")
    write("empty.xml")
    write("news.xml.gz", "/a3.html", "/a4.html", opened=gzip.open)
    maps = {"plain": "news.xml", "empty": "empty.xml", "packed": "news.xml.gz"}
    seen = collect(
        *(source(f"{host.base}/{file}", name, SourceKind.SITEMAP) for name, file in maps.items()),
        now=now,
    )
    assert {name: seen.access(name) for name in maps} == {
        "plain": "ok", "empty": "empty_valid", "packed": "ok",
    }  # fmt: skip
    assert [d["url"] for d in seen.documents] == [f"{host.base}/a{n}.html" for n in (1, 2, 3, 4)]
    assert {d["published_at"] for d in seen.documents} == {now - timedelta(hours=3)}
    assert seen.day("empty")["fetched"] == 1
