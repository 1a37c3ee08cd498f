"""Weights fitted to the known totals that a specification gives."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import numpy as np

from reports.trust.survey.asked import WeightingSpec
from reports.trust.survey.columns import INTERCEPT
from reports.trust.survey.conditions import code_of
from reports.trust.survey.design import Design
from reports.trust.survey.disclosure import told
from reports.trust.survey.keys import SpecError
from reports.trust.survey.sample import Sample, ordered
from reports.trust.survey.weighting import calibrate, post_stratify, rake

SAME_POPULATION = 1e-6
"""How far apart, relatively, the sums of two margins of one population may be."""


def fitted(where: str, sample: Sample, spec: WeightingSpec) -> Design:
    """The design with weights fitted to one `[[weighting]]`; its errors know of the totals.

    Raises SpecError for columns or margins that contradict each other, WeightingError where the
    weights can't be fitted.
    """
    if spec.kind == "rake":
        return _raked(where, sample, spec)
    if spec.kind == "poststratify":
        return _post_stratified(where, sample, spec)
    return _calibrated(where, sample, spec)


def _raked(where: str, sample: Sample, spec: WeightingSpec) -> Design:
    cells = [sample.cells(where, name) for name in spec.margins]
    return rake(
        sample.design,
        cells,
        [_totals(sample, name, margin) for name, margin in spec.margins.items()],
        max_iterations=spec.max_iterations,
        epsilon=spec.epsilon,
    )


def _post_stratified(where: str, sample: Sample, spec: WeightingSpec) -> Design:
    if len(spec.margins) == 1 and not spec.cells:
        ((name, margin),) = spec.margins.items()
        population = _totals(sample, name, margin)
        return post_stratify(sample.design, sample.cells(where, name), population)
    columns = [name for name in (spec.cells[0] if spec.cells else ()) if name != "total"]
    if spec.margins or not columns or any(set(c) != {*columns, "total"} for c in spec.cells):
        raise SpecError(
            f"{where}: väntade en kolumn under margins, eller cells där varje rad har samma "
            'kolumner och total, som { kon = "kvinna", alder = "18–34", total = 910000 }.'
        )
    parts = [sample.cells(where, name) for name in columns]
    rows = np.empty(len(sample.design), dtype=object)
    rows[:] = [None if None in row else row for row in zip(*parts, strict=True)]
    known: dict[Hashable, float] = {
        tuple(sample.named(name, [cell[name]])[0] for name in columns): float(cell["total"])
        for cell in spec.cells
    }
    return post_stratify(sample.design, rows, known)


def _calibrated(where: str, sample: Sample, spec: WeightingSpec) -> Design:
    columns: list[np.ndarray] = []
    totals: dict[str, float] = {}
    sums = [sum(margin.values()) for margin in spec.margins.values()]
    size = spec.size if spec.size is not None else (sums[0] if sums else None)
    if size is not None:
        if any(abs(found - size) > SAME_POPULATION * size for found in sums):
            raise SpecError(
                f"{where}: marginalerna summerar till {', '.join(f'{found:g}' for found in sums)} "
                f"och size är {size:g}; väntade samma antal personer. Rätta tabellerna."
            )
        columns.append(np.ones(len(sample.design)))
        totals[INTERCEPT] = float(size)
    for name, margin in spec.margins.items():
        cells, known = sample.cells(where, name), _totals(sample, name, margin)
        found = ordered([cell for cell in cells if cell is not None])
        if None in list(cells) or set(found) != set(known):
            raise SpecError(
                f"{where}, margins.{name}: har {told(known)} och filen har "
                f"{told(found)}; väntade samma grupper, och ett svar på varje rad."
            )
        for code in found[1:]:
            columns.append(np.array([cell == code for cell in cells], dtype=float))
            totals[f"{name}{code}"] = known[code]
    for name, total in spec.totals.items():
        try:
            columns.append(sample.column(where, name).to_numpy(dtype=float, na_value=np.nan))
        except ValueError as error:
            raise SpecError(f"{where}, totals.{name}: kolumnen har text; väntade tal.") from error
        totals[name] = total
    return calibrate(
        sample.design,
        np.column_stack(columns),
        tuple(totals),
        totals,
        method=spec.method,
        bounds=spec.bounds or (-np.inf, np.inf),
    )


def _totals(sample: Sample, name: str, margin: Mapping[str, float]) -> dict[Hashable, float]:

    return {sample.named(name, [code_of(key)])[0]: float(total) for key, total in margin.items()}
