"""Human labels as training examples: settled, with their text, and in one hand."""

import dataclasses
from datetime import UTC, datetime

import pytest

from classifiers.examples import targets
from classifiers.gold import HAND, read_gold, settled
from store.connection import Store
from store.documents import add_documents
from store.human_labels import put_human_labels
from store.records import (
    Document,
    DocumentKind,
    Frame,
    HumanLabels,
    Narrative,
    Stance,
    TextStatus,
    Tone,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def db(tmp_path):
    return Store(tmp_path / "lager.duckdb")


def document(name, **other):
    return Document(
        name,
        "bladet",
        DocumentKind.POST,
        f"https://x.example/{name}",
        f"https://x.example/{name}",
        "",
        f"Socialtjänsten tog emot fler orosanmälningar än förra året, säger {name}.",
        NOW,
        NOW,
        **({"context": "Stämmer det?", "author": "p-hemlig"} | other),
    )


def answer(name="a", coder="k1", **other):
    return HumanLabels(name, 1, coder, NOW, **({"relevant": True, "tone": Tone.NEUTRAL} | other))


def fill(db, documents, labels):
    with db.write() as transaction:
        add_documents(transaction, documents)
        put_human_labels(transaction, labels)


def test_a_coded_text_becomes_an_example(db):
    labels = answer(
        tone=Tone.NEGATIVE,
        narratives=(Narrative.PROFIT,),
        stance=Stance.ENDORSES,
        frames=(Frame.CRIME,),
    )
    fill(db, [document("a"), document("b")], [labels])
    (example,) = read_gold(db).examples
    assert example.example_id == "store-a-1"
    assert (example.hand, example.register, example.language) == (HAND, "post", "sv")
    assert example.text.text.endswith("säger a.")
    assert example.text.context == "Stämmer det?"
    assert (example.narratives, example.stance) == ((Narrative.PROFIT,), Stance.ENDORSES)
    assert targets([example]).sum() == 5
    assert "hemlig" not in repr(example)
    assert "k1" not in repr(example)


def test_a_text_with_two_coders_is_one_example(db):
    fill(db, [document("a")], [answer(coder="k1"), answer(coder="k2")])
    assert len(read_gold(db).examples) == 1


def test_disagreement_and_missing_texts_are_left_out_and_counted(db):
    fill(
        db,
        [document("a"), document("b"), document("c", text_status=TextStatus.DELETED)],
        [answer("a"), answer("b"), answer("b", "k2", tone=Tone.POSITIVE), answer("c")],
    )
    found = read_gold(db)
    assert [example.example_id for example in found.examples] == ["store-a-1"]
    assert (found.disagreeing, found.without_text) == (1, 1)


def test_an_empty_store_gives_nothing(db):
    assert read_gold(db).examples == ()


def test_most_of_three_coders_decide_over_the_whole_answer():
    said = [answer(coder="k1"), answer(coder="k2"), answer(coder="k3", tone=Tone.NEGATIVE)]
    assert settled(said).tone is Tone.NEUTRAL
    assert settled(said[1:]) is None
    spread = [
        answer(coder=coder, narratives=(narrative,), stance=Stance.ENDORSES)
        for coder, narrative in zip(("k1", "k2", "k3"), Narrative, strict=False)
    ]
    assert settled(spread) is None


def test_training_takes_the_texts_of_the_store_beside_the_corpus(
    db, tmp_path, tiny_encoder, tiny_corpus
):
    pytest.importorskip("onnx", reason="onnx saknas: installera tillägget train")
    from classifiers.fit import FitSettings
    from classifiers.network import Shape
    from classifiers.train import TrainSettings, train

    names = ["a", "b", "c", "d"]
    fill(db, [document(name) for name in names], [answer(name) for name in names])
    settings = TrainSettings(
        output=tmp_path / "model",
        work=tmp_path / "work",
        corpus=tiny_corpus,
        encoder=str(tiny_encoder),
        shape=Shape(mixed_layers=2, trained_layers=1, pools=1, width=16, dropout=0.0),
        fit=FitSettings(epochs=1, batch_documents=8, bfloat16=False),
    )
    without = train(dataclasses.replace(settings, output=tmp_path / "other"), lambda line: None)
    extra = dataclasses.replace(settings, extra_examples=read_gold(db).examples)
    assert train(extra, lambda line: None).texts == without.texts + len(names)
