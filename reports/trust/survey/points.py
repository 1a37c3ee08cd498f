"""One estimate with its spread, and the means of several domains at once, on which others build."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reports.trust.survey.design import Design
from store.errors import VardkaseError


class EstimateError(VardkaseError):
    """An estimate that these data cannot give."""


class EmptyDomainError(EstimateError):
    """No row with a weight and a value is left to estimate from."""

    def __init__(self) -> None:
        super().__init__(
            "skattningen: ingen rad i gruppen har både vikt och värde; minst en behövs; "
            "välj en annan grupp eller fråga"
        )


@dataclass(frozen=True)
class PointEstimate:
    """An estimate, neither rounded nor hidden.

    `se` is its standard error, `df` the degrees of freedom of its t (those of the design within
    the domain), `n` the rows of the domain that have a value. `deff` is the design effect, the
    variance over that of a simple random sample of as many (Kish 1965), None where it has none.
    `rows` counts the rows of the domain, with a value or without; the beta interval needs it.
    `logit_se` is the standard error of a share's log odds where replicates give one of their own;
    elsewhere it follows from `se`.
    """

    estimate: float
    se: float
    df: float
    n: int
    deff: float | None
    rows: int = 0
    logit_se: float | None = None


def column_of(design: Design, values: object) -> np.ndarray:
    """(n,) numbers, NaN where missing; raises EstimateError where the length is another."""
    column = np.asarray(values, dtype=float)
    if column.shape != (len(design),):
        raise EstimateError(
            f"skattningen: variabeln har formen {column.shape} och urvalet {len(design)} rader; "
            "ett värde för varje rad behövs"
        )
    return column


def mask_of(design: Design, domain: object | None) -> np.ndarray:
    """(n,) the rows of a domain; all of them where it is None."""
    if domain is None:
        return np.ones(len(design), dtype=bool)
    mask = np.asarray(domain, dtype=bool)
    if mask.shape != (len(design),):
        raise EstimateError(
            f"skattningen: gruppen har formen {mask.shape} och urvalet {len(design)} rader; "
            "ja eller nej för varje rad behövs"
        )
    return mask


def rows_of(design: Design, domain: np.ndarray) -> int:
    """The rows that R's `nrow` counts in a subset: all of them, once weights are calibrated."""
    if design.calibrations and design.replicates is None:
        return len(design)
    return int(domain.sum())


def ratios(
    design: Design, numerators: np.ndarray, denominators: np.ndarray, rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The (k,) ratios of weighted totals of two (m, k) arrays, and their (k, k) covariance.

    Linearised as Särndal, Swensson & Wretman 1992, section 5.6, or computed in each replicate. The
    arrays hold the m rows of the domain, that `rows` lists, and are 0 where an estimate does not
    use one. A mean is the ratio of the values to ones.
    """
    weights = design.weights[rows]
    below = weights @ denominators
    if not (below != 0).all():
        raise EmptyDomainError
    estimates = (weights @ numerators) / below
    if design.replicates is not None:
        replicates = design.replicates.rows(rows)
        analysis = replicates.analysis_weights(weights).T
        with np.errstate(invalid="ignore", divide="ignore"):
            replicated = (analysis @ numerators) / (analysis @ denominators)
        return estimates, replicates.covariance(replicated, estimates)
    scores = (numerators - denominators * estimates) / below
    return estimates, design.covariance_within(scores, rows)


def design_effect(
    design: Design, scores: np.ndarray, rows: np.ndarray, variance: float, kind: str
) -> float | None:
    """The variance of a weighted total of `scores` (m,), over that under simple random sampling.

    `rows` lists the m rows. `kind` is "replace" for a sample drawn with replacement, which does not
    depend on the scale of the weights, or "without", R's default, which needs weights that add up
    to the population. NaN where it is not defined.
    """
    if kind not in ("replace", "without"):
        raise EstimateError(f'skattningen, deff = {kind!r}: välj "replace" eller "without"')
    weights = design.weights[rows]
    n = len(rows) if design.replicates is not None else int(np.count_nonzero(weights))
    population = float(weights.sum())
    if n < 2 or population == 0:
        return float("nan")
    mean = float(weights @ scores) / population
    spread = float(weights @ (scores - mean) ** 2) / population * n / (n - 1)
    simple = spread * population**2 / n
    if kind == "without":
        simple *= (population - n) / population
    return variance / simple if simple > 0 else float("nan")


def standard_error(variance: float) -> float:
    """The root of a variance; one that rounding made negative is 0."""
    return float(np.sqrt(max(variance, 0.0))) if np.isfinite(variance) else float("nan")
