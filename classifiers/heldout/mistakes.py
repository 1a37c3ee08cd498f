"""The kinds of error that cost most: what a text has, what it was given, and how often."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from classifiers.classifier import Prediction
from classifiers.examples import Example
from classifiers.outputs import FIELDS
from store.records import LabelGroup, Stance

SHOWN = 10
EXAMPLES = 3
BEGINNING = 90
"""Characters of an example that are shown."""

ABSTAINED = "abstained"
CRITICISM = "criticism"

COSTS: dict[tuple[str | None, str | None], int] = {
    (CRITICISM, "endorses"): 5,
    (CRITICISM, "narrative"): 3,
    ("endorses", "rebuts"): 3,
    ("rebuts", "endorses"): 3,
}
"""How many ordinary errors one of these weighs; kinds are ranked by cost × count. Free speech
called a campaign is the worst that the product can do, and to take one side for the other comes
next. The order is a judgement of the product, not a measurement."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of error: the label that the text has (`gold`) and what it was `given` instead;
    None where that is no label."""

    group: str
    gold: str | None
    given: str | None

    @property
    def cost(self) -> int:
        """How many ordinary errors one of this kind weighs."""
        return COSTS.get((self.gold, self.given), 1)


def worst_kinds(
    examples: Sequence[Example], predictions: Sequence[Prediction], quotes: bool = False
) -> list[dict]:
    """The SHOWN worst kinds with counts and up to EXAMPLES texts each: ids, and with `quotes` how
    the texts begin, which is for invented texts alone.

    One text can count in several kinds: a criticism that was given a narrative is also a label
    that was added.
    """
    found: dict[Kind, list[Example]] = defaultdict(list)
    for example, prediction in zip(examples, predictions, strict=True):
        for kind in kinds(example, prediction):
            found[kind].append(example)
    ranked = sorted(found, key=lambda kind: (-kind.cost * len(found[kind]), _named(kind)))
    return [_described(kind, found[kind], quotes) for kind in ranked[:SHOWN]]


def kinds(example: Example, prediction: Prediction) -> Iterator[Kind]:
    """The errors of one prediction. A missed label was `given` ABSTAINED where the model abstained
    on its group, as it does on all groups where it abstains on relevance."""
    left = {group: ABSTAINED if group in prediction.abstained else None for group in LabelGroup}
    if example.relevant and not prediction.relevant:
        yield Kind("relevant", "relevant", left[LabelGroup.RELEVANT])
    if prediction.relevant and not example.relevant:
        yield Kind("relevant", None, "relevant")
    if example.relevant and example.tone != prediction.tone:
        yield Kind("tone", example.tone, prediction.tone or left[LabelGroup.TONE])
    if example.is_criticism and prediction.narratives:
        endorsed = prediction.stance is Stance.ENDORSES
        yield Kind("stance", CRITICISM, "endorses" if endorsed else "narrative")
    if example.stance and example.stance != prediction.stance:
        yield Kind("stance", example.stance, prediction.stance or left[LabelGroup.STANCE])
    for group in (LabelGroup.NARRATIVE, LabelGroup.FRAME):
        field = FIELDS[group]
        has, got = set(getattr(example, field)), set(getattr(prediction, field))
        for label in sorted(has ^ got):
            missed = label in has
            yield Kind(field, label, left[group]) if missed else Kind(field, None, label)


def _named(kind: Kind) -> tuple[str, str, str]:
    """Puts kinds in order."""
    return kind.group, kind.gold or "", kind.given or ""


def _described(kind: Kind, examples: Sequence[Example], quotes: bool) -> dict:
    return {
        "group": kind.group,
        "gold": kind.gold,
        "given": kind.given,
        "count": len(examples),
        "cost": kind.cost,
        "examples": [
            {"id": e.example_id} | ({"begins": _beginning(e)} if quotes else {})
            for e in examples[:EXAMPLES]
        ],
    }


def _beginning(example: Example) -> str:
    whole = " ".join(f"{example.text.title} {example.text.text}".split())
    return whole if len(whole) <= BEGINNING else whole[: BEGINNING - 1] + "…"
