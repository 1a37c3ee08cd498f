"""The Benjamini–Hochberg correction, against R's p.adjust()."""

import json
from pathlib import Path

import numpy as np
import pytest

from reports.trust.link.multiplicity import q_values
from reports.trust.link.series import fit_series
from reports.trust.link.simulation import autoregression

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "link.json").read_text())[
    "multiplicity"
]


def test_q_values_are_those_of_p_adjust_in_r_and_a_missing_p_is_no_test():
    expected = np.array(GOLDEN["q"], dtype=float)
    np.testing.assert_allclose(q_values(np.array(GOLDEN["p"], dtype=float)), expected, rtol=1e-12)


def test_no_tests_give_no_q_values_and_wrong_ones_are_refused():
    assert q_values([]).tolist() == []
    with pytest.raises(ValueError, match=r"within 0\.\.1"):
        q_values([0.5, 1.2])


def test_of_120_tests_of_nothing_none_is_called_in_most_projects():
    """15 exposures × 8 lags: without the correction, every project has a finding."""
    random = np.random.default_rng(14)
    naive, corrected = [], []
    for _ in range(60):
        trust = np.tile(autoregression(random, 1, 100, 0.8), (15, 1))
        exposure = autoregression(random, 15, 100, 0.8)
        p = np.concatenate([fit_series(exposure, trust, lag=lag).p for lag in range(8)])
        naive.append((p < 0.05).any())
        corrected.append((q_values(p) < 0.05).any())
    assert np.mean(naive) > 0.9
    assert np.mean(corrected) < 0.15
