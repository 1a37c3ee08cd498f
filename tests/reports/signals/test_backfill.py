"""What reached us as an archive is no news of the week in which it came."""

from datetime import timedelta

import pytest
from volume_histories import Histories

from reports.signals.backfill import archive_weeks, archives_of, backfilled
from reports.signals.coverage import Note
from reports.signals.weeks import first_day, shifted, span, start_of_day
from store.connection import Store

WEEK = "2026-W47"
MONDAY = start_of_day(first_day(WEEK))


@pytest.fixture
def histories(tmp_path):
    found = Histories(tmp_path, shifted(WEEK, -20), WEEK)
    return found.source("a", 30)


def bring(histories, count, moment, published=None, source="a"):
    """`count` documents first seen at `moment`, published at that date or at an unknown one."""
    for _ in range(count):
        row = {"source": source, "first_seen_at": moment}
        histories.extra.append(row | ({"published_at": published} if published else {}))


def kept_out(histories) -> int:
    with histories.store().reading() as transaction:
        return len(backfilled(transaction, span(shifted(WEEK, -3), WEEK)))


def test_news_without_dates_of_a_source_that_is_asked_every_day_is_news(histories):
    for number in range(histories.days):
        bring(histories, 4, histories.asked(number))
    assert kept_out(histories) == 0


def test_what_a_new_source_lists_at_the_first_visit_is_an_archive(histories):
    histories.source("new", 0)
    histories.begins["new"] = histories.day(WEEK, 1)
    bring(histories, 12, histories.asked(histories.day(WEEK, 1)), source="new")
    bring(histories, 3, histories.asked(histories.day(WEEK, 2)), source="new")
    assert kept_out(histories) == 12


def test_what_a_source_lists_after_weeks_of_silence_is_an_archive(histories):
    back = histories.day(WEEK, 2)
    histories.outage("a", slice(histories.day(shifted(WEEK, -3)), back))
    bring(histories, 25, histories.asked(back))
    bring(histories, 5, histories.asked(back + 1))
    assert kept_out(histories) == 25


def test_what_a_source_lists_after_a_day_of_silence_is_news(histories):
    histories.outage("a", slice(histories.day(WEEK, 2), histories.day(WEEK, 3)))
    bring(histories, 9, histories.asked(histories.day(WEEK, 3)))
    assert kept_out(histories) == 0


def test_an_archive_that_a_feed_suddenly_lists_is_kept_out_and_a_busy_day_is_not(histories):
    for number in range(histories.days - 7):
        bring(histories, 5, histories.asked(number))
    bring(histories, 19, histories.asked(histories.day(WEEK, 1)))
    assert kept_out(histories) == 0
    histories.folder /= "with"
    histories.folder.mkdir()
    bring(histories, 300, histories.asked(histories.day(WEEK, 3)))
    assert kept_out(histories) == 300


def test_a_file_without_dates_is_an_archive(histories):
    bring(histories, 40, MONDAY + timedelta(hours=9, minutes=13))
    assert kept_out(histories) == 40


def test_late_documents_with_dates_count_in_their_week_and_are_noted_where_they_came(histories):
    published = start_of_day(first_day(shifted(WEEK, -6)))
    bring(histories, 30, histories.asked(histories.day(WEEK, 1)), published)
    assert kept_out(histories) == 0
    histories.folder /= "again"
    histories.folder.mkdir()
    weeks = [shifted(WEEK, -6), WEEK]
    found = histories.coverage(weeks[0])
    assert found.loc["a", WEEK]["note"] == Note.BACKFILL
    usual = histories.items["a"]
    seen = [int(found.loc["a", week]["seen"]) for week in weeks]
    assert seen == [
        int(usual[histories.week(weeks[0])].sum()) + 30,
        int(usual[histories.week(WEEK)].sum()),
    ]


def test_what_is_kept_out_does_not_change_what_is_expected(histories):
    bring(histories, 400, MONDAY - timedelta(days=10, minutes=13))
    row = histories.coverage().loc["a", WEEK]
    assert row["expected"] == pytest.approx(30, rel=0.2)
    assert row["coverage"] == 1.0


def test_a_source_that_returns_with_its_archive_fills_its_weeks_and_makes_no_spike(histories):
    """It was out for three weeks, and its feed then lists all that it published, with dates."""
    back = histories.day(WEEK, 2)
    gone = slice(histories.day(shifted(WEEK, -3)), back)
    published = histories.items["a"].copy()
    histories.outage("a", gone)
    for number in range(gone.start, gone.stop):
        moment = start_of_day(histories.date(number)) + timedelta(hours=8)
        bring(histories, int(published[number]), histories.asked(back), moment)
    histories.reaches_back = {("a", back): gone.start}
    found = histories.coverage(shifted(WEEK, -3))
    assert found["coverage"].tolist() == [1.0] * 4
    assert [int(n) for n in found["seen"]] == [
        int(published[histories.week(week)].sum()) for week in span(shifted(WEEK, -3), WEEK)
    ]
    assert found.loc["a", WEEK]["note"] == Note.BACKFILL


def test_an_empty_store_has_no_archive(tmp_path):
    with Store(tmp_path / "store.duckdb").reading() as transaction:
        assert backfilled(transaction, [WEEK]) == set()
        assert archive_weeks(transaction, [WEEK], archives_of(transaction, [WEEK])) == set()
