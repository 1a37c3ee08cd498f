"""Which published figures may be compared, and why the others may not.

Two figures may be compared where the source says that they have the same question about the same
thing, on the same scale, of the same population and base, each with its n. What a source does not
print counts as a difference: nothing is taken for granted. Answers of one wave to one question, on
the same stated base, may be read beside each other; they show no development.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.trust.page.question_part import base_name
from reports.trust.page.units import page_words
from reports.trust.published.figures import NOT_STATED, PublishedFigure, published_figures
from reports.trust.published.som import is_som, wording
from reports.weekly.words import Words, mark
from store.errors import VardkaseError

CAMPAIGN_YEAR = 2022
LEAST_POINTS = 12
"""Below this no trend is tested, as in the link."""

ONE_FOR_MANY = frozenset({"KAU2010", "KAU2014", "KAU2018"})
"""Waves whose figures are printed for several of them together."""

OVERLAPS = frozenset({"VOA2023", "VOA2024", "VOA2023+2024", "VOA_unspecified"})
"""Waves that have respondents in common, or may have."""

REASONS = {
    "unknown": mark("Ingen publicerad våg eller skattning heter så."),
    "none_printed": mark("Källan trycker ingen egen siffra för 2024."),
    "words": mark("Minst en av siffrorna är bara angiven i ord."),
    "object": mark("De mäter olika saker: {first} och {second}."),
    "question": mark("Frågorna är olika."),
    "wording": mark("Frågans ordalydelse ändrades 2014."),
    "category": mark("Olika svar har räknats: {first} och {second}."),
    "scale": mark("Svarsskalan är inte densamma, eller anges inte."),
    "base": mark("Basen är inte densamma, eller anges inte: {first} och {second}."),
    "population": mark("Populationen är inte densamma, eller anges inte."),
    "group": mark("De gäller olika grupper: {first} och {second}."),
    "mode": mark("Insamlingssättet är inte detsamma, eller anges inte."),
    "overlap": mark("Vågorna har svarande gemensamt, så skillnaden är ingen förändring."),
    "one_for_many": mark("Källan trycker en siffra för flera år tillsammans."),
    "n": mark("Antalet svarande anges inte exakt, så inget intervall kan ges."),
    "campaign": mark(
        "Undersökningen har ingen mätning före kampanjen i början av 2022. Före och efter går inte "
        "att jämföra."
    ),
    "same": mark("Det är samma siffra."),
    "one_wave": mark("De är från samma mätning och visar ingen utveckling."),
    "few": mark("En trend behöver minst 12 mätningar. Här finns {count}."),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether figures may be compared; `reasons` are codes, `sentences` the same in words."""

    names: tuple[str, ...]
    allowed: bool
    reasons: tuple[str, ...]
    sentences: tuple[str, ...]


class ComparisonRefused(VardkaseError):
    """Figures were to be compared that may not be; `comparison` holds the reasons."""

    exit_status = 2

    def __init__(self, comparison: Comparison) -> None:
        names = ", ".join(comparison.names)
        super().__init__(f"{names}: {' '.join(comparison.sentences)}")
        self.comparison = comparison


def compare(
    first: str, second: str, language: str = "sv", brought: Sequence[PublishedFigure] = ()
) -> Comparison:
    """Whether two figures (`E001`), or two waves (`VOA2023`), may be compared.

    Two waves may be where a pair of their figures may be; else the reasons are those of the pair
    that differs least. `brought` are figures that a user has added.
    """
    words = page_words(language)
    sides = [_named(name, brought) for name in (first, second)]
    names = (first, second)
    if "VOA2024" in names:
        return _refused(words, names, [("none_printed", {})])
    if not all(sides):
        return _refused(words, names, [("unknown", {})])
    if any(side_by_side(a, b) for a, b in itertools.product(*sides)) and first != second:
        told = words.t("Samma mätning, fråga och bas: de får läsas bredvid varandra.")
        return Comparison(names, True, (), (told,))
    pairs = [_differences(words, a, b) for a, b in itertools.product(*sides)]
    least = min(pairs, key=len)
    if least:
        return _refused(words, names, least)
    return Comparison(names, True, (), (words.t("De får jämföras, med intervall och n."),))


def trend(
    names: Sequence[str], language: str = "sv", brought: Sequence[PublishedFigure] = ()
) -> Comparison:
    """Whether figures may be drawn as one development: every pair must be comparable, and there
    must be at least twelve."""
    words = page_words(language)
    found: dict[str, str] = {}
    for first, second in itertools.combinations(names, 2):
        one = compare(first, second, language, brought)
        found |= dict(zip(one.reasons, one.sentences, strict=False))
    waves = [f.estimate.wave_id for name in names for f in _named(name, brought)]
    if len(set(waves)) < len(names):
        found["one_wave"] = words.t(REASONS["one_wave"])
    if len(names) < LEAST_POINTS:
        found["few"] = words.t(REASONS["few"], count=words.number(len(names)))
    return Comparison(tuple(names), not found, tuple(found), tuple(found.values()))


def side_by_side(a: PublishedFigure, b: PublishedFigure) -> bool:
    """Whether two figures are answers to one question in one wave on one stated base: of two things
    that were judged in the same way, or two answers about one thing."""
    one, two = a.estimate, b.estimate
    keys = [(e.wave_id, e.question, e.answer_scale, e.base, e.group) for e in (one, two)]
    alike = (one.trust_object == two.trust_object) + (one.category == two.category)
    figures = one.estimate_percent is not None and two.estimate_percent is not None
    return keys[0] == keys[1] and one.base != NOT_STATED and alike == 1 and figures


def require(comparison: Comparison) -> None:
    """Raise ComparisonRefused, with the reasons, unless the comparison is allowed."""
    if not comparison.allowed:
        raise ComparisonRefused(comparison)


Reason = tuple[str, dict[str, str]]


def _refused(words: Words, names: tuple[str, ...], reasons: Sequence[Reason]) -> Comparison:
    return Comparison(
        names,
        False,
        tuple(code for code, _ in reasons),
        tuple(words.t(REASONS[code], **fields) for code, fields in reasons),
    )


def _named(name: str, brought: Sequence[PublishedFigure]) -> list[PublishedFigure]:
    every = (*published_figures(), *brought)
    return [f for f in every if name in (f.estimate.estimate_id, f.estimate.wave_id)]


def _differences(words: Words, a: PublishedFigure, b: PublishedFigure) -> list[Reason]:
    """Everything that stands in the way of comparing two figures, the gravest first."""
    one, two = a.estimate, b.estimate
    if one.estimate_id == two.estimate_id:
        return [("same", {})]
    found: list[Reason] = []

    def differ(code: str, get: Callable[[PublishedFigure], str]) -> None:
        first, second = get(a), get(b)
        if first != second or first in ("", NOT_STATED):
            fields = {"first": first or NOT_STATED, "second": second or NOT_STATED}
            found.append((code, {name: _said(words, code, text) for name, text in fields.items()}))

    if one.estimate_percent is None or two.estimate_percent is None:
        found.append(("words", {}))
    differ("object", lambda f: f.estimate.trust_object)
    differ("question", lambda f: f.estimate.question)
    if is_som(a) and is_som(b) and wording(a) != wording(b):
        found.append(("wording", {}))
    differ("category", lambda f: f.estimate.category)
    differ("scale", lambda f: f.estimate.answer_scale)
    differ("base", lambda f: f.estimate.base)
    differ("population", lambda f: f.population)
    differ("group", lambda f: f.estimate.group)
    differ("mode", lambda f: f.mode)
    found += _of_the_waves(a, b)
    if one.n is None or two.n is None:
        found.append(("n", {}))
    return found


def _of_the_waves(a: PublishedFigure, b: PublishedFigure) -> list[Reason]:
    found: list[Reason] = []
    waves = {a.estimate.wave_id, b.estimate.wave_id}
    if len(waves) == 2 and waves <= OVERLAPS:
        found.append(("overlap", {}))
    if waves & ONE_FOR_MANY:
        found.append(("one_for_many", {}))
    years = [figure.years for figure in (a, b)]
    if all(years) and a.survey != b.survey:
        before = [max(each) < CAMPAIGN_YEAR for each in years]
        if before[0] != before[1]:
            found.append(("campaign", {}))
    return found


def _said(words: Words, code: str, text: str) -> str:
    if text == NOT_STATED:
        return words.t("uppges inte")
    if code == "base":
        return base_name(words, text)
    return f"”{text}”"
