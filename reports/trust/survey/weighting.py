"""Weights fitted to known totals: post-stratification, raking and calibration.

Each gives a new design whose standard errors know of the totals, as R's `postStratify`, `rake` and
`calibrate`: by residuals (projections.py), or, with replicate weights, by fitting every replicate.
R's `trim`, its logit distance and calibration within stages are not here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from reports.trust.survey.design import Design
from reports.trust.survey.distances import Distance
from reports.trust.survey.fitting import CollinearError, decompose
from reports.trust.survey.margins import Margin, WeightingError, margin_of, replaced, to_margin
from reports.trust.survey.projections import Calibration, PostStratification, Raking
from reports.trust.survey.stages import interaction

COARSE = 0.01
"""The largest tolerance of raking, as a share of the sample's total weight, that is accepted."""

UNEQUAL = 1e-3
"""How much the sums of raked margins may differ (rounding of published shares), relatively."""


def post_stratify(
    design: Design,
    cells: object,
    population: Mapping[Any, float],
    *,
    partial: bool = False,
) -> Design:
    """Scale the weights so that each cell has its known total, as R's `postStratify`.

    `cells` (n,) holds each row's cell; of two or more variables (a DataFrame) it is the tuple of
    their values. `partial` ignores cells of the population that have no row. Raises WeightingError
    where a row has no cell, or a cell lacks rows, weight or a known total.
    """
    margin = margin_of(design, cells, population, "efterstratifieringen", partial)
    made, _ = to_margin(design, margin)
    if design.replicates is not None:
        return made
    return made.with_weights(
        made.weights, PostStratification(margin.codes, design.weights, made.weights)
    )


def rake(
    design: Design,
    margins: Sequence[object],
    populations: Sequence[Mapping[Any, float]],
    *,
    max_iterations: int = 10,
    epsilon: float = 1.0,
) -> Design:
    """Scale the weights to each margin in turn until they settle, as R's `rake`.

    They have settled when no cell of the full table of the margins changes by `epsilon`: persons,
    or, if below 1, a share of the sample's total weight. The defaults are R's. Raises
    WeightingError as `post_stratify`, and where R goes on, with a warning or none: where the
    weights don't settle, where the margins' sums differ by over 0.1 % (the last would win), and
    where `epsilon` is over 1 % of the total weight, for then anything would count as settled.
    """
    tables = _raked_tables(design, margins, populations)
    tolerance = _tolerance(design, epsilon)
    cross = interaction(*(table.codes for table in tables))
    made, settled = design, np.bincount(cross, design.weights)
    steps: list[tuple[np.ndarray, np.ndarray]] = []
    for _ in range(max_iterations):
        steps = []
        for table in tables:
            made, weights = to_margin(made, table)
            steps.append((table.codes, weights))
        before, settled = settled, np.bincount(cross, made.weights)
        change = float(np.abs(settled - before).max())
        if change < tolerance:
            break
    else:
        raise WeightingError(
            f"rakningen: vikterna ändras ännu med {change:g} efter {max_iterations} varv; "
            f"högst {tolerance:g} tillåts; kontrollera att marginalerna har samma summa, slå ihop "
            "små kategorier eller tillåt fler varv"
        )
    if design.replicates is not None:
        return made
    return made.with_weights(made.weights, Raking(tuple(steps)))


def _raked_tables(
    design: Design, margins: Sequence[object], populations: Sequence[Mapping[Any, float]]
) -> list[Margin]:
    """The margins to rake to, checked one by one and against each other."""
    if len(margins) != len(populations) or not margins:
        raise WeightingError(
            f"rakningen: {len(margins)} variabler och {len(populations)} tabeller över "
            "populationen; en tabell för varje variabel behövs"
        )
    tables = [
        margin_of(design, margin, population, f"rakningen, variabel {i}", partial=False)
        for i, (margin, population) in enumerate(zip(margins, populations, strict=True), start=1)
    ]
    sums = [float(table.totals.sum()) for table in tables]
    if max(sums) - min(sums) > UNEQUAL * max(sums):
        raise WeightingError(
            f"rakningen: variablernas populationer är {', '.join(f'{size:g}' for size in sums)}; "
            "de ska ha samma summa; rätta tabellerna"
        )
    return tables


def _tolerance(design: Design, epsilon: float) -> float:
    """What `epsilon` allows in persons; raises WeightingError where anything would pass."""
    total = float(design.weights.sum())
    tolerance = epsilon * total if epsilon < 1 else epsilon
    if not 0 < tolerance <= COARSE * total:
        raise WeightingError(
            f"rakningen: epsilon är {epsilon:g} och vikternas summa {total:g}; toleransen ska vara "
            "högst en hundradel av summan; ange en andel, till exempel epsilon = 1e-6"
        )
    return tolerance


def calibrate(
    design: Design,
    x: object,
    names: Sequence[str],
    totals: Mapping[str, float],
    *,
    method: str = "linear",
    bounds: tuple[float, float] = (-np.inf, np.inf),
    max_iterations: int = 50,
    epsilon: float = 1e-7,
) -> Design:
    """Change the weights as little as possible so that the columns x (n, p) have their totals.

    As R's `calibrate(calfun = "linear" | "raking")`; `totals` has the population's total of each
    name, the number of persons for "(Intercept)". `bounds` are the least and the largest factor by
    which a weight may change. A linear calibration without bounds may make weights negative.
    `max_iterations` and `epsilon` (of a total, relative) matter to the other ones. Raises
    WeightingError where a total or a value is missing, a column is empty or a combination of
    others, or the totals can't be met.
    """
    columns, targets = _calibration_columns(design, x, names, totals)
    distance = Distance(method, bounds, max_iterations, epsilon)
    factors = distance.factors(columns, design.weights, targets)
    weights = design.weights * factors
    if design.replicates is not None:
        analysis = design.replicates.analysis_weights(design.weights)
        each = [distance.factors(columns, w, targets, i) for i, w in enumerate(analysis.T)]
        return replaced(design, weights, factors, np.column_stack(each))
    root = np.sqrt(design.weights)
    basis, _ = np.linalg.qr(columns * root[:, None])
    return design.with_weights(weights, Calibration(basis, factors * root))


def _calibration_columns(
    design: Design, x: object, names: Sequence[str], totals: Mapping[str, float]
) -> tuple[np.ndarray, np.ndarray]:
    """The (n, p) columns and (p,) totals, less columns that are 0 everywhere and should be."""
    columns = np.asarray(x, dtype=float)
    if columns.shape != (len(design), len(names)) or not names:
        raise WeightingError(
            f"kalibreringen: kolumnerna har formen {columns.shape}, urvalet {len(design)} rader "
            f"och {len(names)} namn; en kolumn för varje namn behövs"
        )
    missing = [name for name in names if not np.isfinite(totals.get(name, np.nan))]
    if missing:
        raise WeightingError(
            f"kalibreringen: populationens summa saknas för {missing[0]!r}; en för varje kolumn "
            "behövs; för (Intercept) är den antalet personer"
        )
    faulty = np.argwhere(~np.isfinite(columns))
    if len(faulty):
        row, column = (int(i) for i in faulty[0])
        raise WeightingError(
            f"kalibreringen, kolumnen {names[column]!r}, rad {row + 1}: värdet saknas eller är "
            "oändligt; varje rad behöver ett värde; fyll i det eller ge raden en egen kategori"
        )
    if (design.weights < 0).any():
        raise WeightingError(
            f"kalibreringen: {int((design.weights < 0).sum())} vikter är negativa; vikterna måste "
            "vara 0 eller mer från början"
        )
    targets = np.array([float(totals[name]) for name in names])
    empty = (targets == 0) & (columns == 0).all(axis=0)
    columns, targets = columns[:, ~empty], targets[~empty]
    try:
        kept = [name for name, none in zip(names, empty, strict=True) if not none]
        decompose(columns, design.weights, kept)
    except CollinearError as error:
        found = (
            f"en kombination av {', '.join(error.others)}" if error.others else "0 på alla rader"
        )
        raise WeightingError(
            f"kalibreringen: kolumnen {error.name!r} är {found}; varje kolumn måste tillföra "
            "något; ta bort den eller slå ihop kategorier"
        ) from error
    return columns, targets
