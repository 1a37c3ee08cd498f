"""`waves estimate`: weighted estimates of a survey file by a specification."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from reports.trust.survey.asked import Spec
from reports.trust.survey.frame import frame_of
from reports.trust.survey.personal import refuse_personal
from reports.trust.survey.reference import Comparison, compare_with_r
from reports.trust.survey.run import Result, estimates_json, run
from reports.trust.survey.spec import read_spec
from reports.trust.waves.reading import read_table
from store.errors import SettingsError
from store.reasons import of_system
from vardkase.commands.context import json_option, least_respondents, write_whole
from vardkase.commands.estimate_screen import number, tell_estimates
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
    refuse_personal(table, spec)
    found = run(frame_of(table), spec, least_respondents(ctx))
    text = estimates_json(found.estimates)
    write_whole(output, lambda part: part.write_text(text, encoding="utf-8"))
    _tell(found, spec, table.notes, output, as_json)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"{path}: kan inte läsas: {of_system(error)}; väntade en specifikation. Ingenting har "
            "räknats."
        ) from error


def _tell(found: Result, spec: Spec, notes: tuple[str, ...], output: Path, as_json: bool) -> None:
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
    tell_estimates(found.estimates, spec.estimates)
    click.echo(
        f"\n{len(found.estimates)} skattningar av {found.rows} rader i {output}, varav {hidden} "
        f"dolda (–). Vikternas designeffekt är {number(found.weights_deff)}."
    )
    for note in summary["notes"]:
        click.echo(note)


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
