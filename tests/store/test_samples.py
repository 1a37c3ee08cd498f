"""What can be drawn, and what a coder gets to see of it."""

from datetime import timedelta

import pytest

from store.labels import add_labels
from store.records import (
    DocumentKind,
    LabelGroup,
    Labels,
    Narrative,
    Sample,
    SampledDocument,
    TextStatus,
    Tone,
)
from store.retention import drop_old_texts
from store.samples import add_sample, sampled_documents, sampling_frame, texts_of_sample


@pytest.fixture
def frame(shelf):
    """The frame of the shelf's documents as {document_id: row}, and the unreadable."""

    def frame(model="m", first_week=None, last_week=None):
        with shelf.db.reading() as transaction:
            found = sampling_frame(transaction, model, first_week, last_week)
        return {row["document_id"]: row for row in found.documents.to_pylist()}, found.unreadable

    return frame


def label(shelf, *labels):
    with shelf.db.write() as transaction:
        add_labels(
            transaction,
            [
                Labels(name, 1, "m", shelf.noon(), "sv", True, True, Tone.NEGATIVE, **other)
                for name, other in labels
            ],
        )


def test_each_document_is_said_to_be_one_thing(shelf, frame):
    shelf.add(*(shelf.document(name) for name in "abcdef"))
    label(
        shelf,
        ("a", {"narratives": (Narrative.PROFIT,), "abstained": (LabelGroup.STANCE,)}),
        ("b", {"abstained": (LabelGroup.FRAME,)}),
        ("c", {}),
    )
    other = Labels("d", 1, "m", shelf.noon(), "sv", True, False, Tone.NEUTRAL)
    german = Labels("e", 1, "m", shelf.noon(), "de", False, None, None)
    another_model = Labels("f", 1, "x", shelf.noon(), "sv", True, True, Tone.NEUTRAL)
    with shelf.db.write() as transaction:
        add_labels(transaction, [other, german, another_model])
    rows, _ = frame()
    assert {name: row["said"] for name, row in rows.items()} == {
        "a": "narrative",
        "b": "abstained",
        "c": "relevant",
        "d": "other",
        "e": "unsupported",
        "f": "unlabelled",
    }
    assert rows["e"]["language"] == "de"
    assert rows["f"]["language"] == "und"


def test_the_newest_version_is_in_the_frame_once(shelf, frame):
    shelf.add(shelf.document("a"))
    shelf.add(shelf.document("a", text="En annan text.", fetched_at=shelf.noon(5)))
    rows, _ = frame()
    assert [(row["document_id"], row["version"]) for row in rows.values()] == [("a", 2)]


def test_what_cannot_be_read_is_counted_and_not_drawn(shelf, frame):
    shelf.add(
        shelf.document("tom", title="", text=""),
        shelf.document("borttagen", text_status=TextStatus.DELETED),
        shelf.document("återkallad", deleted_at=shelf.noon()),
        shelf.document("rubrik", text=""),
        shelf.document("gallrad"),
    )
    label(shelf, ("gallrad", {}))
    with shelf.db.write() as transaction:
        drop_old_texts(transaction, shelf.noon(1), shelf.noon(1))
    rows, unreadable = frame()
    assert set(rows) == {"rubrik"}
    assert unreadable == 4


def test_weeks_bound_the_frame(shelf, frame):
    for weeks_ago, name in enumerate("abc"):
        shelf.add(shelf.document(name, published_at=shelf.noon() - timedelta(weeks=weeks_ago)))
    rows, _ = frame(first_week="2026-W46", last_week="2026-W46")
    assert set(rows) == {"b"}


def test_a_draw_is_kept_and_its_texts_come_in_its_order_without_their_origin(shelf):
    shelf.add(
        shelf.document("a", author="p-1", context="Fråga"),
        shelf.document("b", kind=DocumentKind.POST, title=""),
    )
    drawn = [
        SampledDocument("prov-1", 1, "b", 1, "other", 4, 0.25),
        SampledDocument("prov-1", 2, "a", 1, "narrative", 1, 1.0),
    ]
    sample = Sample("prov-1", shelf.noon(), 7, "m", ("said",), "equal", "2026-W40", None, 5)
    with shelf.db.write() as transaction:
        add_sample(transaction, sample, drawn)
        texts = texts_of_sample(transaction, "prov-1")
    assert sampled_documents(shelf.db) == drawn
    assert [row["document_id"] for row in texts] == ["b", "a"]
    assert list(texts[0]) == ["sample_id", "document_id", "version", "title", "text", "context"]
    assert texts[1]["context"] == "Fråga"
    (kept,) = shelf.db.read("SELECT * FROM samples").to_pylist()
    assert (kept["seed"], kept["frame_size"], kept["strata"]) == (7, 5, ["said"])
