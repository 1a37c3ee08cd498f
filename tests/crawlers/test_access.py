"""Access states, the failure score and what is proposed to a person: only decisions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.network.fetch import Answer, Failure
from crawlers.visits.access import (
    HEAVIEST,
    Seen,
    after_answer,
    after_failure,
    is_stale,
)
from crawlers.visits.proposals import proposal
from crawlers.visits.reach import Claim
from crawlers.visits.unchanged import LYING_ETAG
from crawlers.visits.waiting import may_ask_conditionally, next_attempt
from store.records import ANSWERED, Access, Source, SourceKind, SourceState

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
URL = "https://nybodatidning.example/rss"
SOURCE = Source("nyboda", SourceKind.FEED, URL)
NEW = SourceState("nyboda", URL)
DAY = timedelta(days=1)
GONE = Failure(Access.OUTAGE, "sidan finns inte (HTTP 404)", 404, passing=False, code="missing")
TIMEOUT = Failure(Access.OUTAGE, "svarade inte inom 30 sekunder", code="timeout")
CHALLENGE = Failure(Access.CHALLENGED, "vill se att en människa läser", 403, code="challenged")


def answer(status=200, moved_to="", etag='"1"'):
    return Answer(URL, status, b"", "text/xml", etag, "", moved_to, False)


def seen(access=Access.OK, dates=(), **more):
    more.setdefault("claim", Claim(NOW))
    return Seen(access, "hash", items=len(dates), dates=dates, **more)


def failed(failure, times=1, state=NEW, every=DAY, now=NOW):
    for number in range(times):
        state, poll = after_failure(state, failure, now + number * every)
    return state, poll


@pytest.mark.parametrize(
    ("access", "code", "weight"),
    [
        (Access.REFUSED, "refused", 1.0),
        (Access.REFUSED, "robots", 1.0),
        (Access.PARSE_ERROR, "parse_error", 1.0),
        (Access.OUTAGE, "missing", 1.0),
        (Access.OUTAGE, "dns", 1.0),
        (Access.OUTAGE, "timeout", 0.5),
        (Access.OUTAGE, "server", 0.5),
        (Access.RATE_LIMITED, "rate_limited", 0.25),
        (Access.CHALLENGED, "challenged", HEAVIEST),
    ],
)
def test_a_failure_weighs_by_its_cause(access, code, weight):
    state, poll = failed(Failure(access, "nej", code=code))
    assert (state.score, state.failures, state.problems) == (weight, 1, (code,))
    assert (poll.access, poll.covers_from, poll.message) == (access, None, "nej")


def test_the_first_failure_is_remembered_until_the_source_answers():
    state, _ = failed(TIMEOUT, times=3)
    assert (state.failing_since, state.failures) == (NOW, 3)
    state, _ = after_answer(state, answer(), seen(), NOW + 4 * DAY)
    assert (state.failing_since, state.failures, state.problems) == (None, 0, ())


def test_full_answers_heal_a_score_step_by_step_and_not_modified_never_does():
    state, _ = failed(GONE, times=20)
    assert state.score == HEAVIEST
    scores = []
    for _ in range(4):
        state, _ = after_answer(state, answer(), seen(), NOW)
        scores.append(state.score)
    assert scores == [2.0, 0.5, 0.0, 0.0]

    ill = replace(NEW, score=3.0)
    state, poll = after_answer(ill, answer(304), seen(Access.NOT_MODIFIED), NOW)
    assert (state.score, poll.access) == (3.0, Access.NOT_MODIFIED)


def test_the_service_waits_twice_as_long_for_each_point_of_the_score_and_at_most_a_day():
    def hours(score, every=60):
        source = replace(SOURCE, every_minutes=every)
        wait = next_attempt(source, replace(NEW, score=score), NOW) - NOW
        return round((wait + timedelta(minutes=1)).total_seconds() / 3600, 2)

    assert [hours(score) for score in (0, 0.25, 1, 3, 8)] == [1, 1.19, 2, 8, 24]
    assert hours(HEAVIEST, every=15) == 24
    assert hours(5, every=7 * 24 * 60) == 7 * 24, "a source asked once a week is not asked daily"


def test_a_challenged_source_is_asked_once_a_day_from_the_first_time():
    state, _ = failed(CHALLENGE)
    assert next_attempt(SOURCE, state, NOW) >= NOW + DAY - timedelta(minutes=1)


def test_a_source_is_not_asked_before_the_time_that_it_has_named():
    later = NOW + timedelta(hours=5)
    busy = Failure(Access.RATE_LIMITED, "ber oss vänta", 429, retry_at=later, code="rate_limited")
    state, _ = failed(busy)
    assert next_attempt(SOURCE, state, NOW) == later
    state, _ = after_answer(state, answer(), seen(), later)
    assert state.retry_at is None


def test_conditions_are_dropped_after_a_day_and_after_any_failure_until_it_is_healed():
    state, _ = after_answer(NEW, answer(), seen(), NOW)
    hour = NOW + timedelta(hours=1)
    assert may_ask_conditionally(state, hour)
    assert not may_ask_conditionally(state, NOW + DAY)
    state, _ = after_answer(state, answer(304), seen(Access.NOT_MODIFIED), hour)
    assert not may_ask_conditionally(state, NOW + DAY), "not modified does not prolong the trust"
    ill, _ = failed(GONE, times=2, state=state)
    assert not may_ask_conditionally(ill, hour)
    better, _ = after_answer(ill, answer(), seen(), hour)
    assert (better.failures, better.score) == (0, 0.5)
    assert not may_ask_conditionally(better, hour), "the score is not healed yet"
    well, _ = after_answer(better, answer(), seen(), hour)
    assert may_ask_conditionally(well, hour)


def test_an_etag_that_has_lied_is_not_forgotten_by_a_failure():
    liar = replace(NEW, problems=("guid churn", LYING_ETAG))
    state, _ = failed(TIMEOUT, times=2, state=liar)
    assert state.problems == ("timeout", LYING_ETAG)


def test_a_source_has_moved_after_three_answers_that_name_one_new_address():
    state, polls = NEW, []
    for to in ("https://ny.example/a", "https://ny.example/b") + ("https://ny.example/rss",) * 3:
        assert proposal(SOURCE, state, NOW) == ""
        state, poll = after_answer(state, answer(moved_to=to), seen(), NOW)
        polls.append(poll)
    assert {poll.access for poll in polls} == {Access.MOVED}
    assert polls[-1].message == "källan har flyttat till https://ny.example/rss"
    assert proposal(SOURCE, state, NOW) == (
        "Källan har flyttat för gott: ändra url till https://ny.example/rss."
    )
    back, _ = after_answer(state, answer(), seen(), NOW)
    assert (back.moved_times, proposal(SOURCE, back, NOW)) == (0, "")


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (Failure(Access.OUTAGE, "", code="dns"), "nybodatidning.example finns inte"),
        (GONE, "Adressen finns inte sedan 2026-11-20"),
        (Failure(Access.REFUSED, "", 403, code="refused"), "släpper inte in oss"),
        (Failure(Access.REFUSED, "", code="robots"), "släpper inte in oss"),
        (CHALLENGE, "släpper inte in oss"),
        (Failure(Access.REFUSED, "", passing=False, code="address"), "rätta adressen"),
        (Failure(Access.NOT_ASKED, "", passing=False, code="key"), "Nyckeln saknas"),
        (Failure(Access.PARSE_ERROR, "", code="parse_error"), "går inte att läsa"),
    ],
)
def test_a_person_is_asked_after_a_week_of_the_same_closed_door(failure, words):
    state, _ = failed(failure, times=7)
    assert proposal(SOURCE, state, NOW + 6.9 * DAY) == ""
    assert words in proposal(SOURCE, state, NOW + 7 * DAY)


def test_an_outage_of_three_days_asks_nobody_and_silence_is_told_after_two_weeks():
    state, _ = failed(GONE, times=3)
    assert proposal(SOURCE, state, NOW + 3 * DAY) == "", "whole platforms answer 404 for days"
    state, _ = failed(TIMEOUT, times=13)
    assert proposal(SOURCE, state, NOW + 13 * DAY) == ""
    assert "inte svarat sedan 2026-11-20" in proposal(SOURCE, state, NOW + 14 * DAY)


def test_a_dead_source_is_still_asked_daily_after_years():
    state, _ = failed(GONE, times=900)
    last = NOW + 900 * DAY
    assert next_attempt(SOURCE, state, last) <= last + DAY


def test_what_is_known_of_another_address_is_neither_waited_for_nor_told():
    state, _ = failed(GONE, times=30)
    other = replace(SOURCE, url="https://nybodatidning.example/feed")
    assert proposal(other, state, NOW + 30 * DAY) == ""
    assert next_attempt(other, state, NOW) < NOW + timedelta(hours=1)


def hourly(count, newest=NOW):
    return [newest - timedelta(hours=n) for n in range(count)]


@pytest.mark.parametrize(
    ("gap", "silent_days", "is_silent"),
    [
        (timedelta(hours=1), 7, False),
        (timedelta(hours=1), 7.1, True),
        (timedelta(days=2), 40, False),
        (timedelta(days=2), 41, True),
        (timedelta(days=30), 181, True),
    ],
)
def test_a_source_is_stale_by_its_own_usual_gap(gap, silent_days, is_silent):
    dates = [NOW - n * gap for n in range(6)]
    state, _ = after_answer(NEW, answer(), seen(dates=dates), NOW)
    later = NOW + silent_days * DAY
    state, poll = after_answer(state, answer(304), seen(Access.NOT_MODIFIED), later)
    assert (poll.access is Access.STALE) is is_silent
    assert is_stale(state, later) is is_silent
    assert bool(proposal(SOURCE, state, later)) is is_silent


@pytest.mark.parametrize(("silent_days", "is_silent"), [(14, False), (27, False), (29, True)])
def test_a_source_that_publishes_many_at_a_time_is_not_stale_between_two_times(
    silent_days, is_silent
):
    batches = [NOW - week * 7 * DAY for week in range(3) for _ in range(4)]
    pinned = NOW - 900 * DAY
    state, _ = after_answer(NEW, answer(), seen(dates=[*batches, pinned]), NOW)
    assert is_stale(state, NOW + silent_days * DAY) is is_silent


def test_few_dates_or_none_make_no_source_stale_before_half_a_year():
    state, _ = after_answer(NEW, answer(), seen(dates=hourly(4)), NOW)
    assert not is_stale(state, NOW + 180 * DAY)
    assert is_stale(state, NOW + 181 * DAY)
    undated, _ = after_answer(NEW, answer(), seen(), NOW)
    assert not is_stale(undated, NOW + 999 * DAY)


def test_a_stale_source_has_answered_and_leaves_no_hole():
    state, _ = after_answer(NEW, answer(), seen(dates=hourly(10)), NOW)
    later = NOW + 30 * DAY
    unchanged = seen(Access.NOT_MODIFIED, claim=Claim(state.answered_at))
    after, poll = after_answer(state, answer(), unchanged, later)
    assert poll.access is Access.STALE and poll.access in ANSWERED
    assert (poll.covers_from, after.answered_at, after.score) == (NOW, later, 0.0)
    assert poll.message == "det nyaste som listas är från 2026-11-20"


def test_an_empty_listing_stays_empty_and_a_future_date_makes_nothing_new():
    dates = [*hourly(9, NOW - 30 * DAY), NOW + 300 * DAY]
    state, poll = after_answer(NEW, answer(), seen(dates=dates), NOW)
    assert (poll.access, state.newest_at) == (Access.STALE, NOW - 30 * DAY)
    _, poll = after_answer(state, answer(), seen(Access.EMPTY_VALID), NOW)
    assert poll.access is Access.EMPTY_VALID


def test_a_listing_whose_pages_mostly_fail_is_an_outage_that_keeps_what_was_seen_before():
    before, _ = after_answer(NEW, answer(), seen(), NOW)
    mostly = seen(left_out=3, wanted=5, message="3 av 5 artikelsidor gick inte att hämta")
    state, poll = after_answer(before, answer(), mostly, NOW + DAY)
    assert (poll.access, poll.covers_from) == (Access.OUTAGE, None)
    assert (state.answered_at, state.failures, state.score) == (NOW, 1, 0.5)
    assert state.failing_since == NOW + DAY and state.problems == ("pages",)
    state = replace(state, failing_since=NOW)
    assert "artikelsidor går inte att hämta" in proposal(SOURCE, state, NOW + 14 * DAY)


@pytest.mark.parametrize("problem", ["guid churn", "same text under many titles"])
def test_what_a_person_must_look_at_is_told_though_the_source_answers(problem):
    state, _ = after_answer(NEW, answer(), seen(problems=(problem,)), NOW)
    assert state.problems == (problem,)
    sentence = proposal(SOURCE, state, NOW)
    assert sentence.endswith(".") and "se efter" in sentence


def test_a_source_whose_new_pages_are_all_gone_is_named_after_three_days_though_it_answers():
    state, poll = after_answer(NEW, answer(), seen(wanted=3, lost=3), NOW)
    assert (poll.access, state.failures, state.score) == (Access.OK, 0, 0.0)
    assert (state.problems, state.failing_since) == (("pages",), NOW)
    for day in (1, 2, 3):  # nothing new: no page has been read
        unchanged = seen(Access.NOT_MODIFIED, problems=state.problems)
        state, _ = after_answer(state, answer(304), unchanged, NOW + day * DAY)
    assert proposal(SOURCE, state, NOW + 2.9 * DAY) == ""
    assert proposal(SOURCE, state, NOW + 3 * DAY) == (
        "Källans nya artikelsidor går inte att läsa sedan 2026-11-20: "
        "se efter om länkarna i listan leder rätt."
    )
    well, _ = after_answer(state, answer(), seen(wanted=1, read=1), NOW + 4 * DAY)
    assert (well.problems, well.failing_since) == ((), None)


def test_an_outage_of_a_source_with_lost_pages_is_dated_from_its_own_beginning():
    state, _ = after_answer(NEW, answer(), seen(wanted=3, lost=3), NOW)
    state, _ = failed(TIMEOUT, state=state, now=NOW + 10 * DAY)
    assert (state.failing_since, state.failures) == (NOW + 10 * DAY, 1)
    assert state.problems == ("timeout", "pages")
    assert proposal(SOURCE, state, NOW + 15 * DAY) == ""
    state, _ = after_answer(state, answer(), seen(), NOW + 15 * DAY)
    assert "artikelsidor går inte att läsa" in proposal(SOURCE, state, NOW + 15 * DAY)


def test_a_source_that_moved_is_told_so_while_its_lost_pages_are_still_new():
    moved = replace(NEW, moved_to="https://ny.example/rss", moved_times=2)
    to = answer(moved_to="https://ny.example/rss")
    state, _ = after_answer(moved, to, seen(wanted=3, lost=3), NOW)
    assert "har flyttat för gott" in proposal(SOURCE, state, NOW)


def test_a_host_that_asks_to_wait_in_the_middle_of_a_listing_is_not_asked_before():
    later = NOW + timedelta(hours=5)
    state, _ = after_answer(NEW, answer(), seen(retry_at=later, ask_again=True), NOW)
    assert next_attempt(SOURCE, state, NOW) == later
    state, _ = after_answer(state, answer(), seen(), later)
    assert state.retry_at is None
