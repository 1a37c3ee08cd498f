"""Respondents by date of interview: their answers against the exposure of their own days.

Everybody interviewed in a week met the same news, so the week (or the date) is the unit, however
many answered. The estimate is that of a survey-weighted logit. Its standard error comes from
leaving out one unit at a time (the one-step jackknife of logistic regression, Pregibon 1981, Ann.
Stat. 9:705, in the form CR3 of Bell & McCaffrey 2002, Survey Methodology 28:169), and is widened by
what neighbouring units have in common: with a_u the pull of unit u on the estimate and r the
autocorrelation of the units' residual log odds,

    se² = se_CR3² · max(1, Σ a_u a_v r^|u-v| / Σ a_u²).

t has the degrees of freedom of independent units, U (1 − r) / (1 + r), less three. The plain
clustered error (CR1, U − k degrees) rejects 7–10 of 100 true nulls of 24–48 independent weeks and
16 of 100 where half of a week's shock stays to the next. A trend over dates is always fitted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import special

from reports.trust.link.gls import fit_gls
from reports.trust.link.inference import (
    MIN_POINTS,
    InsufficientData,
    require,
    strength_of,
    t_estimates,
)
from reports.trust.link.result import LinkEstimate
from reports.trust.survey.columns import columns_of
from reports.trust.survey.fitting import fit_logistic

CRUDE, ADJUSTED, WITH_PARTY = "crude", "adjusted", "adjusted_with_party"

UNIT_COLUMNS = 3
"""What is fitted between units: a level, a trend, the exposure."""

NEWTON_STEPS = 12
LARGEST_CONDITION = 1e10


@dataclass(frozen=True)
class PersonsFit:
    """One logit; `coefficient` is in log odds per unit of exposure, `rho` between units.

    `share_slope` turns log odds into the mean change of the share (average marginal effect).
    """

    coefficient: float
    se: float
    df: float
    rho: float
    units: int
    units_effective: float
    persons: int
    share_slope: float


def link_persons(
    frame: pd.DataFrame,
    *,
    trust: str,
    exposure: str,
    unit: str,
    weight: str | None = None,
    adjusted: Sequence[str] = (),
    party: Sequence[str] = (),
    lag: int = 0,
    level: float = 0.95,
) -> dict[str, LinkEstimate]:
    """The link over respondents: "crude", and "adjusted" and "adjusted_with_party" where asked.

    `frame` has a row a respondent: `trust` 1 or 0, `exposure` of the own days, `unit` the place of
    the week or date of interview (whole numbers in order of time, gaps kept: `unit_of_dates`),
    `weight` above 0. Columns of `adjusted` and `party` that are no numbers become categories. All
    models use the rows that have every value, so that they differ by what is adjusted for alone.

    Estimates are log odds; details hold `odds_ratio`, `odds_ratio_low`, `odds_ratio_high`,
    `share_change` with its ends (mean change of the share, -1..1, per unit of exposure), `persons`,
    `rho`, `model`. `n` counts units.

    Raises InsufficientData below 12 units or where exposure does not vary between them, and the
    errors of the survey regression.
    """
    blocks = {CRUDE: [], ADJUSTED: list(adjusted), WITH_PARTY: list(party)}
    rows = frame.dropna(subset=list(dict.fromkeys([*adjusted, *party])))
    found: dict[str, LinkEstimate] = {}
    terms: list[str] = []
    for model, block in blocks.items():
        terms += [term for term in block if term not in terms]
        if model == CRUDE or block:
            one = person_link(
                rows,
                trust=trust,
                exposure=exposure,
                unit=unit,
                weight=weight,
                terms=terms,
                lag=lag,
                level=level,
            )
            found[model] = replace(one, details={"model": model, **one.details})
    return found


def person_link(
    frame: pd.DataFrame,
    *,
    trust: str,
    exposure: str,
    unit: str,
    weight: str | None = None,
    terms: Sequence[str] = (),
    lag: int = 0,
    level: float = 0.95,
) -> LinkEstimate:
    """One model of `link_persons`, beside the columns `terms`; of the rows that have every value.

    Raises what `link_persons` raises.
    """
    needed = [trust, exposure, unit, *terms] + ([weight] if weight else [])
    rows = frame[list(dict.fromkeys(needed))].dropna()
    if weight:
        rows = rows[rows[weight] > 0]
    units = rows[unit].to_numpy()
    require(len(np.unique(units)), MIN_POINTS, "veckor eller dagar med intervjuer", "personer")
    fit = fit_persons(
        rows[trust].to_numpy(dtype=float),
        rows[exposure].to_numpy(dtype=float),
        units,
        rows[weight].to_numpy(dtype=float) if weight else np.ones(len(rows)),
        columns_of(rows, terms, intercept=False).x if terms else np.empty((len(rows), 0)),
    )
    return _estimate(fit, lag, level)


def unit_of_dates(dates: pd.Series, days: int = 7) -> np.ndarray:
    """(n,) the place of each date among periods of `days`, those of seven from Monday to Sunday."""
    passed = (pd.to_datetime(dates) - pd.Timestamp(2001, 1, 1)).dt.days  # a Monday
    return (passed // days).to_numpy()


def fit_persons(
    trust: np.ndarray,
    exposure: np.ndarray,
    unit: np.ndarray,
    weights: np.ndarray,
    covariates: np.ndarray,
) -> PersonsFit:
    """Fit complete rows (n,); `covariates` is (n, c), also with c = 0. Weights are above 0."""
    places = np.unique(unit)
    spread, centre = float(exposure.std()), float(exposure.mean())
    if not spread > 0:
        raise InsufficientData("personer: exponeringen är densamma för alla; inget kan prövas")
    rows = np.column_stack([unit, (exposure - centre) / spread, covariates])
    rows, trust, weights = _alike_together(rows, trust, weights)
    code = np.searchsorted(places, rows[:, 0])
    trend = 2 * (rows[:, 0] - places[0]) / max(places[-1] - places[0], 1) - 1
    x = np.column_stack([np.ones(len(rows)), rows[:, 1], trend, rows[:, 2:]])
    scale = weights / weights.mean()
    names = ["(Intercept)", "exposure", "trend"] + [f"x{i}" for i in range(covariates.shape[1])]
    coefficients = _log_odds(trust, x, scale, names)
    share = special.expit(x @ coefficients)
    information = scale * share * (1 - share)
    se, rho = _standard_error(x, coefficients, scale * (trust - share), information, code, places)
    effective = len(places) * (1 - rho) / (1 + rho)
    return PersonsFit(
        coefficient=float(coefficients[1] / spread),
        se=se / spread,
        df=max(effective - UNIT_COLUMNS, 1.0),
        rho=rho,
        units=len(places),
        units_effective=effective,
        persons=len(unit),
        share_slope=float(information.sum() / scale.sum()),
    )


def _log_odds(
    trust: np.ndarray, x: np.ndarray, weights: np.ndarray, names: Sequence[str]
) -> np.ndarray:
    """(k,) coefficients of the logit of shares (m,) on columns (m, k), by Newton's steps.

    They take a hundredth of a second less than the survey regression, which counts in hundreds of
    draws. Where they do not settle at once the survey regression is asked, and says what is wrong.
    """
    beta = np.zeros(x.shape[1])
    for _ in range(NEWTON_STEPS):
        share = special.expit(x @ beta)
        information = (x * (weights * share * (1 - share))[:, None]).T @ x
        if not np.linalg.cond(information) < LARGEST_CONDITION:
            break
        step = np.linalg.solve(information, x.T @ (weights * (trust - share)))
        beta = beta + step
        if np.abs(step).max() < 1e-11 * (1 + np.abs(beta).max()):
            return beta
    return fit_logistic(trust, x, weights, names).coefficients


def _alike_together(
    rows: np.ndarray, trust: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each different row once, with the weighted share of trust and the sum of weights.

    The likelihood is the same, and so is all that follows from it.
    """
    place = np.zeros(len(rows), dtype=int)
    for column in rows.T:
        values, code = np.unique(column, return_inverse=True)
        place = np.unique(place * len(values) + code, return_inverse=True)[1]
    _, first = np.unique(place, return_index=True)
    total = np.bincount(place, weights)
    return rows[first], np.bincount(place, weights * trust) / total, total


def _standard_error(
    x: np.ndarray,
    coefficients: np.ndarray,
    residuals: np.ndarray,
    information: np.ndarray,
    code: np.ndarray,
    places: np.ndarray,
) -> tuple[float, float]:
    """The standard error of the second coefficient, and the autocorrelation between units."""
    units, k = len(places), x.shape[1]
    carried = x * information[:, None]
    order = np.argsort(code, kind="stable")
    starts = np.searchsorted(code[order], np.arange(units))
    products = (carried[:, :, None] * x[:, None, :])[order].reshape(len(x), k * k)
    within = np.add.reduceat(products, starts).reshape(units, k, k)
    scores = np.add.reduceat((x * residuals[:, None])[order], starts)
    total = within.sum(axis=0)
    left = np.linalg.solve(total - within, scores[:, :, None])[:, 1, 0]
    jackknife = (units - 1) / units * (left**2).sum()

    size = np.bincount(code, information)
    means = np.add.reduceat(carried[order][:, :3], starts) / size[:, None]
    shocks = np.bincount(code, residuals) / size
    between = fit_gls(means, (shocks + means @ coefficients[:3])[None], places)
    rho = float(max(between.rho[0], 0.0))
    pulls = np.add.reduceat(carried[order], starts) @ np.linalg.inv(total)[1]
    alike = rho ** np.abs(places[:, None] - places)
    widened = max(1.0, float(pulls @ alike @ pulls / (pulls @ pulls)))
    return float(np.sqrt(jackknife * widened)), rho


def _estimate(fit: PersonsFit, lag: int, level: float) -> LinkEstimate:
    if not (np.isfinite(fit.se) and fit.se > 0):
        raise InsufficientData(
            "personer: exponeringen varierar inte mellan veckorna bredvid trend och kovariater",
            fit.units,
        )
    one = t_estimates(
        np.array([fit.coefficient]),
        np.array([fit.se]),
        np.array([fit.df]),
        lag=lag,
        n=np.array([fit.units]),
        n_effective=np.array([fit.units_effective]),
        details={},
        level=level,
    )[0]
    details: Mapping[str, object] = {
        "odds_ratio": float(np.exp(one.estimate)),
        "odds_ratio_low": float(np.exp(one.low)),
        "odds_ratio_high": float(np.exp(one.high)),
        "share_change": one.estimate * fit.share_slope,
        "share_change_low": one.low * fit.share_slope,
        "share_change_high": one.high * fit.share_slope,
        "persons": fit.persons,
        "rho": fit.rho,
        "strength": strength_of(fit.units).value,
    }
    return replace(one, details=details)
