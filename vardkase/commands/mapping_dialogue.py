"""What the columns of a table mean: remembered, given in a file, or asked for on a terminal."""

from __future__ import annotations

import itertools
import sys
import textwrap
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import click

from crawlers.imports.mapping import FIELDS, content_of, faults, proposed
from crawlers.imports.mapping_files import (
    PROPOSAL_ENDING,
    read_mapping,
    read_remembered,
    written_proposal,
    written_remembered,
)
from crawlers.imports.post_urls import platform_named
from crawlers.imports.reading import Mapped
from crawlers.imports.tabular import Table
from store.errors import SettingsError
from vardkase.commands.context import write_whole

FILE_NAME = "import-mappings.toml"
"""Beside vardkase.toml: what was answered, by the digest of the heading."""

_SAMPLE_ROWS = 200
_NOTHING = "inget"
_HELP = "?"
_YES = "ja"
_WORDS = {
    "text": "text", "rubrik": "title", "datum": "published_at", "adress": "url", "id": "id",
    "författare": "author", "svar": "reply_to", "plattform": "platform", "källa": "source",
    "språk": "language", "hashtaggar": "hashtags", "gillanden": "likes", "delningar": "shares",
    "kommentarer": "comments", "visningar": "views",
}  # fmt: skip
"""What a person answers, and the field that it means."""
_KINDS = {"inlägg": "post", "artiklar": "article"}


class Proposed(SettingsError):
    """A proposal lies in its file and waits for a person."""

    def __init__(self, path: Path, file: Path) -> None:
        self.path = path
        super().__init__(
            f"{file}: kolumnerna är inte kända sedan förut; ingenting är inläst. Ett förslag till "
            f"vad de betyder ligger i {path}; gå igenom det, ändra confirmed till true, och kör "
            f"`vardkase import {file} --mapping {path}`."
        )


def mapping_of(
    table: Table, given: Path | None, folder: Path, now: datetime, ask: bool
) -> tuple[Mapped, str]:
    """The mapping of a table, and a Swedish sentence on where it is from.

    `given` is the file of --mapping, `folder` that of vardkase.toml. With `ask` a person is asked
    on the terminal, where there is one. Raises SettingsError, or Proposed when it wrote a proposal.
    """
    remembered = read_remembered(folder / FILE_NAME)
    if given is not None:
        mapping = read_mapping(given, table.columns)
        if remembered.get(table.digest) != mapping:
            _remember(folder, remembered, table.digest, mapping)
        return mapping, f"{table.path}: kolumnerna lästes efter {given}."
    if found := remembered.get(table.digest):
        if wrong := faults(found, table.columns):
            raise SettingsError(
                f"{folder / FILE_NAME}, [{table.digest}]: {'; '.join(wrong)}. Rätta avsnittet, "
                "eller stryk det så ställs frågorna på nytt. Ingenting har lästs in."
            )
        return found, f"{table.path}: kolumnerna lästes som förra gången ({FILE_NAME})."
    contents = _contents(table, now)
    if ask and sys.stdin.isatty() and sys.stdout.isatty():
        mapping = confirmed_by_person(table, contents)
        _remember(folder, remembered, table.digest, mapping)
        return mapping, (
            f"Svaren ligger i {folder / FILE_NAME} och gäller alla filer med samma rubrikrad."
        )
    raise Proposed(_propose(table, contents), table.path)


def _contents(table: Table, now: datetime) -> dict[str, str]:
    """What kind of thing stands in each column."""
    sample = [row.fields for row in itertools.islice(table.rows(), _SAMPLE_ROWS)]
    return {
        column: content_of((fields.get(column, "") for fields in sample), now)
        for column in table.columns
    }


def _propose(table: Table, contents: Mapping[str, str]) -> Path:
    path = table.path.with_name(f"{table.path.name}{PROPOSAL_ENDING}")
    if path.exists():
        raise SettingsError(
            f"{path}: finns redan; väntade --mapping. Kör `vardkase import {table.path} --mapping "
            f"{path}`, eller flytta filen för ett nytt förslag. Ingenting har lästs in."
        )
    text = written_proposal(proposed(table.columns, contents), contents, str(table.path), str(path))
    write_whole(path, lambda part: part.write_text(text, encoding="utf-8"))
    return path


def _remember(folder: Path, known: Mapping[str, Mapped], digest: str, mapping: Mapped) -> None:
    text = written_remembered({**known, digest: mapping})
    write_whole(folder / FILE_NAME, lambda part: part.write_text(text, encoding="utf-8"))


def confirmed_by_person(table: Table, contents: Mapping[str, str]) -> dict[str, str]:
    """Ask column by column what it is, and whether all of it is right; shows no value of the file.

    What is answered is remembered for all files with this heading, so a slip of the hand must be
    seen before that.
    """
    guessed = proposed(table.columns, contents)
    click.echo(
        f"{table.path}: en tabell med {len(table.columns)} kolumner som Vårdkase inte har sett "
        "förut.\nSkriv vad som står i var och en, så läses filen in. Nästa fil med samma rubrikrad "
        "läses utan frågor."
    )
    _show_words()
    while True:
        mapping = _asked(table, contents, guessed)
        mapping["kind"] = f"={_kind(guessed.get('kind', '=post')[1:])}"
        if mapping["kind"] == "=post" and not mapping.keys() & {"platform", "url"}:
            mapping["platform"] = f"={_platform()}"
        if wrong := faults(mapping, table.columns):
            click.echo(f"Det går inte: {'; '.join(wrong)}. Frågorna kommer på nytt.")
        elif _is_right(mapping):
            return mapping
        guessed = mapping


def _show_words() -> None:
    """What can be answered, a line each."""
    click.echo(f"Svara med ett av orden; Enter tar det som står inom [], {_HELP} visar orden igen.")
    width = max(map(len, _WORDS)) + 2
    for word, field in _WORDS.items():
        click.echo(f"  {word:<{width}}{FIELDS[field]}")
    click.echo(f"  {_NOTHING:<{width}}kolumnen behövs inte och läses inte in")


def _asked(table: Table, contents: Mapping[str, str], guessed: Mapping[str, str]) -> dict[str, str]:
    word_of = {field: word for word, field in _WORDS.items()}
    field_of = {column: field for field, column in guessed.items()}
    mapping: dict[str, str] = {}
    for number, column in enumerate(table.columns, start=1):
        place = f"{number} av {len(table.columns)}"
        shown = f"{place}: Vad står i ”{column[:60]}” ({contents.get(column, '')})?"
        guess = word_of.get(field_of.get(column, ""), _NOTHING)
        if word := _word_for(shown, guess, mapping):
            mapping[_WORDS[word]] = column
    return mapping


def _word_for(shown: str, guess: str, mapping: Mapped) -> str:
    """The word that a person answers for a column, "" where it is not needed; `mapping` is what
    was answered before."""
    if _WORDS.get(guess) in mapping:
        guess = _NOTHING
    while True:
        answer = click.prompt(shown, default=guess, prompt_suffix=" ").strip().lower()
        field = _WORDS.get(answer, "")
        if answer == _NOTHING:
            return ""
        if field and field not in mapping:
            return answer
        if answer == _HELP:
            _show_words()
        elif field:
            click.echo(
                f"”{mapping[field]}” är redan {answer}, och bara en kolumn kan vara det; svara "
                f"{_NOTHING} eller ett annat ord."
            )
        else:
            click.echo(f"Det ordet finns inte. Svara med ett av orden; {_HELP} visar dem.")


def _kind(guess: str) -> str:
    default = next(word for word, kind in _KINDS.items() if kind == guess)
    while True:
        answer = click.prompt(
            "Är raderna inlägg som människor har skrivit, eller artiklar ur medier? Svara inlägg "
            "eller artiklar:",
            default=default,
            prompt_suffix=" ",
        )
        if found := _KINDS.get(answer.strip().lower()):
            return found
        click.echo("Svara inlägg eller artiklar.")


def _platform() -> str:
    while True:
        answer = click.prompt(
            "Vilken plattform är inläggen från? Skriv dess webbadress, till exempel tiktok.com:",
            prompt_suffix=" ",
        ).strip()
        if found := platform_named(answer):
            return found
        if "." in answer and " " not in answer:
            return answer.lower()
        click.echo("Skriv plattformens adress, till exempel tiktok.com.")


def _is_right(mapping: Mapped) -> bool:
    """Whether a person holds that all was answered as it should be, having seen it together."""
    word_of = {field: word for word, field in _WORDS.items()}
    told = [
        f"{word_of[field]} = {column[1:] if column.startswith('=') else f'”{column[:60]}”'}"
        for field, column in mapping.items()
        if field in word_of
    ]
    rows = next(word for word, kind in _KINDS.items() if mapping["kind"] == f"={kind}")
    said = f"Så läses filen: {', '.join(told)}; raderna är {rows}."
    click.echo(textwrap.fill(said, 88, subsequent_indent="  "))
    while True:
        answer = click.prompt("Stämmer det? (ja, nej)", default=_YES).strip().lower()
        if answer in {_YES, "j"}:
            return True
        if answer in {"nej", "n"}:
            click.echo("Frågorna kommer på nytt, med dina svar som förslag.")
            return False
        click.echo("Svara ja eller nej.")
