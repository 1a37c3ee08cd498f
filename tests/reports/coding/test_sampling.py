"""Draws: known probabilities, the same again by the same seed, and right on average."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.coding.sampling import LEAST, allocate, draw
from store.errors import SettingsError

STRATA = ["narrative"] * 10 + ["other"] * 90 + ["relevant"] * 50


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 60), min_size=1),
    st.integers(LEAST * 6, 300),
    st.sampled_from(["equal", "proportional"]),
)
def test_an_allocation_gives_all_that_was_asked_for_and_no_more_than_there_is(
    sizes, total, allocation
):
    given_to = allocate(sizes, total, allocation)
    assert sum(given_to.values()) == min(total, sum(sizes.values()))
    for name, size in sizes.items():
        assert min(LEAST, size) <= given_to[name] <= size


def test_equal_strata_get_equal_shares_and_small_ones_give_all():
    assert allocate({"a": 4, "b": 100, "c": 100}, 30) == {"a": 4, "b": 13, "c": 13}


def test_proportional_shares_follow_size():
    assert allocate({"a": 100, "b": 300}, 40, "proportional") == {"a": 10, "b": 30}


def test_too_small_a_sample_is_refused_with_what_is_needed():
    with pytest.raises(SettingsError, match="minst 6"):
        allocate({"a": 10, "b": 10, "c": 10}, 5)


def test_each_is_drawn_once_with_the_probability_of_its_stratum():
    drawn = draw(STRATA, 30, seed=3)
    assert len({one.index for one in drawn}) == 30
    sizes, counts = Counter(STRATA), Counter(one.stratum for one in drawn)
    for one in drawn:
        assert one.stratum == STRATA[one.index]
        assert one.stratum_size == sizes[one.stratum]
        assert one.inclusion_probability == counts[one.stratum] / sizes[one.stratum]


def test_the_sum_of_weights_is_the_size_of_the_frame():
    weights = [1 / one.inclusion_probability for one in draw(STRATA, 37, seed=1)]
    assert sum(weights) == pytest.approx(len(STRATA))


def test_a_seed_gives_the_same_draw_and_another_one_another():
    assert draw(STRATA, 30, seed=3) == draw(STRATA, 30, seed=3)
    assert draw(STRATA, 30, seed=3) != draw(STRATA, 30, seed=4)


def test_each_element_comes_as_often_as_its_probability_says():
    counted = Counter(one.index for seed in range(600) for one in draw(STRATA, 30, seed))
    for index, stratum in enumerate(STRATA):
        expected = 1.0 if stratum == "narrative" else {"other": 10 / 90, "relevant": 0.2}[stratum]
        assert counted[index] / 600 == pytest.approx(expected, abs=0.075)


def test_rows_come_in_random_order_whatever_the_stratum():
    first_half = Counter(one.stratum for one in draw(STRATA, 150, seed=2)[:75])
    assert set(first_half) == {"narrative", "other", "relevant"}
    assert first_half["other"] < 60


def test_a_sample_larger_than_the_frame_is_all_of_it():
    drawn = draw(STRATA, 1000, seed=1)
    assert sorted(one.index for one in drawn) == list(range(len(STRATA)))
    assert {one.inclusion_probability for one in drawn} == {1.0}
