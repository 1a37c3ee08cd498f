"""Whether an answer stands when any one point, group or span of interviews is left out."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np

from reports.trust.link.campaign import fit_campaign
from reports.trust.link.fitting import Fitter, campaign_series, campaign_span, matrix, windowed
from reports.trust.link.inference import InsufficientData
from reports.trust.link.plan import Design, Window
from reports.trust.link.result import LinkEstimate
from reports.trust.link.series import fit_series
from reports.trust.survey.points import EstimateError

PERSON_BLOCKS = 20
"""Persons are left out by spans of time, so many at most, for each costs a regression."""


def leave_one_out(
    fitter: Fitter, main: LinkEstimate, window: Window, covariates: list[str]
) -> dict[str, Any]:
    """The range of the estimate when a point, a group or a span of interviews is left out."""
    if fitter.plan.design is Design.GROUPS:
        low, high = main.details["leave_one_out"]
        named = main.details["leave_one_out_groups"]
        return {
            "low": low,
            "high": high,
            "left_out": list(named),
            **_turning(main, (low, high), named),
            "passed": bool(np.sign(low) == np.sign(high)) or main.p > fitter.plan.alpha,
        }
    if fitter.plan.design is Design.SERIES:
        estimates, p, names = _series_without_each(fitter, window, covariates)
    elif fitter.plan.design is Design.CAMPAIGN:
        estimates, p, names = _campaign_without_each(fitter)
    else:
        estimates, p, names = _persons_without_each(fitter, window, covariates)
    known = np.isfinite(estimates)
    if not known.any():
        return {}
    alpha = fitter.plan.alpha
    same = bool((np.sign(estimates[known]) == np.sign(main.estimate)).all())
    holds = bool((p[known] <= alpha).all()) and same
    return {
        "low": float(estimates[known].min()),
        "high": float(estimates[known].max()),
        "smallest_p": float(p[known].min()),
        "largest_p": float(p[known].max()),
        **_decisive(main, alpha, estimates, p, names),
        "passed": holds if main.p <= alpha else bool((p[known] > alpha).all()),
    }


def _series_without_each(
    fitter: Fitter, window: Window, covariates: list[str]
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """All refits at once: row i lacks the i-th point."""
    rows = fitter.rows
    trust = rows["trust"].to_numpy(float)
    places = np.flatnonzero(np.isfinite(trust))
    without = np.tile(trust, (len(places), 1))
    without[np.arange(len(places)), places] = np.nan
    exposure = np.tile(windowed(rows["exposure"].to_numpy(float), window), (len(places), 1))
    fit = fit_series(
        exposure,
        without,
        lag=0 if window.steps > 1 else window.first,
        points_a_year=fitter.data.points_a_year,
        covariates=matrix(rows, covariates),
    )
    return fit.estimate, fit.p, [str(time) for time in rows["time"].iloc[places]]


def _campaign_without_each(fitter: Fitter) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Refits without each time; one that leaves too few before or during is passed over."""
    target, comparison = campaign_series(fitter.plan, fitter.data)
    first, last = campaign_span(fitter.plan, fitter.data)
    difference = target - comparison
    times = np.flatnonzero(np.isfinite(difference))
    estimates, p = np.full(len(times), np.nan), np.full(len(times), np.nan)
    for place in range(len(times)):
        kept = np.delete(times, place)
        with contextlib.suppress(InsufficientData):
            fit = fit_campaign(difference[None, kept], first, last, kept)
            estimates[place], p[place] = fit.estimate[0], fit.p[0]
    labels = dict(zip(fitter.rows["position"].astype(int), fitter.rows["time"], strict=True))
    return estimates, p, [str(labels.get(int(place), place)) for place in times]


def _persons_without_each(
    fitter: Fitter, window: Window, covariates: list[str]
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Refits without each of at most 20 spans of interviews."""
    _, places = np.unique(fitter.person_frame(window)["unit"].to_numpy(), return_inverse=True)
    blocks = min(places.max() + 1, PERSON_BLOCKS)
    block = places * blocks // (places.max() + 1)
    estimates, p = np.full(blocks, np.nan), np.full(blocks, np.nan)
    for left_out in range(blocks):
        with contextlib.suppress(InsufficientData, EstimateError):
            one = fitter.fit(window, covariates, keep=block != left_out)
            estimates[left_out], p[left_out] = one.estimate, one.p
    times = fitter.rows["time"].to_numpy(object)
    ends = [(times[block == b].min(), times[block == b].max()) for b in range(blocks)]
    return estimates, p, [a if a == b else f"{a} – {b}" for a, b in ends]


def _decisive(
    main: LinkEstimate, alpha: float, estimates: np.ndarray, p: np.ndarray, names: list[str]
) -> dict[str, Any]:
    """What is left out where the answer changes most; nothing where it always stands."""
    turned = _turning(main, estimates, names)
    if turned and main.p <= alpha:
        return turned
    found = np.isfinite(p) & ((p > alpha) if main.p <= alpha else (p <= alpha))
    if not found.any():
        return {}
    places = np.flatnonzero(found)
    place = places[np.argmax(p[places]) if main.p <= alpha else np.argmin(p[places])]
    return {
        "decisive": names[place],
        "decisive_estimate": float(estimates[place]),
        "decisive_p": float(p[place]),
    }


def _turning(main: LinkEstimate, estimates: Any, names: Any) -> dict[str, Any]:
    """What is left out where the estimate is furthest on the other side of nought."""
    against = -np.sign(main.estimate) * np.asarray(estimates, dtype=float)
    if not np.isfinite(against).any() or np.nanmax(against) <= 0:
        return {}
    place = int(np.nanargmax(against))
    return {"decisive": str(names[place]), "decisive_estimate": float(estimates[place])}
