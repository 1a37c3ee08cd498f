"""Counts and shares corrected for the classifier's error, from documents that people labelled.

Documents are put into classes by what the model says of them: it gives the label, it abstains from
it, or it says something else (which is divided further, so that where misses are rare and where
they are common stay apart). In each class people have looked at a random part. The share p_c of a
class that has the label times the documents M_c of it that nobody looked at, and what is known of
the others, gives the corrected count

    T = known + sum_c M_c p_c,   p_c = positives_c / coded_c,

This is prediction-powered inference (Angelopoulos et al. 2023, Science 382:669) with the model's
answer as the prediction, tuned in each class (PPI++: Angelopoulos, Duchi & Zrnic 2023,
arXiv:2311.01453): for predictions that are classes, the best tuning is post-stratification. The
interval has two parts: what the sample leaves open of the shares (`profile.py`), and that the true
number among M_c documents varies around M_c p_c. They are joined as squares (Zou & Donner 2008,
Stat. Med. 27:1693); the second part makes a sample of all documents leave nothing open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.stats import norm

from reports.signals.profile import ALPHA, Critical, Limits, critical_values, limits

_Z = float(norm.ppf(1 - ALPHA / 2))

_UNSEEN = 1e-6
"""Stands for the coded documents of a class that has none: its share may be anything in 0..1."""


class Interval(NamedTuple):
    """A corrected figure and its 95 per cent interval, in documents, stories or shares."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Coded:
    """What people found: (classes,) coded documents, and those of them that have the label.

    Neither needs to be whole: documents that were drawn with different probabilities are weighted,
    and `coded` is then the effective number (Kish 1965, *Survey Sampling*, section 11.7), and the
    answers of several coders are averaged.
    """

    coded: np.ndarray
    positives: np.ndarray

    def ready(self) -> tuple[np.ndarray, np.ndarray]:
        """The same with a trace of a document, as often positive as the average one, in each class
        without any."""
        total = self.coded.sum()
        average = self.positives.sum() / total if total > 0 else 0.5
        none = self.coded <= 0
        coded = np.where(none, _UNSEEN, self.coded)
        return coded, np.clip(np.where(none, average * _UNSEEN, self.positives), 0, coded)


def naive_share(given: int, documents: int) -> Interval:
    """The share that the model gives the label, as if it never erred (Wilson 1927, J. Am. Stat.
    Assoc. 22:209)."""
    share, square = given / documents, _Z**2 / documents
    middle = (share + square / 2) / (1 + square)
    half = _Z * np.sqrt(share * (1 - share) / documents + square / documents / 4) / (1 + square)
    return Interval(share, float(middle - half), float(middle + half))


def critical_of(found: Coded, uncoded: np.ndarray) -> Critical:
    """The critical values for a count over `uncoded` (classes,) documents. They change little with
    the mixture of classes: those of a whole period also serve its weeks and cells."""
    coded, positives = found.ready()
    seen = coded >= 1
    return critical_values(coded[seen], positives[seen], np.asarray(uncoded, float)[seen])


def corrected_counts(
    found: Coded, uncoded: np.ndarray, known: np.ndarray, critical: Critical | None = None
) -> list[Interval]:
    """The corrected count of each row.

    `uncoded` (rows, classes) are documents that nobody looked at, `known` (rows,) those of the
    others that people say have the label.
    """
    uncoded, known = np.asarray(uncoded, float), np.asarray(known, float)
    coded, positives = found.ready()
    if critical is None:
        critical = critical_of(found, uncoded.sum(0))
    ends = limits(coded, positives, uncoded, critical)
    middle = (uncoded * (positives / coded)).sum(1)
    low, high = _widened(middle, ends, uncoded)
    low, high = np.maximum(low, 0), np.minimum(high, uncoded.sum(1))
    rows = zip(middle + known, low + known, high + known, strict=True)
    return [Interval(*map(float, row)) for row in rows]


def corrected_share(found: Coded, uncoded: np.ndarray, known: float, documents: int) -> Interval:
    """The corrected share of `documents` that have the label, coded ones among them."""
    (count,) = corrected_counts(found, np.asarray(uncoded)[None], np.array([known]))
    return Interval(*(value / documents for value in count))


def corrected_change(
    found: Coded,
    before: np.ndarray,
    after: np.ndarray,
    known: tuple[float, float] = (0.0, 0.0),
    documents: tuple[float, float] = (1.0, 1.0),
) -> Interval:
    """How much more there is in one week or period than in another, corrected.

    `before` and `after` (classes,) are documents that nobody looked at, `known` the positives among
    the others, `documents` what each count is divided by: all documents of each for a difference of
    shares. The same sample corrects both, so that its errors largely cancel out: the interval is
    shorter than one that is put together from two.
    """
    coded, positives = found.ready()
    first, second = (
        np.asarray(part, float) / of for part, of in ((before, documents[0]), (after, documents[1]))
    )
    weights = (second - first)[None]
    ends = limits(coded, positives, weights, critical_of(found, weights[0]))
    spread = (first / documents[0] + second / documents[1])[None]
    middle = (weights * (positives / coded)).sum(1)
    low, high = _widened(middle, ends, spread)
    certain = known[1] / documents[1] - known[0] / documents[0]
    low, high = max(low[0], -first.sum()), min(high[0], second.sum())
    return Interval(*(float(value + certain) for value in (middle[0], low, high)))


def _widened(middle: np.ndarray, ends: Limits, spread: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The ends (rows,) with what varies among the documents that nobody looked at; `spread` (rows,
    classes) times p (1 - p) is its variance."""
    below, above = (
        _Z**2 * (spread * shares * (1 - shares)).sum(1)
        for shares in (ends.low_shares, ends.high_shares)
    )
    low = middle - np.sqrt((middle - ends.low) ** 2 + below)
    return low, middle + np.sqrt((ends.high - middle) ** 2 + above)
