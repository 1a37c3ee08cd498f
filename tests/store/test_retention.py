"""Old texts go; labels, hashes and editorial titles stay."""

from datetime import UTC, datetime, timedelta

import pytest

from store.connection import Store
from store.documents import Added, add_documents
from store.labels import add_labels, pending
from store.records import Document, DocumentKind, Labels, Tone
from store.retention import drop_old_texts

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


def test_a_dropped_text_is_known_when_met_again_and_not_given_to_another_model(db):
    old = document("gammal", DocumentKind.ARTICLE, OLD)
    with db.write() as transaction:
        add_documents(transaction, [old])
        add_labels(transaction, [label("gammal")])
        drop_old_texts(transaction, NOW, NOW)
    with db.write() as transaction:
        assert add_documents(transaction, [old]) == Added(known=1)
    assert pending(db, "another model", 10) == []
