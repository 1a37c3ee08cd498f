"""Krippendorff's alpha against published values and against another implementation."""

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from classifiers.agreement import agreement, krippendorff_alpha

FOUR_OBSERVERS = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
"""Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C; a point is a missing
value."""


def units(rows):
    return [[None if value == "." else value for value in unit] for unit in zip(*rows, strict=True)]


@pytest.mark.parametrize(
    ("rows", "published"),
    [
        (["0100000010", "1110010000"], 0.095),  # section A: two observers, binary
        (["aabbdcccedda", "babbbccceddd"], 0.692),  # section B: two observers, nominal
        (FOUR_OBSERVERS, 0.743),  # section C: four observers, values missing
    ],
)
def test_published_values_come_out(rows, published):
    assert round(krippendorff_alpha(units(rows)), 3) == published


@given(
    st.integers(2, 4).flatmap(
        lambda coders: st.lists(
            st.lists(st.sampled_from([None, 0, 1, 2]), min_size=coders, max_size=coders),
            min_size=2,
            max_size=30,
        )
    )
)
def test_any_ratings_give_what_the_package_gives(ratings):
    pairable = [unit for unit in ratings if sum(value is not None for value in unit) > 1]
    assume(len({value for unit in pairable for value in unit if value is not None}) > 1)
    data = np.array([[np.nan if v is None else v for v in unit] for unit in pairable], float).T
    expected = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    assert krippendorff_alpha(ratings) == pytest.approx(expected, abs=1e-12)


def test_full_agreement_is_one_and_the_opposite_is_below_zero():
    assert krippendorff_alpha([("a", "a"), ("b", "b")]) == 1
    assert krippendorff_alpha([(True, False), (False, True)]) == pytest.approx(-0.5)


@pytest.mark.parametrize(
    "ratings",
    [[], [("a", None), (None, "b")], [("a", "a"), ("a", "a")], [(False, False)]],
)
def test_alpha_is_not_defined_without_variation_or_pairs(ratings):
    assert krippendorff_alpha(ratings) is None
    assert agreement(ratings)[:3] == (None, None, None)


def test_the_interval_holds_alpha_and_is_the_same_each_time():
    ratings = units(FOUR_OBSERVERS)
    found = agreement(ratings)
    assert found.units == 11
    assert found.alpha == pytest.approx(krippendorff_alpha(ratings), abs=1e-4)
    assert found.low < found.alpha <= found.high <= 1
    assert agreement(ratings) == found


def test_the_interval_narrows_with_more_units():
    few, many = agreement(units(FOUR_OBSERVERS)), agreement(units(FOUR_OBSERVERS) * 20)
    assert many.high - many.low < (few.high - few.low) / 3


def test_the_interval_covers_what_many_samples_give():
    """Samples of 100 units from coders of known error: about 95 of 100 intervals hold alpha."""
    random = np.random.default_rng(5)

    def sample(size):
        truth = random.random(size) < 0.3
        return [tuple(bool(t) ^ (random.random() < 0.1) for _ in range(2)) for t in truth]

    true_alpha = krippendorff_alpha(sample(100_000))
    found = [agreement(sample(100)) for _ in range(100)]
    held = sum(one.low <= true_alpha <= one.high for one in found)
    assert 88 <= held <= 100
