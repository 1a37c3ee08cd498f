"""Reads the weights file `e5-small-q4.bin`: a 4-bit multilingual-e5-small in one file.

The layout, all little-endian and packed: magic `E5S1`, version, seven sizes, epsilon, block size;
the vocabulary (ids, scores, UTF-8 pieces); a table of characters that the normaliser replaces; a
directory of tensors. A Q4 block is an fp16 scale d and 16 bytes; byte j holds weight j in its low
nibble and weight j + 16 in its high one, and a weight is (nibble − 8) · d.
"""

from __future__ import annotations

import itertools
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from store.errors import ModelError

MAGIC = b"E5S1"
BLOCK = 32
BLOCK_BYTES = 18
F32, Q4 = 0, 1


@dataclass(frozen=True, slots=True)
class Sizes:
    """The shape of the encoder, in the order of the file."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    rows: int
    positions: int
    types: int
    layer_norm_eps: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Unigram pieces and their log probabilities; a piece's index is its id."""

    pieces: tuple[str, ...]
    scores: np.ndarray
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """One entry of the directory: `count` weights, stored in `data`."""

    name: str
    kind: int
    count: int
    data: memoryview

    def weights(self) -> np.ndarray:
        """All weights as float32, shape (count,)."""
        if self.kind == F32:
            return np.frombuffer(self.data, "<f4").copy()
        scales, nibbles = self.blocks()
        return ((nibbles.astype(np.float32) - 8.0) * scales[:, None]).reshape(-1)

    def blocks(self) -> tuple[np.ndarray, np.ndarray]:
        """A Q4 tensor's scales, float32 (blocks,), and nibbles, uint8 (blocks, 32), in 0..15."""
        raw = np.frombuffer(self.data, np.uint8).reshape(-1, BLOCK_BYTES)
        scales = raw[:, :2].copy().view("<f2").astype(np.float32)[:, 0]
        packed = raw[:, 2:]
        return scales, np.concatenate([packed & 0x0F, packed >> 4], axis=1)


@dataclass(frozen=True, slots=True)
class Weights:
    """A weights file that has been read."""

    sizes: Sizes
    vocabulary: Vocabulary
    replacements: dict[str, str]
    tensors: dict[str, Tensor]


class _Cursor:
    """Reads packed values one after the other and says where the file ends too early."""

    def __init__(self, data: bytes, path: Path) -> None:
        self.data, self.path, self.at = data, path, 0

    def take(self, layout: str) -> tuple:
        """The next values of a `struct` layout, little-endian; raises ModelError past the end."""
        size = struct.calcsize("<" + layout)
        if self.at + size > len(self.data):
            raise ModelError(
                f"{self.path}: filen tar slut vid byte {len(self.data)}; väntade ett värde vid "
                f"byte {self.at}; hämta paketet på nytt"
            )
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += size
        return values

    def raw(self, size: int) -> bytes:
        """The next `size` bytes; raises ModelError where fewer are left."""
        return self.take(f"{size}s")[0]


def read_weights(path: Path) -> Weights:
    """Read the whole file. Raises ModelError when it is not of this format or is cut off."""
    data = path.read_bytes()
    cursor = _Cursor(data, path)
    magic, version = cursor.take("4sI")
    if (magic, version) != (MAGIC, 1):
        raise ModelError(
            f"{path}: börjar med {magic!r} version {version}; väntade {MAGIC!r} version 1; "
            "använd e5-small-q4.bin ur det paket som dokumentationen anger"
        )
    hidden, layers, heads, intermediate, rows, positions, types = cursor.take("7i")
    eps, block = cursor.take("fi")
    if block != BLOCK:
        raise ModelError(f"{path}: blockstorlek {block}; väntade {BLOCK}; hämta paketet på nytt")
    sizes = Sizes(hidden, layers, heads, intermediate, rows, positions, types, eps)
    vocabulary = _read_vocabulary(cursor)
    replacements = _read_replacements(cursor)
    return Weights(sizes, vocabulary, replacements, _read_tensors(cursor))


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    count, bos, eos, pad, unk = cursor.take("5i")
    (blob_bytes,) = cursor.take("Q")
    offsets = cursor.take(f"{count + 1}I")
    scores = np.array(cursor.take(f"{count}f"), np.float32)
    blob = cursor.raw(blob_bytes)
    pieces = tuple(blob[a:b].decode() for a, b in itertools.pairwise(offsets))
    return Vocabulary(pieces, scores, bos, eos, pad, unk)


def _read_replacements(cursor: _Cursor) -> dict[str, str]:
    entries, _ = cursor.take("iI")
    table = {}
    for _ in range(entries):
        code, length = cursor.take("IB")
        table[chr(code)] = "".join(map(chr, cursor.take(f"{length}I")))
    return table


def _read_tensors(cursor: _Cursor) -> dict[str, Tensor]:
    (count,) = cursor.take("i")
    tensors = {}
    view = memoryview(cursor.data)
    for _ in range(count):
        (name_bytes,) = cursor.take("H")
        name = cursor.raw(name_bytes).decode()
        kind, weights, offset, size = cursor.take("BIQQ")
        expected = weights * 4 if kind == F32 else weights // BLOCK * BLOCK_BYTES
        if kind not in (F32, Q4) or size != expected or offset + size > len(view):
            raise ModelError(
                f"{cursor.path}, tensor {name}: typ {kind}, {size} byte vid {offset}; väntade "
                f"{expected} byte inom filen; hämta paketet på nytt"
            )
        tensors[name] = Tensor(name, kind, weights, view[offset : offset + size])
    return tensors
