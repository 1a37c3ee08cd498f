"""What `link --calibrate` prints: each kind of data in words, and what its rate says."""

from __future__ import annotations

import math
from collections.abc import Sequence

from reports.trust.link.calibration import ALPHA, CalibrationCase

LEAST, MOST = 0.025, 0.08
"""A rate outside says that the method claims links too rarely or too often."""

CASES = {
    "white": "100 tider utan mönster",
    "ar_0.8": "100 tider, trög serie (0,8)",
    "ar_0.95": "100 tider, mycket trög serie (0,95)",
    "trends": "100 tider med varsin trend",
    "common_season": "tre år med gemensam säsong",
    "sampling_noise": "100 tider med urvalsfel",
    "yearly_26": "26 år",
    "few_waves": "5 mätningar (rang)",
    "persons_in_weeks": "personer inom veckor",
    "groups_in_waves": "grupper i flera mätningar",
    "campaign": "kampanj med jämförelsegrupp",
    "primary_lag": "en fördröjning, given i planen",
    "which_lag": "nio fördröjningar, en sann",
    "yearly_26_ar_0.7": "26 år, trög serie (0,7)",
    "yearly_26_cycles": "26 år som svänger",
    "weekly_100_cycles": "100 veckor som svänger",
    "exploratory_12": "12 tider",
    "exploratory_18": "18 tider",
    "persons_lasting_shocks": "personer, veckor som liknar varandra",
}


def case_name(case: str) -> str:
    """The kind of data in words; one without a name is shown as it is."""
    return CASES.get(case, case.replace("_", " "))


def told_cases(cases: Sequence[CalibrationCase], seed: int) -> list[str]:
    """The lines of a run: what was drawn, a line for each kind, and what they say together."""
    draws = cases[0].draws
    margin = 1.96 * math.sqrt(ALPHA * (1 - ALPHA) / draws)
    width = max(len(case_name(case.case)) for case in cases)
    lines = [
        f"Hur ofta metoden ser ett samband i data där inget finns. Väntat: {percent(ALPHA)}.",
        f"Frö {seed}, {draws} dragningar av varje slag. Slumpen i dragningarna: "
        f"± {percent(margin).removesuffix(' %')} procentenheter.",
    ]
    for case in cases:
        name = f"{case_name(case.case):<{width}}"
        lines.append(f"  {name}{percent(case.rate):>8}  ({case.rejected} av {case.draws})")
    return [*lines, conclusion(cases)]


def conclusion(cases: Sequence[CalibrationCase]) -> str:
    """What the rates say of the method."""
    span = f"{percent(LEAST).removesuffix(' %')}–{percent(MOST)}"
    often = [case_name(case.case) for case in cases if case.rate > MOST]
    rarely = [case_name(case.case) for case in cases if case.rate < LEAST]
    if not often and not rarely:
        return f"Slutsats: alla slag ligger inom {span}. Metoden håller vad den lovar här."
    told = []
    if often:
        told.append(f"för ofta sedda samband för {', '.join(often)}")
    if rarely:
        told.append(f"för sällan för {', '.join(rarely)}")
    return f"Slutsats: {'; '.join(told)} (utanför {span}). Lita inte på svar om sådana data."


def percent(share: float) -> str:
    """A share in per cent with one decimal: `4,8 %`."""
    return f"{100 * share:.1f} %".replace(".", ",")
