"""The estimates of a plan: its own test, its other lags, crude and adjusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.trust.link.fitting import Fitter, matrix
from reports.trust.link.inference import InsufficientData
from reports.trust.link.lags import distributed_lags
from reports.trust.link.plan import Design, Plan, Window
from reports.trust.link.result import LinkEstimate


@dataclass(frozen=True)
class Models:
    """The plan's test and what stands beside it; `main` is adjusted for all covariates.

    `lags` are the tests that enter the project's family, and `place` is where among them the one of
    `main` stands. Of a series without a primary lag they are of one model of all lags, which says
    which lag there is; `main`, as all that stands beside it, is then the default path at that lag.
    """

    window: Window
    main: LinkEstimate
    lags: tuple[LinkEstimate, ...]
    place: int
    crude: LinkEstimate
    adjusted: LinkEstimate | None
    with_party: LinkEstimate | None


def models_of(fitter: Fitter, windows: Sequence[Window], primary: Window | None) -> Models:
    """All estimates of a plan. Raises InsufficientData where there is too little for the first."""
    every = all_covariates(fitter.plan)
    lags = _lags(fitter, windows, primary, every)
    if primary is None:  # which lag is there? The one that is clearest among all of them.
        place = min(range(len(lags)), key=lambda place: (lags[place].p, windows[place]))
        main = fitter.fit(windows[place], every)
    else:
        place = list(windows).index(primary)
        main = fitter.fit(primary, every)
        lags = (*lags[:place], main, *lags[place + 1 :])
    window = windows[place]
    others = [c.name for c in fitter.plan.covariates if not c.is_party]
    party = [c.name for c in fitter.plan.covariates if c.is_party]
    return Models(
        window=window,
        main=main,
        lags=lags,
        place=place,
        crude=fitter.fit(window) if every else main,
        adjusted=fitter.fit(window, others) if others and party else (main if others else None),
        with_party=main if party else None,
    )


def _lags(
    fitter: Fitter, windows: Sequence[Window], primary: Window | None, covariates: list[str]
) -> tuple[LinkEstimate, ...]:
    """The estimate of every window: single lags of a series in one model, others one by one."""
    if len(windows) == 1:
        return (fitter.fit(windows[0], covariates),)
    if fitter.plan.design is Design.SERIES and all(window.steps == 1 for window in windows):
        rows = fitter.rows
        try:
            return tuple(
                distributed_lags(
                    rows["exposure"].to_numpy(float),
                    rows["trust"].to_numpy(float),
                    [window.first for window in windows],
                    points_a_year=fitter.data.points_a_year,
                    covariates=matrix(rows, covariates),
                    level=fitter.plan.level,
                )
            )
        except InsufficientData:
            pass  # too many lags for one model; each has enough of its own
    return tuple(fitter.fit(window, covariates) for window in windows)


def all_covariates(plan: Plan) -> list[str]:
    """The names of the plan's covariates, party last."""
    return [c.name for c in plan.covariates if not c.is_party] + [
        c.name for c in plan.covariates if c.is_party
    ]
