"""What we have seen of a source's days."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from reports.signals.seen_time import (
    UNSEEN,
    Attempts,
    bounds_of,
    microseconds,
    seen_shares,
    union,
)

MONDAY = date(2026, 11, 16)
DAYS = [MONDAY + timedelta(days=n) for n in range(7)]
LATER = datetime(2026, 12, 1, tzinfo=UTC)


def at(day, hour=12):
    """`hour` o'clock in Stockholm (winter) on the `day`:th of the week's days."""
    return datetime(2026, 11, 16, tzinfo=UTC) + timedelta(days=day, hours=hour - 1)


def answered(day, hour, from_day, from_hour=0):
    return at(day, hour), True, at(from_day, from_hour)


def failed(day, hour=12):
    return at(day, hour), False, None


def shares_of(many, days, now):
    """(sources, days) of the polls of several sources, each in any order."""
    rows = sorted((n, poll) for n, polls in enumerate(many) for poll in polls)
    reach = [microseconds(c) if c else UNSEEN for _, (_, _, c) in rows]
    attempts = Attempts(
        np.array([n for n, _ in rows], np.int64),
        np.array([microseconds(p) for _, (p, _, _) in rows], np.int64),
        np.array([ok for _, (_, ok, _) in rows], bool),
        np.array(reach, np.int64),
    )
    known = [
        min((microseconds(t) for p, _, c in polls for t in (p, c) if t), default=UNSEEN)
        for polls in many
    ]
    return seen_shares(attempts, np.array(known, np.int64), bounds_of(days), now)


def day_shares(polls, days, now):
    """The share of each day on which one source was expected."""
    (found,) = shares_of([polls], days, now)
    return {day: share for day, share in zip(days, found, strict=True) if not np.isnan(share)}


def test_one_poll_that_reaches_back_over_the_week_covers_it():
    shares = day_shares([answered(7, 0, 0)], DAYS, LATER)
    assert shares == dict.fromkeys(DAYS, 1.0)


def test_a_failed_poll_leaves_its_day_unseen():
    shares = day_shares([answered(2, 0, 0), failed(2), failed(3), answered(7, 0, 4)], DAYS, LATER)
    assert [shares[d] for d in DAYS] == [1, 1, 0, 0, 1, 1, 1]


def test_a_later_poll_that_reaches_back_makes_up_for_a_failed_one():
    shares = day_shares([answered(2, 0, 0), failed(2), answered(7, 0, 1)], DAYS, LATER)
    assert set(shares.values()) == {1.0}


def test_a_failed_poll_in_the_morning_is_made_up_for_by_the_afternoon():
    shares = day_shares([failed(0, 8), answered(0, 16, 0)], DAYS[:1], at(0, 16))
    assert shares[MONDAY] == 1.0


def test_a_day_whose_last_poll_failed_counts_as_unseen_even_where_earlier_ones_answered():
    shares = day_shares([answered(0, 16, 0), failed(0, 20)], DAYS[:1], at(0, 22))
    assert shares[MONDAY] == 0.0


def test_half_a_day_that_a_busy_feed_has_dropped_is_missing():
    shares = day_shares([answered(1, 0, 0), answered(2, 0, 1, 12)], DAYS[:2], LATER)
    assert shares[DAYS[1]] == pytest.approx(0.5)


def test_days_before_the_source_was_known_are_not_expected():
    assert next(iter(day_shares([answered(5, 0, 3)], DAYS, LATER))) == DAYS[3]
    assert day_shares([], DAYS, LATER) == {}


def test_days_that_have_not_begun_are_not_expected():
    shares = day_shares([answered(2, 12, 0)], DAYS, at(2, 12))
    assert shares == dict.fromkeys(DAYS[:3], 1.0)


def test_a_source_that_nobody_asks_any_more_is_missing():
    shares = day_shares([answered(2, 0, 0)], DAYS, LATER)
    assert [shares[d] for d in DAYS] == [1, 1, 0, 0, 0, 0, 0]


def test_a_poll_that_failed_from_the_start_is_missing_and_not_unknown():
    assert day_shares([failed(0, 0)], DAYS[:1], LATER) == {MONDAY: 0.0}


def test_a_year_of_hourly_polls_covers_the_year_and_its_changes_of_clock():
    polls = [answered(0, hour, 0, hour - 2) for hour in range(-24 * 364, 1)]
    days = [MONDAY - timedelta(days=n) for n in range(363, 0, -1)]
    assert day_shares(polls, days, LATER) == dict.fromkeys(days, 1.0)


def test_polls_after_the_moment_asked_for_do_not_count():
    polls = [answered(1, 12, 0), failed(1, 20)]
    assert day_shares(polls, DAYS[:2], at(1, 12)) == {MONDAY: 1.0, DAYS[1]: 1.0}


def test_sources_beside_each_other_are_judged_apart():
    many = [[answered(7, 0, 0)], [], [answered(2, 0, 0), failed(3)], [failed(0, 0)]]
    found = shares_of(many, DAYS, LATER)
    for row, polls in zip(found, many, strict=True):
        alone = day_shares(polls, DAYS, LATER)
        assert {d: s for d, s in zip(DAYS, row, strict=True) if not np.isnan(s)} == alone


def test_spans_that_touch_are_joined_whatever_order_they_begin_in():
    spans = union(np.array([10, 20, 35, 60]), np.array([0, 12, 11, 50]))
    assert (spans.starts.tolist(), spans.ends.tolist()) == ([0, 11, 50], [10, 35, 60])
    assert spans.until(np.array([5, 10, 30, 55, 99])).tolist() == [5, 10, 29, 39, 44]
    assert spans.hold(np.array([0, 10, 34, 35])).tolist() == [True, False, True, False]


def test_the_union_equals_that_of_sorted_intervals():
    chance = np.random.default_rng(5)
    for _ in range(50):
        ends = np.sort(chance.choice(500, 30, replace=False))
        starts = ends - chance.integers(0, 60, 30)
        marked = np.zeros(600, bool)
        for start, end in zip(starts, ends, strict=True):
            marked[start + 60 : end + 60] = True
        until = union(ends, starts).until(np.arange(-60, 541))
        assert until.tolist() == [0, *np.cumsum(marked).tolist()]
