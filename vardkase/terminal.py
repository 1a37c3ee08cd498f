"""What commands say on the terminal: progress, summaries, errors, and help in Swedish."""

from __future__ import annotations

import functools
import importlib
import json
import re
import sys
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import click

from crawlers.network.out_of_reach import network_is_down
from scheduler.set_aside import REASONS

_STEPS = {
    "crawl": "Hämtar källor",
    "check": "Prövar källor",
    "import": "Läser rader",
    "stories": "Samlar berättelser",
    "classify": "Klassificerar",
}


class Progress:
    """A line that moves on a terminal, and plain lines elsewhere; always on stderr."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._open = ""
        self._said: dict[str, int] = {}

    def __call__(self, what: str, done: int, total: int) -> None:
        line = f"{_STEPS.get(what, what)}: {done}" + (f" av {total}" if total else "")
        if self._terminal:
            if self._open and self._open != what:
                click.echo(err=True)
            click.echo(f"\r{line}\033[K", nl=False, err=True)
            self._open = what
        elif done == total or done - self._said.get(what, 0) >= 100:
            click.echo(line, err=True)
            self._said[what] = done

    def end(self) -> None:
        """Leave the moving line."""
        if self._open:
            click.echo(err=True)
            self._open = ""


def print_json(value: Any) -> None:
    """One JSON object on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=False, default=str))


NO_NETWORK = (
    "Ingen källa gick att nå. Troligen är det datorns nätverk: öppna en av källorna i en "
    "webbläsare på samma dator. Går det där, fråga den som sköter nätet om en brandvägg stoppar "
    "Vårdkase."
)
_SHOWN = 5
"""Sources named of those that failed in one way; `sources list` names all."""


def print_summary(summary: dict[str, Any]) -> None:
    """A crawl's or an import's outcome as a few Swedish lines on stdout."""
    documents = summary["documents"]
    click.echo(
        f"Dokument: {documents['new']} nya, {documents['known']} kända, "
        f"{documents['edited']} ändrade."
    )
    for reason, count in documents["set_aside"].items():
        told = REASONS.get(reason, reason.replace("_", " "))
        click.echo(f"  {rows_told(count)} lästes inte in: {told}.")
    sources = summary["sources"]
    if sources["ok"] or sources["failed"]:
        click.echo(f"Källor: {sources['ok']} svarade, {len(sources['failed'])} misslyckades.")
    for line in _failed(sources["failed"]):
        click.echo(f"  {line}")
    if not sources["ok"] and network_is_down([one["message"] for one in sources["failed"]]):
        click.echo(NO_NETWORK)
    if summary["report"]:
        click.echo(f"Rapport: {summary['report']}")


def rows_told(count: int) -> str:
    """A number of rows in words: 1 rad, 2 rader."""
    return f"{count} {'rad' if count == 1 else 'rader'}"


def _failed(failures: list[dict[str, Any]]) -> Iterator[str]:
    """A line for each source that failed; many that failed in one way share a line."""
    by_reason: dict[str, list[str]] = {}
    for failure in failures:
        reason = failure["message"] or failure["access"]
        by_reason.setdefault(reason, []).append(failure["source_id"])
    for reason, ids in by_reason.items():
        if len(ids) <= _SHOWN:
            yield from (f"{source_id}: {reason}" for source_id in ids)
        else:
            named = ", ".join(ids[:_SHOWN])
            yield f"{len(ids)} källor: {reason}: {named} och {len(ids) - _SHOWN} till"


def explained(error: click.UsageError) -> str:
    """A wrong use of the command line as one Swedish sentence."""
    command = error.ctx.command_path if error.ctx else "vardkase"
    if isinstance(error, click.NoSuchOption):
        what = f"växeln {error.option_name} finns inte"
    elif isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(error.ctx) if error.param and error.ctx else "ett värde"
        if error.param and error.param.opts and error.param.opts[0].startswith("-"):
            name = error.param.opts[0]
        what = f"{name} saknas"
    elif isinstance(error, click.exceptions.NoArgsIsHelpError):
        what = "ett kommando saknas"
    elif isinstance(error, click.BadParameter):
        what = f"{error.param.opts[0] if error.param else 'värdet'}: {_in_swedish(error.message)}"
    else:
        what = _in_swedish(error.message)
    return f"{command}: {what}. Se `{command} --help`."


_CLICK = [
    (r"(.*) is not one of (.*)", r"\1 duger inte; väntade en av \2"),
    (r"No such command (.*)", r"kommandot \1 finns inte"),
    (r"(.*) is not a valid .*", r"\1 är inget tal av rätt slag"),
    (r"(.*) is not in the range (.*)", r"\1 ligger utanför \2"),
    (r"Got unexpected extra arguments? \((.*)\)", r"\1 är för mycket"),
    (r"Option (.*) requires an argument", r"\1 saknar sitt värde"),
]


def _in_swedish(message: str) -> str:
    """Click's own messages, which are English, in Swedish; without the full stop."""
    plain = message.rstrip(".").replace("Missing command", "ett kommando saknas")
    for english, swedish in _CLICK:
        if (found := re.fullmatch(english, plain)) is not None:
            return found.expand(swedish)
    return plain


class SwedishHelp(click.Command):
    """A command whose help page has Swedish headings."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(
            ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), "Så här: "
        )

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        swedish = {"[OPTIONS]": "[VÄXLAR]", "COMMAND": "KOMMANDO", "[ARGS]...": "…"}
        pieces = super().collect_usage_pieces(ctx)
        return [" ".join(swedish.get(word, word) for word in piece.split()) for piece in pieces]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Visa den här hjälpen och avsluta."
        return option

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [r for p in self.get_params(ctx) if (r := p.get_help_record(ctx)) is not None]
        if records:
            with formatter.section("Växlar"):
                formatter.write_dl(records)
        if isinstance(self, click.Group):
            commands = [(n, self.get_command(ctx, n)) for n in self.list_commands(ctx)]
            rows = [(n, c.get_short_help_str(70)) for n, c in commands if c and not c.hidden]
            with formatter.section("Kommandon"):
                formatter.write_dl(rows)


class SwedishGroup(SwedishHelp, click.Group):
    """A group of commands, listed in the order in which they were added."""

    command_class = SwedishHelp

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


class LazyGroup(SwedishGroup):
    """A group whose commands are loaded when they are asked for: what one needs, others need not
    wait for. `places` has the module and the name of each, in the order of the help page."""

    places: Mapping[str, str] = MappingProxyType({})

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.places:
            return None
        module, _, name = self.places[cmd_name].partition(":")
        return getattr(importlib.import_module(module), name)


command = functools.partial(click.command, cls=SwedishHelp)
group = functools.partial(click.group, cls=SwedishGroup)
