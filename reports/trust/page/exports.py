"""The data behind a page, as a researcher takes it away: CSV in UTF-8, and the R script."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from reports.export import to_csv
from reports.trust.link.result import LinkResult
from reports.trust.page.inputs import least_of, span_of, trust_points
from reports.trust.page.rscript import r_script
from reports.trust.page.units import page_words, units_of

CSV_FILES = {"exposure.csv": "exposure", "trust.csv": "trust", "model.csv": "model"}
"""File to table. `model` is what was fitted, where that is not the other two joined on time."""

TRUST_COLUMNS = ["time", "start", "end", "group", "trust", "low", "high", "n", "suppressed"]


def exported(result: LinkResult, tables: Mapping[str, pd.DataFrame]) -> dict[str, bytes]:
    """File name to content: exposure.csv, trust.csv, model.csv and analysis.R.

    Cells that the page hides are hidden here too. Persons' rows are never among them.
    """
    found = {}
    for name in exported_files(result, tables):
        table = CSV_FILES[name]
        frame = tables[table]
        if table == "trust":
            frame = trust_table(result, tables)
        elif table == "exposure":
            frame = exposure_table(frame)
        found[name] = to_csv(frame)
    found["analysis.R"] = r_script(result).encode("utf-8")
    return found


def exported_files(result: LinkResult, tables: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    """The CSV files that are written. `model.csv` is not where it holds persons, or a figure that
    is hidden: it would tell what the dash does not."""
    there = [name for name, table in CSV_FILES.items() if table in tables]
    units = units_of(page_words("sv"), result.data, result.design)
    points = trust_points(tables, units.trust, least_of(result.data))
    hides = any(point.hidden for point in points)
    if result.design == "persons" or hides:
        there = [name for name in there if name != "model.csv"]
    return tuple(there)


def trust_table(result: LinkResult, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The waves as the figure shows them, columns TRUST_COLUMNS; hidden figures are missing."""
    units = units_of(page_words("sv"), result.data, result.design)
    rows = [
        {
            "time": point.span.label,
            "start": _day(point.span.start, point.span.dated),
            "end": _day(point.span.end, point.span.dated),
            "group": point.group,
            "trust": point.value,
            "low": point.low,
            "high": point.high,
            "n": point.n,
            "suppressed": point.hidden,
        }
        for point in trust_points(tables, units.trust, least_of(result.data))
    ]
    frame = pd.DataFrame(rows, columns=pd.Index(TRUST_COLUMNS))
    return frame.astype({"n": "Int64"})


def exposure_table(frame: pd.DataFrame) -> pd.DataFrame:
    """The exposure with the first and the last day of each time, empty where it has none."""
    spans = [span_of(time) for time in frame["time"]]
    days = {
        "start": [_day(span.start, span.dated) for span in spans],
        "end": [_day(span.end, span.dated) for span in spans],
    }
    return frame.assign(**days)


def _day(place: float, dated: bool) -> str:
    if not dated:
        return ""
    return date.fromordinal(int(place)).isoformat()
