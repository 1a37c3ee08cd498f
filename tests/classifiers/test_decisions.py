"""From logits to labels: what the codebook allows together, and when a group abstains."""

import dataclasses
import itertools

import numpy as np

from classifiers.decisions import (
    Calibration,
    Probabilities,
    Thresholds,
    decide,
    probabilities,
)
from classifiers.outputs import LABELS, PLACES, WIDTH
from store.records import Frame, LabelGroup, Narrative, Stance, Tone

PLAIN = Calibration([1.0] * WIDTH, [0.0] * WIDTH, [0.0] * 6)
CLEAR = Probabilities(
    relevant=0.98,
    tone=np.array([0.9, 0.05, 0.05]),
    narrative=np.array([0.9, 0.1, 0.1, 0.1, 0.8, 0.1]),
    stance=np.array([0.85, 0.1, 0.05]),
    frame=np.array([0.1, 0.7, 0.1, 0.1, 0.1]),
)


def test_clear_probabilities_become_labels():
    decision = decide(CLEAR, Thresholds())
    assert decision.relevant is True
    assert decision.tone is Tone.NEGATIVE
    assert decision.narratives == (Narrative.KIDNAPPING, Narrative.PROFIT)
    assert decision.stance is Stance.ENDORSES
    assert decision.frames == (Frame.LEGAL_CERTAINTY,)
    assert decision.abstained == ()


def test_an_irrelevant_text_has_neutral_tone_and_nothing_else():
    decision = decide(dataclasses.replace(CLEAR, relevant=0.1), Thresholds())
    assert decision.relevant is False
    assert decision.tone is Tone.NEUTRAL
    assert (decision.narratives, decision.stance, decision.frames) == ((), None, ())
    assert decision.scores["stance"] is None


def test_doubt_about_relevance_leaves_every_group_open():
    decision = decide(dataclasses.replace(CLEAR, relevant=0.51), Thresholds())
    assert decision.relevant is None
    assert decision.tone is None
    assert set(decision.abstained) == set(LabelGroup)


def test_without_a_narrative_there_is_no_stance():
    decision = decide(dataclasses.replace(CLEAR, narrative=np.full(6, 0.1)), Thresholds())
    assert decision.stance is None
    assert decision.scores["stance"] is None
    assert decision.abstained == ()


def test_endorses_must_clear_its_own_bar_and_is_not_replaced_by_another():
    unsure = dataclasses.replace(CLEAR, stance=np.array([0.55, 0.4, 0.05]))
    decision = decide(unsure, Thresholds(endorses=0.6))
    assert decision.stance is None
    assert decision.abstained == (LabelGroup.STANCE,)
    reported = dataclasses.replace(CLEAR, stance=np.array([0.4, 0.55, 0.05]))
    assert decide(reported, Thresholds(endorses=0.6)).stance is Stance.REPORTS


def test_a_narrative_just_below_the_threshold_is_left_open():
    near = dataclasses.replace(CLEAR, narrative=np.array([0.47, 0.1, 0.1, 0.1, 0.1, 0.1]))
    decision = decide(near, Thresholds(narrative=0.5, margin=0.05))
    assert decision.narratives == ()
    assert decision.abstained == (LabelGroup.NARRATIVE, LabelGroup.STANCE)


def test_an_even_tone_and_a_doubtful_frame_are_left_open():
    even = np.array([0.34, 0.33, 0.33])
    frame = np.array([0.1, 0.47, 0.1, 0.1, 0.1])
    decision = decide(dataclasses.replace(CLEAR, tone=even, frame=frame), Thresholds())
    assert decision.tone is None
    assert decision.frames == ()
    assert decision.abstained == (LabelGroup.TONE, LabelGroup.FRAME)


def test_scores_have_four_decimals_and_every_label():
    scores = decide(CLEAR, Thresholds()).scores
    assert scores["relevant"] == 0.98
    assert list(scores["narratives"]) == [n.value for n in Narrative]
    assert list(scores["stance"]) == [s.value for s in Stance]
    assert list(scores["frames"]) == [f.value for f in Frame]


def test_probabilities_of_a_choice_sum_to_one_and_leave_out_no_claim():
    logits = np.linspace(-3, 3, WIDTH)
    found = probabilities(logits, PLAIN)
    assert len(found.stance) == len(Stance)
    assert np.isclose(found.stance.sum(), 1)
    assert np.isclose(found.tone.sum(), 1)


def test_calibration_moves_probabilities_but_not_across_groups():
    slope = np.ones(WIDTH)
    slope[PLACES[LabelGroup.FRAME]] = 0.0
    flat = Calibration(slope.tolist(), [0.0] * WIDTH, [0.0] * 6)
    logits = np.linspace(-3, 3, WIDTH)
    assert np.allclose(probabilities(logits, flat).frame, 0.5)
    assert np.allclose(probabilities(logits, flat).tone, probabilities(logits, PLAIN).tone)


def test_the_stance_head_can_lift_or_lower_narratives():
    lifted = Calibration([1.0] * WIDTH, [0.0] * WIDTH, [1.0] * 6)
    logits = np.zeros(WIDTH)
    logits[PLACES[LabelGroup.STANCE].start] = 5.0
    assert (probabilities(logits, lifted).narrative < 0.5).all()


def test_the_vector_has_a_place_for_every_label():
    places = sorted((place.start, place.stop) for place in PLACES.values())
    assert places[0][0] == 0
    assert places[-1][1] == WIDTH
    assert all(a[1] == b[0] for a, b in itertools.pairwise(places))
    assert sum(len(labels) for labels in LABELS.values()) == WIDTH
