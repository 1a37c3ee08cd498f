"""The held-out texts were coded twice: the data card states the agreement that they give."""

import json
from datetime import UTC, datetime

import pytest

from classifiers.coders import Comparison, compare_all
from classifiers.examples import read_corpus
from classifiers.heldout.texts import CORPUS, HELDOUT
from store.records import Frame, HumanLabels, Narrative, Stance, Tone


def labels_of(name: str) -> list[HumanLabels]:
    lines = (CORPUS / "coding" / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [
        HumanLabels(
            document_id=row["id"],
            version=1,
            coder=row["coder"],
            labelled_at=datetime(2026, 1, 1, tzinfo=UTC),
            relevant=row["relevant"],
            tone=Tone(row["tone"]),
            narratives=tuple(map(Narrative, row["narratives"])),
            stance=Stance(row["stance"]) if row["stance"] else None,
            frames=tuple(map(Frame, row["frames"])),
        )
        for row in map(json.loads, lines)
    ]


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    (found,) = compare_all([*labels_of("first"), *labels_of("second")], [])
    return found


def test_at_least_six_hundred_held_out_texts_are_coded_twice(comparison: Comparison):
    assert comparison.documents >= 600
    ids = {e.example_id for e in read_corpus(HELDOUT)}
    assert {labels.document_id for labels in labels_of("second")} <= ids


def test_the_data_card_states_the_agreement_label_by_label(comparison: Comparison):
    card = (CORPUS / "README.md").read_text("utf-8")
    for (group, label), found in comparison.items:
        alpha = f"{found.alpha:.3f} ({found.low:.3f}–{found.high:.3f})"
        assert f"| {label or group.value} | {alpha} | {found.units} |" in card


def test_the_settled_label_is_one_of_the_two_coders():
    first = {labels.document_id: labels for labels in labels_of("first")}
    second = {labels.document_id: labels for labels in labels_of("second")}
    for example in read_corpus(HELDOUT):
        one, other = first.get(example.example_id), second.get(example.example_id)
        if one is None or other is None:
            continue
        assert (example.relevant, example.tone) in {(c.relevant, c.tone) for c in (one, other)}
        assert example.stance in {one.stance, other.stance}
        assert set(example.narratives) in [set(one.narratives), set(other.narratives)]
        assert set(example.frames) in [set(one.frames), set(other.frames)]
