"""The smallest link that these data could have shown, told before they are tested.

Exposure and trust are each looked at alone: their sizes, their own spread and autocorrelation, and
the design effect of the answers. No estimate of a link between them enters.
"""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import pandas as pd

from reports.trust.link.autocorrelation import autocorrelation
from reports.trust.link.background import background, without_background
from reports.trust.link.fitting import Fitter, campaign_series, campaign_span, matrix
from reports.trust.link.gls import fit_gls
from reports.trust.link.groups import without_levels
from reports.trust.link.inference import InsufficientData
from reports.trust.link.plan import Design, Window
from reports.trust.link.power import (
    POWER,
    detectable_campaign,
    detectable_correlation,
    detectable_difference,
    detectable_groups,
    detectable_odds_ratio,
    detectable_t,
)

TYPICAL_SHARE = 0.31
"""Of those with an opinion, who trust the social services much (Vård- och omsorgsanalys 2024:2)."""

HIGHEST_AUTOCORRELATION = 0.95
"""Of a series that is closer to a random walk, a short stretch says little of how close."""


def smallest_detectable(fitter: Fitter, window: Window) -> dict[str, Any] | None:
    """`estimate` in trust per unit of exposure (log odds for persons), and `correlation`,
    `odds_ratio` or `percentage_points` where they say more; None where even that can't be told."""
    by_design = {
        Design.SERIES: _series,
        Design.GROUPS: _groups,
        Design.CAMPAIGN: _campaign,
        Design.PERSONS: _persons,
    }
    alpha = fitter.plan.alpha
    found: dict[str, float] = {}
    with contextlib.suppress(InsufficientData, ValueError, ZeroDivisionError):
        found = by_design[fitter.plan.design](fitter, window, alpha)
    found = {name: value for name, value in found.items() if np.isfinite(value)}
    return {**found, "power": POWER, "alpha": alpha} if found else None


def _series(fitter: Fitter, window: Window, alpha: float) -> dict[str, float]:
    """A correlation, and what it is in trust per unit of exposure; of series that are too few for
    the default path, of independent points. And the change that two waves show."""
    waves = _waves(fitter, alpha)
    rows = fitter.rows
    x, y = fitter.fitted_exposure(window), rows["trust"].to_numpy(float)
    points = int((np.isfinite(x) & np.isfinite(y)).sum())
    names = [c.name for c in fitter.plan.covariates if c.name in rows.columns]
    fixed = background(len(rows), fitter.data.points_a_year, matrix(rows, names))
    try:
        alike, spread = [], []
        for series in (x, y):
            left = without_background(series[None], fixed)
            alike.append(float(np.clip(autocorrelation(left)[0], 0, HIGHEST_AUTOCORRELATION)))
            spread.append(float(np.nanstd(left)))
        r = detectable_correlation(points, *alike, fixed_columns=fixed.shape[1], alpha=alpha)
    except InsufficientData:
        t = detectable_t(max(points - 2, 1), alpha) if points > 2 else np.nan
        return {"correlation": float(t / np.sqrt(t**2 + points - 2)), **waves}
    slope = r * spread[1] / spread[0] if spread[0] > 0 else np.nan
    return {"estimate": slope, "correlation": min(r, 1.0), **waves}


def _waves(fitter: Fitter, alpha: float) -> dict[str, float]:
    """The change between two waves that shows, where the number of answers is known."""
    rows = fitter.data.joined
    if "n" not in rows.columns:
        return {}
    known = rows[(rows["n"] > 0) & rows["trust"].notna()]
    if len(known) < 2:
        return {}
    share = known["trust"].to_numpy(float)
    percent = 100.0 if 1 < share.mean() <= 100 else 1.0
    share = share / percent
    n = known["n"].to_numpy(float)
    deff = 1.0
    if "trust_se" in known.columns:
        deff = _design_effect(share, known["trust_se"].to_numpy(float) / percent, n)
    typical = share.mean() if 0 < share.mean() < 1 else TYPICAL_SHARE
    least = detectable_difference(n[-2], n[-1], float(typical), deff=deff, alpha=alpha)
    return {"percentage_points": 100 * least}


def _design_effect(share: np.ndarray, se: np.ndarray, n: np.ndarray) -> float:
    """The mean of se² n / (p (1 − p)) over waves, how many times the variance is that of a simple
    random sample; 1 where no standard error is known."""
    known = np.isfinite(se) & (se > 0) & (share > 0) & (share < 1)
    if not known.any():
        return 1.0
    share, se, n = share[known], se[known], n[known]
    return float((se**2 * n / (share * (1 - share))).mean())


def _groups(fitter: Fitter, window: Window, alpha: float) -> dict[str, float]:
    """From what is left of exposure and of trust beside the levels of groups and waves."""
    rows = fitter.rows
    x, y = fitter.fitted_exposure(window), rows["trust"].to_numpy(float)
    names = [c.name for c in fitter.plan.covariates if c.name in rows.columns]
    there = np.isfinite(x) & np.isfinite(y)
    group, wave = rows["group"].to_numpy(str)[there], rows["position"].to_numpy(int)[there]
    beside = matrix(rows[there], names)
    groups, waves = len(np.unique(group)), len(np.unique(wave))
    if groups < 2 or waves < 2:
        return {}
    left = without_levels(np.stack([x[there], y[there]]), group, wave, beside)
    free = int(there.sum()) - left.columns
    cells = (groups - 1) * (waves - 1)
    own, rest = (left.values**2).sum(axis=1)
    if free < 1 or not own > 0:
        return {}
    spreads = float(np.sqrt(own / cells)), float(np.sqrt(rest / free))
    return {"estimate": detectable_groups(groups, waves, *spreads, alpha)}


def _campaign(fitter: Fitter, window: Window, alpha: float) -> dict[str, float]:
    """From the spread and the autocorrelation of the groups' difference before the campaign."""
    target, comparison = campaign_series(fitter.plan, fitter.data)
    first, last = campaign_span(fitter.plan, fitter.data)
    difference = target - comparison
    places = np.flatnonzero(np.isfinite(difference))
    before = places[places < first]
    if len(before) < 3:
        return {}
    fit = fit_gls(np.ones((len(before), 1)), difference[None, before], before)
    during = int(((places >= first) & (places <= last)).sum())
    sizes = (len(before), during, int((places > last).sum()))
    spread = float(np.std(fit.residuals[0], ddof=1))
    return {"estimate": detectable_campaign(*sizes, spread, max(float(fit.rho[0]), 0.0), alpha)}


def _persons(fitter: Fitter, window: Window, alpha: float) -> dict[str, float]:
    """From the respondents and their weeks, with the design effect of weights (Kish 1965) and of
    what answers of a week share, as far as exposure is of the week too (Moulton 1986)."""
    frame = fitter.person_frame(window).dropna(subset=["exposure_here", "trust"])
    weeks = frame["unit"].to_numpy(int)
    if len(frame) < 2 or len(np.unique(weeks)) < 2:
        return {}
    weights = frame["weight"].to_numpy(float) if "weight" in frame else np.ones(len(frame))
    trust, exposure = frame["trust"].to_numpy(float), frame["exposure_here"].to_numpy(float)
    trend = np.stack([np.ones(len(frame)), weeks - weeks.mean()], axis=1)
    own = without_background(exposure[None], trend)[0]
    found = detectable_odds_ratio(
        len(frame),
        len(np.unique(weeks)),
        float(np.average(trust, weights=weights)),
        float(own.std()),
        deff=float(len(weights) * (weights**2).sum() / weights.sum() ** 2),
        within=_alike(trust, weeks) * _alike(own, weeks),
        alpha=alpha,
    )
    return {"estimate": float(np.log(found)), "odds_ratio": found}


def _alike(values: np.ndarray, unit: np.ndarray) -> float:
    """The intraclass correlation 0..1 of values within units, by analysis of variance."""
    parts = pd.Series(values).groupby(unit)
    size, units = parts.size().to_numpy(float), parts.ngroups
    inside = float(((values - parts.transform("mean").to_numpy()) ** 2).sum())
    inside /= max(len(values) - units, 1)
    between = float((size * (parts.mean().to_numpy() - values.mean()) ** 2).sum()) / (units - 1)
    typical = (len(values) - (size**2).sum() / len(values)) / (units - 1)
    total = between + (typical - 1) * inside
    return float(np.clip((between - inside) / total, 0.0, 1.0)) if total > 0 else 0.0
