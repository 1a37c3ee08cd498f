"""The Exposure table: how much was said, per week, kind of outlet, region, language and label."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pandas as pd
import pyarrow as pa

from reports.signals.coverage import coverage
from reports.signals.exposure_cells import exposure_cells
from reports.signals.exposure_correction import with_correction
from reports.signals.weeks import first_day, span, start_of_day
from store.connection import Store

COLUMNS = [
    "week", "outlet_type", "region", "language", "label_group", "label", "stance", "stories",
    "documents", "reach", "accounts", "corrected", "low", "high", "coverage", "seen",
]  # fmt: skip

HIDDEN = "–"
"""What stands in a published cell of private persons' posts with too few accounts."""


def exposure(
    store: Store,
    model: str,
    first: str,
    last: str,
    now: datetime,
    min_cell: int,
    by_place: bool = False,
) -> pd.DataFrame:
    """The table for the weeks `first`..`last`, columns COLUMNS (and `place`), plus `hidden`.

    A story counts once in each row in which it has a document, so rows do not add up over outlets.
    Nothing is left out but what has been withdrawn: what the model abstained from, languages that
    it cannot read and documents that it has not read yet (`unlabelled`, language `und`) have rows.

    `seen` is all documents of the row's week, outlet type, region, language and place, so that
    documents / seen is a share of attention; None where a part of them is hidden.
    `accounts` is None for editorial outlets. Where `hidden`, the counts are None: the cell is made
    of posts of private persons and has fewer than `min_cell` accounts. `corrected`, `low`
    and `high` (`exposure_correction.py`) are None until a human-labelled sample exists. `coverage`
    is the mean over the sources of the cell.
    """
    place = "unnest(places)" if by_place else "CAST(NULL AS VARCHAR)"
    with store.reading() as transaction:
        found = exposure_cells(
            transaction,
            model,
            start_of_day(first_day(first)),
            start_of_day(first_day(last) + timedelta(days=7)),
            min_cell,
            place,
            cell_coverage(coverage(transaction, span(first, last), now)),
        )
        columns = [*COLUMNS, "place"] if by_place else COLUMNS
        frame = found.select([*columns, "hidden"]).to_pandas(types_mapper=_nullable)
        return with_correction(transaction, model, frame, first, last, place)


def cell_coverage(per_source: pd.DataFrame) -> pa.Table:
    """The mean coverage of the sources of each week, outlet type and region."""
    cells = per_source.groupby(["week", "outlet_type", "region"], as_index=False)["coverage"].mean()
    return pa.table(
        {
            "week": pa.array(cells["week"], pa.string()),
            "outlet_type": pa.array(cells["outlet_type"], pa.string()),
            "region": pa.array(cells["region"], pa.string()),
            "coverage": pa.array(cells["coverage"], pa.float64()),
        }
    )


def published(frame: pd.DataFrame) -> pd.DataFrame:
    """The table as it is shown in text: hidden counts as “–”, reach only where known."""
    unknown = ["reach"] if frame["reach"].isna().all() else []
    counts = frame.drop(columns=["hidden", *unknown])
    shown = counts.astype(object).where(counts.notna(), None)
    for column in ("stories", "documents", "accounts"):
        shown.loc[frame["hidden"], column] = HIDDEN
    shown.loc[frame["seen"].isna(), "seen"] = HIDDEN
    return shown


def _nullable(kind: pa.DataType) -> pd.api.extensions.ExtensionDtype | None:
    known: dict[pa.DataType, pd.api.extensions.ExtensionDtype] = {
        pa.int64(): pd.Int64Dtype(),
        pa.float64(): pd.Float64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
    }
    return known.get(kind)


def weeks_with_documents(store: Store) -> Sequence[str]:
    """The first and the last week that the store has documents of; empty for an empty store."""
    sql = "SELECT min(week) AS first, max(week) AS last FROM counted_documents"
    row = store.read(sql).to_pylist()[0]
    return [row["first"], row["last"]] if row["first"] else []
