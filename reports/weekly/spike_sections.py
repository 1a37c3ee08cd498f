"""Each rise at close quarters, in short, with the command that writes its full card."""

from __future__ import annotations

from dataclasses import replace

from reports.signals.judgement import FULL
from reports.signals.spike_card.rules import cause_of
from reports.weekly import names
from reports.weekly.card_words import card_text
from reports.weekly.content import SpikeSection
from reports.weekly.findings import Findings
from reports.weekly.series import Series
from reports.weekly.words import Words


def spike_sections(words: Words, week: str, findings: Findings) -> tuple[SpikeSection, ...]:
    """One section for each signal that has a card, in their order."""
    return tuple(
        _section(words, week, series, findings)
        for series in findings.signals
        if (series.label, series.stance) in findings.cards
    )


def _section(words: Words, week: str, series: Series, findings: Findings) -> SpikeSection:
    card = findings.cards[series.label, series.stance]
    told = card_text(words, card)
    if any(ground.kind == "no_rise" for ground in cause_of(card)[1]):
        told = replace(told, cause=_small(words, series), evidence=())
    label = f"{series.label}:{series.stance}" if series.stance else str(series.label)
    return SpikeSection(
        heading=names.series_name(words, series.group, series.label, series.stance),
        cause=told.cause,
        evidence=told.evidence,
        unknown=told.unknown,
        command=f"vardkase spike {week} {label}",
    )


def _small(words: Words, series: Series) -> str:
    """A rise that the card, which looks at half a year only, does not find."""
    if series.now.method == FULL:
        return words.t(
            "Det är fler än väntat för årstiden, men inte tydligt fler än under det senaste "
            "halvåret. Därför går det inte att säga vad ökningen består av."
        )
    return words.t("Ökningen är för liten för att säga vad den består av.")
