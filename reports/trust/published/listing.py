"""The published waves as a first screen: what there is, its traps, and what may be compared."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from reports.trust.page.question_part import base_name
from reports.trust.page.units import page_words
from reports.trust.published.comparing import Comparison, compare
from reports.trust.published.figures import NOT_STATED, PublishedFigure, published_figures
from reports.trust.published.traps import traps
from reports.weekly.words import UNKNOWN, Words, mark


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """The screen: `columns` and `rows` as printed, one row a figure; `comparisons` of every pair of
    waves; `traps` with name and meaning; `notes` about all of it."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    comparisons: tuple[Comparison, ...]
    traps: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


PRECISIONS = {
    "as_printed": mark("{percent}"),
    "approx": mark("omkring {percent}"),
    "at_least": mark("drygt {percent}"),
    "at_most": mark("knappt {percent}"),
}


def table(language: str = "sv") -> PublishedTable:
    """All published figures with base, n and source, and the refusals that go with them.

    Raises SettingsError for a language we lack.
    """
    words = page_words(language)
    waves = list(dict.fromkeys(figure.estimate.wave_id for figure in published_figures()))
    return PublishedTable(
        (
            words.t("Id"),
            words.t("Mätning"),
            words.t("Vad"),
            words.t("Svar"),
            words.t("Andel"),
            words.t("n"),
            words.t("Bas"),
            words.t("Källa"),
        ),
        tuple(_row(words, figure) for figure in published_figures()),
        tuple(compare(a, b, language) for a, b in itertools.combinations(waves, 2)),
        tuple(traps(words)),
        (
            words.t(
                "Siffrorna är tryckta i källorna utan medelfel. Därför har ingen av dem ett "
                "intervall, och ingen förändring räknas mellan dem."
            ),
            words.t(
                "Andelar som bara finns som bild i källorna ingår inte. Den som har dem läser in "
                "dem med vardkase waves import."
            ),
        ),
    )


def _row(words: Words, figure: PublishedFigure) -> tuple[str, ...]:
    estimate = figure.estimate
    return (
        estimate.estimate_id,
        estimate.wave_id,
        estimate.trust_object,
        estimate.category,
        share(words, figure),
        count(words, figure),
        base_name(words, estimate.base),
        f"{estimate.source_doc}, {estimate.source_section}",
    )


def share(words: Words, figure: PublishedFigure) -> str:
    """The share as the source gives it: in figures with its precision, or in its words."""
    estimate = figure.estimate
    if estimate.estimate_percent is None:
        return estimate.estimate_text or UNKNOWN
    message = PRECISIONS.get(estimate.precision, PRECISIONS["as_printed"])
    return words.t(message, percent=words.percent(estimate.estimate_percent / 100))


def count(words: Words, figure: PublishedFigure) -> str:
    """The n where it is exact, else what the source says of it."""
    estimate = figure.estimate
    if estimate.n is not None:
        return words.number(estimate.n)
    if not estimate.n_text or estimate.n_text == NOT_STATED:
        return words.t("uppges inte")
    if estimate.n_text.startswith("cirka "):
        return words.t("omkring {percent}", percent=estimate.n_text.removeprefix("cirka "))
    return words.t("uppges inte exakt")
