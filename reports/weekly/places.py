"""What was said this week of the municipalities that the user looks at first."""

from __future__ import annotations

from collections.abc import Sequence

from reports.signals.incomplete import completed
from reports.weekly.cells import cell, stories_of
from reports.weekly.content import PlaceRow
from reports.weekly.evidence import Evidence
from store.records import PRIVATE_OUTLETS, Frame, Stance


def place_rows(evidence: Evidence, focus: Sequence[str], min_cell: int) -> tuple[PlaceRow, ...]:
    """One row a municipality, in the order of `focus`: relevant documents that name it.

    Only editorial documents are split by what they say: the parts of a small number of private
    posts would be smaller still.
    """
    rows = []
    for place in focus:
        members = [a for a in evidence.of_week() if a.relevant and place in a.places]
        editorial = [a for a in members if not a.private and not a.captured]
        stance = {
            s: stories_of(a for a in editorial if a.narratives and a.stance == s) for s in Stance
        }
        criticism = [
            a
            for a in editorial
            if not a.narratives and any(f != Frame.GOOD_PRACTICE for f in a.frames)
        ]
        coverage = _coverage(evidence, place)
        found = stories_of(editorial)
        counted = cell(members, min_cell)
        low, high = (coverage is not None and completed(found, coverage, None)) or (None, None)
        rows.append(
            PlaceRow(
                place,
                found,
                stance[Stance.ENDORSES],
                stance[Stance.REPORTS],
                stance[Stance.REBUTS],
                stories_of(criticism),
                counted.private,
                coverage,
                low,
                high,
                counted.captured,
            )
        )
    return tuple(rows)


def _coverage(evidence: Evidence, place: str) -> float | None:
    """The mean over the editorial sources that have named the place, or over all."""
    named = {a.source_id for a in evidence.appearances if place in a.places and not a.private}
    found = [
        source.coverage
        for source in evidence.sources
        if source.coverage is not None
        and (source.source_id in named if named else source.outlet_type not in PRIVATE_OUTLETS)
    ]
    return sum(found) / len(found) if found else None
