"""Texts as hashes of three consecutive words, computed for thousands of texts at once.

All is done on arrays of code points: a word's hash is a polynomial in its letters (Karp and Rabin
1987) taken from one running sum, and a shingle's hash mixes three of them. Hashes are the same in
every process and on every machine.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

SHORT_WORDS = 12
"""Texts shorter than this are one shingle, with their title: a single word decides too much of so
few shingles, so that they are copies only when they are equal but for case and punctuation."""

_CHUNK_LETTERS = 1 << 17
"""Letters hashed at a time: arrays of 1 MB stay in the processor's cache."""

_INVISIBLE = re.compile("[\u00ad\ufeff\u200b-\u200f\u202a-\u202e]")
_SEPARATOR = "\0"

_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so that powers have inverses modulo 2**64
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 1 << 64))
_PLACES = (  # odd factors for the first, second and third word of a shingle
    np.uint64(0xD6E8FEB86659FD93),
    np.uint64(0xA0761D6478BD642F),
    np.uint64(0xE7037ED1A0B428DB),
)


class Shingles(NamedTuple):
    """The shingles of n texts: uint64 of shape (all,), in reading order, repeats included.

    Those of text i are `hashes[starts[i]:starts[i + 1]]`; `starts` is int64 of shape (n + 1,).
    """

    hashes: np.ndarray
    starts: np.ndarray


def shingles(texts: Sequence[tuple[str, str]]) -> Shingles:
    """The shingles of each `(title, text)`.

    Words are compared in lower case and NFC, without punctuation and invisible characters. The
    title counts only where the text is short: copies of one story have other headlines. A text
    without words has none.
    """
    parts = [Shingles(np.zeros(0, np.uint64), np.zeros(1, np.int64))]
    chunk: list[tuple[str, str]] = []
    letters = 0
    for title, text in texts:
        chunk.append((title, text))
        letters += len(text) + 1
        if letters >= _CHUNK_LETTERS:
            parts.append(_of_chunk(chunk))
            chunk, letters = [], 0
    if chunk:
        parts.append(_of_chunk(chunk))
    counts = [np.diff(part.starts) for part in parts]
    starts = np.concatenate([[0], np.cumsum(np.concatenate(counts))]).astype(np.int64)
    return Shingles(np.concatenate([part.hashes for part in parts]), starts)


def _of_chunk(texts: Sequence[tuple[str, str]]) -> Shingles:
    hashed, starts = _word_hashes([text for _, text in texts])
    lengths = np.diff(starts)
    short = np.flatnonzero(lengths < SHORT_WORDS)
    if len(short) == 0:
        return _triples(hashed, lengths, starts)
    full, full_starts = _word_hashes([f"{texts[i][0]} {texts[i][1]}" for i in short.tolist()])
    pieces = np.split(hashed, starts[1:-1]) if len(texts) else []
    whole: dict[int, np.ndarray] = {}
    for place, i in enumerate(short.tolist()):
        words = full[full_starts[place] : full_starts[place + 1]]
        if len(words) >= SHORT_WORDS:
            pieces[i] = words
        else:
            pieces[i] = words[:0]
            whole[i] = words
    lengths = np.array([len(piece) for piece in pieces], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    found = _triples(np.concatenate([np.zeros(0, np.uint64), *pieces]), lengths, starts)
    return _with_whole(found, whole)


def _with_whole(found: Shingles, whole: dict[int, np.ndarray]) -> Shingles:
    """Give each text of `whole` that has words one shingle of them all."""
    counts = np.diff(found.starts)
    pieces = np.split(found.hashes, found.starts[1:-1])
    for i, words in whole.items():
        if len(words):
            powers = np.cumprod(np.full(len(words), _BASE, np.uint64))
            pieces[i] = _mixed(np.sum(words * powers, dtype=np.uint64).reshape(1))
            counts[i] = 1
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Shingles(np.concatenate([np.zeros(0, np.uint64), *pieces]), starts)


def _triples(hashed: np.ndarray, lengths: np.ndarray, starts: np.ndarray) -> Shingles:
    """The shingles of texts whose word hashes stand one after the other."""
    counts = np.maximum(lengths - 2, 0)
    if len(hashed) < 3:
        return Shingles(np.zeros(0, np.uint64), np.zeros(len(lengths) + 1, np.int64))
    first, second, third = _PLACES
    mixed = _mixed(hashed[:-2] * first + hashed[1:-1] * second + hashed[2:] * third)
    inside = np.ones(len(hashed), dtype=bool)
    ends = starts[1:][lengths > 0]
    inside[ends - 1] = False
    inside[np.maximum(ends - 2, 0)] = False
    return Shingles(mixed[inside[: len(mixed)]], np.concatenate([[0], np.cumsum(counts)]))


def _word_hashes(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The hash of each word, and where each text's words start (shape (n + 1,))."""
    joined = _SEPARATOR.join(texts).lower() + _SEPARATOR
    if not joined.isascii():
        joined = _INVISIBLE.sub("", unicodedata.normalize("NFC", joined))
    if joined.count(_SEPARATOR) != len(texts):
        joined = _SEPARATOR.join(t.replace(_SEPARATOR, " ") for t in texts).lower() + _SEPARATOR
        joined = _INVISIBLE.sub("", unicodedata.normalize("NFC", joined))
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    is_letter = _letters()[points]
    edges = np.flatnonzero(np.diff(is_letter, prepend=np.int8(0), append=np.int8(0)))
    begins, ends = edges[::2], edges[1::2]
    powers, inverses = _powers(len(points))
    running = np.zeros(len(points) + 1, dtype=np.uint64)
    np.cumsum((points.astype(np.uint64) + np.uint64(1)) * powers[: len(points)], out=running[1:])
    hashed = _mixed((running[ends] - running[begins]) * inverses[begins])
    breaks = np.flatnonzero(points == ord(_SEPARATOR))
    counted = np.searchsorted(begins, breaks)
    return hashed, np.concatenate([[0], counted]).astype(np.int64)


def _mixed(values: np.ndarray) -> np.ndarray:
    """Every bit of the result depends on every bit of the value (Steele et al. 2014, SplitMix)."""
    values = values ^ (values >> np.uint64(30))
    values = values * np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


@functools.cache
def _letters() -> np.ndarray:
    """1 for code points that words consist of (regular expressions' \\w), int8."""
    everything = "".join(map(chr, range(0x110000)))
    table = np.zeros(0x110000, dtype=np.int8)
    for found in re.finditer(r"\w+", everything):
        table[found.start() : found.end()] = 1
    return table


def _powers(size: int) -> tuple[np.ndarray, np.ndarray]:
    """The powers 0, 1 … of the base and of its inverse, at least `size` of them."""
    rounded = 1 << max(18, int(size - 1).bit_length())
    return _power_tables(rounded)


@functools.lru_cache(maxsize=4)
def _power_tables(size: int) -> tuple[np.ndarray, np.ndarray]:
    tables = []
    for base in (_BASE, _INVERSE):
        factors = np.full(size, base, np.uint64)
        factors[0] = 1
        tables.append(np.cumprod(factors, dtype=np.uint64))
    return tables[0], tables[1]
