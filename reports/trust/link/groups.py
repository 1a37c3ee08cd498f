"""Groups followed over waves: two-way fixed effects, with groups as the independent units.

Each group's own level and each wave's common level are taken out, so that whatever moves all
groups at once, a scandal or another mode of interview, explains nothing. What is left is compared:
did trust change more in the groups whose exposure changed more? The standard error is robust to
any dependence within a group (Cameron & Miller 2015, J. Human Resources 50:317), in the jackknife
form CR3, which leaves out one group at a time, and t has G − 1 degrees of freedom. The plain form
(CR1) rejects true nulls too often when the groups are few, as parties and regions are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from reports.trust.link.inference import (
    InsufficientData,
    as_rows,
    require,
    require_one,
    t_estimates,
    two_sided_p,
)
from reports.trust.link.result import LinkEstimate

MIN_GROUPS = 4
"""With three groups t has two degrees of freedom, and no plausible effect is seen."""

MIN_WAVES = 2


@dataclass(frozen=True)
class GroupsFit:
    """Fits of many panels; arrays have one element a panel. NaN where exposure does not vary."""

    estimate: np.ndarray
    se: np.ndarray
    groups: int
    waves: int
    cells: int

    @property
    def df(self) -> np.ndarray:
        """(panels,) degrees of freedom of the t-test: the groups less one."""
        return np.full(len(self.estimate), self.groups - 1.0)

    @property
    def p(self) -> np.ndarray:
        """(draws,) two-sided p-values of no effect."""
        return two_sided_p(self.estimate / self.se, self.df)


def link_groups(
    exposure: np.ndarray,
    trust: np.ndarray,
    group: np.ndarray,
    wave: np.ndarray,
    *,
    covariates: np.ndarray | None = None,
    lag: int = 0,
    level: float = 0.95,
) -> LinkEstimate:
    """The link over group-waves: one row (n,) of each array is one group in one wave.

    `covariates` is (n, c). A row with a missing value takes no part. `lag` is only carried into the
    result: exposure is that of the window of each row. `n` of the result counts group-waves,
    `n_effective` the groups. The leave-one-group-out range stands in the details.

    Raises InsufficientData with fewer than four groups or two waves, or where exposure moves as the
    waves do in every group.
    """
    require_one([exposure, trust], "link_groups")
    x, y = as_rows(exposure)[0], as_rows(trust)[0]
    there = np.isfinite(x) & np.isfinite(y)
    if covariates is not None:
        covariates = np.asarray(covariates, dtype=float).reshape(len(x), -1)
        there &= np.isfinite(covariates).all(axis=1)
        covariates = covariates[there]
    names, kept_group = np.unique(np.asarray(group)[there], return_inverse=True)
    kept_wave = np.asarray(wave)[there]
    chosen = as_rows(x[there]), as_rows(y[there]), kept_group, kept_wave
    fit = fit_groups(*chosen, covariates=covariates)
    if not np.isfinite(fit.estimate[0]) or not fit.se[0] > 0:
        raise InsufficientData(
            "grupper och vågor: exponeringen skiljer sig inte mellan grupperna bredvid vågornas "
            "och gruppernas egna nivåer; inget kan prövas",
            fit.cells,
        )
    return t_estimates(
        fit.estimate,
        fit.se,
        fit.df,
        lag=lag,
        n=np.array([fit.cells]),
        n_effective=np.array([fit.groups]),
        details=_details(fit, _leave_one_out(*chosen, covariates)[0], names),
        level=level,
    )[0]


def _details(fit: GroupsFit, without: np.ndarray, names: np.ndarray) -> dict[str, np.ndarray]:
    """Sizes, and the least and the greatest slope (G,) without a group."""
    lowest, highest = int(np.argmin(without)), int(np.argmax(without))
    return {
        "groups": np.array([fit.groups]),
        "waves": np.array([fit.waves]),
        "leave_one_out": np.array([[without[lowest], without[highest]]]),
        "leave_one_out_groups": np.array([[str(names[lowest]), str(names[highest])]]),
    }


def fit_groups(
    exposure: np.ndarray,
    trust: np.ndarray,
    group: np.ndarray,
    wave: np.ndarray,
    *,
    covariates: np.ndarray | None = None,
) -> GroupsFit:
    """Fit each pair of rows of `exposure` and `trust`, (draws, n) or (n,), complete values.

    `group` and `wave` are (n,) codes and `covariates` (n, c), shared by all. Raises
    InsufficientData with fewer than four groups or two waves.
    """
    x, y = as_rows(exposure), as_rows(trust)
    groups, waves = len(np.unique(group)), len(np.unique(wave))
    require(groups, MIN_GROUPS, "grupper", "grupper och vågor")
    require(waves, MIN_WAVES, "vågor", "grupper och vågor")
    estimate = _slope(x, y, group, wave, covariates)
    without = _leave_one_out(x, y, group, wave, covariates)
    spread = ((without - estimate[:, None]) ** 2).sum(axis=1)
    se = np.sqrt((groups - 1) / groups * spread)
    return GroupsFit(estimate, se, groups, waves, x.shape[1])


def _leave_one_out(
    x: np.ndarray,
    y: np.ndarray,
    group: np.ndarray,
    wave: np.ndarray,
    covariates: np.ndarray | None,
) -> np.ndarray:
    """(draws, G) slopes without each group, in the order of the sorted groups."""
    slopes = []
    for name in np.unique(group):
        kept = group != name
        chosen = None if covariates is None else covariates[kept]
        slopes.append(_slope(x[:, kept], y[:, kept], group[kept], wave[kept], chosen))
    return np.stack(slopes, axis=1)


def _slope(
    x: np.ndarray,
    y: np.ndarray,
    group: np.ndarray,
    wave: np.ndarray,
    covariates: np.ndarray | None,
) -> np.ndarray:
    """(draws,) slope of trust on exposure beside levels of groups and waves, and covariates."""
    own = without_levels(x, group, wave, covariates).values
    size = (own**2).sum(axis=1)
    varies = size > 1e-18 * (x**2).sum(axis=1)
    return (own * y).sum(axis=1) / np.where(varies, size, np.nan)


class Left(NamedTuple):
    """What is left of series (draws, n) when `columns` independent columns are taken out."""

    values: np.ndarray
    columns: int


def without_levels(
    values: np.ndarray, group: np.ndarray, wave: np.ndarray, covariates: np.ndarray | None = None
) -> Left:
    """What is left of complete `values` (draws, n) beside levels of groups and waves, and
    covariates (n, c)."""
    common = _basis(group, wave, covariates)
    return Left(values - (values @ common) @ common.T, common.shape[1])


def _basis(group: np.ndarray, wave: np.ndarray, covariates: np.ndarray | None) -> np.ndarray:
    """(n, r) orthonormal columns that span the levels of groups and waves, and the covariates."""
    columns = [group[:, None] == np.unique(group), wave[:, None] == np.unique(wave)]
    if covariates is not None and covariates.size:
        centred = covariates - covariates.mean(axis=0)
        scale = centred.std(axis=0)
        columns.append(centred / np.where(scale > 0, scale, 1.0))
    left, singular, _ = np.linalg.svd(np.hstack(columns).astype(float), full_matrices=False)
    return left[:, singular > 1e-10 * singular[0]]
