"""Who got which letter: never twice, never forgotten, and less and less often when it fails."""

from datetime import UTC, datetime, timedelta

import pytest

from store.connection import Store
from store.mail import Attempt, Outcome, claim, due, is_due, last_attempts, note

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
ANNA, BO = "anna@kommunen.example", "bo@kommunen.example"
REPORT = ("report", "2026-W47.sv")


@pytest.fixture
def db(tmp_path):
    return Store(tmp_path / "lager.duckdb")


def noted(db, now=NOW, **outcomes):
    names = {"anna": ANNA, "bo": BO}
    note(db, *REPORT, {names[n]: (Outcome(o), "") for n, o in outcomes.items()}, now)


def test_asking_who_is_due_claims_nothing(db):
    noted(db, bo="sent")
    for _ in range(2):
        assert due(db, *REPORT, [ANNA, BO], NOW, by_hand=False) == [ANNA]
    assert claim(db, *REPORT, [ANNA, BO], NOW) == [ANNA]


def test_a_letter_is_claimed_once_and_not_again_after_it_arrived(db):
    assert claim(db, *REPORT, [ANNA, BO], NOW) == [ANNA, BO]
    assert claim(db, *REPORT, [ANNA, BO], NOW) == []
    noted(db, anna="sent", bo="sent")
    later = NOW + timedelta(days=3)
    assert claim(db, *REPORT, [ANNA, BO], later) == []
    assert claim(db, *REPORT, [ANNA, BO], later, by_hand=True) == []


def test_another_week_and_another_reader_are_letters_of_their_own(db):
    claim(db, *REPORT, [ANNA], NOW)
    noted(db, anna="sent")
    assert claim(db, "report", "2026-W48.sv", [ANNA], NOW) == [ANNA]
    assert claim(db, *REPORT, [ANNA, BO], NOW) == [BO]


def test_only_who_did_not_get_it_is_tried_again(db):
    claim(db, *REPORT, [ANNA, BO], NOW)
    noted(db, anna="sent", bo="refused")
    assert claim(db, *REPORT, [ANNA, BO], NOW + timedelta(minutes=15)) == [BO]


def test_a_letter_broken_off_by_a_crash_is_sent_again_by_hand_only(db):
    claim(db, *REPORT, [ANNA], NOW)
    soon, late = NOW + timedelta(minutes=2), NOW + timedelta(hours=2)
    assert claim(db, *REPORT, [ANNA], soon, by_hand=True) == []
    assert claim(db, *REPORT, [ANNA], late) == []
    assert claim(db, *REPORT, [ANNA], late, by_hand=True) == [ANNA]


def test_failures_are_counted_and_the_newest_outcome_holds(db):
    for number in range(3):
        moment = NOW + timedelta(hours=number)
        claim(db, *REPORT, [ANNA], moment, by_hand=True)
        noted(db, moment, anna="failed")
    (attempt,) = last_attempts(db)
    assert (attempt.outcome, attempt.failures) == (Outcome.FAILED, 3)
    assert attempt.noted_at == NOW + timedelta(hours=2)
    last = NOW + timedelta(hours=5)
    claim(db, *REPORT, [ANNA], last)
    assert last_attempts(db)[0].outcome is Outcome.SENDING
    noted(db, last, anna="sent")
    assert last_attempts(db)[0].outcome is Outcome.SENT


@pytest.mark.parametrize(
    ("failures", "minutes", "due"),
    [
        (1, 0, True), (2, 29, False), (2, 30, True), (4, 119, False), (4, 120, True),
        (9, 24 * 60 - 1, False), (40, 24 * 60, True),
    ],
)  # fmt: skip
def test_it_is_tried_with_the_next_pass_then_ever_less_often_but_once_a_day(failures, minutes, due):
    last = Attempt(*REPORT, ANNA, NOW, Outcome.FAILED, "", failures)
    now = NOW + timedelta(minutes=minutes)
    assert is_due(last, now, by_hand=False) is due
    assert is_due(last, now, by_hand=True)


def test_what_is_older_than_a_year_goes(db):
    claim(db, *REPORT, [ANNA], NOW)
    noted(db, anna="sent")
    noted(db, NOW + timedelta(days=400), bo="sent")
    assert [a.recipient for a in last_attempts(db)] == [BO]
