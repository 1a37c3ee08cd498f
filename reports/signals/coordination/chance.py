"""How probable a coincidence is when times are shuffled, and how improbable many of them are.

The null model: who shares what, and how often, is as it is; times are shuffled. Shuffled within an
object, any two of its shares are within the window of each other with the same probability, the
share of its pairs that are (`close / pairs`). This keeps the course of each object, so that the
burst in which all share a viral one is no coordination. For an object that few share, shuffling
within it changes nothing: a ring that alone shares it would be its own measure. There times are
shuffled among objects that about as many share, which gives the mean of their probabilities.
`object_chance` goes from the one to the other as an object has more shares than these few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reports.signals.coordination.shares import Shares

FEWEST = 30
"""An object with fewer shares says nothing of itself as long as the accounts asked about are part
of it: ten of thirty shares are a tenth of the pairs."""

OWN_WEIGHT = 5.0
"""After how many further shares an object counts as much as those of its size."""

SIZE_WEIGHT = 20.0
"""How many objects (or accounts, where they are fewer) a class of sizes must have to count as much
as all objects: ten accounts with forty objects of a size of their own are not their own norm."""

LEAST = 1e-3
"""No coincidence counts as rarer: the estimate does not reach further, and people who know each
other are not independent to the last decimal."""


@dataclass(frozen=True)
class Counts:
    """For each object: its shares, its accounts (as a power of two, rounded down), its pairs of
    shares by different accounts, and how many of these are close. For each such size: how many
    accounts shared objects of it."""

    shares: np.ndarray
    size: np.ndarray
    pairs: np.ndarray
    close: np.ndarray
    accounts: np.ndarray


def counts_of(shares: Shares, close: np.ndarray, outside: np.ndarray | None = None) -> Counts:
    """The counts of all shares, or of those `outside` (a truth value for each account).

    `close` is the number of close pairs of each object, of the same accounts.
    """
    things = len(shares.objects)
    keys, times = shares.times_shared
    account, thing = keys // things, keys % things
    if outside is not None:
        account, thing, times = (part[outside[account]] for part in (account, thing, times))
    number = np.bincount(thing, times.astype(float), minlength=things)
    pairs = (number**2 - np.bincount(thing, times.astype(float) ** 2, minlength=things)) / 2
    sharers = np.bincount(thing, minlength=things)
    size = np.log2(np.maximum(sharers, 1)).astype(np.int64)
    met = np.zeros((size.max(initial=0) + 1, len(shares.accounts)), dtype=bool)
    met[size[thing], account] = True
    return Counts(number, size, pairs, close, met.sum(axis=1))


def object_chance(counts: Counts, fewest: int = FEWEST) -> np.ndarray:
    """The probability for each object that two of its shares are close, times being shuffled.

    Shaped as the arrays of `counts`; between `LEAST` and 1. `fewest`: objects with fewer shares get
    the mean of their size alone.
    """
    known = counts.pairs > 0
    rate = np.divide(counts.close, counts.pairs, out=np.zeros(len(known)), where=known)
    rate = np.minimum(rate, 1.0)
    overall = (rate[known].sum() + 0.5) / (known.sum() + 1.0)
    number = np.bincount(counts.size[known], minlength=len(counts.accounts))
    total = np.bincount(counts.size[known], rate[known], minlength=len(number))
    mean = np.divide(total, number, out=np.zeros(len(number)), where=number > 0)
    basis = np.minimum(number, counts.accounts)
    mean = (basis * mean + SIZE_WEIGHT * overall) / (basis + SIZE_WEIGHT)
    own = np.where(known & (counts.shares >= fewest), counts.shares - 1.0, 0.0)
    chance = (own * rate + OWN_WEIGHT * mean[counts.size]) / (own + OWN_WEIGHT)
    return np.clip(chance, LEAST, 1.0)


def tail(
    chance: np.ndarray, weight: np.ndarray, pair: np.ndarray, observed: np.ndarray
) -> np.ndarray:
    """ln of a bound on the probability that coincidences weigh `observed` or more, for each pair.

    `chance`, `weight` and `pair` have an element for each object that a pair has in common; `pair`
    is its place in `observed`, in ascending order. Chernoff's bound (1952, *Annals of Mathematical
    Statistics* 23:493) for a sum of independent weighted indicators: the least over t >= 0 of
    E exp(t sum) / exp(t observed). Never smaller than the probability itself.
    """
    n = len(observed)
    mean = np.bincount(pair, chance * weight, minlength=n)
    low, high = np.zeros(n), np.full(n, 200.0)
    for _ in range(45):
        middle = (low + high) / 2
        grown = np.exp(np.minimum(middle[pair] * weight, 600.0))
        slope = chance * grown * weight / (1 + chance * (grown - 1))
        under = np.bincount(pair, slope, minlength=n) < observed
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    grown = np.log1p(chance * np.expm1(np.minimum(low[pair] * weight, 600.0)))
    bound = np.bincount(pair, grown, minlength=n) - low * observed
    return np.where(observed <= mean, 0.0, np.minimum(bound, 0.0))
