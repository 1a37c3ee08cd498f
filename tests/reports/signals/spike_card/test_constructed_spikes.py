"""The cause on constructed spikes that another hand wrote, noise included."""

import pytest
from spike_cases.cases import CASES, MODEL

from reports.signals.spike_card.card import cause_of, read_card
from store.connection import Store

NEEDED = 18


@pytest.mark.slow
def test_the_cause_is_right_on_at_least_eighteen_of_twenty_spikes(tmp_path):
    wrong = []
    for case in CASES:
        store = Store(tmp_path / f"{case.name}.duckdb")
        case.fill(store)
        with store.reading() as transaction:
            card = read_card(
                transaction, MODEL, case.week, case.label, case.stance, case.now, min_cell=5
            )
        found = cause_of(card)[0]
        if found is not case.cause:
            wrong.append(f"{case.name}: {found}, made as {case.cause}")
    assert len(CASES) == 20
    assert len(CASES) - len(wrong) >= NEEDED, "\n".join(wrong)
