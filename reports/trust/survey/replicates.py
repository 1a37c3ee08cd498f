"""Replicate weights: the spread of an estimate over many reweighted copies of the sample.

The producer of a survey may publish columns of replicate weights instead of strata and clusters;
the same estimate is computed with each column, and the variance is a scaled sum of squares of their
deviations (Wolter 2007, *Introduction to Variance Estimation*, chapters 3–5). The scales of each
kind are those of R's `svrepdesign`. A jackknife can also be made from a design, as R's
`as.svrepdesign` does (types JK1 and JKn).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from store.errors import VardkaseError

if TYPE_CHECKING:
    from reports.trust.survey.design import Design
    from reports.trust.survey.stages import Stage

KINDS = (
    "BRR",
    "Fay",
    "JK1",
    "JKn",
    "JK2",
    "bootstrap",
    "ACS",
    "successive-difference",
    "other",
)
"""The kinds of replicate weights whose scales are known, named as R's `svrepdesign` names them."""

RANK_TOLERANCE = 1e-5
"""A column with less than this left of its length, when those before are taken out, adds no degree
of freedom: the tolerance of R's `degf`."""

MAX_JACKKNIFE = 5_000
"""Units of a jackknife: a square matrix of so many takes 200 MB."""


class ReplicateError(VardkaseError):
    """Replicate weights that no variance can be computed from."""


@dataclass(frozen=True, eq=False)
class Replicates:
    """Replicate weights, and how the spread over them becomes a variance.

    `weights` is (n, R). Where `combined`, each column is a whole set of analysis weights; else it
    multiplies the sampling weights. The covariance is scale · Σ rscales (θᵣ − centre)², where the
    centre is the full-sample estimate if `mse`, else the mean of the replicates whose rscale is
    above zero.
    """

    weights: np.ndarray
    scale: float
    rscales: np.ndarray
    combined: bool = True
    mse: bool = False

    def analysis_weights(self, sampling: np.ndarray) -> np.ndarray:
        """The (n, R) weights to compute with, given the (n,) sampling weights."""
        return self.weights if self.combined else self.weights * sampling[:, None]

    def covariance(self, estimates: np.ndarray, full: np.ndarray) -> np.ndarray:
        """The (k, k) covariance of k estimates from their (R, k) replicates and the (k,) full one.

        A replicate in which an estimate is not defined is left out, as R does.
        """
        defined = np.isfinite(estimates).all(axis=1)
        if not defined.any():
            raise ReplicateError(
                "replikatvikter: skattningen går inte att räkna i något replikat; minst ett "
                "replikat med värden behövs; välj en större grupp"
            )
        kept, rscales = estimates[defined], self.rscales[defined]
        counted = kept[rscales > 0]
        centre = full if self.mse or not len(counted) else counted.mean(axis=0)
        deviations = (kept - centre) * np.sqrt(rscales)[:, None]
        return deviations.T @ deviations * self.scale

    def evaluate(
        self,
        sampling: np.ndarray,
        statistic: Callable[[np.ndarray], np.ndarray],
        full: np.ndarray,
    ) -> np.ndarray:
        """The (k, k) covariance of `statistic`, a function from (n,) weights to k estimates."""
        analysis = self.analysis_weights(sampling)
        estimates = [np.atleast_1d(statistic(column)) for column in analysis.T]
        return self.covariance(np.array(estimates), np.atleast_1d(full))

    def degrees_of_freedom(self, sampling: np.ndarray) -> int:
        """The rank of the analysis weights less one, as R's `degf`."""
        return _rank(self.analysis_weights(sampling)) - 1

    def rows(self, kept: np.ndarray) -> Replicates:
        """The same replicates of the rows that `kept` selects."""
        return replace(self, weights=self.weights[kept])


def replicates_of(
    weights: np.ndarray,
    kind: str,
    *,
    combined: bool = True,
    scale: float | None = None,
    rscales: Sequence[float] | np.ndarray | None = None,
    rho: float | None = None,
    mse: bool = False,
) -> Replicates:
    """Replicates of a published file: (n, R) columns and their kind, scaled as R's `svrepdesign`.

    `scale` and `rscales` are those that the producer states; BRR, Fay (with its `rho`), JK2, ACS
    and successive differences have their own. Raises ReplicateError where a scale is missing that
    the kind needs, and where a weight is missing: neither is guessed.
    """
    columns = np.asarray(weights, dtype=float)
    if columns.ndim != 2 or columns.shape[1] < 2 or not np.isfinite(columns).all():
        raise ReplicateError(
            "replikatvikter: en kolumn saknas eller har tomma värden; minst två kolumner med ett "
            "tal på varje rad behövs; rätta filen"
        )
    count = columns.shape[1]
    each = np.ones(count) if rscales is None else np.broadcast_to(np.asarray(rscales), (count,))
    if kind == "JKn" and rscales is None:
        raise _missing_scale(kind, "rscales")
    if kind in ("ACS", "successive-difference", "JK2"):
        each = np.ones(count)
    return Replicates(columns, _scale(kind, count, scale, rho), each.astype(float), combined, mse)


def _scale(kind: str, count: int, stated: float | None, rho: float | None) -> float:
    if kind not in KINDS:
        raise ReplicateError(
            f"replikatvikter: slaget {kind!r} är okänt; välj ett av {', '.join(KINDS)}"
        )
    if kind == "BRR":
        return 1 / count
    if kind == "Fay":
        if rho is None:
            raise _missing_scale(kind, "rho")
        return 1 / (count * (1 - rho) ** 2)
    if kind in ("ACS", "successive-difference"):
        return 4 / count
    if kind == "bootstrap":
        return 1 / (count - 1) if stated is None else stated
    if kind == "JK2" or (kind == "JKn" and stated is None):
        return 1.0
    if stated is None:
        raise _missing_scale(kind, "scale")
    return stated


def _missing_scale(kind: str, name: str) -> ReplicateError:
    return ReplicateError(
        f"replikatvikter av slaget {kind}: {name} saknas; det står i undersökningens dokumentation "
        "och gissas aldrig; skriv in det"
    )


def jackknife(design: Design, *, mse: bool = False) -> Design:
    """The same design with jackknife replicates: JK1 without strata, JKn with them.

    Each first-stage unit is left out in turn, and those that stay in its stratum count for it; the
    finite population correction of the first stage goes into the scales. Raises ReplicateError
    where a stratum has a single unit and `lonely_psu` is "fail".
    """
    stage = design.stages[0]
    units, lonely_psu = len(stage.unit_stratum), design.lonely_psu
    if units > MAX_JACKKNIFE:
        raise ReplicateError(
            f"jackkniv: {units} urvalskluster ger lika många replikat; högst {MAX_JACKKNIFE} ryms; "
            "räkna med urvalsdesignen i stället"
        )
    factors, rscales = np.ones((units, units)), np.zeros(units)
    kept = np.zeros(units, dtype=bool)
    for unit in range(units):
        left_out = _left_out(stage, unit, lonely_psu)
        if left_out is not None:
            factors[:, unit], rscales[unit] = left_out
            kept[unit] = True
    if not kept.any():
        raise ReplicateError(
            "jackkniv: inget kluster kan lämnas utanför; hela populationen är undersökt eller "
            "varje stratum har ett enda kluster"
        )
    scale = units / int(kept.sum()) if lonely_psu == "average" else 1.0
    columns = factors[:, kept][stage.unit]
    made = Replicates(columns, scale, rscales[kept], combined=False, mse=mse)
    return replace(design, replicates=made)


def _left_out(stage: Stage, unit: int, lonely_psu: str) -> tuple[np.ndarray, float] | None:
    """(u,) factors of all units when one is left out, and the rscale; None for no replicate."""
    stratum = stage.unit_stratum[unit]
    size, unsampled = int(stage.sampled[stratum]), float(stage.unsampled[stratum])
    same = stage.unit_stratum == stratum
    if unsampled == 0:
        return None
    if size > 1:
        factors = np.where(same, size / (size - 1), 1.0)
        factors[unit] = 0.0
        return factors, unsampled * (size - 1) / size
    if lonely_psu == "fail":
        raise ReplicateError(
            f"jackkniv: stratumet på rad {int(np.argmax(stage.unit == unit)) + 1} har ett enda "
            "urvalskluster; minst två behövs; slå ihop strata eller välj lonely_psu"
        )
    strata = len(stage.sampled)
    if lonely_psu != "adjust" or strata < 2:
        return None
    return np.where(same, 0.0, strata / (strata - 1)), (strata - 1) / strata


def _rank(columns: np.ndarray) -> int:
    """The number of columns that are not combinations of those before, to RANK_TOLERANCE."""
    basis = np.empty((columns.shape[0], 0))
    for column in columns.T:
        rest = column - basis @ (basis.T @ column)
        rest = rest - basis @ (basis.T @ rest)
        length = np.linalg.norm(rest)
        if length > RANK_TOLERANCE * np.linalg.norm(column):
            basis = np.column_stack([basis, rest / length])
    return basis.shape[1]
