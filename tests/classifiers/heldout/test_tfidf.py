"""The learned baseline tells apart what is plainly apart; skipped without the extra train."""

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="scikit-learn saknas: installera tillägget train")

from classifiers.examples import read_corpus
from classifiers.heldout.marks import LABELS, marks
from classifiers.heldout.tfidf import best_threshold, tfidf_marks

PROFIT = LABELS["narratives"].index("profit")


@pytest.mark.filterwarnings("ignore:Label not .* is present:UserWarning")
def test_what_was_learned_is_given_to_new_texts(tiny_corpus):
    examples = read_corpus(tiny_corpus)
    found = tfidf_marks(examples[:40], [e.text for e in examples[40:]])
    wanted = marks(examples[40:])
    assert (found["narratives"][:, PROFIT] == wanted["narratives"][:, PROFIT]).all()
    assert (found["stance"] == wanted["stance"]).all()
    assert not np.delete(found["narratives"], PROFIT, 1).any(), "labels that nobody taught"


def test_the_threshold_is_where_f1_is_highest():
    wanted = np.array([True, True, False, True, False])
    found = np.array([0.9, 0.8, 0.7, 0.6, 0.1])
    assert best_threshold(wanted, found) == 0.6
    assert best_threshold(np.zeros(5, bool), found) == np.inf
