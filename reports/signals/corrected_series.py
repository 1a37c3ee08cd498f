"""The series of the weekly report, corrected for the model's errors by human labels.

The same method as in the Exposure table (exposure_correction.py), for whole weeks over all
editorial sources at once. Private persons' posts are left out: a corrected sum of both would tell
of posts that are too few to be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reports.signals.coded_sample import Target, coded_documents
from reports.signals.exposure_correction import Cells, corrected_rows, stories_by_class
from store.connection import Transaction
from store.records import Frame, LabelGroup, Narrative, Stance

_WHOLE_WEEKS = Cells(outlet_type="''", region="''", language="''", counted="NOT a.private")

TARGETS = (
    *(Target(LabelGroup.NARRATIVE, label, stance) for label in Narrative for stance in Stance),
    *(Target(LabelGroup.FRAME, label, None) for label in Frame),
)
"""Narratives with each stance, and frames of documents without a narrative."""

Key = tuple[str, str, str, str]
"""Label group, label, stance (empty for a frame), week."""


class CorrectedCount(NamedTuple):
    """Stories that the model gives the label, stories that people would give it, and the 95 %
    interval `low`..`high` of the latter."""

    naive: float
    corrected: float
    low: float
    high: float


def corrected_series(
    transaction: Transaction, model: str, weeks: Sequence[str]
) -> dict[Key, CorrectedCount]:
    """Corrected counts of editorial stories, by series and week (in order, without gaps).

    Empty where no human-labelled sample exists. A week is left out where the model gives the label
    to no story, where the samples are too old or too small to speak for it, or where more than a
    twentieth of its stories are of a class that nobody coded.
    """
    documents = coded_documents(transaction, model) if weeks else []
    if not documents:
        return {}
    found = stories_by_class(
        transaction, model, documents, TARGETS, (weeks[0], weeks[-1]), _WHOLE_WEEKS
    )
    corrected = {}
    for target in TARGETS:
        stance = target.stance or ""
        rows = found[
            (found["label_group"] == target.group)
            & (found["label"] == target.label)
            & (found["stance"] == stance)
        ]
        for places, intervals in corrected_rows(documents, target, rows):
            for place, interval in zip(places, intervals, strict=True):
                key = (
                    str(target.group),
                    str(target.label),
                    str(stance),
                    str(found.at[place, "week"]),
                )
                corrected[key] = CorrectedCount(float(found.at[place, "given"]), *interval)
    return corrected
