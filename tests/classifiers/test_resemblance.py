"""Signatures tell how much two texts have in common."""

import random

import numpy as np
import pytest

from classifiers.resemblance import flags, resemblance
from classifiers.stories import sign


def shingles(text):
    found = text.split()
    return {tuple(found[i : i + 3]) for i in range(len(found) - 2)}


def compared(one, other):
    signed = sign([("", one), ("", other)])
    return resemblance(signed.values[:1], signed.values[1:], signed.sizes[:1], signed.sizes[1:])


def rewritten(words, share):
    chance = random.Random(words)
    one = [f"ord{chance.randrange(9000)}" for _ in range(words)]
    other = [w if chance.random() >= share else f"annat{chance.randrange(9000)}" for w in one]
    return " ".join(one), " ".join([*other, *(f"till{n}" for n in range(words // 6))])


@pytest.mark.parametrize(("words", "error"), [(30, 1e-9), (55, 1e-9), (400, 0.12), (3000, 0.2)])
def test_similarity_and_changes_are_exact_for_short_texts_and_near_for_long(words, error):
    one, other = rewritten(words, 0.1)
    a, b = shingles(one), shingles(other)
    found = compared(one, other)
    assert found.similarity[0] == pytest.approx(len(a & b) / len(a | b), abs=error)
    assert found.kept[0] == pytest.approx(len(a & b) / len(a), abs=error)
    assert found.added[0] == pytest.approx(1 - len(a & b) / len(b), abs=error)


def test_equal_texts_have_all_in_common_and_other_texts_nothing():
    one, other = rewritten(80, 1.0)
    same, apart = compared(one, one), compared(one, other)
    assert (same.similarity[0], same.kept[0], same.added[0], same.alike[0]) == (1, 1, 0, True)
    assert (apart.similarity[0], apart.kept[0], apart.added[0], apart.alike[0]) == (0, 0, 1, False)


def test_which_values_are_shared_can_be_read_from_both_sides():
    one, other = rewritten(40, 0.1)
    signed = sign([("", one), ("", other)])
    found = compared(one, other)
    own = signed.values[0][flags(found.shared)[0]] >> 8
    theirs = signed.values[1][flags(found.shared_back)[0]] >> 8
    assert len(own) > 5
    assert np.array_equal(own, theirs)
