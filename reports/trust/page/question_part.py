"""Parts 1 and 2 of the page: the question and its plan, and the data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reports.trust.link.result import LinkResult
from reports.trust.page.document import Part
from reports.trust.page.flags import flag, hidden
from reports.trust.page.inputs import least_of, name_of, number, span_of, text_of
from reports.trust.page.plan_changes import changed_plan
from reports.trust.page.sample import unit_of_persons
from reports.trust.page.units import day, mapping
from reports.typesetting.blocks import Block, Listing, Table, Terms, Text
from reports.weekly.words import UNKNOWN, Words, mark

DESIGNS = {
    "series": mark("En serie av exponering och en av förtroende, i samma tidssteg."),
    "groups": mark("Grupper som följs över flera mätningar."),
    "campaign": mark("En målgrupp och en jämförelsegrupp, före och efter en kampanj."),
}


def question_part(words: Words, result: LinkResult) -> Part:
    """The question, when the plan was locked, what kind of answer this is, and how many tests."""
    return Part(
        "fraga",
        words.t("Frågan"),
        (
            Text(f"”{result.question}”", "lead"),
            Listing(
                (
                    _design(words, result),
                    _locked(words, result),
                    _kind(words, result),
                    *changed_plan(words, result),
                    words.n(
                        "{count} test har gjorts i projektet hittills.",
                        "{count} tester har gjorts i projektet hittills. Värdet q räknar med alla.",
                        result.tests,
                    ),
                )
            ),
            Terms(((words.t("planens kontrollsumma"), result.plan_sha256),)),
        ),
    )


def _design(words: Words, result: LinkResult) -> str:
    if result.design == "persons":
        return unit_of_persons(words, result)
    return words.t(DESIGNS.get(result.design, DESIGNS["series"]))


def _locked(words: Words, result: LinkResult) -> str:
    try:
        moment = words.moment(datetime.fromisoformat(result.locked_at))
    except ValueError:
        return words.t("Planen är inte låst med datum.")
    return words.t("Planen låstes {moment}, innan förtroendet lästes in.", moment=moment)


def _kind(words: Words, result: LinkResult) -> str:
    if result.estimate is None:
        return words.t("Inget test är gjort. Svaret är varken utforskande eller bekräftande.")
    if result.exploratory:
        return words.t("Svaret är utforskande: det visar var man kan leta, och bekräftar inget.")
    return words.t("Svaret är bekräftande: planen låstes först och har prövats en gång.")


def data_part(words: Words, result: LinkResult) -> Part:
    """The waves, the exposure, and what stands in the way of comparing."""
    blocks: list[Block] = [Text(sentence) for sentence in exposure_sentences(words, result)]
    waves = [mapping(wave) for wave in result.data.get("waves") or ()]
    if waves:
        blocks += [_waves(words, waves, least_of(result.data)), *_wordings(words, waves)]
    else:
        blocks.append(Text(words.t("Uppgifter om mätningarna saknas i underlaget.")))
    blocks.append(Text(words.t("Att tänka på vid jämförelser"), "heading"))
    told = tuple(flag(words, code) for code in result.flags)
    blocks.append(Listing(told or (words.t("Inga varningar."),)))
    return Part("data", words.t("Data"), tuple(blocks))


def exposure_sentences(words: Words, result: LinkResult) -> list[str]:
    """What exposure is, what it was counted from, its gaps and the model's measured error."""
    found = mapping(result.data.get("exposure"))
    if result.design == "campaign" and not text_of(found.get("name")):
        return [words.t("Ingen exponering är räknad: kampanjens tid är given i planen.")]
    name = name_of(found.get("name"))
    told = [words.t("Exponering: {name}.", name=name) if name else words.t("Exponering ur planen.")]
    documents, sources = number(found.get("documents")), number(found.get("sources"))
    if documents is not None and sources is not None:
        told.append(
            words.t(
                "Den är räknad på {documents} texter från {sources} källor.",
                documents=words.number(documents),
                sources=words.number(sources),
            )
        )
    coverage = number(found.get("coverage"))
    if coverage is not None:
        told.append(
            words.t(
                "I genomsnitt gick {share} av det väntade att se.", share=words.percent(coverage)
            )
        )
    gaps = list(found.get("gaps") or ())
    if gaps:
        told.append(
            words.n(
                "{count} tid saknar räkning: {which}.",
                "{count} tider saknar räkning: {which}.",
                len(gaps),
                which=words.listed([str(gap) for gap in gaps[:6]]) + (" …" if gaps[6:] else ""),
            )
        )
    return [" ".join([*told, *_reliability(words, found)])]


def _reliability(words: Words, found: Mapping[str, Any]) -> list[str]:
    precision, recall = number(found.get("precision")), number(found.get("recall"))
    if precision is None or recall is None:
        return [words.t("Hur ofta texter märks fel är inte uppmätt för den.")]
    counts = [number(found.get(name)) for name in ("precision_n", "recall_n")]
    shown = [words.number(n) if n is not None else words.t("inte uppgivet") for n in counts]
    told = [
        words.t(
            "Av texterna som märkts är {precision} rätt märkta (n = {precision_n}), och {recall} "
            "av dem som skulle märkas hittas (n = {recall_n}).",
            precision=words.percent(precision),
            recall=words.percent(recall),
            precision_n=shown[0],
            recall_n=shown[1],
        )
    ]
    attenuation = number(found.get("attenuation"))
    if attenuation is not None:
        told.append(
            words.t(
                "Med de felen syns ungefär {share} av ett sambands storlek.",
                share=words.percent(attenuation),
            )
        )
    return told


def _waves(words: Words, waves: list[Mapping[str, Any]], least: int) -> Table:
    return Table(
        words.t("Mätningarna"),
        (
            words.t("Mätning"),
            words.t("Fältarbete"),
            words.t("n"),
            words.t("Bas"),
            words.t("Insamling"),
            words.t("Population"),
            words.t("Vikter"),
            words.t("Undersökare"),
        ),
        tuple(_wave(words, wave, least) for wave in waves),
        figures=(2,),
    )


def _wave(words: Words, wave: Mapping[str, Any], least: int) -> tuple[str, ...]:
    reason = text_of(wave.get("suppressed"))
    n = number(wave.get("n"))
    shown = f"{UNKNOWN} {hidden(words, reason, least)}" if reason else words.number(n)
    weighted = wave.get("weighted")
    weights = {True: words.t("vägd"), False: words.t("ovägd")}.get(weighted)  # type: ignore[arg-type]
    said = words.t("uppges inte")
    return (
        text_of(wave.get("wave")) or UNKNOWN,
        _fieldwork(words, wave),
        said if n is None and not reason else shown,
        base_name(words, text_of(wave.get("base"))) or said,
        text_of(wave.get("mode")) or said,
        text_of(wave.get("population")) or said,
        weights or text_of(weighted) or said,
        text_of(wave.get("source")) or said,
    )


def _fieldwork(words: Words, wave: Mapping[str, Any]) -> str:
    start, end = span_of(wave.get("start")), span_of(wave.get("end"))
    if not (start.dated and end.dated):
        told = text_of(wave.get("time")) or text_of(wave.get("start"))
        return told or words.t("uppges inte")
    pattern = "d MMM y"
    return f"{day(words, start.start, pattern)} – {day(words, end.end, pattern)}"


BASES = {
    "with_opinion": mark("de som har en uppfattning"),
    "all": mark("alla svarande"),
    "all_excl_vill_inte_svara": mark("alla utom de som inte vill svara"),
    "had_contact": mark("de som haft kontakt"),
    "had_contact_5y": mark("de som haft kontakt de senaste fem åren"),
    "not_stated": mark("uppges inte"),
}


def base_name(words: Words, base: str) -> str:
    """Who a share is a share of; a base of the user's own is shown as it is."""
    return words.t(BASES[base]) if base in BASES else base


def _wordings(words: Words, waves: list[Mapping[str, Any]]) -> list[Block]:
    """The questions as asked, each once, with the waves that asked it."""
    asked: dict[str, list[str]] = {}
    for wave in waves:
        if question := text_of(wave.get("question")):
            asked.setdefault(question, []).append(text_of(wave.get("wave")) or UNKNOWN)
    if not asked:
        return [Text(words.t("Frågans ordalydelse uppges inte."))]
    if len(asked) == 1 and all(text_of(wave.get("question")) for wave in waves):
        return [Text(words.t("Fråga i alla mätningar: ”{question}”", question=next(iter(asked))))]
    return [
        Listing(
            tuple(
                words.t("{waves}: ”{question}”", waves=words.listed(names), question=question)
                for question, names in asked.items()
            )
        )
    ]
