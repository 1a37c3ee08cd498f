"""Linear and logistic regression of a survey, with the variance that its design gives.

The coefficients are those of weighted least squares or of the weighted likelihood, the covariance
is that of the total of their scores, or of the coefficients in each replicate, as R's `svyglm`
(families gaussian and quasibinomial). A row with a missing value is outside the domain.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from reports.trust.survey.coefficients import Coefficient, Regression
from reports.trust.survey.columns import ModelColumns, columns_of
from reports.trust.survey.design import Design
from reports.trust.survey.fitting import (
    CollinearError,
    Fit,
    SeparationError,
    fit_linear,
    fit_logistic,
)
from reports.trust.survey.points import (
    EmptyDomainError,
    EstimateError,
    column_of,
    mask_of,
)

__all__ = [
    "Coefficient",
    "CollinearError",
    "ModelColumns",
    "Regression",
    "SeparationError",
    "columns_of",
    "compare_models",
    "linear",
    "logistic",
]


def linear(
    design: Design,
    y: object,
    x: object,
    names: Sequence[str],
    *,
    domain: object | None = None,
    terms: Sequence[str] = (),
) -> Regression:
    """The linear regression of y (n,) on the columns x (n, p), the intercept among them.

    Raises CollinearError where a column is a combination of others, EmptyDomainError where no row
    has a weight and all values, EstimateError for negative weights.
    """
    rows = _rows_of_model(design, y, x, names, domain)

    def fit(weights: np.ndarray, _start: np.ndarray | None) -> Fit:
        return fit_linear(rows.y, rows.x, weights, names)

    return _regression(design, rows, names, "linear", terms, fit)


def logistic(
    design: Design,
    y: object,
    x: object,
    names: Sequence[str],
    *,
    domain: object | None = None,
    terms: Sequence[str] = (),
    epsilon: float | None = None,
) -> Regression:
    """The logistic regression of y (n,), 0, 1 or a share, on the columns x (n, p).

    The coefficients are differences in log odds. Iterates until nothing changes; R's default,
    `epsilon` = 1e-8, ends sooner, with standard errors that are good to four digits or more. Raises
    as `linear`, and SeparationError where covariates decide the answer of some rows.
    """
    rows = _rows_of_model(design, y, x, names, domain)
    answers = rows.y[rows.used & (design.weights > 0)]
    if not ((answers >= 0) & (answers <= 1)).all():
        raise EstimateError(
            "regressionen: en logistisk regression räknas på ja och nej (1 och 0); koda om svaret"
        )
    if (answers == answers[0]).all() and answers[0] in (0, 1):
        raise EstimateError(
            f"regressionen: alla {rows.n} svar i gruppen är lika ({answers[0]:g}); både 0 och 1 "
            "behövs; välj en annan grupp eller fråga"
        )

    def fit(weights: np.ndarray, start: np.ndarray | None) -> Fit:
        return fit_logistic(rows.y, rows.x, weights, names, start=start, epsilon=epsilon)

    return _regression(design, rows, names, "logistic", terms, fit)


def compare_models(
    design: Design,
    frame: pd.DataFrame,
    y: object,
    blocks: Mapping[str, Sequence[str]],
    *,
    kind: str = "logistic",
    domain: object | None = None,
    reference: Mapping[str, Hashable] | None = None,
    factors: Collection[str] = (),
    same_rows: bool = True,
    epsilon: float | None = None,
) -> dict[str, Regression]:
    """Nested models, one for each block of variables: its own and those of all blocks before.

    For instance {"crude": ["exposure"], "adjusted": ["age", "sex"], "adjusted_with_party":
    ["party"]}. With `same_rows` all models use the rows that have every variable, so that a
    coefficient changes by what is adjusted for and not by who is left. `epsilon` as `logistic`'s.
    Raises as `linear`.
    """
    if kind not in ("linear", "logistic"):
        raise EstimateError(f'regressionen, kind = {kind!r}: välj "linear" eller "logistic"')
    function = linear if kind == "linear" else partial(logistic, epsilon=epsilon)
    outcome, inside = column_of(design, y), mask_of(design, domain)
    with_answer = inside & ~np.isnan(outcome) & (design.weights > 0)
    every = [term for block in blocks.values() for term in block]
    models: dict[str, Regression] = {}
    included: list[str] = []
    for name, block in blocks.items():
        included += [term for term in block if term not in included]
        _check_present(frame, every)
        needed = every if same_rows else included
        rows = with_answer & frame[list(needed)].notna().all(axis=1).to_numpy()
        if not rows.any():
            raise EmptyDomainError
        columns = columns_of(frame, included, rows=rows, reference=reference, factors=factors)
        models[name] = function(
            design,
            np.where(rows, outcome, np.nan),
            columns.x,
            columns.names,
            domain=inside,
            terms=columns.terms,
        )
    return models


@dataclass(frozen=True, eq=False)
class _Rows:
    """The data of a model, 0 in rows that are not used."""

    y: np.ndarray  # (n,)
    x: np.ndarray  # (n, p)
    inside: np.ndarray  # (n,) the domain
    used: np.ndarray  # (n,) the rows of the domain with all values

    @property
    def n(self) -> int:
        """How many rows are used."""
        return int(self.used.sum())


def _rows_of_model(
    design: Design, y: object, x: object, names: Sequence[str], domain: object | None
) -> _Rows:
    outcome, columns = column_of(design, y), np.asarray(x, dtype=float)
    if columns.shape != (len(design), len(names)) or not names:
        raise EstimateError(
            f"regressionen: kolumnerna har formen {columns.shape}, urvalet {len(design)} rader och "
            f"modellen {len(names)} namn; en kolumn för varje namn behövs"
        )
    inside = mask_of(design, domain)
    used = inside & ~np.isnan(outcome) & ~np.isnan(columns).any(axis=1)
    if not (design.weights[used] > 0).any():
        raise EmptyDomainError
    _check_weights(design.weights[used])
    if not (np.isfinite(outcome[used]).all() and np.isfinite(columns[used]).all()):
        raise EstimateError("regressionen: ett värde är oändligt; rätta variabeln")
    return _Rows(np.where(used, outcome, 0.0), np.where(used[:, None], columns, 0.0), inside, used)


def _check_weights(weights: np.ndarray) -> None:
    if (weights < 0).any():
        raise EstimateError(
            f"regressionen: {int((weights < 0).sum())} rader har negativ vikt efter kalibreringen; "
            'vikterna måste vara 0 eller mer; kalibrera med method = "raking"'
        )


def _check_present(frame: pd.DataFrame, terms: Sequence[str]) -> None:
    absent = [term for term in terms if term not in frame.columns]
    if absent:
        raise EstimateError(
            f"regressionen: variabeln {absent[0]!r} finns inte; filen har "
            f"{', '.join(str(column) for column in frame.columns[:20])}; rätta namnet"
        )


def _regression(
    design: Design,
    rows: _Rows,
    names: Sequence[str],
    kind: str,
    terms: Sequence[str],
    fit: Callable[[np.ndarray, np.ndarray | None], Fit],
) -> Regression:
    """The model, with its covariance by linearisation or by fitting it again in each replicate."""
    typical = _mean_weight(design, rows.inside)
    fitted = fit(np.where(rows.used, design.weights, 0.0) / typical, None)
    full = fitted.coefficients
    if design.replicates is None:
        covariance = design.covariance(fitted.scores / typical, rows.used)
        df = design.subset_df(rows.used)
    else:
        analysis = design.replicates.analysis_weights(design.weights)
        replicated = [_in_replicate(column, rows.used, full, fit) for column in analysis.T]
        covariance = design.replicates.covariance(np.array(replicated), full)
        df = design.subset_df(rows.inside)  # R counts here the rows with missing values too
    return Regression(
        tuple(names), full, covariance, df + 1 - len(full), rows.n, kind, tuple(terms)
    )


def _mean_weight(design: Design, inside: np.ndarray) -> float:
    """The weight that counts as 1 in the first step of iteration, as R rescales weights."""
    if design.calibrations and design.replicates is None:
        return float(np.where(inside, design.weights, 0.0).mean())
    return float(design.weights[inside].mean())


def _in_replicate(
    weights: np.ndarray,
    used: np.ndarray,
    full: np.ndarray,
    fit: Callable[[np.ndarray, np.ndarray | None], Fit],
) -> np.ndarray:
    """(p,) coefficients of a replicate, NaN where a column is empty in it (R leaves it out too)."""
    kept = np.where(used, weights, 0.0)
    _check_weights(kept)
    if not (kept > 0).any():
        return np.full(len(full), np.nan)
    try:
        return fit(kept / kept.sum(), full).coefficients  # R scales them so
    except CollinearError:
        return np.full(len(full), np.nan)
