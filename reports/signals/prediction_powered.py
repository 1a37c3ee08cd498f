"""Prediction-powered means, for any predictions: the textbook form, stratum by stratum.

A mean over all documents is the mean of the predictions plus what people found them to be wrong by
(Angelopoulos et al. 2023, Science 382:669), the predictions counted with a weight that makes the
variance least (PPI++, Angelopoulos, Duchi & Zrnic 2023, arXiv:2311.01453, example 6.1); strata are
added by their size (Fisch et al. 2024, arXiv:2406.04291). Its interval is Wald's, which is too
short for rare labels and has no width where nobody found an error. `correction.py` gives the
same estimate for predictions that are classes, and an interval that holds; this is the reference
that it is compared with.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from reports.signals.correction import Interval
from reports.signals.profile import ALPHA


@dataclass(frozen=True)
class Stratum:
    """One part of the frame.

    `truth` and `predicted` (n,) are of the coded documents, `others` (m,) predictions of those that
    nobody looked at. `inclusion` (n,) says how likely each was to be drawn, and weighs the
    documents against each other (Hájek 1971); None where all were alike.
    """

    truth: np.ndarray
    predicted: np.ndarray
    others: np.ndarray
    inclusion: np.ndarray | None = None

    @property
    def size(self) -> int:
        """All documents of the stratum."""
        return len(self.truth) + len(self.others)

    def weights(self) -> np.ndarray:
        """(n,) with mean 1."""
        if self.inclusion is None:
            return np.ones(len(self.truth))
        weights = 1 / np.asarray(self.inclusion, float)
        return weights / weights.mean()


def power(stratum: Stratum) -> float:
    """The weight 0..1 of the predictions with the least variance; 0 where they do not vary."""
    n, m = len(stratum.truth), len(stratum.others)
    weights = stratum.weights()
    spread = float(np.var(np.concatenate([stratum.predicted, stratum.others])))
    if n == 0 or m == 0 or spread == 0:
        return 0.0
    truth = stratum.truth - np.average(stratum.truth, weights=weights)
    predicted = stratum.predicted - np.average(stratum.predicted, weights=weights)
    found = float(np.mean(weights * truth * predicted)) / spread / (1 + n / m)
    return min(1.0, max(0.0, found))


def prediction_powered(strata: Sequence[Stratum], tuning: float | None = None) -> Interval:
    """The mean over all strata and Wald's 95 per cent interval; `tuning` instead of `power`."""
    total = sum(stratum.size for stratum in strata)
    estimate = variance = 0.0
    for stratum in strata:
        weight = power(stratum) if tuning is None else tuning
        share = stratum.size / total
        mean, spread = _part(stratum, weight)
        estimate += share * mean
        variance += share**2 * spread
    half = float(norm.ppf(1 - ALPHA / 2)) * math.sqrt(variance)
    return Interval(estimate, estimate - half, estimate + half)


def _part(stratum: Stratum, weight: float) -> tuple[float, float]:
    """Mean and variance of one stratum: Horvitz–Thompson's in Hájek's form."""
    weights = stratum.weights()
    wrong = stratum.truth - weight * stratum.predicted
    rectifier = float(np.mean(weights * wrong))
    spread = float(np.mean((weights * (wrong - rectifier)) ** 2)) / len(wrong)
    if not len(stratum.others) or weight == 0:
        return rectifier, spread
    predicted = weight * stratum.others
    return float(predicted.mean()) + rectifier, spread + float(np.var(predicted)) / len(predicted)
