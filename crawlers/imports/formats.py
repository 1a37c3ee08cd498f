"""The formats of files that can be imported: who recognises one by its beginning, who reads it.

A module of a format has `recognises(head: bytes, path: Path) -> bool` and
`read(path: Path, reading: Reading) -> Iterator[Row]`, which gives one Row for each row of the file
and raises ImportFileError when the file as a whole cannot be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from crawlers.imports.no_tables import refuse_no_table
from crawlers.imports.reading import Reading, Row, saved_by_spreadsheet, unreadable_file
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
    if not head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").strip():
        raise ImportFileError(
            f"{path}: är tom; väntade rader. Exportera filen på nytt från verktyget."
        )
    for name, module in FORMATS.items():
        if import_module(module).recognises(head, path):
            return name
    if head.removeprefix(b"\xef\xbb\xbf").startswith(b'"{""'):
        raise saved_by_spreadsheet(path)
    refuse_no_table(path, head)
    raise ImportFileError(
        f"{path}: känns inte igen; väntade en fil från {', '.join(FORMATS)}, Excel eller Parquet. "
        "Ange formatet med --format, eller spara filen som CSV."
    )


def told_apart(path: Path, file_format: str) -> str:
    """`file_format` where a file may be of it, else the format that its content is of; "" for one
    that none knows. Raises ImportFileError when it cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise unreadable_file(path, error) from error
    names = (file_format, *FORMATS)
    return next((n for n in names if import_module(FORMATS[n]).recognises(head, path)), "")


_COMMENTS = re.compile(rb'"source_platform": ?"tiktok-comments"|\A[^\n]*\bcomment_url\b')


def is_of_comments(path: Path) -> bool:
    """Whether a file holds comments alone, by its beginning. What they answer is in another file,
    which has to be read before: without it, most of them seem to be about nothing in particular."""
    try:
        with path.open("rb") as file:
            return _COMMENTS.search(file.read(HEAD_BYTES).replace(b"\0", b"")) is not None
    except OSError as error:
        raise unreadable_file(path, error) from error


def read_file(path: Path, file_format: str, reading: Reading) -> Iterator[Row]:
    """One Row for each row of a file in a format. Raises ImportFileError."""
    return import_module(FORMATS[file_format]).read(path, reading)
