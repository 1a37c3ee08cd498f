"""SPSS and Stata files, with value labels and user-missing codes kept (pyreadstat only here).

Without `user_missing` the reader would silently turn 8 and 9 of an SPSS file into nothing.
"""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pyreadstat

from reports.trust.waves.faults import WaveError
from reports.trust.waves.table import Cell, Column, SurveyTable, code_text

_WINDOWS = "WINDOWS-1252"


def read_statfile(path: Path, sha256: str) -> SurveyTable:
    """A .sav, .zsav or .dta file. Codes 8 and 9 of Stata are ordinary values, .a to .z are kept as
    codes of their own.

    Raises WaveError when the file can't be read.
    """
    data, metadata = _read(path)
    missing: dict[str, list[dict[str, Any]]] = getattr(metadata, "missing_ranges", None) or {}
    tagged: dict[str, list[str]] = getattr(metadata, "missing_user_values", None) or {}
    columns = {
        name: Column(
            name=name,
            values=[_cell(value, name in tagged) for value in values],
            label=metadata.column_names_to_labels.get(name) or "",
            labels=_labels(metadata.variable_value_labels.get(name) or {}, name in tagged),
            user_missing=tuple((part["lo"], part["hi"]) for part in missing.get(name, ())),
        )
        for name, values in data.items()
    }
    rows = max((len(column.values) for column in columns.values()), default=0)
    return SurveyTable(
        path.name, columns, range(1, rows + 1), sha256, label=metadata.file_label or ""
    )


def _read(path: Path) -> tuple[dict[str, list], Any]:
    reader = pyreadstat.read_dta if path.suffix.lower() == ".dta" else pyreadstat.read_sav
    options: dict[str, Any] = {"user_missing": True, "output_format": "dict"}
    try:
        try:
            return reader(str(path), **options)
        except (UnicodeDecodeError, pyreadstat.ReadstatError) as error:
            if "convert" not in str(error) and not isinstance(error, UnicodeDecodeError):
                raise
            return reader(str(path), encoding=_WINDOWS, **options)  # older files do not say
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError) as error:
        what = "en Stata-fil (.dta)" if path.suffix.lower() == ".dta" else "en SPSS-fil (.sav)"
        raise WaveError(
            f"{path}: kan inte läsas: filen är avbruten, skadad eller av ett annat slag; väntade "
            f"{what}. Hämta den på nytt, eller öppna den i programmet som skrev den och spara om."
        ) from error


def _cell(value: object, tagged: bool) -> Cell:
    if isinstance(value, str):
        return f".{value}" if tagged and len(value) == 1 else value.strip() or None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, int | float):
        return None if value != value else float(value)
    return None


def _labels(labels: dict[Any, str], tagged: bool) -> dict[str, str]:
    found = {code_text(_cell(code, tagged)): str(words).strip() for code, words in labels.items()}
    return {code: words for code, words in found.items() if code is not None}
