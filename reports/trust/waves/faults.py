"""What makes a survey file refused: the column, the row, the reason, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from store.errors import VardkaseError


class Fault(NamedTuple):
    """One reason to refuse. `row` is the first row concerned as the user's program numbers it, None
    where the whole column or file is meant. No message holds what a respondent answered."""

    column: str
    row: int | None
    reason: str
    message: str


class WaveError(VardkaseError):
    """A survey file or its wave.toml can't be taken; nothing was stored."""

    exit_status = 2


class WaveRefused(WaveError):
    """A file with faults; one line a fault."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(fault.message for fault in faults))
        self.faults = tuple(faults)


def fault(
    place: str, column: str, rows: Sequence[int], reason: str, found: str, expected: str, do: str
) -> Fault:
    """A fault of a column: where, what was found, what was expected, what to do.

    `rows` are the rows concerned, as the user's program numbers them; empty for the whole column.
    """
    more = f" (och {len(rows) - 1} till)" if len(rows) > 1 else ""
    row = f", rad {rows[0]}{more}" if rows else ""
    where = f"{place}, kolumn {column}" if column else place
    return Fault(
        column,
        rows[0] if rows else None,
        reason,
        f"{where}{row}: {found}; väntade {expected}; {do}.",
    )
