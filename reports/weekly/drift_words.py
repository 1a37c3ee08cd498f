"""Drift in words: a sentence for the report's readers, lines for those who run the service."""

from __future__ import annotations

from reports.signals.drift import Drift, Finding
from reports.signals.drift_measures import Group, Kind
from reports.weekly.words import Words, mark

_KINDS = {
    Kind.LABEL_MIX: mark("Modellens bedömningar fördelar sig annorlunda"),
    Kind.CONFIDENCE: mark("Modellen är säker i annan grad"),
    Kind.ABSTENTION: mark("Modellen avstår oftare"),
    Kind.UNKNOWN_WORDS: mark("Texterna har fler ord som inte har setts förut"),
    Kind.LANGUAGE: mark("Texterna är på andra språk"),
}

_MEASURES = {
    "relevant": mark("andel relevanta texter"),
    "negative": mark("andel med negativ ton"),
    "positive": mark("andel med positiv ton"),
    "narrative": mark("andel relevanta texter med narrativ"),
    "endorses": mark("andel som sprider, av texter med narrativ"),
    "frame": mark("andel relevanta texter med inramning"),
    "confidence": mark("medelsäkerhet"),
    "abstained": mark("andel texter där modellen avstår"),
    "unknown": mark("andel okända ord"),
    "unsupported": mark("andel texter på språk som modellen inte kan"),
    "swedish": mark("andel på svenska"),
}


def drift_sentences(words: Words, found: Drift) -> tuple[str, ...]:
    """What the readers are told: nothing in an ordinary week, else one sentence."""
    if not found.alarm:
        return ()
    return (
        words.t(
            "Modellen möter andra texter, eller svarar på ett annat sätt, än tidigare veckor, så "
            "jämför veckans siffror bakåt med försiktighet."
        ),
    )


def drift_lines(words: Words, found: Drift) -> tuple[str, ...]:
    """What those who run the service are told: a line for each kind that alarms.

    Figures are those of editorial texts. Of private persons' posts no figure is given, nor one from
    which it follows.
    """
    return tuple(_line(words, kind, found) for kind in found.kinds)


def _line(words: Words, kind: Kind, found: Drift) -> str:
    own = [f for f in found.findings if f.kind is kind and f.alarm]
    figures = [_figure(words, f) for f in own if f.texts is Group.EDITORIAL]
    head = words.t(_KINDS[kind])
    if figures:
        return f"{head}: {'; '.join(figures)}."
    if any(f.texts is Group.PRIVATE for f in own):
        return words.t("{head}: det syns i privata inlägg.", head=head)
    return words.t("{head}: det syns i alla texter tillsammans.", head=head)


def _figure(words: Words, finding: Finding) -> str:
    return words.t(
        "{measure} {value} (väntat {reference}, vanligen {low}–{high})",
        measure=words.t(_MEASURES[finding.measure]),
        value=words.percent(finding.value),
        reference=words.percent(finding.reference),
        low=words.percent(finding.low),
        high=words.percent(finding.high),
    )
