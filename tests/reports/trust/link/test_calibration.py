"""The measured error rates of the default path."""

import numpy as np
import pytest

from reports.trust.link import calibration
from reports.trust.link.calibration import NULLS, calibrate, full
from reports.trust.link.inference import InsufficientData
from reports.trust.link.series import link_series
from reports.trust.link.simulated_series import alike


@pytest.fixture(scope="module")
def short():
    return {one.case: one for one in calibrate(seed=1)}


@pytest.mark.slow
@pytest.mark.parametrize("case", NULLS)
def test_true_nulls_are_rejected_in_about_one_of_twenty(short, case):
    assert short[case].draws == 400
    assert 0.025 <= short[case].rate <= 0.08


@pytest.mark.parametrize("waves", [5, 8, 11])
def test_a_few_waves_are_never_tested(waves):
    exposure, trust, _ = alike(0.6, waves)(np.random.default_rng(1), 1)
    with pytest.raises(InsufficientData):
        link_series(exposure[0], trust[0])


def test_the_rank_of_five_waves_that_resemble_their_neighbours_is_measured(monkeypatch):
    monkeypatch.setattr(calibration, "NULLS", {"few_waves": NULLS["few_waves"]})
    (one,) = calibrate(2000, 1)
    assert 0.045 <= one.rate <= 0.075


def test_figures_are_computed_and_move_with_the_seed(monkeypatch):
    monkeypatch.setattr(calibration, "NULLS", {"white": NULLS["white"], "ar": NULLS["ar_0.8"]})
    once, again, other = calibrate(300, 1), calibrate(300, 1), calibrate(300, 2)
    assert once == again
    assert [one.rejected for one in once] != [one.rejected for one in other]
    assert all(one.rate == one.rejected / one.draws for one in once)


def test_the_full_table_has_the_nulls_the_second_opinion_and_true_effects():
    table = full(seed=3, draws=20)
    assert [one.case for one in table.nulls] == list(NULLS)
    assert {one.case for one in table.second_opinion} < set(NULLS)
    effects = {one.case: one for one in table.effects}
    assert effects["which_lag"].found >= 0.8
    assert all(one.covered == round(one.rate * one.draws) for one in table.effects)
    assert all(np.isfinite(one.mean) for one in table.effects)
