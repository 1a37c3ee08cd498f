"""The log of a project: locked before, written after, never rewritten."""

import json
from datetime import UTC, datetime

import pytest

from reports.trust.link.log import AnalysisLog, LoggedTest

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def log(tmp_path):
    return AnalysisLog(tmp_path / "projekt")


def locked(log, plan="a" * 64, now=NOW):
    return log.lock(plan, {"plan": {}}, now, "anna")


def finished(log, plan="a" * 64, p=0.5):
    log.finish(plan, [LoggedTest("x → y, lag 0", p)], {"seed": 1}, NOW, "anna")


def test_the_first_plan_confirms(log):
    found = locked(log)
    assert not found.exploratory
    assert (found.earlier, found.runs, found.locked_at) == ((), 0, "2026-11-22T08:00:00+00:00")


def test_a_second_run_is_exploratory_and_knows_the_tests_before(log):
    locked(log)
    finished(log, p=0.03)
    again = locked(log, now=LATER)
    assert again.exploratory
    assert again.earlier == (LoggedTest("x → y, lag 0", 0.03),)
    assert again.locked_at == "2026-11-22T08:00:00+00:00"  # that of the same plan


def test_another_plan_is_exploratory_even_if_the_first_gave_no_result(log):
    locked(log)
    assert locked(log, "b" * 64).exploratory


def test_the_same_plan_after_a_crash_still_confirms(log):
    locked(log)
    assert not locked(log).exploratory


def test_a_plan_whose_data_were_refused_was_no_look(log):
    locked(log)
    log.refuse("a" * 64, "TableError", NOW, "anna")
    assert not locked(log, "b" * 64).exploratory


def test_a_line_that_a_crash_cut_off_is_passed_over(log):
    locked(log)
    with log.path.open("ab") as file:
        file.write(b'{"event": "result", "tes')
    found = locked(log)
    assert not found.exploratory
    assert not found.altered
    assert [entry["event"] for entry in log.entries()] == ["lock", "lock"]


def test_a_line_taken_out_makes_all_that_follows_exploratory(log):
    locked(log)
    finished(log)
    locked(log)
    lines = log.path.read_bytes().splitlines(keepends=True)
    log.path.write_bytes(lines[0] + lines[2])
    found = locked(log)
    assert found.altered
    assert found.exploratory


def test_lines_are_only_ever_added(log):
    locked(log)
    before = log.path.read_bytes()
    finished(log)
    assert log.path.read_bytes().startswith(before)
    assert all(json.loads(line)["who"] == "anna" for line in log.path.read_text().splitlines())


def test_two_processes_at_once_both_get_their_line(log):
    other = AnalysisLog(log.path.parent)
    locked(log)
    other.lock("b" * 64, {}, NOW, "bo")
    finished(log)
    assert [entry["who"] for entry in log.entries()] == ["anna", "bo", "anna"]
    assert not locked(log).altered
