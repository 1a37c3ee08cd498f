"""Drift is found in the constructed archives, and news, outages and new sources are none."""

from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest
from drift_cases import CASES, MODEL
from drift_unseen_cases import CASES as UNSEEN

from reports.signals.drift import drift
from reports.signals.drift_departure import Counted, departure
from reports.signals.drift_measures import MEASURES, Group
from store.connection import Store

LATEST = np.arange(25) == 24


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Gives what was found in a case, by its name: `store`, `case` and `drift`."""
    folder = tmp_path_factory.mktemp("drift")
    cases = {case.name: case for case in CASES}

    @cache
    def read(name):
        case, store = cases[name], Store(folder / f"{name}.duckdb")
        case.fill(store)
        with store.reading() as transaction:
            return SimpleNamespace(
                case=case, store=store, drift=drift(transaction, MODEL, case.week, case.now)
            )

    return read


# Every case is full of ordinary weeks; `less_sure` is in tests/reports/weekly/test_drift_told.py.
FILLED = [case.name for case in CASES if case.name not in ("ordinary_weeks", "less_sure")]


@pytest.mark.parametrize("name", FILLED)
def test_what_has_drifted_alarms_and_nothing_else_does(found, name):
    case, drifted = found(name).case, found(name).drift
    alarms = {finding.kind for finding in drifted.findings if finding.alarm}
    assert case.must <= alarms <= case.must | case.may
    assert drifted.alarm == bool(alarms) and set(drifted.kinds) == alarms


def test_every_measure_is_compared_and_its_alarm_lies_outside_its_range(found):
    findings = found("jargon").drift.findings
    assert {f.measure for f in findings} == {measure.name for measure in MEASURES}
    for finding in findings:
        assert 0 <= finding.low <= finding.reference <= finding.high <= 1
        assert finding.alarm <= (not finding.low <= finding.value <= finding.high)


def test_private_posts_of_too_few_accounts_are_left_out_everywhere(found):
    """Jargon is on the platforms alone: without them nothing is found, and all texts together are
    the editorial ones, so that no difference tells of a post."""
    case = found("jargon").case
    with found("jargon").store.reading() as transaction:
        drifted = drift(transaction, MODEL, case.week, case.now, min_cell=1000)
    assert not drifted.alarm
    values = {finding.group: finding.value for finding in drifted.findings}
    for measure in MEASURES:
        assert f"{measure.name}:{Group.PRIVATE}" not in values
        assert values[f"{measure.name}:{Group.ALL}"] == values[f"{measure.name}:{Group.EDITORIAL}"]


def test_a_week_that_is_running_or_has_no_history_or_no_labels_is_not_judged(found):
    case = found("jargon").case
    with found("jargon").store.reading() as transaction:
        assert drift(transaction, "another model", case.week, case.now).findings == ()
        assert drift(transaction, MODEL, "2020-W10", case.now).findings == ()
        assert drift(transaction, MODEL, "2026-W46", case.now).findings == ()


def test_an_empty_store_has_no_drift(tmp_path):
    case = CASES[0]
    with Store(tmp_path / "lager.duckdb").reading() as transaction:
        assert not drift(transaction, MODEL, case.week, case.now).alarm


def weeks_of(shares, rng, stories=40, spread=0.0, weeks=25):
    """Stories a week of sources with these shares, which vary from week to week by `spread`."""
    told = np.full((len(shares), weeks), float(stories))
    usual = np.clip(np.array(shares)[:, None] + rng.normal(0, spread, weeks), 0.01, 0.99)
    return Counted(told, rng.binomial(stories, usual).astype(float), np.zeros(len(shares), int))


def test_other_sources_than_usual_are_no_departure():
    """The share over all falls from a half to a fifth, since only the second source was seen."""
    counted = weeks_of([0.8, 0.2], np.random.default_rng(1))
    counted.stories[0, -1] = counted.total[0, -1] = 0
    found = departure(counted, ~LATEST)
    assert found is not None and found.value < 0.35
    assert abs(found.value - found.expected) < 0.15 and found.p_value() > 0.05


def test_a_source_that_the_reference_does_not_know_counts_for_nothing():
    counted = weeks_of([0.5, 0.5], np.random.default_rng(2))
    counted.stories[1, :-1] = counted.total[1, :-1] = 0
    counted.total[1, -1] = 40
    alone = counted.of(np.array([True, False]))
    assert departure(counted, ~LATEST) == departure(alone, ~LATEST)


@pytest.mark.parametrize("spread", [0.0, 0.1])
def test_weeks_that_vary_more_than_chance_give_no_more_departures_than_said(spread):
    rng = np.random.default_rng(3)
    drawn = [departure(weeks_of([0.2, 0.4], rng, spread=spread), ~LATEST) for _ in range(250)]
    beyond = np.mean([found is not None and found.p_value() < 0.05 for found in drawn])
    assert 0.01 <= beyond <= 0.08  # 0.05, within three standard errors


def test_the_same_change_is_found_in_steady_weeks_and_not_where_weeks_vary_as_much():
    rng = np.random.default_rng(4)
    for spread, certain in ((0.0, True), (0.25, False)):
        counted = weeks_of([0.5, 0.5], rng, spread=spread)
        counted.total[:, -1] = 32
        found = departure(counted, ~LATEST)
        assert found is not None and (found.p_value() < 0.001) == certain


def test_too_short_a_reference_is_not_judged():
    counted = weeks_of([0.5, 0.5], np.random.default_rng(5), weeks=7)
    assert departure(counted, np.arange(7) < 6) is None


@pytest.mark.slow
def test_cases_kept_apart_until_the_rules_were_done_are_mostly_right(tmp_path):
    wrong = []
    for case in UNSEEN:
        store = Store(tmp_path / f"{case.name}.duckdb")
        case.fill(store)
        with store.reading() as transaction:
            alarms = drift(transaction, MODEL, case.week, case.now).kinds
        if not set(case.must) <= set(alarms) <= {*case.must, *case.may}:
            wrong.append(f"{case.name}: {sorted(alarms)}")
    assert len(UNSEEN) == 6
    assert len(wrong) <= 1, "\n".join(wrong)
