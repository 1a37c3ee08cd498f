"""Real texts of the Government Offices, served as a site: every document once, edits seen."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path

import pytest

from store.records import Access, OutletType, TextStatus

FILE = Path(__file__).parents[3] / "shared" / "data" / "regeringen" / "social_services.jsonl"
COUNT = 36
SECRETS = ("070-174 06 05", "anna.b@example.org", "640823-3234", "@stormkatt71")


@pytest.fixture(scope="module")
def texts():
    if not FILE.exists():
        pytest.skip(f"{FILE} is not on this machine: no real input to crawl")
    with FILE.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [row for row in rows if row["month"] and 400 < len(row["text"]) < 6_000][:COUNT]


def _published(row):
    year, month = row["month"].split("-")
    return datetime(int(year), int(month), 15, 8, tzinfo=UTC)


def _put_site(web, rows):
    """The same documents in RSS 2.0, Atom and windows-1252, with other guids in each feed."""
    for number, row in enumerate(rows):
        lines = [part.strip() for part in row["text"].split("\n") if part.strip()]
        secret = SECRETS[number % len(SECRETS)]
        web.put_page(
            f"/dok/{number}", row["title"], "\n".join([*lines, f"Frågor besvaras av {secret}."])
        )
    web.put_feed(
        "/rss",
        *(
            {
                "link": f"/dok/{n}",
                "title": row["title"],
                "guid": f"rss-{n}",
                "date": format_datetime(_published(row)),
                "author": "Pressekreterare Anna Bok",
            }
            for n, row in enumerate(rows[:24])
        ),
    )
    web.put(
        "/atom",
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        "<title>T</title><id>x</id><updated>2026-01-01T00:00:00Z</updated>"
        + "".join(
            f"<entry><title>{escape(row['title'])}</title><id>tag:{n}</id>"
            f'<link href="{web.base}/dok/{n}?utm_source=atom"/>'
            f"<updated>{_published(row).isoformat()}</updated></entry>"
            for n, row in list(enumerate(rows))[18:30]
        )
        + "</feed>",
        content_type="application/atom+xml",
    )
    rss = '<?xml version="1.0" encoding="windows-1252"?><rss version="2.0"><channel>' + "".join(
        f"<item><title>{escape(row['title'])}</title><link>{web.base}/dok/{n}</link>"
        f"<pubDate>{_published(row):%Y-%m-%d %H:%M:%S}</pubDate></item>"
        for n, row in list(enumerate(rows))[28:]
    )
    web.put(
        "/latin",
        (rss + "</channel></rss>").encode("cp1252", "xmlcharrefreplace"),
        content_type="application/rss+xml; charset=utf-8",
    )


def test_real_documents_are_crawled_once_each_and_edits_are_seen(
    web, source, crawl_pass, now, texts
):
    _put_site(web, texts)
    sources = [
        source(f"{web.base}/{path}", path, OutletType.AUTHORITY)
        for path in ("rss", "atom", "latin")
    ]

    first = crawl_pass(*sources)

    # the texts are years old, and a feed that gives nothing newer has stopped
    assert {poll.access for poll in first.polls.values()} == {Access.STALE}
    by_id = {document.document_id: document for document in first.documents}
    assert len(by_id) == COUNT, "every document once, however many feeds list it"
    assert len(first.documents) == 24 + 12 + 8
    pages = [path.split("?")[0] for path in web.paths() if path.startswith("/dok/")]
    assert len(pages) == len(set(pages)) == COUNT
    titles = {" ".join(row["title"].split()) for row in texts}
    assert {document.title for document in first.documents} == titles
    assert {document.text_status for document in by_id.values()} == {TextStatus.FULL}
    kept = [_share_kept(by_id, row) for row in texts]
    assert sorted(kept)[len(kept) // 2] > 0.95, "the text of the page is the text of the document"
    everything = repr(first.records)
    for secret in (*SECRETS, "stormkatt71", "1740605", "Anna Bok"):
        assert secret not in everything

    second = crawl_pass(*sources, now=now + timedelta(hours=1))
    assert second.documents == []

    web.put_page("/dok/20", texts[20]["title"], texts[20]["text"] + "\nRättelse: talet var fel.")
    third = crawl_pass(*sources, now=now + timedelta(hours=2))
    assert {document.document_id for document in third.documents} <= set(by_id)
    assert len({document.document_id for document in third.documents}) == 1
    assert all("Rättelse: talet var fel." in document.text for document in third.documents)


def _share_kept(by_id, row):
    """The share of a document's words that came through, found by its title."""
    title = " ".join(row["title"].split())
    words = set(row["text"].split())
    best = max((d for d in by_id.values() if d.title == title), key=lambda d: len(d.text))
    return len(words & set(best.text.split())) / len(words)
