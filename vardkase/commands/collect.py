"""`run`, `crawl`, `import` and `schedule`: what brings documents in."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from crawlers.imports.formats import FORMATS
from scheduler.file_import import import_file
from scheduler.ingest import Summary
from scheduler.only_one import only_service
from scheduler.pipeline import crawl_sources
from store.errors import ImportFileError, SettingsError
from store.records import Source, SourceKind
from vardkase.commands.context import (
    json_option,
    now,
    parsed_day,
    pass_settings,
    recorded,
    settings,
)
from vardkase.commands.import_files import TABLE, Brought, plan
from vardkase.commands.table_mappings import Mappings, Proposed
from vardkase.config import Settings
from vardkase.terminal import Progress, command, print_json, print_summary

if TYPE_CHECKING:
    from classifiers.classifier import Classifier
    from scheduler.passes import PassSettings

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@command()
@json_option
@click.pass_context
def run(ctx: click.Context, as_json: bool) -> None:
    """Gör ett helt varv: hämta, klassificera, räkna och skriv veckans rapport.

    Alla källor frågas. Rapporten för den senaste hela veckan skrivs, och för den löpande veckan en
    som är märkt preliminär.

    Exempel: vardkase run
    """
    from scheduler.passes import run_pass  # loads what reports are made with

    found = settings(ctx)
    work = pass_settings(found)
    progress = Progress()
    with recorded(found, "run") as outcome:
        summary = run_pass(work, now(), progress=progress)
        outcome["status"], outcome["summary"] = summary.status, summary.as_dict()
    progress.end()
    if summary.report and not as_json:
        click.echo("Rapporten för den löpande veckan, märkt preliminär, ligger i samma mapp.")
    _tell(ctx, summary, as_json)


@command()
@click.option(
    "--source", "only", multiple=True, metavar="ID", help="Bara den här källan; kan upprepas."
)
@click.option("--since", metavar="DATUM", help="Bara det som publicerats från och med dagen.")
@json_option
@click.pass_context
def crawl(ctx: click.Context, only: tuple[str, ...], since: str | None, as_json: bool) -> None:
    """Hämta det som är nytt hos källorna.

    Exempel: vardkase crawl --source svt-inrikes --since 2026-11-16
    """
    found = settings(ctx)
    sources = found.sources_to_crawl()
    _check_known(found, sources, only)
    progress = Progress()
    with recorded(found, "crawl") as outcome:
        summary = crawl_sources(
            found.store(),
            sources,
            found.crawling(),
            found.pseudonyms(),
            now(),
            only=only or None,
            since=parsed_day(since, "--since"),
            progress=progress,
        )
        outcome["status"], outcome["summary"] = summary.status, summary.as_dict()
    progress.end()
    _tell(ctx, summary, as_json)


@command("import")
@click.argument("files", metavar="FIL…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["auto", *FORMATS]),
    default="auto",
    show_default=True,
    help="Filens format; auto ser efter i filen. csv är vilken tabell som helst.",
)
@click.option(
    "--mapping",
    "mapping_file",
    type=click.Path(path_type=Path),
    metavar="FIL.toml",
    help="Vad kolumnerna i en tabell betyder; utan den frågas det på en terminal.",
)
@click.option(
    "--ask", "anew", is_flag=True, help="Fråga på nytt vad kolumnerna betyder i en känd tabell."
)
@click.option(
    "--keep-all",
    is_flag=True,
    help="Spara också inlägg som tydligt handlar om annat än socialtjänsten.",
)
@json_option
@click.pass_context
def import_(
    ctx: click.Context,
    files: tuple[Path, ...],
    file_format: str,
    mapping_file: Path | None,
    anew: bool,
    keep_all: bool,
    as_json: bool,
) -> None:
    """Läs in inlägg och artiklar från andra verktygs filer.

    Zeeschuimer, 4CAT, CrowdTangle, Meltwater och Retriever känns igen på innehållet. Andra tabeller
    (CSV, Excel, JSON Lines, Parquet) läses när det är sagt vad kolumnerna betyder: på en terminal
    frågas det en gång, annars skrivs FIL.mapping.toml, ett förslag att gå igenom. Rader som inte
    går att läsa räknas och läggs åt sidan; resten kommer in.

    Exempel: vardkase import zeeschuimer-export-tiktok.ndjson
    """
    found = settings(ctx)
    if mapping_file is not None and file_format not in ("auto", TABLE):
        raise SettingsError(
            f"--mapping {mapping_file}: gäller tabeller; väntade --format {TABLE}, inte "
            f"{file_format}. Ta bort den ena."
        )
    if mapping_file is not None and anew:
        raise SettingsError(
            f"--mapping {mapping_file}: säger vad kolumnerna betyder; väntade inte också --ask. Ta "
            "bort den ena."
        )
    mappings = Mappings(found.folder, now(), not as_json, anew)
    try:
        planned, unreadable = plan(files, file_format, mapping_file, mappings, as_json)
    except Proposed as proposed:
        if as_json:
            print_json({"proposal": str(proposed.path)})
        raise
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nAvbrutet. Ingenting har lästs in.", err=True)
        ctx.exit(1)
    brought = Brought(Summary(problem="\n".join(unreadable)), mappings)
    progress = Progress()

    def tell(line: str) -> None:
        progress.end()
        click.echo(line, err=True)

    read = partial(
        import_file,
        sources=found.sources(),
        pseudonyms=found.pseudonyms(),
        progress=progress,
        keep_all=keep_all,
        tell=tell,
    )
    with recorded(found, "import") as outcome:
        for each in planned:
            mapping = each.explained.mapping if each.explained else None
            how = {"file_format": each.file_format, "mapping": mapping}
            try:
                brought.add(each, read(found.store(), each.path, now=now(), **how))
            except ImportFileError as error:  # the other files are still read
                brought.failed(error)
        outcome["status"], outcome["summary"] = brought.total.status, brought.total.as_dict()
    progress.end()
    if not as_json:
        brought.tell()
    _tell(ctx, brought.total, as_json, {"files": brought.told})


@command()
@click.option(
    "--every",
    "every_minutes",
    type=click.IntRange(min=1),
    default=15,
    show_default=True,
    metavar="MINUTER",
    help="Så ofta ser tjänsten efter vilka källor som är på tur.",
)
@click.pass_context
def schedule(ctx: click.Context, every_minutes: int) -> None:
    """Kör som tjänst: varv på klockan och rapport varje måndag klockan 6.

    Källorna frågas så ofta som deras every_minutes säger; en källa som inte svarar frågas allt
    mer sällan, dock minst en gång om dagen. Med [mail] i vardkase.toml skickas rapporten också som
    e-post. Avsluta med Ctrl-C eller SIGTERM.

    Exempel: vardkase schedule
    """
    from scheduler.jobs import Service

    logging.getLogger("vardkase").setLevel(logging.INFO)
    logging.getLogger("scheduler").setLevel(logging.INFO)
    work = _service_settings(ctx)  # says at once what is wrong, and loads the model once

    with only_service(work.store.path):
        Service(lambda: _service_settings(ctx, work.classifier), every_minutes).serve()


def _service_settings(ctx: click.Context, classifier: Classifier | None = None) -> PassSettings:
    """What the service works with: a pass by hand sends no letters."""
    found = settings(ctx)
    return dataclasses.replace(pass_settings(found, classifier), mail=found.mail())


def _check_known(found: Settings, sources: list[Source], only: tuple[str, ...]) -> None:
    known = {source.source_id: source for source in sources}
    for source_id in only:
        if source_id in known and known[source_id].kind is SourceKind.IMPORT:
            raise SettingsError(
                f"--source {source_id}: läses från filer; använd `vardkase import FIL`."
            )
        if source_id not in known:
            raise SettingsError(
                f"--source {source_id}: finns inte i {found.sources_file}. "
                "`vardkase sources list` visar de som finns."
            )


def _tell(
    ctx: click.Context, summary: Summary, as_json: bool, besides: Mapping[str, Any] = _NOTHING
) -> None:
    if as_json:
        print_json({**summary.as_dict(), **besides})
    else:
        print_summary(summary.as_dict())
    if summary.problem:
        click.echo(summary.problem, err=True)
    ctx.exit(summary.status)
