"""From figures to content: every section of the report, in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from reports.signals.changes import HISTORY_WEEKS, Verdict
from reports.signals.weeks import week_of
from reports.weekly import names
from reports.weekly.content import LabelSection, Report, SeriesSection
from reports.weekly.coverage_section import coverage_section
from reports.weekly.evidence import Evidence
from reports.weekly.manifest import complete_manifest
from reports.weekly.method import method
from reports.weekly.outlets import attention_rows, tone_rows
from reports.weekly.places import place_rows
from reports.weekly.series import Series, frame_series, narrative_series
from reports.weekly.story_list import copied_stories, largest_stories
from reports.weekly.summary import (
    counted,
    expected,
    sentence_start,
    summary,
    unseen,
    volume,
)
from reports.weekly.words import Words
from store.records import Frame, Narrative, Stance

CRITICAL_FRAMES = tuple(f for f in Frame if f is not Frame.GOOD_PRACTICE)


def build_report(
    evidence: Evidence,
    words: Words,
    now: datetime,
    focus: Sequence[str],
    min_cell: int,
    manifest: Mapping[str, str],
    notice: str,
) -> Report:
    """The content of one week's report. `now` decides whether the week is still running."""
    unfinished = week_of(now) == evidence.week
    narratives = {
        label: [narrative_series(evidence, label, s, min_cell, unfinished) for s in _STANCES]
        for label in Narrative
    }
    frames = {label: frame_series(evidence, label, min_cell, unfinished) for label in Frame}
    tested = [s for many in narratives.values() for s in many if s.stance != names.ABSTAINED]
    tested += frames.values()
    attention = attention_rows(evidence, min_cell)
    coverage = coverage_section(evidence, attention, words, min_cell)
    sections = {
        label: [_section(evidence, s, min_cell, words) for s in many]
        for label, many in narratives.items()
    }
    return Report(
        week=evidence.week,
        language=words.language,
        title=_title(words, evidence.week, unfinished),
        days=words.days(evidence.week),
        preliminary=_preliminary(words, now) if unfinished else "",
        notice=notice,
        summary=summary(words, tested, attention, coverage, unfinished),
        narratives=tuple(_narrative(words, label, many) for label, many in sections.items()),
        legitimate=tuple(
            _frame(words, label, _section(evidence, frames[label], min_cell, words))
            for label in CRITICAL_FRAMES
        ),
        copied=copied_stories(evidence, words),
        tone=tone_rows(evidence, min_cell),
        attention=attention,
        answers=tuple(
            section
            for many in sections.values()
            for section in many
            if section.series.stance == Stance.REBUTS and not section.series.quiet
        ),
        good_practice=_frame(
            words,
            Frame.GOOD_PRACTICE,
            _section(evidence, frames[Frame.GOOD_PRACTICE], min_cell, words),
        ),
        coverage=coverage,
        focus=place_rows(evidence, focus, min_cell),
        method=method(words, evidence, min_cell, manifest),
        manifest=complete_manifest(
            manifest, evidence, attention, min_cell, now if unfinished else None
        ),
    )


_STANCES = (*Stance, names.ABSTAINED)


def _title(words: Words, week: str, unfinished: bool) -> str:
    number, year = int(week[-2:]), week[:4]
    if unfinished:
        return words.t("Veckorapport vecka {number}, {year} (preliminär)", number=number, year=year)
    return words.t("Veckorapport vecka {number}, {year}", number=number, year=year)


def _preliminary(words: Words, now: datetime) -> str:
    return words.t(
        "Preliminär: veckan pågår ännu. Rapporten visar läget {moment}.", moment=words.moment(now)
    )


def _narrative(words: Words, label: str, many: Sequence[SeriesSection]) -> LabelSection:
    """Stances with figures in any of the weeks; the others are named in one sentence."""
    name, meaning = names.narrative(words, label)
    shown = tuple(section for section in many if not section.series.empty)
    empty = [s.heading for s in many if s.series.empty and s.series.stance != names.ABSTAINED]
    quiet = ""
    if empty or not shown:
        seen = min(s.series.seen for s in many if s.series.empty)
        stances = words.listed([stance.lower() for stance in empty]) if shown else ""
        quiet = _nothing_found(words, seen, stances)
    return LabelSection(label, name, meaning, shown, quiet)


def _frame(words: Words, label: str, section: SeriesSection) -> LabelSection:
    name, meaning = names.frame(words, label)
    if section.series.empty:
        quiet = _nothing_found(words, section.series.seen, "")
        return LabelSection(label, name, meaning, (), quiet)
    return LabelSection(label, name, meaning, (section,), "")


def _nothing_found(words: Words, seen: int, stances: str) -> str:
    """That nothing was found in the weeks `seen`; of `stances`, or at all where that is empty."""
    if seen == 0:
        return words.t("Vi har inte sett någon vecka än.")
    if seen < HISTORY_WEEKS:
        text = words.n(
            "Inget funnet under den {count} vecka som vi har sett",
            "Inget funnet under de {count} veckor som vi har sett",
            seen,
        )
    else:
        text = words.t("Inget funnet de senaste 26 veckorna")
    return f"{text}: {stances}." if stances else f"{text}."


def _section(evidence: Evidence, series: Series, min_cell: int, words: Words) -> SeriesSection:
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
        verdict_text=_verdict_text(words, series),
        sentence=_sentence(words, series),
        volume=volume(words, series),
        chart_text=_chart_text(words, series),
        stories=stories,
        more_stories=more,
    )


def _verdict_text(words: Words, series: Series) -> str:
    now = series.now
    few = now.high is not None and series.cells[-1].shown > now.high
    if now.verdict is Verdict.NO_CHANGE and few:
        return words.t("Över det väntade, men för få för att vara en signal")
    return {
        Verdict.RISE: words.t("Fler än väntat"),
        Verdict.FALL: words.t("Färre än väntat"),
        Verdict.NO_CHANGE: words.t("Inom det väntade"),
        Verdict.TOO_SHORT: words.t("För få veckor att jämföra med"),
        Verdict.NOT_ASSESSABLE: words.t("Kan inte bedömas"),
    }[now.verdict]


def _sentence(words: Words, series: Series) -> str:
    now = series.now
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
        return f"{reason if now.silent else sentence_start(reason)}."
    return words.t(
        "Väntat utifrån {weeks} tidigare veckor: {expected}.",
        weeks=words.number(now.weeks),
        expected=expected(words, now.low, now.high),
    )


def _chart_text(words: Words, series: Series) -> str:
    """What the chart shows: this week, the largest earlier week and the range of the others."""
    earlier = [c.editorial.stories or 0 for c in series.cells[:-1]]
    largest = max(range(len(earlier)), key=lambda i: (earlier[i], i))
    last = len(series.weeks) - 1
    parts = [
        words.t(
            "Berättelser per vecka under {weeks} veckor. Denna vecka {found}.",
            weeks=words.number(len(series.weeks)),
            found=words.t("saknas") if series.missing(last) else counted(words, series.cells[last]),
        )
    ]
    missing = sum(series.missing(i) for i in range(len(series.weeks)))
    if missing:
        parts.append(
            words.n(
                "{count} vecka saknas: då följdes ingen källa.",
                "{count} veckor saknas: då följdes ingen källa.",
                missing,
            )
        )
    if earlier[largest]:
        parts.append(
            words.t(
                "Flest tidigare i redaktionella källor: {count}, {week}.",
                count=words.number(earlier[largest]),
                week=words.week(series.weeks[largest]),
            )
        )
    else:
        parts.append(words.t("Tidigare veckor: inga i redaktionella källor."))
    private = [c.private.stories for c in series.cells[:-1]]
    known = [(n, i) for i, n in enumerate(private) if n]
    if known:
        count, index = max(known)
        parts.append(
            words.t(
                "Flest tidigare i privata inlägg: {count}, {week}.",
                count=words.number(count),
                week=words.week(series.weeks[index]),
            )
        )
    hidden = sum(c.private.hidden for c in series.cells)
    if hidden:
        parts.append(
            words.n(
                "{count} vecka har för få privata inlägg för att visas.",
                "{count} veckor har för få privata inlägg för att visas.",
                hidden,
            )
        )
    return " ".join(parts)
