"""What one could do, by the steps of RESIST 2 and of the handbook on information influence.

RESIST 2 (UK Government Communication Service 2021): recognise, early warning, situational insight,
impact analysis, strategic communication, tracking. The handbook (MSB 2018, now the Psychological
Defence Agency's): assess first, then inform, advocate or defend; to wait is a choice as well. The
report does the first three steps; an advice says who does the next one. The words are our own.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.signals.changes import Verdict
from reports.weekly import names
from reports.weekly.content import Paragraph
from reports.weekly.series import Series
from reports.weekly.told import changed, is_old, lingers, risen
from reports.weekly.words import Words
from store.records import Frame, Stance

MAX_ADVICE = 5
"""Lines of advice that are read on a Monday; the first ones matter most."""


def advice(words: Words, series: Sequence[Series], unfinished: bool) -> Paragraph:
    """One item for each advice; a plain sentence where there is nothing to do."""
    heading = words.t("Det här kan ni göra")
    items = [
        *_on_narratives(words, series),
        *_on_criticism(words, series),
        *_on_sources(words, series, unfinished),
        *_on_lasting(words, series),
        *_on_praise(words, series),
    ]
    if items:
        return Paragraph(heading, tuple(items[:MAX_ADVICE]), listed=True)
    return Paragraph(heading, (_nothing_to_do(words, series, unfinished),))


def _on_narratives(words: Words, series: Sequence[Series]) -> list[str]:
    """Each advice with the narratives that it is for; a narrative that is spread gets one alone.

    Where a text seems to rebut what is spread, the advice is to read that first.
    """
    rises: dict[str, set[str]] = {}
    for s in series:
        if s.group == "narrative" and risen(s):
            rises.setdefault(s.label, set()).add(s.stance)
    rebuttals = {
        s.label: {a.document_id for a in s.current if not a.private}
        for s in series
        if s.group == "narrative" and s.stance == Stance.REBUTS and s.cells[-1].editorial.stories
    }
    spread = [label for label, found in rises.items() if Stance.ENDORSES in found]
    answered = [
        label
        for label, found in rises.items()
        if label in rebuttals and (label in spread or Stance.REBUTS in found)
    ]
    texts = {document for label in answered for document in rebuttals[label]}
    privately = [
        label
        for label, found in rises.items()
        if Stance.REBUTS in found and label not in answered and label not in spread
    ]
    reported = [
        label
        for label, found in rises.items()
        if Stance.REPORTS in found and label not in (*answered, *spread, *privately)
    ]
    return [
        words.t("{names}: {advice}", names=_named(words, labels), advice=text)
        for labels, text in (
            ([label for label in spread if label not in answered], _spread(words)),
            (answered, _answered(words, len(texts))),
            (privately, _answered_privately(words)),
            (reported, _reported(words)),
        )
        if labels
    ]


def _spread(words: Words) -> str:
    """Impact analysis before communication, and the choice to wait."""
    return words.t(
        "Analytikern läser texterna och bedömer vem de når och om de kan skada. Är svaret ja: "
        "kommunikatören svarar med fakta utan att upprepa påståendet. Är svaret nej: avvakta."
    )


def _answered(words: Words, texts: int) -> str:
    """A label of the model is no recommendation: somebody reads before anybody is referred to."""
    return words.n(
        "Modellen fann {count} text som verkar bemöta påståendet. Kommunikatören läser den först, "
        "för modellen kan ha fel, och hänvisar bara till den om den verkligen bemöter det.",
        "Modellen fann {count} texter som verkar bemöta påståendet. Kommunikatören läser dem "
        "först, för modellen kan ha fel, och hänvisar bara till dem som verkligen bemöter det.",
        texts,
    )


def _answered_privately(words: Words) -> str:
    return words.t(
        "Modellen fann privata inlägg som verkar bemöta påståendet. Analytikern läser dem, för "
        "modellen kan ha fel. Hänvisa inte till privatpersoner."
    )


def _reported(words: Words) -> str:
    return words.t(
        "Medier skriver om påståendet. Kommunikatören har fakta och en talesperson redo, men "
        "väntar på frågorna."
    )


def _on_criticism(words: Words, series: Sequence[Series]) -> list[str]:
    """Legitimate criticism is answered in substance."""
    if not _risen_frames(series) - {Frame.GOOD_PRACTICE}:
        return []
    return [
        words.t(
            "Granskning och kritik är inte desinformation. Kommunikatören svarar i sak: vad som "
            "hände, vad ni gör åt det och när."
        )
    ]


def _on_praise(words: Words, series: Sequence[Series]) -> list[str]:
    if Frame.GOOD_PRACTICE not in _risen_frames(series):
        return []
    return [
        words.t(
            "Modellen fann fler goda exempel än väntat. Kommunikatören läser dem först och "
            "berättar vidare om dem som håller."
        )
    ]


def _risen_frames(series: Sequence[Series]) -> set[str]:
    return {s.label for s in series if s.group == "frame" and risen(s)}


def _on_sources(words: Words, series: Sequence[Series], unfinished: bool) -> list[str]:
    found = []
    unseen = any(s.now.unseen for s in series)
    if unseen and unfinished:
        found.append(words.t("Vänta tills veckan är slut."))
    elif unseen:
        found.append(
            words.t(
                "Analytikern kontrollerar källorna som saknas. Dra inga slutsatser om det som "
                "inte kan bedömas."
            )
        )
    if any(s.now.unlabelled for s in series):
        found.append(words.t("Analytikern låter modellen läsa klart och gör om rapporten."))
    return found


def _on_lasting(words: Words, series: Sequence[Series]) -> list[str]:
    """Tracking: a narrative whose signal is not of this week alone."""
    lasting = [
        s for s in series if s.group == "narrative" and (lingers(s) or (changed(s) and is_old(s)))
    ]
    if not lasting:
        return []
    return [
        words.t(
            "{names}: Signalen är inte ny. Analytikern följer den, och kommunikatören ser om era "
            "svar har nått fram.",
            names=_named(words, list(dict.fromkeys(s.label for s in lasting))),
        )
    ]


def _named(words: Words, labels: Sequence[str]) -> str:
    return words.listed([words.t("”{name}”", name=names.narrative(words, x)[0]) for x in labels])


def _nothing_to_do(words: Words, series: Sequence[Series], unfinished: bool) -> str:
    short = [s for s in series if s.now.verdict is Verdict.TOO_SHORT]
    if short and len(short) == len(series) and any(s.only_captured for s in series):
        return words.t(
            "Analytikern ser till att källor hämtas varje vecka. Vad som ändras syns först när de "
            "har följts i sex veckor."
        )
    if short and len(short) == len(series):
        return words.t(
            "Vänta: det behövs minst sex veckor att jämföra med. Analytikern ser så länge till att "
            "källorna hämtas varje vecka."
        )
    if short:
        return words.t("Inget att göra i det som går att bedöma.")
    if unfinished:
        return words.t("Inget att göra i nuläget.")
    if any(changed(s) for s in series):
        return words.t("Inget att göra: färre texter behöver inget svar.")
    return words.t("Inget att göra den här veckan. Att avvakta är också ett val.")
