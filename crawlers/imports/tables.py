"""Rows of CSV and TSV files of any size; how they are written is told by their beginning."""

from __future__ import annotations

import codecs
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, NamedTuple

from crawlers.imports.delimited import (
    Record,
    decoding_errors,
    doubled,
    encoding_of,
    escapes_quotes,
    records,
    text_lines,
    trimmed,
)
from crawlers.imports.reading import (
    AVKLIPPT_RAD,
    FEL_ANTAL_FALT,
    FOR_LANG_RAD,
    saved_by_spreadsheet,
    unreadable_file,
)
from store.errors import ImportFileError

HEAD_BYTES = 262_144
"""So much of a file is looked at to tell how it is written."""

MAX_COLUMNS = 2_000
DELIMITERS = ",;\t|"
_HEADING_AMONG = 20
"""The heading is sought among so many rows: some programs write a title above it."""
_SEPARATOR_HINT = re.compile(r'"?sep=(.)"?\s*')
"""What Excel reads in the first line of a file."""


class TableRow(NamedTuple):
    """A row: the line where it begins (from 1), its fields by column, and what is wrong with it.

    `fault` is "" or one of the reasons of crawlers/imports/reading.py: `avklippt_rad` (the file
    ends within it, or a quote is never closed), `fel_antal_falt` (more or fewer fields than the
    heading) or `for_lang_rad`. The fields of a faulty row are what could be read, or none.
    """

    line: int
    fields: dict[str, str]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is written. `columns` are the heading's names as they stand; a name that comes
    again has ` (2)` after it, one that is empty is `(3)` by its place. `heading_line` is from 1.
    `escaped`: quotes within fields have a backslash before them and are not doubled."""

    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    heading_line: int
    escaped: bool = False


def shape_of(head: bytes) -> Shape | None:
    """How a table is written whose file begins so; None when it is no table of two columns."""
    encoding = encoding_of(head)
    text = codecs.getincrementaldecoder(encoding)(decoding_errors(encoding)).decode(head)
    if escaped := escapes_quotes(text):
        text = doubled(text)
    found = [shape for each in _delimiters(text) if (shape := _shape(text, encoding, each))]
    if not found:
        return None
    return replace(max(found, key=lambda scored: scored[0])[1], escaped=escaped)


def rows_of(path: Path) -> Iterator[TableRow]:
    """The rows of a table below its heading that are not empty, one by one.

    Gives none when the file is no table. Raises ImportFileError when it cannot be read.
    """
    try:
        with path.open("rb") as file:
            shape = shape_of(file.read(HEAD_BYTES))
            if shape is None:
                return
            file.seek(0)
            yield from _rows(file, shape)
    except OSError as error:
        raise unreadable_file(path, error) from error


def _rows(file: BinaryIO, shape: Shape) -> Iterator[TableRow]:
    width = len(shape.columns)
    lines = text_lines(file, shape.encoding)
    if shape.escaped:
        lines = ((number, text and doubled(text)) for number, text in lines)
    for record in records(lines, shape.delimiter, width):
        if record.line <= shape.heading_line:
            continue
        fields = trimmed(record.fields, width)
        if not record.too_long and not any(map(str.strip, fields)):
            continue
        by_name = dict(zip(shape.columns, fields, strict=False))
        if record.too_long:
            yield TableRow(record.line, {}, FOR_LANG_RAD)
        elif record.cut:
            yield TableRow(record.line, by_name, AVKLIPPT_RAD)
        elif len(fields) != width:
            yield TableRow(record.line, by_name, FEL_ANTAL_FALT)
        else:
            yield TableRow(record.line, by_name)


# --- Telling the shape -------------------------------------------------------------------------


def _delimiters(text: str) -> Sequence[str]:
    hint = _SEPARATOR_HINT.fullmatch(text.lstrip("\ufeff").partition("\n")[0])
    return hint[1] if hint and hint[1] in DELIMITERS else DELIMITERS


def _shape(text: str, encoding: str, delimiter: str) -> tuple[tuple[float, int], Shape] | None:
    """The shape that a delimiter gives, and how well it fits: the share of the rows that are as
    wide as the heading, in tenths, and its width."""
    # NUL is left out of lines and not before them, so that they have the numbers of `text_lines`
    begun_lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    lines = (line.replace("\0", "") for line in begun_lines)
    filled = (
        record
        for record in records(enumerate(lines, start=1), delimiter)
        if any(map(str.strip, record.fields))
    )
    begun = list(itertools.islice(filled, 5 * _HEADING_AMONG))
    heading = heading_among(begun[:_HEADING_AMONG])
    if heading is None:
        return None
    columns = named(heading.fields)
    after = [record for record in begun if record.line > heading.line and not record.cut]
    fitting = sum(len(trimmed(record.fields, len(columns))) == len(columns) for record in after)
    share = round(fitting / len(after), 1) if after else 1.0
    return (share, len(columns)), Shape(encoding, delimiter, columns, heading.line)


def heading_among(begun: Sequence[Record]) -> Record | None:
    """The first row that is about as wide as the widest."""
    filled = [sum(bool(field.strip()) for field in record.fields) for record in begun]
    widths = Counter(len(record.fields) for record in begun)
    if not widths or max(widths) < 2:
        return None
    usual = max(widths, key=lambda width: (widths[width] * (width > 1), width))
    for record, names in zip(begun, filled, strict=True):
        if names >= 2 and names * 2 >= usual:
            return record if len(record.fields) <= MAX_COLUMNS else None
    return None


def named(fields: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns, each of them once."""
    names: dict[str, None] = {}
    for place, field in enumerate(trimmed(fields, 0), start=1):
        name = field if field.strip() else f"({place})"
        again = 2
        unique = name
        while unique in names:
            unique, again = f"{name} ({again})", again + 1
        names[unique] = None
    return tuple(names)


_DATA = re.compile(r"\s*(?:https?://|@\w|\d{4}-\d\d-\d\d|\d{9})|.{300}", re.DOTALL)
"""What stands in rows and in no heading: addresses, accounts, days, ids, whole texts."""


def refuse_data(path: Path, columns: Sequence[str]) -> None:
    """Raise ImportFileError when a row of data stands where the heading should: it would be kept,
    with the persons in it, among what columns are called."""
    if any(column.lstrip().startswith('{"') for column in columns):
        raise saved_by_spreadsheet(path)
    if any(map(_DATA.match, columns)):
        raise ImportFileError(
            f"{path}: första raden är ingen rubrikrad; väntade kolumnernas namn. Skriv en rad med "
            "dem överst i filen och läs in den igen."
        )
