"""Autocorrelation, and the independent points that are left of it."""

import numpy as np
import pytest

from reports.trust.link.autocorrelation import autocorrelation, effective_n


def test_autocorrelation_is_the_biased_form_and_0_where_nothing_varies():
    series = np.array([[1.0, -1.0, 1.0, -1.0], [0.0, 0.0, 0.0, 0.0], [2.0, 1.0, -1.0, -2.0]])
    assert autocorrelation(series).tolist() == pytest.approx([-0.75, 0.0, 0.3])
    assert autocorrelation(series, 2).tolist() == pytest.approx([0.5, 0.0, -0.4])


def test_two_series_that_resemble_their_past_are_worth_fewer_points():
    slow = np.array([[2.0, 1.0, -1.0, -2.0]])
    swinging = np.array([[1.0, -1.0, 1.0, -1.0]])
    assert effective_n(slow, slow) == pytest.approx([4 * (1 - 0.09) / (1 + 0.09)])
    assert effective_n(slow, swinging) == pytest.approx([4.0])  # never more than there are


def test_missing_points_count_in_neither():
    slow = np.array([[2.0, 1.0, np.nan, -1.0, -2.0]])
    assert effective_n(slow, np.zeros((1, 5))) == pytest.approx([4.0])
