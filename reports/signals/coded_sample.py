"""What a store's human-labelled samples say of the model, label by label.

A drawn document that people labelled stands for as many as its inclusion probability says, and a
story for all its documents: each weighs 1 / (probability x documents of the story), so that shares
are of stories (generalised weight share method: Lavallée 2007, *Indirect Sampling*, ch. 2). A
sheet is in random order, so a part of it that is filled in is a sample too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from reports.signals.correction import Coded
from reports.signals.weeks import first_day, week_of
from store.columns import from_arrow
from store.connection import Transaction
from store.records import HumanLabels, LabelGroup, Labels, TextStatus

CLASSES = ("yes", "withheld", "narrative", "abstained", "relevant", "other")
"""What the model says of a document with respect to a label, the first that holds: it gives the
label; it abstains from it; else what it says of the document at all, as when samples are drawn."""

HALF_LIFE_WEEKS = 8
"""So many weeks outside its frame a sample counts half: sources, topics and wording change."""

LAST_WEEK = 26
"""So many weeks outside its frame a sample says nothing any more (a tenth of it is left)."""

LEAST_CODED = 50
LEAST_GIVEN = 5
"""Fewer coded documents in all, or among those with the label, say too little of its errors."""

_DRAWN = """
SELECT s.document_id, s.version, d.story_id, d.text_status, s.inclusion_probability, a.drawn_at,
    a.first_week, a.last_week
FROM sampled_documents s
JOIN known_samples a ON a.sample_id = s.sample_id
JOIN counted_documents d ON d.document_id = s.document_id
ORDER BY s.document_id, s.version, a.drawn_at, s.sample_id
"""

_COPIES = """
SELECT story_id, count(*) AS documents FROM counted_documents
WHERE story_id IN (SELECT c.story_id FROM counted_documents c
    SEMI JOIN sampled_documents s ON s.document_id = c.document_id)
GROUP BY story_id
"""


_PEOPLE = "SELECT * FROM known_human_labels ORDER BY document_id, version, coder"

_SAID = """
SELECT l.* FROM known_labels l
SEMI JOIN known_human_labels h ON h.document_id = l.document_id AND h.version = l.version
WHERE l.model = ? ORDER BY l.document_id, l.version
"""


_OF_THE_MODEL = ("abstained", "unsupported", "unlabelled")


class Target(NamedTuple):
    """A label as the Exposure table has it; without a stance, of a frame: without a narrative."""

    group: str
    label: str
    stance: str | None


@dataclass(frozen=True)
class CodedDocument:
    """One drawn document, what the model and what people say of it; `weight` in stories.

    `frames` are the weeks, first and last, that it could be drawn from; None without a bound.
    """

    story_id: str
    weight: float
    full_text: bool
    frames: tuple[tuple[str | None, str], ...]
    labels: Labels
    people: tuple[HumanLabels, ...]

    def share(self, target: Target) -> float:
        """The share of its coders who say that it has the label."""
        return float(np.mean([_has(coded, target) for coded in self.people]))


def coded_documents(transaction: Transaction, model: str) -> list[CodedDocument]:
    """All drawn documents with human labels and labels of this model, in a supported language.

    One that was drawn twice counts once, with the probability of being in either draw.
    """
    found = from_arrow(transaction.query(_SAID, [model]), Labels)
    said = {(one.document_id, one.version): one for one in found}
    people: dict[tuple[str, int], list[HumanLabels]] = {}
    for coded in from_arrow(transaction.query(_PEOPLE), HumanLabels):
        people.setdefault((coded.document_id, coded.version), []).append(coded)
    if not said or not people:
        return []
    copies = {row["story_id"]: row["documents"] for row in transaction.query(_COPIES).to_pylist()}
    draws: dict[tuple[str, int], list[dict]] = {}
    for row in transaction.query(_DRAWN).to_pylist():
        draws.setdefault((row["document_id"], row["version"]), []).append(row)
    return [
        _document(rows, said[key], people[key], copies[rows[0]["story_id"]])
        for key, rows in draws.items()
        if key in said and key in people and said[key].language_supported
    ]


def _document(
    rows: Sequence[dict], labels: Labels, people: Sequence[HumanLabels], copies: int
) -> CodedDocument:
    missed = float(np.prod([1 - row["inclusion_probability"] for row in rows]))
    return CodedDocument(
        story_id=rows[0]["story_id"],
        weight=1 / (1 - missed) / copies,
        full_text=rows[0]["text_status"] == TextStatus.FULL,
        frames=tuple((r["first_week"], r["last_week"] or week_of(r["drawn_at"])) for r in rows),
        labels=labels,
        people=tuple(people),
    )


def can_be_coded(target: Target) -> bool:
    """Whether people can say that a document has it; abstentions are the model's alone."""
    return target.stance != "abstained" and target.label not in _OF_THE_MODEL


def found_for(
    documents: Sequence[CodedDocument], target: Target, week: str | None = None
) -> Coded | None:
    """What people found of a label in each of CLASSES, as it counts in a week (None: in the frame).

    None where too little is coded. Tone is judged in full texts alone, as it is counted.
    """
    used = [one for one in documents if one.full_text or target.group != LabelGroup.TONE]
    worth = {id(one): 1.0 if week is None else _worth(one, week) for one in used}
    used = [one for one in used if worth[id(one)] > 0]
    by_class: dict[str, list[CodedDocument]] = {name: [] for name in CLASSES}
    for one in used:
        by_class[class_of(one.labels, target)].append(one)
    if len(used) < LEAST_CODED or len(by_class["yes"]) < LEAST_GIVEN:
        return None
    cells = [_cell(by_class[name], target, worth) for name in CLASSES]
    return Coded(np.array([n for n, _ in cells]), np.array([y for _, y in cells]))


def frame_sizes(documents: Sequence[CodedDocument], target: Target) -> np.ndarray:
    """Stories (classes,) that the coded documents stand for (Horvitz & Thompson 1952)."""
    sizes = np.zeros(len(CLASSES))
    for one in documents:
        if one.full_text or target.group != LabelGroup.TONE:
            sizes[CLASSES.index(class_of(one.labels, target))] += one.weight
    return sizes


def class_of(labels: Labels, target: Target) -> str:
    """Which of CLASSES a document is in; the SQL of `exposure_classes.sql` says the same."""
    if _given(labels, target):
        return "yes"
    if target.group in labels.abstained or _stance_withheld(labels, target):
        return "withheld"
    if labels.narratives:
        return "narrative"
    if labels.abstained:
        return "abstained"
    return "relevant" if labels.relevant else "other"


def _cell(
    documents: Sequence[CodedDocument], target: Target, worth: Mapping[int, float]
) -> tuple[float, float]:
    """The effective number of documents, and of positives among them."""
    if not documents:
        return 0.0, 0.0
    weights = np.array([one.weight for one in documents])
    counted = weights * np.array([worth[id(one)] for one in documents])
    shares = np.array([one.share(target) for one in documents])
    effective = float(weights.sum() * counted.sum() / (weights**2).sum())
    return effective, effective * float(counted @ shares / counted.sum())


def _worth(document: CodedDocument, week: str) -> float:
    """1 in the frame; half for each HALF_LIFE_WEEKS outside; 0 after LAST_WEEK (power prior:
    Ibrahim & Chen 2000, Stat. Sci. 15:46)."""
    away = min(_weeks_outside(week, first, last) for first, last in document.frames)
    return 0.5 ** (away / HALF_LIFE_WEEKS) if away <= LAST_WEEK else 0.0


def _weeks_outside(week: str, first: str | None, last: str) -> int:
    if week > last:
        return (first_day(week) - first_day(last)).days // 7
    return (first_day(first) - first_day(week)).days // 7 if first and week < first else 0


def _given(labels: Labels, target: Target) -> bool:
    if target.group == LabelGroup.RELEVANT:
        wanted = target.label == "true"
        return LabelGroup.RELEVANT not in labels.abstained and labels.relevant is wanted
    return _has(labels, target)


def _stance_withheld(labels: Labels, target: Target) -> bool:
    given = labels.narratives if target.group == LabelGroup.NARRATIVE else labels.frames
    asked = target.stance is not None and target.label in given and bool(labels.narratives)
    return bool(labels.relevant) and asked and labels.stance is None


def _has(labels: HumanLabels | Labels, target: Target) -> bool:
    if target.group == LabelGroup.RELEVANT:
        return bool(labels.relevant) is (target.label == "true")
    if not labels.relevant:
        return False
    if target.group == LabelGroup.TONE:
        return labels.tone == target.label
    if target.group == LabelGroup.NARRATIVE:
        return target.label in labels.narratives and labels.stance == target.stance
    stance = labels.stance if labels.narratives else None
    return (
        target.label in labels.frames
        and bool(labels.narratives) is (target.stance is not None)
        and stance == target.stance
    )
