"""A whole measurement with a classifier that is right until a text is rewritten."""

import json

from classifiers.heldout.marks import LABELS
from classifiers.perturbations import PERTURBATIONS


def test_figures_have_their_n_and_an_interval(evaluation: dict):
    stance = evaluation["figures"]["stance_f1"]
    assert stance == {"value": 1.0, "low": 1.0, "high": 1.0, "se": 0.0, "n": 20}
    assert evaluation["figures"]["criticism_endorses"]["n"] == 20
    assert evaluation["labels"]["narratives"]["profit"]["given"] == 20
    assert evaluation["labels"]["narratives"]["kidnapping"]["value"] is None


def test_the_measurement_says_what_it_measured(evaluation: dict):
    texts = evaluation["texts"]
    assert (texts["count"], texts["criticism"], texts["hands"]) == (60, 20, {"x": 30, "y": 30})
    assert evaluation["languages"]["sv"]["texts"] == 60
    assert set(evaluation["labels"]) == set(LABELS)


def test_what_rewriting_costs_is_told_for_each_kind(evaluation: dict):
    assert set(evaluation["robustness"]) == set(PERTURBATIONS)
    drop = evaluation["robustness"]["upper_case"]["drop"]["narratives_f1"]
    assert drop["value"] == 1.0, "the classifier of the test knows only the texts as they are"


def test_a_baseline_without_training_texts_is_not_measured(evaluation: dict):
    assert evaluation["baselines"]["tfidf"] is None
    words = evaluation["baselines"]["keywords"]
    assert words["gain"]["narratives_f1"]["value"] == round(
        1.0 - words["figures"]["narratives_f1"]["value"], 4
    )


def test_the_result_is_json_without_what_json_lacks(evaluation: dict):
    assert json.loads(json.dumps(evaluation, allow_nan=False)) == evaluation
