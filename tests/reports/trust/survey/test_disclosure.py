"""Nothing hidden can be computed from what is shown."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.trust.survey.disclosure import (
    MIN_RESPONDENTS,
    SECONDARY,
    Cell,
    DisclosureError,
    reasons,
    refuse_weekly_municipalities,
)

ABOUT = ("fortroende", "all")


def partition(sizes, alike=(), table="t"):
    at = np.repeat(np.arange(len(sizes)), sizes)
    everyone = Cell(ABOUT, np.ones(len(at), dtype=bool), table, printed=False)
    cells = [Cell(ABOUT, at == i, table, i in alike) for i in range(len(sizes))]
    return [*cells, everyone]


def hidden(cells, **options):
    return [i for i, why in enumerate(reasons(cells, **options)) if why is not None]


def test_a_group_below_the_least_number_is_hidden_and_another_with_it():
    assert hidden(partition([100, 9, 40, 200])) == [1, 2]


def test_groups_at_the_least_number_are_shown():
    assert hidden(partition([100, 10, 40, 200])) == []


def test_two_hidden_groups_that_reach_the_least_number_hide_no_other():
    assert hidden(partition([100, 6, 7, 200])) == [1, 2]


def test_two_hidden_groups_below_the_least_number_together_hide_a_third():
    assert hidden(partition([100, 3, 4, 200])) == [0, 1, 2]


def test_the_least_number_is_a_setting():
    assert hidden(partition([100, 9, 40]), least=5) == []


@pytest.mark.parametrize(("size", "shown"), [(29, False), (30, True)])
def test_a_unanimous_group_is_hidden_below_30(size, shown):
    found = reasons(partition([100, size, 200], alike=(1,)))
    assert (found[1] is None) is shown


def test_a_group_that_is_the_difference_of_two_shown_ones_is_not_given_away():
    everyone = np.ones(300, dtype=bool)
    most = everyone.copy()
    most[:4] = False
    found = reasons([Cell(ABOUT, everyone, "a"), Cell(ABOUT, most, "b")])
    assert found == [None, SECONDARY]


def test_figures_about_other_questions_do_not_count():
    everyone = np.ones(300, dtype=bool)
    most = everyone.copy()
    most[:4] = False
    other = Cell(("alder", "all"), most, "b")
    assert reasons([Cell(ABOUT, everyone, "a"), other]) == [None, None]


def test_a_hidden_cell_of_a_two_way_table_takes_three_others_with_it():
    sizes = np.array([50, 60, 5, 70, 80, 90, 40, 30, 20])
    cells = two_way(sizes.reshape(3, 3))
    assert len(hidden(cells)) == 4


def two_way(sizes):
    """The cells of a table, and its margins, all of them to be printed."""
    r, c = sizes.shape
    at = np.repeat(np.arange(r * c), sizes.ravel())
    inner = [Cell(ABOUT, at == i, "inner") for i in range(r * c)]
    rows = [Cell(ABOUT, at // c == i, "rows") for i in range(r)]
    columns = [Cell(ABOUT, at % c == i, "columns") for i in range(c)]
    return [*inner, *rows, *columns, Cell(ABOUT, np.ones(len(at), dtype=bool), "all")]


@given(
    st.lists(st.integers(1, 40), min_size=4, max_size=12).filter(lambda s: len(s) % 2 == 0),
)
def test_no_small_group_of_a_table_can_be_computed_from_what_is_shown(sizes):
    cells = two_way(np.array(sizes).reshape(2, -1))
    found = reasons(cells)
    shown = np.array(
        [cell.rows for cell, why in zip(cells, found, strict=True) if why is None], dtype=float
    )
    for cell in cells:
        if 0 < cell.rows.sum() < MIN_RESPONDENTS:
            assert not in_span(shown, cell.rows.astype(float))
    for a, b in itertools.permutations(shown.astype(bool), 2):
        if not (b & ~a).any():
            assert (a & ~b).sum() == 0 or (a & ~b).sum() >= MIN_RESPONDENTS


def in_span(rows, target):
    if not len(rows):
        return False
    rank = np.linalg.matrix_rank(rows)
    return np.linalg.matrix_rank(np.vstack([rows, target])) == rank


@given(st.lists(st.integers(10, 60), min_size=2, max_size=10))
def test_a_table_without_small_groups_is_shown_whole(sizes):
    assert hidden(partition(sizes)) == []


@pytest.mark.parametrize(
    "columns", [["vecka", "kommun", "kon"], ["Kommunkod", "intervju_datum", "parti"]]
)
def test_a_table_by_week_municipality_and_group_is_refused(columns):
    with pytest.raises(DisclosureError, match="pekar ut"):
        refuse_weekly_municipalities("spec.toml", columns)


@pytest.mark.parametrize(
    "columns", [["vecka", "kommun"], ["kommun", "kon"], ["vecka", "kommuntyp", "kon"]]
)
def test_tables_without_all_three_are_not_refused(columns):
    refuse_weekly_municipalities("spec.toml", columns)
