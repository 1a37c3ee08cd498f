"""Log-linear Poisson regression of many series at once: a level for each part of the year, a trend.

Iteratively reweighted least squares step by step as in R's `glm.fit` (start at y + 0.1, tolerance
1e-8 on the deviance, 25 steps), so that estimates agree with R's also where they do not settle
because a part of the year holds only zeros. Levels and trend are solved for in closed form:
regression on weeks within the parts of the year, then the levels. That is stable whatever a part
holds, and needs no matrix.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

EPSILON = 1e-8
MOST_STEPS = 25
_TINY = np.finfo(float).eps


@dataclass(frozen=True, slots=True)
class Design:
    """What all series of a batch share: `weeks` (n,) and the part of the year `parts` (n,)."""

    weeks: np.ndarray
    parts: np.ndarray
    member: np.ndarray

    @staticmethod
    def of(weeks: np.ndarray, parts: np.ndarray) -> Design:
        """The design of weeks (n,), each in its part (n,) of the year, numbered from 0."""
        member = (parts[:, None] == np.arange(parts.max() + 1)[None, :]).astype(float)
        return Design(weeks.astype(float), parts, member)


@dataclass(slots=True)
class Fit:
    """m fits. `levels` (m, parts) and `slope` (m,) on the log scale; `mean`, `work` (m, n).

    `work` are the working weights of the last step. `rank` (m,) counts estimated coefficients.
    """

    levels: np.ndarray
    slope: np.ndarray
    mean: np.ndarray
    work: np.ndarray
    converged: np.ndarray
    rank: np.ndarray


def fit(
    design: Design, counts: np.ndarray, weights: np.ndarray, offset: np.ndarray, trend: bool
) -> Fit:
    """Fit each row of `counts` (m, n). Weeks of weight 0 do not count; `offset` is on log scale."""
    rows, n = counts.shape
    present = weights @ design.member > 0
    found = Fit(
        levels=np.zeros((rows, design.member.shape[1])),
        slope=np.zeros(rows),
        mean=counts + 0.1,
        work=np.zeros((rows, n)),
        converged=np.zeros(rows, dtype=bool),
        rank=present.sum(axis=1) + int(trend),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        log_counts = np.where(counts > 0, np.log(np.where(counts > 0, counts, 1.0)), 0.0)
    y, prior, off, log_y = counts, weights, offset, log_counts
    active = np.arange(rows)
    mean, eta = found.mean, np.log(found.mean)
    deviance = _deviance(y, log_y, eta, mean, prior)
    for _ in range(MOST_STEPS):
        step = _step(design, y, prior, off, eta, mean, trend)
        levels, slope, work, eta = step
        mean = np.maximum(np.exp(np.minimum(eta, 700.0)), _TINY)
        before, deviance = deviance, _deviance(y, log_y, eta, mean, prior)
        done = np.abs(deviance - before) / (0.1 + np.abs(deviance)) < EPSILON
        found.levels[active], found.slope[active] = levels, slope
        found.mean[active], found.work[active] = mean, work
        found.converged[active] = done
        if done.all():
            break
        if done.any():
            left = ~done
            active, deviance = active[left], deviance[left]
            y, prior, off, log_y = y[left], prior[left], off[left], log_y[left]
            mean, eta = mean[left], eta[left]
    return found


def _step(
    design: Design,
    y: np.ndarray,
    prior: np.ndarray,
    offset: np.ndarray,
    eta: np.ndarray,
    mean: np.ndarray,
    trend: bool,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """One weighted least-squares step: levels, slope, working weights, linear predictor."""
    work = prior * mean
    response = eta - offset + (y - mean) / mean
    total = work @ design.member
    total = np.where(total > 0, total, 1.0)
    middle = (work * response) @ design.member / total
    slope = np.zeros(len(y))
    levels = middle
    if trend:
        when = (work * design.weeks) @ design.member / total
        apart = design.weeks - when[:, design.parts]
        spread = (work * apart**2).sum(axis=1)
        slope = (work * apart * response).sum(axis=1) / np.where(spread > 0, spread, 1.0)
        levels = middle - slope[:, None] * when
    predictor = offset + levels[:, design.parts] + slope[:, None] * design.weeks
    return levels, slope, work, predictor


def _deviance(
    y: np.ndarray, log_y: np.ndarray, eta: np.ndarray, mean: np.ndarray, prior: np.ndarray
) -> np.ndarray:
    log_mean = np.maximum(eta, np.log(_TINY))
    return 2.0 * (prior * (y * (log_y - log_mean) - (y - mean))).sum(axis=1)


def dispersion(found: Fit, counts: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Pearson's estimate of the dispersion, at least 1; NaN where no week is left for it."""
    left = (weights > 0).sum(axis=1) - found.rank
    pearson = (found.work * ((counts - found.mean) / found.mean) ** 2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(left > 0, np.maximum(pearson / left, 1.0), np.nan)


def leverages(design: Design, found: Fit, trend: np.ndarray) -> np.ndarray:
    """The diagonal of the hat matrix, (m, n); `trend` (m,) says which fits have one."""
    total = found.work @ design.member
    total = np.where(total > 0, total, 1.0)
    when = (found.work * design.weeks) @ design.member / total
    apart = design.weeks - when[:, design.parts]
    spread = (found.work * apart**2).sum(axis=1, keepdims=True)
    slope = np.where(trend[:, None] & (spread > 0), apart**2 / np.where(spread > 0, spread, 1), 0.0)
    return found.work * (1.0 / total[:, design.parts] + slope)
