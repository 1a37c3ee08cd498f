"""A week of 150 sources on loopback: ten outages are flagged, and nothing else, holiday included.

benchmarks/week.py runs the same week with larger publishers and more passes.
"""

from datetime import timedelta

import pytest
from simulated_week.outages import OUTAGES
from simulated_week.week import Week

from reports.signals.changes import Verdict, compare
from reports.signals.coverage import Note
from store.records import Frame

pytestmark = pytest.mark.slow

DARK, SPLIT = Frame.FAILURE_TO_PROTECT, Frame.LEGAL_CERTAINTY
"""What the failing publishers alone write of, and what they write most of."""


@pytest.fixture(scope="module")
def week(tmp_path_factory):
    lived = Week(tmp_path_factory.mktemp("vecka"), sizes=(0.5, 6.0))
    lived.live(timedelta(hours=12))
    return lived


@pytest.fixture(scope="module")
def report(week):
    return week.report()


@pytest.fixture(scope="module")
def series(report):
    """The frames' series by label."""
    return {row.series.label: row.series for row in report.overview.rows}


def test_the_ten_outages_are_flagged_while_they_last_and_no_other_source_ever_is(week):
    assert set(week.seen.signs) == set(week.failing())


@pytest.mark.parametrize("outage", OUTAGES, ids=lambda outage: outage.kind)
def test_a_host_that_does_not_answer_is_named_at_once_and_a_thin_feed_within_five_days(
    week, outage
):
    (source_id,) = (s for s, one in week.failing().items() if one is outage)
    begun = (outage.begins - week.start).total_seconds() / 3600
    first = min(week.seen.signs[source_id].values())
    assert begun <= first <= begun + outage.noticed_within_h


def test_the_report_names_the_ten_as_unseen_or_thin_and_gives_all_others_a_whole_week(week, report):
    names = {p.source_id: p.name for p in week.publishers}
    low = {row.name for row in report.coverage.sources if row.silent}
    assert low == {names[source_id] for source_id in week.failing()}
    whole = [row.coverage for row in report.coverage.sources if not row.silent]
    assert len(whole) == 140 and min(whole) > 0.95


def test_ascension_day_and_the_friday_after_it_make_no_source_thin(week):
    covered = week.covered(week.end).set_index("source_id")
    healthy = covered.drop(list(week.failing()))
    assert not healthy["note"].isin([Note.THIN, Note.OUTAGE]).any()
    calm = covered["note"] == Note.QUIET_SEASON
    assert 10 <= calm.sum() <= 100  # the days off did make a difference


def test_what_the_failing_sources_carry_is_told_as_unknown_and_not_as_a_fall(series):
    counts = [cell.editorial.stories for cell in series[DARK].cells]
    assert compare(counts[:-1], counts[-1]).verdict is Verdict.FALL  # by its count alone
    assert series[DARK].now.verdict is Verdict.NOT_ASSESSABLE
    assert len(series[DARK].now.silent) == 10
    assert series[SPLIT].now.verdict is Verdict.NOT_ASSESSABLE


def test_a_series_of_sources_that_answered_is_judged_and_a_real_fall_in_it_is_called(series):
    assert series[Frame.WORKLOAD].now.verdict is Verdict.NO_CHANGE
    assert series[Frame.CRIME].now.verdict is Verdict.FALL
    falls = {label for label, found in series.items() if found.now.verdict is Verdict.FALL}
    assert falls == {Frame.CRIME}


def test_every_article_of_the_sources_that_answered_is_held_once(week):
    begin, end = week.start.timestamp(), week.end.timestamp()
    published = {
        p.source_id: int(((p.times >= begin) & (p.times < end)).sum())
        for p in week.publishers
        if p.number not in week.outages
    }
    rows = week.store.read(
        "SELECT source_id, count(*) AS n, count(DISTINCT title) AS titles FROM documents "
        "WHERE published_at >= $begin AND published_at < $end GROUP BY source_id",
        {"begin": week.start, "end": week.end},
    ).to_pylist()
    held = {row["source_id"]: (row["n"], row["titles"]) for row in rows}
    assert {s: held.get(s, (0, 0)) for s in published} == {s: (n, n) for s, n in published.items()}
