"""`link`: the media–trust link by a locked plan, and the error rates of its default path."""

from __future__ import annotations

import dataclasses
import getpass
import importlib.metadata
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from reports.trust.link.calibration import FULL_DRAWS, CalibrationCase, FullCalibration, calibrate
from reports.trust.link.calibration import full as full_calibration
from reports.trust.link.log import FILE_NAME, AnalysisLog
from reports.trust.link.plan import Plan, read_plan
from reports.trust.link.project import REPLICATES_FILE, Outcome, Project, follow
from reports.trust.link.run import Analysis
from reports.trust.link.tables import is_file
from reports.trust.page.exports import exported
from reports.trust.page.page import render, render_pdf
from reports.trust.page.plan_changes import changed_plan, kept_text
from reports.trust.page.robustness import robustness
from reports.trust.page.sample import waves_text
from reports.trust.page.sentences import (
    answer,
    detectable,
    replicates_text,
    run_text,
    verdict_text,
)
from reports.trust.page.units import page_words, units_of
from store.errors import SettingsError
from vardkase.commands.context import json_option, least_respondents, now, settings, write_whole
from vardkase.commands.link_cases import case_name, percent, told_cases
from vardkase.commands.link_names import StoreNames
from vardkase.commands.link_runs import check_folder, keep_first, named
from vardkase.terminal import command, print_json

_PATH = click.Path(path_type=Path)

TABLE_FILE = "kalibrering.md"

_LIBRARIES = ("vardkase", "numpy", "scipy", "pandas")


@command()
@click.option("--plan", "plan_path", type=_PATH, metavar="PLAN.toml", help="Planen.")
@click.option("--output", type=_PATH, metavar="MAPP", help="Projektets mapp; där ligger loggen.")
@click.option("--calibrate", "calibrates", is_flag=True,
              help="Mät hur ofta metoden ser samband som inte finns.")  # fmt: skip
@click.option("--full", is_flag=True,
              help=f"Med --calibrate: {FULL_DRAWS} dragningar, och täckning.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, metavar="TAL",
              help="Frö för --calibrate.")  # fmt: skip
@click.option("--language", type=click.Choice(["sv", "en"]), default="sv", show_default=True,
              help="Sidans språk.")  # fmt: skip
@json_option
@click.pass_context
def link(
    ctx: click.Context,
    plan_path: Path | None,
    output: Path | None,
    calibrates: bool,
    full: bool,
    seed: int,
    language: str,
    as_json: bool,
) -> None:
    """Pröva om exponering och förtroende hör ihop, efter en plan som låses först.

    Planen låses med sin kontrollsumma i mappens logg innan förtroendet förs ihop med exponeringen.
    Senare körningar i samma mapp räknas som utforskande, och alla prövningar där räknas in i
    korrigeringen. Att inget samband hittas är ett svar: då är statusen 0.

    Exempel: vardkase link --plan plan.toml --output samband
    """
    if calibrates:
        if plan_path is not None:
            raise SettingsError("link: både --plan och --calibrate; väntade en av dem.")
        _calibrate(seed, full, output, as_json)
        return
    if full:
        raise SettingsError("link: --full hör till --calibrate; väntade båda eller ingen.")
    if plan_path is None or output is None:
        raise SettingsError(
            "link: --plan och --output behövs båda; väntade till exempel `vardkase link --plan "
            "plan.toml --output samband`."
        )
    check_folder(output)
    plan = read_plan(_text(plan_path), plan_path.name)
    project = Project(
        plan=plan,
        folder=plan_path.absolute().parent,
        log=AnalysisLog(output),
        now=now(),
        who=_who(),
        versions={name: importlib.metadata.version(name) for name in _LIBRARIES},
        names=_names(ctx, plan, plan_path.absolute().parent),
        least=least_respondents(ctx),
    )
    outcome = follow(project, lambda analysis: _pages(analysis, language))
    kept = keep_first(output, outcome.files) if outcome.run > 1 else None
    outcome = dataclasses.replace(outcome, files=named(outcome.files, outcome.run))
    for name, content in outcome.files.items():
        write_whole(output / name, lambda part, content=content: part.write_bytes(content))
    _tell(outcome, output, language, as_json, kept)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise SettingsError(
            f"{path}: filen finns inte; väntade en plan i TOML. Kontrollera sökvägen i --plan."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        found = "är inte UTF-8" if isinstance(error, UnicodeDecodeError) else "går inte att öppna"
        raise SettingsError(
            f"{path}: {found}; väntade en plan i TOML. Kontrollera sökvägen, rättigheterna och att "
            "filen är sparad som UTF-8."
        ) from error


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return str(os.getuid()) if hasattr(os, "getuid") else ""


def _names(ctx: click.Context, plan: Plan, folder: Path) -> StoreNames | None:
    """What finds names in the store; no settings are needed where the plan names files alone."""
    sources = [name for name in (plan.exposure, plan.trust) if name]
    if all(is_file(name) or (folder / name).is_file() for name in sources):
        return None
    return StoreNames(settings(ctx), now())


def _pages(analysis: Analysis, language: str) -> Mapping[str, bytes]:
    """The page as HTML and PDF, the exported data and the R script."""
    result, tables = analysis.result, analysis.tables
    ending = "" if language == "sv" else f".{language}"
    return {
        f"page{ending}.html": render(result, tables, language).encode(),
        f"page{ending}.pdf": render_pdf(result, tables, language),
        **exported(result, tables),
    }


def _tell(outcome: Outcome, output: Path, language: str, as_json: bool, kept: Path | None) -> None:
    files = [str(output / name) for name in sorted([*outcome.files, FILE_NAME])]
    if outcome.analysis is None:
        if as_json:
            print_json({"replicates": len(outcome.replicates), "files": files})
        else:
            count, table = len(outcome.replicates), str(output / REPLICATES_FILE)
            click.echo(replicates_text(page_words(language), count, table))
        return
    result = outcome.analysis.result
    if as_json:
        figures = ("verdict", "lag", "estimate", "low", "high", "p", "q", "n", "tests")
        told: dict[str, Any] = {name: getattr(result, name) for name in figures}
        print_json({**told, "exploratory": result.exploratory, "files": files})
        return
    words = page_words(language)
    units = units_of(words, result.data, result.design)
    if used := waves_text(words, result):
        click.echo(used)
    click.echo(verdict_text(words, result))
    click.echo(" ".join(answer(words, result, units)))
    click.echo(detectable(words, result, units))
    if robust := robustness(words, result, units):
        click.echo(robust)
    page = next(name for name in files if name.endswith(".html"))
    click.echo(run_text(words, result, page))
    for sentence in changed_plan(words, result):
        click.echo(sentence)
    if kept:
        click.echo(kept_text(words, str(kept)))


# --- calibration -----------------------------------------------------------------------------


def _calibrate(seed: int, full: bool, output: Path | None, as_json: bool) -> None:
    """Draw, print, and with `full` write the table of the method page."""
    found = full_calibration(seed) if full else None
    cases = found.nulls if found else calibrate(seed=seed)
    told: dict[str, Any] = {
        "seed": seed,
        "draws": cases[0].draws,
        "cases": [dataclasses.asdict(case) for case in cases],
    }
    if found:
        path = (output or Path()) / TABLE_FILE
        write_whole(path, lambda part: part.write_bytes(_table(found).encode()))
        for name in ("second_opinion", "harder", "effects"):
            told[name] = [dataclasses.asdict(case) for case in getattr(found, name)]
        told["table"] = str(path)
    if as_json:
        print_json(told)
        return
    for line in told_cases(cases, seed):
        click.echo(line)
    for case in found.effects if found else ():
        click.echo(
            f"  Sant samband, {case_name(case.case)}: täckning {percent(case.rate)} (väntat 95 %), "
            f"hittat {percent(case.found)}"
        )
    if found:
        click.echo(f"Tabell: {told['table']}")


def _table(found: FullCalibration) -> str:
    """The table of the method page, in Swedish, as Markdown."""
    lines = [
        f"Uppmätt med `vardkase link --calibrate --full --seed {found.seed}`.",
        "",
        "Hur ofta ett samband påstås (p under 0,05) när inget finns:",
        "",
        *_nulls("Data utan samband", found.nulls),
        "",
        *_nulls("Den andra metoden", found.second_opinion),
        "",
        *_nulls("Svårare än vad metoden lovar", found.harder),
        "",
        "När ett samband finns:",
        "",
        "| Data med samband | dragningar | sant | medel | täckning, 95 % intervall | hittat |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for case in found.effects:
        cells = [case_name(case.case), str(case.draws), _number(case.truth), _number(case.mean)]
        cells += [percent(case.rate), percent(case.found)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _nulls(title: str, cases: list[CalibrationCase]) -> list[str]:
    rows = [
        f"| {case_name(c.case)} | {c.draws} | {c.rejected} | {percent(c.rate)} |" for c in cases
    ]
    return [f"| {title} | dragningar | förkastade | andel |", "| --- | ---: | ---: | ---: |", *rows]


def _number(value: float) -> str:
    return f"{value:.3f}".replace(".", ",")
