"""Human labels: one answer by each coder for each version, the last one given."""

from datetime import UTC, datetime

import pytest

from store.human_labels import Put, coded_texts, human_labels, labels_of_coded, put_human_labels
from store.labels import add_labels
from store.records import Frame, HumanLabels, Labels, Narrative, Stance, TextStatus, Tone
from store.retention import drop_old_texts

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def answer(shelf, document_id="a", coder="k1", minutes=0, **other):
    fields = {"relevant": True, "tone": Tone.NEGATIVE} | other
    return HumanLabels(
        document_id=document_id, version=1, coder=coder, labelled_at=shelf.noon(minutes), **fields
    )


def put(shelf, *labels):
    with shelf.db.write() as transaction:
        return put_human_labels(transaction, labels)


def test_answers_come_back_as_they_were_given(shelf):
    full = answer(
        shelf,
        narratives=(Narrative.KIDNAPPING, Narrative.PROFIT),
        stance=Stance.REPORTS,
        frames=(Frame.CRIME,),
    )
    assert put(shelf, full, answer(shelf, "b")) == Put(stored=2)
    assert human_labels(shelf.db) == [full, answer(shelf, "b")]


def test_a_corrected_answer_replaces_and_the_same_one_keeps_its_time(shelf):
    put(shelf, answer(shelf), answer(shelf, "b"))
    again = put(
        shelf,
        answer(shelf, minutes=5),
        answer(shelf, "b", minutes=5, tone=Tone.POSITIVE),
        answer(shelf, "c", minutes=5),
    )
    assert again == Put(stored=1, changed=1, same=1)
    assert human_labels(shelf.db) == [
        answer(shelf),
        answer(shelf, "b", minutes=5, tone=Tone.POSITIVE),
        answer(shelf, "c", minutes=5),
    ]


def test_coders_stand_beside_each_other(shelf):
    put(shelf, answer(shelf))
    assert put(shelf, answer(shelf, coder="k2", tone=Tone.NEUTRAL)) == Put(stored=1)
    assert [labels.coder for labels in human_labels(shelf.db)] == ["k1", "k2"]


def test_nothing_is_put_for_nothing(shelf):
    assert put(shelf) == Put()


def test_the_models_labels_are_those_of_the_coded_versions(shelf):
    put(shelf, answer(shelf), answer(shelf, coder="k2"))
    given = {
        (name, version, model): Labels(
            name, version, model, shelf.noon(), "sv", True, True, Tone.NEUTRAL
        )
        for name, version, model in [("a", 1, "m"), ("a", 2, "m"), ("a", 1, "x"), ("b", 1, "m")]
    }
    with shelf.db.write() as transaction:
        add_labels(transaction, list(given.values()))
    assert labels_of_coded(shelf.db, "m") == [given["a", 1, "m"]]


def test_texts_that_are_gone_are_not_readable(shelf):
    shelf.add(
        shelf.document("a"),
        shelf.document("b", text_status=TextStatus.DELETED),
        shelf.document("c"),
        shelf.document("d", deleted_at=shelf.noon()),
        shelf.document("ingens"),
    )
    label = Labels("c", 1, "m", shelf.noon(), "sv", True, True, Tone.NEUTRAL)
    with shelf.db.write() as transaction:
        add_labels(transaction, [label])
        drop_old_texts(transaction, shelf.noon(1), shelf.noon(1))
    put(shelf, *(answer(shelf, name) for name in "abcd"), answer(shelf, coder="k2"))
    found = [(row["document_id"], row["readable"]) for row in coded_texts(shelf.db)]
    assert found == [("a", True), ("b", False), ("c", False), ("d", False)]


@pytest.mark.parametrize(
    ("later", "text"),
    [
        ({}, "Nämnden anställer fler."),
        ({"text_status": TextStatus.DELETED}, ""),
        ({"deleted_at": NOON}, ""),
    ],
)
def test_a_text_that_was_withdrawn_after_it_was_coded_is_not_readable(shelf, later, text):
    shelf.add(shelf.document("a"))
    put(shelf, answer(shelf))
    shelf.add(shelf.document("a", text="Ändrad.", fetched_at=shelf.noon(5), **later))
    (row,) = coded_texts(shelf.db)
    assert (row["version"], row["text"]) == (1, text)
    assert row["readable"] is bool(text)
