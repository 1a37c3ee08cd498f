"""The formats of files that can be imported: who recognises one by its beginning, who reads it.

A module of a format has `recognises(head: bytes, path: Path) -> bool` and
`read(path: Path, reading: Reading) -> Iterator[Row]`, which gives one Row for each row of the file
and raises ImportFileError when the file as a whole cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from crawlers.imports.reading import Reading, Row, unreadable_file
from store.errors import ImportFileError

HEAD_BYTES = 262_144
"""So much of a file is looked at to tell what it is."""

FORMATS = {
    "zeeschuimer": "crawlers.imports.zeeschuimer",
    "4cat": "crawlers.imports.fourcat",
    "crowdtangle": "crawlers.imports.crowdtangle",
    "meltwater": "crawlers.imports.meltwater",
    "retriever": "crawlers.imports.retriever",
    "jsonl": "crawlers.imports.jsonl",
    "csv": "crawlers.imports.mapped",
}
"""By the names that `--format` takes, in the order in which they are tried. `csv` stands for any
table with a mapping: CSV, Excel, JSON Lines or Parquet."""


def format_of(path: Path) -> str:
    """The name of a file's format, by its content. Raises ImportFileError when it has none."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise unreadable_file(path, error) from error
    for name, module in FORMATS.items():
        if find_spec(module) and import_module(module).recognises(head, path):
            return name
    raise ImportFileError(
        f"{path}: känns inte igen; väntade en fil från {', '.join(FORMATS)}, Excel eller Parquet. "
        "Ange formatet med --format, eller spara filen som CSV."
    )


def read_file(path: Path, file_format: str, reading: Reading) -> Iterator[Row]:
    """One Row for each row of a file in a format. Raises ImportFileError."""
    return import_module(FORMATS[file_format]).read(path, reading)
