"""The measured quality of a model, as a report quotes it. The figures come from `metrics.json`."""

from __future__ import annotations

import json
from pathlib import Path

METRICS = "metrics.json"


def measured(folder: Path) -> dict[str, str]:
    """Figures on texts that were held out, each with its n; empty where nobody has measured.

    F1 of relevance, macro F1 of the other groups (an abstention counts as wrong), and the shares
    (0..1) of legitimate criticism labelled `endorses`, and given any narrative.
    """
    path = folder / METRICS
    if not path.is_file():
        return {}
    figures = json.loads(path.read_text(encoding="utf-8"))["all"]
    texts, counted, criticism = figures["texts"], figures["counted"], figures["criticism"]
    found = {
        f"{group}_f1": f"{figures['macro'][group]:.2f} (n = {counted.get(group, texts)})"
        for group in ("relevant", "tone", "narratives", "stance", "frames")
    }
    for key in ("criticism_endorses", "criticism_narrative"):
        found[key] = f"{figures[key]:.3f} (n = {criticism})"
    return found
