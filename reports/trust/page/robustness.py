"""What leaving out one measurement, group or span of interviews does to the answer."""

from __future__ import annotations

from reports.trust.link.result import LinkResult
from reports.trust.page.inputs import number, text_of
from reports.trust.page.units import Units, mapping, probability, relation
from reports.weekly.words import Words


def robustness(words: Words, result: LinkResult, units: Units) -> str:
    """Which one changes the answer, and how; empty where the answer stands, or none was left out.

    The answer stands as long as the estimate keeps its sign and p its side of the plan's level.
    """
    found = mapping(result.controls.get("leave_one_out"))
    if found.get("passed") is not False or result.estimate is None:
        return ""
    which = text_of(found.get("decisive"))
    p, without = number(found.get("decisive_p")), number(found.get("decisive_estimate"))
    if not which or without is None:
        return words.t("Svaret ändras när en enda mätning eller grupp utelämnas.")
    if without * result.estimate < 0:
        return words.t(
            "Svaret hänger på en enda del av data: utan {which} byter skattningen riktning "
            "({estimate} i stället för {main}).",
            which=which,
            estimate=units.slope(without),
            main=units.slope(result.estimate),
        )
    fields = {
        "which": which,
        "p": relation(words, p),
        "main": probability(words, result.p),
        "level": words.percent(units.alpha),
    }
    if result.p is not None and result.p <= units.alpha:
        return words.t(
            "Svaret hänger på en enda del av data: utan {which} är p {p} i stället för {main}, "
            "över planens nivå {level}. Skattningens storlek ändras mindre.",
            **fields,
        )
    return words.t(
        "Svaret hänger på en enda del av data: utan {which} är p {p} i stället för {main}, under "
        "planens nivå {level}. Skattningens storlek ändras mindre.",
        **fields,
    )
