"""What a network puts out for one document: a vector of logits, and each label's place in it."""

from __future__ import annotations

from store.records import Frame, LabelGroup, Narrative, Stance, Tone

NO_CLAIM = "none"
"""A fourth class of stance in the network: no narrative is marked. It learns the border that
matters most, criticism against endorsement, from all relevant texts; it is never shown."""

LABELS: dict[LabelGroup, tuple[str, ...]] = {
    LabelGroup.RELEVANT: ("relevant",),
    LabelGroup.TONE: tuple(Tone),
    LabelGroup.NARRATIVE: tuple(Narrative),
    LabelGroup.STANCE: (NO_CLAIM, *Stance),
    LabelGroup.FRAME: tuple(Frame),
}
"""The labels of each group, in the order of the vector; groups follow each other in this order."""

FIELDS: dict[LabelGroup, str] = {
    group: {LabelGroup.NARRATIVE: "narratives", LabelGroup.FRAME: "frames"}.get(group, group.value)
    for group in LABELS
}
"""The field of examples, predictions and scores that holds each group's labels."""

WIDTH = sum(map(len, LABELS.values()))


def _places() -> dict[LabelGroup, slice]:
    places, start = {}, 0
    for group, labels in LABELS.items():
        places[group] = slice(start, start + len(labels))
        start += len(labels)
    return places


PLACES: dict[LabelGroup, slice] = _places()
"""Where each group's logits stand in the vector of WIDTH."""
