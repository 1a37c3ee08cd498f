"""How good decisions are against the labels of examples: F1 and the errors that cost most.

heldout/figures.py counts the same for a finished model, with intervals, on matrices. This module is
apart because training needs it where there are no such matrices: the threshold search
(calibrate.py) scores many sets of decisions, and evaluate.py the last of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from classifiers.decisions import Decision
from classifiers.examples import Example
from store.records import Frame, LabelGroup, Narrative, Stance, Tone


@dataclass(frozen=True, slots=True)
class LabelFigure:
    """F1 of one label with the numbers it rests on: texts that have it, and that were given it."""

    f1: float
    gold: int
    given: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one set of texts. An abstention counts as wrong everywhere.

    `macro` has a mean F1 per group, over labels that occur; `labels` each label's own;
    `criticism_*` are shares of the `criticism` texts that are legitimate criticism (relevant,
    negative, without narrative); `abstained` counts texts per group.
    """

    texts: int
    macro: dict[str, float]
    labels: dict[str, dict[str, LabelFigure]]
    criticism: int
    criticism_endorses: float
    criticism_narrative: float
    endorses_precision: float
    abstained: dict[str, int] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)


def score(examples: Sequence[Example], decisions: Sequence[Decision]) -> Figures:
    """Compare decisions with labels; both have one element per text, in the same order.

    Tone and frames count on relevant texts, stance on texts with a narrative.
    """
    pairs = list(zip(examples, decisions, strict=True))
    relevant = [(e, d) for e, d in pairs if e.relevant]
    claiming = [(e, d) for e, d in pairs if e.narratives]
    labels = {
        "relevant": {"relevant": _f1(pairs, lambda e: e.relevant, lambda d: bool(d.relevant))},
        "tone": {t.value: _f1(relevant, *_same("tone", t)) for t in Tone},
        "narratives": {n.value: _f1(pairs, *_within("narratives", n)) for n in Narrative},
        "stance": {s.value: _f1(claiming, *_same("stance", s)) for s in Stance},
        "frames": {f.value: _f1(relevant, *_within("frames", f)) for f in Frame},
    }
    criticism = [d for e, d in pairs if e.is_criticism]
    endorsed = [e for e, d in pairs if _endorses(d)]
    return Figures(
        texts=len(pairs),
        macro={group: _macro(figures.values()) for group, figures in labels.items()},
        labels=labels,
        criticism=len(criticism),
        criticism_endorses=_share([_endorses(d) for d in criticism]),
        criticism_narrative=_share([bool(d.narratives) for d in criticism]),
        endorses_precision=_share([e.stance is Stance.ENDORSES for e in endorsed]),
        abstained={g.value: sum(g in d.abstained for _, d in pairs) for g in LabelGroup},
        counted={"tone": len(relevant), "frames": len(relevant), "stance": len(claiming)},
    )


def _endorses(decision: Decision) -> bool:
    return bool(decision.narratives) and decision.stance is Stance.ENDORSES


def _same(name: str, value: str) -> tuple[Callable, Callable]:
    def test(record: Example | Decision) -> bool:
        return getattr(record, name) == value

    return test, test


def _within(name: str, value: str) -> tuple[Callable, Callable]:
    def test(record: Example | Decision) -> bool:
        return value in getattr(record, name)

    return test, test


def _f1(
    pairs: Sequence[tuple[Example, Decision]],
    gold: Callable[[Example], bool],
    given: Callable[[Decision], bool],
) -> LabelFigure:
    golds, givens = [gold(e) for e, _ in pairs], [given(d) for _, d in pairs]
    both = sum(a and b for a, b in zip(golds, givens, strict=True))
    total = sum(golds) + sum(givens)
    return LabelFigure(round(2 * both / total, 4) if total else 0.0, sum(golds), sum(givens))


def _macro(figures) -> float:
    values = [figure.f1 for figure in figures if figure.gold]
    return round(sum(values) / len(values), 4) if values else 0.0


def _share(flags: Sequence[bool]) -> float:
    return round(sum(flags) / len(flags), 4) if flags else 0.0
