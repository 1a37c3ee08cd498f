"""Warnings by their code, in plain words, and why a figure is hidden."""

from __future__ import annotations

from reports.trust.survey.disclosure import MIN_UNANIMOUS
from reports.weekly.words import Words, mark

FLAGS = {
    "few_points": mark("Mätningarna är för få för ett test. Minst 12 behövs."),
    "exploratory_points": mark("Med 12–25 mätningar är svaret utforskande, vad planen än säger."),
    "autocorrelated_residuals": mark(
        "Det som modellen lämnar kvar hänger ihop över tid. Osäkerheten kan vara större än "
        "intervallet visar."
    ),
    "question_changed": mark("Frågans ordalydelse skiljer sig mellan mätningarna."),
    "mode_changed": mark("Sättet att samla in svar skiljer sig mellan mätningarna."),
    "scale_changed": mark("Svarsskalan skiljer sig mellan mätningarna."),
    "population_changed": mark("Populationen skiljer sig mellan mätningarna."),
    "base_changed": mark("Vilka svar som ingår i andelen skiljer sig mellan mätningarna."),
    "comparability_not_stated": mark(
        "Frågans ordalydelse och insamlingssätt uppges inte. Om mätningarna går att jämföra är "
        "därför inte prövat."
    ),
    "gaps": mark("Några tider saknar en räkning av exponeringen."),
    "low_coverage": mark("Källorna gick inte att se hela tiden. En nedgång kan vara ett avbrott."),
    "no_negative_control": mark(
        "Ingen kontroll med en annan institution finns i planen. Om sambandet är särskilt för "
        "detta förtroende är inte prövat."
    ),
    "no_classifier_error": mark(
        "Hur ofta texter märks fel är inte uppmätt för exponeringen. Intervallet räknar inte med "
        "det."
    ),
    "reverse_association": mark("Förtroendet följs också av senare exponering: åt andra hållet."),
    "leave_one_out": mark(
        "Svaret ändras när en enda mätning, grupp eller intervjuperiod utelämnas. Vilken står i "
        "omdömet."
    ),
    "placebo_failed": mark("Placebo visar lika mycket: andra datum, eller exponeringen flyttad."),
    "pre_trend": mark("Grupperna skiljde sig åt redan före kampanjen."),
    "second_opinion_differs": mark("Den andra metoden kommer till ett annat svar."),
    "log_altered": mark("Loggen är ändrad i efterhand. Analysen räknas därför som utforskande."),
    "no_party": mark("Partisympati finns inte i data och har inte räknats in."),
    "weights_fixed": mark("Vikterna är tagna som givna: deras egen osäkerhet är inte med."),
    "covariate_kind_not_stated": mark("Planen säger inte vilket slags faktor en kovariat är."),
    "exposure_aggregated": mark("Exponeringen är sammanräknad till förtroendets grövre tidssteg."),
    "exposure_not_followed": mark(
        "Texter från källor och veckor som inte följdes, som inlägg ur filer, är inte med i "
        "exponeringen: ingen vet hur mycket som saknas där."
    ),
    "few_placebo_dates": mark("Placebodatumen är färre än 20. Rangen bland dem säger lite."),
    "no_trust_se": mark("Förtroendets medelfel saknas. Urvalsfelets storlek är inte känd."),
}

HIDDEN = {
    "min_cell": mark("Färre än {least} svarande: visas inte."),
    "extreme_share": mark(
        "Andelen är 0 eller 100 procent bland färre än {few} svarande: visas inte."
    ),
    "secondary": mark("Dold för att en annan dold siffra inte ska gå att räkna ut."),
}

BREAKS = {
    "question": mark("frågans ordalydelse ändrades"),
    "scale": mark("svarsskalan ändrades"),
    "mode": mark("insamlingssättet ändrades"),
    "population": mark("populationen ändrades"),
    "base": mark("basen för andelen ändrades"),
    "campaign_start": mark("kampanjen började"),
    "campaign_end": mark("kampanjen slutade"),
    "sources": mark("källorna ändrades"),
    "model": mark("modellen som märker texter byttes"),
}


def flag(words: Words, code: str) -> str:
    """The warning; a code that we do not know is shown as it is."""
    name = str(code).partition(":")[0]
    if name not in FLAGS:
        return words.t("Varning: {code}", code=code)
    return words.t(FLAGS[name])


def hidden(words: Words, reason: str, least: int) -> str:
    """Why a figure is a dash."""
    if reason not in HIDDEN:
        return words.t("Dold: {reason}", reason=reason)
    return words.t(HIDDEN[reason], least=words.number(least), few=words.number(MIN_UNANIMOUS))


def break_reason(words: Words, reason: str) -> str:
    """What changed; a sentence of the user's own is shown as it is."""
    return words.t(BREAKS[reason]) if reason in BREAKS else reason
