"""How much two texts resemble each other, told from their signatures."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from classifiers.signatures import EMPTY, longest_stretch

SAME_STORY = 0.22
"""Least Jaccard similarity within a story. Independent reports on one event stay below 0.15; a text
of 30 to 90 words with an eighth of them changed is near 0.45, one in fifty of such below 0.24."""

LONG_SHINGLES = 100
LONG_SAME_STORY = 0.3
"""Chance spreads the similarity of long rewrites less: two long texts need more in common."""

OWN_SHARE = 0.3
OWN_SHINGLES = 12
"""Two texts that each have a stretch of their own, this share of their length and at least so many
shingles, share a part and are no copies: a footer, a paywall notice, a quotation. Where words have
been changed here and there, what is shared and what is not alternate instead."""

_BROKEN_BY = 4
"""A shingle that happens to be shared costs a stretch this many of its own."""

_PAIRS_AT_ONCE = 512
_LARGEST = np.uint32((1 << 24) - 1)


class Resemblance(NamedTuple):
    """Figures of p pairs (one, other), each of shape (p,).

    `similarity` is the Jaccard similarity of the shingles; `kept` the share of one's that the other
    has, `added` the share of the other's that one has not (all 0..1); `alike` whether they may be
    copies or rewrites of one text; `shared` which of the 64 values of one the other has (uint64, a
    bit each), `shared_back` the same of the other's.
    """

    similarity: np.ndarray
    kept: np.ndarray
    added: np.ndarray
    alike: np.ndarray
    shared: np.ndarray
    shared_back: np.ndarray


def resemblance(
    one: np.ndarray, other: np.ndarray, one_size: np.ndarray, other_size: np.ndarray
) -> Resemblance:
    """Compare signatures row by row: uint32 (p, 64) each, with the texts' numbers of shingles.

    Similarity is that of the two samples up to the smaller one's largest hash, below which both
    are complete (Beyer et al. 2007); for texts of up to 64 shingles it is exact.
    """
    starts = range(0, max(1, len(one)), _PAIRS_AT_ONCE)
    slices = [slice(start, start + _PAIRS_AT_ONCE) for start in starts]
    parts = [_compared(one[s], other[s], one_size[s], other_size[s]) for s in slices]
    return Resemblance(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _compared(
    one: np.ndarray, other: np.ndarray, one_size: np.ndarray, other_size: np.ndarray
) -> Resemblance:
    limit = np.minimum(_sampled_up_to(one), _sampled_up_to(other))[:, None]
    a, b = one >> np.uint32(8), other >> np.uint32(8)
    in_a, in_b = (one != EMPTY) & (a <= limit), (other != EMPTY) & (b <= limit)
    equal = (a[:, :, None] == b[:, None, :]) & in_a[:, :, None]
    shared_a, shared_b = equal.any(axis=2), equal.any(axis=1) & in_b
    both = shared_a.sum(axis=1)
    n_a, n_b = in_a.sum(axis=1), in_b.sum(axis=1)
    similarity = both / np.maximum(n_a + n_b - both, 1)
    long = np.minimum(one_size, other_size) > LONG_SHINGLES
    alike = similarity >= np.where(long, LONG_SAME_STORY, SAME_STORY)
    near = np.flatnonzero(alike)
    if len(near):
        own_a = _has_stretch(one[near], in_a[near], shared_a[near], one_size[near])
        own_b = _has_stretch(other[near], in_b[near], shared_b[near], other_size[near])
        alike[near] = ~(own_a & own_b)
    kept, added = both / np.maximum(n_a, 1), 1 - both / np.maximum(n_b, 1)
    return Resemblance(similarity, kept, added, alike, _bits(shared_a), _bits(shared_b))


def _bits(flags: np.ndarray) -> np.ndarray:
    return np.packbits(flags, axis=1).view(np.uint64).reshape(len(flags))


def flags(bits: np.ndarray) -> np.ndarray:
    """Bool of shape (p, 64) for `shared` or `shared_back`."""
    packed = np.ascontiguousarray(bits, dtype=np.uint64).reshape(-1, 1).view(np.uint8)
    return np.unpackbits(packed, axis=1).astype(bool)


def _sampled_up_to(values: np.ndarray) -> np.ndarray:
    """The largest hash (24 bits) up to which a signature has all of its text's shingles."""
    last = values[:, -1]
    return np.where(last != EMPTY, last >> np.uint32(8), _LARGEST)


def _has_stretch(
    values: np.ndarray, used: np.ndarray, shared: np.ndarray, sizes: np.ndarray
) -> np.ndarray:
    """Whether each text has a long stretch of which next to nothing is shared."""
    longest = longest_stretch(values, used, shared, _BROKEN_BY)
    sampled = np.maximum(used.sum(axis=1), 1)
    return (longest * (sizes / sampled) >= OWN_SHINGLES) & (longest >= OWN_SHARE * sampled)
