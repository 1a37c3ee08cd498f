"""On a terminal, a person confirms each thing that is proposed about a survey file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import click

from reports.trust.waves.proposal import Proposal
from reports.trust.waves.spec import (
    BASES,
    DATED,
    KINDS,
    PRECISIONS,
    GroupSpec,
    OutcomeSpec,
    WaveSpec,
)
from reports.trust.waves.table import SurveyTable
from reports.trust.waves.vocabulary import SENSITIVE

_KIND_NAMES = {
    "high": "Stort förtroende",
    "middle": "Varken eller",
    "low": "Litet förtroende",
    "dont_know": "Vet ej",
    "wont_say": "Vill inte svara",
    "not_asked": "Fick inte frågan",
}


class Unclear(Exception):
    """Something was not confirmed that has to be written by hand."""


def confirmed_by_person(proposal: Proposal, table: SurveyTable) -> WaveSpec:
    """Ask for each proposed thing; what is not confirmed is left out.

    Raises Unclear when what is not confirmed can't be left out: the person writes it in the file.
    """
    spec = proposal.spec
    for note in proposal.notes:
        click.echo(f"Obs: {note}")
    spec = _texts(spec)
    spec = _fieldwork(spec)
    spec = _weight(spec, table)
    spec = replace(
        spec,
        respondent_id=_kept("Svarandes id", spec.respondent_id),
        date=_kept("Intervjudag", spec.date),
        strata=tuple(name for name in spec.strata if _yes(f"Stratum: {name}. Stämmer det?")),
        psu=tuple(name for name in spec.psu if _yes(f"Kluster: {name}. Stämmer det?")),
        fpc=tuple(
            name for name in spec.fpc if _yes(f"Populationens storlek: {name}. Stämmer det?")
        ),
        outcomes=_outcomes(spec),
        groups=tuple(found for group in spec.groups if (found := _group(group)) is not None),
    )
    if any(group.sensitive != "no" for group in spec.groups):
        asked = "Rättslig grund för känsliga uppgifter (GDPR artikel 9)"
        spec = replace(spec, legal_ground=_ask(asked, spec.legal_ground))
    return replace(spec, confirmed=True)


def _texts(spec: WaveSpec) -> WaveSpec:
    return replace(
        spec,
        id=_ask("Vågens kortnamn", spec.id),
        survey=_ask("Undersökningens namn, samma i varje våg", spec.survey),
        population=_ask("Population", spec.population),
        mode=_ask("Insamlingssätt", spec.mode),
        source=_ask("Vem som gjorde undersökningen", spec.source),
        licence=_ask("Licens eller tillstånd", spec.licence),
    )


def _fieldwork(spec: WaveSpec) -> WaveSpec:
    precision = _choose("Hur exakt är fältperioden känd", PRECISIONS, spec.precision)
    if precision not in DATED:
        text = _ask("Fältperioden som den är tryckt", spec.fieldwork_text)
        return replace(
            spec, precision=precision, start=None, end=None, fieldwork_text=text, date=None
        )
    start = _day("Första dagen", spec.start)
    return replace(spec, precision=precision, start=start, end=_day("Sista dagen", spec.end))


def _weight(spec: WaveSpec, table: SurveyTable) -> WaveSpec:
    if spec.weight and _yes(f"Vikt: {spec.weight}. Stämmer det?"):
        return spec
    while True:
        name = click.prompt(
            "Viktkolumn (tomt om vågen saknas vikter)", default="", show_default=False
        )
        if name in table.columns:
            return replace(spec, weight=name, unweighted=False)
        if not name and _yes("Vågen är oviktad. Stämmer det?"):
            return replace(spec, weight=None, unweighted=True)
        click.echo(f"Kolumnerna är: {', '.join(table.columns)}")


def _outcomes(spec: WaveSpec) -> tuple[OutcomeSpec, ...]:
    found = tuple(each for each in map(_outcome, spec.outcomes) if each is not None)
    if not found:
        raise Unclear("Ingen fråga om förtroende är bekräftad. Skriv den i förslaget för hand.")
    return found


def _outcome(outcome: OutcomeSpec) -> OutcomeSpec | None:
    if not _yes(f"Fråga om förtroende: {outcome.column} ({outcome.question}). Läsa in den?"):
        return None
    question = _ask("Frågans ordalydelse", outcome.question)
    for kind in KINDS:
        codes = getattr(outcome, kind)
        shown = ", ".join(f"{code} = {outcome.labels.get(code, code)}" for code in codes)
        if codes and not _yes(f"{_KIND_NAMES[kind]}: {shown}. Stämmer det?"):
            raise Unclear(
                f"{outcome.column}: koderna ska placeras om. Gör det i förslaget för hand."
            )
    base = _choose("Av vilka räknas andelen", BASES, outcome.base)
    return replace(outcome, question=question, base=base)


def _group(group: GroupSpec) -> GroupSpec | None:
    if not _yes(f"Grupp: {group.name}, kolumnen {group.column}. Läsa in den?"):
        return None
    kind = _choose("Känslig uppgift", SENSITIVE, group.sensitive or "no")
    return replace(group, sensitive=kind)


def _kept(what: str, name: str | None) -> str | None:
    return name if name and _yes(f"{what}: {name}. Stämmer det?") else None


def _yes(question: str) -> bool:
    return _one_of(f"{question} (j/n)", ("j", "n"), "", "j eller n") == "j"


def _ask(what: str, proposed: str) -> str:
    return _answered(what, proposed, "skriv det; ett ord räcker")


def _choose(what: str, words: tuple[str, ...], proposed: str) -> str:
    return _one_of(f"{what} ({', '.join(words)})", words, proposed, f"en av {', '.join(words)}")


def _one_of(what: str, words: tuple[str, ...], proposed: str, expected: str) -> str:
    while True:
        if (answer := _answered(what, proposed, expected).lower()) in words:
            return answer
        click.echo(f"”{answer}” duger inte; väntade {expected}.")


def _answered(what: str, proposed: str, expected: str) -> str:
    """What a person answers; an empty line takes what is proposed, and where nothing is, the person
    is told that an answer is needed."""
    while True:
        found = click.prompt(what, default=proposed, show_default=bool(proposed)).strip()
        if found:
            return found
        click.echo(f"Ett svar behövs: {expected}.")


def _day(what: str, proposed: date | None) -> date:
    while True:
        shown = str(proposed) if proposed else ""
        text = _answered(f"{what} (2026-09-01)", shown, "en dag som 2026-09-01")
        try:
            return date.fromisoformat(text)
        except ValueError:
            click.echo("Skriv dagen som 2026-09-01.")
