"""Groups × waves, against R's lm() with a level for each group and wave."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from reports.trust.link.groups import fit_groups, link_groups
from reports.trust.link.inference import InsufficientData
from reports.trust.link.simulation import autoregression, panel

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "link.json").read_text())["groups"]
PANEL = pd.DataFrame(GOLDEN["data"])


def link(frame, **options):
    columns = [frame[name].to_numpy() for name in ("exposure", "trust", "group", "wave")]
    return link_groups(*columns, **options)


@pytest.mark.parametrize("model", ["crude", "adjusted"])
def test_slope_and_jackknife_over_groups_are_those_of_r(model):
    expected = GOLDEN[model]
    covariates = PANEL["covariate"].to_numpy() if model == "adjusted" else None
    found = link(PANEL, covariates=covariates)
    assert found.estimate == pytest.approx(expected["estimate"], abs=1e-10)
    assert found.se == pytest.approx(expected["se"], abs=1e-10)
    assert found.p == pytest.approx(expected["p"], rel=1e-8)
    assert found.details["leave_one_out"] == pytest.approx([expected["low"], expected["high"]])
    assert (found.df, found.n, found.n_effective) == (6, 40, 7)


def test_a_row_with_a_missing_value_takes_no_part():
    gaps = PANEL.copy()
    gaps["trust"] = gaps["trust"].where(gaps.index != 5)
    assert link(gaps).estimate == pytest.approx(link(PANEL.drop(index=5)).estimate)


def two_way_example(random, draws, groups=8, waves=10):
    """True effect -1.20; what moves all groups, and each group's level, move both series."""
    common = np.tile(autoregression(random, draws, waves, 0.5), groups)
    level = np.repeat(random.standard_normal((draws, groups)), waves, axis=1)
    exposure = panel(random, draws, groups, waves, 0.5) + common + level
    noise = panel(random, draws, groups, waves, 0.5)
    trust = -1.20 * exposure + noise - 1.0 * common - 1.1 * level
    return exposure, trust, np.repeat(np.arange(groups), waves), np.tile(np.arange(waves), groups)


def test_the_true_effect_is_recovered_where_pooled_least_squares_is_far_off():
    exposure, trust, group, wave = two_way_example(np.random.default_rng(9), 400)
    fit = fit_groups(exposure, trust, group, wave)
    assert fit.estimate.mean() == pytest.approx(-1.20, abs=0.02)
    half = fit.se * 2.3646  # t of 7 degrees
    assert 0.92 < (np.abs(fit.estimate + 1.20) <= half).mean() < 0.98
    centred = exposure - exposure.mean(axis=1, keepdims=True)
    pooled = (centred * trust).sum(axis=1) / (centred**2).sum(axis=1)
    assert pooled.mean() < -1.75


@pytest.mark.parametrize(("groups", "waves"), [(5, 4), (8, 10), (12, 2), (20, 3)])
def test_true_nulls_are_seldom_rejected_however_few_the_groups(groups, waves):
    random = np.random.default_rng(10)
    exposure, trust = (panel(random, 1000, groups, waves, 0.7) for _ in range(2))
    group, wave = np.repeat(np.arange(groups), waves), np.tile(np.arange(waves), groups)
    assert 0.02 < (fit_groups(exposure, trust, group, wave).p < 0.05).mean() < 0.08


def test_exposure_that_moves_alike_in_all_groups_is_refused():
    frame = PANEL.assign(exposure=PANEL["wave"] * 2.0 + PANEL["group"])
    with pytest.raises(InsufficientData, match="skiljer sig inte"):
        link(frame)


def test_exposure_that_moves_in_a_single_group_is_refused():
    moves = np.where(PANEL["group"] == 3, PANEL["exposure"], 0.0)
    with pytest.raises(InsufficientData, match="skiljer sig inte"):
        link(PANEL.assign(exposure=moves))


def test_fewer_than_four_groups_or_two_waves_are_refused():
    with pytest.raises(InsufficientData, match="3 grupper"):
        link(PANEL[PANEL["group"] <= 3])
    with pytest.raises(InsufficientData, match="1 vågor"):
        link(PANEL[PANEL["wave"] == 1])
