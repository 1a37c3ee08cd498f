"""What `sources list` and `sources check` say, in words and as rows for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from crawlers.checks.source_check import Checked, Outcome, Robots
from crawlers.kinds import PLATFORMS
from reports.signals.weeks import STOCKHOLM
from store.records import Access, Site, Source, SourceKind
from vardkase.commands.source_remarks import remark

SHOWN = 5
"""Sources named of a group; the list above names all."""

_ROBOTS = {
    Robots.ALLOWS: "robots.txt tillåter",
    Robots.FORBIDS: "robots.txt förbjuder",
    Robots.UNREADABLE: "robots.txt går inte att läsa, vilket räknas som ett förbud",
    Robots.NOT_ASKED: "robots.txt har inte frågats (obey_robots = false)",
}
_COUNTED = {
    Outcome.WORKS: "fungerar",
    Outcome.MOVED: "har flyttat",
    Outcome.FOUND: "hittades på en annan adress",
    Outcome.UNFIT: "svarar men går inte att följa",
    Outcome.SILENT: "går inte att hämta",
    Outcome.REFUSED: "nekar",
    Outcome.SKIPPED: "hoppades över",
}


def print_sources(rows: Sequence[Mapping[str, Any]]) -> None:
    """A line a source, and below it what is not as it should be."""
    for row in rows:
        state = f"{row['access']} {_clock(row['polled_at'])}" if row["access"] else _unasked(row)
        click.echo(
            f"{row['source_id']:<28} {row['outlet_type'] or '':<18} "
            f"{row['region']:<9} {state:<32} {row['message']}".rstrip()
        )
        for line in _below(row):
            click.echo(f"    {line}")


def _unasked(row: Mapping[str, Any]) -> str:
    return "läses från filer" if row["kind"] is SourceKind.IMPORT else "inte frågad än"


def _below(row: Mapping[str, Any]) -> Iterator[str]:
    if row["failing_since"] and row["failures"]:
        yield (
            f"misslyckas sedan {_clock(row['failing_since'])}, {row['failures']} försök i rad; "
            f"frågas igen tidigast {_clock(row['next_at'])}"
        )
    elif row["problems"]:
        yield "anmärkning: " + "; ".join(remark(problem) for problem in row["problems"])
    if row["failures"] and not row["proposal"] and (advice := _ADVICE.get(row["access"])):
        yield advice.format(trial=_trial(row))
    if row["newest_at"] and not row["proposal"]:
        yield f"det nyaste som har listats är från {_clock(row['newest_at'])[:10]}"
    if row["proposal"]:
        yield row["proposal"]


def _trial(row: Mapping[str, Any]) -> str:
    """The command that tries one source: `sources check` leaves platforms out."""
    command = "crawl" if row["kind"] in PLATFORMS else "sources check"
    return f"`vardkase {command} --source {row['source_id']}`"


_ADVICE = {
    Access.OUTAGE: "att göra: öppna adressen i en webbläsare på samma dator. Syns den där, pröva "
    "med {trial}; annars vänta, och rätta eller ta bort källan om det håller i sig",
    Access.PARSE_ERROR: "att göra: se efter i en webbläsare att adressen är rätt, och pröva med "
    "{trial}",
    Access.REFUSED: "att göra: respektera det; be om lov eller ta bort källan",
    Access.CHALLENGED: "att göra: respektera det; be om lov eller ta bort källan",
    Access.RATE_LIMITED: "att göra: ingenting, eller höj every_minutes",
    Access.NOT_ASKED: "att göra: rätta nyckeln eller adressen, och pröva med {trial}",
}
"""What a person can do at once about a source that failed, before it has failed for so long that a
proposal is made."""


def _clock(iso: str) -> str:
    """A time as Swedish clocks show it."""
    return f"{datetime.fromisoformat(iso).astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"


def rows_of_check(
    asked: Sequence[Source], checked: Sequence[Checked], sites: Mapping[str, Site]
) -> list[dict[str, Any]]:
    """One object a source, for machines and for print_check."""
    return [
        {
            "source_id": source.source_id,
            "name": source.name,
            "outcome": one.outcome,
            "asked": source.url,
            "url": one.url,
            "kind": one.kind,
            "message": one.message,
            "entries": one.entries,
            "newest_at": one.newest_at.isoformat() if one.newest_at else None,
            "robots": one.robots,
            "tdm": site.tdm.splitlines(),
            "ai_lines": list(site.ai_lines),
            "tried": [{"url": tried.url, "why": tried.why} for tried in one.tried],
        }
        for source, one in zip(asked, checked, strict=True)
        for site in [sites.get(one.site, Site(one.site))]
    ]


def print_check(rows: Sequence[Mapping[str, Any]], written: Path | None) -> None:
    """A line a source, counts, and what is left for a person."""
    for row in rows:
        click.echo(f"{row['source_id']:<28} {_ended(row)}")
        for line in _reserved(row):
            click.echo(f"    {line}")
    counts = Counter(row["outcome"] for row in rows)
    told = ", ".join(f"{counts[o]} {words}" for o, words in _COUNTED.items() if counts[o])
    click.echo(f"\nKällor: {len(rows)}. {told}.")
    for line in _to_do(rows):
        click.echo(line)
    works = sum(Outcome(row["outcome"]).works for row in rows)
    if written is None:
        click.echo("Ingenting skrevs (--dry-run).")
    elif not works:
        click.echo(f"Ingenting skrevs i {written}.")
    else:
        many = "1 källa" if works == 1 else f"{works} källor"
        click.echo(f"Dagens datum står nu vid {many} i {written}.")


def _ended(row: Mapping[str, Any]) -> str:
    """How it went, as a line."""
    match row["outcome"]:
        case Outcome.WORKS:
            return f"fungerar ({_seen(row)})"
        case Outcome.MOVED:
            return f"flyttad till {row['url']} ({_seen(row)})"
        case Outcome.FOUND:
            if row["url"] == row["asked"]:
                return f"fungerar som {row['kind']} ({_seen(row)})"
            how = f"{row['message']}; {row['kind']}, {_seen(row)}"
            return f"{_why_not(row)}; hittade i stället {row['url']} ({how})"
        case Outcome.SKIPPED:
            return f"hoppas över: {row['message']}"
    if row["message"].startswith(_GUARDED):
        return row["message"]  # that the source refuses would not be true
    return f"{_COUNTED[row['outcome']]}: {row['message']}{_elsewhere(row)}"


def _seen(row: Mapping[str, Any]) -> str:
    count = row["entries"]
    listed = f"{count} {'post' if count == 1 else 'poster'}" if count else "inga poster just nu"
    latest = f", senast {row['newest_at'][:10]}" if row["newest_at"] else ""
    return f"{listed}{latest}; {_ROBOTS.get(row['robots'], '')}".rstrip("; ")


def _why_not(row: Mapping[str, Any]) -> str:
    """Why the configured address did not do."""
    return row["tried"][0]["why"] if row["tried"] else ""


def _elsewhere(row: Mapping[str, Any]) -> str:
    others = len(row["tried"]) - 1
    return f" ({others} andra adresser prövades utan framgång)" if others > 0 else ""


def _reserved(row: Mapping[str, Any]) -> Iterator[str]:
    """What the site asks of machines that read: kept and shown, so that a person can judge."""
    if row["ai_lines"]:
        yield "robots.txt om AI: " + "; ".join(row["ai_lines"][:SHOWN])
    if row["tdm"]:
        yield "förbehåll om textutvinning (tdmrep.json): " + "; ".join(row["tdm"][:SHOWN])


def _to_do(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What is left for a person, grouped: one cause that many share is one line."""
    silent = _of(rows, Outcome.SILENT)
    reasons = Counter(row["message"] for row in silent)
    if len(silent) > SHOWN and len(reasons) == 1 and len(silent) == len(_tried(rows)):
        yield f"Att göra: ingen svarar ({silent[0]['message']}). Har datorn nätverk?"
        return
    for outcome, what in _TO_DO.items():
        some = _of(rows, outcome)
        guarded = [row for row in some if row["message"].startswith(_GUARDED)]
        yield from _asked_of_person(what, [row for row in some if row not in guarded])
        yield from _asked_of_person(_TO_DO_GUARDED, guarded)


def _asked_of_person(what: str, some: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if some:
        named = ", ".join(row["source_id"] for row in some[:SHOWN])
        more = f" och {len(some) - SHOWN} till" if len(some) > SHOWN else ""
        yield f"Att göra: {what}: {named}{more}."


_TO_DO = {
    Outcome.FOUND: "se efter att de nya adresserna gäller samma sak som de gamla",
    Outcome.UNFIT: (
        'öppna adressen i en webbläsare. Rätta den, skriv kind = "page" om den visar en sida med '
        "länkar till nyheter, eller ta bort källan"
    ),
    Outcome.SILENT: "pröva igen en annan dag, och rätta eller ta bort det som inte finns mer",
    Outcome.REFUSED: "respektera det; be redaktionen om tillstånd eller ta bort källan",
}
_GUARDED = "adressvakten"
"""How the message begins where not the site but our own guard of addresses refused."""
_TO_DO_GUARDED = (
    "rätta adressen; är källan i ert eget nät, skriv allow_private_networks = true under [crawl] i "
    "vardkase.toml"
)


def _of(rows: Sequence[Mapping[str, Any]], outcome: Outcome) -> list[Mapping[str, Any]]:
    return [row for row in rows if row["outcome"] is outcome]


def _tried(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [row for row in rows if row["outcome"] is not Outcome.SKIPPED]
