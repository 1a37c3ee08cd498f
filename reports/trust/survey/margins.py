"""Known sizes of groups in the population, and the factors that bring weights to them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from reports.trust.survey.design import Design
from reports.trust.survey.disclosure import MOST_CODES, told
from reports.trust.survey.points import EstimateError


class WeightingError(EstimateError):
    """Weights that can't be fitted to the totals given."""


@dataclass(frozen=True, eq=False)
class Margin:
    """Rows in cells with known totals; `codes` (n,) from 0, `totals` and `labels` (c,)."""

    where: str
    codes: np.ndarray
    labels: tuple[Hashable, ...]
    totals: np.ndarray

    def factors(self, weights: np.ndarray, replicate: int | None = None) -> np.ndarray:
        """(n,) what brings the (n,) weights to the totals."""
        sizes = np.bincount(self.codes, weights, minlength=len(self.labels))
        lost = np.flatnonzero((sizes == 0) & (self.totals != 0))
        if len(lost):
            at = "" if replicate is None else f" i replikat {replicate + 1}"
            raise WeightingError(
                f"{self.where}: gruppen {self.labels[lost[0]]!r} har ingen vikt{at}; varje grupp "
                "behöver en rad med vikt; slå ihop den med en annan"
            )
        factors = np.divide(self.totals, sizes, out=np.ones_like(sizes), where=sizes != 0)
        return factors[self.codes]


def margin_of(
    design: Design,
    cells: object,
    population: Mapping[Any, float],
    where: str,
    partial: bool,
) -> Margin:
    """The margin of one variable, checked against the rows: `cells` (n,), `population` persons.

    `where` begins every message; `partial` ignores groups of the population that have no row.
    Raises WeightingError where a cell is missing, a size is no number of persons, or a group is
    in the sample alone or in the population alone.
    """
    labels = _labels(cells)
    if len(labels) != len(design):
        raise WeightingError(
            f"{where}: variabeln har {len(labels)} värden och urvalet {len(design)} rader; ett "
            "värde för varje rad behövs"
        )
    codes, found = pd.factorize(labels)
    empty = np.flatnonzero(codes < 0)
    if len(empty):
        raise WeightingError(
            f"{where}, rad {int(empty[0]) + 1}: värdet saknas; varje rad hör till en grupp med "
            "känd storlek; fyll i det eller ge raden vikten 0 och en grupp"
        )
    wrong = [key for key, size in population.items() if not (np.isfinite(size) and size >= 0)]
    if wrong:
        raise WeightingError(
            f"{where}: populationens storlek i gruppen {wrong[0]!r} är {population[wrong[0]]}; "
            "ett tal, 0 eller mer, behövs; rätta tabellen"
        )
    known = dict(population)
    weights = np.bincount(codes, design.weights, minlength=len(found))
    absent = [x for x, w in zip(found, weights, strict=True) if w != 0 and not known.get(x)]
    if absent:
        group = f"gruppen {absent[0]!r}" if len(found) <= MOST_CODES else "en grupp"
        raise WeightingError(
            f"{where}: {group} finns i urvalet men inte i populationens tabell, som "
            f"har {told(map(repr, known))}; lägg till den"
        )
    present = set(found)
    unseen = [key for key, size in known.items() if size and key not in present]
    if unseen and not partial:
        raise WeightingError(
            f"{where}: gruppen {unseen[0]!r} finns i populationen men inte i urvalet; slå ihop den "
            "med en annan, eller ange partial för att bortse från den"
        )
    return Margin(where, codes, tuple(found), np.array([float(known.get(x, 0)) for x in found]))


def _labels(cells: object) -> np.ndarray:
    """(n,) cells of rows; of a DataFrame the tuples of its columns, None where one is missing."""
    if isinstance(cells, pd.DataFrame):
        frame: pd.DataFrame = cells
        complete = frame.notna().all(axis=1)
        rows = zip(frame.itertuples(index=False, name=None), complete, strict=True)
        values = [(row if len(row) > 1 else row[0]) if whole else None for row, whole in rows]
    else:
        values = pd.Series(cells).tolist()  # pyright: ignore[reportArgumentType, reportCallIssue]
    labels = np.empty(len(values), dtype=object)
    labels[:] = values
    return labels


def to_margin(design: Design, margin: Margin) -> tuple[Design, np.ndarray]:
    """The design with its weights, and those of its replicates, scaled to a margin."""
    factors = margin.factors(design.weights)
    weights = design.weights * factors
    if design.replicates is None:
        return replace(design, weights=weights), weights
    analysis = design.replicates.analysis_weights(design.weights)
    each = np.column_stack([margin.factors(w, i) for i, w in enumerate(analysis.T)])
    return replaced(design, weights, factors, each), weights


def replaced(design: Design, weights: np.ndarray, factors: np.ndarray, each: np.ndarray) -> Design:
    """The design with weights and replicates times factors; relative replicates stay relative."""
    replicates = design.replicates
    if replicates is None:
        return replace(design, weights=weights)
    if not replicates.combined:
        each = each / factors[:, None]
    made = replace(replicates, weights=replicates.weights * each)
    return replace(design, weights=weights, replicates=made)
