"""Signatures: 256 bytes by which two texts are compared, and bands by which they meet.

A signature holds the 64 smallest hashes of a text's shingles (bottom-k sampling, Broder 1997; Beyer
et al. 2007), each with its place in the text. It is a sample that falls on the same shingles in
every text that has them, and for texts of up to 66 words it is the whole text. Bands are
locality-sensitive hashing (Indyk and Motwani 1998) on that sample.
"""

from __future__ import annotations

import numpy as np

from classifiers.shingles import Shingles

SIGNATURE_SIZE = 64

BANDS = 32
ROWS = 2
"""A pair with Jaccard similarity 0.45 meets with probability 0.999, one of 0.35 with 0.985, one of
0.05 (same subject, other text) with 0.08; what meets is then compared."""

EMPTY = np.uint32(0xFFFFFFFF)
"""Fills a signature that has fewer than 64 shingles; sorts last."""

_PLACE_BITS = np.uint32(8)
_BEHIND = 1022
_RANDOM = np.random.default_rng(20220106)
# Multiply-shift hashing (Dietzfelbinger et al. 1997): odd factors, so that products wrap.
_FACTORS = _RANDOM.integers(0, 1 << 31, BANDS * ROWS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
_SHIFTS = _RANDOM.integers(0, 1 << 32, BANDS * ROWS, dtype=np.uint32)
_MIX = _RANDOM.integers(0, 1 << 31, (BANDS, ROWS), dtype=np.uint32) * np.uint32(2) + np.uint32(1)
_SALTS = _RANDOM.integers(0, 1 << 32, BANDS, dtype=np.uint32)


def signatures(found: Shingles) -> tuple[np.ndarray, np.ndarray]:
    """The signatures, uint32 of shape (n, 64), and the number of different shingles, int32 (n,).

    A value is 24 bits of hash above 8 bits of place (256ths of the text); each row is sorted.
    """
    counts = np.diff(found.starts)
    text = np.repeat(np.arange(len(counts), dtype=np.uint64), counts)
    inside = np.arange(len(text)) - np.repeat(found.starts[:-1], counts)
    place = (inside * 256 // np.maximum(np.repeat(counts, counts), 1)).astype(np.uint64)
    hashed = found.hashes >> np.uint64(40)
    packed = np.sort((text << np.uint64(32)) | (hashed << np.uint64(8)) | place)
    new = np.ones(len(packed), dtype=bool)
    new[1:] = (packed[1:] >> np.uint64(8)) != (packed[:-1] >> np.uint64(8))
    packed = packed[new]
    text = (packed >> np.uint64(32)).astype(np.int64)
    sizes = np.bincount(text, minlength=len(counts)).astype(np.int32)
    rank = np.arange(len(packed)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    kept = rank < SIGNATURE_SIZE
    values = np.full((len(counts), SIGNATURE_SIZE), EMPTY, dtype=np.uint32)
    values[text[kept], rank[kept]] = packed[kept].astype(np.uint32)
    return values, sizes


def text_keys(found: Shingles) -> np.ndarray:
    """64 bits of each text's whole run of shingles, uint64 (n,): equal words, equal key."""
    counts = np.diff(found.starts)
    inside = np.arange(len(found.hashes)) - np.repeat(found.starts[:-1], counts)
    odd = inside.astype(np.uint64) * np.uint64(2) + np.uint64(1)
    running = np.concatenate([np.zeros(1, np.uint64), np.cumsum(found.hashes * odd)])
    return running[found.starts[1:]] - running[found.starts[:-1]] + counts.astype(np.uint64)


def bands(values: np.ndarray, which: range = range(BANDS)) -> np.ndarray:
    """The bands `which`, uint32 (n, len(which)), of signatures (n, 64): texts with an equal value
    may be alike.

    An empty signature has values too, equal ones; the caller leaves such texts out.
    """
    hashed = values >> _PLACE_BITS
    smallest = hashed.min(axis=1, keepdims=True)  # a repeat changes no minimum
    hashed = np.where(values != EMPTY, hashed, smallest)
    found = np.empty((len(values), len(which)), dtype=np.uint32)
    for column, band in enumerate(which):
        mixed = np.full(len(values), _SALTS[band], dtype=np.uint32)
        for row in range(ROWS):
            nth = band * ROWS + row
            least = (hashed * _FACTORS[nth] + _SHIFTS[nth]).min(axis=1)
            mixed = _mixed(mixed ^ (least * _MIX[band, row]))
        found[:, column] = mixed
    return found


def longest_stretch(
    values: np.ndarray, used: np.ndarray, marked: np.ndarray, broken_by: int
) -> np.ndarray:
    """The longest stretch of each text, in reading order, with hardly any value that is marked.

    Of each signature (n, 64) the values in `used` count, bool (n, 64). A stretch is worth one for
    each of its values that is not marked, and each marked one in it costs `broken_by` (Kadane's
    largest sum of neighbours); int64 (n,).
    """
    place = (values & np.uint32(0xFF)).astype(np.int16) * np.int16(2) + marked
    place[~used] = _BEHIND  # all places, and without weight
    place.sort(axis=1)
    weight = np.where(place % 2 == 1, -broken_by, 1) * (place != _BEHIND)
    run = np.zeros((len(place), place.shape[1] + 1), dtype=np.int64)
    np.cumsum(weight, axis=1, out=run[:, 1:])
    return (run - np.minimum.accumulate(run, axis=1)).max(axis=1)


def _mixed(values: np.ndarray) -> np.ndarray:
    """Every bit of the result depends on every bit of the value (Appleby 2011, MurmurHash3)."""
    values = values ^ (values >> np.uint32(16))
    values = values * np.uint32(0x85EBCA6B)
    values ^= values >> np.uint32(13)
    values *= np.uint32(0xC2B2AE35)
    return values ^ (values >> np.uint32(16))
