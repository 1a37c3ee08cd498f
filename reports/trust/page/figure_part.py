"""Part 3 of the page: the figure, its words, and its figures as tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from reports.trust.link.result import LinkResult
from reports.trust.page.document import Part
from reports.trust.page.figure import MAX_PANELS, Break, Drawing, draw, trust_scale
from reports.trust.page.flags import break_reason, hidden
from reports.trust.page.inputs import (
    ExposurePoint,
    TrustPoint,
    exposure_points,
    least_of,
    name_of,
    number,
    span_of,
    text_of,
    trust_points,
)
from reports.trust.page.units import Units, digits_of, mapping
from reports.typesetting.blocks import Block, Figure, Listing, Table, Text
from reports.weekly.words import UNKNOWN, Words


def figure_part(
    words: Words, result: LinkResult, tables: Mapping[str, pd.DataFrame], units: Units
) -> Part:
    """The figure with its caption, description and data tables."""
    least = least_of(result.data)
    exposure, trust = exposure_points(tables), trust_points(tables, units.trust, least)
    breaks = breaks_of(result)
    drawing = _drawing(words, result, units, exposure, trust, breaks)
    title = words.t("Exponering och förtroende över tid")
    description = _description(words, units, exposure, trust, drawing)
    svg = draw(drawing, title, description)
    blocks: list[Block] = []
    if svg:
        blocks.append(Figure(title, description, svg, _caption(words, exposure, trust)))
    else:
        blocks.append(Text(words.t("Det finns inga tider att rita.")))
    if breaks:
        blocks.append(
            Listing(
                tuple(
                    words.t(
                        "{number}: {time}, {reason}.",
                        number=one.number,
                        time=one.span.label,
                        reason=reason,
                    )
                    for one, reason in zip(breaks, _reasons(words, result), strict=True)
                )
            )
        )
    if trust:
        blocks.append(_trust_table(words, units, trust, least))
    if exposure:
        blocks.append(_exposure_table(words, units, exposure))
    return Part("figur", words.t("Figuren"), tuple(blocks))


def breaks_of(result: LinkResult) -> list[Break]:
    """Breaks of the measurement and the campaign's ends, numbered in order of time."""
    spans = [span_of(mapping(one).get("time")) for one in _break_rows(result)]
    return [Break(span, number) for number, span in enumerate(spans, start=1)]


def _break_rows(result: LinkResult) -> list[Mapping[str, object]]:
    rows = [mapping(one) for one in result.data.get("breaks") or ()]
    campaign = mapping(result.data.get("campaign"))
    for key, reason in (("start", "campaign_start"), ("end", "campaign_end")):
        if campaign.get(key):
            rows.append({"time": campaign[key], "reason": reason})
    return sorted(rows, key=lambda row: span_of(row.get("time")).start)


def _reasons(words: Words, result: LinkResult) -> list[str]:
    return [break_reason(words, text_of(row.get("reason"))) for row in _break_rows(result)]


def _drawing(
    words: Words,
    result: LinkResult,
    units: Units,
    exposure: Sequence[ExposurePoint],
    trust: Sequence[TrustPoint],
    breaks: Sequence[Break],
) -> Drawing:
    exposed, trusted = (mapping(result.data.get(key)) for key in ("exposure", "trust"))
    scale = [number(end) for end in trusted.get("scale") or ()]
    ends = (scale[0], scale[1]) if len(scale) == 2 else None
    name = trust_name(words, result, units)
    groups = list(dict.fromkeys(point.group for point in trust))
    panels = [(g, f"{name}: {g}" if g else name) for g in groups]
    return Drawing(
        exposure,
        trust,
        breaks,
        None if ends is None or None in ends else (float(ends[0] or 0), float(ends[1] or 0)),
        name_of(exposed.get("name")) or words.t("Exponering"),
        panels,
        lambda value: _tick(units, value),
        lambda value: words.number(value, 0 if value == int(value) else digits_of(value)),
        words,
    )


def trust_name(words: Words, result: LinkResult, units: Units) -> str:
    """What trust is called in the figure; never the name of a variable."""
    name = name_of(mapping(result.data.get("trust")).get("name"))
    printed = text_of(mapping(result.data.get("names")).get(name))
    if printed:
        return printed
    if name and not re.fullmatch(r"[a-z0-9_åäö]+", name):
        return name
    return words.t("Andel med stort förtroende") if units.whole else words.t("Förtroende")


def _tick(units: Units, value: float) -> str:
    shown = round(value * units.factor, 9)
    digits = 0 if shown == int(shown) else digits_of(shown)
    return units.words.number(shown, digits) + (units.sign if units.whole else "")


def _description(
    words: Words,
    units: Units,
    exposure: Sequence[ExposurePoint],
    trust: Sequence[TrustPoint],
    drawing: Drawing,
) -> str:
    """What the figure shows, for who can't see it."""
    told = []
    counted = [p.value for p in exposure if p.value is not None]
    if counted:
        told.append(
            words.t(
                "Exponering från {first} till {last}, {n} tider: lägst {low}, högst {high}.",
                first=exposure[0].span.label,
                last=exposure[-1].span.label,
                n=words.number(len(counted)),
                low=words.number(min(counted), digits_of(min(counted))),
                high=words.number(max(counted), digits_of(max(counted))),
            )
        )
    for group, heading in drawing.panels:
        shown = [p for p in trust if p.group == group and p.value is not None]
        if not shown:
            continue
        levels = [p.value for p in shown if p.value is not None]
        told.append(
            words.t(
                "{name}, {n} mätningar: lägst {low}, högst {high}, senast {last} ({when}).",
                name=heading,
                n=words.number(len(levels)),
                low=units.value(min(levels)),
                high=units.value(max(levels)),
                last=units.value(levels[-1]),
                when=shown[-1].span.label,
            )
        )
    low, high = drawing.trust_scale or trust_scale(trust)
    told.append(
        words.t(
            "Axeln för förtroende går från {low} till {high}.",
            low=_tick(units, low),
            high=_tick(units, high),
        )
    )
    told.append(words.t("Alla siffror står i tabellerna under figuren."))
    return " ".join(told)


def _caption(words: Words, exposure: Sequence[ExposurePoint], trust: Sequence[TrustPoint]) -> str:
    told = []
    if any(p.value is not None for p in exposure):
        told.append(words.t("Överst exponering, därunder förtroende, med var sin axel."))
    told.append(
        words.t(
            "En mätning är en ruta: så bred som fältarbetet och så hög som det 95-procentiga "
            "intervallet, med skattningen som ett streck. Ingen linje dras mellan mätningarna."
        )
    )
    if any(p.value is None for p in exposure):
        told.append(words.t("Skuggade tider saknar räkning."))
    kinds = {p.interval for p in trust if p.value is not None}
    if "wilson" in kinds:
        told.append(
            words.t(
                "Där medelfel saknas är intervallet räknat ur n som om urvalet vore slumpmässigt "
                "och ovägt. Det är då ofta för smalt."
            )
        )
    if "" in kinds:
        told.append(words.t("Streck utan ruta: medelfel och n saknas, så intervall kan inte ges."))
    if len({p.group for p in trust}) > MAX_PANELS:
        told.append(words.t("De {n} första grupperna är ritade.", n=words.number(MAX_PANELS)))
    return " ".join(told)


def _trust_table(words: Words, units: Units, trust: Sequence[TrustPoint], least: int) -> Table:
    grouped = any(point.group for point in trust)
    columns = [
        words.t("Mätning"),
        *([words.t("Grupp")] if grouped else []),
        words.t("Förtroende"),
        words.t("95 % intervall"),
        words.t("n"),
    ]
    rows = []
    for point in trust:
        head = (point.span.label, point.group) if grouped else (point.span.label,)
        if point.hidden:
            rows.append((*head, UNKNOWN, hidden(words, point.hidden, least), UNKNOWN))
            continue
        interval = units.interval(point.low, point.high)
        if point.low is None and point.value is not None:
            interval = words.t("– (medelfel saknas)")
        n = words.t("uppges inte") if point.n is None else words.number(point.n)
        rows.append((*head, units.value(point.value), interval, n))
    places = range(1 + grouped, 4 + grouped)
    return Table(
        words.t("Figurens mätningar"), tuple(columns), tuple(rows), tuple(places), folded=True
    )


def _exposure_table(words: Words, units: Units, exposure: Sequence[ExposurePoint]) -> Table:
    intervals = any(point.low is not None for point in exposure)
    covered = any(point.coverage is not None for point in exposure)
    columns = [
        words.t("Tid"),
        words.t("Exponering"),
        *([words.t("95 % intervall")] if intervals else []),
        *([words.t("Täckning")] if covered else []),
    ]
    rows = []
    for point in exposure:
        cells = [point.span.label, _amount(words, point.value)]
        if intervals:
            low, high = _amount(words, point.low), _amount(words, point.high)
            cells.append(UNKNOWN if point.low is None else f"{low} – {high}")
        if covered:
            cells.append(words.percent(point.coverage))
        rows.append(tuple(cells))
    return Table(
        words.t("Figurens exponering"),
        tuple(columns),
        tuple(rows),
        tuple(range(1, len(columns))),
        folded=True,
    )


def _amount(words: Words, value: float | None) -> str:
    if value is None:
        return words.t("saknas")
    return words.number(value, 0 if value == int(value) else digits_of(value))
