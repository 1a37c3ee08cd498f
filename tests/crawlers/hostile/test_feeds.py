"""Broken and hostile listings, end to end: the state they end in, the log line, and what the day
and the coverage that the user sees make of them. All of them are sources of one pass."""

import gzip
import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from one_pass import NOW, PSEUDONYMS, Seen

from crawlers.settings import CrawlSettings
from reports.signals.coverage import coverage
from reports.signals.weeks import week_of
from scheduler.pipeline import crawl_sources
from store.connection import Store
from store.records import OutletType, Source, SourceKind
from store.sources import last_polls, source_states

pytestmark = pytest.mark.slow

BOUND = 100
SWEDISH = "Åmål får förskola"
TEXT = "Socialnämnden i Ekeby söker fler familjehem till barn som behöver ett tryggt hem. " * 8
DATED = "<pubDate>Thu, 19 Nov 2026 10:00:00 +0100</pubDate>"
LAUGHS = '<!DOCTYPE r [<!ENTITY a0 "aaaaaaaaaa">{}]>'.format(
    "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
)
XXE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def rss(items, prolog='<?xml version="1.0" encoding="utf-8"?>'):
    return f'{prolog}<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'


def item(title, link="", more=DATED):
    link = f"<link>{link}</link>" if link else ""
    return f"<item><title>{title}</title>{link}<guid isPermaLink='false'>1</guid>{more}</item>"


# name: (kind, body, reason)
UNREADABLE = {
    "skratt": ("feed", rss(item("&a9;"), LAUGHS), "flödet innehåller entitetsdeklarationer"),
    "filen": ("feed", rss(item("&x;"), XXE), "flödet innehåller entitetsdeklarationer"),
    "djupt": (
        "feed",
        rss("<item>" + "<a>" * 200_000),
        "flödet är nästlat i orimligt många led",
    ),
    "webbsida": (
        "feed",
        "<!doctype html><html><body>Sidan har flyttat</body></html>",
        "svarade med en webbsida i stället för ett flöde",
    ),
    "tomt": ("feed", "", "svaret är tomt"),
    "json": ("feed", '{"error": "no"}', "svarade med JSON i stället för ett flöde"),
    "skrap": ("feed", b"\x00\x01\xff" * 99, "svarade med något annat i stället för ett flöde"),
    "bomb": (
        "sitemap",
        gzip.compress(b"<urlset>" + b" " * 60_000_000, 9),
        "sitemapen är trasig eller större än 50 MB",
    ),
    "skal": (
        "page",
        "<html><div id=app></div><script src=app.js></script></html>",
        "på sidan finns inga länkar till artiklar",
    ),
    "ingen-rutt": (
        "wordpress",
        '{"code": "rest_no_route"}',
        "WordPress svarade med felet rest_no_route",
    ),
}
EMPTY = {
    "inga-poster": ("feed", rss("")),
    "tomt-jsonflode": ("feed", '{"version": "1.1", "items": []}'),
    "tom-sitemap": ("sitemap", "<urlset></urlset>"),
    "tomt-index": ("sitemap", "<sitemapindex/>"),
    "inga-inlagg": ("wordpress", "[]"),
    "inga-traffar": ("riksdagen", '{"dokumentlista": {"@traffar": "0", "dokument": null}}'),
}
DECLARED_1252 = '<?xml version="1.0" encoding="windows-1252"?>'
# name: (body, title, problem)
SALVAGED = {
    "kontroll": (rss(item("Två\x08 rader")), "Två rader", "control characters were removed"),
    "et-tecken": (rss(item("Bil & buss")), "Bil & buss", "malformed XML"),
    "oavslutat": (rss(item("Hel rad") + "<item><title>"), "Hel rad", "malformed XML"),
    "lang": (rss(item("å" * 1_500_000)), "å" * 1_000, "a title was cut"),
    "latin1": (
        rss(item(SWEDISH)).encode("latin-1"),
        SWEDISH,
        "encoding is not the declared one",
    ),
    "huvudet": (rss(item(SWEDISH), DECLARED_1252).encode("cp1252"), SWEDISH, ""),
    "dubbelt": (
        rss(item(SWEDISH.encode().decode("cp1252"))),
        SWEDISH,
        "characters encoded twice were put right",
    ),
    "dubbelt-latin": (
        rss(item(SWEDISH.encode().decode("latin-1"))),
        SWEDISH,
        "characters encoded twice were put right",
    ),
    "blandat": (
        rss(item(SWEDISH)).encode() + b"<!-- \xe5 -->",
        SWEDISH,
        "two encodings in one text",
    ),
    "upplost": (rss(item("A\u030ama\u030al fa\u030ar fo\u0308rskola")), SWEDISH, ""),
    "osynligt": (rss(item("Åm\xadål\u200b \u202efår\u202c förskola")), SWEDISH, ""),
    "skript": (
        rss(item(f"&lt;script&gt;x()&lt;/script&gt;{SWEDISH}", "javascript:alert(1)")),
        SWEDISH,
        "",
    ),
}
NO_ZONE = "times without a zone read as Swedish"
# name: (raw, published, problem)
DATES = {
    "utan-zon": ("2026-11-19 11:15:35", datetime(2026, 11, 19, 10, 15, 35, tzinfo=UTC), NO_ZONE),
    "vintertid": (
        "Thu, 19 Nov 2026 11:15:35 CET",
        datetime(2026, 11, 19, 10, 15, 35, tzinfo=UTC),
        "",
    ),
    "sommartid": (
        "Tue, 20 Oct 2026 11:15:35 CEST",
        datetime(2026, 10, 20, 9, 15, 35, tzinfo=UTC),
        "",
    ),
    "svenskt": ("tors, 19 nov 2026", datetime(2026, 11, 18, 23, tzinfo=UTC), NO_ZONE),
    "siffror": ("19.11.2026", datetime(2026, 11, 18, 23, tzinfo=UTC), NO_ZONE),
    "epok": ("1795086935", datetime(2026, 11, 19, 11, 15, 35, tzinfo=UTC), ""),
    "tva-ganger": ("2026-10-25 02:30:00", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), NO_ZONE),
    "framtid": ("Thu, 01 Jan 2099 00:00:00 GMT", None, "dates in the future left out"),
    "forntid": ("Thu, 01 Jan 1970 00:00:00 GMT", None, "dates before 1995 left out"),
    "olasligt": ("nyss", None, "dates that cannot be read left out"),
    "inget": ("", None, ""),
}
ONE_PAGE = {
    "relativ": rss(item("Ny chef i Ekeby", "/nyhet")),
    "bas": '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/nyhet/x/"><title>T</title>'
    "<entry><title>Ny chef i Ekeby</title><id>1</id><updated>2026-11-19T09:00:00Z</updated>"
    "<link href='../../nyhet'/></entry></feed>",
    "sparad": rss(item("Ny chef i Ekeby", "/nyhet?utm_source=rss&amp;fbclid=x#topp")),
    "amp": rss(item("Ny chef i Ekeby", "/nyhet?amp=1")),
    "inslagen": rss(item("Ny chef i Ekeby", "https://www.google.com/url?url=BASE/nyhet&amp;ct=ga")),
}
PARTS = 12
OTHERS = {
    "manga": ("feed", rss("".join(f"<item><title>R{n}</title></item>" for n in range(30_000)))),
    "karta": (
        "sitemap",
        "<sitemapindex><sitemap><loc>/karta</loc></sitemap>"
        "<sitemap><loc>/delar.xml.gz</loc></sitemap></sitemapindex>",
    ),
    "jsonflode": (
        "feed",
        json.dumps({"items": [{"id": "1", "url": "/nyheter/1-familjehem", "title": "Rubrik"}]}),
    ),
    "start": (
        "page",
        "<main><h2><a href='/nyheter/2-familjehem'>Rubrik på startsidan</a></h2></main>",
    ),
    "blogg": (
        "wordpress",
        json.dumps(
            [
                {
                    "id": 1,
                    "link": "BASE/inlagg",
                    "date_gmt": "2026-11-19T09:00:00",
                    "title": {"rendered": "Rubrik"},
                    "content": {"rendered": f"<p>{TEXT}</p>", "protected": False},
                }
            ]
        ),
    ),
    "dokument": (
        "riksdagen",
        json.dumps(
            {
                "dokumentlista": {
                    "dokument": {
                        "id": "H1",
                        "titel": "Rubrik",
                        "datum": "2026-11-19",
                        "dokument_url_html": "BASE/nyheter/3-familjehem",
                    }
                }
            }
        ),
    ),
    "radio": (
        "sr",
        json.dumps(
            {
                "episodes": [
                    {
                        "id": 1,
                        "title": "Rubrik",
                        "url": "BASE/nyheter/4-familjehem",
                        "publishdateutc": "/Date(1795071600000)/",
                    }
                ]
            }
        ),
    ),
}
KINDS_READ = ("jsonflode", "start", "blogg", "dokument", "radio")


def bodies():
    yield from ((name, kind, body) for name, (kind, body, _) in UNREADABLE.items())
    yield from ((name, kind, body) for name, (kind, body) in {**EMPTY, **OTHERS}.items())
    yield from ((name, "feed", body) for name, (body, *_) in SALVAGED.items())
    yield from ((name, "feed", body) for name, body in ONE_PAGE.items())
    for name, (raw, *_) in DATES.items():
        yield name, "feed", rss(item(f"Rubrik {name}", more=f"<pubDate>{raw}</pubDate>"))


def path_of(name, kind):
    """Where WordPress has its posts, and another name elsewhere."""
    return f"/{name}/wp-json/wp/v2/posts" if kind == "wordpress" else f"/{name}"


def serve(web):
    """Put all bodies and the pages behind them on the server; gives the sources."""
    web.put_page("/nyhet", "Ny chef i Ekeby", TEXT)
    for n in range(1, 5):
        web.put_page(f"/nyheter/{n}-familjehem", f"Sidans rubrik {n}", f"{TEXT}Del {n} av saken.")
    for n in range(PARTS):
        web.put_page(f"/a/{n}", f"Rubrik {n} i Ekeby", f"{TEXT}Nummer {n} i raden.")
    urls = "".join(
        f"<url><loc>/a/{n}</loc><lastmod>2026-11-20T11:00:00Z</lastmod></url>" for n in range(PARTS)
    )
    web.put("/delar.xml.gz", gzip.compress(f"<urlset>{urls}</urlset>".encode()))
    sources = []
    for name, kind, body in bodies():
        raw = body.encode() if isinstance(body, str) else body
        raw = raw.replace(b"BASE", web.base.encode()) if len(raw) < 10_000 else raw
        html = kind == "page" or name == "webbsida"
        web.put(
            path_of(name, kind),
            raw,
            content_type="text/html" if html else "application/octet-stream",
        )
        kept = SourceKind(kind)
        sources.append(
            Source(name, kept, f"{web.base}/{name}", outlet_type=OutletType.REGIONAL_DAILY)
        )
    return sources


class Lines(logging.Handler):
    """Keeps what is logged."""

    def __init__(self):
        super().__init__(logging.INFO)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


@dataclass
class Passes:
    """Two passes an hour apart. `days`: the rows of source_days after the first; `covered`: the
    coverage of the week after the second (a source that was never seen has none); `asked`: the
    paths that the first one asked for."""

    first: Seen
    again: Seen
    days: dict
    covered: dict
    asked: list


def one_pass(db, sources, now, handler):
    handler.lines.clear()
    settings = CrawlSettings(
        delay_s=0.0, allow_private_networks=True, timeout_s=5.0, max_items=BOUND
    )
    crawl_sources(db, sources, settings, PSEUDONYMS, now)
    return Seen(
        store=db,
        polls={poll.source_id: poll for poll in last_polls(db)},
        states=source_states(db),
        documents=db.read("SELECT * FROM current_documents ORDER BY title").to_pylist(),
        log=list(handler.lines),
        now=now,
    )


@pytest.fixture(scope="module")
def passes(web_of_module, tmp_path_factory):
    db = Store(tmp_path_factory.mktemp("hostile") / "vardkase.duckdb")
    sources = serve(web_of_module)
    handler, logger = Lines(), logging.getLogger("scheduler.pipeline")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        first = one_pass(db, sources, NOW, handler)
        days = db.read("SELECT * FROM source_days WHERE day = ?", [NOW.date()]).to_pylist()
        asked = web_of_module.paths()
        later = NOW + timedelta(hours=1)
        again = one_pass(db, sources, later, handler)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
    with db.reading() as transaction:
        table = coverage(transaction, [week_of(NOW)], later)
    covered = dict(zip(table["source_id"], table["coverage"], strict=True))
    return Passes(first, again, {row["source_id"]: row for row in days}, covered, asked)


@pytest.fixture
def seen(passes):
    return passes.first


def documents(seen, name):
    return [row for row in seen.documents if row["source_id"] == name]


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_an_error_with_its_reason_and_a_failed_day(passes, seen, name):
    reason = UNREADABLE[name][2]

    assert (seen.access(name), seen.message(name)) == ("parse_error", reason)
    assert f"{name}: parse_error: {reason}" in seen.log
    day = passes.days[name]
    assert (day["tried"], day["fetched"], day["failed"]) == (1, 0, 1)
    assert day["access"] == "parse_error"
    assert not passes.covered.get(name)
    assert seen.states[name].failures == 1
    assert documents(seen, name) == []


@pytest.mark.parametrize("name", EMPTY)
def test_what_is_valid_and_empty_is_no_error_and_covers_its_day(passes, seen, name):
    assert (seen.access(name), seen.message(name)) == ("empty_valid", "")
    assert f"{name}: empty_valid: 0 entries, 0 new" in seen.log
    assert (passes.days[name]["tried"], passes.days[name]["failed"]) == (1, 0)
    assert passes.covered[name] > 0
    assert seen.states[name].failures == 0


def assert_read(passes, seen, name, problem):
    """A good answer: its state, day and coverage, and what was put right in state and log."""
    assert (seen.access(name), seen.message(name)) == ("ok", "")
    assert f"{name}: ok: 1 entries, 1 new" in seen.log
    assert (passes.days[name]["tried"], passes.days[name]["failed"]) == (1, 0)
    assert seen.problems(name) == ((problem,) if problem else ())
    assert (f"{name}: problem: {problem}" in seen.log) == bool(problem)


@pytest.mark.parametrize("name", SALVAGED)
def test_what_is_broken_and_can_be_read_gives_its_entry_and_says_what_was_put_right(
    passes, seen, name
):
    _, title, problem = SALVAGED[name]

    assert_read(passes, seen, name, problem)
    assert passes.covered[name] > 0
    (document,) = documents(seen, name)
    assert document["title"] == title
    assert document["url"].startswith("http://127.0.0.1:")


@pytest.mark.parametrize("name", DATES)
def test_times_are_read_as_they_were_meant_and_what_was_assumed_is_told(passes, seen, name):
    _, published, problem = DATES[name]

    assert_read(passes, seen, name, problem)
    assert passes.covered[name] > 0
    (document,) = documents(seen, name)
    assert document["published_at"] == published


@pytest.mark.parametrize("name", ONE_PAGE)
def test_addresses_are_resolved_and_those_of_one_page_are_one(passes, seen, name, web_of_module):
    assert_read(passes, seen, name, "")
    assert passes.covered[name] > 0
    owned = [row for row in seen.documents if row["canonical_url"] == f"{web_of_module.base}/nyhet"]
    assert len({row["document_id"] for row in owned}) == 1


def test_the_page_of_several_addresses_is_asked_for_once(passes):
    assert sum(path.partition("?")[0] == "/nyhet" for path in passes.asked) == 1


def test_thirty_thousand_entries_are_read_as_far_as_the_bound(passes, seen):
    problem = f"30000 entries, {BOUND} read"

    assert (seen.access("manga"), seen.polls["manga"].items) == ("ok", BOUND)
    assert problem in seen.problems("manga")
    assert f"manga: problem: {problem}" in seen.log
    assert passes.days["manga"]["failed"] == 0
    assert passes.covered["manga"] > 0


def test_an_index_that_names_itself_ends_and_lying_times_are_not_believed(passes, seen):
    assert (seen.access("karta"), seen.polls["karta"].items) == ("ok", PARTS)
    for problem in ("the index lists itself", "lastmod is the same for all: not used"):
        assert problem in seen.problems("karta")
        assert f"karta: problem: {problem}" in seen.log
    assert passes.asked.count("/karta") == 1
    assert len(documents(seen, "karta")) == PARTS
    assert passes.days["karta"]["failed"] == 0
    assert passes.covered["karta"] > 0


@pytest.mark.parametrize("name", KINDS_READ)
def test_each_kind_of_listing_gives_its_document(passes, seen, name):
    assert (seen.access(name), seen.message(name)) == ("ok", "")
    assert passes.days[name]["failed"] == 0
    (document,) = documents(seen, name)
    assert document["text_status"] == "full"
    assert "familjehem till barn" in document["text"]


def test_a_whole_text_in_a_listing_needs_no_page(passes):
    assert "/inlagg" not in passes.asked


def test_a_second_pass_finds_nothing_new_and_errors_go_on_counting(passes):
    again = passes.again

    assert len(again.documents) == len(passes.first.documents)
    assert {poll.new_items for poll in again.polls.values()} == {0}
    assert {again.states[name].failures for name in UNREADABLE} == {2}
    assert {again.access(name) for name in KINDS_READ} <= {"ok", "not_modified"}
