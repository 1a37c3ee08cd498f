"""Which sources answered this week, and what could not be counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reports.weekly import names
from reports.weekly.cells import documents_of, may_publish
from reports.weekly.content import CoverageSection, SourceRow
from reports.weekly.evidence import COVERED, Appearance, Evidence, SourceWeek
from reports.weekly.outlets import AttentionRow
from reports.weekly.words import Words
from store.records import LabelGroup


def coverage_section(
    evidence: Evidence, attention: Sequence[AttentionRow], words: Words, min_cell: int
) -> CoverageSection:
    """Sources with least coverage first."""
    known = [s.coverage for s in evidence.sources if s.coverage is not None]
    overall = sum(known) / len(known) if known else None
    rows = sorted(
        (_row(words, s) for s in evidence.sources),
        key=lambda row: (row.coverage is None, row.coverage or 0.0, row.name),
    )
    return CoverageSection(
        _sentence(words, evidence.sources, overall),
        overall,
        tuple(rows),
        _uncounted(words, evidence, attention, min_cell),
    )


def _row(words: Words, source: SourceWeek) -> SourceRow:
    silent = source.coverage is not None and source.coverage < COVERED
    if source.access is None:
        state = words.t("inget försök denna vecka")
    else:
        state = names.access(words, source.access)
    outlet = names.outlet(words, source.outlet_type)
    return SourceRow(source.name, outlet, source.coverage, state, source.message, silent)


def _sentence(words: Words, sources: Sequence[SourceWeek], overall: float | None) -> str:
    silent = [s for s in sources if s.coverage is not None and s.coverage < COVERED]
    if overall is None:
        return words.t("Inga källor har hämtats den här veckan.")
    if not silent:
        return words.t(
            "Alla {count} källor svarade. Täckningen är {share}.",
            count=words.number(len(sources)),
            share=words.percent(overall),
        )
    return words.t(
        "{silent} av {count} källor svarade inte hela veckan. Täckningen är {share}.",
        silent=words.number(len(silent)),
        count=words.number(len(sources)),
        share=words.percent(overall),
    )


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
    groups = {
        LabelGroup.RELEVANT: words.t("om texten hör till ämnet"),
        LabelGroup.TONE: words.t("ton"),
        LabelGroup.NARRATIVE: words.t("narrativ"),
        LabelGroup.STANCE: words.t("hållning"),
        LabelGroup.FRAME: words.t("inramning"),
    }
    found = {g: documents_of(a for a in this_week if g in a.abstained) for g in groups}
    if any(found.values()):
        sentences.append(
            words.t(
                "Modellen avstod i redaktionella texter: {groups}.",
                groups=words.listed(
                    [f"{groups[g]} ({words.number(n)})" for g, n in found.items() if n]
                ),
            )
        )
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


def _languages(appearances: Iterable[Appearance]) -> list[str]:
    found = {a.language or "und" for a in appearances if a.labelled and not a.language_supported}
    return sorted(found)
