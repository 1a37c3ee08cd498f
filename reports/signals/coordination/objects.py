"""Which objects a cluster is about: those on which its accounts meet improbably."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

from reports.signals.coordination.pairs import Coincidences
from reports.signals.coordination.shares import Shares

FALSE_SHARE = 0.1
"""The expected share of objects among those listed on which the accounts met by chance."""


def telling(shares: Shares, met: list[Coincidences], members: np.ndarray) -> Coincidences:
    """The coincidences of a cluster, one list a window, on objects where they are improbable.

    People who act together also share what others share, and sometimes meet there by chance. Of k
    members who shared an object, the probability that after one of them r - 1 others follow within
    the window is at most k binom(k - 1, r - 1) (chance / 2)^(r - 1). The objects kept are those
    that Benjamini and Hochberg's procedure keeps at `FALSE_SHARE`, among all that two members
    share, in all windows. All, where that leaves none. `members` is a truth value for each account.
    """
    things = len(shares.objects)
    keys = shares.times_shared[0]
    sharing = np.bincount(keys[members[keys // things]] % things, minlength=things).astype(float)
    p_value = np.ones(things)
    for one in met:
        np.minimum.at(p_value, *_by_object(one, sharing, len(met), len(members)))
    ranked = np.sort(p_value[sharing > 1])
    passed = ranked <= FALSE_SHARE * np.arange(1, len(ranked) + 1) / max(1, len(ranked))
    joined = Coincidences.joined(met)
    if not passed.any():
        return joined
    return joined.only(p_value[joined.object] <= ranked[np.flatnonzero(passed)[-1]])


def _by_object(
    one: Coincidences, sharing: np.ndarray, windows: int, accounts: int
) -> tuple[np.ndarray, np.ndarray]:
    """The objects of the coincidences, and the probability of so many members meeting on each."""
    if not len(one):
        return np.zeros(0, np.int64), np.zeros(0)
    moment = np.unique(np.stack([one.object, one.first]), axis=1, return_inverse=True)
    thing, place = moment[0][0].astype(np.int64), moment[1].ravel().astype(np.int64)
    there = np.unique(
        np.concatenate([place, place]) * accounts + np.concatenate([one.low, one.high])
    )
    following = np.bincount(there // accounts) - 1
    most, chance = np.zeros(len(sharing)), np.zeros(len(sharing))
    np.maximum.at(most, thing, following)
    chance[one.object] = one.chance
    objects = np.flatnonzero(most)
    k = sharing[objects]
    others = np.minimum(most[objects], k - 1)
    log_p = np.log(k) + gammaln(k) - gammaln(others + 1) - gammaln(k - others)
    log_p += others * np.log(chance[objects] / 2)
    return objects, windows * np.exp(np.minimum(log_p, 0.0))
