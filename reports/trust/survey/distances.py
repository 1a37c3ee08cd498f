"""The factors that bring weighted totals of columns to known ones, at the least distance from 1.

The distances are Deville & Särndal's (1992): linear, with or without bounds, and raking. The steps
are those of R's `regcalibrate` and `grake`, so that the factors end where R's do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reports.trust.survey.margins import WeightingError

METHODS = ("linear", "raking")
"""The distances, named as R's `calfun`."""

RESCALED = 20.0
"""Totals that are all more than this many times the sample's: R rescales the weights first."""

LARGEST_EXPONENT = 700.0
"""Exponents are cut here, short of overflow; a step that leads there is halved."""


@dataclass(frozen=True)
class Distance:
    """How far factors are from 1, the least and the largest that are allowed, and when to stop.

    `epsilon` is the largest misfit of a total over 1 + that total.
    """

    method: str = "linear"
    bounds: tuple[float, float] = (-np.inf, np.inf)
    max_iterations: int = 50
    epsilon: float = 1e-7

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise WeightingError(
                f"kalibreringen, method = {self.method!r}: välj ett av {', '.join(METHODS)}"
            )
        low, high = self.bounds
        if not low < 1 < high:
            raise WeightingError(
                f"kalibreringen, bounds = ({low:g}, {high:g}): gränserna ska omsluta 1, till "
                "exempel (0.3, 3)"
            )

    @property
    def bounded(self) -> bool:
        """Whether a bound is finite."""
        return bool(np.isfinite(self.bounds).any())

    def factors(
        self,
        columns: np.ndarray,
        weights: np.ndarray,
        totals: np.ndarray,
        replicate: int | None = None,
    ) -> np.ndarray:
        """(n,) factors of (n,) weights that give columns (n, p) their (p,) totals.

        Raises WeightingError where there are none; `replicate` is named in it.
        """
        at = "kalibreringen" if replicate is None else f"kalibreringen, replikat {replicate + 1}"
        if self.method == "linear" and not self.bounded:
            return _linear(columns, weights, totals, at)
        return self._iterated(columns, weights, totals, at)

    def _iterated(
        self, columns: np.ndarray, weights: np.ndarray, totals: np.ndarray, at: str
    ) -> np.ndarray:
        """Newton's method, its steps halved while a factor is not finite."""
        sample = weights @ columns
        with np.errstate(divide="ignore", invalid="ignore"):
            scales = totals / sample
        rescale = 1.0
        if np.isfinite(scales).all() and scales.min() > RESCALED:
            if self.bounded:
                raise WeightingError(
                    f"{at}: populationen är över {RESCALED:g} gånger vikternas summa, så att "
                    "gränser för faktorerna inte går att hålla; skala om vikterna först"
                )
            rescale = float(scales.mean())
        w = weights * rescale
        eta = np.zeros(columns.shape[1])
        used, misfit = 1, totals - w @ columns
        while True:
            _, slope = self._factor(columns @ eta)
            step = np.linalg.pinv(
                columns.T @ (columns * (w * slope)[:, None]), rcond=256 * np.finfo(float).eps
            )
            move = step @ misfit
            eta = eta + move
            while used < self.max_iterations and np.abs(columns @ eta).max() > LARGEST_EXPONENT:
                used, move = used + 1, move / 2
                eta = eta - move
            factors, _ = self._factor(columns @ eta)
            misfit = totals - (w * factors) @ columns
            achieved = float((np.abs(misfit) / (1 + np.abs(totals))).max())
            if achieved < self.epsilon:
                return factors * rescale
            used += 1
            if used > self.max_iterations:
                raise WeightingError(
                    f"{at}: summorna missas med upp till {achieved:.2g} (relativt) efter "
                    f"{self.max_iterations} steg; kontrollera att de går ihop, vidga gränserna "
                    "eller slå ihop kategorier"
                )

    def _factor(self, u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The factors of u (n,), and their slope: R's `Fm1` + 1 and `dF`."""
        low, high = self.bounds
        inside = (u < high - 1) & (u > low - 1)
        if self.method == "linear":
            return np.clip(u + 1, low, high), inside.astype(float)
        grown = np.exp(np.clip(u, -LARGEST_EXPONENT, LARGEST_EXPONENT))
        return np.clip(grown, low, high), np.where(inside, grown, 0.0)


def _linear(columns: np.ndarray, weights: np.ndarray, totals: np.ndarray, at: str) -> np.ndarray:
    matrix = columns.T @ (columns * weights[:, None])
    lengths = np.sqrt(np.diag(matrix).clip(min=0))
    if (lengths == 0).any() or np.linalg.cond(matrix / np.outer(lengths, lengths)) > 1e14:
        raise WeightingError(
            f"{at}: en kolumn är tom eller en kombination av de andra; slå ihop kategorier"
        )
    return 1 + columns @ np.linalg.solve(matrix, totals - weights @ columns)
