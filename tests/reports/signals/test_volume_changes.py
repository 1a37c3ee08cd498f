"""Since when a source has given about as much as it gives now."""

import numpy as np
import pytest

from reports.signals.volume_changes import levels


def weeks(*parts, seed=2):
    """Weekly volumes: (mean, number of weeks) one after the other, twice as variable as chance."""
    chance = np.random.default_rng(seed)
    return np.concatenate(
        [chance.poisson(chance.gamma(mean, 1.0, number)).astype(float) for mean, number in parts]
    )


def test_a_steady_source_has_one_level():
    for seed in range(20):
        assert levels(weeks((40, 104), seed=seed)).era.max() == 0


@pytest.mark.parametrize(("after", "ratio"), [(15, 0.375), (90, 2.25)])
def test_a_lasting_change_is_found_within_two_weeks_of_when_it_came(after, ratio):
    found = levels(weeks((40, 60), (after, 20)))
    assert found.era.max() == 1
    assert abs(int(found.era.argmax()) - 60) <= 2
    assert found.ratio[-1] == pytest.approx(ratio, rel=0.25)


def test_a_few_weeks_are_no_lasting_change():
    assert levels(weeks((40, 60), (8, 4), (40, 40))).era.max() == 0


def test_a_source_that_ended_keeps_its_level_and_is_dead():
    found = levels(weeks((40, 60), (0.01, 30)))
    assert found.era.max() == 0
    assert found.dead[62:].all()
    assert not found.dead[:58].any()


def test_a_source_that_comes_back_from_the_dead_has_not_changed():
    found = levels(weeks((40, 60), (0.01, 30), (40, 30)))
    assert found.era.max() == 0
    assert not found.dead[92:].any()


def test_weeks_that_were_not_seen_are_neither_low_nor_high():
    volumes = weeks((40, 80))
    volumes[30:50] = np.nan
    assert levels(volumes).era.max() == 0


def test_a_short_history_has_one_level():
    assert levels(weeks((40, 9), (400, 6))).era.max() == 0
    assert len(levels(np.full(5, np.nan)).era) == 5
