"""What is called a change, what is too thin, and how long a signal stands."""

from datetime import date

import numpy as np
import pytest

from reports.signals.changes import Verdict
from reports.signals.judgement import compare_years, is_thin, lasting, prospect, seen_shares

RISE, FALL, CALM = Verdict.RISE, Verdict.FALL, Verdict.NO_CHANGE
BLIND, SHORT = Verdict.NOT_ASSESSABLE, Verdict.TOO_SHORT


def judged(count, before=(8, 8, 8), mean=8.0, spread=2.0):
    around = np.full(4, spread)
    return compare_years(np.array(before, float), count, np.full(4, mean), around, 260)


@pytest.mark.parametrize("mean", [0.4, 3.0, 25.0])
@pytest.mark.parametrize("spread", [1.0, 2.0, 5.0])
def test_every_count_inside_the_range_is_calm_and_every_one_outside_is_not(mean, spread):
    found = judged(0, (round(mean),) * 3, mean, spread)
    for count in range(found.high + 8):
        again = judged(count, (round(mean),) * 3, mean, spread)
        assert (again.low, again.high) == (found.low, found.high)
        if found.low <= count <= found.high:
            assert again.verdict is CALM
        elif count < found.low:
            assert again.verdict is FALL
        else:
            assert (again.verdict is RISE) == (count >= mean + 3)


def test_a_rise_that_goes_on_is_called_earlier():
    assert judged(0, (8, 15, 15)).high < judged(0, (8, 8, 8)).high


def test_what_follows_a_single_high_week_is_not_called_earlier():
    assert judged(0, (8, 8, 60)).high >= judged(0, (8, 8, 8)).high


def test_weeks_that_were_not_observed_say_nothing():
    gone = (np.nan, np.nan, np.nan)
    assert judged(30, gone).verdict is RISE
    assert judged(9, gone).verdict is CALM


def test_the_p_value_falls_as_the_count_grows():
    found = [judged(count).p_value for count in range(8, 60)]
    assert (np.diff(found) <= 0).all()
    assert found[-1] < 1e-5


@pytest.mark.parametrize(
    ("now", "earlier", "stands"),
    [
        (CALM, [RISE], True),
        (CALM, [FALL], True),
        (CALM, [CALM, RISE], False),
        (CALM, [BLIND, RISE], True),
        (BLIND, [CALM, RISE], True),
        (BLIND, [CALM, CALM, RISE], False),
        (CALM, [BLIND, CALM, RISE], False),
        (RISE, [RISE], False),
        (CALM, [SHORT, RISE], False),
        (CALM, [], False),
    ],
)
def test_a_signal_stands_until_two_calm_weeks_in_a_row(now, earlier, stands):
    assert lasting(now, earlier) is stands


def without(editorial_alone, private_alone):
    """Verdicts of a week whose editorial part, and whose private part, is a rise by itself."""

    def verdict(no_editorial, no_private):
        if no_editorial and no_private:
            return CALM
        alone = private_alone if no_editorial else editorial_alone
        return RISE if alone or not (no_editorial or no_private) else CALM

    return verdict


@pytest.mark.parametrize(
    ("by_source", "accounts", "thin"),
    [
        ({"a": 2}, 0, True),
        ({"a": 3}, 0, False),
        ({"a": 1, "b": 1}, 0, False),
        ({}, 12, False),
        ({}, 8, True),
        ({"a": 2}, 12, True),
    ],
)
def test_a_rise_needs_two_sources_or_three_stories_or_five_more_accounts(by_source, accounts, thin):
    """Four accounts are usual; the editorial part carries the rise where there is one."""
    verdict = without(bool(by_source), not by_source)
    assert is_thin(verdict, by_source, accounts, 4, 5) is thin


def test_what_could_be_seen_is_weighed_by_what_the_sources_give():
    coverage = {("a", "1"): 1.0, ("b", "1"): 0.5, ("a", "2"): 1.0}
    assert seen_shares({"a": 3.0, "b": 1.0}, coverage, ["1", "2", "3"]).tolist() == [
        0.875,
        0.75,
        0.0,
    ]


def test_the_prospect_of_a_series_does_not_depend_on_its_neighbours():
    chance = np.random.default_rng(2)
    counts = chance.negative_binomial(4, 0.5, (290, 3)).astype(float)
    seen = np.ones(counts.shape)
    weeks = [str(n) for n in range(290)]
    keys = [("frame", name, "") for name in "abc"]

    monday = date(2021, 5, 3)
    many = prospect(weeks, keys, counts, seen, monday)
    alone = prospect(weeks, keys[:1], counts[:, :1], seen[:, :1], monday)
    np.testing.assert_allclose(many.mean[:, :1], alone.mean, rtol=1e-9)
    assert np.isfinite(many.mean[-9:]).all()
    assert many.change(keys[0], "289", 40).verdict is RISE
    assert many.change(("frame", "other", ""), "289", 40) is None
