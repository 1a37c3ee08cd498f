"""From a locked plan and its tables to the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from reports.trust.link.about import about_data, page_tables
from reports.trust.link.attenuation import attenuation, fitted_error
from reports.trust.link.controls import figures_of, run_controls
from reports.trust.link.csv_table import CsvTable
from reports.trust.link.detectable import smallest_detectable
from reports.trust.link.fitting import Fitter, windows_of
from reports.trust.link.flags import flags_of, is_exploratory
from reports.trust.link.inference import InsufficientData
from reports.trust.link.joining import join
from reports.trust.link.log import Locked, LoggedTest
from reports.trust.link.models import Models, all_covariates, models_of
from reports.trust.link.multiplicity import q_values
from reports.trust.link.permutation import MOST_WAVES, exact_permutation_p
from reports.trust.link.plan import ClassifierError, Design, Plan, Window
from reports.trust.link.result import LinkEstimate, LinkResult, Verdict
from reports.trust.link.tables import LinkData
from reports.trust.link.verdict import (
    PRE_TREND_LEVEL,
    Evidence,
    decide,
    has_shrunk,
    is_found,
)
from reports.trust.survey.disclosure import MIN_RESPONDENTS


@dataclass(frozen=True)
class Analysis:
    """An answer, the tables behind its page, and the tests that enter the project's family."""

    result: LinkResult
    tables: Mapping[str, pd.DataFrame]
    tests: tuple[LoggedTest, ...]


def analyse(
    plan: Plan,
    exposure: CsvTable,
    trust: CsvTable,
    locked: Locked,
    error: ClassifierError | None = None,
    only_deciding: bool = False,
    least: int = MIN_RESPONDENTS,
) -> Analysis:
    """Answer a plan. `error` is what is known of the classifier where the plan says nothing;
    `only_deciding` leaves out the controls that the verdict does not look at; figures of fewer than
    `least` respondents are not used.

    Raises TableError where the tables are not what the design needs.
    """
    error = plan.classifier or error
    data = join(plan, exposure, trust, error, least)
    fitter = Fitter(plan, data)
    windows, primary = windows_of(plan, data)
    window = primary or windows[0]
    detectable = smallest_detectable(fitter, window)
    models, reason = _models(fitter, windows, primary)
    found: dict[str, dict[str, Any]] = {}
    if models:
        window = models.window
        found = run_controls(fitter, models.main, window, all_covariates(plan), only_deciding)
    corrected = fitted_error(fitter, window, error)
    tests = _tests(plan, models, {} if only_deciding else found)
    if models and corrected:
        found["exposure_error"] = attenuation(models.main, corrected, plan)
    if models:
        models = _with_q(models, _q(locked, tests))
    main = models.main if models else None
    verdict, explained = _verdict(fitter, models, found)
    result = LinkResult(
        verdict=verdict,
        design=str(plan.design),
        question=plan.question,
        plan_sha256=plan.sha256,
        locked_at=locked.locked_at,
        exploratory=locked.exploratory or is_exploratory(plan, main),
        tests=len(locked.earlier) + len(tests),
        **(_tested(plan, models) if models else _untested(data, window, reason)),
        smallest_detectable=detectable,
        controls=found,
        explained_by=explained,
        flags=flags_of(plan, data, main, found, corrected, locked),
        data=about_data(plan, data, corrected, error),
    )
    return Analysis(result, page_tables(fitter, window), tests)


def _models(
    fitter: Fitter, windows: Sequence[Window], primary: Window | None
) -> tuple[Models | None, str]:
    """The models, or why there is too little to fit them to."""
    try:
        return models_of(fitter, windows, primary), ""
    except InsufficientData as insufficient:
        return None, str(insufficient)


def _tested(plan: Plan, models: Models) -> dict[str, Any]:
    """The fields of a result that a test fills."""
    main = models.main
    return {
        "lag": main.lag,
        "estimate": main.estimate,
        "low": main.low,
        "high": main.high,
        "p": main.p,
        "q": main.details["q"],
        "n": main.n,
        "n_effective": main.n_effective,
        "crude": _model(models.crude, []),
        "adjusted": _adjusted(plan, models),
        "adjusted_with_party": _with_party(plan, models),
        "all_lags": models.lags,
        "diagnostics": {k: v for k, v in main.details.items() if k not in ("q", "window")},
    }


def _untested(data: LinkData, window: Window, reason: str) -> dict[str, Any]:
    """The same fields where there was too little to test: what can be told without one."""
    empty = ("estimate", "low", "high", "p", "q", "n_effective", "crude", "adjusted")
    return {
        **dict.fromkeys((*empty, "adjusted_with_party")),
        "lag": window.first,
        "n": _points(data),
        "diagnostics": {"reason": reason, **_described(data)},
    }


def _points(data: LinkData) -> int:
    """Units that a test would have had."""
    rows = data.joined
    there = rows["trust"].notna()
    if "exposure" in rows.columns:
        there &= rows["exposure"].notna()
    column = "position" if data.design is not Design.GROUPS else "group"
    return int(there.sum()) if data.design is Design.SERIES else int(rows[column][there].nunique())


# --- tests and their correction --------------------------------------------------------------


def _tests(
    plan: Plan, models: Models | None, controls: Mapping[str, Mapping]
) -> tuple[LoggedTest, ...]:
    """What enters the family: the plan's windows, then each control that tests another link.

    The crude and adjusted models and the second opinion put the same question once more, and
    pre-trend and placebos ask whether the design holds: none of them can be claimed in its place.
    A replicate of `by` is corrected for its windows alone, so that rates over replicates are those
    of the estimate.
    """
    if models is None:
        return ()
    name = f"{plan.exposure or 'campaign'} → {plan.trust}"
    windows = [
        LoggedTest(f"{name}, lag {lag.details.get('window') or lag.lag}", lag.p)
        for lag in models.lags
    ]
    others = [
        LoggedTest(f"{name}, {control}", float(figures["p"]))
        for control, figures in controls.items()
        if control.startswith(("negative_control", "reverse"))
        and np.isfinite(figures.get("p", np.nan))
    ]
    return (*windows, *others)


def _q(locked: Locked, tests: Sequence[LoggedTest]) -> np.ndarray:
    """The q of each of this run's tests among all of the project's."""
    every = [test.p for test in locked.earlier] + [test.p for test in tests]
    return q_values(every)[len(locked.earlier) :] if every else np.empty(0)


def _with_q(models: Models, q: np.ndarray) -> Models:
    lags = tuple(
        replace(lag, details={**lag.details, "q": float(value)})
        for lag, value in zip(models.lags, q[: len(models.lags)], strict=True)
    )
    # A test of its own at the lag that was chosen among many is worth no more than the choice.
    own = max(float(q[models.place]), models.main.p)
    main = replace(models.main, details={**models.main.details, "q": own})
    return replace(models, lags=lags, main=main)


# --- the verdict -----------------------------------------------------------------------------


def _verdict(
    fitter: Fitter, models: Models | None, controls: Mapping[str, Mapping]
) -> tuple[Verdict, str | None]:
    plan, changed = fitter.plan, fitter.data.changed
    if models is None:
        nothing = Evidence(False, False, False, False, False, changed)
        return decide(nothing), None
    found = is_found(models.main.estimate, models.main.details["q"], plan.alpha, plan.direction)
    others = [test.p for i, test in enumerate(models.lags) if i != models.place]
    crude_q = float(q_values([models.crude.p, *others])[0]) if others else models.crude.p
    evidence = Evidence(
        tested=True,
        found=found,
        crude_found=is_found(models.crude.estimate, crude_q, plan.alpha, plan.direction),
        shrunk=has_shrunk(models.crude, models.main),
        adjusted=bool(plan.covariates),
        changed=changed,
        broken=_broken(plan, controls, found),
        unspecific=_unspecific(models.main, controls, plan.alpha),
    )
    verdict = decide(evidence)
    explained = _explainer(fitter, models) if verdict is Verdict.EXPLAINED_BY else None
    return verdict, explained


def _broken(plan: Plan, controls: Mapping[str, Mapping], found: bool) -> list[str]:
    if plan.design is not Design.CAMPAIGN:
        return []
    failed = ["pre_trend"] if controls.get("pre_trend", {}).get("p", 1.0) <= PRE_TREND_LEVEL else []
    if found and controls.get("placebo", {}).get("passed") is False:
        failed.append("placebo")
    return failed


def _unspecific(main: LinkEstimate, controls: Mapping[str, Mapping], alpha: float) -> list[str]:
    named = [
        name
        for name, figures in controls.items()
        if name.startswith("negative_control") and figures.get("p", 1.0) <= alpha
    ]
    backwards = controls.get("reverse", {}).get("p", 1.0)
    return [*named, "reverse"] if backwards <= min(alpha, main.p) else named


def _explainer(fitter: Fitter, models: Models) -> str:
    """The covariate that alone takes away most of the crude estimate."""
    left = {}
    for covariate in fitter.plan.covariates:
        alone = fitter.fit(models.window, [covariate.name])
        left[covariate.name] = abs(alone.estimate)
    return min(left, key=lambda name: left[name])


# --- what stands beside ----------------------------------------------------------------------


def _model(estimate: LinkEstimate, covariates: Sequence[str]) -> dict[str, Any]:
    return {**figures_of(estimate), "covariates": list(covariates)}


def _adjusted(plan: Plan, models: Models | None) -> dict[str, Any] | None:
    """By all covariates but party; by party where that is all there is."""
    others = [c.name for c in plan.covariates if not c.is_party]
    if models is None or not plan.covariates:
        return None
    if models.adjusted is None:
        return _model(models.main, all_covariates(plan))
    return _model(models.adjusted, others)


def _with_party(plan: Plan, models: Models | None) -> dict[str, Any] | None:
    if models is None or models.with_party is None:
        return None
    return _model(models.with_party, all_covariates(plan))


def _described(data: LinkData) -> dict[str, Any]:
    """What too few waves show without a test: differences, and a correlation with its rank."""
    if data.design is not Design.SERIES:
        return {}
    found: dict[str, Any] = {}
    rows = data.joined.dropna(subset=["exposure", "trust"])
    x, y = rows["exposure"].to_numpy(float), rows["trust"].to_numpy(float)
    found["differences"] = [
        {"from": str(a), "to": str(b), "trust": float(trust), "exposure": float(exposure)}
        for a, b, trust, exposure in zip(
            rows["time"][:-1], rows["time"][1:], np.diff(y), np.diff(x), strict=True
        )
    ]
    if len(x) >= 3 and x.std() > 0 and y.std() > 0:
        found["correlation"] = float(np.corrcoef(x, y)[0, 1])
        if len(x) <= MOST_WAVES:
            found["permutation_p"] = exact_permutation_p(x, y)
    return found
