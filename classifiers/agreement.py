"""How far coders agree beyond chance: Krippendorff's alpha for nominal values, with an interval.

Our own few lines, as the package `krippendorff` is under the GPL; the tests compare with it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from classifiers.bootstrap import estimate, resample_weights


class Agreement(NamedTuple):
    """Alpha and its 95 % interval, with the decimals that bootstrap.py keeps, and the number of
    units that two or more have judged.

    None where alpha is not defined: nothing judged twice, or everything given one value.
    """

    alpha: float | None
    low: float | None
    high: float | None
    units: int


def krippendorff_alpha(ratings: Iterable[Sequence[Hashable | None]]) -> float | None:
    """Alpha for nominal values: 1 is full agreement, 0 what chance would give.

    `ratings` has for each unit the value of each coder, None where a coder gave none; any number of
    coders, and which one said what does not matter. None where alpha is not defined: no unit has
    two values, or all values are the same. Krippendorff (2019), Content Analysis, 4th ed.,
    chapter 12.

    >>> krippendorff_alpha([("a", "a"), ("b", "b"), ("a", "b"), ("b", None)])
    0.4444444444444444
    """
    counts = _counts(ratings)
    return _plain(_alphas(counts, np.ones((1, len(counts))))[0])


def agreement(ratings: Iterable[Sequence[Hashable | None]]) -> Agreement:
    """Alpha with a percentile bootstrap interval: units are drawn with replacement.

    Draws in which alpha is not defined are left out of the interval.
    """
    counts = _counts(ratings)
    units = len(counts)
    if not units:
        return Agreement(None, None, None, 0)
    found = estimate(_alphas(counts, resample_weights(units)), units)
    return Agreement(found["value"], found["low"], found["high"], units)


def _counts(ratings: Iterable[Sequence[Hashable | None]]) -> np.ndarray:
    """How often each value was given to each unit that has two or more, (units, values)."""
    given = [[value for value in unit if value is not None] for unit in ratings]
    pairable = [values for values in given if len(values) > 1]
    places = {value: i for i, value in enumerate(dict.fromkeys(v for u in pairable for v in u))}
    counts = np.zeros((len(pairable), len(places)))
    for row, values in zip(counts, pairable, strict=True):
        for value in values:
            row[places[value]] += 1
    return counts


def _alphas(counts: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Alpha for each row of `weights`, (draws, units), how often each unit counts; NaN where
    nothing could disagree."""
    judged = counts.sum(axis=1)
    disagreeing = (judged**2 - (counts**2).sum(axis=1)) / (judged - 1)
    totals = weights @ counts
    n = totals.sum(axis=1)
    by_chance = n**2 - (totals**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = 1 - (n - 1) * (weights @ disagreeing) / by_chance
    return np.where(by_chance > 0, found, np.nan)


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
