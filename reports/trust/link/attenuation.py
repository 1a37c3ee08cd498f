"""How much of a link the errors of the classifier hide, in the exposure that is fitted."""

from __future__ import annotations

from typing import Any

from reports.trust.link.exposure_error import (
    CorrectedExposure,
    relative_se_of,
    without_attenuation,
)
from reports.trust.link.fitting import Fitter
from reports.trust.link.inference import critical_t
from reports.trust.link.plan import ClassifierError, Design, Plan, Window
from reports.trust.link.result import LinkEstimate


def attenuation(main: LinkEstimate, corrected: CorrectedExposure, plan: Plan) -> dict[str, Any]:
    """The control `exposure_error`: the reliability, and the estimate as it were without error."""
    critical = float(critical_t(main.df, plan.level))
    true = without_attenuation(main.estimate, main.se, critical, corrected)
    return {"attenuation": corrected.reliability, **(true or {}), "passed": None}


def fitted_error(
    fitter: Fitter, window: Window, error: ClassifierError | None
) -> CorrectedExposure | None:
    """The exposure that is fitted with its variance, where the label's errors are known."""
    alone = fitter.data.exposure
    if error is None or "exposure_variance" not in alone.columns:
        return None
    own = fitter.plan.design is Design.PERSONS and "exposure" in fitter.rows.columns
    steps = 1 if own else window.steps
    counted = alone.columns if not own else fitter.rows.columns
    return CorrectedExposure(
        fitter.fitted_exposure(window),
        fitter.fitted_exposure(window, "exposure_variance") / steps,
        relative_se_of(error, "documents" in counted),
    )
