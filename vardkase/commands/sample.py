"""`label sample`: documents are drawn, and a sheet of them is written for people to fill in."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import secrets
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import pyarrow as pa

from classifiers.classifier import locate
from classifiers.model_folder import read_model_folder
from reports.coding.sampling import EQUAL, PROPORTIONAL, Drawn, draw
from reports.coding.sheet import INSTRUCTIONS, instructions, sheet
from reports.signals.weeks import first_day, week_of_day
from store.connection import Store
from store.errors import SettingsError
from store.reasons import of_system
from store.records import Sample, SampledDocument
from store.samples import add_sample, sampling_frame, texts_of_sample
from vardkase.commands.context import json_option, now, recorded, settings, write_whole
from vardkase.terminal import command, print_json

_PATH = click.Path(path_type=Path)

FOLDER = "kodning"
"""Where sheets lie unless --output says otherwise, beside vardkase.toml."""

_STRATA = ("said", "language")
_PRIVATE = 0o600

_STRATUM_NAMES = {
    "unlabelled": "inte märkt av modellen",
    "unsupported": "språket stöds inte",
    "narrative": "modellen ser ett narrativ",
    "abstained": "modellen avstod",
    "relevant": "relevant utan narrativ",
    "other": "inte relevant",
    "all": "alla",
}


@command()
@click.option(
    "--size",
    type=click.IntRange(min=1),
    default=200,
    show_default=True,
    metavar="ANTAL",
    help="Så många dokument dras.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    metavar="TAL",
    help="Frö: samma ger samma urval; utan växeln ett slumpmässigt.",
)
@click.option("--from", "first", metavar="VECKA", help="Första veckan: 2026-W40.")
@click.option("--to", "last", metavar="VECKA", help="Sista veckan.")
@click.option(
    "--strata",
    default="said",
    show_default=True,
    metavar="NAMN",
    help="Det som urvalet delas efter: said (vad modellen sa), language, said,language eller none.",
)
@click.option(
    "--allocation",
    type=click.Choice([EQUAL, PROPORTIONAL]),
    default=EQUAL,
    show_default=True,
    help="Lika många ur varje stratum, eller efter dess storlek.",
)
@click.option("--output", type=_PATH, metavar="FIL", help="Arket, en ny fil som slutar på .csv.")
@json_option
@click.pass_context
def sample(
    ctx: click.Context,
    size: int,
    seed: int | None,
    first: str | None,
    last: str | None,
    strata: str,
    allocation: str,
    output: Path | None,
    as_json: bool,
) -> None:
    """Dra ett slumpmässigt urval, och skriv ett ark att fylla i.

    Hur sannolikt det var att varje dokument drogs sparas i lagret, så att siffror om alla dokument
    kan räknas fram. Arket har inga kolumner för vem som skrev, var det stod eller vad modellen sa.

    Exempel: vardkase label sample --size 200 --from 2026-W40
    """
    found = settings(ctx)
    first_week, last_week = _weeks(first, last)
    divided_by = _strata(strata)
    chosen_seed = secrets.randbelow(2**31) if seed is None else seed
    moment = now()
    sample_id = _sample_id(moment, chosen_seed)
    path = _new_sheet(output or found.folder / FOLDER / f"{sample_id}.csv")
    wanted = Sample(
        sample_id=sample_id,
        drawn_at=moment,
        seed=chosen_seed,
        model=read_model_folder(locate(found.model)).name,
        strata=divided_by,
        allocation=allocation,
        first_week=first_week,
        last_week=last_week,
        frame_size=0,
    )
    with recorded(found, "label sample") as outcome:
        outcome["summary"] = draw_and_write(found.store(), wanted, size, path)
    _tell_sample(outcome["summary"], as_json)


def draw_and_write(store: Store, wanted: Sample, size: int, path: Path) -> dict[str, Any]:
    """Keep the draw and write its sheet: both or neither. Gives what the command prints."""
    rules = path.with_name(INSTRUCTIONS)
    with contextlib.ExitStack() as undo:
        with store.write() as transaction:
            frame, unreadable = sampling_frame(
                transaction, wanted.model, wanted.first_week, wanted.last_week
            )
            drawn = _draw(frame, wanted, size)
            add_sample(
                transaction,
                dataclasses.replace(wanted, frame_size=len(frame)),
                _sampled(wanted.sample_id, frame, drawn),
            )
            texts = texts_of_sample(transaction, wanted.sample_id)
            _write_instructions(rules)
            write_whole(path, lambda part: _put(part, sheet(texts)), _PRIVATE)
            undo.callback(path.unlink, missing_ok=True)
        undo.pop_all()  # the draw is kept, and so is its sheet
    return {
        "sample_id": wanted.sample_id,
        "file": str(path),
        "instructions": str(rules),
        "documents": len(drawn),
        "frame": len(frame),
        "unreadable": unreadable,
        "seed": wanted.seed,
        "strata": _strata_told(drawn),
    }


def _draw(frame: pa.Table, wanted: Sample, size: int) -> list[Drawn]:
    if not len(frame):
        raise SettingsError(
            "label sample: inga dokument med text att dra ur; väntade minst ett. Hämta med "
            "`vardkase run`, eller ändra --from och --to."
        )
    return draw(_stratum_of_each(frame, wanted.strata), size, wanted.seed, wanted.allocation)


def _write_instructions(path: Path) -> None:
    """Put the rules beside the sheet. Raises SettingsError where other rules lie already: sheets
    there may be coded by them."""
    rules = instructions()
    try:
        found = path.read_bytes() if path.is_file() else None
    except OSError as error:
        raise SettingsError(f"{path}: kan inte läsas ({of_system(error)}).") from error
    if found is not None and found != rules:
        raise SettingsError(
            f"{path}: har ett annat innehåll än den här versionens regler, och skrivs inte över; "
            "väntade samma regler eller ingen fil. Flytta eller byt namn på den, eller lägg arket "
            "i en annan mapp med --output."
        )
    if found is None:
        write_whole(path, lambda part: _put(part, rules))


def _weeks(first: str | None, last: str | None) -> tuple[str | None, str | None]:
    weeks = [week_of_day(first_day(week)) if week else None for week in (first, last)]
    if weeks[0] and weeks[1] and weeks[0] > weeks[1]:
        raise SettingsError(f"--from {weeks[0]} ligger efter --to {weeks[1]}; byt plats på dem.")
    return weeks[0], weeks[1]


def _strata(text: str) -> tuple[str, ...]:
    """What the frame is divided by; nothing for `none`."""
    names = tuple(part.strip() for part in text.split(",") if part.strip())
    if names == ("none",):
        return ()
    if not names or any(name not in _STRATA for name in names):
        raise SettingsError(
            f"--strata {text}: väntade said, language, båda med komma emellan, eller none."
        )
    return names


def _sample_id(moment: datetime, seed: int) -> str:
    """A name that no spreadsheet takes for a date or a number."""
    digest = hashlib.sha256(f"{moment.isoformat()} {seed}".encode()).hexdigest()
    return f"prov-{moment:%Y%m%d}-{digest[:6]}"


def _new_sheet(path: Path) -> Path:
    """The path, if nothing is there: a filled sheet must never be written over."""
    if path.suffix.lower() != ".csv":
        raise SettingsError(f"--output {path}: väntade en fil som slutar på .csv.")
    if path.exists():
        raise SettingsError(
            f"{path}: finns redan och kan vara ifylld; väntade en ny fil. Välj ett annat namn med "
            "--output."
        )
    return path


def _stratum_of_each(frame: pa.Table, divided_by: tuple[str, ...]) -> list[str]:
    if not divided_by:
        return ["all"] * len(frame)
    columns = [frame.column(name).to_pylist() for name in divided_by]
    return ["/".join(parts) for parts in zip(*columns, strict=True)]


def _sampled(sample_id: str, frame: pa.Table, drawn: list[Drawn]) -> list[SampledDocument]:
    rows = frame.take([one.index for one in drawn]).to_pylist()
    return [
        SampledDocument(
            sample_id=sample_id,
            position=position,
            document_id=row["document_id"],
            version=row["version"],
            stratum=one.stratum,
            stratum_size=one.stratum_size,
            inclusion_probability=one.inclusion_probability,
        )
        for position, (row, one) in enumerate(zip(rows, drawn, strict=True), start=1)
    ]


def _strata_told(drawn: list[Drawn]) -> list[dict[str, Any]]:
    counts = Counter(one.stratum for one in drawn)
    about = {one.stratum: one for one in drawn}
    return [
        {
            "stratum": name,
            "documents": counts[name],
            "frame": about[name].stratum_size,
            "inclusion_probability": round(about[name].inclusion_probability, 6),
        }
        for name in sorted(counts)
    ]


def _tell_sample(summary: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(summary)
        return
    click.echo(
        f"Urval {summary['sample_id']}: {summary['documents']} av {summary['frame']} dokument, "
        f"frö {summary['seed']}. {summary['unreadable']} dokument utan text kunde inte dras."
    )
    for part in summary["strata"]:
        name = _stratum_name(part["stratum"])
        click.echo(f"  {name}: {part['documents']} av {part['frame']}")
    click.echo(f"Ark: {summary['file']}\nRegler för kodaren: {summary['instructions']}")
    click.echo(
        "Arket innehåller dokumentens texter. Ge det bara till kodarna, och radera alla kopior när "
        "svaren är inlästa."
    )


def _stratum_name(stratum: str) -> str:
    return ", ".join(_STRATUM_NAMES.get(word, word) for word in stratum.split("/"))


def _put(path: Path, content: bytes) -> None:
    path.write_bytes(content)
