"""Exposure by a name in the store, such as narrative:kidnapping:endorses, week by week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pyarrow as pa

from reports.signals.coverage import coverage
from reports.signals.exposure import cell_coverage, weeks_with_documents
from reports.signals.exposure_cells import exposure_cells
from reports.signals.weeks import first_day, span, start_of_day
from reports.trust.link.csv_table import CsvTable
from reports.trust.link.exposure_error import error_of_sample
from reports.trust.link.plan import ClassifierError
from reports.trust.link.store_csv import table_of
from store.connection import Store
from store.human_labels import human_labels, labels_of_coded
from store.records import Frame, HumanLabels, LabelGroup, Labels, Narrative, Stance, Tone
from store.samples import sampled_documents

LEAST_CODED = 50
"""Fewer labelled documents of a probability sample say too little of precision and recall."""

_LABELS = {
    LabelGroup.NARRATIVE: set(map(str, Narrative)),
    LabelGroup.FRAME: set(map(str, Frame)),
    LabelGroup.TONE: set(map(str, Tone)),
    LabelGroup.RELEVANT: {"true"},
}


def parts_of(name: str) -> tuple[LabelGroup, str, str | None] | None:
    """Label group, label and stance of a name; None where it is none.

    >>> parts_of("narrative:profit:endorses")[1:]
    ('profit', 'endorses')
    """
    group, _, rest = name.partition(":")
    label, _, stance = rest.partition(":")
    if group not in list(LabelGroup) or label not in _LABELS.get(LabelGroup(group), set()):
        return None
    if stance and (group != LabelGroup.NARRATIVE or stance not in list(Stance)):
        return None
    return LabelGroup(group), label, stance or None


def stored_exposure(
    store: Store, model: str, name: str, now: datetime, min_cell: int
) -> CsvTable | None:
    """time, exposure (documents that appeared in some outlet), documents (all that were
    classified, counted alike) and coverage (0..1), for every week from the first to the last that
    the store has; None where the name is none or the store is empty.

    What no source was expected to give, as in a captured file, tells how much somebody captured and
    not how much was said: it is not counted, and the table is flagged. A week in which nothing
    else was seen has no exposure. Cells that the Exposure table hides count as nothing: of private
    persons' posts with too few accounts.
    """
    parts = parts_of(name)
    held = weeks_with_documents(store)
    if parts is None or not held:
        return None
    group, label, stance = parts
    weeks = pd.DataFrame(index=pd.Index(span(held[0], held[1]), name="time"))
    found, left_out = _followed_cells(store, model, list(weeks.index), now, min_cell)
    chosen = (found["label_group"] == str(group)) & (found["label"] == label)
    if stance:
        chosen &= found["stance"] == stance
    seen = found[(found["label_group"] == "relevant")]
    weeks["documents"] = seen.groupby("week")["documents"].sum()
    counted = found[chosen].groupby("week")["documents"].sum().reindex(weeks.index).fillna(0)
    weeks["exposure"] = counted.where(weeks["documents"].notna())
    weeks["coverage"] = seen.groupby("week")["coverage"].mean()
    table = table_of(weeks.reset_index(), name)
    return replace(table, flags=("exposure_not_followed",)) if left_out else table


_LEFT_OUT = """
SELECT 1 FROM appearances a ANTI JOIN followed USING (source_id, week)
WHERE a.text_status <> 'deleted' AND a.week BETWEEN ? AND ? LIMIT 1
"""


def _followed_cells(
    store: Store, model: str, weeks: Sequence[str], now: datetime, min_cell: int
) -> tuple[pd.DataFrame, bool]:
    """The Exposure table of the sources' weeks that have a coverage, and whether others have
    documents too."""
    with store.reading() as transaction:
        covered = coverage(transaction, weeks, now)
        with transaction.table("followed", _source_weeks(covered)):
            found = exposure_cells(
                transaction,
                model,
                start_of_day(first_day(weeks[0])),
                start_of_day(first_day(weeks[-1]) + timedelta(days=7)),
                min_cell,
                "CAST(NULL AS VARCHAR)",
                cell_coverage(covered),
                only="SEMI JOIN followed USING (source_id, week)",
            ).to_pandas()
            others = transaction.query(_LEFT_OUT, [weeks[0], weeks[-1]])
    return found.astype({"documents": "Int64"}), others.num_rows > 0


def _source_weeks(covered: pd.DataFrame) -> pa.Table:
    names = ("source_id", "week")
    return pa.table({name: pa.array(covered[name], pa.string()) for name in names})


def sampled_error(store: Store, model: str, name: str) -> ClassifierError | None:
    """The error of a label, from the documents of the store's samples that people have labelled.

    Inclusion probabilities weigh them; the first coder's answer counts. None with fewer than 50.
    """
    parts = parts_of(name)
    if parts is None:
        return None
    drawn = {(d.document_id, d.version): d.inclusion_probability for d in sampled_documents(store)}
    said = {(m.document_id, m.version): m for m in labels_of_coded(store, model)}
    people: dict[tuple[str, int], HumanLabels] = {}
    for coded in human_labels(store):
        people.setdefault((coded.document_id, coded.version), coded)
    keys = sorted(key for key in people if key in drawn and key in said)
    if len(keys) < LEAST_CODED:
        return None
    return error_of_sample(
        [_has(people[key], parts) for key in keys],
        [_has(said[key], parts) for key in keys],
        [drawn[key] for key in keys],
    )


def _has(labels: HumanLabels | Labels, parts: tuple[LabelGroup, str, str | None]) -> bool:
    group, label, stance = parts
    if not labels.relevant:
        return False
    if group is LabelGroup.NARRATIVE:
        return label in labels.narratives and (stance is None or labels.stance == stance)
    if group is LabelGroup.FRAME:
        return label in labels.frames
    return group is LabelGroup.RELEVANT or labels.tone == label


def measured_error(evaluation: Mapping[str, Any], name: str) -> ClassifierError | None:
    """The error of a label from a model's own measurement: F1, true and given numbers by label.

    Of a narrative with a stance, the two errors are multiplied as if they came independently.
    """
    parts = parts_of(name)
    if parts is None:
        return None
    group, label, stance = parts
    labels = evaluation.get("labels", {})
    plural = {LabelGroup.NARRATIVE: "narratives", LabelGroup.FRAME: "frames"}
    key = "relevant" if group is LabelGroup.RELEVANT else label
    first = _rates(labels.get(plural.get(group, str(group)), {}).get(key))
    if first is None or stance is None:
        return first
    second = _rates(labels.get("stance", {}).get(stance))
    if second is None:
        return None
    return ClassifierError(
        first.precision * second.precision,
        first.recall * second.recall,
        first.precision_n,
        first.recall_n,
    )


def _rates(figures: Mapping[str, Any] | None) -> ClassifierError | None:
    """2 · right / (true + given) = F1 gives the number that is right, and so both rates."""
    if not figures or not figures.get("given") or not figures.get("n"):
        return None
    true, given = int(figures["n"]), int(figures["given"])
    right = float(figures["value"]) * (true + given) / 2
    if not right > 0:
        return None
    return ClassifierError(min(right / given, 1.0), min(right / true, 1.0), given, true)
