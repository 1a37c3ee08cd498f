"""Twenty constructed spikes with the cause that each was made by, for the spike card.

Written before the rules and by another hand. `case.fill(store)` puts half a year of noisy archive
with one spike into an empty store (through the store's own functions; stories are found by the real
code), and the card of `case.week`, `case.label`, `case.stance` at `case.now` should name
`case.cause`:

    from spike_cases.cases import CASES, MODEL
    case.fill(store)
    with store.reading() as transaction:
        card = read_card(transaction, MODEL, case.week, case.label, case.stance, case.now, 5)

`spike_cases` is importable once `tests/reports/signals` is on the path (tests/reports/conftest.py
puts it there).

    PYTHONPATH=.:tests/reports/signals .venv/bin/python -m spike_cases.check

fills every case and prints what its spike is made of. `stance` is empty for a frame. Amounts are
documents: a wave of copies is a spike of documents and hardly one of stories.
"""

from __future__ import annotations

from spike_cases import editorial_cases, private_cases
from spike_cases.case import Case
from spike_cases.labelling import MODEL

__all__ = ["CASES", "MODEL", "Case"]

CASES: list[Case] = [*editorial_cases.CASES, *private_cases.CASES]
