"""The checks that always run beside an estimate: their figures, and whether they were passed."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from reports.trust.link.csv_table import TableError
from reports.trust.link.fitting import HERE, Fitter, windowed
from reports.trust.link.groups import fit_groups
from reports.trust.link.inference import InsufficientData
from reports.trust.link.leave_one_out import leave_one_out
from reports.trust.link.plan import Design, Window
from reports.trust.link.result import LinkEstimate
from reports.trust.link.series import fit_series, link_series
from reports.trust.link.whitening import whitened_correlations
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
        found["reverse"] = _tried(lambda: _reverse(fitter, window))
    if only_deciding:
        return found
    found["leave_one_out"] = _tried(lambda: leave_one_out(fitter, main, window, covariates))
    if design is not Design.CAMPAIGN:
        found["placebo"] = _tried(lambda: _placebo(fitter, main, window, covariates))
    if design is Design.SERIES:
        found["second_opinion"] = _tried(lambda: _second_opinion(fitter, main, window))
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


def _reverse(fitter: Fitter, window: Window) -> dict[str, Any]:
    """Trust against the exposure that follows it, one step later or as many as the plan's lag."""
    steps = max(1, window.first)
    data, plan = fitter.data, fitter.plan
    if plan.design is Design.GROUPS:
        estimate = _reverse_groups(fitter, steps)
    else:
        exposure, trust = _as_series(fitter, window)
        estimate = link_series(
            trust, exposure, [steps], points_a_year=data.points_a_year, level=plan.level
        )[0]
    return {**figures_of(estimate), "passed": estimate.p > plan.alpha}


def _as_series(fitter: Fitter, window: Window) -> tuple[np.ndarray, np.ndarray]:
    """(n,) exposure and trust by time; of persons the weighted means of their weeks."""
    if fitter.plan.design is Design.SERIES:
        rows = fitter.data.joined
        return rows["exposure"].to_numpy(float), rows["trust"].to_numpy(float)
    frame = fitter.person_frame(window).dropna(subset=["exposure_here", "trust"])
    weights = frame["weight"] if "weight" in frame else frame["trust"] * 0 + 1
    unit = frame["unit"] - frame["unit"].min()
    total = weights.groupby(unit).sum()
    series = []
    for column in ("exposure_here", "trust"):
        means = (weights * frame[column]).groupby(unit).sum() / total
        grid = np.full(int(unit.max()) + 1, np.nan)
        grid[means.index.to_numpy(int)] = means.to_numpy(float)
        series.append(grid)
    return series[0], series[1]


def _reverse_groups(fitter: Fitter, steps: int) -> LinkEstimate:
    rows = fitter.data.joined
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
    turned = fitter.data.joined.assign(trust=rows["exposure"], exposure=earlier)
    return replace(Fitter(fitter.plan, replace(fitter.data, joined=turned)).fit(HERE), lag=steps)


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
        placebos = _shifted(fitter, window)
    elif fitter.plan.design is Design.GROUPS:
        placebos = _given_to_others(fitter, covariates)
    else:
        placebos = _other_days(fitter, window, covariates)
    placebos = placebos[np.isfinite(placebos)]
    if len(placebos) < LEAST_PLACEBOS:
        return {"placebos": len(placebos), "passed": None}
    rank = (1 + (np.abs(placebos) >= abs(t)).sum()) / (1 + len(placebos))
    found = main.p <= fitter.plan.alpha
    return {
        "placebos": len(placebos),
        "p": float(rank),
        "passed": bool(rank <= 2 * fitter.plan.alpha) if found else None,
    }


def _shifted(fitter: Fitter, window: Window) -> np.ndarray:
    rows = fitter.data.joined
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
    )
    return fit.estimate / fit.se


def _other_days(fitter: Fitter, window: Window, covariates: list[str]) -> np.ndarray:
    """(placebos,) t with the exposure of other days; none where persons have one of their own."""
    alone = fitter.data.exposure
    if "exposure" in fitter.data.joined.columns:
        return np.empty(0)
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


def _given_to_others(fitter: Fitter, covariates: list[str]) -> np.ndarray:
    """(placebos,) t with the groups' exposures dealt out anew; none where a group lacks a wave."""
    rows = fitter.data.joined
    wide = rows.pivot(index="group", columns="position", values="exposure")
    trust = rows.pivot(index="group", columns="position", values="trust")
    if covariates or wide.isna().to_numpy().any() or trust.isna().to_numpy().any():
        return np.empty(0)
    x, y = wide.to_numpy(float), trust.to_numpy(float)
    chance = np.random.default_rng(fitter.plan.seed)
    dealt = np.stack([x[chance.permutation(len(x))].ravel() for _ in range(SHIFTS)])
    fit = fit_groups(
        dealt,
        np.tile(y.ravel(), (SHIFTS, 1)),
        np.repeat(np.arange(len(x)), x.shape[1]),
        np.tile(np.arange(x.shape[1]), len(x)),
    )
    return fit.estimate / fit.se


def _second_opinion(fitter: Fitter, main: LinkEstimate, window: Window) -> dict[str, Any]:
    rows = fitter.data.joined
    other = whitened_correlations(
        windowed(rows["exposure"].to_numpy(float), window),
        rows["trust"].to_numpy(float),
        [0 if window.steps > 1 else window.first],
        points_a_year=fitter.data.points_a_year,
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
        "pre_trend": {"p": float(about["pre_trend_p"]), "passed": about["pre_trend_p"] > 0.01},
    }
