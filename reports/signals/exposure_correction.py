"""The columns `corrected`, `low` and `high` of the Exposure table: stories, as people judge them.

Each row is corrected by itself: the stories of its cell are divided by what the model says of them
(`coded_sample.CLASSES`), coded stories count as people judged them, and the others by the shares
that the samples found in each class. This takes the model to err as often in every outlet and in
every week of a sample's frame, within a class; an interval does not hold what is wrong with that.

In weeks outside the frame of every sample the samples count for less, and the interval is wider; a
row is empty half a year away, where too little is coded, where more than a twentieth of its stories
are of a class that nobody coded, where it says what the model could not (abstentions and
unsupported languages), and where accounts of private persons are too few to be shown.
"""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from reports.signals.coded_sample import (
    CLASSES,
    CodedDocument,
    Target,
    can_be_coded,
    coded_documents,
    found_for,
    frame_sizes,
)
from reports.signals.correction import Interval, corrected_counts, critical_of
from store.connection import Transaction

LARGEST_UNCODED = 0.05

_CELL = ["week", "outlet_type", "region", "language", "place", "label_group", "label", "stance"]
_TARGET = ["label_group", "label", "stance"]


@dataclass(frozen=True, slots=True)
class Cells:
    """How stories are divided into cells, as SQL of appearances `a` with labels `l`; `counted` says
    which appearances count at all."""

    outlet_type: str = "a.outlet_type"
    region: str = "a.region"
    language: str = "l.language"
    place: str = "''"
    counted: str = "true"


def with_correction(
    transaction: Transaction, model: str, frame: pd.DataFrame, first: str, last: str, place: str
) -> pd.DataFrame:
    """The Exposure table of the weeks `first`..`last` with its corrected columns filled.

    `place` is the SQL of its places. The table comes back as it is where nothing is coded.
    """
    documents = coded_documents(transaction, model)
    if not documents or frame.empty:
        return frame
    keys = frame.assign(place=frame.get("place", ""))[_CELL].fillna("")
    targets = [_target(row) for row in keys[_TARGET].drop_duplicates().itertuples(index=False)]
    cells = Cells(place=f"coalesce({place}, '')")
    classes = stories_by_class(transaction, model, documents, targets, (first, last), cells)
    found = keys.merge(classes, on=_CELL, how="left")
    shown = ~frame["hidden"].to_numpy(bool) & (
        frame["stories"].fillna(-1).to_numpy(float) == found["given"].fillna(-2).to_numpy(float)
    )
    corrected = np.full((len(frame), 3), np.nan)
    for names, rows in found[shown].groupby(_TARGET, sort=True):
        for places, intervals in corrected_rows(documents, _target(names), rows):
            corrected[places] = intervals
    columns = dict(zip(("corrected", "low", "high"), corrected.T, strict=True))
    return frame.assign(**{name: pd.array(column, "Float64") for name, column in columns.items()})


def corrected_rows(
    documents: Sequence[CodedDocument], target: Target, rows: pd.DataFrame
) -> Iterator[tuple[np.ndarray, list[Interval]]]:
    """Places of rows in the table, and their intervals, week by week. The critical values are
    those of the frame, so that a row is the same in whatever table it stands."""
    whole = found_for(documents, target) if can_be_coded(target) else None
    if whole is None:
        return
    critical = critical_of(whole, frame_sizes(documents, target))
    for week, of_week in rows.groupby("week", sort=True):
        found = found_for(documents, target, str(week))
        if found is None:
            continue
        stories = of_week[list(CLASSES)].to_numpy(float)
        unseen = stories[:, found.coded == 0].sum(1)
        kept = of_week[unseen <= LARGEST_UNCODED * np.maximum(stories.sum(1), 1)]
        if len(kept):
            uncoded, known = kept[list(CLASSES)].to_numpy(float), kept["known"].to_numpy(float)
            yield kept.index.to_numpy(), corrected_counts(found, uncoded, known, critical)


def stories_by_class(
    transaction: Transaction,
    model: str,
    documents: Sequence[CodedDocument],
    targets: Sequence[Target],
    weeks: tuple[str, str],
    cells: Cells,
) -> pd.DataFrame:
    """Stories of each cell by class, and what is known of those that are coded: a row for each cell
    and label that the model gave there, in the first to the last of `weeks`."""
    sql = (importlib.resources.files("reports.signals") / "exposure_classes.sql").read_text("utf-8")
    for name, expression in asdict(cells).items():
        sql = sql.replace(f"{{{name}}}", expression)
    stories = pa.table({"story_id": sorted({one.story_id for one in documents})})
    with (
        transaction.table("coded_stories", stories),
        transaction.table("known", _known(documents, targets)),
    ):
        asked = {"model": model, "first": weeks[0], "last": weeks[1]}
        return transaction.query(sql, asked).to_pandas()


def _known(documents: Sequence[CodedDocument], targets: Sequence[Target]) -> pa.Table:
    """What people say of each coded story: the mean of its coded documents, by label."""
    of_story: dict[str, list[CodedDocument]] = {}
    for one in documents:
        of_story.setdefault(one.story_id, []).append(one)
    rows = [
        (story, target, float(np.mean([one.share(target) for one in coded])))
        for story, coded in sorted(of_story.items())
        for target in targets
        if can_be_coded(target)
    ]
    return pa.table(
        {
            "story_id": pa.array([story for story, _, _ in rows], pa.string()),
            "label_group": pa.array([target.group for _, target, _ in rows], pa.string()),
            "label": pa.array([target.label for _, target, _ in rows], pa.string()),
            "stance": pa.array([target.stance or "" for _, target, _ in rows], pa.string()),
            "share": pa.array([share for _, _, share in rows], pa.float64()),
        }
    )


def _target(names: Sequence[str]) -> Target:
    group, label, stance = names
    return Target(group, label, stance or None)
