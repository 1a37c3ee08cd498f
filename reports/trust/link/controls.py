"""The checks that always run beside an estimate: their figures, and whether they were passed."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pandas as pd

from reports.trust.link.csv_table import TableError
from reports.trust.link.fitting import HERE, Fitter, matrix, windowed
from reports.trust.link.groups import fit_groups
from reports.trust.link.inference import InsufficientData
from reports.trust.link.leave_one_out import leave_one_out
from reports.trust.link.plan import Design, Window
from reports.trust.link.result import LinkEstimate
from reports.trust.link.series import fit_series, link_series
from reports.trust.link.times import in_steps_of, points_a_year
from reports.trust.link.verdict import PRE_TREND_LEVEL
from reports.trust.link.whitening import whitened_correlations
from reports.trust.survey.columns import columns_of
from reports.trust.survey.points import EstimateError

SHIFTS = 199
"""Placebos of a series or of groups: the least rank is 1 in 200."""

_EXPOSURE_COLUMN = ("exposure", "exponering")

PERSON_SHIFTS = 39
"""Each costs a regression; the least rank is 1 in 40."""

LEAST_PLACEBOS = 19
"""With fewer, no rank is as small as 1 in 20."""

Controls = dict[str, dict[str, Any]]


def run_controls(
    fitter: Fitter,
    main: LinkEstimate,
    window: Window,
    covariates: list[str],
    only_deciding: bool = False,
) -> Controls:
    """The controls of a plan's design by name; one that the data do not allow says why in `reason`.

    `only_deciding` leaves out those that the verdict does not look at.
    """
    found: Controls = {}
    for name in fitter.plan.negative_controls:
        key, figures = _negative(fitter, name, window, covariates)
        several = len(fitter.plan.negative_controls) > 1
        found[f"{key}:{name}" if several else key] = {"name": name, **figures}
    design = fitter.plan.design
    if design is Design.CAMPAIGN:
        found |= _campaign(fitter, main)
    else:
        found["reverse"] = _tried(lambda: _reverse(fitter, window, covariates))
    if only_deciding:
        return found
    found["leave_one_out"] = _tried(lambda: leave_one_out(fitter, main, window, covariates))
    if design is not Design.CAMPAIGN:
        found["placebo"] = _tried(lambda: _placebo(fitter, main, window, covariates))
    if design is Design.SERIES:
        found["second_opinion"] = _tried(lambda: _second_opinion(fitter, main, window, covariates))
    return {name: figures for name, figures in found.items() if figures}


def _tried(control) -> dict[str, Any]:
    try:
        return control()
    except (InsufficientData, EstimateError) as error:
        return {"reason": str(error), "passed": None}


def figures_of(estimate: LinkEstimate) -> dict[str, Any]:
    """An estimate as plain figures."""
    found = {name: value for name, value in asdict(estimate).items() if name != "details"}
    for name in ("odds_ratio", "odds_ratio_low", "odds_ratio_high"):
        if name in estimate.details:
            found[name] = estimate.details[name]
    return found


def _negative(
    fitter: Fitter, name: str, window: Window, covariates: list[str]
) -> tuple[str, dict[str, Any]]:
    """Another institution, or, by the name of its column, another topic of the same sources."""
    is_topic = name.lower().startswith(_EXPOSURE_COLUMN)
    joined, alone = fitter.data.joined, fitter.data.exposure
    is_topic |= name not in joined.columns and name in alone.columns
    key = "negative_control_exposure" if is_topic else "negative_control"

    def test() -> dict[str, Any]:
        if is_topic and name not in joined.columns and name not in alone.columns:
            raise TableError(
                f"negative_control = {name!r}: kolumnen finns inte i data. Rätta namnet i planen."
            )
        outcome, exposure = ("trust", name) if is_topic else (name, "exposure")
        estimate = fitter.fit(window, covariates, outcome, exposure)
        return {**figures_of(estimate), "passed": estimate.p > fitter.plan.alpha}

    return key, _tried(test)


def _reverse(fitter: Fitter, window: Window, covariates: list[str]) -> dict[str, Any]:
    """Trust against the exposure that follows it, one step later or as many as the plan's lag,
    beside the covariates."""
    data, plan = fitter.data, fitter.plan
    steps, a_year = max(1, window.first), data.points_a_year
    if plan.design is Design.GROUPS:
        estimate = _reverse_groups(fitter, steps, covariates)
    else:
        if plan.design is Design.SERIES:
            rows = fitter.rows
            exposure, trust = rows["exposure"].to_numpy(float), rows["trust"].to_numpy(float)
            beside = matrix(rows, covariates)
        else:  # the plan counts in steps of the exposure, the respondents' means in their weeks
            exposure, trust, beside = _means_by_week(fitter, covariates)
            unit = fitter.person_unit()
            steps, a_year = max(1, in_steps_of(window.first, data.unit, unit)), points_a_year(unit)
        estimate = link_series(
            trust, exposure, [steps], points_a_year=a_year, covariates=beside, level=plan.level
        )[0]
    return {**figures_of(estimate), "passed": estimate.p > plan.alpha}


def _means_by_week(
    fitter: Fitter, covariates: list[str]
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """(weeks,) weighted means of exposure on the day itself and of trust, and (weeks, c) those of
    the covariates, shares of each category but one; NaN in a week without interviews."""
    frame = fitter.person_frame(HERE).dropna(subset=["exposure_here", "trust"])
    names = ["exposure_here", "trust"]
    columns = frame[names].to_numpy(float)
    if covariates:
        own = columns_of(frame, covariates, intercept=False).x
        columns = np.hstack([columns, own])
    weights = frame["weight"].to_numpy(float) if "weight" in frame else np.ones(len(frame))
    unit = (frame["unit"] - frame["unit"].min()).to_numpy(int)
    total = np.bincount(unit, weights)
    sums = np.stack([np.bincount(unit, weights * column) for column in columns.T], axis=1)
    means = np.full(sums.shape, np.nan)
    means[total > 0] = sums[total > 0] / total[total > 0, None]
    return means[:, 0], means[:, 1], means[:, 2:] if covariates else None


def _reverse_groups(fitter: Fitter, steps: int, covariates: list[str]) -> LinkEstimate:
    rows = fitter.rows
    places = sorted(set(rows["position"]))
    rank = {place: number for number, place in enumerate(places)}
    before = {
        (str(g), rank[p]): float(v)
        for g, p, v in zip(rows["group"], rows["position"], rows["trust"], strict=True)
    }
    earlier = [
        before.get((str(g), rank[p] - steps), np.nan)
        for g, p in zip(rows["group"], rows["position"], strict=True)
    ]
    turned = rows.assign(trust=rows["exposure"], exposure=earlier)
    other = Fitter(fitter.plan, replace(fitter.data, joined=turned))
    return replace(other.fit(HERE, covariates), lag=steps)


def _placebo(
    fitter: Fitter, main: LinkEstimate, window: Window, covariates: list[str]
) -> dict[str, Any]:
    """The rank of the estimate's t among placebos: exposure moved in time, or given to others.

    A series is turned round its ends by other lengths, so that its own rhythm stays while its
    link with trust is broken; so is the exposure of persons' days. Groups change theirs with each
    other, whole.
    """
    t = main.estimate / main.se
    if fitter.plan.design is Design.SERIES:
        placebos = _shifted(fitter, window, covariates)
    elif fitter.plan.design is Design.GROUPS:
        placebos = _given_to_others(fitter, window, covariates)
    elif "exposure" in fitter.data.joined.columns:
        return {
            "placebos": 0,
            "passed": None,
            "reason": "personer med egen exponering: den går inte att flytta till andra dagar",
        }
    else:
        placebos = _other_days(fitter, window, covariates)
    placebos = placebos[np.isfinite(placebos)]
    if len(placebos) < LEAST_PLACEBOS:
        return {
            "placebos": len(placebos),
            "passed": None,
            "reason": f"{len(placebos)} placeboprov; minst {LEAST_PLACEBOS} behövs för en rang",
        }
    rank = (1 + (np.abs(placebos) >= abs(t)).sum()) / (1 + len(placebos))
    found = main.p <= fitter.plan.alpha
    return {
        "placebos": len(placebos),
        "p": float(rank),
        "passed": bool(rank <= 2 * fitter.plan.alpha) if found else None,
    }


def _shifted(fitter: Fitter, window: Window, covariates: list[str]) -> np.ndarray:
    rows = fitter.rows
    trust, values = rows["trust"].to_numpy(float), rows["exposure"].to_numpy(float)
    n, least = len(values), max(3, len(values) // 10, window.last + 1)
    shifts = np.arange(least, n - least + 1)
    if len(shifts) > SHIFTS:
        shifts = shifts[np.linspace(0, len(shifts) - 1, SHIFTS).astype(int)]
    if not len(shifts):
        return np.empty(0)
    moved = np.stack([windowed(np.roll(values, int(by)), window) for by in shifts])
    fit = fit_series(
        moved,
        np.tile(trust, (len(shifts), 1)),
        lag=0 if window.steps > 1 else window.first,
        points_a_year=fitter.data.points_a_year,
        covariates=matrix(rows, covariates),
    )
    return fit.estimate / fit.se


def _other_days(fitter: Fitter, window: Window, covariates: list[str]) -> np.ndarray:
    """(placebos,) t with the exposure of other days."""
    alone = fitter.data.exposure
    least = max(3, len(alone) // 10, window.last + 1)
    places = np.linspace(least, len(alone) - least, PERSON_SHIFTS).astype(int)
    found = []
    for by in np.unique(places[places >= least]):
        moved = alone.assign(exposure=np.roll(alone["exposure"].to_numpy(float), int(by)))
        other = Fitter(fitter.plan, replace(fitter.data, exposure=moved))
        with contextlib.suppress(InsufficientData, EstimateError):
            one = other.fit(window, covariates)
            found.append(one.estimate / one.se)
    return np.array(found)


def _given_to_others(fitter: Fitter, window: Window, covariates: list[str]) -> np.ndarray:
    """(placebos,) t with the groups' exposures dealt out anew, beside the covariates. Only waves
    take part in which every group has an exposure: whoever is dealt it has one too."""
    rows = fitter.rows.assign(exposure=fitter.group_exposure(window))
    wide = rows.pivot(index="group", columns="position", values="exposure").dropna(axis=1)
    there = rows["trust"].notna() & rows["position"].isin(wide.columns)
    rows = rows[there]
    group = wide.index.get_indexer(pd.Index(rows["group"]))
    wave = wide.columns.get_indexer(pd.Index(rows["position"]))
    x, y = wide.to_numpy(float), rows["trust"].to_numpy(float)
    chance = np.random.default_rng(fitter.plan.seed)
    dealt = np.stack([x[chance.permutation(len(x))][group, wave] for _ in range(SHIFTS)])
    beside = matrix(rows, covariates)
    fit = fit_groups(dealt, np.tile(y, (SHIFTS, 1)), group, wave, covariates=beside)
    return fit.estimate / fit.se


def _second_opinion(
    fitter: Fitter, main: LinkEstimate, window: Window, covariates: list[str]
) -> dict[str, Any]:
    rows = fitter.rows
    other = whitened_correlations(
        windowed(rows["exposure"].to_numpy(float), window),
        rows["trust"].to_numpy(float),
        [0 if window.steps > 1 else window.first],
        points_a_year=fitter.data.points_a_year,
        covariates=matrix(rows, covariates),
        level=fitter.plan.level,
    )[0]
    alpha = fitter.plan.alpha
    return {
        **figures_of(other),
        "exposure_order": other.details["exposure_order"],
        "trust_order": other.details["trust_order"],
        "passed": (other.p <= alpha) == (main.p <= alpha),
    }


def _campaign(fitter: Fitter, main: LinkEstimate) -> Controls:
    """The placebo dates and the trend before, which `link_campaign` has looked at."""
    about: Mapping[str, Any] = main.details
    enough = bool(about["placebo_enough"])
    rank = float(about["placebo_rank_p"])
    found = main.p <= fitter.plan.alpha
    return {
        "placebo": {
            "dates": about["placebo_dates"],
            "enough": enough,
            "p": rank,
            "rejected": about["placebo_rejected"],
            "passed": (rank <= fitter.plan.alpha if found else True) if enough else None,
        },
        "pre_trend": {
            "p": float(about["pre_trend_p"]),
            "passed": about["pre_trend_p"] > PRE_TREND_LEVEL,
        },
    }
