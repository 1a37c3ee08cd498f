"""Exposure and trust joined on time, as the designs of the link take them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import pandas as pd

from reports.trust.link.csv_table import CsvTable, TableError, read_csv_table
from reports.trust.link.plan import ClassifierError, Design, Plan
from reports.trust.link.times import Unit
from reports.trust.survey.disclosure import MIN_RESPONDENTS

BREAKS = ("question", "scale", "mode", "population", "base")
"""Columns that say what a figure of trust means; where one changes, figures are not comparable."""


class Names(Protocol):
    """What finds a table by a name in the store, for plans that name no file."""

    def exposure(self, name: str) -> CsvTable | None:
        """time, exposure and documents of a label, or None where there is no such label."""
        ...

    def trust(self, name: str, plan: Plan) -> CsvTable | None:
        """The waves or respondents of an outcome as a table, or None where there is none."""
        ...

    def error(self, name: str) -> ClassifierError | None:
        """How well the label is counted, or None where it is not known."""
        ...


@dataclass(frozen=True)
class LinkData:
    """What is analysed. `joined` has one row per time (series), time and group (groups, campaign)
    or respondent (persons), with `time`, `position` (a whole number on an even grid of times) and
    `exposure` and `trust` where the design has them; a series' grid has no holes, what is missing
    is NaN. Columns that the plan names (covariates, negative controls) stand there by their names.
    `exposure` is the exposure table on its own grid. Figures of waves behind which fewer
    than `least` respondents stand are NaN, with the reason in `suppressed`.
    """

    design: Design
    unit: Unit
    step: int
    points_a_year: float | None
    exposure: pd.DataFrame
    joined: pd.DataFrame
    sha256: Mapping[str, str]
    flags: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    breaks: tuple[Mapping[str, str], ...] = ()
    least: int = MIN_RESPONDENTS

    def labels(self) -> list[str]:
        """The times as they are written, one per row of `joined`."""
        return [str(label) for label in self.joined["time"]]


def load_tables(plan: Plan, folder: Path, names: Names | None = None) -> tuple[CsvTable, CsvTable]:
    """The exposure and the trust table of a plan; the same one twice where they are one file."""
    trust = _find(plan.trust, "trust", plan, folder, names)
    if plan.exposure is None or plan.exposure == plan.trust:
        return trust, trust
    return _find(plan.exposure, "exposure", plan, folder, names), trust


def _find(source: str, key: str, plan: Plan, folder: Path, names: Names | None) -> CsvTable:
    path = folder / source
    if path.suffix.lower() in (".csv", ".tsv", ".txt") or path.is_file():
        return read_csv_table(path)
    found = None
    if names is not None:
        found = names.exposure(source) if key == "exposure" else names.trust(source, plan)
    if found is None:
        raise TableError(
            f"{key} = {source!r}: är ingen CSV-fil och inget namn i lagret; väntade till exempel "
            + ('"narrative:kidnapping:endorses"' if key == "exposure" else '"socialtjanst"')
            + ' eller "data.csv". Skriv namnet som i `vardkase '
            + ("exposure" if key == "exposure" else "waves list")
            + "`."
        )
    return found


def split(table: CsvTable, column: str) -> dict[str, CsvTable]:
    """The table of each value of a column, in the order of the file."""
    table.require([column], "Planens nyckel by namnger den.")
    values = table.text(column)
    return {
        value: replace(
            table,
            cells=rows.reset_index(drop=True),
            rows=tuple(table.rows[place] for place in rows.index),
        )
        for value, rows in table.cells.groupby(pd.Series(values), sort=False)
        if value
    }


def wanted_columns(plan: Plan) -> list[str]:
    """Columns that the plan names beside those of its design."""
    named = [covariate.name for covariate in plan.covariates]
    return [*named, *plan.negative_controls]


def is_file(name: str) -> bool:
    """Whether a plan's `trust` names a table's file rather than what the store holds."""
    return name.lower().endswith((".csv", ".tsv", ".txt"))
