"""`coordination`: clusters of accounts that share the same things at the same time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import pandas as pd

from reports.export import to_csv
from reports.signals.coordination.clusters import (
    ALPHA,
    MIN_ACCOUNTS,
    MIN_REPETITION,
    WINDOWS_S,
    Found,
    Reason,
    Verdict,
)
from reports.signals.coordination.clusters import coordination as find_coordination
from reports.signals.coordination.shares import (
    COLUMNS,
    LeftOut,
    Shares,
    SharesError,
    shares_of,
)
from reports.signals.coordination.tables import TOO_FEW_ACCOUNTS, published
from reports.signals.coordination.views import MIN_OBJECTS
from reports.signals.weeks import first_day, week_of_day
from store.errors import SettingsError
from store.reasons import of_system
from store.shares import shares as stored_shares
from vardkase.commands.context import json_option, settings, write_whole
from vardkase.config import find_config
from vardkase.terminal import command, print_json

_PATH = click.Path(path_type=Path)
_MIN_CELL = 5
_ROWS_TOLD = 5
_LACKS = {
    "object_id": "sak (object_id)",
    "account_id": "konto (account_id)",
    "timestamp_share": "en läsbar tid (timestamp_share)",
}
_REASONS = {
    Reason.FEW_OBJECTS: f"färre än {MIN_OBJECTS} saker har delats av minst två konton (utanför de "
    "grupper som prövas)",
    Reason.FEW_ACCOUNTS: f"färre än {MIN_ACCOUNTS} konton har delat tillräckligt många saker som "
    "också andra delat",
    Reason.COARSE_TIMES: "tiderna är för grova: de flesta delningar av samma sak faller i samma "
    "ögonblick",
}


@command()
@click.option("--input", "source", type=_PATH, metavar="FIL.csv", help="Delningar ur en fil.")
@click.option("--output", type=_PATH, metavar="FIL.csv", help="Hit skrivs grupperna.")
@click.option("--from", "first", metavar="VECKA", help="Lagrets inlägg från veckan: 2026-W40.")
@click.option("--to", "last", metavar="VECKA", help="Sista veckan.")
@click.option(
    "--window",
    "windows",
    type=click.FloatRange(min=0, min_open=True),
    multiple=True,
    metavar="SEKUNDER",
    help="Så nära i tid räknas som samtidigt; kan ges flera gånger. Annars 10, 60, 300 och 1800.",
)
@click.option(
    "--min-repetition",
    type=click.IntRange(min=2),
    default=MIN_REPETITION,
    show_default=True,
    metavar="ANTAL",
    help="Så många olika saker måste två konton ha delat samtidigt.",
)
@json_option
@click.pass_context
def coordination(
    ctx: click.Context,
    source: Path | None,
    output: Path | None,
    first: str | None,
    last: str | None,
    windows: tuple[float, ...],
    min_repetition: int,
    as_json: bool,
) -> None:
    """Sök grupper av konton som gång på gång delar samma saker samtidigt.

    Filen har kolumnerna object_id, account_id, content_id och timestamp_share (som CooRTweet); utan
    --input söks bland lagrets inlägg. Vad som ändå sker av en slump räknas ut som om tiderna
    blandats. Konton skrivs aldrig ut, och en grupp säger inget om vilka som ligger bakom eller
    varför.

    Exempel: vardkase coordination --input delningar.csv --output grupper.csv
    """
    _check(source, output, first, last)
    if source is not None:
        table, min_cell = _read(source), _min_cell(ctx)
    else:
        found_settings = settings(ctx)
        min_cell = found_settings.min_cell
        table = stored_shares(found_settings.store(), _week(first), _week(last)).to_pandas()
    shares, left_out = _shares(source, table)
    chosen = tuple(dict.fromkeys(windows)) or WINDOWS_S
    found = find_coordination(shares, chosen, min_repetition)
    clusters, objects = published(found, min_cell)
    files = _write(output, clusters, objects) if output is not None else []
    summary = _summary(shares, len(left_out), found, clusters, chosen, min_repetition)
    summary |= {"files": [str(path) for path in files]}
    if as_json:
        print_json(summary | {"clusters": clusters.to_dict("records")})
    else:
        _tell(summary, left_out, clusters, min_cell)
    ctx.exit(1 if left_out else 0)


def _check(source: Path | None, output: Path | None, first: str | None, last: str | None) -> None:
    if source is not None and output is None:
        raise SettingsError("coordination: --input behöver --output; ange också den.")
    if source is not None and (first or last):
        raise SettingsError("coordination: --from och --to gäller lagret, och inte --input.")
    if output is not None and output.suffix.lower() != ".csv":
        raise SettingsError(f"--output {output}: väntade en fil som slutar på .csv.")
    if source is not None and output is not None:
        written = [path for path in (output, _beside(output)) if path.exists()]
        if source.exists() and any(source.samefile(path) for path in written):
            raise SettingsError(f"--output {output}: skulle skriva över --input; välj en annan.")


def _week(text: str | None) -> str | None:
    return week_of_day(first_day(text)) if text else None


def _min_cell(ctx: click.Context) -> int:
    """The folder's setting, or the default where there is no folder."""
    asked = ctx.find_root().params.get("config") or os.environ.get("VARDKASE_CONFIG")
    if not asked and not find_config(None).exists():
        return _MIN_CELL
    return settings(ctx).min_cell


def _read(path: Path) -> pd.DataFrame:
    """The columns that are needed, as text. A semicolon may stand for the comma."""
    try:
        with path.open("rb") as file:
            header = file.readline(10_000)
        separator = ";" if header.count(b";") > header.count(b",") else ","
        return pd.read_csv(
            path,
            sep=separator,
            dtype=str,
            encoding="utf-8-sig",
            keep_default_na=False,
            usecols=lambda name: name in COLUMNS,
            on_bad_lines="error",
        )
    except OSError as error:
        raise SettingsError(f"{path}: kan inte läsas ({of_system(error)}).") from error
    except (ValueError, pd.errors.ParserError) as error:
        raise SettingsError(
            f"{path}: är ingen CSV-fil i UTF-8; väntade en rubrikrad med {','.join(COLUMNS)} och "
            "lika många fält på varje rad. Spara om filen."
        ) from error


def _shares(source: Path | None, table: pd.DataFrame) -> tuple[Shares, tuple[LeftOut, ...]]:
    try:
        return shares_of(table)
    except SharesError as error:
        raise SharesError(f"{source or 'lagret'}: {error}") from error


def _beside(output: Path) -> Path:
    return output.with_name(f"{output.stem}_objects{output.suffix}")


def _write(output: Path, clusters: pd.DataFrame, objects: pd.DataFrame) -> list[Path]:
    write_whole(_beside(output), lambda part: part.write_bytes(to_csv(objects)))
    write_whole(output, lambda part: part.write_bytes(to_csv(clusters)))
    return [output, _beside(output)]


def _summary(
    shares: Shares,
    set_aside: int,
    found: Found,
    clusters: pd.DataFrame,
    windows_s: tuple[float, ...],
    min_repetition: int,
) -> dict[str, Any]:
    """What `--json` says; the verdict is that of everything together."""
    return {
        "verdict": str(found.verdict),
        "reason": None if found.reason is None else str(found.reason),
        "shares": len(shares),
        "set_aside": set_aside,
        "accounts": len(shares.accounts),
        "objects": len(shares.objects),
        "windows_s": list(windows_s),
        "min_repetition": min_repetition,
        "alpha": ALPHA,
        "hidden": int((clusters["verdict"] == TOO_FEW_ACCOUNTS).sum()),
    }


def _tell(
    summary: dict[str, Any], left_out: Sequence[LeftOut], clusters: pd.DataFrame, min_cell: int
) -> None:
    click.echo(
        f"{summary['shares']} delningar av {summary['objects']} saker från {summary['accounts']} "
        "konton."
    )
    _tell_left_out(left_out)
    if summary["verdict"] == Verdict.INSUFFICIENT_DATA:
        click.echo(f"Underlaget räcker inte: {_REASONS[Reason(summary['reason'])]}.")
    elif summary["verdict"] == Verdict.NONE_FOUND:
        click.echo("Ingen grupp delar samma saker samtidigt oftare än slumpen ger.")
    for row in clusters[clusters["verdict"] == Verdict.COORDINATED].to_dict("records"):
        click.echo(
            f"Grupp {row['cluster']}: {row['accounts']} konton delade {row['objects']} saker "
            f"samtidigt, {row['first'][:10]} till {row['last'][:10]} (p = {row['p_value']})."
        )
    if summary["hidden"]:
        click.echo(f"{summary['hidden']} grupper med färre än {min_cell} konton visas inte.")
    for path in summary["files"]:
        click.echo(f"Skrev {path}")


def _tell_left_out(left_out: Sequence[LeftOut]) -> None:
    """Which rows of the file are no shares, and what each lacks; never what stands in them."""
    if not left_out:
        return
    rows = "1 rad är utelämnad" if len(left_out) == 1 else f"{len(left_out)} rader är utelämnade"
    click.echo(f"  {rows}:")
    for row in left_out[:_ROWS_TOLD]:  # the header is line 1
        lacks = " och ".join(_LACKS[name] for name in row.columns)
        click.echo(f"    rad {row.place + 2} saknar {lacks}")
    rest = len(left_out) - _ROWS_TOLD
    if rest > 0:
        click.echo(f"    … och {rest} till")
