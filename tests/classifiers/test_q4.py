"""The reader of the weights file, on a file that is made by hand."""

import struct
from pathlib import Path

import numpy as np
import pytest

from classifiers.pretrained.q4 import read_weights
from classifiers.pretrained.vocabulary import kept_ids
from store.errors import ModelError

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁barn", "дети", "أطفال", "!", "<mask>"]
SCORES = [0.0, 0.0, 0.0, 0.0, -5.5, -6.0, -6.5, -9.25, 0.0]


def packed_tensor(kind: int, values: bytes, name: str, count: int, offset: int) -> bytes:
    encoded = name.encode()
    head = struct.pack("<H", len(encoded)) + encoded
    return head + struct.pack("<BIQQ", kind, count, offset, len(values))


def handmade(magic: bytes = b"E5S1", block: int = 32) -> bytes:
    """A weights file with nine pieces, one replacement, one Q4 and one float tensor."""
    head = magic + struct.pack("<I7ifi", 1, 32, 1, 1, 32, 9, 8, 2, 1e-12, block)
    blob = "".join(PIECES).encode()
    offsets = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)])
    vocabulary = struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob))
    vocabulary += struct.pack(f"<{len(offsets)}I", *offsets)
    vocabulary += struct.pack(f"<{len(SCORES)}f", *SCORES) + blob
    table = struct.pack("<iI", 2, 0) + struct.pack("<IB2I", ord("ﬁ"), 2, ord("f"), ord("i"))
    table += struct.pack("<IB", 0x200B, 0)
    nibbles = bytes((j % 16) | ((15 - j) << 4) for j in range(16))
    q4 = np.float16(0.5).tobytes() + nibbles
    floats = np.array([1.5, -2.0], "<f4").tobytes()
    directory_bytes = 4 + 2 * (2 + 1 + 4 + 8 + 8) + len("wb")
    start = len(head) + len(vocabulary) + len(table) + directory_bytes
    directory = struct.pack("<i", 2) + packed_tensor(1, q4, "w", 32, start)
    directory += packed_tensor(0, floats, "b", 2, start + len(q4))
    return head + vocabulary + table + directory + q4 + floats


@pytest.fixture
def weights_file(tmp_path: Path) -> Path:
    path = tmp_path / "small.bin"
    path.write_bytes(handmade())
    return path


def test_sizes_and_pieces_are_read(weights_file: Path):
    weights = read_weights(weights_file)
    assert (weights.sizes.hidden, weights.sizes.layers, weights.sizes.rows) == (32, 1, 9)
    assert list(weights.vocabulary.pieces) == PIECES
    assert weights.vocabulary.scores.tolist() == SCORES
    assert (weights.vocabulary.pad, weights.vocabulary.unk) == (1, 3)


def test_replacements_may_delete_a_character(weights_file: Path):
    assert read_weights(weights_file).replacements == {"ﬁ": "fi", "\u200b": ""}


def test_low_nibbles_come_first_in_a_block_and_eight_is_zero(weights_file: Path):
    tensor = read_weights(weights_file).tensors["w"]
    low = [(j - 8) * 0.5 for j in range(16)]
    assert tensor.weights().tolist() == low + low[::-1]


def test_float_tensors_are_read_as_they_are(weights_file: Path):
    assert read_weights(weights_file).tensors["b"].weights().tolist() == [1.5, -2.0]


def test_pieces_with_letters_of_other_scripts_are_dropped(weights_file: Path):
    vocabulary = read_weights(weights_file).vocabulary
    kept = [PIECES[i] for i in kept_ids(vocabulary)]
    assert kept == ["<s>", "<pad>", "</s>", "<unk>", "▁barn", "أطفال", "!", "<mask>"]


def test_another_file_is_refused_by_name(tmp_path: Path):
    path = tmp_path / "other.bin"
    path.write_bytes(handmade(magic=b"GGUF"))
    with pytest.raises(ModelError, match=r"other\.bin: börjar med b'GGUF'"):
        read_weights(path)


@pytest.mark.parametrize("kept_bytes", [3, 60, 200, 300])
def test_a_file_that_was_cut_off_is_refused(tmp_path: Path, kept_bytes: int):
    path = tmp_path / "cut.bin"
    path.write_bytes(handmade()[:kept_bytes])
    with pytest.raises(ModelError, match="hämta paketet på nytt"):
        read_weights(path)


def test_another_block_size_is_refused(tmp_path: Path):
    path = tmp_path / "blocks.bin"
    path.write_bytes(handmade(block=64))
    with pytest.raises(ModelError, match="blockstorlek 64; väntade 32"):
        read_weights(path)
