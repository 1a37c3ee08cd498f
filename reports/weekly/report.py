"""Writes the weekly report into the report folder, and records what was written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from reports.signals.weeks import first_day, week_of_day
from reports.weekly.edition import FORMATS, Edition, Made, check_formats, make, sha256
from reports.weekly.settings import ReportSettings
from reports.weekly.words import Words
from store.connection import Store
from store.errors import VardkaseError
from store.reasons import of_system
from store.reports import WrittenReport, add_written, begin_moment

__all__ = ["FORMATS", "ReportError", "keep", "older_files", "record", "write_report"]


class ReportError(VardkaseError):
    """A report could not be written; nothing half-written is left."""


def write_report(
    store: Store,
    model: str,
    week: str,
    now: datetime,
    settings: ReportSettings,
    min_cell: int,
    *,
    formats: Sequence[str] = ("html",),
    language: str | None = None,
    manifest: Mapping[str, str],
    notice: str = "",
) -> list[Path]:
    """Write the report of `week` in each of `formats` from what is known now; gives their paths.

    `model` names whose labels are counted, `min_cell` the accounts behind a published cell of
    private posts. `manifest` goes to the end of every format; entries named `measured.…` are told
    as the model's measured quality. `notice` stands in a banner. The running week (that of `now`)
    is marked as preliminary. Each file is recorded, so that it can be made again (rebuild.py).

    Raises SettingsError for an unknown format, language or week, and ReportError when a file cannot
    be written.
    """
    check_formats(formats)
    edition = Edition(
        week=week_of_day(first_day(week)),
        language=Words(language or settings.language).language,
        now=now,
        model=model,
        focus=settings.focus,
        min_cell=min_cell,
        manifest=manifest,
        notice=notice,
    )
    known_at = begin_moment(store, now)
    made = make(store, edition, known_at, formats)
    paths = keep(settings.folder, edition, made)
    record(store, edition, known_at, made)
    return paths


def keep(folder: Path, edition: Edition, made: Made) -> list[Path]:
    """Put the files in place; gives their paths, in order."""
    suffix = "" if edition.language == "sv" else f".{edition.language}"
    return [
        _write(folder / f"{edition.week}{suffix}.{name}", content)
        for name, content in made.files.items()
    ]


def older_files(written: Sequence[Path]) -> list[Path]:
    """Files of the week's report in the same language that are not among those just written."""
    if not written:
        return []
    stem = written[0].stem
    beside = (written[0].with_name(f"{stem}.{name}") for name in FORMATS)
    return [path for path in beside if path not in written and path.exists()]


def record(store: Store, edition: Edition, known_at: datetime, made: Made) -> None:
    """Record the files, so that a rebuild knows what they were made of."""
    inputs = edition.settings | {"made_of": made.made_of}
    add_written(
        store,
        [
            WrittenReport(
                week=edition.week,
                language=edition.language,
                format=name,
                written_at=edition.now,
                known_at=known_at,
                sha256=sha256(content),
                manifest=edition.manifest,
                inputs=inputs,
            )
            for name, content in made.files.items()
        ],
    )


def _write(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all: into a temporary file beside it that is then renamed."""
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise ReportError(
            f"Rapporten {path} kunde inte skrivas: {of_system(error)}. "
            "Frigör utrymme eller ändra [report] folder, och kör igen."
        ) from error
    return path
