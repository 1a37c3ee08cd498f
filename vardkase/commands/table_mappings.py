"""What the columns of a table mean: remembered, given in a file, or asked for on a terminal."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from crawlers.dates import STOCKHOLM
from crawlers.imports.mapping import faults, proposed
from crawlers.imports.mapping_doubts import NO_AUTHOR, Sample
from crawlers.imports.mapping_files import (
    PROPOSAL_ENDING,
    read_mapping,
    read_origins,
    read_remembered,
    written_proposal,
    written_remembered,
)
from crawlers.imports.reading import Mapped
from crawlers.imports.tabular import Table
from store.errors import SettingsError
from vardkase.commands.context import write_whole
from vardkase.commands.mapping_dialogue import confirmed_by_person

FILE_NAME = "import-mappings.toml"
"""Beside vardkase.toml: what was answered, by the digest of the heading."""

_ASK_AGAIN = "svaren är inte sparade, så kör samma kommando igen och svara på nytt"


class Proposed(SettingsError):
    """A proposal lies in its file and waits for a person."""

    def __init__(self, path: Path, file: Path) -> None:
        self.path = path
        super().__init__(
            f"{file}: kolumnerna är inte kända sedan förut; ingenting är inläst. Ett förslag till "
            f"vad de betyder ligger i {path}; gå igenom det, ändra confirmed till true, och kör "
            f"`vardkase import {file} --mapping {path}`."
        )


class Explained(NamedTuple):
    """The mapping of a table, a Swedish text on where it is from, and what to do if it is wrong."""

    digest: str
    mapping: Mapped
    told: str
    if_wrong: str


class Mappings:
    """What the columns of the tables of one command mean.

    What is new is remembered when `keep` says that rows came in by it: wrong answers are asked for
    again. `folder` is that of vardkase.toml. With `ask` a person is asked on the terminal, where
    there is one; with `anew` also of what is remembered.
    """

    def __init__(self, folder: Path, now: datetime, ask: bool, anew: bool = False) -> None:
        self._path = folder / FILE_NAME
        self._now = now
        self._ask = ask
        self._anew = anew
        self._remembered = read_remembered(self._path)
        self._new: dict[str, tuple[Mapped, str]] = {}

    def of(self, table: Table, given: Path | None) -> Explained:
        """The mapping of a table; `given` is the file of --mapping.

        Raises SettingsError, or Proposed when it wrote a proposal.
        """
        digest = table.digest
        if given is not None:
            mapping = read_mapping(given, table.columns)
            if self._remembered.get(digest) != mapping:
                self._note(table, mapping)
            told = f"{table.path}: kolumnerna lästes efter {given}."
            doubts = "".join(f"\nOBS: {said}." for said in self._doubts(table, mapping))
            return Explained(digest, mapping, told + doubts, f"rätta {given} och kör igen")
        if digest in self._new:
            mapping, told = self._new[digest][0], f"{table.path}: kolumnerna är som i filen före."
            return Explained(digest, mapping, told, _ASK_AGAIN)
        if (found := self._remembered.get(digest)) and not self._anew:
            if wrong := faults(found, table.columns):
                raise SettingsError(
                    f"{self._path}, [{digest}]: {'; '.join(wrong)}. Rätta avsnittet, eller kör med "
                    "--ask så ställs frågorna på nytt. Ingenting har lästs in."
                )
            told = f"{table.path}: kolumnerna lästes som förra gången ({FILE_NAME})."
            again = f"kör `vardkase import {table.path} --ask` och svara på nytt"
            return Explained(digest, found, told, again)
        sample = Sample(table, self._now)
        fitting = found if found and not faults(found, table.columns) else None
        guessed = fitting or proposed(table.columns, sample.contents)
        if self._ask and sys.stdin.isatty() and sys.stdout.isatty():
            mapping = confirmed_by_person(table, guessed, sample)
            self._note(table, mapping)
            return Explained(digest, mapping, "", _ASK_AGAIN)
        raise Proposed(_propose(table, guessed, sample), table.path)

    def keep(self, digest: str) -> str:
        """Remember the mapping of tables with this heading, by which rows have come in; gives a
        Swedish sentence on it, "" when nothing is new."""
        if digest not in self._new:
            return ""
        mapping, origin = self._new.pop(digest)
        known = read_remembered(self._path)
        origins = read_origins(self._path)
        text = written_remembered({**known, digest: mapping}, {**origins, digest: origin})
        write_whole(self._path, lambda part: part.write_text(text, encoding="utf-8"))
        return f"Svaren ligger i {self._path} och gäller alla filer med samma rubrikrad."

    def _note(self, table: Table, mapping: Mapped) -> None:
        day = self._now.astimezone(STOCKHOLM).date()
        self._new[table.digest] = (mapping, f"{table.path.name}, {day}")

    def _doubts(self, table: Table, mapping: Mapped) -> list[str]:
        sample = Sample(table, self._now)
        found = [
            f"{field} = ”{column[:60]}”: {said}"
            for field, column in mapping.items()
            if not column.startswith("=") and (said := sample.doubt(field, column))
        ]
        return [*found, NO_AUTHOR] if sample.lacks_authors(mapping) else found


def _propose(table: Table, mapping: Mapped, sample: Sample) -> Path:
    path = table.path.with_name(f"{table.path.name}{PROPOSAL_ENDING}")
    if path.exists():
        raise SettingsError(
            f"{path}: finns redan; väntade --mapping. Kör `vardkase import {table.path} --mapping "
            f"{path}`, eller flytta filen för ett nytt förslag. Ingenting har lästs in."
        )
    remark = NO_AUTHOR if sample.lacks_authors(mapping) else ""
    text = written_proposal(mapping, sample.contents, str(table.path), str(path), remark)
    write_whole(path, lambda part: part.write_text(text, encoding="utf-8"))
    return path
