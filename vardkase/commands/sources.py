"""`sources list` and `sources check`: the sources, how they are doing, and whether they work."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from crawlers.checks.source_check import Checked, Outcome, check
from crawlers.searches import default_queries_toml, read_searches
from crawlers.visits.proposals import proposal
from crawlers.visits.waiting import next_attempt
from reports.signals.weeks import STOCKHOLM
from store.errors import SettingsError
from store.reasons import of_system
from store.records import Poll, Site, Source, SourceState
from store.sources import last_attempts, last_polls, source_states
from vardkase.commands.context import json_option, now, settings, write_whole
from vardkase.commands.sources_told import print_check, print_sources, rows_of_check
from vardkase.config import Settings
from vardkase.terminal import Progress, group, print_json


@group()
def sources() -> None:
    """Källorna och deras läge."""


@sources.command("list")
@json_option
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """Visa källorna: källtyp, region, senaste försök och hur det gick.

    Under en källa som misslyckas står sedan när, och när den frågas igen. Under en källa som
    behöver en människa står vad som är att göra.

    Exempel: vardkase sources list
    """
    found = settings(ctx)
    store, moment = found.store(), now()
    polls = {poll.source_id: poll for poll in last_polls(store)}
    states = source_states(store)
    _, failures = last_attempts(store)
    rows = [
        _row(
            source,
            polls.get(source.source_id),
            states.get(source.source_id),
            failures.get(source.source_id, 0),
            moment,
        )
        for source in found.sources()
    ]
    if as_json:
        print_json({"sources": rows})
    else:
        print_sources(rows)


def _row(
    source: Source, poll: Poll | None, state: SourceState | None, failures: int, moment: datetime
) -> dict[str, Any]:
    """One source as `sources list` shows it. What is known of an earlier address does not count."""
    known = state if state and state.url == source.url else SourceState(source.source_id, "")
    asked_again = next_attempt(source, state, poll.polled_at) if poll else None
    return {
        "source_id": source.source_id,
        "name": source.name,
        "kind": source.kind,
        "outlet_type": source.outlet_type,
        "region": source.region,
        "url": source.url,
        "verified": source.verified,
        "access": poll.access if poll else None,
        "polled_at": _iso(poll.polled_at if poll else None),
        "next_at": _iso(asked_again),
        "failures": failures,
        "failing_since": _iso(known.failing_since),
        "score": known.score,
        "newest_at": _iso(known.newest_at),
        "problems": list(known.problems),
        "message": poll.message if poll else "",
        "proposal": proposal(source, known, moment),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


@sources.command()
@json_option
@click.pass_context
def queries(ctx: click.Context, as_json: bool) -> None:
    """Visa orden som sociala medier genomsöks efter, i en fil som du kan ändra i.

    Finns filen inte skrivs den, med orden som följer med Vårdkase.

    Exempel: vardkase sources queries
    """
    found = settings(ctx)
    path = found.queries_file
    written = not path.exists()
    if written:
        write_whole(path, lambda part: part.write_text(default_queries_toml(), "utf-8"))
    searches = read_searches(path)
    if as_json:
        rows = [dataclasses.asdict(search) for search in searches.all]
        print_json({"file": str(path), "written": written, "searches": rows})
        return
    click.echo(f"{'Skrev' if written else 'Läste'} {path}")
    for search in searches.all:
        tags = [f"#{tag}" for tag in search.hashtags]
        click.echo(f"  {search.language}: {', '.join((*search.words, *tags))}")


@sources.command("check")
@click.option(
    "--source", "only", multiple=True, metavar="ID", help="Bara den här källan; kan upprepas."
)
@click.option("--dry-run", is_flag=True, help="Visa vad som skulle skrivas, men skriv ingenting.")
@json_option
@click.pass_context
def check_(ctx: click.Context, only: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Pröva källornas adresser, leta efter nya och skriv upp vad som fungerade.

    En adress som inte fungerar söks på annat håll hos samma webbplats: i svaret självt, på vanliga
    adresser för flöden, på startsidan, i robots.txt och i WordPress eget gränssnitt. Det som
    fungerade skrivs i källistan med dagens datum; en adress som byts ut står kvar i en kommentar.

    Slutar med status 1 när någon källa inte fungerade.

    Exempel: vardkase sources check --source svt-inrikes --dry-run
    """
    found = settings(ctx)
    listed = found.sources_to_crawl()
    asked = _asked(found, listed, only)
    moment, path = now(), found.sources_file.resolve()
    if not dry_run:
        _check_writable(path)
    checked, sites = _checked(asked, listed, found, moment)
    if not dry_run:
        _write(path, asked, checked, moment)
    rows = rows_of_check(asked, checked, sites)
    if as_json:
        print_json({"sources": rows, "written": None if dry_run else str(path)})
    else:
        print_check(rows, None if dry_run else path)
    failed = [row for row in checked if not (row.outcome.works or row.outcome is Outcome.SKIPPED)]
    ctx.exit(1 if failed else 0)


def _asked(found: Settings, listed: Sequence[Source], only: Sequence[str]) -> list[Source]:
    known = {source.source_id for source in listed}
    for source_id in only:
        if source_id not in known:
            raise SettingsError(
                f"--source {source_id}: finns inte i {found.sources_file}. "
                "`vardkase sources list` visar de som finns."
            )
    return [source for source in listed if not only or source.source_id in only]


def _checked(
    asked: Sequence[Source], listed: Sequence[Source], found: Settings, moment: datetime
) -> tuple[list[Checked], dict[str, Site]]:
    """What came of each source, in the order of the list, and what its site says of robots."""
    progress = Progress()
    progress("check", 0, len(asked))
    results: dict[str, Checked] = {}
    sites: dict[str, Site] = {}
    for event in check(asked, listed, found.crawl, moment):
        if isinstance(event, Site):
            sites[event.site] = event
        else:
            results[event.source_id] = event
            progress("check", len(results), len(asked))
    progress.end()
    return [results[source.source_id] for source in asked], sites


def _check_writable(path: Path) -> None:
    """Say at once what would else be said when all has been asked."""
    try:
        with path.open("r+b"):
            pass
    except OSError as error:
        raise SettingsError(
            f"{path}: kan inte skrivas: {of_system(error)}. Ingenting har prövats. "
            "Gör filen skrivbar, eller kör med --dry-run."
        ) from error


def _write(path: Path, asked: Sequence[Source], checked: list[Checked], moment: datetime) -> None:
    """Write what works into the list as it stands now: it may have been changed meanwhile."""
    from crawlers.checks.source_file import (  # loads tomlkit: for this command alone
        Found,
        with_verified,
    )

    urls = {source.source_id: source.url for source in asked}
    works = [
        Found(one.source_id, urls[one.source_id], one.url, one.kind)
        for one in checked
        if one.outcome.works
    ]
    raw = path.read_bytes()
    mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    day = moment.astimezone(STOCKHOLM).date()
    text = with_verified(raw.decode("utf-8-sig"), str(path), works, day)
    written = mark + text.encode("utf-8")
    if written != raw:
        write_whole(path, lambda part: part.write_bytes(written), path.stat().st_mode & 0o777)
