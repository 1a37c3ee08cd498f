"""The files of an import: what each is taken for, and what became of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import click

from crawlers.imports.formats import format_of, is_of_comments, told_apart
from crawlers.imports.tabular import JSON_LINES, table_of
from scheduler.ingest import Summary
from store.errors import ImportFileError, SettingsError
from vardkase.commands.table_mappings import Explained, Mappings
from vardkase.terminal import rows_told

TABLE = "csv"
"""The format of tables whose columns a person explains."""

_NAMES = {
    "zeeschuimer": "Zeeschuimer",
    "4cat": "4CAT",
    "crowdtangle": "CrowdTangle",
    "meltwater": "Meltwater",
    "retriever": "Retriever",
    "jsonl": "Vårdkases JSON Lines",
    TABLE: "tabell",
}


_LINES = frozenset({"zeeschuimer", "jsonl"})
"""Formats with a JSON object on each line: a table of another kind is plainly none of them."""


class Planned(NamedTuple):
    """A file, the format that it is read as, and for a table what its columns mean."""

    path: Path
    file_format: str
    explained: Explained | None = None


def plan(
    files: Sequence[Path],
    file_format: str,
    mapping_file: Path | None,
    mappings: Mappings,
    quiet: bool,
) -> tuple[list[Planned], list[str]]:
    """The files that can be read, those with comments last, and why the others cannot, before
    anything is read in.

    `quiet`: nothing is told. Raises SettingsError when a file does not exist or a
    table has to be explained first.
    """
    for path in files:
        if not path.is_file():
            what = "är en mapp" if path.is_dir() else "filen finns inte"
            raise SettingsError(f"{path}: {what}; väntade en fil. Ingenting har lästs in.")
    planned: list[Planned] = []
    problems: list[str] = []
    for path in files:
        try:
            planned.append(_planned(path, file_format, mapping_file, mappings, quiet))
        except ImportFileError as error:
            problems.append(str(error))
    return sorted(planned, key=lambda each: is_of_comments(each.path)), problems


def _planned(
    path: Path, file_format: str, mapping_file: Path | None, mappings: Mappings, quiet: bool
) -> Planned:
    if file_format == "auto":
        file_format = TABLE if mapping_file is not None else format_of(path)
    elif file_format != TABLE:
        _refuse_other_tool(path, file_format)
    if file_format != TABLE:
        return Planned(path, file_format)
    explained = mappings.of(table_of(path), mapping_file)
    if explained.told and not quiet:
        click.echo(explained.told)
    return Planned(path, file_format, explained)


def _refuse_other_tool(path: Path, file_format: str) -> None:
    """Raise ImportFileError when a file is plainly not of the format given, but of another."""
    looks = told_apart(path, file_format)
    if looks == TABLE and file_format in _LINES and table_of(path).kind != JSON_LINES:
        raise ImportFileError(
            f"{path}: är ingen fil från {_NAMES[file_format]}; det ser ut som en tabell. Ta bort "
            "--format."
        )
    if looks not in ("", file_format, TABLE):
        raise ImportFileError(
            f"{path}: är ingen fil från {_NAMES[file_format]}; det ser ut som en fil från "
            f"{_NAMES[looks]}. Ta bort --format."
        )


@dataclass
class Brought:
    """What an import brought in: the sum of its files, what is told of each, and the tables in
    which nothing says where posts are from. What the columns of tables mean is kept in `mappings`
    once rows came in by it."""

    total: Summary
    mappings: Mappings
    told: list[dict[str, Any]] = field(default_factory=list)
    unknown: list[Path] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)

    def add(self, planned: Planned, part: Summary) -> None:
        """Count a file that has been read."""
        self.told.append(_told_of(planned, part))
        if planned.explained is not None:
            self._add_table(planned.path, planned.explained, part)
        self.total.added += part.added
        self.total.set_aside += part.set_aside
        self._problem(part.problem)

    def _add_table(self, path: Path, explained: Explained, part: Summary) -> None:
        stored = part.added.new + part.added.known + part.added.edited
        rows = stored + part.set_aside.total()
        if stored:
            if kept := self.mappings.keep(explained.digest):
                self.hints.append(kept)
            if part.platform_unknown:
                self.unknown.append(path)
        elif rows:
            self.hints.append(
                f"{path}: ingen av {rows_told(rows)} sparades. Kolumnerna kan vara fel förklarade: "
                f"{explained.if_wrong}."
            )

    def failed(self, error: ImportFileError) -> None:
        """Note a file of which no row could be read."""
        self._problem(str(error))

    def _problem(self, said: str) -> None:
        self.total.problem = f"{self.total.problem}\n{said}".strip()

    def tell(self) -> None:
        """Print a line for each file, and what to do about tables that were read wrongly or have
        no platform."""
        for told in self.told:
            click.echo(_file_line(told))
        for hint in self.hints:
            click.echo(hint)
        if self.unknown:
            click.echo(_platform_hint(self.unknown))


def _platform_hint(files: Sequence[Path]) -> str:
    """What to do about tables where nothing says which platform posts are from."""
    return (
        f"{', '.join(map(str, files))}: det framgår inte vilken plattform inlägg är från. Skriv "
        'till exempel platform = "tiktok.com" under [fixed] i beskrivningen av kolumnerna innan '
        "fler filer läses in; annars raderas ett kontos inlägg bara med --platform import."
    )


def _told_of(planned: Planned, summary: Summary) -> dict[str, Any]:
    """What is told of a file that has been read."""
    counted = summary.as_dict()
    return {
        "file": str(planned.path),
        "format": planned.file_format,
        "rows": counted["rows"],
        "documents": counted["documents"],
    }


def _file_line(told: dict[str, Any]) -> str:
    """The same as a Swedish line."""
    documents = told["documents"]
    aside = sum(documents["set_aside"].values())
    return (
        f"{told['file']}: {_NAMES[told['format']]}, {rows_told(told['rows'])}: "
        f"{documents['new']} nya, "
        f"{documents['known']} kända, {documents['edited']} ändrade, {aside} inte inlästa."
    )
