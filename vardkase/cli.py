"""The command line: its commands, its errors and its exit status.

0: all went well. 1: something failed and the rest was done. 2: wrong use or configuration, and
nothing was done.
"""

from __future__ import annotations

import importlib.metadata
import logging
import sys

import click

from store.errors import VardkaseError
from vardkase.commands import (
    coding,
    collect,
    coordination,
    export,
    label,
    learn,
    link,
    measure,
    privacy,
    setup,
    sources,
    spike,
    spikes,
    tell,
    watch,
    waves,
)
from vardkase.terminal import explained, group


@group()
@click.option("--config", metavar="FIL", help="En annan fil än vardkase.toml i arbetsmappen.")
@click.version_option(
    importlib.metadata.version("vardkase"),
    "--version",
    message="vardkase %(version)s",
    help="Visa version.",
)
def vardkase(config: str | None) -> None:
    """Vårdkase följer vad som sägs om socialtjänsten, vecka för vecka.

    Verktyget samlar in nyheter och inlägg, skiljer spridning av kända narrativ från rapportering,
    bemötande och berättigad kritik, och skriver en veckorapport.
    """


for part in (
    setup.init,
    setup.demo,
    collect.run,
    collect.crawl,
    collect.import_,
    label.classify,
    label.stories,
    tell.exposure,
    spikes.spikes,
    spike.spike,
    coordination.coordination,
    tell.documents,
    tell.report,
    export.export,
    waves.waves,
    link.link,
    sources.sources,
    collect.schedule,
    watch.health,
    privacy.privacy,
    coding.label,
    learn.train,
    measure.evaluate,
):
    vardkase.add_command(part)


def main() -> None:
    """Run the command line and exit with its status."""
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr
    )
    try:
        status = vardkase.main(standalone_mode=False)
    except click.UsageError as error:
        click.echo(explained(error), err=True)
        status = 2
    except VardkaseError as error:
        click.echo(str(error), err=True)
        status = error.exit_status
    except (click.Abort, KeyboardInterrupt):
        click.echo("Avbrutet. Det som redan sparats finns kvar.", err=True)
        status = 1
    sys.exit(status if isinstance(status, int) else 0)
