"""What is shown where there are too few measurements for a test: their differences, one by one."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

from reports.trust.link.result import LinkResult
from reports.trust.page.inputs import Z95, TrustPoint, number, text_of
from reports.trust.page.reasons import reason_in
from reports.trust.page.units import Units, digits_of, mapping, probability
from reports.typesetting.blocks import Block, Table, Text
from reports.weekly.words import UNKNOWN, Words

MOST = 40
"""More rows than this are no help to a reader."""

LEAST_FOR_FISHER = 4


def without_test(
    words: Words, result: LinkResult, units: Units, trust: Sequence[TrustPoint]
) -> list[Block]:
    """Why there is no test, the differences between neighbours, and how little r says."""
    reason = reason_in(words, text_of(result.diagnostics.get("reason")))
    blocks: list[Block] = []
    if reason:
        blocks.append(Text(words.t("Programmets förklaring: {reason}", reason=reason)))
    rows = [
        _row(words, result, units, a, b) for a, b in itertools.pairwise(trust) if a.group == b.group
    ]
    if rows and len(rows) <= MOST:
        blocks.append(
            Table(
                words.t("Skillnader mellan mätningar efter varandra"),
                (
                    words.t("Från och till"),
                    words.t("Skillnad i förtroende"),
                    words.t("95 % intervall"),
                    words.t("n"),
                    words.t("Skillnad i exponering"),
                ),
                tuple(rows),
                figures=(1, 2, 3, 4),
            )
        )
    return blocks + _correlation(words, result)


def _row(
    words: Words, result: LinkResult, units: Units, a: TrustPoint, b: TrustPoint
) -> tuple[str, ...]:
    name = f"{a.span.label} – {b.span.label}" + (f", {a.group}" if a.group else "")
    exposure = UNKNOWN
    for one in result.diagnostics.get("differences") or ():
        found: Mapping[str, Any] = mapping(one)
        if (found.get("from"), found.get("to")) == (a.span.label, b.span.label):
            change = number(found.get("exposure"))
            exposure = UNKNOWN if change is None else words.number(change, digits_of(change))
    if a.value is None or b.value is None:
        return (name, UNKNOWN, UNKNOWN, UNKNOWN, exposure)
    change = b.value - a.value
    half = _half(a, b)
    if half is None:
        return (name, UNKNOWN, words.t("– (medelfel saknas)"), UNKNOWN, exposure)
    counts = [words.t("uppges inte") if p.n is None else words.number(p.n) for p in (a, b)]
    ends = (_points(units, change - half), _points(units, change + half))
    return (
        name,
        _points(units, change),
        words.t(" till ").join(ends),
        words.t("{first} och {second}", first=counts[0], second=counts[1]),
        exposure,
    )


def _half(a: TrustPoint, b: TrustPoint) -> float | None:
    """Half the 95 % interval of a difference of two independent measurements."""
    halves = [(p.high - p.low) / 2 for p in (a, b) if p.low is not None and p.high is not None]
    return math.hypot(*halves) if len(halves) == 2 else None


def _points(units: Units, difference: float) -> str:
    shown = difference * units.factor
    return units.words.number(shown, 1 if units.whole else digits_of(shown))


def _correlation(words: Words, result: LinkResult) -> list[Block]:
    r, p = (number(result.diagnostics.get(name)) for name in ("correlation", "permutation_p"))
    if r is None or result.n < LEAST_FOR_FISHER:
        return []
    half = Z95 / math.sqrt(result.n - LEAST_FOR_FISHER + 1)
    near = math.atanh(max(min(r, 0.999999), -0.999999))
    low, high = (words.number(math.tanh(end), 2) for end in (near - half, near + half))
    told = words.t(
        "Korrelationen mellan de {n} mätningarna är {r} (95 % intervall {low} till {high}, om de "
        "vore oberoende). Så höga tal är vanliga av en slump i korta serier.",
        n=words.number(result.n),
        r=words.number(r, 2),
        low=low,
        high=high,
    )
    if p is not None:
        told += " " + words.t(
            "Bland alla ordningar av mätningarna är andelen med minst så hög korrelation {p}.",
            p=probability(words, p),
        )
    return [Text(told)]
