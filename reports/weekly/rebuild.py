"""Makes the report of a past week again, byte for byte, or says what has changed since.

The store keeps what was known when a report was written (store/schema/0005_known.sql), and with
each file the settings that it was made with. A rebuild uses those, not the present ones: a new
model, source list or focus changes nothing in it. Only a stricter `min_cell` holds for it too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from reports.signals.weeks import first_day, start_of_day, week_of_day
from reports.weekly.edition import Edition, Made, check_formats, make, sha256, written_edition
from reports.weekly.report import keep, record
from reports.weekly.settings import ReportSettings
from reports.weekly.words import Words
from store.connection import Store
from store.reports import WrittenReport, written_since


class ChangeKind(StrEnum):
    """What may differ from when a report was written: the settings, the program, and each kind of
    data (the names of `fingerprints` in store/reports.py)."""

    MIN_CELL = "min_cell"
    PROGRAM = "program"
    DOCUMENTS = "documents"
    TEXTS = "texts"
    LABELS = "labels"
    HUMAN_LABELS = "human_labels"
    SIGHTINGS = "sightings"
    STORIES = "stories"
    PASSED_OVER = "passed_over"
    POLLS = "polls"
    SOURCES = "sources"
    OTHER = "other"


_DATA = (
    ChangeKind.DOCUMENTS,
    ChangeKind.TEXTS,
    ChangeKind.LABELS,
    ChangeKind.HUMAN_LABELS,
    ChangeKind.SIGHTINGS,
    ChangeKind.STORIES,
    ChangeKind.PASSED_OVER,
    ChangeKind.POLLS,
    ChangeKind.SOURCES,
)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was; of data the number of rows, of others the value."""

    kind: ChangeKind
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """`paths` are the files, the same as those of `written_at`; empty where there are `changes`.

    `model` is the one whose labels were counted.
    """

    written_at: datetime
    model: str
    paths: tuple[Path, ...]
    changes: tuple[Change, ...]


def rebuild_report(
    store: Store,
    week: str,
    settings: ReportSettings,
    min_cell: int,
    *,
    formats: Sequence[str],
    language: str | None,
    manifest: Mapping[str, str],
) -> Rebuilt | None:
    """Write the report of a past week as it was last written; None where it was not, or only while
    the week was running.

    Formats and languages that were not written then are made of the same data, and recorded. When
    what was written then does not come out the same, no file is touched. `manifest` is that of the
    present program. Raises as `write_report` does.
    """
    check_formats(formats)
    week = week_of_day(first_day(week))
    over = start_of_day(first_day(week) + timedelta(days=7))
    records = written_since(store, week, over)
    if not records:
        return None
    known_at = records[0].known_at
    before = [one for one in records if one.known_at == known_at]
    stricter = max(min_cell, written_edition(before[0]).min_cell)
    wanted = Words(language or settings.language).language
    made, same = _made_again(store, before, stricter, wanted, formats)
    edition = _edition(before[0], wanted, stricter)
    if not same:
        changes = _changes(before[0], made, stricter, manifest)
        return Rebuilt(edition.now, edition.model, (), changes)
    paths = keep(settings.folder, edition, made)
    kept = {one.format for one in before if one.language == wanted}
    new = {name: content for name, content in made.files.items() if name not in kept}
    record(store, edition, known_at, replace(made, files=new))
    return Rebuilt(edition.now, edition.model, tuple(paths), ())


def _made_again(
    store: Store,
    before: Sequence[WrittenReport],
    min_cell: int,
    language: str,
    formats: Sequence[str],
) -> tuple[Made, bool]:
    """The files asked for, and whether all that was written then comes out the same."""
    known_at = before[0].known_at
    then = {(one.language, one.format): one.sha256 for one in before}

    def again(each: str, names: Sequence[str]) -> Made:
        return make(store, _edition(before[0], each, min_cell), known_at, names)

    def same(each: str, made: Made) -> bool:
        return all(then.get((each, n), sha256(b)) == sha256(b) for n, b in made.files.items())

    mine = [name for each, name in then if each == language]
    made = again(language, list(dict.fromkeys([*formats, *mine])))
    others = sorted({each for each, _ in then} - {language})
    held = same(language, made) and all(
        same(each, again(each, [name for other, name in then if other == each])) for each in others
    )
    return replace(made, files={name: made.files[name] for name in formats}), held


def _edition(written: WrittenReport, language: str, min_cell: int) -> Edition:
    return replace(written_edition(written), language=language, min_cell=min_cell)


def _changes(
    written: WrittenReport, made: Made, min_cell: int, manifest: Mapping[str, str]
) -> tuple[Change, ...]:
    """Everything that is not as it was then; OTHER where nothing is known to be."""
    found = []
    if written.inputs["min_cell"] != min_cell:
        then = str(written.inputs["min_cell"])
        found.append(Change(ChangeKind.MIN_CELL, then, str(min_cell)))
    for name in _PROGRAMS:
        then, now = written.manifest.get(name, ""), manifest.get(name, "")
        if then != now:
            found.append(Change(ChangeKind.PROGRAM, f"{name} {then}", f"{name} {now}"))
    then = written.inputs["made_of"]
    found += [
        Change(kind, _rows(then, kind), _rows(made.made_of, kind))
        for kind in _DATA
        if then.get(kind) != made.made_of.get(kind)
    ]
    return tuple(found) or (Change(ChangeKind.OTHER, "", ""),)


_PROGRAMS = ("Vårdkase", "DuckDB", "Typst")
"""The manifest's entries that name a program and its version."""


def _rows(made_of: Mapping[str, Any], kind: str) -> str:
    return str(made_of.get(kind, {"rows": 0})["rows"])
