"""Which sources answered this week, and what could not be counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reports.weekly import names
from reports.weekly.cells import documents_of, may_publish
from reports.weekly.content import CoverageSection, SourceRow
from reports.weekly.evidence import Appearance, Evidence, SourceWeek
from reports.weekly.outlets import AttentionRow
from reports.weekly.volume_told import archived_sentences, thin_message, volume_sentences
from reports.weekly.words import Words
from store.records import Access, LabelGroup

NAMED = 2
"""Sources named here at most: with those in unseen.py the half page names five."""


def coverage_section(
    evidence: Evidence, attention: Sequence[AttentionRow], words: Words, min_cell: int
) -> CoverageSection:
    """Sources with least coverage first."""
    asked = [s for s in evidence.sources if not s.imported]
    followed = [s for s in asked if s.coverage is not None]
    known = [s for s in followed or evidence.sources if s.coverage is not None]
    overall = sum(s.coverage or 0.0 for s in known) / len(known) if known else None
    rows = sorted(
        (_row(words, s) for s in evidence.sources if not _not_yet(s)),
        key=lambda row: (row.coverage is None, row.coverage or 0.0, row.name),
    )
    return CoverageSection(
        _sentence(words, asked, bool(followed), overall),
        overall,
        tuple(rows),
        _left_out(words, evidence.sources)
        + _notes(words, evidence.sources)
        + volume_sentences(words, evidence.sources)
        + archived_sentences(words, evidence.archived, min_cell)
        + _uncounted(words, evidence, attention, min_cell),
    )


def _row(words: Words, source: SourceWeek) -> SourceRow:
    if source.imported:
        state = names.access(words, Access.IMPORTED)
    elif source.access is None:
        state = words.t("inget försök denna vecka")
    else:
        state = names.access(words, source.access)
    outlet = names.outlet(words, source.outlet_type)
    message = thin_message(words, source) if source.thin else source.message
    low = source.silent or source.thin
    return SourceRow(source.name, outlet, source.coverage, state, message, low)


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


def _sentence(
    words: Words, asked: Sequence[SourceWeek], followed: bool, overall: float | None
) -> str:
    """What the table says, in a line; `asked` are the sources that are not read from files, and
    `followed` says that something was expected of one of them."""
    if overall is None:
        return words.t("Inga källor har hämtats den här veckan.")
    share = words.t("Täckningen är {share}.", share=words.percent(overall))
    if not asked:
        return words.t("Alla källor är lästa från fil.") + " " + share
    if not followed:
        return words.t("Alla texter är lästa från fil. Inga källor har hämtats.") + " " + share
    return f"{_answers(words, asked)} {share}"


def _answers(words: Words, asked: Sequence[SourceWeek]) -> str:
    """How many answered; one that lost a part of the week is not counted again for its last
    attempt."""
    count = words.number(len(asked))
    silent = sum(s.silent for s in asked)
    nothing = [s for s in asked if s.silent and not s.coverage]
    part = silent - len(nothing)
    thin = sum(s.thin for s in asked)
    failed = sum(s.failed and not s.silent for s in asked)
    visited = sum(s.access is not None for s in asked)
    sentences = []
    if nothing:
        sentences.append(_nothing(words, nothing, len(asked)))
    if part:
        sentences.append(
            words.t(
                "Vi missade en del av veckan hos {silent} av {count} källor.",
                silent=words.number(part),
                count=count,
            )
        )
    if failed:
        message = (
            words.t(
                "Ytterligare {failed} svarade inte vid det senaste försöket.",
                failed=words.number(failed),
            )
            if silent
            else words.t(
                "{failed} av {count} källor svarade inte vid det senaste försöket.",
                failed=words.number(failed),
                count=count,
            )
        )
        sentences.append(message)
    if thin:
        sentences.append(
            words.n(
                "{count} källa svarade men gav mycket mindre än väntat.",
                "{count} källor svarade men gav mycket mindre än väntat.",
                thin,
            )
        )
    if sentences:
        return " ".join(sentences)
    if not visited:
        return words.t(
            "Inga källor besöktes under veckan. Veckans texter kom in i efterhand. Om något saknas "
            "i arkivet syns det inte i täckningen."
        )
    if visited < len(asked):
        return words.t(
            "{visited} av {count} källor besöktes, och de svarade.",
            visited=words.number(visited),
            count=count,
        )
    if len(asked) == 1:
        return words.t("Källan svarade.")
    if len(asked) == 2:
        return words.t("Båda källorna svarade.")
    return words.t("Alla {count} källor svarade.", count=count)


def _nothing(words: Words, members: Sequence[SourceWeek], asked: int) -> str:
    """That nothing was seen of some sources; more than NAMED are counted, the table names them."""
    if len(members) == asked:
        return words.t("Vi såg ingenting av någon källa.")
    if len(members) > NAMED:
        return words.t(
            "Vi såg ingenting av {silent} av {count} källor.",
            silent=words.number(len(members)),
            count=words.number(asked),
        )
    return words.t(
        "Vi såg ingenting av {sources}.", sources=words.listed([s.name for s in members])
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
