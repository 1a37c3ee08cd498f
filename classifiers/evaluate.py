"""Writes what training measured by the way, on the texts that calibration was fitted to.

The quality that a report quotes is measured on other texts: see heldout/.
"""

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

METHOD = "the finished model on the calibration texts, which were not trained on"
CAVEAT = (
    "calibration and thresholds are fitted to the answers that are counted here: the figures of "
    "evaluate are the ones to quote"
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
