"""Whether the figures of trust that are compared mean the same: question, scale, mode and base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from reports.trust.link.plan import Design


def changes(rows: pd.DataFrame, column: str, design: Design) -> bool:
    """Whether figures that are compared differ in this. Where groups are compared within a time,
    a change that all of them meet is taken out with its level; persons are compared over time, as
    a series is."""
    if column not in rows.columns:
        return False
    if design in (Design.SERIES, Design.PERSONS):
        return len(_stated(rows, column)) > 1
    return any(len(_stated(part, column)) > 1 for _, part in rows.groupby("position"))


def _stated(rows: pd.DataFrame, column: str) -> list[str]:
    there = rows.loc[rows["trust"].notna(), column]
    return sorted({str(value) for value in there if not is_blank(value)})


def is_blank(value: object) -> bool:
    """Whether a cell says nothing: None, NaN or an empty text."""
    return value is None or value == "" or (isinstance(value, float) and np.isnan(value))


def break_times(rows: pd.DataFrame, changed: Sequence[str]) -> tuple[Mapping[str, str], ...]:
    """The times at which a column's value differs from the last one told; blanks break nothing.

    `reason` is the column; in the order of `changed`, then of time.
    """
    found = []
    rows = rows.sort_values("position", kind="stable")
    for column in changed:
        before = None
        for time, value in zip(rows["time"], rows[column], strict=True):
            if is_blank(value):
                continue
            if before is not None and value != before:
                found.append({"time": str(time), "reason": column})
            before = value
    return tuple(found)
