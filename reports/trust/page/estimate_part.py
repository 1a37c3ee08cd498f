"""Part 4 of the page: the estimate, with and without what else differs, and all lags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reports.trust.link.result import LinkEstimate, LinkResult
from reports.trust.page.adjacent import without_test
from reports.trust.page.document import Part
from reports.trust.page.inputs import TrustPoint, number, text_of
from reports.trust.page.sample import count_heading, exposure_time, main_window, window_of
from reports.trust.page.units import Units, mapping, probability
from reports.typesetting.blocks import Block, Table, Text
from reports.weekly.words import UNKNOWN, Words, mark

MODELS = {
    "crude": mark("Utan justering"),
    "adjusted": mark("Justerad"),
    "adjusted_with_party": mark("Justerad, även för partisympati"),
}

FACTORS = {
    "individual": mark("individen"),
    "services": mark("verksamheten"),
    "channels": mark("kanalerna"),
    "society": mark("samhället"),
}
"""The four kinds of factors of report 2024:2."""


def estimate_part(
    words: Words, result: LinkResult, units: Units, trust: Sequence[TrustPoint] = ()
) -> Part:
    """The main estimate, the three models side by side, and every lag of the plan."""
    blocks: list[Block] = [Text(_unit_sentence(words, result, units))]
    if result.estimate is None:
        blocks.append(Text(words.t("Inget test är gjort. Därför finns ingen skattning.")))
        blocks += without_test(words, result, units, trust)
    else:
        blocks.append(_main(words, result, units))
    blocks += _models(words, result, units)
    if len(result.all_lags) > 1:
        blocks.append(_lags(words, result, units))
    return Part("skattning", words.t("Skattningen"), tuple(blocks))


def _unit_sentence(words: Words, result: LinkResult, units: Units) -> str:
    if result.design == "campaign":
        return words.t(
            "Skattningen är hur mycket skillnaden i förtroende mellan målgrupp och jämförelsegrupp "
            "ändrades under kampanjen, i {unit}.",
            unit=units.slope_unit,
        )
    if units.log_odds:
        return words.t(
            "Oddskvoten gäller oddset för stort förtroende per {per}. 1 är ingen skillnad.",
            per=units.per,
        )
    return words.t(
        "Skattningen är skillnaden i förtroende, i {unit}, per {per}.",
        unit=units.slope_unit,
        per=units.per,
    )


def _headings(words: Words, result: LinkResult, units: Units) -> tuple[str, ...]:
    return (
        words.t("Exponeringens tid"),
        words.t("Oddskvot") if units.log_odds else words.t("Skattning"),
        words.t("{level} intervall", level=units.level),
        words.t("p"),
        words.t("q"),
        count_heading(words, result),
    )


def _main(words: Words, result: LinkResult, units: Units) -> Table:
    lag = exposure_time(words, result, main_window(result))
    return Table(
        words.t("Huvudskattningen"),
        (*_headings(words, result, units), words.t("Effektivt n")),
        (
            (
                lag,
                units.slope(result.estimate),
                units.span(result.low, result.high),
                probability(words, result.p),
                probability(words, result.q),
                words.number(result.n),
                words.number(result.n_effective),
            ),
        ),
        figures=(1, 2, 3, 4, 5, 6),
    )


def _models(words: Words, result: LinkResult, units: Units) -> list[Block]:
    """Crude, adjusted and adjusted with party in one table; a missing one is said to be missing."""
    found = {name: getattr(result, name) for name in MODELS}
    if not any(found.values()):
        return [Text(words.t("Planen har inga kovariater: skattningen är ojusterad."))]
    rows = []
    for name, title in MODELS.items():
        model = mapping(found[name])
        low, high = number(model.get("low")), number(model.get("high"))
        estimate = number(model.get("estimate"))
        if estimate is None or low is None or high is None:
            dashes = (UNKNOWN,) * 3
            rows.append((words.t(title), *dashes, words.t("finns inte i planen")))
            continue
        rows.append(
            (
                words.t(title),
                units.slope(estimate),
                units.span(low, high),
                probability(words, number(model.get("p"))),
                words.number(number(model.get("n")) or result.n),
            )
        )
    estimate_name = words.t("Oddskvot") if units.log_odds else words.t("Skattning")
    table = Table(
        words.t("Med och utan justering"),
        (
            words.t("Modell"),
            estimate_name,
            words.t("{level} intervall", level=units.level),
            words.t("p"),
            count_heading(words, result),
        ),
        tuple(rows),
        figures=(1, 2, 3, 4),
    )
    return [table, *_covariates(words, result)]


def _covariates(words: Words, result: LinkResult) -> list[Block]:
    """What the adjusted models hold constant, by the four kinds of factors."""
    names = mapping(result.data.get("names"))
    kinds: dict[str, list[str]] = {}
    for one in result.data.get("covariates") or ():
        covariate = mapping(one)
        name = text_of(covariate.get("name"))
        kind = text_of(covariate.get("kind"))
        kinds.setdefault(kind, []).append(text_of(names.get(name)) or name)
    told = []
    for kind, title in FACTORS.items():
        if kind in kinds:
            told.append(f"{words.t(title)}: {words.listed(kinds[kind])}")
    rest = [name for kind, found in kinds.items() if kind not in FACTORS for name in found]
    if rest:
        told.append(f"{words.t('utan angivet slag')}: {words.listed(rest)}")
    if not told:
        return []
    return [Text(words.t("Justerat för {what}.", what="; ".join(told)))]


def _lags(words: Words, result: LinkResult, units: Units) -> Table:
    return Table(
        words.t("Alla fördröjningar i planen"),
        _headings(words, result, units),
        tuple(_lag(words, result, one, units) for one in result.all_lags),
        figures=(1, 2, 3, 4, 5),
    )


def _lag(words: Words, result: LinkResult, one: LinkEstimate, units: Units) -> tuple[str, ...]:
    details: Mapping[str, Any] = one.details
    return (
        exposure_time(words, result, window_of(one.lag, details.get("window"))),
        units.slope(one.estimate),
        units.span(one.low, one.high),
        probability(words, number(one.p)),
        probability(words, number(details.get("q"))),
        words.number(one.n),
    )
