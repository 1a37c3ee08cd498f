"""What calibrated weights take out of the variance: each gives residuals, as R's `svyrecvar` does.

Weights that are fitted to known totals no longer let the sample err in what those totals explain,
so that only the residuals of a variable on them vary (Deville & Särndal 1992, J. Am. Stat. Assoc.
87:376). Every class here is a `Projection` of design.py: it takes (n, k) scores times weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reports.trust.survey.stages import sums_by

RAKING_PASSES = 10
"""Passes over the margins by which R takes raked margins out of the variance."""


@dataclass(frozen=True, eq=False)
class PostStratification:
    """Weights scaled to known sizes of cells: the cells' means are taken out.

    `cells` (n,) are codes from 0, `before` and `after` (n,) the weights.
    """

    cells: np.ndarray
    before: np.ndarray
    after: np.ndarray

    def residuals(self, weighted: np.ndarray) -> np.ndarray:
        """(n, k) weighted scores, less the mean score of the cell times the new weight."""
        count = int(self.cells.max(initial=-1)) + 1
        old = _over(weighted * self.before[:, None], self.after)
        sizes = np.bincount(self.cells, self.before, minlength=count)
        means = _over(sums_by(self.cells, old, count), sizes)
        return weighted - means[self.cells] * self.after[:, None]


@dataclass(frozen=True, eq=False)
class Raking:
    """Weights raked to margins: the means of each margin's groups are taken out, ten times over.

    `margins` holds for each margin (n,) codes from 0 and the (n,) weights after it was last met.
    """

    margins: tuple[tuple[np.ndarray, np.ndarray], ...]

    def residuals(self, weighted: np.ndarray) -> np.ndarray:
        """(n, k) weighted scores, less what the margins explain of them."""
        left = weighted
        for _ in range(RAKING_PASSES):
            for codes, weights in self.margins:
                count = int(codes.max(initial=-1)) + 1
                used = (weights != 0).astype(float)
                sums = sums_by(codes, _over(left, weights), count)
                means = _over(sums, np.bincount(codes, used, minlength=count))
                left = left - means[codes] * weights[:, None]
        return left


@dataclass(frozen=True, eq=False)
class Calibration:
    """Weights calibrated to totals of columns: the regression on these columns is taken out.

    `basis` is (n, p), orthonormal, and spans the columns times the root of the old weights; `scale`
    (n,) is that root times the factor by which a weight changed.
    """

    basis: np.ndarray
    scale: np.ndarray

    def residuals(self, weighted: np.ndarray) -> np.ndarray:
        """(n, k) weighted scores, less their regression on the calibration's columns."""
        scaled = _over(weighted, self.scale)
        return (scaled - self.basis @ (self.basis.T @ scaled)) * self.scale[:, None]


def _over(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Rows of `above` over those of `below` (n,), 0 where it is 0."""
    divisor = np.where(below == 0, 1.0, below)[:, None]
    return np.where(below[:, None] == 0, 0.0, above / divisor)
