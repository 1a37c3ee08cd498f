"""The keys that a plan lacks, told all at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.trust.link.plan_parts import PlanError

_EXAMPLES = {
    "question": 'question = "Hör det ena ihop med det andra?"',
    "design": 'design = "persons" (eller groups, campaign, series)',
    "exposure": 'exposure = "exponering.csv"',
    "trust": 'trust = "fortroende.csv"',
    "campaign": 'campaign = ["2022-W03", "2022-W12"]',
    "comparison": 'comparison = "gruppen som kampanjen inte nådde"',
}


def check_missing(found: Mapping[str, Any], name: str) -> None:
    """Raise PlanError that names every missing key with an example, where they are several.

    A single one is told of by the check of the key itself, which says why it is needed.
    """
    needed = ["question", "design"]
    if found.get("design") == "campaign":
        needed += [*([] if "exposure" in found else ["trust"]), "campaign", "comparison"]
    else:
        needed += ["exposure", *([] if "exposure" in found else ["trust"])]
    missing = [key for key in needed if key not in found]
    if len(missing) > 1:
        raise PlanError(
            f"{name}: nycklarna {', '.join(missing[:-1])} och {missing[-1]} saknas; väntade "
            f"{'; '.join(_EXAMPLES[key] for key in missing)}. Lägg till dem."
        )
