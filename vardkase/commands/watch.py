"""`health`: does everything work, and what needs a person?"""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import click
import pandas as pd

from classifiers.classifier import load_classifier
from reports.signals.coverage import coverage
from reports.signals.source_weeks import source_weeks
from reports.signals.week_states import WeekState, counted
from reports.signals.weeks import STOCKHOLM, last_complete, week_of
from scheduler.canary import standing
from scheduler.drift_watch import drifted
from store.connection import Store
from store.errors import VardkaseError
from store.mail import UNDER_WAY, Attempt, Outcome
from store.mail import last_attempts as last_attempts_to_mail
from store.runs import last_runs
from store.sources import last_attempts, last_polls, source_states
from vardkase.commands import post_health, source_health
from vardkase.commands.context import json_option, now, settings
from vardkase.config import Settings
from vardkase.terminal import command, print_json

MIN_FREE_BYTES = 2_000_000_000
"""Room for some weeks of collection and for the copy that a migration sets aside."""

IDLE = timedelta(days=2)
_WHY = {
    WeekState.PARTIAL: "sågs bara delvis",
    WeekState.UNSEEN: "svarade inte eller gick inte att läsa",
    WeekState.REFUSED: "släppte inte in oss",
    WeekState.NOT_ASKED: "frågades inte",
}
_COLLECTING = frozenset({"run", "crawl", "pass", "demo", "import"})


@command()
@json_option
@click.pass_context
def health(ctx: click.Context, as_json: bool) -> None:
    """Kontrollera källor, täckning, körningar, disk och modell.

    Slutar med status 1 när något behöver en människa.

    Exempel: vardkase health
    """
    found = settings(ctx)
    problems = list(_problems(found))
    runs = [
        {key: run[key] for key in ("command", "started_at", "finished_at", "status")}
        for run in last_runs(found.store(), 5)
    ]
    counts = source_health.counts(found.sources(), last_polls(found.store()))
    if as_json:
        print_json({"ok": not problems, "problems": problems, "sources": counts, "runs": runs})
    else:
        for problem in problems:
            click.echo(f"{problem['what']}: {problem['message']}")
        if any(problem["what"].startswith("källa ") for problem in problems):
            click.echo(
                "`vardkase sources check` prövar källornas adresser och säger vad ni kan göra."
            )
        if line := source_health.counts_line(counts):
            click.echo(line)
        if not problems:
            asked = bool(last_polls(found.store()))
            sources = "källorna svarar" if asked else "ingen källa har frågats än"
            click.echo(f"Allt fungerar: {sources}, modellen laddas och disken har plats.")
        if runs:
            click.echo("Senaste körningar (svensk tid):")
        for run in runs:
            when = run["started_at"].astimezone(STOCKHOLM)
            click.echo(f"  {when:%Y-%m-%d %H:%M} {run['command']}: {_ended(run['status'])}")
    ctx.exit(1 if problems else 0)


def _ended(status: int) -> str:
    """How a run ended, in words; the log tells the rest."""
    return {0: "allt gick bra", 1: "en del misslyckades"}.get(status, "misslyckades")


def _problems(found: Settings) -> Iterator[dict[str, Any]]:
    store = found.store()
    moment = now()
    covered = _covered(found, store, moment)
    yield from _source_problems(found, store, covered, moment)
    yield from _coverage_problems(covered, store, last_complete(moment), moment)
    yield from post_health.problems(found.sources(), store, moment)
    yield from _run_problems(store)
    yield from _mail_problems(found, store)
    free = shutil.disk_usage(found.folder).free
    if free < MIN_FREE_BYTES:
        yield _problem(
            "disk", f"{free / 1e9:.1f} GB ledigt; frigör plats så att det finns minst 2 GB."
        )
    try:
        model = load_classifier(found.model).name
    except VardkaseError as error:
        yield _problem("modell", str(error))
    else:
        yield from _drift_problems(found, store, model)
    try:
        found.pseudonyms()
    except VardkaseError as error:
        yield _problem("nyckel", str(error))
        return
    if stat.S_IMODE(found.key_file.stat().st_mode) & 0o077:
        yield _problem("nyckel", f"{found.key_file} kan läsas av andra; kör chmod 600 på den.")


def _covered(found: Settings, store: Store, moment: datetime) -> pd.DataFrame:
    """Coverage of the configured sources in the last complete week and in the one that runs."""
    with store.reading() as transaction:
        table = coverage(transaction, [last_complete(moment), week_of(moment)], moment)
    return table[table["source_id"].isin([source.source_id for source in found.sources()])]


def _source_problems(
    found: Settings, store: Store, covered: pd.DataFrame, moment: datetime
) -> Iterator[dict[str, Any]]:
    """Sources that need a person, and those whose articles no longer look like articles."""
    sources = found.sources()
    _, failures = last_attempts(store)
    polls = {poll.source_id: poll for poll in last_polls(store)}
    thin = source_health.thin_weeks(covered)
    yield from source_health.problems(sources, polls, source_states(store), failures, thin, moment)
    configured = {source.source_id for source in sources}
    for problem in standing(store):
        if problem.source_id in configured:
            yield _problem(f"artiklar {problem.source_id}", problem.line)


def _coverage_problems(
    covered: pd.DataFrame, store: Store, week: str, moment: datetime
) -> Iterator[dict[str, Any]]:
    """The last complete week: what is missing of the one that runs may still come."""
    share = covered.loc[covered["week"] == week, "coverage"].mean()
    if share < 0.9:
        with store.reading() as transaction:
            states = counted(source_weeks(transaction, week, week, moment)["state"])
        why = [f"{states[state]} {said}" for state, said in _WHY.items() if states[state]]
        followed = sum(states[state] for state in (WeekState.COMPLETE, *_WHY))
        told = f" Av {followed} källor som följdes: {', '.join(why)}." if why else ""
        yield _problem(
            f"täckning {week}",
            f"vi såg {share * 100:.0f} % av det som källorna skulle ha gett den veckan.{told}",
        )


def _drift_problems(found: Settings, store: Store, model: str) -> Iterator[dict[str, Any]]:
    moment = now()
    week = last_complete(moment)
    for line in drifted(store, model, week, found.min_cell, moment):
        yield _problem(f"avdrift {week}", line)


def _run_problems(store: Store) -> Iterator[dict[str, Any]]:
    runs = [run for run in last_runs(store, 20) if run["command"] in _COLLECTING]
    if not runs:
        yield _problem("körningar", "ingenting har hämtats än; kör `vardkase run`.")
    elif now() - runs[0]["finished_at"] > IDLE:
        yield _problem(
            "körningar",
            f"senaste hämtningen var {runs[0]['finished_at']:%Y-%m-%d}; går tjänsten?",
        )


def _mail_problems(found: Settings, store: Store) -> Iterator[dict[str, Any]]:
    """Letters that did not arrive, where no later one of the kind has reached the recipient."""
    try:
        mail = found.mail()
    except VardkaseError as error:
        yield _problem("e-post", str(error))
        return
    if mail is None:
        return
    secret = found.mail_table.get("password_file")
    path = found.folder / secret if secret else None
    if path and path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield _problem("e-post", f"{path} kan läsas av andra; kör chmod 600 på den.")
    told = set()
    addresses = {address.addr_spec for address in (*mail.recipients, *mail.technical)}
    for attempt in last_attempts_to_mail(store):
        if (attempt.kind, attempt.recipient) in told or attempt.recipient not in addresses:
            continue
        told.add((attempt.kind, attempt.recipient))
        if message := _not_arrived(attempt):
            yield _problem(f"e-post {attempt.name}", message)


def _not_arrived(attempt: Attempt) -> str:
    """What is to be said of an attempt; empty when the letter arrived or is under way."""
    when = f"{attempt.noted_at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"
    match attempt.outcome:
        case Outcome.REFUSED:
            return f"servern godtog inte {attempt.recipient} {when}: {attempt.message}"
        case Outcome.FAILED:
            return f"nådde inte {attempt.recipient} {when}. {attempt.message}"
        case Outcome.SENDING if now() - attempt.noted_at > UNDER_WAY:
            return (
                f"sändningen till {attempt.recipient} avbröts {when}; fråga om brevet kom fram, "
                "eller skicka om det med `vardkase report VECKA --send`."
            )
    return ""


def _problem(what: str, message: str) -> dict[str, str]:
    return {"what": what, "message": message}
