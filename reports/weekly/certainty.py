"""How sure the first half page is, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.signals.changes import ALPHA, Verdict
from reports.weekly.content import CoverageSection
from reports.weekly.outlets import AttentionRow
from reports.weekly.series import Series
from reports.weekly.words import Words


def certainty(
    words: Words, series: Sequence[Series], coverage: CoverageSection, unfinished: bool
) -> tuple[str, ...]:
    """Coverage, false alarms to expect, and what could not be tested."""
    tested = [s for s in series if s.now.verdict is not Verdict.TOO_SHORT]
    sentences = [coverage.sentence]
    if unfinished:
        sentences.append(words.t("Veckan pågår. Siffrorna växer tills den är slut."))
    if not all(s.now.unseen for s in tested):
        weeks = max(1, round(1 / (ALPHA * len(tested))))
        sentences.append(
            words.t(
                "Vi jämför {tested} serier (också de som inte syntes) med tidigare veckor. "
                "Slumpen ensam kan ge en falsk signal ungefär var {weeks}:e vecka, eller mer "
                "sällan.",
                tested=words.number(len(tested)),
                weeks=words.number(weeks),
            )
        )
    short = len(series) - len(tested)
    if short and tested:
        sentences.append(
            words.n(
                "{count} serie har för få veckor bakom sig för att prövas.",
                "{count} serier har för få veckor bakom sig för att prövas.",
                short,
            )
        )
    if any(s.now.unlabelled for s in series):
        sentences.append(words.t("Modellen har inte läst tillräckligt många av veckans texter."))
    sentences.append(words.t("En modell har läst texterna och kan ta fel."))
    if any(s.group == "narrative" and not s.quiet for s in series):
        sentences.append(
            words.t(
                "Att en text sprider, rapporterar eller bemöter är modellens bedömning. Läs texten "
                "innan ni hänvisar till den."
            )
        )
    return tuple(sentences)


def basis(words: Words, attention: Sequence[AttentionRow]) -> tuple[str, ...]:
    """What was seen this week: editorial, private and captured apart."""
    editorial = [row for row in attention if not row.private and not row.captured]
    private = [row for row in attention if row.private and not row.captured]
    sentences = list(_editorial(words, editorial))
    if private:
        known = [row.seen for row in private if row.seen is not None]
        if len(known) == len(private):
            sentences.append(
                words.n(
                    "{count} inlägg av privatpersoner.",
                    "{count} inlägg av privatpersoner.",
                    sum(known),
                )
            )
        else:
            sentences.append(
                words.t("Inlägg av privatpersoner är för få i någon källtyp för att visas.")
            )
    return (*sentences, *_files(words, [row for row in attention if row.captured]))


def _editorial(words: Words, rows: Sequence[AttentionRow]) -> Iterator[str]:
    """Texts that are no private posts; those whose source has no type are named as such."""
    seen = sum(row.seen or 0 for row in rows)
    untyped = sum(row.seen or 0 for row in rows if not row.outlet_type)
    relevant = words.number(sum(row.relevant or 0 for row in rows))
    if untyped and untyped == seen:
        yield words.n(
            "{count} text i källor utan angiven typ, varav {relevant} om den sociala barn- och "
            "ungdomsvården. Den räknas som redaktionell.",
            "{count} texter i källor utan angiven typ, varav {relevant} om den sociala barn- och "
            "ungdomsvården. De räknas som redaktionella.",
            seen,
            relevant=relevant,
        )
        return
    yield words.n(
        "{count} text i redaktionella källor, varav {relevant} om den sociala barn- och "
        "ungdomsvården.",
        "{count} texter i redaktionella källor, varav {relevant} om den sociala barn- och "
        "ungdomsvården.",
        seen,
        relevant=relevant,
    )
    if untyped:
        yield words.n(
            "{count} av dem är från en källa utan angiven typ, som räknas hit.",
            "{count} av dem är från källor utan angiven typ, som räknas hit.",
            untyped,
        )


def _files(words: Words, rows: Sequence[AttentionRow]) -> tuple[str, ...]:
    """How much was captured into files; nothing where there are none."""
    if not rows:
        return ()
    if any(row.seen is None for row in rows):
        return (words.t("Inläggen ur filer är för få i någon källtyp för att visas."),)
    return (
        words.n(
            "{count} inlägg ur filer, som inte jämförs med andra veckor.",
            "{count} inlägg ur filer, som inte jämförs med andra veckor.",
            sum(row.seen or 0 for row in rows),
        ),
    )
