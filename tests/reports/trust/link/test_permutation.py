"""The exact rank of a handful of waves."""

import numpy as np
import pytest

from reports.trust.link.permutation import exact_permutation_p


def test_no_order_of_five_waves_is_rarer_than_two_of_120():
    rising = np.arange(5.0)
    assert exact_permutation_p(rising, rising) == 2 / 120
    assert exact_permutation_p(rising, -(rising**2)) == 1 / 120 + 1 / 120


def test_equal_values_count_as_no_farther():
    assert exact_permutation_p(np.array([0.0, 0, 1]), np.array([0.0, 0, 1])) == 2 / 6


@pytest.mark.parametrize("n", [2, 9])
def test_other_sizes_are_refused(n):
    with pytest.raises(ValueError, match="3–8"):
        exact_permutation_p(np.arange(n), np.arange(n))
