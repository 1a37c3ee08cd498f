"""Labels stand beside each other: by version, by model; none is ever replaced."""

from store.columns import from_arrow
from store.labels import add_labels, pending
from store.records import Frame, LabelGroup, Labels, Narrative, Stance, Tone


def label(shelf, document_id="a", **other):
    fields = {
        "version": 1,
        "model": "embedded",
        "labelled_at": shelf.noon(),
        "language": "sv",
        "language_supported": True,
        "relevant": True,
        "tone": Tone.NEGATIVE,
        "narratives": (Narrative.PROFIT, Narrative.KIDNAPPING),
        "stance": Stance.REPORTS,
        "frames": (Frame.LEGAL_CERTAINTY,),
        "abstained": (LabelGroup.TONE,),
        "scores": {"relevant": 0.98, "tone": {"negative": 0.7, "neutral": 0.3}},
    }
    return Labels(document_id=document_id, **(fields | other))


def put(shelf, *labels):
    with shelf.db.write() as transaction:
        add_labels(transaction, labels)


def waiting(shelf, model="embedded", limit=100, **other):
    rows = pending(shelf.db, model, limit, **other)
    return [(row["document_id"], row["version"]) for row in rows]


def test_labels_come_back_as_they_were_given(shelf):
    put(shelf, label(shelf))
    assert from_arrow(shelf.db.read("SELECT * FROM labels"), Labels) == [label(shelf)]


def test_labels_given_twice_are_kept_once_and_the_first_ones_hold(shelf):
    put(shelf, label(shelf))
    put(shelf, label(shelf, tone=Tone.POSITIVE), label(shelf, "b"))
    assert shelf.rows("SELECT document_id, tone FROM labels ORDER BY ALL") == [
        ("a", "negative"),
        ("b", "negative"),
    ]


def test_a_new_model_and_a_new_version_add_labels_beside_the_old(shelf):
    put(shelf, label(shelf), label(shelf, version=2), label(shelf, model="other"))
    assert len(shelf.rows("SELECT * FROM labels")) == 3


def test_no_labels_are_no_work(shelf):
    put(shelf)
    assert shelf.rows("SELECT * FROM labels") == []


def test_documents_wait_for_labels_in_the_order_of_first_sight(shelf):
    shelf.add(
        shelf.document("late", first_seen_at=shelf.noon(9)),
        shelf.document("b"),
        shelf.document("a"),
    )
    assert waiting(shelf) == [("a", 1), ("b", 1), ("late", 1)]
    assert waiting(shelf, limit=2) == [("a", 1), ("b", 1)]
    put(shelf, label(shelf, "a"))
    assert waiting(shelf) == [("b", 1), ("late", 1)]
    assert waiting(shelf, model="other") == [("a", 1), ("b", 1), ("late", 1)]


def test_what_waits_brings_what_a_classifier_reads(shelf):
    shelf.add(shelf.document("a", context="Svar på", language="sv"))
    (row,) = pending(shelf.db, "embedded", 1)
    assert row == {
        "document_id": "a",
        "version": 1,
        "title": "Socialtjänsten växer",
        "text": "Nämnden anställer fler.",
        "context": "Svar på",
        "language": "sv",
    }


def test_a_changed_document_waits_again_and_its_old_version_only_when_asked_for(shelf):
    shelf.add(shelf.document("a"))
    shelf.add(shelf.document("a", text="Nytt."))
    assert waiting(shelf) == [("a", 2)]
    assert waiting(shelf, every_version=True) == [("a", 1), ("a", 2)]


def test_a_deleted_document_waits_for_nothing(shelf):
    shelf.add(shelf.document("a", text_status="deleted"))
    assert waiting(shelf) == []
