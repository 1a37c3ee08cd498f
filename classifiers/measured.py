"""The measured quality of a model, as a report quotes it.

The figures come from `evaluation.json`, which `vardkase evaluate` writes on held-out texts, or from
`metrics.json`, which training writes, where this very model has not been evaluated on texts by
others than those it learned from. Thresholds were fitted to the texts of `metrics.json`, so that
these figures are too good: their names begin with FITTED.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from classifiers.outputs import FIELDS

METRICS = "metrics.json"
EVALUATION = "evaluation.json"
LABELS = "labels.json"
FORMAT = 1
"""The layout of EVALUATION."""

FITTED = "fitted_"
CRITICISM = ("criticism_endorses", "criticism_narrative")


def measured(folder: Path) -> dict[str, str]:
    """Figures on texts that were not trained on, each with its n; empty where nobody has measured.

    F1 of relevance, macro F1 of the other groups (an abstention counts as wrong), and the shares
    (0..1) of legitimate criticism labelled `endorses`, and given any narrative.
    """
    evaluation = read_evaluation(folder)
    if evaluation is not None and not evaluation["texts"]["seen_hands"]:
        return _evaluated(evaluation["figures"])
    path = folder / METRICS
    return _trained(json.loads(path.read_text("utf-8"))["all"]) if path.is_file() else {}


def read_evaluation(folder: Path) -> dict | None:
    """The content of `evaluation.json`; None where there is none, or it has another layout or is
    of another model than the one in the folder. A model's name ends with the digest of its
    `labels.json`."""
    path, labels = folder / EVALUATION, folder / LABELS
    if not path.is_file() or not labels.is_file():
        return None
    found = json.loads(path.read_text("utf-8"))
    if found.get("format") != FORMAT:
        return None
    digest = hashlib.sha256(labels.read_bytes()).hexdigest()[:8]
    return found if found["model"].endswith(f"-{digest}") else None


def trained_hands(folder: Path) -> list[str]:
    """Whose texts a model was trained or calibrated on, as far as its folder says."""
    hands: set[str] = set()
    for name, keys in ((METRICS, ("hands",)), (LABELS, ("origin", "hands"))):
        path = folder / name
        found = json.loads(path.read_text("utf-8")) if path.is_file() else {}
        for key in keys:
            found = found.get(key, {})
        hands.update(found)
    return sorted(hands)


def _evaluated(figures: dict) -> dict[str, str]:
    digits = {f"{field}_f1": 2 for field in FIELDS.values()} | dict.fromkeys(CRITICISM, 3)
    return {
        name: _quoted(figures[name], places)
        for name, places in digits.items()
        if figures[name]["low"] is not None
    }


def _quoted(figure: dict, digits: int) -> str:
    low, high = (f"{figure[end]:.{digits}f}" for end in ("low", "high"))
    return f"{figure['value']:.{digits}f} ({low}–{high}, n = {figure['n']})"


def _trained(figures: dict) -> dict[str, str]:
    counted, texts = figures["counted"], figures["texts"]
    found = {
        f"{field}_f1": f"{figures['macro'][field]:.2f} (n = {counted.get(field, texts)})"
        for field in FIELDS.values()
    }
    criticism = figures["criticism"]
    found |= {name: f"{figures[name]:.3f} (n = {criticism})" for name in CRITICISM}
    return {f"{FITTED}{name}": figure for name, figure in found.items()}
