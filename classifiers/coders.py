"""Compares coders with each other, and each with the model, label by label."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from classifiers.agreement import Agreement, agreement
from store.records import Frame, HumanLabels, LabelGroup, Labels, Narrative

Item = tuple[LabelGroup, str | None]
"""A label group and one of its labels (yes or no), or the group as a whole (None): relevance, tone
and stance have one value, narratives and frames the set that was marked."""

ITEMS: tuple[Item, ...] = (
    (LabelGroup.RELEVANT, None),
    (LabelGroup.TONE, None),
    (LabelGroup.NARRATIVE, None),
    *((LabelGroup.NARRATIVE, label.value) for label in Narrative),
    (LabelGroup.STANCE, None),
    (LabelGroup.FRAME, None),
    *((LabelGroup.FRAME, label.value) for label in Frame),
)

Unit = tuple[str, int]
"""A document's id and version."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far those named in `between` agree; `documents` is how many at least two of them judged.

    `with_model` is true where the last of them is the model.
    """

    between: tuple[str, ...]
    with_model: bool
    documents: int
    items: tuple[tuple[Item, Agreement], ...]


def compare_all(human: Iterable[HumanLabels], model: Iterable[Labels]) -> list[Comparison]:
    """All coders together (where there are two or more), then each with the model, by name.

    `model` holds the labels of one model. Versions that only one has judged say nothing.
    """
    coders: dict[str, dict[Unit, HumanLabels]] = {}
    for labels in human:
        by_unit = coders.setdefault(labels.coder, {})
        by_unit[labels.document_id, labels.version] = labels
    predicted = {(labels.document_id, labels.version): labels for labels in model}
    names = sorted(coders)
    found = [_compare(names, [coders[n] for n in names], False)] if len(names) > 1 else []
    if predicted:
        model_name = next(iter(predicted.values())).model
        found += [_compare([n, model_name], [coders[n], predicted], True) for n in names]
    return found


def _compare(
    names: Sequence[str], judged: Sequence[Mapping[Unit, HumanLabels | Labels]], with_model: bool
) -> Comparison:
    units = sorted({unit for by_unit in judged for unit in by_unit})
    given = [[by_unit.get(unit) for by_unit in judged] for unit in units]
    shared = [unit for unit in given if sum(labels is not None for labels in unit) > 1]
    items = tuple(
        (item, agreement([[_value(labels, item) for labels in unit] for unit in shared]))
        for item in ITEMS
    )
    return Comparison(tuple(names), with_model, len(shared), items)


def _value(labels: HumanLabels | Labels | None, item: Item) -> Hashable | None:
    """What was said of one item; None for no answer, which an abstention is too.

    Tone and frames count only where the document was found relevant, stance only where a narrative
    was marked: the rest agrees by definition, and would pass for agreement.
    """
    if labels is None or labels.relevant is None:
        return None
    group, label = item
    if group in _abstained(labels):
        return None
    if group is LabelGroup.RELEVANT:
        return labels.relevant
    if group is LabelGroup.STANCE:
        return labels.stance
    if group is LabelGroup.NARRATIVE:
        return _marked(labels.narratives, label)
    if not labels.relevant:
        return None
    return labels.tone if group is LabelGroup.TONE else _marked(labels.frames, label)


def _marked(marked: Sequence[str], label: str | None) -> Hashable:
    return frozenset(marked) if label is None else label in marked


def _abstained(labels: HumanLabels | Labels) -> tuple[LabelGroup, ...]:
    return labels.abstained if isinstance(labels, Labels) else ()
