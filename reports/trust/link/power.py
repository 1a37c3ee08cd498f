"""The smallest effect that data of a size could have shown, for each kind of data.

Each is computed from sizes that are known before trust and exposure are joined. Beside an answer
of "no association found" it says what that answer is worth: smaller effects would have been missed
more often than `power` says (80 %, at a two-sided level of 5 %).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy import optimize, special, stats

from reports.trust.link.gls import prais_winsten
from reports.trust.link.inference import MIN_DF, MIN_POINTS, require

ALPHA = 0.05
POWER = 0.8

NODES = (np.arange(400) + 0.5) / 400
"""Parts of a distribution that an average over it is taken of."""


def detectable_t(df: float, alpha: float = ALPHA, power: float = POWER) -> float:
    """How many standard errors a true effect must be, to be seen with `power` by a t-test on `df`.

    >>> round(detectable_t(1e6), 2), round(detectable_t(5), 2)
    (2.8, 3.51)
    """
    return _needed(round(float(df), 3), alpha, power, 0.0)


def detectable_effect(se: float, df: float, alpha: float = ALPHA, power: float = POWER) -> float:
    """The smallest detectable effect of any estimate with standard error `se`, in its unit."""
    return detectable_t(df, alpha, power) * se


def detectable_correlation(
    points: int,
    exposure_autocorrelation: float = 0.0,
    trust_autocorrelation: float = 0.0,
    *,
    fixed_columns: int = 2,
    order: int = 1,
    alpha: float = ALPHA,
    power: float = POWER,
) -> float:
    """The smallest correlation of two series of `points` that `fit_series` sees, 0..1.

    The correlation is between the series themselves, trend and season (`fixed_columns` in all)
    taken out. Only what is new in exposure since the point before tells of its effect, so an
    exposure that changes slowly, against a trust that changes fast, hides more. Raises
    InsufficientData below 12 points.
    """
    require(points, MIN_POINTS, "tidpunkter", "minsta samband")
    df = points - order - (fixed_columns + 1 + 2 * order)
    require(df, MIN_DF, "frihetsgrader", "minsta samband")
    slope = _needed(float(df), alpha, power, float(df + 1)) / np.sqrt(df + 1)
    new = (1 - trust_autocorrelation**2) / (1 - exposure_autocorrelation**2)
    return float(np.sqrt(slope**2 * new / (1 + slope**2 * new)))


def detectable_difference(
    n_first: float,
    n_second: float,
    share: float,
    *,
    deff: float = 1.0,
    base: float = 1.0,
    alpha: float = ALPHA,
    power: float = POWER,
) -> float:
    """The smallest difference between two waves in a share, in 0..1.

    `n_first` and `n_second` are respondents, `base` the part of them that the share is of (those
    with an opinion, a group), `share` its expected size and `deff` its design effect.

    >>> round(detectable_difference(1039, 5482, 0.31, deff=1.37), 3)
    0.051
    """
    variance = share * (1 - share) * deff * (1 / n_first + 1 / n_second) / base
    return float(stats.norm.ppf(1 - alpha / 2) + stats.norm.ppf(power)) * float(np.sqrt(variance))


def detectable_groups(
    groups: int,
    waves: int,
    exposure_sd: float,
    trust_sd: float,
    alpha: float = ALPHA,
    power: float = POWER,
) -> float:
    """The smallest effect of exposure over groups × waves, in trust per unit of exposure.

    The standard deviations are those between group-waves when the levels of groups and of waves are
    taken out.
    """
    se = trust_sd / exposure_sd / np.sqrt((groups - 1) * (waves - 1))
    return detectable_effect(float(se), groups - 1, alpha, power)


def detectable_campaign(
    before: int,
    during: int,
    after: int,
    sd: float,
    rho: float = 0.0,
    alpha: float = ALPHA,
    power: float = POWER,
) -> float:
    """The smallest change of the difference between target and comparison, in its unit.

    `before`, `during` and `after` are points; `sd` and `rho` the standard deviation and the
    autocorrelation of the difference around its levels.
    """
    points = before + during + after
    place = np.arange(points)
    columns = [np.ones(points), (place >= before) & (place < before + during)]
    if after:
        columns.append(place >= before + during)
    x = np.stack(columns, axis=1).astype(float)
    white, _, _ = prais_winsten(x[None], np.zeros((1, points)), np.ones(points - 1), rho)
    scale = sd**2 * (1 - rho**2)
    se = np.sqrt(scale * np.linalg.inv(white[0].T @ white[0])[1, 1])
    left = max(rho, 0.0)
    df = max(points * (1 - left) / (1 + left) - len(columns), 1.0)
    return detectable_effect(float(se), df, alpha, power)


def detectable_odds_ratio(
    persons: int,
    units: int,
    share: float,
    exposure_sd: float,
    *,
    deff: float = 1.0,
    within: float = 0.0,
    alpha: float = ALPHA,
    power: float = POWER,
) -> float:
    """The smallest odds ratio per unit of exposure above 1 that respondents in `units` weeks show.

    `exposure_sd` is between weeks, `share` that of trust, `deff` from weighting, `within` the
    intraclass correlation of answers in a week, which multiplies the variance by 1 + (m − 1) ·
    within for m respondents a week. An odds ratio of 1 / the result is as far from 1.
    """
    clustered = 1 + max(persons / units - 1, 0.0) * within
    information = persons * share * (1 - share) * exposure_sd**2 / (deff * clustered)
    return float(np.exp(detectable_effect(1 / np.sqrt(information), units - 3, alpha, power)))


@lru_cache(maxsize=4096)
def _needed(df: float, alpha: float, power: float, random_df: float) -> float:
    """The noncentrality at which a t-test on `df` has `power`.

    With `random_df`, that of a typical exposure: its variation is chi-squared on so many degrees of
    freedom, and the power is the mean over that.
    """
    critical = stats.t.ppf(1 - alpha / 2, df)
    noise = _root_chi_squared(df)
    spread = _root_chi_squared(random_df)[:, None] if random_df else np.ones((1, 1))

    def missing(shift: float) -> float:
        return float(special.ndtr(shift * spread - critical * noise).mean()) - power

    return float(optimize.brentq(missing, 0.0, 1e3, xtol=1e-7))


def _root_chi_squared(df: float) -> np.ndarray:
    """Quantiles of √(χ²/df) at the middle of equal parts of its distribution."""
    return np.sqrt(2 * special.gammaincinv(df / 2, NODES) / df)
