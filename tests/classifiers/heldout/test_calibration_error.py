"""The calibration error is the mean gap between confidence and what turned out right."""

import numpy as np
import pytest

from classifiers.heldout.calibration_error import binned_error, calibration_errors
from classifiers.heldout.marks import LABELS, prepare


def test_confidence_that_comes_true_has_no_error():
    confidence = np.full(10, 0.7)
    right = np.arange(10) < 7
    assert binned_error(np.ones((1, 10)), confidence, right) == pytest.approx([0.0])


def test_gaps_are_weighed_by_the_texts_of_their_bin():
    confidence = np.array([0.95] * 6 + [0.25] * 4)
    right = np.array([True] * 3 + [False] * 3 + [True] + [False] * 3)
    found = binned_error(np.ones((1, 10)), confidence, right)
    assert found == pytest.approx([0.6 * 0.45])


def test_a_confidence_on_a_border_belongs_to_the_lower_bin():
    found = binned_error(np.ones((1, 2)), np.array([1 / 15, 0.01]), np.array([True, False]))
    assert found == pytest.approx([abs((1 / 15 - 1) + 0.01) / 2])


def test_groups_without_scores_are_left_out_of_n(kinds):
    scores = {
        group: dict.fromkeys(labels, 0.5) for group, labels in LABELS.items() if group != "relevant"
    }
    scored = kinds.right(kinds.endorsement, scores={**scores, "relevant": 0.5})
    unscored = kinds.right(kinds.rebuttal, scores={**scores, "relevant": 0.5, "stance": None})
    testset = prepare([kinds.endorsement, kinds.rebuttal], 0)
    found = calibration_errors(testset, [scored, unscored])
    assert found["stance"][1] == 1
    assert found["narratives"][1] == 2
    assert found["relevant"][0] == pytest.approx([0.5])
