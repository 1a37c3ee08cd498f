"""The kinds of error that cost most: what a text has, what it was given, and how often."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from classifiers.classifier import Prediction
from classifiers.examples import Example
from store.records import Stance

SHOWN = 10
EXAMPLES = 3
BEGINNING = 90
"""Characters of an example that are shown."""

NOTHING = "–"
ABSTAINED = "abstained"
CRITICISM = "criticism"

COSTS = {
    (CRITICISM, "endorses"): 5,
    (CRITICISM, "narrative"): 3,
    ("endorses", "rebuts"): 3,
    ("rebuts", "endorses"): 3,
}
"""How many ordinary errors one of these weighs; kinds are ranked by cost × count. Free speech
called a campaign is the worst that the product can do, and to take one side for the other comes
next. The order is a judgement of the product, not a measurement."""


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """One kind of error: the label that the text has (`gold`) and what it was `given` instead."""

    group: str
    gold: str
    given: str

    @property
    def cost(self) -> int:
        return COSTS.get((self.gold, self.given), 1)


def worst_kinds(examples: Sequence[Example], predictions: Sequence[Prediction]) -> list[dict]:
    """The SHOWN worst kinds with counts and up to EXAMPLES texts each (id and beginning).

    One text can count in several kinds: a criticism that was given a narrative is also a label
    that was added.
    """
    found: dict[Kind, list[Example]] = defaultdict(list)
    for example, prediction in zip(examples, predictions, strict=True):
        for kind in kinds(example, prediction):
            found[kind].append(example)
    ranked = sorted(found, key=lambda kind: (-kind.cost * len(found[kind]), kind))
    return [_described(kind, found[kind]) for kind in ranked[:SHOWN]]


def kinds(example: Example, prediction: Prediction) -> Iterator[Kind]:
    """The errors of one prediction."""
    if example.relevant != bool(prediction.relevant):
        yield _one_sided("relevant", "relevant", example.relevant)
    if example.relevant and example.tone != prediction.tone:
        yield Kind("tone", example.tone, prediction.tone or ABSTAINED)
    if example.is_criticism and prediction.narratives:
        endorsed = prediction.stance is Stance.ENDORSES
        yield Kind("stance", CRITICISM, "endorses" if endorsed else "narrative")
    if example.stance and example.stance != prediction.stance:
        left = ABSTAINED if prediction.narratives else NOTHING
        yield Kind("stance", example.stance, prediction.stance or left)
    for group in ("narratives", "frames"):
        has, got = set(getattr(example, group)), set(getattr(prediction, group))
        for label in sorted(has ^ got):
            yield _one_sided(group, label, label in has)


def _one_sided(group: str, label: str, missed: bool) -> Kind:
    return Kind(group, label, NOTHING) if missed else Kind(group, NOTHING, label)


def _described(kind: Kind, examples: Sequence[Example]) -> dict:
    return {
        "group": kind.group,
        "gold": kind.gold,
        "given": kind.given,
        "count": len(examples),
        "cost": kind.cost,
        "examples": [
            {"id": e.example_id, "begins": _beginning(e)} for e in list(examples)[:EXAMPLES]
        ],
    }


def _beginning(example: Example) -> str:
    whole = " ".join(f"{example.text.title} {example.text.text}".split())
    return whole if len(whole) <= BEGINNING else whole[: BEGINNING - 1] + "…"
