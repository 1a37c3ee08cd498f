"""A campaign against a comparison group, and the placebos before it."""

import numpy as np
import pytest

from reports.trust.link.campaign import fit_campaign, link_campaign, placebo_p
from reports.trust.link.inference import InsufficientData, critical_t
from reports.trust.link.simulation import autoregression


def groups(effect, draws=1, seed=1, points=60, first=40):
    """Trust of a target and a comparison group with a common shock and noise of their own."""
    random = np.random.default_rng(seed)
    shock = 2 * autoregression(random, draws, points, 0.9)
    target, comparison = (shock + autoregression(random, draws, points, 0.4) for _ in range(2))
    target[:, first:] += effect
    return target, comparison


def test_a_change_of_the_target_alone_is_found_with_its_placebos():
    target, comparison = groups(4.0)
    found = link_campaign(target[0], comparison[0], 40, 59)
    assert found.low < 4.0 < found.high
    assert found.p < 0.001
    assert found.details["placebo_enough"]
    assert found.details["placebo_rank_p"] == pytest.approx(
        1 / (found.details["placebo_dates"] + 1)
    )
    assert (found.details["before"], found.details["during"], found.details["after"]) == (40, 20, 0)


def test_a_shock_to_both_groups_is_no_effect():
    target, comparison = groups(0.0, draws=2000)
    target[:, 40:] += 3.0
    comparison[:, 40:] += 3.0
    fit = fit_campaign(target - comparison, 40, 59)
    assert 0.03 < (fit.p < 0.05).mean() < 0.08
    alone = fit_campaign(target, 40, 59)
    assert (alone.p < 0.05).mean() > 0.3


@pytest.mark.parametrize(("points", "first", "last"), [(40, 24, 31), (60, 40, 59), (104, 60, 63)])
def test_the_interval_holds_a_true_effect(points, first, last):
    target, comparison = groups(1.0, draws=2000, points=points, first=first)
    target[:, last + 1 :] -= 1.0
    fit = fit_campaign(target - comparison, first, last)
    half = critical_t(fit.df, 0.95) * fit.se
    assert fit.estimate.mean() == pytest.approx(1.0, abs=0.06)
    assert 0.92 < (np.abs(fit.estimate - 1.0) <= half).mean() < 0.98


def test_the_rank_among_placebos_is_seldom_small_when_nothing_happened():
    target, comparison = groups(0.0, draws=400, seed=2)
    difference = target - comparison
    placebos = placebo_p(difference[:, :40], np.arange(40), 10)
    own = fit_campaign(difference, 40, 49).p
    ranks = (1 + (placebos <= own[:, None]).sum(axis=1)) / (1 + placebos.shape[1])
    assert placebos.shape[1] >= 20
    assert (ranks <= 0.05).mean() < 0.08


def test_what_follows_the_campaign_has_a_level_of_its_own():
    target, comparison = groups(0.0)
    target[0, 50:] += 20.0
    found = link_campaign(target[0], comparison[0], 40, 49)
    assert abs(found.estimate) < 3
    assert found.details["after"] == 10


def test_event_time_starts_at_the_campaign_and_differs_from_the_mean_before():
    target, comparison = groups(4.0)
    picture = link_campaign(target[0], comparison[0], 40, 59).details["event_time"]
    assert picture["step"] == list(range(-40, 20))
    assert np.mean(picture["difference"][:40]) == pytest.approx(0.0, abs=1e-12)
    assert all(
        low < value < high
        for low, value, high in zip(
            picture["low"], picture["difference"], picture["high"], strict=True
        )
    )


def test_a_difference_that_moved_before_the_campaign_shows_in_the_trend():
    target, comparison = groups(0.0)
    target[0] += 0.3 * np.arange(60)
    assert link_campaign(target[0], comparison[0], 40, 59).details["pre_trend_p"] < 0.001


def test_gaps_keep_their_place_in_time():
    target, comparison = groups(4.0)
    target[0, [5, 6, 45]] = np.nan
    found = link_campaign(target[0], comparison[0], 40, 59)
    assert (found.n, found.details["before"], found.details["during"]) == (57, 38, 19)


@pytest.mark.parametrize(
    ("first", "last", "what"), [(7, 20, "före"), (30, 30, "under tiden"), (70, 80, "under tiden")]
)
def test_too_few_points_before_or_during_are_refused(first, last, what):
    target, comparison = groups(0.0)
    with pytest.raises(InsufficientData, match=what):
        link_campaign(target[0], comparison[0], first, last)


def test_few_dates_before_are_said_to_be_too_few_for_placebos():
    target, comparison = groups(0.0, points=24, first=16)
    found = link_campaign(target[0], comparison[0], 16, 23)
    assert not found.details["placebo_enough"]
