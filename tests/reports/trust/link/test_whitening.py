"""The second opinion: what is left of two series when each is freed of its own past."""

import numpy as np
import pytest

from reports.trust.link.background import background
from reports.trust.link.inference import InsufficientData
from reports.trust.link.simulation import autoregression
from reports.trust.link.whitening import fit_whitened, whiten, whitened_correlations


def test_the_residuals_are_those_of_least_squares_on_the_past():
    series = autoregression(np.random.default_rng(2), 1, 60, 0.7)
    fixed = background(60)
    white, order = whiten(series, fixed)
    first = int(order[0])
    past = [series[0, first - step : 60 - step] for step in range(1, first + 1)]
    columns = np.column_stack([fixed[first:], *past])
    fitted = columns @ np.linalg.lstsq(columns, series[0, first:], rcond=None)[0]
    assert np.isnan(white[0, :first]).all()
    np.testing.assert_allclose(white[0, first:], series[0, first:] - fitted, atol=1e-12)


def test_a_link_three_steps_later_is_seen_at_that_lag_alone():
    random = np.random.default_rng(4)
    exposure = autoregression(random, 1, 153, 0.8)[0]
    trust = autoregression(random, 1, 150, 0.6)[0] + 0.8 * exposure[:150]
    found = whitened_correlations(exposure[3:], trust, range(6))
    assert [one.lag for one in found if one.p < 0.01] == [3]
    three = found[3]
    assert 0 < three.low < three.estimate < three.high < 1


def test_series_without_a_link_are_seldom_called_linked():
    random = np.random.default_rng(6)
    exposure, trust = (autoregression(random, 2000, 40, 0.9) for _ in range(2))
    assert 0.03 < (fit_whitened(exposure, trust).p < 0.05).mean() < 0.07


def test_fewer_than_twelve_points_are_refused():
    values = np.random.default_rng(1).standard_normal((2, 11))
    with pytest.raises(InsufficientData):
        whitened_correlations(values[0], values[1])


def test_gaps_leave_out_the_points_beside_them():
    random = np.random.default_rng(2)
    exposure, trust = (autoregression(random, 1, 60, 0.5)[0] for _ in range(2))
    trust[30] = np.nan
    found = whitened_correlations(exposure, trust)[0]
    assert found.n == 59
    assert np.isfinite(found.p)
