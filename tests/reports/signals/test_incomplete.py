"""What a count would have been, had all been seen."""

import numpy as np
import pytest

from reports.signals.incomplete import completed


def test_a_week_that_was_seen_in_full_has_no_interval():
    assert completed(7, 1.0, 30.0) == (7, 7)


def test_the_interval_holds_what_was_seen_and_grows_with_what_is_missing():
    narrow, wide = completed(10, 0.9, 12.0), completed(10, 0.5, 12.0)
    assert 10 <= narrow[0] <= narrow[1] < wide[1]


def test_a_week_that_was_not_seen_has_the_interval_of_the_history():
    low, high = completed(0, 0.0, 20.0)
    assert low < 20 < high


def test_a_silent_week_is_never_told_as_nothing():
    assert completed(0, 0.2, 10.0)[1] >= 8


def test_nothing_seen_and_no_history_is_not_known():
    assert completed(0, 0.0, None) is None


def test_without_history_what_was_seen_is_scaled_up():
    low, high = completed(50, 0.5, None)
    assert low < 100 < high


@pytest.mark.parametrize("coverage", [0.3, 0.7, 0.9])
@pytest.mark.parametrize("dispersion", [1.3, 2.0, 4.0])
@pytest.mark.parametrize("mean", [0.5, 8.0, 40.0])
def test_the_interval_holds_the_whole_count_in_95_of_100_weeks(mean, dispersion, coverage):
    """Negative binomial counts with the history's mean known from 20 weeks. Counts are whole
    numbers, so that small ones are covered more often than asked."""
    chance, weeks = np.random.default_rng(11), 700
    shape = mean / (dispersion - 1)
    history = chance.poisson(chance.gamma(shape, dispersion - 1, (weeks, 20))).mean(axis=1)
    rate = chance.gamma(shape, dispersion - 1, weeks)
    seen, missing = chance.poisson(coverage * rate), chance.poisson((1 - coverage) * rate)
    hits = 0
    for part, rest, known in zip(seen, missing, history, strict=True):
        low, high = completed(int(part), coverage, float(known), dispersion)
        hits += low <= part + rest <= high
    assert 0.93 <= hits / weeks <= (1.0 if mean * (1 - coverage) < 15 else 0.98)


def test_without_a_dispersion_of_its_own_a_usual_series_is_covered():
    """Twice as variable as chance is assumed; up to three times costs a few in a hundred."""
    chance, weeks = np.random.default_rng(3), 700
    for dispersion, floor in ((1.2, 0.94), (2.0, 0.94), (3.0, 0.90)):
        rate = chance.gamma(12 / (dispersion - 1), dispersion - 1, weeks)
        seen, missing = chance.poisson(0.5 * rate), chance.poisson(0.5 * rate)
        intervals = [completed(int(part), 0.5, 12.0) for part in seen]
        whole = seen + missing
        hits = [low <= n <= high for (low, high), n in zip(intervals, whole, strict=True)]
        assert np.mean(hits) >= floor
