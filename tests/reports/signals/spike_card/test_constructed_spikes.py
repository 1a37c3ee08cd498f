"""The cause on constructed spikes that another hand wrote, noise included."""

import shutil

import pytest
from spike_cases import unseen_cases
from spike_cases.cases import CASES, MODEL

from reports.signals.spike_card.card import read_card
from reports.signals.spike_card.rules import cause_of
from store.connection import Store


def wrong(cases, folder):
    """The cases of which another cause is named, one line each."""
    found = []
    empty = Store(folder / "empty.duckdb")
    empty.read("SELECT 1")
    for case in cases:
        store = Store(shutil.copy(empty.path, folder / f"{case.name}.duckdb"))
        case.fill(store)
        with store.reading() as transaction:
            card = read_card(
                transaction, MODEL, case.week, case.label, case.stance, case.now, min_cell=5
            )
        cause = cause_of(card)[0]
        if cause is not case.cause:
            found.append(f"{case.name}: {cause}, made as {case.cause}")
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cases", "number", "needed"),
    [(CASES, 20, 18), (unseen_cases.CASES, 10, 9)],
    ids=["eighteen of twenty", "nine of ten kept unseen"],
)
def test_the_cause_of_constructed_spikes_is_right(cases, number, needed, tmp_path):
    assert len(cases) == number
    missed = wrong(cases, tmp_path)
    assert number - len(missed) >= needed, "\n".join(missed)
