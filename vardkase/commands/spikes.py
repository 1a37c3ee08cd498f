"""`spikes`: which weeks of which series stand out."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import click
import numpy as np
import pandas as pd

from classifiers.classifier import load_classifier
from reports.signals.exposure import weeks_with_documents
from reports.signals.series_file import SeriesTable, read_series
from reports.signals.spikes import find_spikes
from reports.signals.stored_series import FULL, SIMPLE, stored_spikes
from reports.signals.weeks import last_complete
from store.errors import SettingsError
from store.reasons import of_system
from vardkase.commands.context import json_option, now, settings, write_whole
from vardkase.terminal import command, print_json

_PATH = click.Path(path_type=Path)
_ADDED = ("expected", "upper_bound", "p_value", "alarm")


@command()
@click.option(
    "--input", "source", type=_PATH, metavar="SERIER.csv", help="Serier ur en fil, inte lagret."
)
@click.option("--output", type=_PATH, metavar="LARM.csv", help="Filen som resultatet skrivs i.")
@click.option(
    "--fdr",
    type=float,
    metavar="ANDEL",
    help="Högst så stor andel av en veckas larm, över alla serier, väntas vara falska: 0.1.",
)
@json_option
@click.pass_context
def spikes(
    ctx: click.Context,
    source: Path | None,
    output: Path | None,
    fdr: float | None,
    as_json: bool,
) -> None:
    """Sök veckor som sticker ut, i lagrets narrativ och ramar eller i en fil med serier.

    Filen har kolumnerna series,week,count och gärna coverage (0 till 1). Veckan är ett heltal eller
    en ISO-vecka. Varje rad kommer tillbaka med expected, upper_bound, p_value och alarm. De tre
    första är tomma innan serien har fyra års historia.

    Exempel: vardkase spikes --input serier.csv --output larm.csv
    """
    if fdr is not None and not 0 < fdr < 1:
        raise SettingsError(f"--fdr {fdr:g}: väntade en andel mellan 0 och 1, till exempel 0.1.")
    if source is not None:
        if output is None:
            raise SettingsError("spikes --input: väntade också --output LARM.csv.")
        _of_file(source, output, fdr, as_json)
    else:
        _of_store(ctx, output, fdr, as_json)


def _of_file(source: Path, output: Path, fdr: float | None, as_json: bool) -> None:
    try:
        data = source.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"{source}: kan inte läsas ({of_system(error)}); väntade en CSV-fil."
        ) from error
    table = read_series(data, str(source))
    found = find_spikes(table.counts, table.coverage, table.first_day, table.begins, fdr)
    at = (table.at[:, 0], table.at[:, 1])
    added = [found.expected[at], found.upper_bound[at], found.p_value[at], found.alarm[at]]
    text = _csv(table, added)
    write_whole(output, lambda part: part.write_bytes(text.encode()))
    judged, alarms = int(np.isfinite(added[0]).sum()), int(added[3].sum())
    told: dict[str, Any] = {"file": str(output), "rows": len(table.rows)}
    told |= {"series": len(table.names), "judged": judged, "alarms": alarms, "fdr": fdr}
    if as_json:
        print_json(told)
        return
    click.echo(f"{len(table.rows)} rader, {len(table.names)} serier: {output}")
    click.echo(f"{alarms} larm bland {judged} veckor som har minst fyra års historia.")


def _csv(table: SeriesTable, added: list[np.ndarray]) -> str:
    """The file's own rows and columns, and what was found beside them."""
    kept = [name for name in table.columns if name not in _ADDED]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*kept, *_ADDED])
    for row, expected, bound, p_value, alarm in zip(table.rows, *added, strict=True):
        figures = [_number(expected), _number(bound), _number(p_value), int(alarm)]
        writer.writerow([*(row[name] for name in kept), *figures])
    return text.getvalue()


def _number(figure: float) -> str:
    return f"{figure:.10g}" if np.isfinite(figure) else ""


def _of_store(ctx: click.Context, output: Path | None, fdr: float | None, as_json: bool) -> None:
    found = settings(ctx)
    classifier = load_classifier(found.model)
    store, moment = found.store(), now()
    last = last_complete(moment)
    first, *_ = weeks_with_documents(store) or [last]
    table = stored_spikes(
        store, classifier.name, min(first, last), last, moment, found.min_cell, fdr
    )
    if output is not None:
        text = table.to_csv(index=False, lineterminator="\n", float_format="%.10g")
        write_whole(output, lambda part: part.write_bytes(text.encode()))
    week = table[table["week"] == last]
    alarms = week[week["alarm"] == 1].sort_values("series")
    if as_json:
        print_json(
            {
                "week": last,
                "file": str(output) if output else None,
                "rows": len(table),
                "judged": int(week["method"].isin([FULL, SIMPLE]).sum()),
                "fdr": fdr,
                "alarms": [_alarm(row) for row in alarms.to_dict("records")],
            }
        )
        return
    _tell(last, week, alarms)
    if output is not None:
        click.echo(f"{len(table)} rader: {output}")


def _alarm(row: dict[str, Any]) -> dict[str, Any]:
    names = ("series", "count", "expected", "upper_bound", "p_value", "coverage", "method")
    return {name: None if pd.isna(row[name]) else row[name] for name in names}


def _tell(last: str, week: pd.DataFrame, alarms: pd.DataFrame) -> None:
    simple = int((week["method"] == SIMPLE).sum())
    judged = int((week["method"] == FULL).sum()) + simple
    click.echo(f"Vecka {last}: {len(alarms)} av {judged} serier sticker ut.")
    for row in alarms.to_dict("records"):
        bound = ""
        if row["method"] == FULL and not pd.isna(row["upper_bound"]):
            bound = f"; högst {row['upper_bound']:.0f} väntades"
        click.echo(f"  {row['series']}: {row['count']} berättelser{bound}")
    if simple:
        click.echo(
            f"{simple} serier har för kort historia för årstid och trend. De bedöms med en enklare "
            "regel: veckan jämförs med upp till ett halvår före. Kolumnerna expected, upper_bound "
            "och p_value är tomma för dem."
        )
    if judged == 0:
        click.echo("Det behövs minst sex tidigare veckor som har följts.")
    click.echo(
        "`spikes` larmar tidigare än rapporten och är ett arbetsredskap. Det är rapportens omdöme "
        "som gäller."
    )
