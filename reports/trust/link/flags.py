"""The codes of what a reader must know beside an answer; the page has a sentence for each."""

from __future__ import annotations

from collections.abc import Mapping

from reports.trust.link.exposure_error import CorrectedExposure
from reports.trust.link.inference import CONFIRMATORY_POINTS
from reports.trust.link.log import Locked
from reports.trust.link.plan import Design, Plan
from reports.trust.link.result import LinkEstimate
from reports.trust.link.tables import LinkData

LOW_COVERAGE = 0.8
"""Weeks of which less was seen are warned about."""


def is_exploratory(plan: Plan, main: LinkEstimate | None) -> bool:
    """Whether the points are so few that nothing they show confirms a plan."""
    timed = plan.design in (Design.SERIES, Design.PERSONS)
    return timed and main is not None and main.n < CONFIRMATORY_POINTS


def flags_of(
    plan: Plan,
    data: LinkData,
    main: LinkEstimate | None,
    controls: Mapping[str, Mapping],
    corrected: CorrectedExposure | None,
    locked: Locked,
) -> list[str]:
    """Codes of what a reader must know, in the order of the page."""
    rows = data.joined
    has = rows.columns.__contains__
    told = {
        "few_points": main is None,
        "exploratory_points": is_exploratory(plan, main),
        **{f"{name}_changed": True for name in data.changed},
        "comparability_not_stated": not (has("question") and has("mode")),
        **dict.fromkeys(data.flags, True),
        "low_coverage": has("coverage") and bool((rows["coverage"] < LOW_COVERAGE).any()),
        "no_classifier_error": corrected is None and plan.design is not Design.CAMPAIGN,
        "no_negative_control": not plan.negative_controls,
        "no_party": plan.design is Design.PERSONS and not any(c.is_party for c in plan.covariates),
        "covariate_kind_not_stated": any(c.kind is None for c in plan.covariates),
        "weights_fixed": has("weight"),
        "no_trust_se": plan.design in (Design.SERIES, Design.GROUPS)
        and not (has("trust_se") or has("n")),
        "log_altered": locked.altered,
    }
    if main is not None:
        autocorrelated = main.details.get("ljung_box_p")
        told["autocorrelated_residuals"] = autocorrelated is not None and autocorrelated < 0.05
        told["reverse_association"] = _failed(controls, "reverse")
        told["second_opinion_differs"] = _failed(controls, "second_opinion")
        told["leave_one_out"] = _failed(controls, "leave_one_out")
        told["placebo_failed"] = _failed(controls, "placebo")
        told["pre_trend"] = _failed(controls, "pre_trend")
        told["few_placebo_dates"] = controls.get("placebo", {}).get("enough") is False
    return [name for name, holds in told.items() if holds]


def _failed(controls: Mapping[str, Mapping], name: str) -> bool:
    return controls.get(name, {}).get("passed") is False
