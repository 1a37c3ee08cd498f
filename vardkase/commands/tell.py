"""`exposure`, `documents` and `report`: what the store has to tell."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import click
import pandas as pd

from classifiers.classifier import load_classifier
from crawlers.places import municipalities
from reports.export import to_csv
from reports.signals.exposure import exposure as exposure_table
from reports.signals.exposure import published, weeks_with_documents
from reports.signals.weeks import first_day, last_complete, week_of, week_of_day
from reports.weekly.edition import FORMATS
from reports.weekly.rebuild import rebuild_report
from reports.weekly.report import write_report
from store.connection import Store
from store.errors import SettingsError
from store.listing import list_documents
from store.records import Frame, Narrative, Tone
from store.sources import source_ids
from vardkase.commands.context import json_option, manifest, now, settings, write_whole
from vardkase.commands.rebuilt import tell_rebuilt, tell_written
from vardkase.commands.sending import mail_json, mail_to_send, sent_by_hand, tell_sent
from vardkase.config import Settings
from vardkase.terminal import command, print_json

_PATH = click.Path(path_type=Path)


@command()
@click.option(
    "--output", required=True, type=_PATH, metavar="FIL", help="Fil: .csv eller .parquet."
)
@click.option("--from", "first", metavar="VECKA", help="Första veckan: 2026-W40.")
@click.option("--to", "last", metavar="VECKA", help="Sista veckan.")
@click.option("--by", type=click.Choice(["place"]), help="Dela också upp på kommuner som nämns.")
@json_option
@click.pass_context
def exposure(
    ctx: click.Context,
    output: Path,
    first: str | None,
    last: str | None,
    by: str | None,
    as_json: bool,
) -> None:
    """Skriv tabellen över hur mycket som sagts: vecka, källslag, språk, etikett.

    Exempel: vardkase exposure --output exponering.csv --from 2026-W40
    """
    found = settings(ctx)
    classifier = load_classifier(found.model)
    store = found.store()
    held = weeks_with_documents(store) or [last_complete(now())] * 2
    weeks = (_week(first, held[0]), _week(last, held[1]))
    if weeks[0] > weeks[1]:
        raise SettingsError(f"--from {weeks[0]} ligger efter --to {weeks[1]}; byt plats på dem.")
    table = exposure_table(
        store,
        classifier.name,
        *weeks,
        now(),
        found.min_cell,
        by_place=by == "place",
    )
    shown = published(table)
    if table["reach"].isna().all():
        table = table.drop(columns="reach")
    asked = {"command": "exposure", "from": weeks[0], "to": weeks[1], "by": by or ""}
    _write_table(output, table, shown, manifest(found, classifier) | asked)
    _done(as_json, output, len(table))


@command()
@click.option(
    "--output", required=True, type=_PATH, metavar="FIL", help="Fil: .csv eller .parquet."
)
@click.option("--week", metavar="VECKA", help="Bara den här veckan.")
@click.option("--label", metavar="ETIKETT", help="Ett narrativ, en ram, en ton eller relevant.")
@click.option("--stance", type=click.Choice(["endorses", "reports", "rebuts"]), help="Hållning.")
@click.option("--source", metavar="ID", help="Bara den här källan.")
@click.option("--place", metavar="KOMMUN", help="Bara det som nämner kommunen.")
@click.option("--words", metavar="ORD", help="Bara det som innehåller alla orden.")
@json_option
@click.pass_context
def documents(
    ctx: click.Context,
    output: Path,
    week: str | None,
    label: str | None,
    stance: str | None,
    source: str | None,
    place: str | None,
    words: str | None,
    as_json: bool,
) -> None:
    """Skriv listan bakom en siffra: id, adress, rubrik, etiketter, berättelse.

    Rubriker och klockslag visas bara för redaktionella källor. Texter och konton skrivs aldrig.

    Exempel: vardkase documents --output lista.csv --week 2026-W47 --label kidnapping
    """
    found = settings(ctx)
    chosen = _week(week, "") or None
    _check_filters(found, label, source, place)
    classifier = load_classifier(found.model)
    table = list_documents(
        found.store(),
        classifier.name,
        week=chosen,
        label=label,
        stance=stance,
        source=source,
        place=place,
        words=words,
        min_cell=found.min_cell,
    ).to_pandas()
    if stance and label in list(Frame) and table.empty:
        raise SettingsError(
            f"--label {label} --stance {stance}: en ram har ingen hållning; bara texter som också "
            f"har ett narrativ har en, och ingen sådan finns att visa. Skriv bara --label {label}."
        )
    filters = {"week": chosen, "label": label, "stance": stance, "source": source}
    filters |= {"place": place, "words": words}
    asked = {"command": "documents", **{name: value or "" for name, value in filters.items()}}
    _write_table(output, table, table, manifest(found, classifier) | asked)
    if not as_json:
        click.echo(
            f"Privatpersoners inlägg tas bara med där minst {found.min_cell} konton ligger bakom "
            "urvalet och bakom var och en av radens etiketter, samma vecka, källslag, region och "
            "språk. Klockslag visas inte."
        )
    _done(as_json, output, len(table))


@command()
@click.argument("week", metavar="[VECKA]", required=False)
@click.option(
    "--format",
    "formats",
    default="html",
    show_default=True,
    metavar="FORMAT",
    help=f"{', '.join(FORMATS)}, eller flera med komma emellan.",
)
@click.option("--language", type=click.Choice(["sv", "en"]), help="Rapportens språk.")
@click.option("--fresh", is_flag=True, help="Skriv om en tidigare vecka ur det som är känt nu.")
@click.option("--send", is_flag=True, help="Skicka den också som e-post, till dem i [mail].")
@json_option
@click.pass_context
def report(
    ctx: click.Context,
    week: str | None,
    formats: str,
    language: str | None,
    fresh: bool,
    send: bool,
    as_json: bool,
) -> None:
    """Skriv veckans signalrapport; utan VECKA den senaste hela veckans.

    Namnger du en vecka som har en rapport blir den likadan som då, tecken för tecken, eller så får
    du veta vad som har ändrats. Med --fresh, och utan VECKA, räknas allt som är känt nu.

    Exempel: vardkase report 2026-W47 --format html,csv
    """
    found = settings(ctx)
    asked = _formats(formats)
    mail = mail_to_send(found, send)
    moment = now()
    chosen = _week(week, last_complete(moment))
    if chosen > week_of(moment):
        raise SettingsError(f"Vecka {chosen} har inte börjat än.")
    classifier = load_classifier(found.model)
    store = found.store()
    how: dict[str, Any] = {
        "formats": asked,
        "language": language,
        "manifest": manifest(found, classifier),
    }
    remade = bool(week) and not fresh and chosen < week_of(moment)
    again = rebuild_report(store, chosen, found.report, found.min_cell, **how) if remade else None
    if again is None:
        if week:
            _check_begun(store, chosen)
        whose = (classifier.name, chosen, moment, found.report, found.min_cell)
        paths = write_report(store, *whose, notice=found.notice, **how)
        tell = partial(tell_written, paths, chosen, remade, as_json)
    else:
        tell = partial(tell_rebuilt, again, chosen, classifier.name, as_json)
    stale = again is not None and bool(again.changes)
    sent = None if stale else sent_by_hand(found, mail, store, chosen, language, moment)
    tell(mail_json(sent))
    tell_sent(None if as_json else sent)
    ctx.exit(1 if stale or (sent and sent.status) else 0)


def _formats(said: str) -> list[str]:
    """The formats of --format, each once; raises SettingsError for one that is not known."""
    asked = list(dict.fromkeys(part.strip() for part in said.split(",") if part.strip()))
    for part in asked:
        if part not in FORMATS:
            raise SettingsError(f"--format {part}: väntade {', '.join(FORMATS)}.")
    return asked


def _check_filters(
    found: Settings, label: str | None, source: str | None, place: str | None
) -> None:
    """A misspelt filter is an error: an empty list would read as nothing having been said."""
    labels = ["relevant", *Narrative, *Frame, *Tone]
    if label is not None and label not in labels:
        raise SettingsError(f"--label {label}: väntade en av {', '.join(labels)}.")
    if source is not None and source not in source_ids(found.store()):
        raise SettingsError(
            f"--source {source}: finns inte i lagret. `vardkase sources list` visar källorna."
        )
    if place is not None and place not in municipalities():
        raise SettingsError(f"--place {place}: är ingen svensk kommun.")


def _check_begun(store: Store, week: str) -> None:
    """A report of a week before there was anything would read as one of a calm week."""
    held = weeks_with_documents(store)
    if held and week < held[0]:
        raise SettingsError(
            f"Vecka {week} har inga dokument: lagret har veckorna {held[0]} till {held[-1]}."
        )


def _week(text: str | None, default: str) -> str:
    return week_of_day(first_day(text)) if text else default


def _write_table(
    path: Path, exact: pd.DataFrame, shown: pd.DataFrame, origin: dict[str, str]
) -> None:
    """Write a table, and beside it how it came about."""
    if path.suffix == ".parquet":
        write_whole(path, lambda part: exact.to_parquet(part, index=False))
    elif path.suffix == ".csv":
        write_whole(path, lambda part: part.write_bytes(to_csv(shown)))
    else:
        raise SettingsError(f"--output {path}: väntade en fil som slutar på .csv eller .parquet.")
    beside = path.with_name(f"{path.name}.manifest.json")
    text = json.dumps({**origin, "rows": len(shown)}, ensure_ascii=False, indent=2)
    write_whole(beside, lambda part: part.write_bytes(text.encode()))


def _done(as_json: bool, path: Path, rows: int) -> None:
    if as_json:
        print_json({"file": str(path), "rows": rows})
    else:
        click.echo(f"{rows} rader: {path}")
