"""AR(1) regression against the same model written with its whole covariance matrix."""

import numpy as np
import pytest

from reports.trust.link.gls import GRID, fit_gls
from reports.trust.link.simulation import autoregression


def dense(columns, values, times, rho):
    """Coefficients, their covariance and the restricted log likelihood, by the textbook."""
    alike = np.abs(times[:, None] - times).astype(float)
    v = np.sign(rho) ** alike * abs(rho) ** alike
    inverse = np.linalg.inv(v)
    information = columns.T @ inverse @ columns
    coefficients = np.linalg.solve(information, columns.T @ inverse @ values)
    left = values - columns @ coefficients
    m, k = columns.shape
    square = left @ inverse @ left
    likelihood = -0.5 * (
        (m - k) * np.log(square) + np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1]
    )
    return coefficients, square / (m - k) * np.linalg.inv(information), likelihood


@pytest.mark.parametrize("gaps", [[], [3, 4, 20]])
def test_the_fit_is_that_of_the_whole_covariance_matrix_also_with_gaps(gaps):
    times = np.delete(np.arange(40), gaps)
    columns = np.stack([np.ones(len(times)), times >= 25, np.sin(times)], axis=1).astype(float)
    values = autoregression(np.random.default_rng(1), 5, 40, 0.6)[:, times]
    fit = fit_gls(columns, values, times)
    for i in range(5):
        found = [dense(columns, values[i], times, rho) for rho in GRID]
        best = int(np.argmax([likelihood for _, _, likelihood in found]))
        assert fit.rho[i] == GRID[best]
        np.testing.assert_allclose(fit.coefficients[i], found[best][0], rtol=1e-8)
        np.testing.assert_allclose(fit.covariance[i], found[best][1], rtol=1e-8)


def test_columns_of_their_own_for_each_series_give_what_each_gives_alone():
    random = np.random.default_rng(2)
    columns, values = random.standard_normal((6, 30, 3)), autoregression(random, 6, 30, 0.5)
    together = fit_gls(columns, values)
    for i in range(6):
        alone = fit_gls(columns[i], values[i : i + 1])
        np.testing.assert_allclose(together.coefficients[i], alone.coefficients[0])
        np.testing.assert_allclose(together.covariance[i], alone.covariance[0])


def test_the_autocorrelation_is_not_pulled_towards_0_by_the_columns():
    values = autoregression(np.random.default_rng(3), 1000, 60, 0.6)
    columns = np.stack([np.ones(60), np.arange(60) >= 40], axis=1).astype(float)
    assert fit_gls(columns, values).rho.mean() == pytest.approx(0.6, abs=0.04)
