"""The command line: its commands, its errors and its exit status.

0: all went well. 1: something failed and the rest was done. 2: wrong use or configuration, and
nothing was done.
"""

from __future__ import annotations

import importlib.metadata
import logging
import sys
from types import MappingProxyType

import click

from store.errors import VardkaseError
from vardkase.terminal import LazyGroup, explained, group


class Commands(LazyGroup):
    """The commands, in the order of the help page."""

    places = MappingProxyType(
        {
            "init": "vardkase.commands.setup:init",
            "demo": "vardkase.commands.setup:demo",
            "run": "vardkase.commands.collect:run",
            "crawl": "vardkase.commands.collect:crawl",
            "import": "vardkase.commands.collect:import_",
            "classify": "vardkase.commands.label:classify",
            "stories": "vardkase.commands.label:stories",
            "exposure": "vardkase.commands.tell:exposure",
            "spikes": "vardkase.commands.spikes:spikes",
            "spike": "vardkase.commands.spike:spike",
            "coordination": "vardkase.commands.coordination:coordination",
            "documents": "vardkase.commands.tell:documents",
            "report": "vardkase.commands.tell:report",
            "export": "vardkase.commands.export:export",
            "waves": "vardkase.commands.waves:waves",
            "link": "vardkase.commands.link:link",
            "sources": "vardkase.commands.sources:sources",
            "schedule": "vardkase.commands.collect:schedule",
            "health": "vardkase.commands.watch:health",
            "privacy": "vardkase.commands.privacy:privacy",
            "label": "vardkase.commands.coding:label",
            "train": "vardkase.commands.learn:train",
            "evaluate": "vardkase.commands.measure:evaluate",
        }
    )


@group(cls=Commands)
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
