"""Pairs of accounts that coincide repeatedly, and how improbable that is."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from reports.signals.coordination.chance import tail
from reports.signals.coordination.closeness import close_shares
from reports.signals.coordination.shares import Shares

PART = 4_000_000
"""Coincidences that are held at a time (40 bytes each): more are gone through in several rounds."""

_HOUR_WEIGHT = 10.0
"""So many shares an account must have to be taken to have hours of its own rather than all's."""


@dataclass(frozen=True)
class Coincidences:
    """Two accounts shared an object within the window: the first time that they did.

    One element for each pair and object, in order of pair; `low < high` are the accounts, `first`
    and `last` the two times, `chance` the probability that two shares of the object are so close.
    """

    low: np.ndarray
    high: np.ndarray
    object: np.ndarray
    first: np.ndarray
    last: np.ndarray
    chance: np.ndarray

    def __len__(self) -> int:
        return len(self.low)

    def only(self, which: np.ndarray) -> Coincidences:
        """Those that a mask or positions choose, in that order."""
        return Coincidences(*(getattr(self, field.name)[which] for field in fields(self)))

    def pair(self, accounts: int) -> np.ndarray:
        """One number for each pair of accounts, ascending."""
        return self.low.astype(np.int64) * accounts + self.high

    @staticmethod
    def joined(parts: list[Coincidences]) -> Coincidences:
        """One after the other; of no parts an empty one with the right types."""
        empty = [np.zeros(0, np.int32)] * 3 + [np.zeros(0)] * 3
        names = [field.name for field in fields(Coincidences)]
        return Coincidences(
            *(
                np.concatenate([none, *(getattr(part, name) for part in parts)])
                for none, name in zip(empty, names, strict=True)
            )
        )


def repeated(
    shares: Shares,
    count: np.ndarray,
    least: int,
    chance: np.ndarray,
    log_most: float,
    members: np.ndarray | None = None,
) -> Coincidences:
    """The coincidences of pairs that have at least `least`, and a product of chances that is small.

    `count` is that of `followers`, `chance` has an element for each object. The product is the
    least probability that what a pair shows can have: where its ln is above `log_most`, the pair
    need not be looked at. `members` (a truth value for each account) keeps pairs within them.
    """
    wanted = np.ones(len(shares), bool) if members is None else members[shares.account]
    for _ in range(2):
        wanted = _often(shares, count, wanted, least)
    total = sum(len(earlier) for earlier, _ in close_shares(shares, count, wanted))
    parts = max(1, -(-total // PART))
    found = [
        _of_part(shares, count, wanted, part, parts, least, chance, log_most)
        for part in range(parts)
    ]
    joined = Coincidences.joined(found)
    return joined.only(np.lexsort((joined.object, joined.high, joined.low)))


def _often(shares: Shares, count: np.ndarray, wanted: np.ndarray, least: int) -> np.ndarray:
    """The rows of accounts that are close to others on at least `least` objects."""
    touched = np.zeros(len(shares), bool)
    for earlier, later in close_shares(shares, count, wanted):
        touched[earlier] = touched[later] = True
    keys = np.unique(shares.key(shares.account[touched], shares.object[touched]))
    number = np.bincount(keys // max(len(shares.objects), 1), minlength=len(shares.accounts))
    return touched & (number[shares.account] >= least)


def _of_part(
    shares: Shares,
    count: np.ndarray,
    wanted: np.ndarray,
    part: int,
    parts: int,
    least: int,
    chance: np.ndarray,
    log_most: float,
) -> Coincidences:
    rows = []
    for earlier, later in close_shares(shares, count, wanted):
        one, other = shares.account[earlier], shares.account[later]
        low, high = np.minimum(one, other), np.maximum(one, other)
        mine = (low.astype(np.int64) * 31 + high) % parts == part
        earlier, later = earlier[mine], later[mine]
        thing, first, last = shares.object[earlier], shares.time[earlier], shares.time[later]
        rows.append(Coincidences(low[mine], high[mine], thing, first, last, chance[thing]))
    found = Coincidences.joined(rows)
    _, place, number = np.unique(
        found.pair(len(shares.accounts)), return_inverse=True, return_counts=True
    )
    found = found.only(number[place] >= least)
    found = found.only(np.lexsort((found.first, found.object, found.high, found.low)))
    pair = found.pair(len(shares.accounts))
    found = found.only(_starts(pair, found.object))
    _, place, number = np.unique(
        found.pair(len(shares.accounts)), return_inverse=True, return_counts=True
    )
    log_least = np.bincount(place, np.log(found.chance), minlength=len(number))
    return found.only((number[place] >= least) & (log_least[place] <= log_most))


def _starts(*columns: np.ndarray) -> np.ndarray:
    """Which rows differ from the row before in one of the columns."""
    new = np.ones(len(columns[0]), bool)
    new[1:] = False
    for column in columns:
        new[1:] |= column[1:] != column[:-1]
    return new


@dataclass(frozen=True)
class Pairs:
    """Pairs with the ln of the probability of coinciding so often; `number` counts coincidences."""

    pair: np.ndarray
    log_p: np.ndarray
    number: np.ndarray

    def only(self, which: np.ndarray) -> Pairs:
        """Those that a mask or positions choose, in that order."""
        return Pairs(self.pair[which], self.log_p[which], self.number[which])

    @staticmethod
    def joined(parts: list[Pairs]) -> Pairs:
        """The pairs of several, of which there must be one."""
        columns = zip(*((part.pair, part.log_p, part.number) for part in parts), strict=True)
        return Pairs(*(np.concatenate(column) for column in columns))


def improbability(
    shares: Shares,
    found: Coincidences,
    chance: np.ndarray,
    weight: np.ndarray,
    window_s: float,
    least: int,
) -> Pairs:
    """How improbable it is, for each pair in `found`, to coincide as often as it does.

    `chance` and `weight` have an element for each object. Coincidences in one window of time are
    one, the weightiest: who shares three links in one sitting has not met somebody three times.
    """
    if not len(found):
        return Pairs(np.zeros(0, np.int64), np.zeros(0), np.zeros(0, int))
    pair = found.pair(len(shares.accounts))
    sitting = np.floor(found.first / window_s)
    order = np.lexsort((-weight[found.object], sitting, pair))
    kept = order[_starts(pair[order], sitting[order])]
    pairs, place, number = np.unique(pair[kept], return_inverse=True, return_counts=True)
    observed = np.bincount(place, weight[found.object[kept]], minlength=len(pairs))
    result = np.zeros(len(pairs))
    enough = np.flatnonzero(number >= least)
    for block in _blocks(shares, pairs[enough]):
        rows = enough[block]
        at, thing, times = _in_common(shares, pairs[rows])
        low, high = np.divmod(pairs[rows], len(shares.accounts))
        habit = _same_hours(shares, low, high)
        probability = np.minimum(1.0, chance[thing] * times * habit[at])
        result[rows] = tail(probability, weight[thing], at, observed[rows])
    return Pairs(pairs, result, number)


def _smaller_first(shares: Shares, pairs: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each pair the account with fewer objects, the other, and how many objects these are."""
    low, high = np.divmod(pairs, len(shares.accounts))
    degree = np.diff(shares.starts)
    swap = degree[low] > degree[high]
    return (
        np.where(swap, high, low),
        np.where(swap, low, high),
        np.minimum(degree[low], degree[high]),
    )


def _blocks(shares: Shares, pairs: np.ndarray) -> list[np.ndarray]:
    """Places of the pairs in blocks whose objects together are about a million."""
    if not len(pairs):
        return []
    work = np.cumsum(_smaller_first(shares, pairs)[2])
    return np.split(
        np.arange(len(pairs)), np.searchsorted(work, np.arange(1, work[-1] // 1e6 + 1) * 1e6)
    )


def _in_common(shares: Shares, pairs: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`(place of the pair, object, product of how often each shared it)`, by place."""
    keys, times = shares.times_shared
    few, many, size = _smaller_first(shares, pairs)
    at = np.repeat(np.arange(len(pairs)), size)
    begin = shares.starts[few]
    rows = np.arange(len(at)) - np.repeat(np.cumsum(size) - size, size) + begin[at]
    thing = keys[rows] % len(shares.objects)
    wanted = shares.key(many[at], thing)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    both = keys[place] == wanted
    return at[both], thing[both], times[rows[both]] * times[place[both]]


def _same_hours(shares: Shares, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """How much more often the two are active in the same hour of the day than any two are; >= 1."""
    total = shares.hours.sum(axis=0)
    everyone = total / total.sum()
    one, other = (_hour_shares(shares.hours[side], everyone) for side in (low, high))
    return np.maximum(1.0, (one * other).sum(axis=1) / (everyone**2).sum())


def _hour_shares(counts: np.ndarray, everyone: np.ndarray) -> np.ndarray:
    total = counts.sum(axis=1, keepdims=True)
    return (counts + _HOUR_WEIGHT * everyone) / (total + _HOUR_WEIGHT)
