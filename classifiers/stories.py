"""Story signatures: which documents are copies, light rewrites or reposts of one text.

A text becomes the set of its three-word shingles, the set a MinHash signature (Broder 1997), and
the signature bands of a few values each (locality-sensitive hashing): documents that share a band
are compared, the others never. Signatures and bands are kept in the store, so that new documents
meet old ones by a join and nothing is held in memory.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

SIGNATURE_SIZE = 128
BANDS = 42
ROWS = 3
"""42 bands of 3: a pair with Jaccard similarity 0.4 meets with probability 0.94, one of 0.3 with
0.68, one of 0.1 (same subject, other text) with 0.04; what meets is then verified."""

SAME_STORY = 0.34
"""Least estimated Jaccard similarity within a story. With 128 values its standard error is 0.042;
independent reports on one event stay below 0.15, and a text with an eighth of its words changed is
near 0.45."""

MAX_COMPARED = 50
"""How many documents of one band a document is compared with at most, the nearest before it."""

SHORT_WORDS = 12
"""Texts shorter than this are copies only when they are equal but for case and punctuation: a
single word decides too much of so few shingles."""

_WORD = re.compile(r"\w+", re.UNICODE)
_INVISIBLE = dict.fromkeys([0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F)])

_RANDOM = np.random.default_rng(20220106)
# Multiply-shift hashing (Dietzfelbinger et al. 1997): odd 64-bit factors, so that products wrap.
_A = _RANDOM.integers(0, 1 << 63, SIGNATURE_SIZE, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
_B = _RANDOM.integers(0, 1 << 63, SIGNATURE_SIZE, dtype=np.uint64)
_MIX = _RANDOM.integers(1, 1 << 63, ROWS, dtype=np.uint64) | np.uint64(1)


def words(text: str) -> list[str]:
    """The words of a text as they are compared: lower case, NFC, without invisible characters."""
    return _WORD.findall(unicodedata.normalize("NFC", text).translate(_INVISIBLE).lower())


def signature(title: str, text: str) -> np.ndarray:
    """The MinHash signature, uint32 of shape (SIGNATURE_SIZE,); all zero for an empty document.

    The title counts only where the text is short: copies of one story have other headlines.
    """
    found = words(text)
    if len(found) < SHORT_WORDS:
        found = words(f"{title} {text}")
    if not found:
        return np.zeros(SIGNATURE_SIZE, dtype=np.uint32)
    if len(found) < SHORT_WORDS:
        shingles = [" ".join(found)]
    else:
        shingles = [" ".join(found[i : i + 3]) for i in range(len(found) - 2)]
    hashed = np.fromiter(
        (_hash32(shingle) for shingle in set(shingles)), dtype=np.uint64, count=len(set(shingles))
    )
    mixed = (hashed[:, None] * _A[None, :] + _B[None, :]) >> np.uint64(32)
    return mixed.min(axis=0).astype(np.uint32)


def band_hashes(signature: np.ndarray) -> np.ndarray:
    """uint64 of shape (BANDS,): documents with an equal value may be one story.

    Empty documents have none (shape (0,)), so that they never meet.
    """
    if not signature.any():
        return np.zeros(0, dtype=np.uint64)
    used = signature[: BANDS * ROWS].reshape(BANDS, ROWS).astype(np.uint64)
    position = np.arange(BANDS, dtype=np.uint64) << np.uint64(56)
    mixed = used * _MIX[None, :]
    mixed ^= mixed >> np.uint64(29)
    return (mixed.sum(axis=1, dtype=np.uint64) >> np.uint64(8)) | position


def similarity(one: np.ndarray, other: np.ndarray) -> float:
    """The estimated Jaccard similarity of two documents' shingles, 0..1."""
    return float(np.mean(one == other))


def group(edges: Iterable[tuple[str, str]], order: Mapping[str, int]) -> dict[str, str]:
    """The story of each document that occurs in `edges`: the first member by `order`."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for one, other in edges:
        a, b = sorted((root(one), root(other)), key=lambda n: (order.get(n, 0), n))
        parent[b] = a
    return {node: root(node) for node in parent}


def stories_of(texts: Sequence[tuple[str, str, str]]) -> dict[str, str]:
    """The story of each of `(id, title, text)`, singletons too, earlier ones naming the story."""
    buckets: dict[int, list[int]] = {}
    signatures = [signature(title, text) for _, title, text in texts]
    for position, value in enumerate(signatures):
        for band in band_hashes(value).tolist():
            buckets.setdefault(band, []).append(position)
    seen: set[tuple[int, int]] = set()
    edges = []
    for members in buckets.values():
        for one, other in _pairs(members):
            if (one, other) not in seen:
                seen.add((one, other))
                if similarity(signatures[one], signatures[other]) >= SAME_STORY:
                    edges.append((texts[one][0], texts[other][0]))
    order = {row[0]: position for position, row in enumerate(texts)}
    found = group(edges, order)
    return {row[0]: found.get(row[0], row[0]) for row in texts}


def _pairs(members: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Each member with the MAX_COMPARED before it: a footer that all share stays linear."""
    for place, other in enumerate(members):
        for one in members[max(0, place - MAX_COMPARED) : place]:
            yield one, other


def _hash32(shingle: str) -> int:
    digest = hashlib.blake2b(shingle.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "little")
