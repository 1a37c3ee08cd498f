"""From figures to content: every section of the report, in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from reports.weekly import names
from reports.weekly.amounts import span
from reports.weekly.content import LabelSection, Report, SeriesSection
from reports.weekly.coverage_section import coverage_section
from reports.weekly.evidence import Evidence
from reports.weekly.findings import Findings
from reports.weekly.manifest import complete_manifest
from reports.weekly.method import method
from reports.weekly.outlets import attention_rows, tone_rows
from reports.weekly.overview import overview
from reports.weekly.places import place_rows
from reports.weekly.series import Series
from reports.weekly.series_section import series_section
from reports.weekly.spike_sections import spike_sections
from reports.weekly.story_list import copied_stories
from reports.weekly.summary import summary
from reports.weekly.told import active
from reports.weekly.words import Words
from store.records import Frame, Stance


def build_report(
    evidence: Evidence,
    findings: Findings,
    words: Words,
    now: datetime,
    focus: Sequence[str],
    min_cell: int,
    manifest: Mapping[str, str],
    notice: str,
) -> Report:
    """The content of one week's report; `now` is told where the week is still running."""
    attention = attention_rows(evidence, min_cell)
    coverage = coverage_section(evidence, attention, words, min_cell)
    as_of = now if findings.unfinished else None
    narratives, frames = _sections(evidence, findings, min_cell, words)
    return Report(
        week=evidence.week,
        language=words.language,
        title=_title(words, evidence.week, findings.unfinished),
        days=words.days(evidence.week),
        preliminary=_preliminary(words, as_of),
        notice=notice,
        calm=not findings.signals,
        summary=summary(words, findings.tested, attention, coverage, findings.unfinished),
        overview=overview(words, findings.all),
        narratives=narratives,
        tone=tone_rows(evidence, min_cell),
        attention=attention,
        legitimate=tuple(f for f in frames if f.label != Frame.GOOD_PRACTICE),
        copied=copied_stories(evidence, words),
        spikes=spike_sections(words, evidence.week, findings),
        answers=_answers(narratives),
        good_practice=next((f for f in frames if f.label == Frame.GOOD_PRACTICE), None),
        coverage=coverage,
        drift=findings.drift,
        focus=place_rows(evidence, focus, min_cell),
        method=method(words, evidence, min_cell, manifest),
        manifest=complete_manifest(manifest, evidence, attention, min_cell, as_of),
    )


def _answers(narratives: Sequence[LabelSection]) -> tuple[SeriesSection, ...]:
    """The rebuttals of this week, of every narrative."""
    sections = (section for parent in narratives for section in parent.series)
    return tuple(s for s in sections if s.series.stance == Stance.REBUTS and not s.series.quiet)


def _title(words: Words, week: str, unfinished: bool) -> str:
    number, year = int(week[-2:]), week[:4]
    if unfinished:
        return words.t("Veckorapport vecka {number}, {year} (preliminär)", number=number, year=year)
    return words.t("Veckorapport vecka {number}, {year}", number=number, year=year)


def _preliminary(words: Words, as_of: datetime | None) -> str:
    if as_of is None:
        return ""
    return words.t(
        "Preliminär: veckan pågår ännu. Rapporten visar läget {moment}.", moment=words.moment(as_of)
    )


def _sections(
    evidence: Evidence, findings: Findings, min_cell: int, words: Words
) -> tuple[tuple[LabelSection, ...], tuple[LabelSection, ...]]:
    """The narratives and the frames of which there is something to tell."""

    def section(series: Series) -> SeriesSection:
        corrected = findings.corrected.get((series.label, series.stance))
        return series_section(evidence, series, corrected, min_cell, words)

    narratives, frames = [], []
    for label, many in findings.narratives.items():
        if shown := tuple(section(s) for s in many if active(s)):
            name, meaning = names.narrative(words, label)
            narratives.append(LabelSection(label, name, meaning, shown, _quiet(words, many)))
    for label, series in findings.frames.items():
        if active(series):
            name, meaning = names.frame(words, label)
            frames.append(LabelSection(label, name, meaning, (section(series),), ""))
    return tuple(narratives), tuple(frames)


def _quiet(words: Words, many: Sequence[Series]) -> str:
    """The stances of an active narrative without a text this week, with what a week may have."""
    quiet = [s for s in many if not active(s) and s.stance != names.ABSTAINED]
    if not quiet:
        return ""
    named = [
        words.t(
            "{stance} (väntat {span})",
            stance=names.stance(words, s.stance)[0].lower(),
            span=span(words, s.now.low, s.now.high),
        )
        if s.now.low is not None and not s.now.unseen
        else names.stance(words, s.stance)[0].lower()
        for s in quiet
    ]
    return words.t("Inga texter denna vecka: {stances}.", stances=words.listed(named))
