"""A survey file of any format to a table; the wording and labels of its codebook put in."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from reports.trust.waves.codebook import Codebook
from reports.trust.waves.faults import WaveError
from reports.trust.waves.sheets import read_csv
from reports.trust.waves.statfiles import read_statfile
from reports.trust.waves.table import Column, SurveyTable
from reports.trust.waves.workbook import read_workbook
from store.reasons import of_system

STATISTICAL = frozenset({".sav", ".zsav", ".dta"})
WRITTEN = frozenset({".csv", ".txt", ".tsv"})


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises WaveError where there is none."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise WaveError(
            f"{path}: kan inte läsas: {of_system(error)}; väntade en fil. Kontrollera namn och "
            "mapp. Ingenting har lästs in."
        ) from error


def read_table(path: Path) -> SurveyTable:
    """Read a .sav, .zsav, .dta, .csv or .xlsx file, with the SHA-256 of its bytes.

    Raises WaveError when it can't be read, WaveRefused with column and row where its form is wrong.
    """
    raw = read_bytes(path)
    digest = hashlib.sha256(raw).hexdigest()
    suffix = path.suffix.lower()
    if suffix in STATISTICAL:
        return read_statfile(path, digest)
    if suffix == ".xlsx":
        return read_workbook(path.name, raw, digest)
    if suffix in WRITTEN:
        return read_csv(path.name, raw, digest)
    raise WaveError(
        f"{path}: ändelsen {suffix or '(ingen)'} känns inte igen; väntade .sav, .zsav, .dta, .csv "
        "eller .xlsx. Spara om filen i ett av formaten."
    )


def with_codebook(table: SurveyTable, codebook: Codebook) -> SurveyTable:
    """The table with what the codebook says of its variables; labels of the file itself stand."""
    by_name = {name.lower(): variable for name, variable in codebook.variables.items()}
    columns = {}
    for name, column in table.columns.items():
        variable = codebook.variables.get(name) or by_name.get(name.lower())
        columns[name] = column if variable is None else _described(column, variable)
    return replace(table, columns=columns)


def _described(column: Column, variable: Column) -> Column:
    return replace(
        column,
        label=column.label or variable.label,
        question=variable.question,
        labels={**variable.labels, **column.labels},
        user_missing=column.user_missing or variable.user_missing,
        is_weight=variable.is_weight,
    )
