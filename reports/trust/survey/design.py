"""The design of a survey: weights, strata, clusters and population sizes of its rows.

It answers one question, on which every estimate builds: how would the total of a variable vary, had
another sample been drawn by the same design? Rows outside a domain stay in the design with a score
of zero, for they tell how many of the sample could have fallen in it.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np
import pandas as pd
from scipy import sparse

from reports.trust.survey.replicates import Replicates
from reports.trust.survey.stages import (
    LONELY_PSU,
    DesignError,
    LonelyUnitError,
    Scores,
    Stage,
    build_stages,
    interaction,
    population_sizes,
)
from reports.trust.waves.table import suggestion

__all__ = [
    "LONELY_PSU",
    "Design",
    "DesignError",
    "LonelyUnitError",
    "Projection",
    "build_design",
]


class Projection(Protocol):
    """What a calibration of the weights to known totals takes out of the variance."""

    def residuals(self, weighted: np.ndarray) -> np.ndarray:
        """(n, k) scores times weights, less what the known totals explain of them."""
        ...


@dataclass(frozen=True, eq=False)
class Design:
    """The design of n rows. Tuples hold one (n,) array for each stage, the outermost first.

    `weights` are sampling weights, 0 or more. `psu` holds codes of clusters; where it is empty,
    rows are the units. `fpc` holds population sizes, or sampling fractions, as R's `svydesign`
    takes them. `lonely_psu` is R's option `survey.lonely.psu`. With `replicates`, the variance
    comes from them and the stages are not used. `calibrations` are taken out of the scores in
    order, the first made first.
    """

    weights: np.ndarray
    strata: tuple[np.ndarray, ...] = ()
    psu: tuple[np.ndarray, ...] = ()
    fpc: tuple[np.ndarray, ...] = ()
    lonely_psu: str = "fail"
    replicates: Replicates | None = None
    calibrations: tuple[Projection, ...] = ()

    def __post_init__(self) -> None:
        if self.lonely_psu not in LONELY_PSU:
            raise DesignError(
                f"urvalsdesignen, lonely_psu = {self.lonely_psu!r}: välj ett av "
                f"{', '.join(LONELY_PSU)}"
            )

    def __len__(self) -> int:
        return len(self.weights)

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The stages, the outermost first; raises DesignError where they contradict the rows."""
        return build_stages(len(self), self.strata, self.psu, self.fpc)

    def covariance(self, scores: Scores, domain: np.ndarray | None = None) -> np.ndarray:
        """The (k, k) covariance of the estimated totals Σ w · scores, of scores (n, k) or (n,).

        Scores are linearised variables, 0 outside `domain`, an (n,) mask; they may be a sparse
        array of scipy. A stratum without a row in the domain is not asked for its variance, as when
        R takes a subset. Raises LonelyUnitError where `lonely_psu` is "fail" and a stratum that is
        asked is lonely.
        """
        columns = scores if sparse.issparse(scores) else _two_dimensional(scores, len(self))
        if domain is None:
            return self.covariance_within(columns, None)
        rows = np.flatnonzero(domain)
        return self.covariance_within(columns[rows], rows)

    def covariance_within(self, scores: Scores, rows: np.ndarray | None) -> np.ndarray:
        """As `covariance`, of scores (m, k) of the m `rows` that the domain consists of."""
        weights = self.weights if rows is None else self.weights[rows]
        if self.replicates is not None:
            replicates = self.replicates if rows is None else self.replicates.rows(rows)
            analysis = replicates.analysis_weights(weights)
            return replicates.covariance((scores.T @ analysis).T, scores.T @ weights)
        if self.calibrations:  # R keeps every row of a calibrated design when it takes a subset
            weighted, rows = self._calibrated(scores, rows), None
        elif sparse.issparse(scores):
            weighted = scores.multiply(weights[:, None]).tocsr()
        else:
            weighted = scores * weights[:, None]
        total = self.stages[0].covariance(weighted, self.lonely_psu, rows)
        for stage in self.stages[1:]:
            if (stage.inherited > 0).any():
                total = total + stage.covariance(weighted, self.lonely_psu, rows)
        return total

    def _calibrated(self, scores: Scores, rows: np.ndarray | None) -> np.ndarray:
        """(n, k) scores times weights of all rows, less what the calibrations explain."""
        dense = scores.toarray() if sparse.issparse(scores) else scores
        everywhere = np.zeros((len(self), dense.shape[1]))
        everywhere[slice(None) if rows is None else rows] = dense
        weighted = everywhere * self.weights[:, None]
        for calibration in self.calibrations:
            weighted = calibration.residuals(weighted)
        return weighted

    @property
    def df(self) -> int:
        """Degrees of freedom: clusters less strata, of rows with a weight (R's `degf`)."""
        return self.subset_df(np.ones(len(self), dtype=bool))

    def subset_df(self, domain: np.ndarray | None) -> int:
        """Degrees of freedom of a domain: the clusters less the strata that have a row in it."""
        kept = np.ones(len(self), dtype=bool) if domain is None else np.asarray(domain, dtype=bool)
        if self.replicates is not None:
            return self.replicates.rows(kept).degrees_of_freedom(self.weights[kept])
        groups = np.zeros(len(self), dtype=np.int64)
        return int(self.group_df(groups, np.flatnonzero(kept), 1)[0])

    def group_df(self, groups: np.ndarray, rows: np.ndarray, count: int) -> np.ndarray:
        """(count,) `subset_df` of each of the groups 0 … count − 1, (n,), within the `rows`."""
        if self.replicates is not None:
            return np.array([self.subset_df(_mask(groups, rows, code)) for code in range(count)])
        first = self.stages[0]
        weighted = rows[self.weights[rows] != 0]
        group, unit = groups[weighted], first.unit[weighted]
        units, strata = len(first.unit_stratum), len(first.sampled)
        in_units = pd.unique(group * units + unit) // units
        in_strata = pd.unique(group * strata + first.unit_stratum[unit]) // strata
        return np.bincount(in_units, minlength=count) - np.bincount(in_strata, minlength=count)

    def with_weights(self, weights: np.ndarray, *calibrations: Projection) -> Design:
        """The same design with other weights, and the calibrations that made them added."""
        return replace(self, weights=weights, calibrations=(*self.calibrations, *calibrations))


def build_design(
    frame: pd.DataFrame,
    *,
    weight: str | None,
    strata: str | Sequence[str] = (),
    psu: str | Sequence[str] = (),
    fpc: str | Sequence[str] = (),
    nest: bool = False,
    lonely_psu: str = "fail",
) -> Design:
    """The design that columns of `frame` describe, as R's `svydesign(ids, strata, fpc, nest)`.

    `strata`, `psu` and `fpc` name one column per stage. Without `weight`, weights follow from the
    population sizes, or are all 1. `nest` says that clusters are numbered afresh in each stratum.
    Raises DesignError, with column and row, where a column is absent, has an empty value, a weight
    is negative or no weight is positive, or where the stages contradict each other.
    """
    stage_strata = tuple(_codes(frame, name) for name in _names(strata))
    units = tuple(_codes(frame, name) for name in _names(psu))
    sizes = tuple(_numbers(frame, name) for name in _names(fpc))
    if nest and stage_strata:
        units = tuple(
            interaction(*stage_strata[: min(i + 1, len(stage_strata))], unit)
            for i, unit in enumerate(units)
        )
    if len(frame) == 0:
        raise DesignError("urvalsdesignen: filen har inga rader; minst två behövs")
    unweighted = Design(np.ones(len(frame)), stage_strata, units, sizes, lonely_psu)
    first = unweighted.stages[0]
    if len(first.unit_stratum) == 1 and not (nest and stage_strata):
        raise DesignError(
            "urvalsdesignen: hela urvalet är ett enda kluster; minst två behövs; ange en annan "
            "kolumn eller ingen"
        )
    weights = _weights(frame, weight) if weight else _implied_weights(unweighted)
    return replace(unweighted, weights=weights)


def _mask(groups: np.ndarray, rows: np.ndarray, code: int) -> np.ndarray:
    """(n,) whether a row is listed and of the group."""
    mask = np.zeros(len(groups), dtype=bool)
    mask[rows] = groups[rows] == code
    return mask


def _two_dimensional(scores: Scores, n: int) -> np.ndarray:
    return np.asarray(scores, dtype=float).reshape(n, -1)


def _names(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    if name not in frame.columns:
        raise DesignError(
            f"urvalsdesignen: kolumnen {name!r} finns inte; filen har "
            f"{', '.join(str(column) for column in frame.columns[:20])}"
            f"{suggestion(name, [*map(str, frame.columns)])}; rätta namnet"
        )
    return frame[name]


def _codes(frame: pd.DataFrame, name: str) -> np.ndarray:
    """(n,) codes from 0 of the values of a column; none may be empty."""
    codes = pd.factorize(_column(frame, name))[0]
    empty = np.flatnonzero(codes < 0)
    if len(empty):
        raise _empty(name, int(empty[0]))
    return codes


def _numbers(frame: pd.DataFrame, name: str) -> np.ndarray:
    column = _column(frame, name)
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    empty = np.flatnonzero(np.isnan(numbers))
    if len(empty):
        raise _empty(name, int(empty[0]))
    return numbers


def _weights(frame: pd.DataFrame, name: str) -> np.ndarray:
    weights = _numbers(frame, name)
    wrong = np.flatnonzero((weights < 0) | ~np.isfinite(weights))
    if len(wrong):
        raise DesignError(
            f"urvalsdesignen, kolumnen {name!r}, rad {int(wrong[0]) + 1}: vikten är negativ eller "
            "oändlig; vikter är 0 eller mer; rätta filen"
        )
    if not (weights > 0).any():
        raise DesignError(
            f"urvalsdesignen, kolumnen {name!r}: ingen vikt är större än 0; rätta filen"
        )
    return weights


def _implied_weights(design: Design) -> np.ndarray:
    """(n,) population over sample, over all stages; 1 where no population is given."""
    weights = np.ones(len(design))
    if not design.fpc:
        return weights
    drawn = [stage.sampled[stage.row_stratum] for stage in design.stages]
    sizes = population_sizes(design.fpc, drawn)
    for size, sampled in zip(sizes, drawn, strict=True):
        weights = weights * np.where(np.isfinite(size), size / sampled, 1.0)
    return weights


def _empty(name: Hashable, row: int) -> DesignError:
    return DesignError(
        f"urvalsdesignen, kolumnen {name!r}, rad {row + 1}: tomt eller inget tal; varje rad "
        "behöver ett värde; rätta filen"
    )
