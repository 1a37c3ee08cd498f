"""Each rise at close quarters, in short, with the command that writes its full card."""

from __future__ import annotations

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
    told = card_text(words, findings.cards[series.label, series.stance])
    label = f"{series.label}:{series.stance}" if series.stance else str(series.label)
    return SpikeSection(
        heading=names.series_name(words, series.group, series.label, series.stance),
        cause=told.cause,
        evidence=told.evidence,
        unknown=told.unknown,
        command=f"vardkase spike {week} {label}",
    )
