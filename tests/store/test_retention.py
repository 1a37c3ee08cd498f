"""Old texts go; labels, hashes and editorial titles stay."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.privacy import Pseudonyms, Sealed
from store.connection import Store
from store.documents import Added, add_documents
from store.labels import add_labels, pending
from store.records import Document, DocumentKind, ItemState, Labels, Tone
from store.retention import drop_old_texts
from store.sources import keep_item_states

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)
OLD = NOW - timedelta(days=400)


@pytest.fixture
def db(tmp_path):
    return Store(tmp_path / "lager.duckdb")


def document(name, kind, fetched_at):
    return Document(
        name, "a", kind, "http://x/", "http://x/", f"Rubrik {name}", f"Text {name}", fetched_at,
        fetched_at, context="Det som besvaras",
    )  # fmt: skip


def label(name):
    return Labels(name, 1, "m", NOW, "sv", True, True, Tone.NEUTRAL)


def test_old_labelled_texts_go_and_the_rest_stays(db):
    documents = [
        document("gammal", DocumentKind.ARTICLE, OLD),
        document("inlagg", DocumentKind.POST, OLD),
        document("omarkt", DocumentKind.ARTICLE, OLD),
        document("ny", DocumentKind.ARTICLE, NOW),
    ]
    with db.write() as transaction:
        add_documents(transaction, documents)
        add_labels(transaction, [label(name) for name in ("gammal", "inlagg", "ny")])
        assert drop_old_texts(transaction, NOW - timedelta(days=365), NOW) == 2
        assert drop_old_texts(transaction, NOW - timedelta(days=365), NOW) == 0
    rows = db.read("SELECT document_id, title, text, context FROM documents ORDER BY 1").to_pylist()
    kept = {row["document_id"]: (row["title"], row["text"], row["context"]) for row in rows}
    assert kept == {
        "gammal": ("Rubrik gammal", "", ""),
        "inlagg": ("", "", ""),
        "ny": ("Rubrik ny", "Text ny", "Det som besvaras"),
        "omarkt": ("Rubrik omarkt", "Text omarkt", "Det som besvaras"),
    }
    assert db.read("SELECT count(*) AS n FROM labels").to_pylist() == [{"n": 3}]


def test_an_old_capture_is_kept_from_the_day_that_it_was_read_in(db):
    late = replace(document("sen", DocumentKind.POST, OLD), first_seen_at=NOW)
    with db.write() as transaction:
        add_documents(transaction, [late])
        add_labels(transaction, [label("sen")])
        assert drop_old_texts(transaction, NOW - timedelta(days=1), NOW) == 0
        assert drop_old_texts(transaction, NOW + timedelta(days=1), NOW) == 1


def test_a_dropped_text_is_known_when_met_again_and_not_given_to_another_model(db):
    old = document("gammal", DocumentKind.ARTICLE, OLD)
    with db.write() as transaction:
        add_documents(transaction, [old])
        add_labels(transaction, [label("gammal")])
        drop_old_texts(transaction, NOW, NOW)
    with db.write() as transaction:
        assert add_documents(transaction, [old]) == Added(known=1)
    assert pending(db, "another model", 10) == []


def test_whom_a_post_is_asked_for_by_goes_with_its_words(db):
    pseudonyms = Sealed(Pseudonyms(b"k" * 32))
    old, new = document("inlagg", DocumentKind.POST, OLD), document("nytt", DocumentKind.POST, NOW)
    article = document("artikel", DocumentKind.ARTICLE, OLD)
    with db.write() as transaction:
        add_documents(transaction, [old, new, article])
        add_labels(transaction, [label("inlagg"), label("nytt"), label("artikel")])
        states = [
            ItemState("a", d.document_id, url, d.document_id, "", OLD, OLD)
            for d, url in (
                (old, pseudonyms.seal("1")), (new, pseudonyms.seal("2")), (article, "http://x/"),
            )
        ]  # fmt: skip
        keep_item_states(transaction, states)
        drop_old_texts(transaction, NOW - timedelta(days=365), NOW)
    rows = db.read("SELECT key, url FROM item_states").to_pylist()
    found = {row["key"]: row["url"] for row in rows}
    assert (found["inlagg"], found["artikel"]) == ("", "http://x/")
    assert pseudonyms.open(found["nytt"]) == "2"
