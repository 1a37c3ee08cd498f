"""The gate: figures that a new model may not fall below, but for noise.

A floor is a figure of a measured model with its standard error. A new model fails where it is worse
by more than MARGIN standard errors, which chance alone does in one of twenty figures. Both models
are measured on the same texts, so their difference varies less than that: the gate is lenient.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from classifiers.classifier import Prediction
from classifiers.examples import Example
from classifiers.heldout.figures import figures
from classifiers.heldout.marks import marks, prepare

MARGIN = 1.645

LOWER_IS_BETTER = frozenset({"criticism_endorses", "criticism_narrative"})
FLOORED = (
    "relevant_f1",
    "tone_f1",
    "narratives_f1",
    "stance_f1",
    "frames_f1",
    "endorses_precision",
    *sorted(LOWER_IS_BETTER),
)


def floors_of(evaluation: dict) -> dict:
    """The floors that a measurement gives, as they are written to `floors.json`.

    A share of 0 or 1 has no standard error in the bootstrap; one text more or less counts as one.
    A figure that the texts cannot give has no floor.
    """
    found = {name: evaluation["figures"][name] for name in FLOORED}
    return {
        "model": evaluation["model"],
        "texts_sha256": evaluation["texts"]["sha256"],
        "figures": {
            name: {"value": figure["value"], "se": max(figure["se"], round(1 / figure["n"], 4))}
            for name, figure in found.items()
            if figure["se"] is not None
        },
    }


def figures_of(examples: Sequence[Example], predictions: Sequence[Prediction]) -> dict[str, float]:
    """The figures that have floors, without intervals."""
    values = figures(prepare(examples, resamples=0), marks(predictions))
    return {name: round(float(values[name][0]), 4) for name in FLOORED}


def failures(found: Mapping[str, float], floors: Mapping[str, Mapping[str, float]]) -> list[str]:
    """One line for each figure that is worse than its floor by more than noise."""
    lines = []
    for name, floor in floors.items():
        sign = -1 if name in LOWER_IS_BETTER else 1
        allowed = floor["value"] - sign * MARGIN * floor["se"]
        if sign * (found[name] - allowed) < 0 or found[name] != found[name]:
            limit = "at most" if sign < 0 else "at least"
            lines.append(
                f"{name}: found {found[name]:.3f}; expected {limit} {allowed:.3f} (floor "
                f"{floor['value']:.3f}, standard error {floor['se']:.3f}); improve the model, or "
                "record new floors with make floors and say why"
            )
    return lines
