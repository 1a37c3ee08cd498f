"""The smallest link that these data could have shown, from their sizes and their own spread."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np

from reports.trust.link.autocorrelation import autocorrelation
from reports.trust.link.background import background, without_background
from reports.trust.link.fitting import Fitter, campaign_series, campaign_span
from reports.trust.link.inference import InsufficientData
from reports.trust.link.plan import Design
from reports.trust.link.power import (
    POWER,
    detectable_campaign,
    detectable_correlation,
    detectable_difference,
    detectable_effect,
    detectable_odds_ratio,
    detectable_t,
)
from reports.trust.link.result import LinkEstimate

TYPICAL_SHARE = 0.31
"""Of those with an opinion, who trust the social services much (Vård- och omsorgsanalys 2024:2)."""


def smallest_detectable(fitter: Fitter, main: LinkEstimate | None) -> dict[str, Any] | None:
    """`estimate` in trust per unit of exposure, and `correlation`, `odds_ratio` or
    `percentage_points` where they say more; None where even that can't be told."""
    alpha = fitter.plan.alpha
    found: dict[str, Any] = {}
    if main is not None:
        found["estimate"] = detectable_effect(main.se, main.df, alpha)
        if fitter.plan.design is Design.PERSONS:
            found["odds_ratio"] = float(np.exp(found["estimate"]))
    with contextlib.suppress(InsufficientData, ValueError, ZeroDivisionError):
        found |= _by_design(fitter, main, alpha)
    found = {name: value for name, value in found.items() if np.isfinite(value)}
    return {**found, "power": POWER, "alpha": alpha} if found else None


def _by_design(fitter: Fitter, main: LinkEstimate | None, alpha: float) -> dict[str, float]:
    rows = fitter.data.joined
    design = fitter.plan.design
    if design is Design.SERIES:
        return _series(fitter, main is not None, alpha) | _waves(fitter, alpha)
    if design is Design.CAMPAIGN and main is None:
        target, comparison = campaign_series(fitter.plan, fitter.data)
        first, last = campaign_span(fitter.plan, fitter.data)
        difference = target - comparison
        sizes = (first, last - first + 1, max(len(difference) - last - 1, 0))
        return {"estimate": detectable_campaign(*sizes, float(np.nanstd(difference)), 0.0, alpha)}
    if design is Design.PERSONS and main is None:
        trust, exposure = rows["trust"].dropna(), fitter.data.exposure["exposure"].dropna()
        units = max(int(rows["position"].nunique()), 5)
        sizes = (len(trust), units, float(trust.mean()), float(exposure.std()))
        return {"odds_ratio": detectable_odds_ratio(*sizes, alpha=alpha)}
    return {}


def _series(fitter: Fitter, tested: bool, alpha: float) -> dict[str, float]:
    """A correlation; of series that are too few for the default path, of independent points."""
    rows = fitter.data.joined
    x, y = rows["exposure"].to_numpy(float), rows["trust"].to_numpy(float)
    complete = np.isfinite(x) & np.isfinite(y)
    points = int(complete.sum())
    if not tested:
        t = detectable_t(max(points - 2, 1), alpha) if points > 2 else np.nan
        return {"correlation": float(t / np.sqrt(t**2 + points - 2))}
    fixed = background(len(rows), fitter.data.points_a_year)
    alike = [float(autocorrelation(without_background(s[None], fixed))[0]) for s in (x, y)]
    found = detectable_correlation(
        points, *[min(max(r, 0.0), 0.95) for r in alike], fixed_columns=fixed.shape[1], alpha=alpha
    )
    return {"correlation": min(found, 1.0)}


def _waves(fitter: Fitter, alpha: float) -> dict[str, float]:
    """The change between two waves that shows, where the number of answers is known."""
    rows = fitter.data.joined
    if "n" not in rows.columns:
        return {}
    known = rows[rows["n"].notna() & rows["trust"].notna()]
    if len(known) < 2:
        return {}
    share = float(known["trust"].mean())
    share = share / 100 if 1 < share <= 100 else share
    first, second = float(known["n"].iloc[-2]), float(known["n"].iloc[-1])
    share = share if 0 < share < 1 else TYPICAL_SHARE
    return {"percentage_points": 100 * detectable_difference(first, second, share, alpha=alpha)}
