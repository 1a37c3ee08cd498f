"""What a count would have been, had everything been seen.

Of a week with coverage c we saw y items. The weekly rate is not known; before the week it is spread
around the mean of the history as a gamma distribution, which makes weekly counts negative binomial.
What is missing then is negative binomial too (the gamma-Poisson predictive distribution; Gelman et
al. 2013, Bayesian Data Analysis, 3rd ed., section 2.6).
"""

from __future__ import annotations

from scipy.stats import nbinom

DISPERSION = 2.0
"""Variance over mean of the weekly counts where none is given: between 1 (pure chance) and 5 lie
the series of a monitor like this."""

LEAST_MEAN = 0.02
"""A series that was never found in half a year can still be found."""

VAGUE = 0.5
"""Shape of the rate's distribution where there is no history (Jeffreys)."""

LEVEL = 0.95


def completed(
    count: int, coverage: float, history_mean: float | None, dispersion: float = DISPERSION
) -> tuple[int, int] | None:
    """The 95 % interval of the count, had all been seen: what was seen and what may be missing.

    `coverage` is the share 0..1 of what was to be expected that we saw; `history_mean` the mean of
    fully seen weeks, None without any; `dispersion` the variance of weekly counts over their mean.
    None where nothing is known: nothing seen, and no history.

    >>> completed(10, 1.0, 12.0)
    (10, 10)
    >>> completed(6, 0.5, 12.0)
    (8, 18)
    """
    coverage = min(1.0, max(0.0, coverage))
    if coverage == 1.0:
        return count, count
    if history_mean is None:
        if coverage == 0.0:
            return None
        shape, rate = VAGUE, 0.0
    else:
        mean = max(history_mean, LEAST_MEAN)
        rate = 1.0 / max(dispersion - 1.0, 0.05)
        shape = mean * rate
    seen_rate = rate + coverage
    tail = (1.0 - LEVEL) / 2
    chance = seen_rate / (seen_rate + 1.0 - coverage)
    low, high = nbinom.ppf([tail, 1.0 - tail], shape + count, chance)
    return count + int(low), count + int(high)
