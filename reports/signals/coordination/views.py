"""What is close within one window, measured by all shares, and then by those of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from reports.signals.coordination.chance import counts_of, object_chance
from reports.signals.coordination.closeness import close_pairs, close_shares, followers
from reports.signals.coordination.pairs import Coincidences, Pairs, improbability, repeated
from reports.signals.coordination.shares import Shares

MIN_OBJECTS = 30
"""So many objects that two accounts or more share must be left outside a group to compare with."""

MAX_LEFT_OUT = 100
"""So many groups, the largest, are measured by the shares of others; of three accounts or more, as
two are hardly ever their own measure."""


@dataclass(frozen=True)
class View:
    """One window: `count` is that of `followers`, `close` and `chance` have an element for each
    object, `found` and `pairs` are of those who may be linked."""

    seconds: float
    count: np.ndarray
    close: np.ndarray
    found: Coincidences
    pairs: Pairs
    chance: np.ndarray


def view_of(shares: Shares, window_s: float, weight: np.ndarray, least: int, level: float) -> View:
    """The view of one window, with the pairs whose ln of the probability may be below `level`."""
    count = followers(shares, window_s)
    close = close_pairs(shares, count)
    chance = object_chance(counts_of(shares, close))
    found = repeated(shares, count, least, chance, level)
    pairs = improbability(shares, found, chance, weight, window_s, least)
    return View(window_s, count, close, found, pairs, chance)


def groups(shares: Shares, pairs: Sequence[np.ndarray]) -> np.ndarray:
    """For each account its group (0 for the largest, 1 …), or -1 where it is linked to nobody."""
    linked = np.unique(np.concatenate(pairs))
    number = len(shares.accounts)
    low, high = np.divmod(linked, number)
    graph = coo_array((np.ones(len(linked)), (low, high)), shape=(number, number))
    label = connected_components(graph, directed=False)[1]
    size = np.bincount(label)
    first = np.full(len(size), number)
    np.minimum.at(first, label, np.arange(number))
    order = np.lexsort((first, -size))
    rank = np.empty(len(size), np.int64)
    rank[order] = np.arange(len(size))
    return np.where(size[label] > 1, rank[label], -1)


def judged_by_others(
    shares: Shares, views: list[View], group: np.ndarray, weight: np.ndarray, least: int
) -> tuple[list[View], np.ndarray]:
    """The views with the links inside each group measured by the shares of all others.

    `group` is that of `groups`. The second is, for each account, whether too little is left outside
    its group to compare with; such a group is measured by all shares, itself included.
    """
    short = np.zeros(len(group), bool)
    size = np.bincount(group[group >= 0])
    asked = min(MAX_LEFT_OUT, int((size > 2).sum()))
    fresh = []
    for view in views:
        inside = _close_inside(shares, view, group)
        found, pairs = [], []
        for number in range(asked):
            members = group == number
            chance = _chance_of_others(shares, view, members, inside, number)
            if chance is None:
                short |= members
                chance = view.chance
            one = repeated(shares, view.count, least, chance, 0.0, members)
            found.append(one)
            pairs.append(improbability(shares, one, chance, weight, view.seconds, least))
        rest = (group[view.found.low] >= asked) & (group[view.found.low] == group[view.found.high])
        found.append(view.found.only(rest))
        pairs.append(view.pairs.only(group[view.pairs.pair // len(group)] >= asked))
        fresh.append(replace(view, found=Coincidences.joined(found), pairs=Pairs.joined(pairs)))
    return fresh, short


def _chance_of_others(
    shares: Shares,
    view: View,
    members: np.ndarray,
    inside: tuple[np.ndarray, np.ndarray],
    number: int,
) -> np.ndarray | None:
    """The chance of each object without the group of this number; None where too few are left."""
    things = len(shares.objects)
    mine = slice(*np.searchsorted(inside[0], [number * things, (number + 1) * things]))
    close = view.close.copy()
    close[inside[0][mine] % things] -= inside[1][mine]
    counts = counts_of(shares, close, ~members)
    return object_chance(counts, fewest=2) if (counts.pairs > 0).sum() >= MIN_OBJECTS else None


def _close_inside(shares: Shares, view: View, group: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`(group * objects + object, close pairs that involve the group)`, sorted."""
    things = len(shares.objects)
    keys = []
    for earlier, later in close_shares(shares, view.count):
        one, other = group[shares.account[earlier]], group[shares.account[later]]
        thing = shares.object[earlier].astype(np.int64)
        keys.append((one * things + thing)[one >= 0])
        second = (other >= 0) & (other != one)
        keys.append((other * things + thing)[second])
    return np.unique(np.concatenate([np.zeros(0, np.int64), *keys]), return_counts=True)
