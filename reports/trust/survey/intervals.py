"""Confidence intervals of an estimate, by the methods that R's `svyciprop` names.

"mean" is estimate ± t · se. "logit" and "xlogit" take it on the scale of log odds (the former has a
standard error of its own under replicate weights, else the two are one), "asin" on that of the
arcsine of the root. "beta" is Clopper & Pearson's with the effective sample size of Korn & Graubard
(1998, Surv. Methodol. 24:193). A share of 0 or 1 has no variance that the design could show: R
gives no interval there, and here the methods for shares give Clopper & Pearson's for as many rows
as have a value.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy import special, stats

from reports.trust.survey.points import EstimateError, PointEstimate

METHODS = ("mean", "logit", "xlogit", "beta", "asin")
"""The methods, by R's names."""

NOT_DEFINED = (float("nan"), float("nan"))


def interval(
    estimate: PointEstimate, method: str = "logit", level: float = 0.95
) -> tuple[float, float]:
    """The (low, high) ends of the interval that holds the truth with probability `level`.

    All but "mean" take shares, in 0..1. NaN where no degree of freedom is left. Raises
    EstimateError for a method that is not known, or an estimate that is no share.
    """
    if method not in METHODS or not 0 < level < 1:
        raise EstimateError(
            f"konfidensintervallet {method!r} på nivån {level:g}: välj ett av "
            f"{', '.join(METHODS)} och en nivå mellan 0 och 1"
        )
    p, se = estimate.estimate, estimate.se
    if method == "mean":
        return t_interval(p, se, estimate.df, level)
    if not -1e-12 <= p <= 1 + 1e-12:
        raise EstimateError(
            f"konfidensintervallet {method!r}: skattningen är {p:g}, och metoden gäller andelar "
            'i 0–1; välj "mean"'
        )
    if estimate.df <= 0 or math.isnan(se):
        return NOT_DEFINED
    if p <= 0 or p >= 1:
        return _clopper_pearson(min(max(p, 0.0), 1.0), estimate.n, level)
    if method == "beta":
        return _beta(estimate, level)
    if method == "asin":
        return _arcsine(estimate, level)
    logit_se = se / (p * (1 - p))
    if method == "logit" and estimate.logit_se is not None:
        logit_se = estimate.logit_se
    return _on_scale(p, logit_se, estimate.df, level, special.logit, special.expit)


def t_interval(estimate: float, se: float, df: float, level: float) -> tuple[float, float]:
    """estimate ± t · se; NaN where df is 0 or less."""
    if df <= 0:
        return NOT_DEFINED
    half = float(stats.t.ppf((1 + level) / 2, df)) * se
    return estimate - half, estimate + half


def _on_scale(
    p: float,
    se: float,
    df: float,
    level: float,
    there: Callable[[float], float],
    back: Callable[[float], float],
) -> tuple[float, float]:
    low, high = t_interval(float(there(p)), se, df, level)
    return float(back(low)), float(back(high))


def _arcsine(estimate: PointEstimate, level: float) -> tuple[float, float]:
    p = estimate.estimate
    se = estimate.se / (2 * math.sqrt(p * (1 - p)))
    return _on_scale(
        p,
        se,
        estimate.df,
        level,
        lambda share: math.asin(math.sqrt(share)),
        lambda angle: math.sin(angle) ** 2,
    )


def _beta(estimate: PointEstimate, level: float) -> tuple[float, float]:
    p, se = estimate.estimate, estimate.se
    if se == 0:
        return p, p
    tail = (1 - level) / 2
    rows = estimate.rows or estimate.n
    if rows < 2:
        return NOT_DEFINED
    spread = stats.t.ppf(tail, rows - 1) / stats.t.ppf(tail, estimate.df)
    return _beta_ends(p, p * (1 - p) / se**2 * float(spread) ** 2, tail)


def _clopper_pearson(p: float, n: int, level: float) -> tuple[float, float]:
    return _beta_ends(p, float(n), (1 - level) / 2) if n else NOT_DEFINED


def _beta_ends(p: float, n: float, tail: float) -> tuple[float, float]:
    low = stats.beta.ppf(tail, n * p, n * (1 - p) + 1) if p > 0 else 0.0
    high = stats.beta.ppf(1 - tail, n * p + 1, n * (1 - p)) if p < 1 else 1.0
    return float(np.clip(low, 0, 1)), float(np.clip(high, 0, 1))
