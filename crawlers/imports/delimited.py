"""Delimited text split into its rows: lines of any length, quotes that are never closed.

A quote that is opened and never closed, as in a file cut short, takes no more than the lines up to
the next one that is a whole row: the rest of the file is still read.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, NamedTuple

MAX_RECORD_CHARS = 2_000_000
"""A longer row is no post; its lines are passed over without being held in memory."""

_END = "\ue000end of the file\ue000"


class Record(NamedTuple):
    """Fields as they stand; `cut` when the file ends in it or a quote in it is never closed."""

    line: int
    fields: Sequence[str]
    cut: bool = False
    too_long: bool = False


def encoding_of(head: bytes) -> str:
    """The encoding of a file that begins so: utf-16-le, utf-16-be, or utf-8 for all others.

    Bytes that are no UTF-8 are read as Windows-1252, so that its files are read by the same way.
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16-le" if head.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    start = head[:200]  # the heading, most of it in plain letters
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) * 3 > len(start) and min(even, odd) * 8 < max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    return "utf-8"


def text_lines(file: BinaryIO, encoding: str) -> Iterator[tuple[int, str | None]]:
    """Physical lines with their numbers and ends, without NUL and BOM; None for one too long."""
    text = io.TextIOWrapper(file, encoding, errors=decoding_errors(encoding), newline="")
    try:
        yield from _numbered(text)
    finally:
        text.detach()  # whoever opened the file closes it


def _numbered(text: io.TextIOWrapper) -> Iterator[tuple[int, str | None]]:
    number = 0
    while line := text.readline(MAX_RECORD_CHARS):
        number += 1
        if len(line) == MAX_RECORD_CHARS and not _ended(line):
            while (rest := text.readline(MAX_RECORD_CHARS)) and not _ended(rest):
                pass
            yield number, None
            continue
        if number == 1:
            line = line.removeprefix("\ufeff")
        yield number, line.replace("\0", "") if "\0" in line else line


def decoding_errors(encoding: str) -> str:
    """The `errors` to open a file with: in UTF-8, bytes that are none are read as Windows-1252."""
    return _FALLBACK if encoding == "utf-8" else "replace"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """What stands for bytes that are no UTF-8 (see codecs.register_error)."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_FALLBACK = "vardkase.cp1252"
codecs.register_error(_FALLBACK, _as_windows)


_ESCAPED = re.compile(r'(?<!\\)((?:\\\\)*)\\"')
_OPENS = re.compile(r'(?<!\\)\\"\w')
_OPENS_DOUBLED = re.compile(r'""\w')


def escapes_quotes(text: str) -> bool:
    """Whether a file that begins so writes quotes within fields as `\\"` and never doubles them, as
    databases and PHP do."""
    return _OPENS.search(text) is not None and _OPENS_DOUBLED.search(text) is None


def doubled(text: str) -> str:
    """A text with its escaped quotes doubled instead."""
    return _ESCAPED.sub(r'\1""', text)


def records(
    lines: Iterator[tuple[int, str | None]], delimiter: str, width: int = 0
) -> Iterator[Record]:
    """Rows, each of one line or more. With the width of the heading, a row of several lines that
    does not fit gives back those from the first that is a whole row by itself."""
    source = _Source(lines)
    for number, text in source:
        if text is None:
            yield Record(number, (), too_long=True)
        elif '"' not in text:
            fields = text.rstrip("\r\n").split(delimiter)
            yield Record(number, fields, cut=len(fields) < width and not _ended(text))
        else:
            yield _quoted(number, text, source, delimiter, width)


def _quoted(number: int, text: str, source: _Source, delimiter: str, width: int) -> Record:
    """The row that begins with this line, which has quotes in it."""
    taken = [(number, text)]
    fields = _split(_feed(taken, source), delimiter)
    unclosed = bool(fields) and fields[-1].endswith(_END)
    if unclosed:
        fields[-1] = fields[-1].removesuffix(_END)
    if (
        width
        and len(taken) > 1
        and (
            unclosed
            or len(trimmed(fields, width)) != width
            or not _is_well_quoted(taken, delimiter)
        )
    ):
        after = _from_whole_row(taken, delimiter, width)
        source.give_back(after)
        unclosed = unclosed or bool(after)
    at_end = len(fields) < width and not _ended(taken[-1][1])
    return Record(number, fields, cut=unclosed or at_end)


def _is_well_quoted(taken: Sequence[tuple[int, str]], delimiter: str) -> bool:
    """Whether quotes stand at the ends of fields only: one that was never closed ends where the
    next row's begins, amid its text."""
    try:
        next(csv.reader((text for _, text in taken), delimiter=delimiter, strict=True), [])
    except csv.Error:
        return False
    return True


def _split(lines: Iterable[str], delimiter: str) -> list[str]:
    """The fields of the first row of these lines."""
    csv.field_size_limit(4 * MAX_RECORD_CHARS)  # the module's own limit is less than a long text
    return next(csv.reader(lines, delimiter=delimiter), [])


def _ended(text: str) -> bool:
    return text.endswith(("\n", "\r"))


def _feed(taken: list[tuple[int, str]], source: _Source) -> Iterator[str]:
    """The first line and those that follow it as long as they are asked for; then an end that is
    seen in a field whose quote was never closed."""
    yield taken[0][1]
    size = len(taken[0][1])
    for number, text in source:
        if text is None or size + len(text) > MAX_RECORD_CHARS:
            source.give_back([(number, text)])
            break
        size += len(text)
        taken.append((number, text))
        yield text
    yield _END


def _from_whole_row(
    taken: Sequence[tuple[int, str]], delimiter: str, width: int
) -> Sequence[tuple[int, str]]:
    for place, (_, text) in enumerate(taken[1:], start=1):
        fields = _split([text, _END], delimiter)
        if fields and not fields[-1].endswith(_END) and len(trimmed(fields, width)) == width:
            return taken[place:]
    return ()


class _Source:
    """Numbered lines, some of which may be given back to be read again."""

    def __init__(self, lines: Iterator[tuple[int, str | None]]) -> None:
        self._lines = lines
        self._again: deque[tuple[int, str | None]] = deque()

    def __iter__(self) -> _Source:
        return self

    def __next__(self) -> tuple[int, str | None]:
        return self._again.popleft() if self._again else next(self._lines)

    def give_back(self, lines: Sequence[tuple[int, str | None]]) -> None:
        """Let these lines be read again, in their order."""
        self._again.extendleft(reversed(lines))


def trimmed(fields: Sequence[str], width: int) -> Sequence[str]:
    """The fields without empty ones beyond the width of the heading."""
    last = len(fields)
    while last > width and not fields[last - 1].strip():
        last -= 1
    return fields[:last]
