"""Means, totals, shares, ratios and differences of a survey, with their standard errors.

Each is a function of weighted totals, linearised over the design (or computed in each replicate),
as R's `svymean`, `svytotal`, `svyratio`, `svyby` and `svycontrast` do. A row with a missing value
is outside the domain and stays in the design.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse, special

from reports.trust.survey.design import Design
from reports.trust.survey.points import (
    EmptyDomainError,
    EstimateError,
    PointEstimate,
    column_of,
    design_effect,
    mask_of,
    ratios,
    rows_of,
    standard_error,
)
from reports.trust.survey.quantiles import QuantileEstimate, quantile

__all__ = [
    "EmptyDomainError",
    "EstimateError",
    "GroupMeans",
    "PointEstimate",
    "QuantileEstimate",
    "difference",
    "mean",
    "means_by",
    "quantile",
    "ratio",
    "share",
    "total",
]


@dataclass(frozen=True, eq=False)
class GroupMeans:
    """Means of k variables in g groups, with their joint covariance.

    `estimates`, `n` and `rows` are (g, k), (g,) and (g,). `covariance` is (g·k, g·k), the groups
    outside and the variables within. `df` are those of all groups together, `group_df` (g,) those
    within each.
    """

    groups: tuple[Hashable, ...]
    estimates: np.ndarray
    covariance: np.ndarray
    n: np.ndarray
    rows: np.ndarray
    df: float
    group_df: np.ndarray

    @property
    def se(self) -> np.ndarray:
        """(g, k) standard errors."""
        return np.sqrt(np.diag(self.covariance).clip(min=0)).reshape(self.estimates.shape)

    def contrast(self, coefficients: Sequence[float] | np.ndarray) -> PointEstimate:
        """The sum of the means times (g, k) or (g·k,) coefficients, as R's `svycontrast`."""
        c = np.asarray(coefficients, dtype=float).ravel()
        variance = float(c @ self.covariance @ c)
        used = np.abs(c).reshape(self.estimates.shape).any(axis=1)
        return PointEstimate(
            float(c @ self.estimates.ravel()),
            standard_error(variance),
            self.df,
            int(self.n[used].sum()),
            None,
            int(self.rows[used].sum()),
        )


def mean(
    design: Design, values: object, domain: object | None = None, *, deff: str = "replace"
) -> PointEstimate:
    """The mean of `values` (n,) in the domain. `deff` is "replace" or "without" replacement.

    Raises EmptyDomainError where no row of the domain has a value and a weight.
    """
    x, rows = column_of(design, values), mask_of(design, domain)
    return ratio(design, x, np.where(np.isnan(x), np.nan, 1.0), rows, deff=deff)


def share(
    design: Design, is_category: object, domain: object | None = None, *, deff: str = "replace"
) -> PointEstimate:
    """The share, in 0..1, of the domain that is in a category: true or 1, false or 0, NaN missing.

    The domain is the base: those with an opinion, or all.
    """
    column = column_of(design, is_category)
    if not ((column == 0) | (column == 1) | np.isnan(column)).all():
        raise EstimateError("skattningen: en andel räknas av ja och nej (1 och 0); koda om värdena")
    found = mean(design, column, domain, deff=deff)
    if design.replicates is None or not 0 < found.estimate < 1:
        return found
    kept = mask_of(design, domain) & ~np.isnan(column)
    replicates, hit = design.replicates.rows(kept), column[kept]
    covariance = replicates.evaluate(  # as R's svyglm, whose interval "logit" is
        design.weights[kept],
        lambda weights: special.logit(weights @ hit / weights.sum()),
        special.logit(found.estimate),
    )
    return replace(found, logit_se=standard_error(float(covariance[0, 0])))


def total(
    design: Design, values: object, domain: object | None = None, *, deff: str = "replace"
) -> PointEstimate:
    """The total of `values` (n,) over the population of the domain; depends on the weights' scale.

    Raises EmptyDomainError where no row of the domain has a value and a weight.
    """
    x, within = column_of(design, values), mask_of(design, domain)
    rows = np.flatnonzero(within & ~np.isnan(x))
    if not (design.weights[rows] > 0).any():
        raise EmptyDomainError
    scores = x[rows]
    variance = float(design.covariance_within(scores[:, None], rows)[0, 0])
    return PointEstimate(
        float(design.weights[rows] @ scores),
        standard_error(variance),
        design.subset_df(within),
        len(rows),
        design_effect(design, scores, rows, variance, deff),
        rows_of(design, within),
    )


def ratio(
    design: Design,
    numerator: object,
    denominator: object,
    domain: object | None = None,
    *,
    deff: str = "replace",
) -> PointEstimate:
    """The total of one variable over that of another; both (n,), both present in a row that counts.

    Raises EmptyDomainError where the denominator's total is 0.
    """
    above, below = column_of(design, numerator), column_of(design, denominator)
    within = mask_of(design, domain)
    rows = np.flatnonzero(within & ~np.isnan(above) & ~np.isnan(below))
    above, below = above[rows], below[rows]
    estimates, covariance = ratios(design, above[:, None], below[:, None], rows)
    estimate, variance = float(estimates[0]), float(covariance[0, 0])
    scores = (above - estimate * below) / float(design.weights[rows] @ below)
    return PointEstimate(
        estimate,
        standard_error(variance),
        design.subset_df(within),
        len(rows),
        design_effect(design, scores, rows, variance, deff),
        rows_of(design, within),
    )


def difference(
    design: Design,
    values: object,
    domain_a: object,
    domain_b: object,
    domain: object | None = None,
) -> PointEstimate:
    """The mean in one domain less that in another, with what they covary; they may overlap.

    Both are cut by `domain`, all rows where it is None. `n` counts the rows of both; `df` are those
    of `domain`, as R's `degf` of the design that `svyby` and `svycontrast` are given.
    """
    x = column_of(design, values)
    within = mask_of(design, domain)
    first, second = mask_of(design, domain_a) & within, mask_of(design, domain_b) & within
    either, has_value = first | second, ~np.isnan(x)
    kept = np.column_stack([first, second]) & has_value[:, None]
    rows = np.flatnonzero(within)
    numerators = np.where(kept[rows], x[rows, None], 0.0)
    means, covariance = ratios(design, numerators, kept[rows].astype(float), rows)
    variance = float(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    return PointEstimate(
        float(means[0] - means[1]),
        standard_error(variance),
        design.subset_df(within),
        int((either & has_value).sum()),
        None,
        rows_of(design, either),
    )


def means_by(
    design: Design, values: object, groups: object, domain: object | None = None
) -> GroupMeans:
    """The means of `values`, (n,) or (n, k), in each value of `groups` (n,), sorted.

    A row without a group, or with a missing value in any of the k variables, is outside, as R's
    `svyby` has it. A group in which no row with a weight has a value is left out. Raises
    EmptyDomainError where none is left.
    """
    x = np.asarray(values, dtype=float).reshape(len(design), -1)
    codes, labels = pd.factorize(np.asarray(groups), sort=True)
    within = mask_of(design, domain)
    complete = within & (codes >= 0) & ~np.isnan(x).any(axis=1)
    used = np.unique(codes[complete & (design.weights > 0)])
    if len(used) == 0:
        raise EmptyDomainError
    place = np.full(len(labels) + 1, -1)
    place[used] = np.arange(len(used))
    group = place[codes]  # a code of -1 finds the last place, which holds -1
    complete = complete & (group >= 0)
    means, covariance = _means(design, x, group, np.flatnonzero(complete), within)
    rows = np.flatnonzero(within & (group >= 0))
    counts = np.bincount(group[rows], minlength=len(used))
    everyone = np.full(len(used), rows_of(design, within))
    return GroupMeans(
        tuple(labels[code] for code in used),
        means,
        covariance,
        np.bincount(group[complete], minlength=len(used)),
        everyone if design.calibrations else counts,
        design.subset_df(within),
        design.group_df(group, rows, len(used)),
    )


def _means(
    design: Design, x: np.ndarray, group: np.ndarray, rows: np.ndarray, domain: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(g, k) means of the columns of x (n, k) over the listed rows of each group, and covariance.

    Each row has scores in its own group alone, so that they are kept sparse. All strata of `domain`
    are asked for their variance, as R's `svyby` does.
    """
    values, code, weights = x[rows], group[rows], design.weights[rows]
    m, k = values.shape
    member = sparse.csr_matrix((np.ones(m), (np.arange(m), code)))  # (m, g)
    sizes = member.T @ weights
    means = (member.T @ (values * weights[:, None])) / sizes[:, None]
    if design.replicates is not None:
        replicates = design.replicates.rows(rows)
        analysis = replicates.analysis_weights(weights)  # (m, R)
        totals = [member.T @ (analysis * values[:, [j]]) for j in range(k)]  # each (g, R)
        with np.errstate(invalid="ignore", divide="ignore"):
            replicated = np.stack(totals, axis=1) / (member.T @ analysis)[:, None, :]
        flat = replicated.reshape(-1, analysis.shape[1]).T
        return means, replicates.covariance(flat, means.ravel())
    scores = ((values - means[code]) / sizes[code, None]).ravel()
    columns = (code[:, None] * k + np.arange(k)).ravel()
    shape = (len(design), means.size)
    placed = sparse.csr_matrix((scores, (np.repeat(rows, k), columns)), shape)
    return means, design.covariance(placed, domain)
