"""`waves`: survey waves are read in, checked and listed."""

from __future__ import annotations

import hashlib
import importlib.metadata
import sys
from pathlib import Path
from typing import Any

import click

from reports.trust.waves.aggregates import is_published, prepare_published
from reports.trust.waves.codebook import Codebook, read_codebook
from reports.trust.waves.faults import Fault, WaveError, WaveRefused
from reports.trust.waves.personal import personal_faults
from reports.trust.waves.preparing import Prepared, SpecFile, prepare
from reports.trust.waves.proposal import Proposal, propose
from reports.trust.waves.reading import read_bytes, read_table, with_codebook
from reports.trust.waves.table import SurveyTable
from reports.trust.waves.toml import read_spec
from reports.trust.waves.unsure import left_out
from reports.trust.waves.writing import written
from store.errors import SettingsError
from store.waves import published_estimates, put_wave
from store.waves import waves as stored_waves
from vardkase.commands.context import json_option, now, recorded, settings, write_whole
from vardkase.commands.estimate import estimate
from vardkase.commands.wave_dialogue import Unclear, confirmed_by_person
from vardkase.commands.wave_screen import (
    listed,
    published_json,
    tell_published,
    tell_published_in_short,
    tell_wave,
)
from vardkase.config import Settings
from vardkase.terminal import group, print_json

_PATH = click.Path(path_type=Path)

_OUTCOMES = {"new": "inläst", "same": "fanns redan och är oförändrad", "replaced": "ersatt"}


@group()
def waves() -> None:
    """Enkätvågor: läs in, kontrollera, lista och skatta."""


@waves.command("import")
@click.argument("path", metavar="FIL", type=_PATH)
@click.option("--spec", "spec_path", type=_PATH, metavar="VÅG.toml",
              help="Beskrivningen av vågen; utan den skrivs ett förslag.")  # fmt: skip
@click.option("--codebook", "codebook_path", type=_PATH, metavar="DDI.xml",
              help="Kodbok (DDI-Codebook 2.5) med etiketter och frågor.")  # fmt: skip
@click.option("--replace", is_flag=True,
              help="Ersätt en våg med samma id som är inläst ur andra filer.")  # fmt: skip
@json_option
@click.pass_context
def import_(
    ctx: click.Context,
    path: Path,
    spec_path: Path | None,
    codebook_path: Path | None,
    replace: bool,
    as_json: bool,
) -> None:
    """Läs in en våg ur SPSS, Stata, CSV eller Excel, eller publicerade skattningar ur CSV.

    Utan --spec skrivs FIL.wave.toml, ett förslag att gå igenom; på en terminal ställs frågor i
    stället. Bara de kolumner som beskrivningen nämner läses in. Hittas ett fel läses ingenting in.

    Exempel: vardkase waves import panel.sav --spec panel.sav.wave.toml
    """
    try:
        codebook = _codebook(codebook_path)
        table = read_table(path)
        table = with_codebook(table, codebook) if codebook else table
        if is_published(table):
            summary = _import_published(ctx, table, spec_path, replace)
        else:
            file = _described(table, path, spec_path, codebook, as_json)
            summary = _import_microdata(ctx, table, file, replace)
    except WaveRefused as refused:
        _tell_refusal(refused, as_json)
        ctx.exit(refused.exit_status)
    except _Proposed as proposed:
        if as_json:
            print_json({"waves": [], "refused": [], "proposal": str(proposed.path)})
        click.echo(str(proposed), err=True)
        ctx.exit(proposed.exit_status)
    _tell_import(summary, as_json)


def _codebook(path: Path | None) -> Codebook | None:
    if path is None:
        return None
    raw = read_bytes(path)
    return read_codebook(path.name, raw, hashlib.sha256(raw).hexdigest())


def _described(
    table: SurveyTable, path: Path, spec_path: Path | None, codebook: Codebook | None, as_json: bool
) -> SpecFile:
    """The specification of a file: the one given, or one that a person confirms here.

    Raises WaveError after a proposal has been written.
    """
    if spec_path is None:
        spec_path = path.with_name(f"{path.name}.wave.toml")
        _propose(table, path, spec_path, codebook, as_json)
    raw = read_bytes(spec_path)
    spec = read_spec(spec_path.name, raw)
    digest = codebook.sha256 if codebook else ""
    return SpecFile(spec, spec_path.name, hashlib.sha256(raw).hexdigest(), digest)


def _propose(
    table: SurveyTable, path: Path, spec_path: Path, codebook: Codebook | None, as_json: bool
) -> None:
    """Write the confirmed specification; without a terminal, the proposal, and raise WaveError."""
    if spec_path.exists():
        raise WaveError(
            f"{spec_path}: finns redan; väntade --spec. Kör `vardkase waves import {path.name} "
            f"--spec {spec_path.name}`, eller flytta filen för ett nytt förslag. Ingenting har "
            "lästs in."
        )
    if faults := personal_faults(table):
        raise WaveRefused(faults)
    if not len(table.numbers):
        raise WaveRefused([Fault("", None, "inga_rader", f"{table.name}: inga rader; väntade minst "
                                 "en svarande; kontrollera filen.")])  # fmt: skip
    proposal = propose(table, codebook)
    if not as_json and sys.stdin.isatty() and sys.stdout.isatty():
        try:
            spec = confirmed_by_person(proposal, table)
            others = left_out(table, spec)
            _write(spec_path, written(spec, path.name, spec_path.name, left_out=others))
            return
        except Unclear as unclear:
            click.echo(str(unclear), err=True)
    _write(
        spec_path,
        written(proposal.spec, path.name, spec_path.name, proposal.notes, proposal.left_out),
    )
    raise _Proposed(spec_path, path, proposal)


class _Proposed(WaveError):
    """A proposal lies in its file and waits for a person."""

    def __init__(self, spec_path: Path, path: Path, proposal: Proposal) -> None:
        self.path = spec_path
        notes = "".join(f"\n  {note}" for note in proposal.notes)
        super().__init__(
            f"{path}: ingenting är inläst. Ett förslag till beskrivning ligger i {spec_path}; gå "
            "igenom det, ändra confirmed till true, och kör "
            f"`vardkase waves import {path} --spec {spec_path}`.{notes}"
        )


def _write(path: Path, text: str) -> None:
    write_whole(path, lambda part: part.write_text(text, encoding="utf-8"))


def _import_microdata(
    ctx: click.Context, table: SurveyTable, file: SpecFile, replaces: bool
) -> dict[str, Any]:
    found = settings(ctx)
    earlier = stored_waves(found.store())
    return _store(found, [prepare(table, file, earlier, now())], table, replaces)


def _import_published(
    ctx: click.Context, table: SurveyTable, spec_path: Path | None, replaces: bool
) -> dict[str, Any]:
    if spec_path is not None:
        raise SettingsError(
            f"--spec {spec_path}: {table.name} har publicerade skattningar, som bär sin egen "
            "beskrivning; väntade ingen --spec. Kör om utan den."
        )
    found = settings(ctx)
    earlier = published_estimates(found.store())
    return _store(found, prepare_published(table, earlier, now()), table, replaces)


def _store(
    found: Settings, prepared: list[Prepared], table: SurveyTable, replaces: bool
) -> dict[str, Any]:
    """Keep all waves or none. Gives what the command prints."""
    version = importlib.metadata.version("vardkase")
    with recorded(found, "waves import") as outcome:
        with found.store().write() as transaction:
            outcomes = [
                put_wave(
                    transaction, each.wave, each.respondents, each.estimates,
                    replaces=replaces, programme=version,
                )
                for each in prepared
            ]  # fmt: skip
        outcome["summary"] = {
            "file": table.name,
            "sha256": table.sha256,
            "waves": [
                {
                    "wave_id": each.wave.wave_id,
                    "outcome": became,
                    "kind": each.wave.kind,
                    "n": each.wave.n,
                    "respondents": len(each.respondents),
                    "estimates": len(each.estimates),
                    "warnings": [_fault(caution) for caution in each.cautions],
                }
                for each, became in zip(prepared, outcomes, strict=True)
            ],
            "notes": list(table.notes),
        }
    return outcome["summary"]


def _fault(fault: Fault) -> dict[str, Any]:
    return fault._asdict()


def _tell_refusal(refused: WaveRefused, as_json: bool) -> None:
    if as_json:
        print_json({"waves": [], "refused": [_fault(fault) for fault in refused.faults]})
    for fault in refused.faults:
        click.echo(fault.message, err=True)
    click.echo("Ingenting har lästs in.", err=True)


def _tell_import(summary: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(summary | {"refused": []})
        return
    for note in summary["notes"]:
        click.echo(note)
    for wave in summary["waves"]:
        rows = (
            f"{wave['respondents']} svarande"
            if wave["kind"] == "microdata"
            else f"{wave['estimates']} publicerade skattningar"
        )
        click.echo(f"{wave['wave_id']}: {_OUTCOMES[wave['outcome']]}, {rows}.")
        for caution in wave["warnings"]:
            click.echo(f"  Varning: {caution['message']}")


@waves.command("list")
@click.option("--published", is_flag=True,
              help="Visa också de publicerade vågor som följer med.")  # fmt: skip
@json_option
@click.pass_context
def list_(ctx: click.Context, published: bool, as_json: bool) -> None:
    """Visa vågorna: fältperiod, antal, bas och vad som är att se upp med.

    Med --published, eller innan någon våg är inläst, visas också de publicerade vågor som följer
    med, och varför de inte bildar någon tidsserie.

    Exempel: vardkase waves list
    """
    found = stored_waves(settings(ctx).store())
    if as_json:
        waves_found = [listed(wave) for wave in found]
        print_json({"waves": waves_found, "published": published_json()})
        return
    if not found:
        click.echo("Inga vågor är inlästa. Läs in en med `vardkase waves import FIL`.")
    for wave in found:
        tell_wave(wave)
    if published or not found:
        tell_published()
    else:
        tell_published_in_short()


waves.add_command(estimate)
