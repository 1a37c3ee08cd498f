"""A campaign or event: the group it was aimed at against a group that it was not.

The series is the difference in trust between the two groups, so a shock that both meet is no
effect. Its level during the campaign is compared with the level before, with AR(1) errors
(`gls.py`); what comes after has a level of its own. The degrees of freedom are those of as many
independent points as the autocorrelation leaves, n (1 − rho) / (1 + rho), less the columns: with
n less the columns, 7–13 of 100 true nulls are rejected in series of 24–60 points.

The same comparison is made at dates before the campaign, when nothing happened. Its rank among
these placebos is a second p-value that believes in no model (Abadie, Diamond & Hainmueller 2010,
J. Am. Stat. Assoc. 105:493).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from reports.trust.link.gls import GlsFit, fit_gls
from reports.trust.link.inference import (
    MIN_POINTS,
    InsufficientData,
    as_rows,
    critical_t,
    require,
    require_one,
    t_estimates,
    two_sided_p,
)
from reports.trust.link.result import LinkEstimate

MIN_BEFORE = 8
"""Points before the campaign: fewer do not show where the difference stood."""

MIN_DURING = 2
MIN_PLACEBOS = 20
"""With fewer dates, no rank is as small as 1 in 20."""

PLACEBO_BEFORE = 4
"""A placebo has as many points before it at least, and lasts as long where it can."""


@dataclass(frozen=True)
class CampaignFit:
    """Fits of many differences; arrays have one element a series."""

    estimate: np.ndarray
    se: np.ndarray
    df: np.ndarray
    rho: np.ndarray
    n_effective: np.ndarray

    @property
    def p(self) -> np.ndarray:
        """(draws,) two-sided p-values of no effect."""
        return two_sided_p(self.estimate / self.se, self.df)


def link_campaign(
    target: np.ndarray,
    comparison: np.ndarray,
    first: int,
    last: int,
    *,
    level: float = 0.95,
) -> LinkEstimate:
    """The effect of a campaign at the points `first` … `last` (from 0, both included).

    `target` and `comparison` are trust of the two groups, (n,), the oldest first; a missing point
    is NaN. The estimate is the change of their difference, in units of trust. Details: `rho`;
    `before`, `during`, `after` (points); `event_time` (lists `step` from the start,
    `difference` from the mean before, `low` and `high`, for a picture); `placebo_dates`,
    `placebo_enough` (at least 20), `placebo_rank_p`, `placebo_rejected` (share with p < 0.05);
    `pre_trend_p` (does the difference move before the campaign?).

    Raises InsufficientData with fewer than 8 points before, 2 during or 12 in all.
    """
    require_one([target, comparison], "link_campaign")
    difference = as_rows(target)[0] - as_rows(comparison)[0]
    times = np.flatnonzero(np.isfinite(difference))
    values = difference[None, times]
    fit = fit_campaign(values, first, last, times)
    if not fit.se[0] > 0:
        raise InsufficientData("kampanjen: skillnaden mellan grupperna varierar inte", len(times))
    estimate = t_estimates(
        fit.estimate,
        fit.se,
        fit.df,
        lag=0,
        n=np.array([len(times)]),
        n_effective=fit.n_effective,
        details={},
        level=level,
    )[0]
    details = {
        "rho": float(fit.rho[0]),
        **_checks(values, times, first, last, float(fit.p[0])),
        "event_time": _event_time(values[0], times, first, float(fit.rho[0]), level),
    }
    return replace(estimate, details=details)


def _checks(
    values: np.ndarray, times: np.ndarray, first: int, last: int, p: float
) -> dict[str, float | int | bool]:
    """Points, the rank of `p` among those of placebo dates, and the trend before."""
    before = times < first
    ranks = placebo_p(values[:, before], times[before], last - first + 1)[0]
    return {
        "before": int(before.sum()),
        "during": int(((times >= first) & (times <= last)).sum()),
        "after": int((times > last).sum()),
        "placebo_dates": len(ranks),
        "placebo_enough": len(ranks) >= MIN_PLACEBOS,
        "placebo_rank_p": float((1 + (ranks <= p).sum()) / (1 + len(ranks))),
        "placebo_rejected": float((ranks < 0.05).mean()) if len(ranks) else float("nan"),
        "pre_trend_p": _pre_trend_p(values[:, before], times[before]),
    }


def fit_campaign(
    difference: np.ndarray, first: int, last: int, times: np.ndarray | None = None
) -> CampaignFit:
    """Fit each row of `difference` (draws, n), complete values, at the places `times` (n,).

    Raises InsufficientData as `link_campaign` does.
    """
    values = as_rows(difference)
    places = np.arange(values.shape[1]) if times is None else np.asarray(times)
    during = (places >= first) & (places <= last)
    require(int((places < first).sum()), MIN_BEFORE, "tidpunkter före", "kampanjen")
    require(int(during.sum()), MIN_DURING, "tidpunkter under tiden", "kampanjen")
    require(len(places), MIN_POINTS, "tidpunkter", "kampanjen")
    return _fit_window(values, places, during, places > last)


def placebo_p(values: np.ndarray, times: np.ndarray, length: int) -> np.ndarray:
    """(draws, dates) p-values of campaigns that never were, in points (draws, n) before the true.

    Each lasts `length` steps, or until the points end, though never under min(length, 4).
    """
    least = min(length, PLACEBO_BEFORE)
    found = []
    for start in times[PLACEBO_BEFORE : max(len(times) - least + 1, PLACEBO_BEFORE)]:
        during = (times >= start) & (times < start + length)
        found.append(_fit_window(values, times, during, times >= start + length).p)
    return np.stack(found, axis=1) if found else np.empty((len(values), 0))


def _fit_window(
    values: np.ndarray, places: np.ndarray, during: np.ndarray, after: np.ndarray
) -> CampaignFit:
    columns = [np.ones(len(places)), during.astype(float)]
    if after.any():
        columns.append(after.astype(float))
    fit = fit_gls(np.stack(columns, axis=1), values, places)
    independent = independent_points(fit)
    df = np.maximum(independent - len(columns), 1.0)
    return CampaignFit(fit.coefficients[:, 1], fit.se(1), df, fit.rho, independent)


def independent_points(fit: GlsFit) -> np.ndarray:
    """(draws,) points that the autocorrelation of the errors leaves: n (1 − rho) / (1 + rho)."""
    rho = np.maximum(fit.rho, 0.0)
    return fit.residuals.shape[1] * (1 - rho) / (1 + rho)


def _pre_trend_p(values: np.ndarray, times: np.ndarray) -> float:
    """The p-value of a linear trend before the campaign; the design assumes that there is none."""
    columns = np.stack([np.ones(len(times)), times - times.mean()], axis=1)
    fit = fit_gls(columns, values, times)
    df = np.maximum(independent_points(fit) - 2, 1.0)
    return float(two_sided_p(fit.coefficients[:, 1] / fit.se(1), df)[0])


def _event_time(
    values: np.ndarray, times: np.ndarray, first: int, rho: float, level: float
) -> dict[str, list[float]]:
    """Steps from the start, differences from the mean before, and the ends of their intervals.

    An interval is where one point falls when nothing happens: the spread of the points before.
    """
    before = values[times < first]
    independent = max(len(before) * (1 - max(rho, 0)) / (1 + max(rho, 0)), 2.0)
    half = critical_t(independent - 1, level) * before.std(ddof=1) * np.sqrt(1 + 1 / independent)
    change = values - before.mean()
    return {
        "step": (times - first).tolist(),
        "difference": change.tolist(),
        "low": (change - half).tolist(),
        "high": (change + half).tolist(),
    }
