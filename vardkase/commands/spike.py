"""`spike`: what one spike is made of."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import click

from classifiers.classifier import load_classifier
from reports.signals.exposure import weeks_with_documents
from reports.signals.spike_card.card import group_of, read_card
from reports.signals.spike_card.figures import SpikeCard
from reports.signals.weeks import first_day, week_of, week_of_day
from reports.weekly.spike_page import card_page, html_card
from reports.weekly.spike_text import json_card, text_card
from reports.weekly.words import Words
from store.errors import SettingsError
from store.records import Frame, Narrative, Stance
from vardkase.commands.context import json_option, manifest, now, settings, write_whole
from vardkase.terminal import command, print_json

_SWEDISH = {
    "sprider": Stance.ENDORSES,
    "rapporterar": Stance.REPORTS,
    "återger": Stance.REPORTS,
    "bemöter": Stance.REBUTS,
}
"""The stances as the report and the coding sheets call them."""


@command()
@click.argument("week", metavar="VECKA")
@click.argument("series", metavar="ETIKETT[:HÅLLNING]")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FIL.html",
    help="Skriv kortet som en webbsida; annars skrivs det som text.",
)
@click.option("--language", type=click.Choice(["sv", "en"]), help="Kortets språk.")
@json_option
@click.pass_context
def spike(
    ctx: click.Context,
    week: str,
    series: str,
    output: Path | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Visa vad en ökning består av: kopior, källor, konton, språk, händelse och svar.

    Etiketten är ett narrativ eller en ram. Ett narrativ har också en hållning: sprider, rapporterar
    eller bemöter (endorses, reports, rebuts); utan den gäller kortet sprider. Kortet säger vad
    ökningen består av och aldrig varför någon skrev.

    Exempel: vardkase spike 2026-W47 kidnapping:sprider --output topp.html
    """
    found = settings(ctx)
    chosen = week_of_day(first_day(week))
    label, stance = _series(series)
    if output is not None and output.suffix.lower() != ".html":
        raise SettingsError(f"--output {output}: väntade en fil som slutar på .html.")
    store, moment = found.store(), now()
    held = weeks_with_documents(store)
    if not held or not held[0] <= chosen <= held[-1]:
        reach = f"lagret har veckorna {held[0]} till {held[-1]}" if held else "lagret är tomt"
        raise SettingsError(f"Vecka {chosen} har inga dokument: {reach}.")
    classifier = load_classifier(found.model)
    with store.reading() as transaction:
        card = read_card(
            transaction, classifier.name, chosen, label, stance, moment, found.min_cell
        )
    _check_found(card, series)
    words = Words(language or found.report.language)
    running = moment if week_of(moment) == chosen else None
    page = card_page(card, words, manifest(found, classifier), found.notice, running)
    if output is not None:
        html = html_card(page)
        write_whole(output, lambda part: part.write_bytes(html.encode()))
    if as_json:
        print_json({"file": str(output) if output else None, **json_card(card)})
    elif output is not None:
        click.echo(f"{page.cause}\nSkrev {output}")
    else:
        click.echo(text_card(page), nl=False)


def _series(text: str) -> tuple[str, str]:
    """Label and stance. A misspelt one is an error: an empty card would read as nothing found."""
    label, _, stance = unicodedata.normalize("NFC", text).casefold().partition(":")
    stance = str(_SWEDISH.get(stance, stance))
    if label not in [*Narrative, *Frame]:
        raise SettingsError(
            f"Etiketten {label!r} finns inte; väntade ett narrativ ({', '.join(Narrative)}) eller "
            f"en ram ({', '.join(Frame)})."
        )
    if label in list(Narrative) and not stance and ":" not in text:
        stance = str(Stance.ENDORSES)
    if group_of(label, stance) is None:
        if label in list(Frame):
            raise SettingsError(f"{text}: en ram har ingen hållning; skriv bara {label}.")
        raise SettingsError(
            f"{text}: hållningen {stance!r} finns inte; väntade en av {', '.join(_SWEDISH)}, eller "
            f"{', '.join(Stance)}."
        )
    return label, stance


def _check_found(card: SpikeCard, series: str) -> None:
    """A series that has nothing that can be shown in the week has no card."""
    if card.editorial.texts or card.private.texts:
        return
    if card.private.hidden:
        raise SettingsError(
            f"{series} har vecka {card.week} bara privata inlägg från färre än {card.min_cell} "
            "konton; de visas inte."
        )
    raise SettingsError(
        f"{series} har inga texter vecka {card.week} i källor som följs; inlägg ur filer räknas "
        f"inte här. `vardkase documents --week {card.week}` visar vad som finns."
    )
