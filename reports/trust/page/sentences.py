"""What the page says, chosen by the verdict and the figures.

A verdict has one answer; the figures are fields in it. No sentence tells why two things go
together, but for those in CAMPAIGN_ONLY, which need a campaign with a comparison group whose
placebo dates were passed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from reports.trust.link.result import LinkResult, Verdict
from reports.trust.page.inputs import number, text_of
from reports.trust.page.sample import sample_text
from reports.trust.page.units import Units, mapping, relation
from reports.weekly.words import Words, mark

VERDICTS = {
    Verdict.INSUFFICIENT: mark("Underlaget räcker inte för ett svar."),
    Verdict.NO_ASSOCIATION_FOUND: mark("Inget samband hittades."),
    Verdict.ASSOCIATION: mark("Ett samband hittades."),
    Verdict.ASSOCIATION_NOT_SPECIFIC: mark("Ett samband hittades, men det gäller inte bara detta."),
    Verdict.EXPLAINED_BY: mark("Sambandet försvinner när andra uppgifter räknas in."),
    Verdict.DESIGN_VIOLATED: mark("Uppläggningen håller inte. Därför ges inget svar."),
}

MEANINGS = {
    Verdict.INSUFFICIENT: mark(
        "Siffrorna visas utan test. Att två kurvor liknar varandra är inget svar när mätningarna "
        "är så få."
    ),
    Verdict.NO_ASSOCIATION_FOUND: mark(
        "Det är inte detsamma som att inget samband finns: ett samband mindre än det som data kan "
        "visa syns inte här."
    ),
    Verdict.ASSOCIATION: mark("Sambandet säger inte varför de följs åt, eller vad som kom först."),
    Verdict.ASSOCIATION_NOT_SPECIFIC: mark(
        "En kontroll som inte borde följa exponeringen gör det ändå. Något mer allmänt rör sig i "
        "serierna."
    ),
    Verdict.EXPLAINED_BY: mark(
        "Grupper som möter olika mycket exponering skiljer sig åt även i annat. När det räknas in "
        "finns inget tydligt samband kvar."
    ),
    Verdict.DESIGN_VIOLATED: mark(
        "En kontroll som måste hålla gör det inte. Siffrorna visas, men de ska inte tolkas."
    ),
}

CHANGES = {
    Verdict.INSUFFICIENT: (
        mark("Fler mätningar: minst 12 för ett utforskande test, minst 26 för ett bekräftande."),
        mark("Svar med intervjudatum, så att exponeringen kan räknas för var och ens egna dagar."),
    ),
    Verdict.NO_ASSOCIATION_FOUND: (
        mark("Fler mätningar eller fler svarande, så att ett mindre samband går att se."),
        mark("En säkrare räkning av exponeringen. Med många felmärkta texter syns samband sämre."),
    ),
    Verdict.ASSOCIATION: (
        mark("Samma plan på nya data, som ingen har sett när planen låses."),
        mark("En kontroll som visar samma samband för en annan institution eller ett annat ämne."),
    ),
    Verdict.ASSOCIATION_NOT_SPECIFIC: (
        mark("En jämförelse där det som är gemensamt för institutionerna dras ifrån."),
    ),
    Verdict.EXPLAINED_BY: (
        mark(
            "Upprepade mätningar av samma personer eller grupper, så att nivåerna kan dras ifrån."
        ),
    ),
    Verdict.DESIGN_VIOLATED: (
        mark("En annan jämförelsegrupp, eller en plan som låses på nytt med en annan uppläggning."),
    ),
}

DIRECTIONS = {
    ("series", True): mark("När exponeringen är högre är förtroendet lägre."),
    ("series", False): mark("När exponeringen är högre är förtroendet högre."),
    ("groups", True): mark("Grupper och tider med mer exponering har lägre förtroende."),
    ("groups", False): mark("Grupper och tider med mer exponering har högre förtroende."),
    ("persons", True): mark("De som möter mer exponering har mer sällan stort förtroende."),
    ("persons", False): mark("De som möter mer exponering har oftare stort förtroende."),
    ("campaign", True): mark(
        "Målgruppens förtroende föll mer än jämförelsegruppens från kampanjens början."
    ),
    ("campaign", False): mark(
        "Målgruppens förtroende steg mer än jämförelsegruppens från kampanjens början."
    ),
}

CAMPAIGN_ONLY = (
    mark(
        "Uppläggningen har en jämförelsegrupp och klarade sina placebodatum. Skillnaden kan därför "
        "läsas som kampanjens effekt, om inget annat hände just målgruppen samtidigt."
    ),
)
"""May be printed only where `may_tell_cause` holds."""


def may_tell_cause(result: LinkResult) -> bool:
    """Whether the design allows a causal word: a confirmed campaign with passed placebo dates."""
    placebo = mapping(result.controls.get("placebo"))
    before = mapping(result.controls.get("pre_trend"))
    return (
        result.design == "campaign"
        and result.verdict is Verdict.ASSOCIATION
        and not result.exploratory
        and placebo.get("passed") is True
        and before.get("passed") is not False
    )


def run_text(words: Words, result: LinkResult, page: str) -> str:
    """What the run was, how much has been tested, and where the page lies."""
    kind = (
        words.t("Körningen är utforskande.")
        if result.exploratory
        else words.t("Körningen är den första efter den låsta planen.")
    )
    counted = words.n(
        "{count} prövning i projektet.", "{count} prövningar i projektet.", result.tests
    )
    return f"{kind} {counted} {words.t('Sida: {page}', page=page)}"


def replicates_text(words: Words, count: int, table: str) -> str:
    """How many replicates a table of results has."""
    return words.n("{count} rad: {table}", "{count} rader: {table}", count, table=table)


def verdict_text(words: Words, result: LinkResult) -> str:
    """The verdict in plain words of the page's language."""
    return words.t(VERDICTS[result.verdict])


def answer(words: Words, result: LinkResult, units: Units) -> list[str]:
    """The sentences that carry the answer, the verdict's own meaning last but one."""
    found = [_found(words, result, units)] if result.estimate is not None else []
    found += in_points(words, result, units)
    if result.verdict is Verdict.ASSOCIATION and result.estimate is not None:
        found.insert(0, words.t(DIRECTIONS[(result.design, result.estimate < 0)]))
    if result.verdict is Verdict.EXPLAINED_BY:
        found += [explained(words, result)]
    if may_tell_cause(result):
        found += [words.t(CAMPAIGN_ONLY[0])]
    else:
        found += [words.t(MEANINGS[result.verdict])]
    return found


def _found(words: Words, result: LinkResult, units: Units) -> str:
    """The estimate with its interval, n and p, as one sentence."""
    fields = {
        "estimate": units.slope(result.estimate),
        "low": units.slope(result.low),
        "high": units.slope(result.high),
        "unit": units.slope_unit,
        "per": units.per,
        "level": units.level,
        "sample": sample_text(words, result),
        "p": relation(words, result.p),
        "q": relation(words, result.q),
    }
    if units.log_odds:
        return words.t(
            "Oddskvoten för stort förtroende är {estimate} per {per} "
            "({level} intervall {low} till {high}, {sample}, p {p}, q {q}).",
            **fields,
        )
    if result.design == "campaign":
        return words.t(
            "Skillnaden mellan grupperna ändrades med {estimate} {unit} "
            "({level} intervall {low} till {high}, {sample}, p {p}, q {q}).",
            **fields,
        )
    return words.t(
        "Förtroendet skiljer {estimate} {unit} per {per} "
        "({level} intervall {low} till {high}, {sample}, p {p}, q {q}).",
        **fields,
    )


def in_points(words: Words, result: LinkResult, units: Units) -> list[str]:
    """The odds ratio of persons as a difference in their share, where it is known."""
    names = ("share_change", "share_change_low", "share_change_high")
    found = [number(result.diagnostics.get(name)) for name in names]
    change, low, high = (None if one is None else 100 * units.change * one for one in found)
    if not units.log_odds or change is None or low is None or high is None:
        return []
    return [
        words.t(
            "Det motsvarar {change} procentenheter i andelen med stort förtroende, per {per} "
            "({level} intervall {low} till {high}).",
            change=words.number(change, 1),
            low=words.number(low, 1),
            high=words.number(high, 1),
            per=units.per,
            level=units.level,
        )
    ]


def explained(words: Words, result: LinkResult) -> str:
    """What the association vanishes beside."""
    names = mapping(result.data.get("names"))
    name = text_of(result.explained_by)
    if not name:
        return words.t("När kovariaterna räknas in finns inget tydligt samband kvar.")
    return words.t(
        "När ”{name}” räknas in finns inget tydligt samband kvar.",
        name=text_of(names.get(name)) or name,
    )


def detectable(words: Words, result: LinkResult, units: Units) -> str:
    """The least association that these data could have shown, or that it is not known."""
    found = mapping(result.smallest_detectable)
    power = number(found.get("power")) or 0.8
    given = {
        "power": words.percent(power),
        "alpha": words.percent(number(found.get("alpha")) or 0.05),
    }
    size = _size(words, found, units, result.design)
    if not size:
        return words.t("Hur litet samband som data kunde ha visat går inte att räkna ut här.")
    return words.t(
        "Det minsta samband som dessa data kunde ha visat är {size} (styrka {power}, nivå {alpha}, "
        "tvåsidigt).",
        size=size,
        **given,
    )


def _size(words: Words, found: Mapping[str, object], units: Units, design: str) -> str:
    pieces = []
    ratio = number(found.get("odds_ratio"))
    if units.log_odds and ratio and "estimate" not in found:
        found = {**found, "estimate": math.log(ratio)}
    for key in ("estimate", "slope", "value"):
        if (slope := number(found.get(key))) is not None:
            pieces.append(_slope_size(words, slope, units, design))
            break
    if (points := number(found.get("percentage_points"))) is not None:
        pieces.append(
            words.t("{points} procentenheter mellan två mätningar", points=words.number(points, 1))
        )
    if (correlation := number(found.get("correlation"))) is not None:
        pieces.append(words.t("korrelation {r}", r=words.number(correlation, 2)))
    return words.listed(pieces) if pieces else ""


def _slope_size(words: Words, slope: float, units: Units, design: str) -> str:
    if units.log_odds:
        return words.t("oddskvot {ratio} per {per}", ratio=units.slope(slope), per=units.per)
    if design == "campaign":
        return words.t("{size} {unit}", size=units.slope(slope), unit=units.slope_unit)
    return words.t(
        "{size} {unit} per {per}", size=units.slope(slope), unit=units.slope_unit, per=units.per
    )


def changes(words: Words, result: LinkResult) -> Sequence[str]:
    """What would change the verdict."""
    return [words.t(message) for message in CHANGES[result.verdict]]
