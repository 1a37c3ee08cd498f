"""Which sources the week rests on, and what could not be counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set

from reports.signals.week_states import counted
from reports.weekly import names
from reports.weekly.cells import documents_of, may_publish
from reports.weekly.content import CoverageSection, SourceRow
from reports.weekly.evidence import Appearance, Evidence, SourceWeek
from reports.weekly.outlets import AttentionRow
from reports.weekly.volume_told import archived_sentences, thin_message, volume_sentences
from reports.weekly.week_sentence import week_sentence
from reports.weekly.words import Words
from store.records import Access, LabelGroup


def coverage_section(
    evidence: Evidence, attention: Sequence[AttentionRow], words: Words, min_cell: int
) -> CoverageSection:
    """Sources with least coverage first."""
    asked = [s for s in evidence.sources if not s.imported]
    followed = [s for s in asked if s.coverage is not None]
    captured = {a.source_id for a in evidence.of_week() if a.captured}
    known = [s for s in followed or evidence.sources if s.coverage is not None]
    overall = sum(s.coverage or 0.0 for s in known) / len(known) if known else None
    rows = sorted(
        (_row(words, s, captured) for s in evidence.sources if not _not_yet(s)),
        key=lambda row: (row.coverage is None, row.coverage or 0.0, row.name),
    )
    return CoverageSection(
        week_sentence(words, asked, overall, bool(captured), _claimed(evidence.sources)),
        overall,
        tuple(rows),
        _left_out(words, evidence.sources)
        + _notes(words, evidence.sources)
        + volume_sentences(words, evidence.sources)
        + archived_sentences(words, evidence.archived, min_cell)
        + _uncounted(words, evidence, attention, min_cell),
        counted(s.state for s in evidence.sources),
    )


def sources_behind(evidence: Evidence) -> int:
    """How many sources the week rests on: those that we saw any of, and files with texts of it."""
    found = {a.source_id for a in evidence.of_week()}
    return sum(bool(s.coverage) or s.source_id in found for s in evidence.sources)


def _claimed(sources: Sequence[SourceWeek]) -> bool:
    """Whether a file, such as a list of articles, says that it holds all of some days."""
    return any(s.imported and s.coverage is not None for s in sources)


def _row(words: Words, source: SourceWeek, captured: Set[str]) -> SourceRow:
    message = thin_message(words, source) if source.thin else source.message
    if source.imported:
        state = names.access(words, Access.IMPORTED)
    elif source.access is None:
        state = words.t("inget försök denna vecka")
    elif source.access == Access.NOT_ASKED and message:
        state = words.t("kunde inte frågas")
    else:
        state = names.access(words, source.access)
    if source.imported and source.coverage is None and source.source_id not in captured:
        message = words.t("inget från den här veckan")
    outlet = names.outlet(words, source.outlet_type)
    low = source.silent or source.thin
    return SourceRow(source.name, outlet, source.coverage, state, message, low, source.state)


def _not_yet(source: SourceWeek) -> bool:
    """Whether the source only stands in the list: nobody had asked it for anything yet."""
    return source.coverage is None and source.access is None and not source.imported


def _left_out(words: Words, sources: Sequence[SourceWeek]) -> tuple[str, ...]:
    count = sum(map(_not_yet, sources))
    if not count:
        return ()
    return (
        words.n(
            "{count} källa i källistan hade ännu inte hämtats. Den står inte i tabellen.",
            "{count} källor i källistan hade ännu inte hämtats. De står inte i tabellen.",
            count,
        ),
    )


def _notes(words: Words, sources: Sequence[SourceWeek]) -> tuple[str, ...]:
    """How a source can be covered though its visit failed, or nobody visited it in the week."""
    if any((s.access is None or s.failed) and s.coverage and not s.imported for s in sources):
        return (words.t("En senare hämtning kan visa det som publicerades tidigare."),)
    return ()


def _uncounted(
    words: Words, evidence: Evidence, attention: Sequence[AttentionRow], min_cell: int
) -> tuple[str, ...]:
    """Sentences on editorial documents; the table has private posts, where they may be shown."""
    editorial = [row for row in attention if not row.private]
    this_week = [a for a in evidence.of_week() if not a.private]
    sentences = []
    if unsupported := sum(row.unsupported or 0 for row in editorial):
        sentences.append(
            words.n(
                "{count} redaktionell text är på ett språk som modellen inte kan ({languages}).",
                "{count} redaktionella texter är på språk som modellen inte kan ({languages}).",
                unsupported,
                languages=words.listed(_languages(this_week)),
            )
        )
    if unlabelled := sum(row.unlabelled or 0 for row in editorial):
        sentences.append(
            words.n(
                "{count} redaktionell text är ännu inte bedömd av modellen.",
                "{count} redaktionella texter är ännu inte bedömda av modellen.",
                unlabelled,
            )
        )
    sentences += _abstained(words, this_week)
    private = [a for a in evidence.of_week() if a.private and a.abstained]
    if private and may_publish(private, min_cell):
        sentences.append(
            words.n(
                "Modellen avstod i något avseende i {count} privat inlägg.",
                "Modellen avstod i något avseende i {count} privata inlägg.",
                documents_of(private),
            )
        )
    return tuple(sentences)


def _abstained(words: Words, editorial: Sequence[Appearance]) -> Iterator[str]:
    """In how many editorial documents the model did not judge what; nothing where it judged all."""
    groups = {
        LabelGroup.RELEVANT: words.t("om texten hör till ämnet"),
        LabelGroup.TONE: words.t("ton"),
        LabelGroup.NARRATIVE: words.t("narrativ"),
        LabelGroup.STANCE: words.t("hållning"),
        LabelGroup.FRAME: words.t("inramning"),
    }
    found = {g: documents_of(a for a in editorial if g in a.abstained) for g in groups}
    told = [f"{groups[g]} ({words.number(n)})" for g, n in found.items() if n]
    if told:
        yield words.t(
            "Modellen avstod i redaktionella texter: {groups}.", groups=words.listed(told)
        )


def _languages(appearances: Iterable[Appearance]) -> list[str]:
    found = {a.language or "und" for a in appearances if a.labelled and not a.language_supported}
    return sorted(found)
