"""Shares of one object within a time window of each other, without a quadratic step.

A share is compared with those of the same object that follow within the window, when there are at
most `CROWD` of them. In a denser moment everybody shares the object, and that two accounts are
among them says nothing of these two: it is left out here, and so counts neither as a coincidence
nor in the chance of one. The work is thereby at most `CROWD` comparisons for each share.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from reports.signals.coordination.shares import Shares

CROWD = 50
"""The time grows with it, and in a denser moment one coincidence more says little."""


def followers(shares: Shares, window_s: float) -> np.ndarray:
    """For each share how many follow it within the window; 0 where they are more than `CROWD`."""
    count = np.zeros(len(shares), dtype=np.int32)
    alive = np.arange(len(shares) - 1) if len(shares) else np.arange(0)
    for lag in range(1, CROWD + 2):
        alive = alive[alive + lag < len(shares)]
        near = shares.object[alive] == shares.object[alive + lag]
        near &= shares.time[alive + lag] - shares.time[alive] <= window_s
        alive = alive[near]
        if not len(alive):
            break
        count[alive] = lag
    count[count > CROWD] = 0
    return count


def close_shares(
    shares: Shares, count: np.ndarray, wanted: np.ndarray | None = None
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs of rows, earlier and later, by different accounts, at most one for each share a time.

    `count` is that of `followers`; `wanted` (a truth value for each share) keeps pairs in which
    both are wanted.
    """
    alive = np.flatnonzero(count > 0)
    if wanted is not None:
        alive = alive[wanted[alive]]
    for lag in range(1, CROWD + 1):
        alive = alive[count[alive] >= lag]
        if not len(alive):
            return
        later = alive + lag
        kept = shares.account[alive] != shares.account[later]
        if wanted is not None:
            kept &= wanted[later]
        yield alive[kept], later[kept]


def close_pairs(shares: Shares, count: np.ndarray) -> np.ndarray:
    """For each object the number of pairs of shares that `close_shares` gives."""
    total = np.zeros(len(shares.objects))
    for earlier, _ in close_shares(shares, count):
        total += np.bincount(shares.object[earlier], minlength=len(total))
    return total
