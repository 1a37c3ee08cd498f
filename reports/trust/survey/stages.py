"""The stages of a sample: which units were drawn in which strata, and the variance that this gives.

At each stage the units of a stratum are taken as drawn at random, and the variance of a total is
Σ over strata of (1 − n/N) n/(n−1) Σ (unit total − mean)², where N is infinite if no population size
is given. A later stage adds its variance within the units of the stage before, times the share of
them that was drawn (Särndal, Swensson & Wretman 1992, section 4.3). It is what R's
`survey:::multistage` computes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from store.errors import VardkaseError

LONELY_PSU = ("fail", "remove", "certainty", "adjust", "average")
"""What to do with a stratum that has one unit: the values of R's option `survey.lonely.psu`."""

NO_VARIANCE = 1e-7
"""A stratum with less than this share of its population left out has no sampling variance (R)."""


Scores = Any
"""An (n, k) array, or a sparse one of scipy where most are 0, as when k domains share the rows."""


class DesignError(VardkaseError):
    """A survey design that contradicts itself or its data."""


class LonelyUnitError(DesignError):
    """A stratum has one unit, so that its variance is unknown."""

    def __init__(self, row: int, stage: int) -> None:
        super().__init__(
            f"urvalsdesignen, steg {stage}: stratumet på rad {row} har ett enda urvalskluster; "
            "minst två behövs för en felmarginal; slå ihop strata eller välj lonely_psu "
            '("adjust", "average", "certainty" eller "remove")'
        )
        self.row, self.stage = row, stage


@dataclass(frozen=True, eq=False)
class Stage:
    """One stage of n rows, u units and s strata; all arrays are indices or per stratum.

    `unsampled` is the share of the population's units that were not drawn (1 where it is infinite),
    `inherited` the product of the sampling fractions of the stages before, `parent` the unit of the
    stage before that the stratum lies in (0 at the first stage).
    """

    number: int
    unit: np.ndarray  # (n,) the unit of each row
    unit_stratum: np.ndarray  # (u,)
    sampled: np.ndarray  # (s,) units drawn
    population: np.ndarray  # (s,) units there are; inf where not given
    inherited: np.ndarray  # (s,)
    parent: np.ndarray  # (s,)

    @property
    def unsampled(self) -> np.ndarray:
        """(s,) 1 − n/N."""
        return 1 - self.sampled / self.population

    @property
    def row_stratum(self) -> np.ndarray:
        """(n,) the stratum of each row."""
        return self.unit_stratum[self.unit]

    def covariance(
        self, weighted: Scores, lonely_psu: str, rows: np.ndarray | None = None
    ) -> np.ndarray:
        """The (k, k) part of the covariance of the totals of `weighted` (m, k) due to this stage.

        `weighted` holds scores times weights, dense or sparse, of the m rows that `rows` lists, all
        of them where it is None; the others' are 0. A stratum of which no row is listed is as if it
        were not there.
        """
        unit = self.unit if rows is None else self.unit[rows]
        factor = self._factors(lonely_psu, unit)
        if len(self.unit_stratum) == len(self.unit):  # each row is a unit
            totals, stratum = weighted, self.unit_stratum[unit]
        else:
            totals = sums_by(unit, weighted, len(self.unit_stratum))
            stratum = self.unit_stratum
        sums = sums_by(stratum, totals, len(self.sampled))
        means = (sums.toarray() if sparse.issparse(sums) else sums) / self.sampled[:, None]
        if lonely_psu == "adjust":
            means[self.sampled == 1] = 0.0
        if sparse.issparse(totals):
            squares = totals.T @ totals.multiply(factor[stratum][:, None]).tocsr()
            return squares.toarray() - means.T @ (means * (factor * self.sampled)[:, None])
        absent = self.sampled - np.bincount(stratum, minlength=len(self.sampled))
        centred = totals - means[stratum]
        inside = centred.T @ (centred * factor[stratum][:, None])
        return inside + means.T @ (means * (factor * absent)[:, None])

    def _factors(self, lonely_psu: str, unit: np.ndarray) -> np.ndarray:
        """(s,) what the squared deviations of each stratum count for; (m,) units of the rows."""
        left_out = self.unsampled
        lonely = (self.sampled == 1) & (left_out >= NO_VARIANCE)
        correction = self.sampled / np.maximum(self.sampled - 1, 1)
        factor = self.inherited * np.where(left_out < NO_VARIANCE, 0.0, left_out) * correction
        if not lonely.any() or lonely_psu in ("adjust", "remove", "certainty"):
            return factor
        present = np.bincount(self.unit_stratum[unit], minlength=len(factor)) > 0
        if not (lonely & present).any():
            return factor
        unknown = np.flatnonzero(lonely & present)
        if lonely_psu == "fail":
            raise self._lonely_error(unknown[0])
        strata = np.bincount(self.parent[present])
        known = np.bincount(self.parent[present & ~lonely], minlength=len(strata))
        alone = np.flatnonzero((known == 0) & (strata > 0))
        if len(alone):
            raise self._lonely_error(np.flatnonzero(present & (self.parent == alone[0]))[0])
        scale = np.ones(int(self.parent.max()) + 1)
        scale[: len(strata)] = np.where(strata > 0, strata / np.maximum(known, 1), 1.0)
        return factor * np.where(lonely, 0.0, scale[self.parent])

    def _lonely_error(self, stratum: int) -> LonelyUnitError:
        return LonelyUnitError(int(np.argmax(self.row_stratum == stratum)) + 1, self.number)


def interaction(*codes: np.ndarray) -> np.ndarray:
    """Codes from 0 of the combinations that occur of several columns, in order of appearance."""
    combined = pd.factorize(np.asarray(codes[0]))[0].astype(np.int64)
    for column in codes[1:]:
        other = pd.factorize(np.asarray(column))[0]
        combined = pd.factorize(combined * (int(other.max(initial=0)) + 1) + other)[0]
    return combined


def sums_by(codes: np.ndarray, values: Scores, count: int) -> Scores:
    """(count, k) sums of the rows of `values` (n, k) that have each code; sparse if they are."""
    if sparse.issparse(values):
        rows = np.arange(len(codes))
        return sparse.csr_matrix((np.ones(len(codes)), (codes, rows)), (count, len(codes))) @ values
    columns = [np.bincount(codes, column, minlength=count) for column in values.T]
    return np.column_stack(columns) if columns else np.zeros((count, 0))


def build_stages(
    n: int,
    strata: Sequence[np.ndarray],
    psu: Sequence[np.ndarray],
    fpc: Sequence[np.ndarray],
) -> tuple[Stage, ...]:
    """The stages of n rows, from columns per stage as R's `svydesign` takes them.

    Units of a later stage lie within those of the stage before. Without `fpc`, or with an infinite
    one, the later stages add nothing. Raises DesignError where a unit lies in two strata, where
    there are more strata than stages, or where the sizes of populations make no sense.
    """
    given = [np.asarray(column) for column in psu] or [np.arange(n)]
    _check_columns(strata, given, fpc)
    units = [interaction(*given[: i + 1]) for i in range(len(given))]
    drawn_in = [_strata_of(i, strata, units, n) for i in range(len(given))]
    counts = [_sampled(unit, stratum) for unit, stratum in zip(units, drawn_in, strict=True)]
    sizes = population_sizes(fpc, [c[s] for c, s in zip(counts, drawn_in, strict=True)])
    stages: list[Stage] = []
    inherited, parent = np.ones(n), np.zeros(n, dtype=np.int64)
    for i, (unit, stratum, count) in enumerate(zip(units, drawn_in, counts, strict=True)):
        first_row = np.unique(stratum, return_index=True)[1]
        population = sizes[i][first_row] if sizes else np.full(len(count), np.inf)
        if sizes:
            _check_constant(sizes[i], population[stratum], i + 1)
        unit_stratum = stratum[np.unique(unit, return_index=True)[1]]
        above = (inherited[first_row], parent[first_row])
        stages.append(Stage(i + 1, unit, unit_stratum, count, population, *above))
        inherited, parent = inherited * (count / population)[stratum], unit
    return tuple(stages)


def _check_columns(
    strata: Sequence[np.ndarray], units: Sequence[np.ndarray], fpc: Sequence[np.ndarray]
) -> None:
    if len(strata) > len(units):
        raise DesignError(
            f"urvalsdesignen: {len(strata)} stratumkolumner för {len(units)} urvalssteg; högst en "
            "för varje steg; slå ihop dem till en kolumn"
        )
    if fpc and len(fpc) != len(units):
        raise DesignError(
            f"urvalsdesignen: {len(fpc)} kolumner i fpc för {len(units)} urvalssteg; en för varje "
            "steg behövs; ange inf för ett steg utan ändlig population"
        )


def _strata_of(
    i: int, strata: Sequence[np.ndarray], units: Sequence[np.ndarray], n: int
) -> np.ndarray:
    """(n,) the strata of stage i: later ones lie within the units of the stage before."""
    own = [np.asarray(strata[min(i, len(strata) - 1)])] if strata else [np.zeros(n, dtype=int)]
    return interaction(*own, *([units[i - 1]] if i else []))


def _sampled(unit: np.ndarray, stratum: np.ndarray) -> np.ndarray:
    """(s,) the units of each stratum; raises DesignError where a unit lies in two."""
    first_row = np.unique(unit, return_index=True)[1]
    home = stratum[first_row]
    astray = np.flatnonzero(home[unit] != stratum)
    if len(astray):
        raise DesignError(
            f"urvalsdesignen: klustret på rad {int(astray[0]) + 1} ligger i två strata; varje "
            "kluster hör till ett stratum; är numren bara unika inom stratum, ange nest = true"
        )
    return np.bincount(home)


def population_sizes(fpc: Sequence[np.ndarray], sampled: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Population sizes per stage and row, from counts or from fractions, as R's `svydesign`.

    `sampled` holds for each stage and row the number of units drawn in its stratum. Every number
    is at least 1 (a count) or every one at most 1 (a fraction).
    """
    columns = [np.asarray(column, dtype=float) for column in fpc]
    if not columns:
        return []
    every = np.concatenate(columns)
    if np.isnan(every).any() or (every <= 0).any() or ((every > 1).any() and (every < 1).any()):
        raise DesignError(
            "urvalsdesignen, fpc: tomma, negativa eller blandade tal; antingen populationens "
            "storlek (minst 1) eller urvalsfraktionen (högst 1) på varje rad och i varje steg"
        )
    if not (every > 1).any():
        columns = [drawn / column for drawn, column in zip(sampled, columns, strict=True)]
    for number, (size, drawn) in enumerate(zip(columns, sampled, strict=True), start=1):
        too_few = np.flatnonzero(size < drawn)
        if len(too_few):
            row = int(too_few[0])
            raise DesignError(
                f"urvalsdesignen, fpc, steg {number}, rad {row + 1}: populationen är "
                f"{size[row]:g} och urvalet {drawn[row]:g}; urvalet kan inte vara större"
            )
    return columns


def _check_constant(sizes: np.ndarray, expected: np.ndarray, number: int) -> None:
    differing = np.flatnonzero(sizes != expected)
    if len(differing):
        row = int(differing[0])
        raise DesignError(
            f"urvalsdesignen, fpc, steg {number}, rad {row + 1}: {sizes[row]:g} där stratumets "
            f"andra rader har {expected[row]:g}; ett stratum har en population; rätta kolumnen"
        )
