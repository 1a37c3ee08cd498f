"""Files with a JSON object a line, as other tools write them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from crawlers.imports.reading import (
    AVKLIPPT_RAD,
    FOR_LANG_RAD,
    INGEN_POST,
    OGILTIG_JSON,
    Row,
    SetAside,
    Unusable,
    lines_of,
)

_HEAD_LINES = 20


def rows_of(path: Path, row_of: Callable[[dict[str, Any]], Row]) -> Iterator[Row]:
    """What `row_of` makes of the object of each line that is not empty; else why it is set aside.

    Raises ImportFileError when the file cannot be read.
    """
    for number, line, last in _with_last(lines_of(path)):
        try:
            yield row_of(object_of(line))
        except Unusable as unusable:
            cut = last and unusable.reason == OGILTIG_JSON
            yield SetAside(number, AVKLIPPT_RAD if cut else unusable.reason)


def objects_of(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file, passing over the lines that are none. Raises ImportFileError."""
    for _, line in lines_of(path):
        try:
            yield object_of(line)
        except Unusable:
            continue


def object_of(line: bytes | None) -> dict[str, Any]:
    """The object of a line; None stands for one that is too long. Raises Unusable."""
    if line is None:
        raise Unusable(FOR_LANG_RAD)
    try:
        row = json.loads(line.decode())
    except (ValueError, RecursionError):
        raise Unusable(OGILTIG_JSON) from None
    if not isinstance(row, dict):
        raise Unusable(INGEN_POST)
    return row


def lines_of_head(head: bytes) -> list[bytes]:
    """The first lines of a file that begins so, the last of them perhaps in part."""
    lines = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").split(b"\n", _HEAD_LINES)
    return [line.strip() for line in lines[:_HEAD_LINES]]


def _with_last(
    lines: Iterator[tuple[int, bytes | None]],
) -> Iterator[tuple[int, bytes | None, bool]]:
    """The lines, and of each whether it is the last one: that may have been cut off."""
    held = next(lines, None)
    while held is not None:
        following = next(lines, None)
        yield *held, following is None
        held = following
