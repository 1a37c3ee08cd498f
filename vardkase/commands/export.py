"""`export`: tables for research, and texts for 4CAT."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from classifiers.classifier import load_classifier
from reports.export import tables, write_export
from reports.fourcat import FILE as FOURCAT_FILE
from reports.fourcat import fourcat_csv, fourcat_rows
from reports.signals.exposure import weeks_with_documents
from store.connection import Store
from store.errors import SettingsError
from store.reasons import of_system
from vardkase.commands.context import json_option, manifest, now, settings, write_whole
from vardkase.terminal import command, print_json

_PATH = click.Path(path_type=Path)
WITH_TEXTS = (
    f"{FOURCAT_FILE} innehåller texter av privatpersoner, och därmed personuppgifter: förvara "
    "filen som lagret och lämna den inte vidare."
)


@command()
@click.option("--output", required=True, type=_PATH, metavar="MAPP", help="Hit skrivs filerna.")
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["parquet", "csv", "4cat"]),
    multiple=True,
    help="Bara det här formatet; utan växeln parquet och csv. 4cat är texter, för verktyget 4CAT.",
)
@json_option
@click.pass_context
def export(ctx: click.Context, output: Path, file_format: tuple[str, ...], as_json: bool) -> None:
    """Skriv tabeller för forskning: dokumentens id, etiketter, berättelser, exponering.

    Texter och konton följer inte med. Tabellerna beskrivs i data_dictionary.csv. Med --format 4cat
    skrivs i stället 4cat.csv, med maskerade texter och utan etiketter: den innehåller
    personuppgifter, så förvara den som lagret.

    Exempel: vardkase export --output export
    """
    found = settings(ctx)
    classifier = load_classifier(found.model)
    store = found.store()
    moment = now()
    facts: dict[str, object] = dict(manifest(found, classifier))
    facts["weeks"] = list(weeks_with_documents(store))
    if found.notice:
        facts["notice"] = found.notice
    formats = file_format or ("parquet", "csv")
    try:
        paths = _exported(output, store, classifier.name, moment, found.min_cell, formats, facts)
    except OSError as error:
        raise SettingsError(f"{output}: kan inte skrivas ({of_system(error)}).") from error
    if as_json:
        print_json({"files": [str(path) for path in paths]})
    else:
        click.echo(f"Skrev {len(paths)} filer i {output}")
    if "4cat" in formats:
        click.echo(WITH_TEXTS, err=as_json)


def _exported(
    output: Path, store: Store, model: str, moment: datetime, min_cell: int,
    formats: Sequence[str], facts: dict[str, object],
) -> list[Path]:  # fmt: skip
    """Write what was asked for: 4CAT's file apart, as it has texts. Raises OSError."""
    paths = []
    if tabular := [name for name in formats if name != "4cat"]:
        paths += write_export(output, tables(store, model, moment, min_cell), tabular, facts)
    if "4cat" in formats:
        rows = fourcat_rows(store)
        path = output / FOURCAT_FILE
        write_whole(path, lambda part: part.write_bytes(fourcat_csv(rows)), mode=0o600)
        origin = output / f"{FOURCAT_FILE}.manifest.json"
        text = json.dumps({**facts, "rows": len(rows)}, ensure_ascii=False, indent=2)
        write_whole(origin, lambda part: part.write_text(text, "utf-8"))
        paths += [path, origin]
    return paths
