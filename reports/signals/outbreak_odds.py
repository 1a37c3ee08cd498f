"""How much better an outbreak explains the last weeks than none does.

The statistic is a likelihood ratio over shapes: one high week, two, or three, of several sizes,
that go on in the week judged, against no outbreak or one that has passed (the posterior odds of a
scan over recent weeks; Kulldorff 2001, J. R. Stat. Soc. A 164:61, with prior weights instead of a
maximum). The stories that an outbreak adds vary as chance has it, not as the series does.
"""

from __future__ import annotations

import numpy as np
from scipy import special

SIZES = (2.0, 3.5, 6.0, 12.0)
"""Standard deviations of a week's count that the highest week adds."""

PRESENT = ((4.0, (1.0,)), (1.0, (0.7, 0.7)), (1.0, (0.6, 0.6, 0.6)))
"""Weight of a shape and its weeks, oldest first, the last being the one judged: a single week is as
likely as both others together and is harder to tell from chance."""

PASSED = ((0.14, (1.0, 0.0)), (0.14, (1.0, 0.0, 0.0)), (0.14, (0.6, 0.6, 0.6, 0.0)))
"""The same for outbreaks that are over: what follows a high week is no alarm of its own."""

REACH = 4
"""Weeks that the odds look at, the one judged included."""

HIGHEST = 14.0
"""Standard deviations above the mean at which counts are cut: the largest size explains no count
far above itself, and would speak for no outbreak at all."""

LEAST_DEVIATION = 0.7
"""Stories: an outbreak of a series that is hardly ever found is still made of whole stories."""

_LEAST_SPREAD = 1.02


def log_odds(counts: np.ndarray, mean: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """The logarithm of the odds, of the same shape (weeks, series) as all three.

    `mean` and `spread` (variance over mean) are those of weeks without an outbreak. Weeks of NaN
    say nothing; the odds of such a week itself are NaN.
    """
    spread = np.maximum(spread, _LEAST_SPREAD)
    ratios = {
        share: [_log_ratio(counts, mean, spread, share * size) for size in SIZES]
        for share in sorted({s for _, shape in (*PRESENT, *PASSED) for s in shape if s > 0})
    }
    present = special.logsumexp([_explained(ratios, *shape) for shape in PRESENT], axis=0)
    passed = special.logsumexp([_explained(ratios, *shape) for shape in PASSED], axis=0)
    return np.where(np.isfinite(mean), present - np.logaddexp(0.0, passed), np.nan)


def _explained(
    ratios: dict[float, list[np.ndarray]], weight: float, shape: tuple[float, ...]
) -> np.ndarray:
    """The logarithm of a shape's weight times its likelihood ratio, averaged over sizes."""
    totals = []
    for size in range(len(SIZES)):
        total = 0.0
        for back, share in enumerate(reversed(shape)):
            if share > 0:
                total = total + _earlier(ratios[share][size], back)
        totals.append(total)
    return special.logsumexp(totals, axis=0) + np.log(weight / len(SIZES))


def _earlier(values: np.ndarray, back: int) -> np.ndarray:
    """The row `back` weeks before each; 0, which says nothing, where there is none."""
    found = np.zeros(values.shape)
    found[back:] = values[: len(values) - back]
    return found


def _log_ratio(counts: np.ndarray, mean: np.ndarray, spread: np.ndarray, size: float) -> np.ndarray:
    """Negative binomial with `size` standard deviations of chance added over the one without."""
    deviation = np.maximum(np.sqrt(mean * spread), LEAST_DEVIATION)
    more = size * deviation
    count = np.minimum(counts, mean + HIGHEST * deviation)
    high = mean + more
    spread_high = np.maximum((mean * spread + more) / high, _LEAST_SPREAD)
    ratio = _log_share(count, high, spread_high) - _log_share(count, mean, spread)
    return np.where(np.isfinite(ratio), ratio, 0.0)


def _log_share(count: np.ndarray, mean: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """The logarithm of a negative binomial's probability, but for what the count alone decides."""
    shape = mean / (spread - 1.0)
    grown = special.gammaln(count + shape) - special.gammaln(shape)
    return grown - shape * np.log(spread) + count * np.log((spread - 1.0) / spread)
