"""`waves estimate`: weighted estimates of a survey file by a specification."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from reports.trust.survey.disclosure import MIN_RESPONDENTS
from reports.trust.survey.frame import frame_of
from reports.trust.survey.reference import Comparison, compare_with_r
from reports.trust.survey.run import Result, estimates_json, run
from reports.trust.survey.spec import read_spec
from reports.trust.waves.reading import read_table
from store.errors import SettingsError
from store.records import Estimate
from vardkase.commands.context import json_option, settings, write_whole
from vardkase.config import find_config
from vardkase.terminal import command, print_json

_PATH = click.Path(path_type=Path)


@command()
@click.argument("path", metavar="FIL", type=_PATH, required=False)
@click.option("--spec", "spec_path", type=_PATH, metavar="SPEC.toml", help="Vad som ska skattas.")
@click.option("--output", type=_PATH, metavar="EST.json", help="Filen som skattningarna skrivs i.")
@click.option(
    "--self-test", is_flag=True, help="Räkna ett medföljande urval och jämför med R; ingen FIL."
)
@json_option
@click.pass_context
def estimate(
    ctx: click.Context,
    path: Path | None,
    spec_path: Path | None,
    output: Path | None,
    self_test: bool,
    as_json: bool,
) -> None:
    """Skatta andelar, medelvärden och samband ur en enkätfil, med felmarginal efter urvalsdesignen.

    FIL är .csv, .sav, .zsav, .dta eller .xlsx. Siffror som vilar på för få svarande skrivs inte ut.
    Med --self-test räknas i stället ett medföljande urval, och siffrorna jämförs med dem som R ger.

    Exempel: vardkase waves estimate enkat.sav --spec spec.toml --output skattningar.json
    """
    if self_test:
        if path or spec_path or output:
            raise SettingsError("waves estimate --self-test: väntade ingen FIL, --spec, --output.")
        ctx.exit(_self_test(as_json))
    if path is None or spec_path is None or output is None:
        raise SettingsError(
            "waves estimate: väntade FIL, --spec SPEC.toml och --output EST.json, eller bara "
            "--self-test."
        )
    table = read_table(path)
    spec = read_spec(str(spec_path), _read(spec_path))
    found = run(frame_of(table), spec, _least(ctx))
    text = estimates_json(found.estimates)
    write_whole(output, lambda part: part.write_text(text, encoding="utf-8"))
    _tell(found, table.notes, output, as_json)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"{path}: kan inte läsas ({error.strerror}); väntade en specifikation. Ingenting har "
            "räknats."
        ) from error


def _least(ctx: click.Context) -> int:
    """Respondents behind a figure: the folder's setting, or the default where it has none."""
    asked = ctx.find_root().params.get("config") or os.environ.get("VARDKASE_CONFIG")
    if not asked and not find_config(None).exists():
        return MIN_RESPONDENTS
    return settings(ctx).min_cell_respondents


def _tell(found: Result, notes: tuple[str, ...], output: Path, as_json: bool) -> None:
    hidden = sum(one.suppressed is not None for one in found.estimates)
    summary: dict[str, Any] = {
        "output": str(output),
        "rows": found.rows,
        "estimates": len(found.estimates),
        "suppressed": hidden,
        "df": found.df,
        "weights_deff": found.weights_deff,
        "notes": [*notes, *found.notes],
    }
    if as_json:
        print_json(summary)
        return
    for one in found.estimates:
        click.echo(_line(one))
    click.echo(
        f"{len(found.estimates)} skattningar av {found.rows} rader i {output}, varav {hidden} "
        f"dolda (–). Vikternas designeffekt är {_number(found.weights_deff)}."
    )
    for note in summary["notes"]:
        click.echo(note)


def _line(one: Estimate) -> str:
    name = f"{one.name}, {one.group}" if one.group else one.name
    if one.suppressed is not None:
        return f"  {name:<40} –  ({one.suppressed})"
    ends = "" if one.low is None else f"  ({_number(one.low)} till {_number(one.high)})"
    return f"  {name:<40} {_number(one.estimate)}{ends}  n = {one.n}, bas {one.base}"


def _number(number: float | None) -> str:
    return "–" if number is None else f"{number:.4g}".replace(".", ",")


def _self_test(as_json: bool) -> int:
    """Tell how far the shipped sample's figures are from R's; the exit status."""
    found = compare_with_r()
    if as_json:
        print_json(found.as_dict())
    else:
        _tell_self_test(found)
    return 0 if found.passed else 1


def _tell_self_test(found: Comparison) -> None:
    click.echo(
        f"Jämfört med {found.reference}, {found.compared} tal av {found.figures} skattningar."
    )
    for kind, worst in found.worst.items():
        click.echo(f"  {kind:<12} största relativa skillnad {worst:.0e}")
    for failure in found.failures:
        click.echo(f"  {failure}", err=True)
    click.echo(
        f"Alla tal stämmer inom {found.tolerance:.0e}."
        if found.passed
        else f"{len(found.failures)} tal avviker mer än {found.tolerance:.0e}."
    )
