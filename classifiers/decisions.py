"""From logits to labels: calibrated probabilities, thresholds, abstentions. Pure functions.

A probability is what the calibration says of held-out texts; a label is given where it reaches its
threshold, and a group abstains where the best answer is too weak. Thresholds follow the product's
costs: to call legitimate criticism an endorsement is the worst error, so `endorses` must clear a
bar of its own, and otherwise the stance is left open.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from classifiers.outputs import LABELS, PLACES
from store.records import Frame, LabelGroup, Narrative, Stance, Tone

DIGITS = 4
"""Decimals of the scores that leave this module."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """z' = slope · z + shift for each logit, and for narratives + claim · c, where c is the logit
    of *some narrative is marked* by the stance head. All lists but `claim` have WIDTH numbers."""

    slope: list[float]
    shift: list[float]
    claim: list[float]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Lowest probability for a label. Below `tone` and `stance` the group abstains; a probability
    less than `margin` short of a threshold, with none above, makes its group abstain.

    `narrative` is for a text's first one, which turns criticism into a claim; in a text that has
    one, `further` is enough for the others."""

    relevant: float = 0.5
    narrative: float = 0.5
    further: float = 0.5
    frame: float = 0.5
    tone: float = 0.4
    stance: float = 0.4
    endorses: float = 0.6
    margin: float = 0.05


@dataclass(frozen=True, slots=True)
class Decision:
    """The labels of one document, and the probabilities behind them."""

    relevant: bool | None = None
    tone: Tone | None = None
    narratives: tuple[Narrative, ...] = ()
    stance: Stance | None = None
    frames: tuple[Frame, ...] = ()
    abstained: tuple[LabelGroup, ...] = ()
    scores: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Probabilities:
    """Calibrated probabilities of one document, in the order of LABELS (stance without `none`)."""

    relevant: float
    tone: np.ndarray
    narrative: np.ndarray
    stance: np.ndarray
    frame: np.ndarray


def probabilities(logits: np.ndarray, calibration: Calibration) -> Probabilities:
    """Calibrated probabilities from the network's logits, float (WIDTH,)."""
    z = logits.astype(np.float64) * calibration.slope + calibration.shift
    narrative = z[PLACES[LabelGroup.NARRATIVE]]
    narrative = narrative + np.array(calibration.claim) * claim_logit(logits)
    return Probabilities(
        relevant=float(_sigmoid(z[PLACES[LabelGroup.RELEVANT]])[0]),
        tone=_softmax(z[PLACES[LabelGroup.TONE]]),
        narrative=_sigmoid(narrative),
        stance=_softmax(z[PLACES[LabelGroup.STANCE]][1:]),
        frame=_sigmoid(z[PLACES[LabelGroup.FRAME]]),
    )


def claim_logit(logits: np.ndarray) -> np.ndarray:
    """Logit, by the stance head, of *some narrative is marked*; logits have WIDTH last."""
    stance = logits[..., PLACES[LabelGroup.STANCE]].astype(np.float64)
    return np.logaddexp.reduce(stance[..., 1:], axis=-1) - stance[..., 0]


def decide(found: Probabilities, thresholds: Thresholds) -> Decision:
    """The labels that the codebook allows together: a text that is not relevant has neutral tone
    and nothing else, and there is no stance without a narrative."""
    scores = _scores(found)
    if abs(found.relevant - thresholds.relevant) < thresholds.margin:
        return Decision(abstained=tuple(LabelGroup), scores=scores | {"stance": None})
    if found.relevant < thresholds.relevant:
        return Decision(False, Tone.NEUTRAL, scores=scores | {"stance": None})
    abstained = []
    tone = _choice(found.tone, LABELS[LabelGroup.TONE], thresholds.tone)
    if tone is None:
        abstained.append(LabelGroup.TONE)
    has_claim = found.narrative.max() >= thresholds.narrative
    least = min(thresholds.narrative, thresholds.further) if has_claim else thresholds.narrative
    narratives = _marked(found.narrative, LABELS[LabelGroup.NARRATIVE], least)
    stance = None
    if narratives:
        stance = _stance(found.stance, thresholds)
        if stance is None:
            abstained.append(LabelGroup.STANCE)
    else:
        scores["stance"] = None
        if found.narrative.max() > thresholds.narrative - thresholds.margin:
            abstained += [LabelGroup.NARRATIVE, LabelGroup.STANCE]
    frames = _marked(found.frame, LABELS[LabelGroup.FRAME], thresholds.frame)
    if not frames and found.frame.max() > thresholds.frame - thresholds.margin:
        abstained.append(LabelGroup.FRAME)
    return Decision(
        relevant=True,
        tone=Tone(tone) if tone else None,
        narratives=tuple(map(Narrative, narratives)),
        stance=stance,
        frames=tuple(map(Frame, frames)),
        abstained=tuple(abstained),
        scores=scores,
    )


def _stance(found: np.ndarray, thresholds: Thresholds) -> Stance | None:
    stance = _choice(found, tuple(Stance), thresholds.stance)
    if stance == Stance.ENDORSES and found.max() < thresholds.endorses:
        return None
    return Stance(stance) if stance else None


def _choice(found: np.ndarray, labels: tuple[str, ...], least: float) -> str | None:
    best = int(found.argmax())
    return labels[best] if found[best] >= least else None


def _marked(found: np.ndarray, labels: tuple[str, ...], least: float) -> tuple[str, ...]:
    return tuple(label for label, p in zip(labels, found, strict=True) if p >= least)


def _scores(found: Probabilities) -> dict:
    def named(labels: tuple[str, ...], values: np.ndarray) -> dict[str, float]:
        pairs = zip(labels, values, strict=True)
        return {str(label): round(float(value), DIGITS) for label, value in pairs}

    return {
        "relevant": round(found.relevant, DIGITS),
        "tone": named(LABELS[LabelGroup.TONE], found.tone),
        "narratives": named(LABELS[LabelGroup.NARRATIVE], found.narrative),
        "stance": named(tuple(Stance), found.stance),
        "frames": named(LABELS[LabelGroup.FRAME], found.frame),
    }


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-np.clip(z, -60, 60)))


def _softmax(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - z.max())
    return e / e.sum()
