"""Figures agree with plain counting, on the set and on every resample."""

import numpy as np
import pytest

from classifiers.heldout.figures import figures, macro, precision_at_recall, slices
from classifiers.heldout.marks import marks, prepare
from store.records import LabelGroup, Narrative, Stance


def test_right_answers_give_one_and_no_error(kinds):
    examples = [kinds.endorsement, kinds.rebuttal, kinds.criticism, kinds.irrelevant]
    found = figures(prepare(examples, 0), marks([kinds.right(e) for e in examples]))
    assert {name: float(values[0]) for name, values in found.items()} == {
        "relevant_f1": 1.0,
        "tone_f1": 1.0,
        "narratives_f1": 1.0,
        "stance_f1": 1.0,
        "frames_f1": 1.0,
        "criticism_endorses": 0.0,
        "criticism_narrative": 0.0,
        "endorses_precision": 1.0,
    }


def test_criticism_called_an_endorsement_counts_as_both_errors(kinds):
    wrong = kinds.right(kinds.criticism, narratives=(Narrative.PROFIT,), stance=Stance.ENDORSES)
    examples = [kinds.criticism, kinds.criticism, kinds.endorsement]
    given = marks([wrong, kinds.right(kinds.criticism), kinds.right(kinds.endorsement)])
    found = figures(prepare(examples, 0), given)
    assert found["criticism_endorses"][0] == 0.5
    assert found["criticism_narrative"][0] == 0.5
    assert found["endorses_precision"][0] == 0.5
    assert found["narratives_f1"][0] == pytest.approx(2 / 3)


def test_an_abstention_is_a_missed_label(kinds):
    silent = kinds.right(kinds.endorsement, stance=None, abstained=(LabelGroup.STANCE,))
    found = figures(prepare([kinds.endorsement], 0), marks([silent]))
    assert found["stance_f1"][0] == 0.0
    assert found["narratives_f1"][0] == 1.0


def test_a_resample_is_counted_as_the_texts_it_drew(kinds):
    examples = [kinds.endorsement, kinds.rebuttal, kinds.criticism] * 7
    rng = np.random.default_rng(3)
    predictions = [kinds.right(examples[i]) for i in rng.permutation(len(examples))]
    testset = prepare(examples, 5)
    found = figures(testset, marks(predictions))
    for row, weights in enumerate(testset.weights):
        drawn = np.repeat(np.arange(len(examples)), weights.astype(int))
        again = figures(
            prepare([examples[i] for i in drawn], 0), marks([predictions[i] for i in drawn])
        )
        for name, values in found.items():
            assert values[row] == pytest.approx(again[name][0], nan_ok=True), name


def test_a_macro_is_over_labels_that_occur():
    assert macro(np.array([[1.0, np.nan, 0.5]])) == pytest.approx([0.75])
    assert np.isnan(macro(np.array([[np.nan]]))).all()


def test_precision_is_told_at_the_first_threshold_with_the_recall(kinds):
    examples = [kinds.endorsement] * 4 + [kinds.criticism] * 3
    scores = np.array([0.9, 0.8, 0.6, 0.0, 0.7, 0.5, 0.0])
    found = precision_at_recall(prepare(examples, 0), scores)
    assert found == pytest.approx([3 / 4])


def test_a_recall_that_the_model_cannot_reach_has_no_precision(kinds):
    examples = [kinds.endorsement] * 4
    scores = np.array([0.9, 0.8, 0.0, 0.0])
    assert np.isnan(precision_at_recall(prepare(examples, 0), scores)).all()


def test_small_slices_are_left_out(kinds):
    testset = prepare([kinds.endorsement] * 3, 0)
    assert slices(testset, lambda e: e.language, 4) == {}
    assert slices(testset, lambda e: e.language, 3)["sv"].sum() == 3
