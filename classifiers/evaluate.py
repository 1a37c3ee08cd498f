"""Writes the figures of a trained model, which the model card and the NOTICE quote."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from classifiers.decisions import Calibration, Thresholds, decide, probabilities
from classifiers.examples import Example
from classifiers.figures import Figures, score

METHOD = "leave-one-hand-out: each text is judged by a network that saw no text by its writer"
CAVEAT = (
    "calibration and thresholds are fitted to the same held-out answers that are counted here, and "
    "all texts were written for this corpus; real texts are harder"
)
SMALLEST_SLICE = 20
"""Slices (languages, registers) with fewer texts are left out: their figures would be noise."""


def write_metrics(
    path: Path,
    examples: Sequence[Example],
    logits: np.ndarray,
    calibration: Calibration,
    thresholds: Thresholds,
    corpus_sha256: str,
) -> dict:
    """Measure held-out logits, write the figures as JSON to `path`, and return them."""
    decisions = [decide(probabilities(row, calibration), thresholds) for row in logits]
    metrics = {
        "method": METHOD,
        "caveat": CAVEAT,
        "corpus_sha256": corpus_sha256,
        "hands": dict(sorted(Counter(e.hand for e in examples).items())),
        "all": _figures(score(examples, decisions)),
        "languages": _slices(examples, decisions, "language"),
        "registers": _slices(examples, decisions, "register"),
        "by_hand": _slices(examples, decisions, "hand"),
    }
    text = json.dumps(metrics, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", "utf-8")
    return metrics


def _slices(examples: Sequence[Example], decisions: Sequence, name: str) -> dict[str, dict]:
    found = {}
    for value in sorted({getattr(e, name) for e in examples}):
        chosen = [
            (e, d) for e, d in zip(examples, decisions, strict=True) if getattr(e, name) == value
        ]
        if len(chosen) >= SMALLEST_SLICE:
            figures = _figures(score([e for e, _ in chosen], [d for _, d in chosen]))
            found[value] = {k: v for k, v in figures.items() if k != "labels"}
    return found


def _figures(figures: Figures) -> dict:
    return dataclasses.asdict(figures)
