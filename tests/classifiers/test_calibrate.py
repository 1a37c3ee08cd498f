"""Calibration on made-up logits whose true probabilities are known."""

import dataclasses

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch saknas: installera tillägget train")

from classifiers.calibrate import calibrate, choose_thresholds
from classifiers.decisions import probabilities
from classifiers.examples import Example
from classifiers.outputs import PLACES, WIDTH
from classifiers.text import Text
from store.records import Frame, LabelGroup, Narrative, Stance, Tone

COUNT = 600


@pytest.fixture(scope="module")
def overconfident() -> tuple[np.ndarray, list[Example]]:
    """Logits three times too large; each label is drawn with the probability of a third of its."""
    rng = np.random.default_rng(11)
    true = rng.normal(0, 1, (COUNT, WIDTH))
    examples = []
    for number, row in enumerate(true):
        drawn = rng.uniform(size=WIDTH) < 1 / (1 + np.exp(-row))
        narratives = tuple(
            n for n, d in zip(Narrative, drawn[PLACES[LabelGroup.NARRATIVE]], strict=True) if d
        )
        frames = tuple(f for f, d in zip(Frame, drawn[PLACES[LabelGroup.FRAME]], strict=True) if d)
        tone = np.exp(row[PLACES[LabelGroup.TONE]])
        stance = np.exp(row[PLACES[LabelGroup.STANCE]][1:])
        example = Example(
            f"c-{number:04d}",
            "c",
            "other",
            "sv",
            Text("", "x"),
            True,
            Tone(rng.choice(list(Tone), p=tone / tone.sum())),
            narratives,
            Stance(rng.choice(list(Stance), p=stance / stance.sum())) if narratives else None,
            frames,
        )
        relevant = bool(drawn[0]) or bool(narratives)
        examples.append(dataclasses.replace(example, relevant=relevant))
    return (3 * true).astype(np.float32), examples


def test_overconfidence_is_taken_back(overconfident):
    logits, examples = overconfident
    calibration = calibrate(logits, examples)
    frames = PLACES[LabelGroup.FRAME]
    assert np.allclose(calibration.slope[frames], 1 / 3, atol=0.12)
    tone = calibration.slope[PLACES[LabelGroup.TONE].start]
    assert 0.2 < tone < 0.5
    assert len({*calibration.slope[PLACES[LabelGroup.TONE]]}) == 1


def test_calibrated_frames_happen_as_often_as_they_say(overconfident):
    logits, examples = overconfident
    calibration = calibrate(logits, examples)
    said = np.array([probabilities(row, calibration).frame for row in logits])
    happened = np.array([[f in e.frames for f in Frame] for e in examples])
    assert abs(said.mean() - happened.mean()) < 0.02
    high = said > 0.6
    assert abs(said[high].mean() - happened[high].mean()) < 0.08


def test_thresholds_are_chosen_without_leaving_their_range(overconfident):
    logits, examples = overconfident
    thresholds = choose_thresholds(logits, examples, calibrate(logits, examples))
    assert 0.3 <= thresholds.frame <= 0.6
    assert 0.3 <= thresholds.narrative <= 0.6
    assert thresholds.endorses >= 0.5
