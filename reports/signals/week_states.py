"""What is known of a source in a week, in one word: no count is more than what was seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from reports.signals.coverage import COVERED
from store.records import Access


class WeekState(StrEnum):
    """COMPLETE: at least COVERED of what it should have given was seen. PARTIAL: less. UNSEEN: it
    was asked and nothing was seen. REFUSED: it does not let us in. NOT_ASKED: it is followed,
    and nobody asked it in the week or looked back at it, or a setting of ours kept us from asking.
    NOT_EXPECTED: it was not followed yet. FILE: it is only in files."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    UNSEEN = "unseen"
    REFUSED = "refused"
    NOT_ASKED = "not_asked"
    NOT_EXPECTED = "not_expected"
    FILE = "file"


def state_of(coverage: float | None, access: str | None, imported: bool) -> WeekState:
    """`coverage` (0..1) is that of coverage.py, None where it has no row; `access` how the last
    attempt in the week ended, or the last that failed where too little was seen; None where nobody
    asked."""
    if imported:
        return WeekState.FILE
    if coverage is None:
        return WeekState.NOT_EXPECTED
    if coverage >= COVERED:
        return WeekState.COMPLETE
    if access == Access.REFUSED:
        return WeekState.REFUSED
    if coverage > 0:
        return WeekState.PARTIAL
    return WeekState.NOT_ASKED if access in (None, Access.NOT_ASKED) else WeekState.UNSEEN


def counted(states: Iterable[WeekState]) -> dict[str, int]:
    """How many sources are in each state, in the order of the states; those of none are 0."""
    found = Counter(states)
    return {str(state): found[state] for state in WeekState}
