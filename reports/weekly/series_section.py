"""The section of one series: its verdict, how sure it is, and the stories behind it."""

from __future__ import annotations

from reports.signals.changes import Verdict
from reports.weekly import names
from reports.weekly.amounts import expected, sentence_start, volume
from reports.weekly.chart_text import chart_text, has_private
from reports.weekly.content import Corrected, SeriesSection
from reports.weekly.evidence import Evidence
from reports.weekly.series import Series
from reports.weekly.story_list import largest_stories
from reports.weekly.told import lingers
from reports.weekly.unseen import unseen
from reports.weekly.words import Words


def series_section(
    evidence: Evidence,
    series: Series,
    corrected: Corrected | None,
    min_cell: int,
    words: Words,
) -> SeriesSection:
    """`corrected` is shown beside the count of editorial stories."""
    if series.group == "narrative":
        heading, meaning = names.stance(words, series.stance)
    else:
        heading, meaning = names.frame(words, series.label)
    stories, more = largest_stories(evidence, series.current, min_cell, words)
    return SeriesSection(
        series=series,
        heading=heading,
        meaning=meaning,
        verdict=series.now.verdict,
        verdict_text=verdict_text(words, series),
        sentence=_sentence(words, series),
        notes=_notes(words, series, corrected),
        corrected=corrected,
        volume=volume(words, series),
        chart_text=chart_text(words, series),
        stories=stories,
        more_stories=more,
    )


def verdict_text(words: Words, series: Series) -> str:
    """The verdict in a few words, for a section or a row of a table."""
    now = series.now
    if series.only_captured:
        return words.t("Jämförs inte: läst från fil")
    above = now.high is not None and series.cells[-1].shown > now.high
    if now.verdict is Verdict.NO_CHANGE and above:
        if now.thin:
            return words.t("Över det väntade, men ur för få källor eller konton")
        return words.t("Över det väntade, men för få för att vara en signal")
    if lingers(series):
        return words.t("Inom det väntade, signalen står kvar")
    return {
        Verdict.RISE: words.t("Fler än väntat"),
        Verdict.FALL: words.t("Färre än väntat"),
        Verdict.NO_CHANGE: words.t("Inom det väntade"),
        Verdict.TOO_SHORT: words.t("För få veckor att jämföra med"),
        Verdict.NOT_ASSESSABLE: words.t("Kan inte bedömas"),
    }[now.verdict]


def _sentence(words: Words, series: Series) -> str:
    now = series.now
    if series.only_captured:
        return words.t(
            "Allt som hör hit den här veckan kommer från inlästa filer. Ingen vet hur mycket som "
            "fanns att fånga."
        )
    if now.verdict is Verdict.TOO_SHORT:
        return words.n(
            "Det finns {count} tidigare vecka att jämföra med; det behövs minst sex.",
            "Det finns {count} tidigare veckor att jämföra med; det behövs minst sex.",
            now.weeks,
        )
    if now.unfinished:
        return words.t("Det går först när veckan är slut.")
    if now.unlabelled:
        return words.t("Modellen har inte läst tillräckligt många av veckans texter.")
    if now.verdict is Verdict.NOT_ASSESSABLE:
        reason = unseen(words, now.silent, now.imported)
        return f"{sentence_start(reason)}."
    values = {
        "weeks": words.number(now.weeks),
        "expected": expected(words, now.low, now.high),
    }
    if now.method == "farrington":
        told = words.t(
            "Väntat utifrån {weeks} tidigare veckor, med årstid och trend inräknade: {expected}.",
            **values,
        )
    else:
        told = words.t("Väntat utifrån {weeks} tidigare veckor: {expected}.", **values)
    if not has_private(series):
        return told
    both = words.t("Det väntade gäller redaktionella källor och privata inlägg tillsammans.")
    return f"{told} {both}"


def _notes(words: Words, series: Series, corrected: Corrected | None) -> tuple[str, ...]:
    notes = [
        _completed(words, series),
        _corrected(words, corrected),
        _thin(words, series),
        _lingering(words, series),
        _captured(words, series),
    ]
    return tuple(note for note in notes if note)


def _completed(words: Words, series: Series) -> str:
    """What the week would have held had all sources been seen."""
    if series.now.completed is None:
        return ""
    low, high = series.now.completed
    if low == high:
        return ""
    return words.t(
        "Vi såg {share} av det som källorna brukar ge. Hade vi sett allt hade det varit {low}–"
        "{high} berättelser (95 % intervall).",
        share=words.percent(series.now.seen),
        low=words.number(low),
        high=words.number(high),
    )


def _corrected(words: Words, corrected: Corrected | None) -> str:
    if corrected is None:
        return ""
    return words.t(
        "Rättat för modellens fel, med hjälp av texter som människor har bedömt: {corrected} "
        "berättelser i redaktionella källor (95 % intervall {low}–{high}). Modellen själv räknade "
        "{naive}.",
        corrected=words.number(corrected.corrected, 1),
        low=words.number(corrected.low, 1),
        high=words.number(corrected.high, 1),
        naive=words.number(corrected.naive),
    )


def _thin(words: Words, series: Series) -> str:
    if not series.now.thin:
        return ""
    return words.t("Texterna kommer ur så få källor eller konton att vi inte kallar det en signal.")


def _captured(words: Words, series: Series) -> str:
    """What the files of this week have, which is in no comparison."""
    found = series.cells[-1].captured
    if found.stories == 0:
        return ""
    if found.hidden:
        return words.t("Inläggen ur filer är för få att visa.")
    return words.n(
        "Ur filer: {count} berättelse, som inte jämförs med andra veckor.",
        "Ur filer: {count} berättelser, som inte jämförs med andra veckor.",
        found.stories or 0,
    )


def _lingering(words: Words, series: Series) -> str:
    if not lingers(series):
        return ""
    return words.t("En signal släcks först när två veckor i rad har varit lugna.")
