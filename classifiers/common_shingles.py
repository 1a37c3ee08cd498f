"""What very many texts have, a newspaper's footer or a paywall's notice, is left out of signatures.

Counted is what the signatures hold: their values are drawn by hash, so that a shingle that one
signature has is in the signature of every short text that has it.
"""

from __future__ import annotations

import numpy as np

from classifiers.signatures import EMPTY, longest_stretch

LEAST_TEXTS = 25
LEAST_SHARE = 0.0025
"""A shingle is common when so many different texts, and this share of them, have it. A text with
identical copies counts once; more than 25 different versions of one text are rare."""

LEAST_OWN = 10
LEAST_OWN_SHARE = 0.15
"""A text is rid of what is common when a stretch of its own is left, so many shingles and this
share of its length. Of the many versions of one story, each with a word changed here and there,
all is common and none has such a stretch: they keep everything."""

_BROKEN_BY = 2
_CELLS = np.uint32((1 << 20) - 1)
"""Hashes are counted in 2**20 cells: a million texts put 60 into each, far from 2,500."""

_AT_ONCE = 4000


def common_shingles(values: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """Which values are common among the signatures (n, 64) of the texts in `counted`, bool (n,).

    Gives bool (2**20,), to be asked by `remove_common`.
    """
    counts = np.zeros(int(_CELLS) + 1, dtype=np.int32)
    for start in range(0, len(values), _AT_ONCE):
        part = values[start : start + _AT_ONCE][counted[start : start + _AT_ONCE]]
        np.add.at(counts, _cells(part[part != EMPTY]), np.int32(1))
    return counts >= max(LEAST_TEXTS, LEAST_SHARE * counted.sum())


def remove_common(values: np.ndarray, sizes: np.ndarray, common: np.ndarray) -> None:
    """Take what is common out of signatures (n, 64) and numbers of shingles (n,), in place."""
    for start in range(0, len(values), _AT_ONCE):
        part, size = values[start : start + _AT_ONCE], sizes[start : start + _AT_ONCE]
        is_common = common[_cells(part)] & (part != EMPTY)
        rows = np.flatnonzero(is_common.any(axis=1) & (size > 0))
        rows = rows[_has_own(part[rows], is_common[rows], size[rows])]
        before = (part[rows] != EMPTY).sum(axis=1)
        left = before - is_common[rows].sum(axis=1)
        part[rows] = np.where(is_common[rows], EMPTY, part[rows])
        size[rows] = np.maximum(1, size[rows] * left // before)


def _cells(values: np.ndarray) -> np.ndarray:
    return (values >> np.uint32(8)) & _CELLS


def _has_own(values: np.ndarray, is_common: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Whether each text has a long stretch, in reading order, of which little is common."""
    filled = values != EMPTY
    longest = longest_stretch(values, filled, is_common, _BROKEN_BY)
    sampled = np.maximum(filled.sum(axis=1), 1)
    return (longest * (sizes / sampled) >= LEAST_OWN) & (longest >= LEAST_OWN_SHARE * sampled)
