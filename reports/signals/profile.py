"""Intervals for a weighted sum of shares, each known from a few coded documents.

The sum is sum_c w_c p_c; of class c, `coded` documents were looked at and `positives` of them have
the label. Wald's interval fails here: most classes have few positives or none, and then it has no
width. The sum is tested by its likelihood ratio, with the shares at their most likely values given
the sum (profile likelihood). How large the ratio is by chance is taken from draws of the sample
under those shares, not from chi-square, which is wrong where a share lies near 0 (parametric
bootstrap of the signed root: DiCiccio, Martin & Stern 2001, Can. J. Stat. 29:67; Lee & Young 2005,
Stat. Probab. Lett. 71:143). The interval holds the sums that are not rejected at 5 per cent.

Given a Lagrange multiplier m, the most likely share of each class solves
y / p - (n - y) / (1 - p) = m w, a quadratic; the sum falls as m rises.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.stats import binom

ALPHA = 0.05

DRAWS = 600
"""Draws a test: the rejection rate of 5 per cent is then known to within a percentage point, which
moves the ends of an interval by some per cent of its width."""

_SEED = 20231109
_STEPS = 34
_SMALLEST, _LARGEST = 1.5, 8.0
"""Between these lies the critical value of the likelihood ratio; chi-square's is 3.84."""

_SEARCH = 6
_TIE = 1e-6


class Critical(NamedTuple):
    """What twice the log likelihood ratio may reach below and above the estimate."""

    low: float
    high: float


class Limits(NamedTuple):
    """Ends (rows,) of the sum, and the shares (rows, classes) under which each is reached."""

    low: np.ndarray
    high: np.ndarray
    low_shares: np.ndarray
    high_shares: np.ndarray


def limits(
    coded: np.ndarray, positives: np.ndarray, weights: np.ndarray, critical: Critical
) -> Limits:
    """The ends of sum_c w_c p_c for each row of weights (rows, classes), signed or not.

    `coded` (classes,) is above 0, `positives` (classes,) in 0..coded; neither needs to be whole.
    """
    low_shares = _at_ratio(coded, positives, weights, critical.low, +1)
    high_shares = _at_ratio(coded, positives, weights, critical.high, -1)
    low, high = (low_shares * weights).sum(1), (high_shares * weights).sum(1)
    return Limits(low, high, low_shares, high_shares)


def critical_values(coded: np.ndarray, positives: np.ndarray, weights: np.ndarray) -> Critical:
    """The critical values for one row of weights (classes,).

    They are found where the interval ends: a test of the end itself gives a p-value of 5 per cent.
    Ties count half (mid-p), as the sample of a rare label has few outcomes. Always the same for the
    same input.
    """
    whole = np.maximum(np.rint(coded), 1.0)
    scaled = np.clip(positives / coded, 0, 1) * whole
    used = weights != 0
    if not used.any():
        return Critical(_LARGEST, _LARGEST)
    whole, scaled, weights = whole[used], scaled[used], weights[used]
    uniform = _uniform(len(whole))
    return Critical(
        _critical(whole, scaled, weights, uniform, +1),
        _critical(whole, scaled, weights, uniform, -1),
    )


def p_value(
    coded: np.ndarray,
    positives: np.ndarray,
    weights: np.ndarray,
    shares: np.ndarray,
    uniform: np.ndarray,
) -> float:
    """How often a sample drawn under `shares` is at least as unlikely as the one at hand."""
    total = float(shares @ weights)
    found = _ratio(coded, positives[None], shares[None])[0]
    drawn, times = np.unique(_samples(coded, shares, uniform), axis=0, return_counts=True)
    ratios = _ratio(coded, drawn, _given_sum(coded, drawn, weights, total))
    tied = np.abs(ratios - found) <= _TIE
    return float((times @ ((ratios > found) & ~tied) + 0.5 * (times @ tied)) / len(uniform))


def _critical(
    coded: np.ndarray, positives: np.ndarray, weights: np.ndarray, uniform: np.ndarray, sign: int
) -> float:
    low, high = _SMALLEST, _LARGEST
    for _ in range(_SEARCH):
        middle = (low + high) / 2
        shares = _at_ratio(coded, positives, weights[None], middle, sign)[0]
        if p_value(coded, positives, weights, shares, uniform) > ALPHA:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _uniform(classes: int) -> np.ndarray:
    """(DRAWS, classes) numbers in 0..1, each class in equal slices and in an order of its own."""
    random = np.random.default_rng(_SEED)
    slices = [random.permutation(DRAWS) + random.random(DRAWS) for _ in range(classes)]
    return np.stack(slices, 1) / DRAWS


def _samples(coded: np.ndarray, shares: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    columns = [
        np.searchsorted(binom.cdf(np.arange(int(n)), n, p), uniform[:, c])
        for c, (n, p) in enumerate(zip(coded, shares, strict=True))
    ]
    return np.stack(columns, 1).astype(float)


def _at_ratio(
    coded: np.ndarray, positives: np.ndarray, weights: np.ndarray, critical: float, sign: int
) -> np.ndarray:
    """The shares (rows, classes) on the profile, below (+1) or above (-1) the estimate, at which
    the likelihood ratio reaches the critical value; the outermost ones where it never does."""
    scale = _scale(coded, weights)
    near, far = np.zeros(len(weights)), np.ones(len(weights))
    for _ in range(_STEPS):
        middle = (near + far) / 2
        multiplier = sign * scale * middle / (1 - middle)
        shares = _shares(coded, positives, weights, multiplier[:, None])
        beyond = _ratio(coded, positives[None], shares) > critical
        near, far = np.where(beyond, near, middle), np.where(beyond, middle, far)
    return _shares(coded, positives, weights, (sign * scale * near / (1 - near))[:, None])


def _given_sum(
    coded: np.ndarray, positives: np.ndarray, weights: np.ndarray, total: float
) -> np.ndarray:
    """The most likely shares (rows, classes) for each row of positives whose sum is `total`."""
    scale = _scale(coded, weights[None])[0]
    low, high = -np.ones(len(positives)), np.ones(len(positives))
    for _ in range(_STEPS):
        middle = (low + high) / 2
        multiplier = scale * middle / (1 - np.abs(middle))
        shares = _shares(coded, positives, weights, multiplier[:, None])
        above = shares @ weights > total
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    middle = (low + high) / 2
    return _shares(coded, positives, weights, (scale * middle / (1 - np.abs(middle)))[:, None])


def _scale(coded: np.ndarray, weights: np.ndarray) -> np.ndarray:
    largest = np.abs(weights).max(1)
    return coded.sum() / np.where(largest > 0, largest, 1.0)


def _shares(
    coded: np.ndarray, positives: np.ndarray, weights: np.ndarray, multiplier: np.ndarray
) -> np.ndarray:
    """The root in 0..1 of m w p² - (n + m w) p + y = 0, in the form that does not cancel."""
    slope = multiplier * weights
    middle = coded + slope
    root = np.sqrt(np.maximum(middle**2 - 4 * slope * positives, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(middle >= 0, 2 * positives / (middle + root), (middle - root) / 2 / slope)
    return np.clip(np.nan_to_num(found), 0, 1)


def _ratio(coded: np.ndarray, positives: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Twice the log likelihood ratio (rows,) of the observed shares against these."""
    difference = _likelihood(coded, positives, positives / coded) - _likelihood(
        coded, positives, shares
    )
    return np.maximum(2 * difference, 0)


def _likelihood(coded: np.ndarray, positives: np.ndarray, shares: np.ndarray) -> np.ndarray:
    negatives = coded - positives
    with np.errstate(divide="ignore", invalid="ignore"):
        have = np.where(positives > 0, positives * np.log(shares), 0.0)
        lack = np.where(negatives > 0, negatives * np.log1p(-shares), 0.0)
    return (have + lack).sum(-1)
