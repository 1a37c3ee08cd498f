"""What the command says of a report that it wrote: anew, or again the same, or what is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from reports.signals.weeks import STOCKHOLM
from reports.weekly.rebuild import Change, ChangeKind, Rebuilt
from reports.weekly.report import FORMATS, older_files
from vardkase.terminal import print_json

_DATA: Mapping[ChangeKind, tuple[str, str]] = {
    ChangeKind.DOCUMENTS: (
        "dokument",
        "Dokument har tagits bort, eller ändrats i efterhand",
    ),
    ChangeKind.TEXTS: ("texter", "Texter har gallrats eller tagits bort"),
    ChangeKind.LABELS: ("dokument med etiketter", "Modellens etiketter är inte desamma"),
    ChangeKind.HUMAN_LABELS: ("svar", "Kodare har ändrat sina svar, eller så är svar borta"),
    ChangeKind.SIGHTINGS: ("fynd", "Vilka källor som också hade texterna är inte detsamma"),
    ChangeKind.STORIES: ("dokument", "Dokument ligger i andra berättelser"),
    ChangeKind.PASSED_OVER: (
        "rader",
        "Hur mycket som handlade om annat, och inte sparades, är inte detsamma",
    ),
    ChangeKind.POLLS: ("hämtningar", "Uppgifter om hämtningar av källor är inte desamma"),
    ChangeKind.SOURCES: ("källor", "Uppgifter om källor är inte desamma"),
}
"""What is counted, and what has happened to it."""


def tell_rebuilt(
    rebuilt: Rebuilt, week: str, model: str, as_json: bool, more: Mapping[str, Any]
) -> None:
    """Print where the files are, or everything that has changed; `model` is the one in use, `more`
    stands in the JSON object beside it."""
    if as_json:
        print_json(
            {
                "week": week,
                "files": [str(path) for path in rebuilt.paths],
                "written_at": rebuilt.written_at.isoformat(),
                "changed": [change_text(change) for change in rebuilt.changes],
                **more,
            }
        )
        return
    moment = rebuilt.written_at.astimezone(STOCKHOLM)
    then = f"{moment:%Y-%m-%d} kl. {moment:%H.%M}"
    if rebuilt.changes:
        click.echo(
            f"Rapporten för {week} går inte att göra om precis som den skrevs {then}. "
            "Det här är inte som då:"
        )
        for change in rebuilt.changes:
            click.echo(f"  - {change_text(change)}")
        click.echo(
            "Inga filer har ändrats. Med --fresh får du en ny rapport ur det som är känt nu."
        )
        return
    for path in rebuilt.paths:
        click.echo(f"Rapport: {path}")
    click.echo(f"Samma som den skrevs {then}. Med --fresh räknas det som är känt nu.")
    if rebuilt.model != model:
        click.echo(
            f"Den bygger på etiketter av modellen {rebuilt.model}; nu används modellen {model}."
        )


def tell_written(
    paths: Sequence[Path], week: str, first: bool, as_json: bool, more: Mapping[str, Any]
) -> None:
    """Print where the files of a new report are, and which files of the week are older than it;
    `first`: the one that was written before was asked for, and there was none."""
    older = older_files(paths)
    if as_json:
        files = {"files": [str(path) for path in paths], "older": [str(path) for path in older]}
        print_json({"week": week, **files, **more})
        return
    for path in paths:
        click.echo(f"Rapport: {path}")
    if first:
        click.echo(
            "Det fanns ingen färdig rapport för veckan. Den är skriven ur det som är känt nu."
        )
    if older:
        written = {path.suffix[1:] for path in [*paths, *older]}
        formats = ",".join(name for name in FORMATS if name in written)
        named = ", ".join(path.name for path in older)
        click.echo(
            f"Äldre filer för veckan är inte ändrade: {named}. Gör om dem med --format {formats}."
        )


def change_text(change: Change) -> str:
    """One change as a Swedish sentence."""
    if change.kind is ChangeKind.MIN_CELL:
        return (
            f"[privacy] min_cell är nu {change.now}, då {change.then}: "
            "fler tal om privatpersoners inlägg döljs."
        )
    if change.kind is ChangeKind.PROGRAM:
        return f"Programmet: {change.then} då, {change.now} nu."
    if change.kind is ChangeKind.OTHER:
        return "Alla uppgifter är desamma, men något i programmet eller dess bibliotek har ändrats."
    unit, what = _DATA[change.kind]
    if change.then == change.now:
        return f"{what} ({change.now} {unit}, lika många som då)."
    return f"{what} ({change.then} {unit} då, {change.now} nu)."
