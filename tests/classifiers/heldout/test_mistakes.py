"""Errors are named by what the text has and what it was given, the dearest first."""

import dataclasses

from classifiers.classifier import Prediction
from classifiers.heldout.mistakes import BEGINNING, worst_kinds
from classifiers.text import Text
from store.records import LabelGroup, Narrative, Stance


def named(found: list[dict]) -> list[tuple]:
    return [(kind["gold"], kind["given"], kind["count"]) for kind in found]


def test_right_answers_have_no_errors(kinds):
    assert worst_kinds([kinds.criticism], [kinds.right(kinds.criticism)]) == []


def test_criticism_called_an_endorsement_comes_before_several_cheap_errors(kinds):
    wrong = kinds.right(kinds.criticism, narratives=(Narrative.PROFIT,), stance=Stance.ENDORSES)
    missed = kinds.right(kinds.irrelevant, relevant=True)
    found = worst_kinds([kinds.criticism] + [kinds.irrelevant] * 4, [wrong] + [missed] * 4)
    assert named(found)[:2] == [("criticism", "endorses", 1), (None, "relevant", 4)]
    assert found[0]["examples"][0]["id"] == kinds.criticism.example_id


def test_a_stance_that_is_missing_says_why(kinds):
    left = kinds.right(kinds.endorsement, stance=None, abstained=(LabelGroup.STANCE,))
    unseen = kinds.right(kinds.endorsement, narratives=(), stance=None)
    found = named(worst_kinds([kinds.endorsement] * 2, [left, unseen]))
    assert ("endorses", "abstained", 1) in found
    assert ("endorses", None, 1) in found
    assert ("profit", None, 1) in found


def test_a_model_that_abstained_on_relevance_abstained_on_every_label(kinds):
    silent = Prediction("sv", True, abstained=tuple(LabelGroup))
    found = worst_kinds([kinds.endorsement], [silent])
    assert {kind["gold"] for kind in found} == {"relevant", "negative", "endorses", "profit"}
    assert {kind["given"] for kind in found} == {"abstained"}


def test_a_text_in_a_language_that_is_not_supported_was_given_nothing(kinds):
    found = worst_kinds([kinds.endorsement], [Prediction("de", False)])
    assert {kind["given"] for kind in found} == {None}


def test_at_most_three_examples_are_shown_and_only_their_beginning(kinds):
    wrong = kinds.right(kinds.rebuttal, stance=Stance.ENDORSES)
    long = dataclasses.replace(kinds.rebuttal, text=Text("", "ord " * BEGINNING))
    (found,) = worst_kinds([long] * 5, [wrong] * 5, quotes=True)
    assert (found["count"], len(found["examples"])) == (5, 3)
    assert len(found["examples"][0]["begins"]) == BEGINNING


def test_nothing_of_a_text_is_quoted_unless_it_may_be(kinds):
    wrong = kinds.right(kinds.rebuttal, stance=Stance.ENDORSES)
    (found,) = worst_kinds([kinds.rebuttal], [wrong])
    assert found["examples"] == [{"id": "t-2"}]
