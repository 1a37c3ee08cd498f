"""Method and limits, in plain words; the formulas are in docs/method.md."""

from __future__ import annotations

from collections.abc import Mapping

from reports.signals.changes import HISTORY_WEEKS, MIN_RISE, MIN_WEEKS
from reports.signals.judgement import CALM_WEEKS, LEAST_OF_ONE, LEAST_SOURCES
from reports.weekly.content import Paragraph
from reports.weekly.coverage_section import sources_behind
from reports.weekly.evidence import COVERED, Evidence
from reports.weekly.names import FITTED, MEASURED, manifest_entry
from reports.weekly.words import Words


def method(
    words: Words, evidence: Evidence, min_cell: int, manifest: Mapping[str, str]
) -> tuple[Paragraph, ...]:
    """Paragraphs that follow from the settings and constants in use."""
    return (
        Paragraph(words.t("Vad som räknas"), _what_counts(words)),
        Paragraph(words.t("Vad som är en förändring"), _what_is_a_change(words)),
        Paragraph(words.t("Privatpersoner"), _private(words, min_cell)),
        Paragraph(words.t("Modellens begränsningar"), _model(words, evidence, manifest)),
        Paragraph(words.t("Vad råden bygger på"), _advice(words)),
    )


def _what_counts(words: Words) -> tuple[str, ...]:
    return (
        words.t(
            "En berättelse är en text med alla sina kopior: när sex tidningar har samma text från "
            "en nyhetsbyrå är det sex texter och en berättelse."
        ),
        words.t(
            "En text hör till den vecka då den publicerades, svensk tid. En berättelse räknas i "
            "varje rad där den har en text. Raderna kan därför inte läggas ihop."
        ),
    )


def _what_is_a_change(words: Words) -> tuple[str, ...]:
    return (
        words.t(
            "Varje serie jämförs med de senaste {weeks} veckorna. Det väntade är det spann där 98 "
            "av 100 oförändrade veckor hamnar. Det behövs minst {least} veckor.",
            weeks=words.number(HISTORY_WEEKS),
            least=words.number(MIN_WEEKS),
        ),
        words.t(
            "En ökning ligger över spannet och minst {rise} berättelser över medelvärdet. En "
            "minskning ligger under spannet, och bara bland källor som svarade.",
            rise=words.number(MIN_RISE),
        ),
        words.t(
            "En vecka används bara om minst {share} av det som källorna i serien brukar ge gick "
            "att se.",
            share=words.percent(COVERED),
        ),
        words.t(
            "Årstid och trend räknas in först när det finns fyra års historik. Då står det vid "
            "serien."
        ),
        words.t(
            "En ökning i redaktionella källor kräver minst {sources} källor, eller minst {stories} "
            "berättelser i en. En signal står kvar tills {weeks} veckor i rad har varit lugna.",
            sources=words.number(LEAST_SOURCES),
            stories=words.number(LEAST_OF_ONE),
            weeks=words.number(CALM_WEEKS),
        ),
        words.t(
            "Det väntade gäller redaktionella källor och privata inlägg tillsammans. Siffrorna "
            "visas ändå var för sig."
        ),
        words.t("Rapporten säger vad som har ändrats, aldrig varför."),
    )


def _private(words: Words, min_cell: int) -> tuple[str, ...]:
    return (
        words.t(
            "Inlägg av privatpersoner visas bara som antal, och bara när minst {accounts} konton "
            "ligger bakom. Annars står ett streck. I jämförelsen står ett fast tal i streckets "
            "ställe, vad som än döljs. Därför röjer varken spann eller omdöme något om det dolda.",
            accounts=words.number(min_cell),
        ),
    )


def _model(words: Words, evidence: Evidence, manifest: Mapping[str, str]) -> tuple[str, ...]:
    return (
        words.t(
            "Modellen {model} läser varje text och sätter etiketter. Den tar fel ibland. När den "
            "är osäker avstår den, och det räknas för sig.",
            model=manifest.get("model", words.t("utan namn")),
        ),
        _measured(words, manifest),
        words.t("Spannet för ton visar slumpens del av osäkerheten, inte modellens fel."),
        words.n(
            "Den här veckan bygger rapporten på {count} källa eller fil som någon har valt. Den "
            "säger inget om det som står på andra ställen.",
            "Den här veckan bygger rapporten på {count} källor eller filer som någon har valt. Den "
            "säger inget om det som står på andra ställen.",
            sources_behind(evidence),
        ),
    )


def _measured(words: Words, manifest: Mapping[str, str]) -> str:
    entries = {name: figure for name, figure in manifest.items() if name.startswith(MEASURED)}
    if not entries:
        return words.t("Hur ofta den tar fel är inte uppmätt för den här modellen.")
    if any(name.startswith(FITTED) for name in entries):
        return words.t(
            "Modellen är bara prövad på texter som dess trösklar är valda på. Måtten är för goda; "
            "de står sist i rapporten."
        )
    found = [
        f"{manifest_entry(words, name)} {words.figures(figure)}" for name, figure in entries.items()
    ]
    return words.t(
        "Uppmätt på texter som modellen inte har sett, där 1 vore felfritt för F1: {figures}.",
        figures="; ".join(found),
    )


def _advice(words: Words) -> tuple[str, ...]:
    """The sources of the advice, and which of their steps the report does itself."""
    return (
        words.t(
            "Råden följer stegen i RESIST 2 (Government Communication Service, Storbritannien, "
            "2021): känna igen, varna tidigt, förstå läget, bedöma skadan, kommunicera, följa upp. "
            "Rapporten gör de tre första. De tre sista är ert arbete."
        ),
        words.t(
            "De följer också handboken Att möta informationspåverkan, som Myndigheten för "
            "psykologiskt försvar ger ut: bedöm läget först och välj svar sedan. Att inte svara är "
            "ett av valen."
        ),
        words.t(
            "Orden är våra egna. Råden väljs av regler på veckans siffror och ersätter inte ert "
            "omdöme."
        ),
    )
