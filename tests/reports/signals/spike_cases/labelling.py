"""Labels as a calibrated model gives them: scores drawn around the truth, sometimes an abstention.

Scores have the form of classifiers/decisions.py: `relevant` a probability, `tone`, `narratives` and
`frames` a probability for each label, `stance` one for each or None where there is no narrative.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime

from store.records import Frame, LabelGroup, Labels, Narrative, Stance, Tone

MODEL = "constructed"
SUPPORTED = frozenset({"sv", "en", "ar", "tr", "so", "fi", "no", "mul"})


@dataclass(frozen=True)
class Truth:
    """What a document is."""

    relevant: bool = True
    tone: Tone = Tone.NEUTRAL
    narratives: tuple[Narrative, ...] = ()
    stance: Stance | None = None
    frames: tuple[Frame, ...] = ()


UNRELATED = Truth(relevant=False)


def truth_of(label: str, stance: str, rng: random.Random) -> Truth:
    """A document with one narrative and stance, or with one frame where `stance` is empty."""
    if stance:
        tone = {"endorses": Tone.NEGATIVE, "reports": Tone.NEUTRAL}.get(
            stance, rng.choice((Tone.NEUTRAL, Tone.POSITIVE))
        )
        return Truth(True, tone, (Narrative(label),), Stance(stance))
    tones = {
        "failure_to_protect": (Tone.NEGATIVE, Tone.NEGATIVE, Tone.NEUTRAL),
        "good_practice": (Tone.POSITIVE, Tone.POSITIVE, Tone.NEUTRAL),
        "legal_certainty": (Tone.NEGATIVE, Tone.NEUTRAL),
    }
    tone = rng.choice(tones.get(label, (Tone.NEUTRAL,)))
    return Truth(True, tone, frames=(Frame(label),))


def labels(
    rng: random.Random,
    document_id: str,
    version: int,
    at: datetime,
    language: str,
    truth: Truth,
    doubt: float = 1.0,
    abstains: float = 0.03,
) -> Labels:
    """The labels of one document. `doubt` stretches the distance of scores from 0 and 1 (1 is the
    usual), `abstains` is the probability that some group is left open."""
    if language not in SUPPORTED:
        return Labels(document_id, version, MODEL, at, language, False, None, None)
    scores = _scores(rng, truth, doubt)
    if rng.random() < abstains:
        return _abstained(rng, document_id, version, at, language, truth, scores)
    return Labels(
        document_id,
        version,
        MODEL,
        at,
        language,
        True,
        truth.relevant,
        truth.tone,
        truth.narratives,
        truth.stance,
        truth.frames,
        scores=scores,
    )


def _abstained(
    rng: random.Random,
    document_id: str,
    version: int,
    at: datetime,
    language: str,
    truth: Truth,
    scores: dict,
) -> Labels:
    """One group left open: relevance and with it all, tone, frame, or stance where there is one."""
    kind = rng.choice((LabelGroup.RELEVANT, LabelGroup.TONE, LabelGroup.FRAME, LabelGroup.STANCE))
    head = (document_id, version, MODEL, at, language, True)
    if kind is LabelGroup.RELEVANT or not truth.relevant:
        scores = scores | {"relevant": round(rng.uniform(0.45, 0.55), 4), "stance": None}
        return Labels(*head, None, None, abstained=tuple(LabelGroup), scores=scores)
    if kind is LabelGroup.STANCE and truth.stance is not None:
        even = {stance.value: round(1 / 3, 4) for stance in Stance}
        return Labels(*head, True, truth.tone, truth.narratives, None, truth.frames,
                      (LabelGroup.STANCE,), scores | {"stance": even})  # fmt: skip
    if kind is LabelGroup.FRAME and not truth.frames:
        scores = scores | {"frames": scores["frames"] | {Frame.WORKLOAD.value: 0.47}}
        return Labels(*head, True, truth.tone, truth.narratives, truth.stance, (),
                      (LabelGroup.FRAME,), scores)  # fmt: skip
    even = {tone.value: round(1 / 3, 4) for tone in Tone}
    return Labels(*head, True, None, truth.narratives, truth.stance, truth.frames,
                  (LabelGroup.TONE,), scores | {"tone": even})  # fmt: skip


def _scores(rng: random.Random, truth: Truth, doubt: float) -> dict:
    def yes() -> float:
        return round(1 - min(0.45, doubt * rng.betavariate(1.3, 14)), 4)

    def no() -> float:
        return round(min(0.45, doubt * rng.betavariate(1.0, 22)), 4)

    def one_of(names: list[str], chosen: str, strength: float) -> dict[str, float]:
        top = max(0.45, 1 - doubt * rng.betavariate(2.0, strength))
        parts = [rng.random() + 0.05 for _ in names[1:]]
        rest = iter((1 - top) * part / sum(parts) for part in parts)
        return {name: round(top if name == chosen else next(rest), 4) for name in names}

    stance = None
    if truth.stance is not None:
        stance = one_of([s.value for s in Stance], truth.stance.value, 9)
    return {
        "relevant": yes() if truth.relevant else no(),
        "tone": one_of([t.value for t in Tone], truth.tone.value, 8),
        "narratives": {n.value: yes() if n in truth.narratives else no() for n in Narrative},
        "stance": stance,
        "frames": {f.value: yes() if f in truth.frames else no() for f in Frame},
    }
