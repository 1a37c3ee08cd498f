"""JSON Lines of Documents: good rows come in, bad ones are counted, nobody is named."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.canonical import document_id
from crawlers.imports.jsonl import read_documents
from crawlers.imports.reading import REASONS, SetAside
from crawlers.privacy import Pseudonyms
from store.errors import ImportFileError
from store.records import Document, DocumentKind, OutletType, Source, SourceKind, TextStatus

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NAMES = Pseudonyms(b"a" * 32)
SOURCES = {
    "tidning": Source("tidning", SourceKind.FEED, "https://tidning.se/rss", language="sv"),
    "forum": Source(
        "forum", SourceKind.IMPORT, "https://forum.example/", outlet_type=OutletType.FORUM
    ),
}
ROW = {"title": "Rubrik", "text": "Brödtext i Botkyrka.", "url": "https://tidning.se/a?utm_id=1"}


@pytest.fixture
def read(tmp_path):
    def from_rows(*rows):
        path = tmp_path / "rader.jsonl"
        path.write_bytes(
            b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows)
        )
        return list(read_documents(path, SOURCES, NAMES, NOW))

    return from_rows


def test_a_row_becomes_a_document_with_what_it_leaves_out_filled_in(read):
    (found,) = read(ROW)

    assert found == Document(
        document_id=document_id("https://tidning.se/a"),
        source_id="import",
        kind=DocumentKind.ARTICLE,
        url="https://tidning.se/a?utm_id=1",
        canonical_url="https://tidning.se/a",
        title="Rubrik",
        text="Brödtext i Botkyrka.",
        first_seen_at=NOW,
        fetched_at=NOW,
        places=("Botkyrka",),
        language="sv",
    )


def test_all_fields_come_in(read):
    row = {
        **ROW,
        "document_id": "ab" * 16,
        "source_id": "forum",
        "kind": "comment",
        "context": "Frågan",
        "language": "ar-SE",
        "text_status": "teaser",
        "published_at": "2026-07-05T10:00:00+02:00",
        "first_seen_at": "2026-07-05T09:00:00Z",
        "fetched_at": "2026-07-05 11:30",
        "edited_at": "2026-07-06T00:00:00Z",
        "author": "@Kalle",
        "reply_to": "cd" * 16,
        "shared_urls": ["https://a.se/x"],
        "hashtags": ["lvu"],
        "likes": 3,
        "shares": "4",
        "comments": 5.0,
        "views": None,
        "okant_falt": {"a": 1},
    }

    (found,) = read(row)

    assert found.document_id == "ab" * 16
    assert found.kind is DocumentKind.COMMENT
    assert (found.context, found.language) == ("Frågan", "ar")
    assert found.text_status is TextStatus.TEASER
    assert found.published_at == datetime(2026, 7, 5, 8, tzinfo=UTC)
    assert found.fetched_at == datetime(2026, 7, 5, 9, 30, tzinfo=UTC)
    assert found.author == NAMES.of("forum.example", "kalle")
    assert (found.likes, found.shares, found.comments, found.views) == (3, 4, 5, None)
    assert (found.reply_to, found.shared_urls) == ("cd" * 16, ("https://a.se/x",))


def test_posts_of_forums_get_their_hashtags_and_addresses_and_name_nobody(read):
    text = "@anna: ring 070-174 06 05 #LVU https://x.com/kalle/status/1 skriver stormkatt71"
    row = {
        "text": text, "source_id": "forum", "url": "https://forum.example/u/stormkatt71/1",
        "author": "stormkatt71", "context": "anna@example.org",
    }  # fmt: skip

    (found,) = read(row)

    assert found.kind is DocumentKind.POST
    assert found.hashtags == ("lvu",)
    assert found.shared_urls == ("https://x.com/-konto-/status/1",)
    for word in ("anna", "1740605", "174 06", "kalle", "stormkatt"):
        assert word not in repr(found)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"{", "ogiltig_json"),
        (b'{"title": "kapad ra', "ogiltig_json"),
        (b'{"title": "\xff\xfe"}', "ogiltig_json"),
        (b"[" * 100_000, "ogiltig_json"),
        (b"[]", "ingen_post"),
        (b'"text"', "ingen_post"),
        (b"null", "ingen_post"),
        ({"url": "https://a.se"}, "saknar_text"),
        ({**ROW, "title": " ", "text": ""}, "saknar_text"),
        ({"text": "x"}, "saknar_adress"),
        ({"text": "x", "url": "mailto:a@b.se"}, "saknar_adress"),
        ({**ROW, "published_at": "i går"}, "ogiltigt_datum"),
        ({**ROW, "published_at": 5}, "ogiltigt_datum"),
        ({**ROW, "fetched_at": "2099-01-01"}, "ogiltigt_datum"),
        ({**ROW, "text": ["a"]}, "ogiltigt_varde"),
        ({**ROW, "kind": "blogg"}, "ogiltigt_varde"),
        ({**ROW, "likes": -1}, "ogiltigt_varde"),
        ({**ROW, "likes": "många"}, "ogiltigt_varde"),
        ({**ROW, "hashtags": "lvu"}, "ogiltigt_varde"),
        ({**ROW, "shared_urls": [5]}, "ogiltigt_varde"),
        ({**ROW, "author": {"name": "x"}}, "ogiltigt_varde"),
        ({**ROW, "source_id": "@ett konto"}, "ogiltigt_varde"),
    ],
)
def test_a_bad_row_is_set_aside_with_its_line_and_reason(read, row, reason):
    found = read(ROW, row, ROW)

    assert [type(one) for one in found] == [Document, SetAside, Document]
    assert found[1] == SetAside(2, reason)
    assert reason in REASONS


def test_marks_and_breaks_of_files_do_no_harm(read):
    good = json.dumps(ROW).encode()

    found = read(b"\xef\xbb\xbf" + good + b"\r", b"", b"\0\0" + good + b"\0", b"   ", good)

    assert [type(one) for one in found] == [Document] * 3


def test_deep_rows_survive(read):
    deep = b'{"text": "x", "url": "https://a.se/1", "extra": ' + b"[" * 900 + b"]" * 900 + b"}"

    assert isinstance(read(deep)[0], Document)


def test_a_foreign_id_becomes_one_of_ours_and_stays_the_same(read):
    first, second, third = read(
        {"text": "x", "document_id": "Status 17"},
        {"text": "y", "document_id": "Status 17"},
        {"text": "x", "document_id": "Status 18", "reply_to": "Status 17"},
    )

    assert first.document_id == second.document_id == third.reply_to != third.document_id
    assert "17" not in first.canonical_url


def test_a_file_that_cannot_be_read_is_an_error(tmp_path):
    for path in (tmp_path, tmp_path / "borta.jsonl"):
        with pytest.raises(ImportFileError, match="går inte att läsa"):
            list(read_documents(path, SOURCES, NAMES, NOW))


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
_FIELDS = st.sampled_from([*Document.__slots__, "okant"])


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(_FIELDS, _VALUES, max_size=12))
def test_every_row_gives_a_document_or_a_reason(read, row):
    (found,) = read(row)

    assert isinstance(found, Document) or found.reason in REASONS
