"""What was said this week of the municipalities that the user looks at first."""

from __future__ import annotations

from collections.abc import Sequence

from reports.weekly.cells import cell, stories_of
from reports.weekly.content import PlaceRow
from reports.weekly.evidence import Evidence
from store.records import Frame, Stance


def place_rows(evidence: Evidence, focus: Sequence[str], min_cell: int) -> tuple[PlaceRow, ...]:
    """One row a municipality, in the order of `focus`: relevant documents that name it.

    Only editorial documents are split by what they say: the parts of a small number of private
    posts would be smaller still.
    """
    rows = []
    for place in focus:
        members = [a for a in evidence.of_week() if a.relevant and place in a.places]
        editorial = [a for a in members if not a.private]
        stance = {
            s: stories_of(a for a in editorial if a.narratives and a.stance == s) for s in Stance
        }
        criticism = [
            a
            for a in editorial
            if not a.narratives and any(f != Frame.GOOD_PRACTICE for f in a.frames)
        ]
        rows.append(
            PlaceRow(
                place,
                stories_of(editorial),
                stance[Stance.ENDORSES],
                stance[Stance.REPORTS],
                stance[Stance.REBUTS],
                stories_of(criticism),
                cell(members, min_cell).private,
            )
        )
    return tuple(rows)
