"""Cuts a document into windows of tokens that the encoder can read.

A window is `<s> prefix title </s> part of the text </s> context </s>`; title and context stand in
every window, so that each part is read knowing what it belongs to. Texts that need more than one
window are cut into equal parts that overlap. The encoder reads all tokens; the heads see only the
document's own (title and text), since claims of the context are not the document's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from classifiers.text import Text, clean

OTHER, TITLE, BODY, CONTEXT = 0, 1, 2, 3
"""Segments: what a token belongs to. OTHER are prefix, separators and padding."""

MAX_TITLE = 48
MAX_CONTEXT = 96
OVERLAP = 32
MAX_WINDOWS = 24
LAST_WINDOWS = 8
"""Of a text with more windows the first and the last ones are read: title, lead and ending weigh
most, and 24 windows are about 35,000 characters."""


@dataclass(frozen=True, slots=True)
class Windows:
    """Arrays of shape (windows, tokens): ids, attention mask (0/1) and segments, all int64."""

    ids: np.ndarray
    mask: np.ndarray
    segments: np.ndarray

    def shortened(self, most: int) -> Windows:
        """At most so many windows: the first ones and the last."""
        count = len(self.ids)
        if count <= most:
            return self
        kept = [*range(most - 1), count - 1]
        return Windows(self.ids[kept], self.mask[kept], self.segments[kept])


@dataclass(frozen=True, slots=True)
class Windower:
    """Turns texts into windows with one tokenizer. `max_tokens` bounds a window's length."""

    tokenizer: Tokenizer
    prefix: str = "query: "
    max_tokens: int = 384
    begin: str = "<s>"
    end: str = "</s>"
    pad: str = "<pad>"

    def windows(self, text: Text) -> Windows:
        """The document's windows; equal input gives equal output, and there is always one."""
        end = [self._special(self.end)]
        title = self._ids(clean(text.title))[:MAX_TITLE]
        context = self._ids(clean(text.context))[:MAX_CONTEXT]
        prefix = [self._special(self.begin), *self._ids(self.prefix)]
        head = [(prefix, OTHER), (title, TITLE), (end if title else [], OTHER)]
        tail = [(end, OTHER), (context, CONTEXT), (end if context else [], OTHER)]
        room = self.max_tokens - sum(len(ids) for ids, _ in head + tail)
        parts = equal_parts(self._ids(clean(text.text)), room)
        return self._stack([[*head, (part, BODY), *tail] for part in parts])

    def _ids(self, text: str) -> list[int]:
        return self.tokenizer.encode(text, add_special_tokens=False).ids if text else []

    def _special(self, token: str) -> int:
        number = self.tokenizer.token_to_id(token)
        if number is None:
            raise ValueError(f"the tokenizer has no token {token!r}")
        return number

    def _stack(self, rows: list[list[tuple[list[int], int]]]) -> Windows:
        length = max(sum(len(ids) for ids, _ in row) for row in rows)
        shape = (len(rows), length)
        ids = np.full(shape, self._special(self.pad), np.int64)
        mask, segments = np.zeros(shape, np.int64), np.full(shape, OTHER, np.int64)
        for i, row in enumerate(rows):
            flat = [(number, segment) for piece, segment in row for number in piece]
            ids[i, : len(flat)] = [number for number, _ in flat]
            segments[i, : len(flat)] = [segment for _, segment in flat]
            mask[i, : len(flat)] = 1
        return Windows(ids, mask, segments)


def equal_parts(ids: list[int], room: int) -> list[list[int]]:
    """Cut `ids` into the fewest equal parts of at most `room`, each sharing OVERLAP with the next.

    >>> [len(part) for part in equal_parts(list(range(100)), 60)]
    [60, 60]
    """
    if len(ids) <= room:
        return [ids]
    count = math.ceil((len(ids) - OVERLAP) / (room - OVERLAP))
    size = math.ceil((len(ids) + OVERLAP * (count - 1)) / count)
    step = size - OVERLAP
    parts = [ids[i * step : i * step + size] for i in range(count)]
    if count > MAX_WINDOWS:
        parts = parts[: MAX_WINDOWS - LAST_WINDOWS] + parts[-LAST_WINDOWS:]
    return parts
