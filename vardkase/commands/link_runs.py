"""Where a run's files go, so that those of a project's first run are never lost."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from store.errors import SettingsError

FIRST_RUN = "korning-1"
"""Holds what the first run left, once a later one has its results."""


def check_folder(output: Path) -> None:
    """Raise SettingsError where a file lies in the place of the project's folder."""
    if output.exists() and not output.is_dir():
        raise SettingsError(
            f"{output}: är en fil; väntade en mapp. Välj ett annat namn med --output."
        )


def named(files: Mapping[str, bytes], run: int) -> dict[str, bytes]:
    """The files with the run's number in the name of its page, from the second run on."""
    if run == 1:
        return dict(files)
    return {_numbered(name, run): content for name, content in files.items()}


def _numbered(name: str, run: int) -> str:
    first, dot, rest = name.partition(".")
    return f"{first}-{run}{dot}{rest}" if first == "page" else name


def keep_first(output: Path, files: Mapping[str, bytes]) -> Path | None:
    """Copy what the first run left of files that are about to be replaced; the folder, if any.

    Raises SettingsError when they can't be copied: then nothing has been replaced.
    """
    there = [output / name for name in files if (output / name).is_file()]
    kept = output / FIRST_RUN
    if kept.exists() or not there:
        return kept if kept.exists() else None
    part = output / f".{FIRST_RUN}"
    try:
        part.mkdir(exist_ok=True)
        for path in there:
            shutil.copyfile(path, part / path.name)
        part.rename(kept)
    except OSError as error:
        raise SettingsError(
            f"{kept}: den första körningens filer kan inte sparas. Ge mappen skrivrätt, eller välj "
            "en ny med --output."
        ) from error
    return kept
