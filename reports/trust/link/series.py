"""One series of exposure and one of trust: the single default path of the link.

The model is an autoregressive distributed lag model (Pesaran & Shin 1999, in Strøm (ed.),
*Econometrics and Economic Theory in the 20th Century*, ch. 11) with p lags of both series:

    trust[t] = level + trend + season + a1·trust[t-1] + … + ap·trust[t-p]
             + b·exposure[t-lag] + c1·exposure[t-lag-1] + … + cp·exposure[t-lag-p] + error[t]

Where trust is b·exposure[t-lag] plus an autoregression of order p this is exact, and b is the
effect. A covariate stands in it as trust does, at t and p steps back: without its past, a
confounder that moves at another pace than the rest is only half taken out.

The order has the least AIC with its correction for short series (Hurvich & Tsai 1989, Biometrika
76:297) among 1 … points/12, at most 6. Order 0 is not offered: in short series the criterion picks
it although neighbouring points are alike, and then true nulls are rejected in 11–16 of 100 (26
yearly points) in place of 6–7. Nothing else is chosen from the data.

All functions take many pairs of series at once, as rows, so that the calibration runs the very
code that a plan runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import numpy as np

from reports.trust.link.autocorrelation import autocorrelation, effective_n, ljung_box
from reports.trust.link.background import background, has_season, without_background
from reports.trust.link.inference import (
    MIN_DF,
    MIN_POINTS,
    InsufficientData,
    as_rows,
    require,
    require_one,
    strength_of,
    t_estimates,
    two_sided_p,
)
from reports.trust.link.result import LinkEstimate

POINTS_PER_LAG = 12
MAX_ORDER = 6

SINGULAR = 1e-9
"""A column whose own part is a smaller share of its length than this is none of its own."""


@dataclass(frozen=True)
class SeriesFit:
    """The tests of many pairs of series at one lag; arrays have one element a pair.

    `points` are the complete ones, `used` the rows of the chosen model. `estimate` is NaN where
    exposure or trust does not vary beside trend, season and covariates.
    """

    lag: int
    season: bool
    estimate: np.ndarray
    se: np.ndarray
    df: np.ndarray
    order: np.ndarray
    points: np.ndarray
    used: np.ndarray
    n_effective: np.ndarray
    ljung_box_p: np.ndarray
    residual_autocorrelation: np.ndarray

    @property
    def p(self) -> np.ndarray:
        """(draws,) two-sided p-values of no effect."""
        return two_sided_p(self.estimate / self.se, self.df)

    def estimates(self, level: float = 0.95) -> list[LinkEstimate]:
        """One LinkEstimate a pair, with an interval of `level`."""
        details = {
            "order": self.order,
            "rows_used": self.used,
            "season": np.full(len(self.order), self.season),
            "ljung_box_p": self.ljung_box_p,
            "residual_autocorrelation": self.residual_autocorrelation,
            "strength": np.array([strength_of(int(n)).value for n in self.points]),
        }
        return t_estimates(
            self.estimate,
            self.se,
            self.df,
            lag=self.lag,
            n=self.points,
            n_effective=self.n_effective,
            details=details,
            level=level,
        )


def link_series(
    exposure: np.ndarray,
    trust: np.ndarray,
    lags: Sequence[int] = (0,),
    *,
    points_a_year: float | None = None,
    covariates: np.ndarray | None = None,
    trust_se: np.ndarray | None = None,
    level: float = 0.95,
) -> list[LinkEstimate]:
    """The link of one pair of series (n,) at each lag: trust with exposure `lag` steps before.

    Points are equally far apart, the oldest first, and a missing one is NaN. `points_a_year` is
    52.1775 for weeks and 12 for months; without it no season is fitted. `covariates` is (n, c).
    `trust_se`, (n,) standard errors of the trust estimates, changes no test: `noise_share` in the
    details says how much of the variation of trust they make up.

    Raises InsufficientData below 12 complete points or where a series does not vary.
    """
    require_one([exposure, trust], "link_series")
    found = []
    for lag in lags:
        fit = fit_series(
            exposure, trust, lag=lag, points_a_year=points_a_year, covariates=covariates
        )
        if not np.isfinite(fit.estimate[0]) or not fit.se[0] > 0:
            raise InsufficientData(
                f"serien, fördröjning {lag}: exponering eller förtroende varierar inte bredvid "
                "trend, säsong och kovariater; inget kan prövas",
                int(fit.points[0]),
                MIN_POINTS,
            )
        found.append(fit.estimates(level)[0])
    if trust_se is not None:
        share = _noise_share(as_rows(trust), np.asarray(trust_se, float), points_a_year, covariates)
        return [replace(one, details={**one.details, "noise_share": share}) for one in found]
    return found


def fit_series(
    exposure: np.ndarray,
    trust: np.ndarray,
    *,
    lag: int = 0,
    points_a_year: float | None = None,
    covariates: np.ndarray | None = None,
) -> SeriesFit:
    """Fit each pair of rows of `exposure` and `trust`, (draws, n) or (n,), at one lag.

    Raises InsufficientData where a pair has fewer than 12 complete points at that lag.
    """
    x, y = as_rows(exposure), as_rows(trust)
    points_in_all = x.shape[1]
    known = _Known(background(points_in_all, points_a_year), _beside(covariates, points_in_all))
    complete = np.isfinite(x[:, : points_in_all - lag]) & np.isfinite(y[:, lag:])
    complete &= np.isfinite(known.beside[lag:]).all(axis=1)
    points = complete.sum(axis=1)
    fewest = int(points.min(initial=points_in_all))
    require(fewest, MIN_POINTS, "tidpunkter", "serien")
    require(fewest, 1 + known.columns(1) + MIN_DF, "tidpunkter för så många kovariater", "serien")
    order = _choose_order(x, y, known, lag, highest_order(fewest, *known.width))
    values = {
        item.name: np.full(len(y), np.nan)
        for item in fields(SeriesFit)
        if item.name not in ("lag", "season", "order", "points", "n_effective")
    }
    for chosen in np.unique(order):
        rows = np.flatnonzero(order == chosen)
        for name, part in _fit_order(x[rows], y[rows], known, lag, int(chosen)).items():
            values[name][rows] = part
    fixed = np.hstack(known)
    independent = effective_n(without_background(x, fixed), without_background(y, fixed))
    return SeriesFit(
        lag=lag,
        season=has_season(points_in_all, points_a_year),
        order=order,
        points=points,
        n_effective=independent,
        **values,
    )


def highest_order(points: int, fixed_columns: int = 2, covariates: int = 0) -> int:
    """The highest order that is tried: a lag for every twelve points, and degrees to spare.

    >>> highest_order(12), highest_order(25), highest_order(26), highest_order(100)
    (1, 2, 2, 6)
    """
    order = min(MAX_ORDER, max(1, points // POINTS_PER_LAG))
    known = _Known(np.empty((0, fixed_columns)), np.empty((0, covariates)))
    while order > 1 and points - order - known.columns(order) < MIN_DF:
        order -= 1
    return order


class _Known(NamedTuple):
    """Level, trend and season `fixed` (n, k), and covariates `beside` (n, c), both the draws'."""

    fixed: np.ndarray
    beside: np.ndarray

    @property
    def width(self) -> tuple[int, int]:
        """How many columns are fixed, and how many stand beside."""
        return self.fixed.shape[1], self.beside.shape[1]

    def columns(self, order: int) -> int:
        """Coefficients of a model of an order, that of exposure among them."""
        fixed, covariates = self.width
        return fixed + covariates + 1 + (2 + covariates) * order


def _beside(covariates: np.ndarray | None, points: int) -> np.ndarray:
    if covariates is None:
        return np.empty((points, 0))
    return np.asarray(covariates, dtype=float).reshape(points, -1)


def _choose_order(
    x: np.ndarray, y: np.ndarray, known: _Known, lag: int, highest: int
) -> np.ndarray:
    """(draws,) order with the least corrected AIC, all compared on the rows of the highest one.

    The columns of lower orders come first, so one triangular factor has the residuals of all.
    """
    if highest == 1:
        return np.ones(len(y), dtype=int)
    columns, rows = _columns(x, y, known, lag, highest)
    triangular = np.asarray(np.linalg.qr(columns, mode="r"))
    factor = triangular[:, :, -1] ** 2
    explained, total = np.cumsum(factor, axis=1), factor.sum(axis=1)
    criteria = []
    for order in range(1, highest + 1):
        parameters = known.columns(order) + 1  # and the variance
        left = np.maximum(total - explained[:, parameters - 2], 1e-300)
        spare = np.maximum(rows - parameters - 1, 0.1)
        criteria.append(rows * np.log(left / rows) + 2 * parameters * rows / spare)
    return np.argmin(np.array(criteria), axis=0) + 1


def _fit_order(
    x: np.ndarray, y: np.ndarray, known: _Known, lag: int, order: int
) -> dict[str, np.ndarray]:
    """The fit of one order: exposure stands last, so its own part is the factor's last corner."""
    columns, rows = _columns(x, y, known, lag, order)
    place = sum(known.width)
    last = [*range(place), *range(place + 1, columns.shape[2] - 1), place, columns.shape[2] - 1]
    columns = columns[:, :, last]
    q, r = np.linalg.qr(columns)
    own, joint, left = r[:, -2, -2], r[:, -2, -1], r[:, -1, -1]
    length = np.sqrt((columns[:, :, -2:] ** 2).sum(axis=1))
    df = rows - (columns.shape[2] - 1.0)
    varies = (np.abs(own) > SINGULAR * length[:, 0]) & (np.abs(left) > SINGULAR * length[:, 1])
    own = np.where(varies & (df >= 1), own, np.nan)
    there = np.asarray(columns != 0).any(axis=2)
    residuals = np.where(there, q[..., -1] * np.expand_dims(left, 1), np.nan)
    return {
        "estimate": joint / own,
        "se": np.abs(left / own) / np.sqrt(np.maximum(df, 1)),
        "df": df,
        "used": rows,
        "ljung_box_p": ljung_box(residuals, rows, np.full(len(rows), order)),
        "residual_autocorrelation": autocorrelation(residuals),
    }


def _columns(
    x: np.ndarray, y: np.ndarray, known: _Known, lag: int, order: int
) -> tuple[np.ndarray, np.ndarray]:
    """(draws, m, k + 1) regressors and, last, trust; rows with a gap are 0. And (draws,) rows.

    Order of the columns: level, trend and season, covariates, exposure at the lag; then trust,
    exposure and covariates one step earlier, two steps earlier, …
    """
    n, first = y.shape[1], lag + order

    def shared(columns: np.ndarray, step: int = 0) -> np.ndarray:
        kept = columns[first - step : n - step]
        return np.broadcast_to(kept, (len(y), *kept.shape))

    parts = [shared(known.fixed), shared(known.beside), x[:, first - lag : n - lag, None]]
    for step in range(1, order + 1):
        parts.append(y[:, first - step : n - step, None])
        parts.append(x[:, first - lag - step : n - lag - step, None])
        parts.append(shared(known.beside, step))
    columns = np.concatenate([*parts, y[:, first:, None]], axis=2)
    there = np.asarray(np.isfinite(columns)).all(axis=2)
    if not there.all():
        columns = np.where(np.expand_dims(there, 2), columns, 0.0)
    return columns, there.sum(axis=1)


def _noise_share(
    trust: np.ndarray,
    trust_se: np.ndarray,
    points_a_year: float | None,
    covariates: np.ndarray | None,
) -> float:
    """The share of trust's variation, beside its background, that sampling error makes up."""
    left = without_background(trust, background(trust.shape[1], points_a_year, covariates))
    return float(min(1.0, np.nanmean(trust_se**2) / np.nanvar(left)))
