"""Labels as 0/1 matrices, so that every figure is a product with the weights of resamples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from classifiers.bootstrap import resample_weights
from classifiers.classifier import Prediction
from classifiers.examples import Example
from classifiers.outputs import FIELDS, NO_CLAIM
from classifiers.outputs import LABELS as OUTPUTS

LABELS: dict[str, tuple[str, ...]] = {
    FIELDS[group]: tuple(label for label in labels if label != NO_CLAIM)
    for group, labels in OUTPUTS.items()
}
"""The labels of each group, in the order of the matrices' columns. Groups are named as the fields
of Example and Prediction."""

Marks = Mapping[str, np.ndarray]
"""Group to a bool matrix (texts, labels): which labels each text has or was given."""


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Texts with their labels, and the weights of the resamples that give the intervals.

    `gold` has the labels, `counted` the texts (bool, (texts,)) on which a group counts: tone and
    frames on relevant texts, stance on texts with a narrative. `weights` has shape
    (1 + resamples, texts); its first row is the set itself.
    """

    examples: Sequence[Example]
    gold: Marks
    counted: Mapping[str, np.ndarray]
    criticism: np.ndarray
    weights: np.ndarray


def prepare(examples: Sequence[Example], resamples: int | None = None) -> LabelledSet:
    """Prepare texts; `resamples` = 0 gives figures without intervals."""
    everything = np.ones(len(examples), bool)
    relevant = np.array([e.relevant for e in examples], bool)
    claiming = np.array([bool(e.narratives) for e in examples], bool)
    return LabelledSet(
        examples=examples,
        gold=marks(examples),
        counted={
            "relevant": everything,
            "tone": relevant,
            "narratives": everything,
            "stance": claiming,
            "frames": relevant,
        },
        criticism=np.array([e.is_criticism for e in examples], bool),
        weights=resample_weights(len(examples), resamples),
    )


def marks(records: Sequence[Example] | Sequence[Prediction]) -> Marks:
    """The labels of texts, or of predictions. What a model abstained on it has not given."""
    return {
        group: np.array([[_has(r, group, label) for label in labels] for r in records], bool)
        for group, labels in LABELS.items()
    }


def _has(record: Example | Prediction, group: str, label: str) -> bool:
    value = getattr(record, group)
    if group == "relevant":
        return bool(value)
    return label in value if isinstance(value, tuple) else value == label
