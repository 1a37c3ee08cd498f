"""Weighted least squares and logistic regression of one set of weights, with their scores.

A score says what one row, given weight, adds to the coefficients; the variance of the coefficients
is that of the weighted total of the scores (Binder 1983, Int. Stat. Rev. 51:279).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from reports.trust.survey.points import EstimateError

COLLINEAR = 1e-9
"""A column with less than this left of its length, when those before are taken out, is their
combination. Rounding leaves about 1e-15; years and their squares leave 1e-6."""

MAX_ITERATIONS = 100
DECREMENT = 1e-24
"""The mean squared step of the log odds at which iteration ends: a root of 1e-12."""

REFINEMENTS = 1
"""Times that least squares are solved again for what rounding left over."""

NEAR_CERTAIN = 12.0
"""Log odds from which separation is looked for: a fitted share of 6 in a million."""

SINGULAR = 1e12
"""A condition of the information, whose columns started orthonormal, that comes of divergence."""

LARGEST_LOG_ODDS = 30.0
"""Log odds are cut here when they become shares, as R cuts them."""


class CollinearError(EstimateError):
    """A column of a regression is a combination of others, so that no coefficient is defined."""

    def __init__(self, name: str, others: Sequence[str]) -> None:
        found = (
            f"är en kombination av {', '.join(others)}"
            if others
            else "är 0 på alla rader i gruppen"
        )
        super().__init__(
            f"regressionen: kolumnen {name!r} {found}; varje kolumn måste tillföra något; "
            "ta bort den eller slå ihop kategorier"
        )
        self.name, self.others = name, tuple(others)


class SeparationError(EstimateError):
    """The answer is certain for some values of the covariates, so that the odds are infinite."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            f"regressionen: {', '.join(names)} avgör svaret helt för en del av raderna, så att "
            "oddset saknar ändligt värde; slå ihop kategorier eller ta bort variabeln"
        )
        self.names = tuple(names)


@dataclass(frozen=True, eq=False)
class Fit:
    """(p,) coefficients and (n, p) scores, 0 in rows without weight."""

    coefficients: np.ndarray
    scores: np.ndarray


def fit_linear(y: np.ndarray, x: np.ndarray, weights: np.ndarray, names: Sequence[str]) -> Fit:
    """Least squares of y (n,) on x (n, p). Raises CollinearError."""
    used = weights > 0
    y_used, x_used, w = y[used], x[used], weights[used]
    inverse = np.linalg.inv(decompose(x_used, w, names))
    basis = x_used @ inverse  # orthonormal given the weights
    coefficients = inverse @ (basis.T @ (w * y_used))
    for _ in range(REFINEMENTS):
        left = y_used - x_used @ coefficients
        coefficients = coefficients + inverse @ (basis.T @ (w * left))
    residuals = y_used - x_used @ coefficients
    scores = np.zeros(x.shape)
    scores[used] = (basis * residuals[:, None]) @ inverse.T
    return Fit(coefficients, scores)


def fit_logistic(
    y: np.ndarray,
    x: np.ndarray,
    weights: np.ndarray,
    names: Sequence[str],
    *,
    start: np.ndarray | None = None,
    epsilon: float | None = None,
) -> Fit:
    """Logistic regression of shares y (n,) in 0..1 on x (n, p), by reweighted least squares.

    Iterates until the step vanishes. With `epsilon` it ends where R's `glm` with that epsilon ends
    (1e-8 is its default) and takes the variance from the last step but one, as `glm` does: good to
    about four digits. Raises CollinearError, SeparationError, and EstimateError where it does not
    converge.
    """
    used = weights > 0
    y_used, x_used, w = y[used], x[used], weights[used]
    inverse = np.linalg.inv(decompose(x_used, w, names))
    basis = x_used @ inverse  # orthonormal given the weights
    eta = special.logit((w * y_used + 0.5) / (w + 1)) if start is None else x_used @ start
    deviance = _deviance(y_used, eta, w)
    for _ in range(MAX_ITERATIONS):
        share, spread = _share(eta)
        information = basis.T @ (basis * (w * spread)[:, None])
        if np.linalg.cond(information) > SINGULAR:
            raise _diverged(y_used, x_used, names)
        target = basis.T @ (w * (spread * eta + y_used - share))
        within = np.linalg.solve(information, target)
        step, eta = basis @ within - eta, basis @ within
        before, deviance = deviance, _deviance(y_used, eta, w)
        if epsilon is None:
            converged = w * spread @ step**2 <= DECREMENT * w.sum()
        else:
            converged = abs(deviance - before) < epsilon * (abs(deviance) + 0.1)
        if converged:
            break
    else:
        raise _diverged(y_used, x_used, names)
    if np.abs(eta).max(initial=0.0) > NEAR_CERTAIN:
        separating = _separating(y_used, x_used, names)
        if separating:
            raise SeparationError(separating)
    share, final_spread = _share(eta)
    residuals = (y_used - share) * (spread / final_spread)
    influence = inverse @ np.linalg.inv(information)
    scores = np.zeros(x.shape)
    scores[used] = (basis * residuals[:, None]) @ influence.T
    return Fit(inverse @ within, scores)


def decompose(x: np.ndarray, weights: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """The (p, p) triangle R of the QR decomposition of x (n, p) times the root of weights.

    Raises CollinearError where a column is 0 everywhere or a combination of those before.
    """
    columns = x * np.sqrt(weights)[:, None]
    lengths = np.linalg.norm(columns, axis=0)
    if not len(x) or (lengths == 0).any():
        raise CollinearError(names[int(np.argmin(lengths))], ())
    columns = columns / lengths  # columns of very different units are compared by their angles
    r = np.asarray(np.linalg.qr(columns, mode="r"))
    size = min(r.shape)
    empty = np.flatnonzero(np.abs(np.diag(r)) < COLLINEAR)
    if len(empty) or size < len(names):
        at = int(empty[0]) if len(empty) else int(size)
        share = np.linalg.lstsq(columns[:, :at], columns[:, at], rcond=None)[0]
        others = [name for name, s in zip(names, share, strict=False) if abs(s) > 1e-6]
        raise CollinearError(names[at], others)
    return r * lengths


def _share(eta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fitted shares and their p(1 − p)."""
    cut = np.clip(eta, -LARGEST_LOG_ODDS, LARGEST_LOG_ODDS)
    share = special.expit(cut)
    return share, share * special.expit(-cut)


def _deviance(y: np.ndarray, eta: np.ndarray, weights: np.ndarray) -> float:
    share, _ = _share(eta)
    kept = special.xlogy(y, y) + special.xlogy(1 - y, 1 - y)
    return float(2 * weights @ (kept - special.xlogy(y, share) - special.xlogy(1 - y, 1 - share)))


def _diverged(y: np.ndarray, x: np.ndarray, names: Sequence[str]) -> EstimateError:
    separating = _separating(y, x, names)
    if separating:
        return SeparationError(separating)
    return EstimateError(
        f"regressionen: beräkningen konvergerar inte på {MAX_ITERATIONS} steg; ta bort variabler "
        "eller slå ihop små kategorier"
    )


def _separating(y: np.ndarray, x: np.ndarray, names: Sequence[str]) -> list[str]:
    """The columns of a combination that never contradicts the answers (Konis 2007); [] for none.

    A direction b with x·b ≥ 0 where y is 1, ≤ 0 where it is 0 and 0 between, not 0 everywhere, is
    found by a linear program, for it makes the likelihood grow without end.
    """
    scaled = x / np.abs(x).max(axis=0)
    rows = np.unique(np.column_stack([scaled, y]), axis=0)
    columns, answers = rows[:, :-1], rows[:, -1]
    sign = np.where(answers >= 1, 1.0, -1.0)
    certain = (answers <= 0) | (answers >= 1)
    favour = columns[certain] * sign[certain, None]
    solved = optimize.linprog(
        -favour.sum(axis=0),
        A_ub=-favour,
        b_ub=np.zeros(len(favour)),
        A_eq=columns[~certain] if not certain.all() else None,
        b_eq=np.zeros(int((~certain).sum())) if not certain.all() else None,
        bounds=(-1, 1),
        method="highs",
    )
    if solved.x is None or -solved.fun < 1e-6:
        return []
    found = [name for name, b in zip(names, solved.x, strict=True) if abs(b) > 1e-6]
    return [name for name in found if name != "(Intercept)"] or found
