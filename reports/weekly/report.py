"""Writes the weekly report into the report folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from reports.signals.weeks import first_day, week_of_day
from reports.weekly.build import build_report
from reports.weekly.content import Report
from reports.weekly.evidence import read_evidence
from reports.weekly.exports import csv_text, json_text
from reports.weekly.page import html_page
from reports.weekly.settings import ReportSettings
from reports.weekly.words import Words
from store.connection import Store
from store.errors import SettingsError, VardkaseError

FORMATS: Mapping[str, Callable[[Report], str]] = {
    "html": html_page,
    "json": json_text,
    "csv": csv_text,
}


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
    """Write the report of `week` in each of `formats`; gives the files' paths, in that order.

    `model` names whose labels are counted, `min_cell` the accounts behind a published cell of
    private posts. `manifest` goes to the end of every format; entries named `measured.…` are told
    as the model's measured quality. `notice` stands in a banner. The running week (that of `now`)
    is marked as preliminary. Raises SettingsError for an unknown format, language or week, and
    ReportError when a file cannot be written.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise SettingsError(
            f"Rapportformatet {unknown[0]!r}: väntade något av {', '.join(FORMATS)}."
        )
    week = week_of_day(first_day(week))
    words = Words(language or settings.language)
    evidence = read_evidence(store, model, week, now)
    report = build_report(evidence, words, now, settings.focus, min_cell, manifest, notice)
    suffix = "" if words.language == "sv" else f".{words.language}"
    return [
        _write(settings.folder / f"{week}{suffix}.{name}", FORMATS[name](report))
        for name in formats
    ]


def _write(path: Path, text: str) -> Path:
    """Write a file whole or not at all: into a temporary file beside it that is then renamed."""
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise ReportError(
            f"Rapporten {path} kunde inte skrivas: {error.strerror or error}. "
            "Frigör utrymme eller ändra [report] folder, och kör igen."
        ) from error
    return path
