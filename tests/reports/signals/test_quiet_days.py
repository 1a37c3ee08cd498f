"""Which days of the Swedish year are expected to give less."""

from datetime import date, timedelta

from reports.signals.quiet_days import Season, days_off, seasons


def off(*days):
    return days_off(days).tolist()


def test_midsummer_christmas_and_new_year_begin_on_their_eves():
    assert off(date(2026, 6, 19), date(2026, 12, 24), date(2026, 12, 31)) == [True] * 3


def test_easter_and_ascension_move_with_the_year():
    assert off(date(2025, 4, 18), date(2026, 4, 3), date(2026, 5, 14)) == [True] * 3
    assert off(date(2026, 4, 18), date(2025, 4, 3)) == [False] * 2


def test_a_single_working_day_between_a_holiday_and_the_weekend_is_off():
    assert off(date(2026, 5, 15), date(2026, 1, 5)) == [True, True]
    assert off(date(2026, 5, 13), date(2026, 1, 7)) == [False, False]


def test_a_common_sunday_is_no_day_off():
    assert off(date(2026, 11, 22), date(2026, 11, 23)) == [False, False]


def test_seasons_are_july_and_the_weeks_around_christmas():
    days = [date(2026, 7, 15), date(2026, 12, 27), date(2027, 1, 6), date(2026, 11, 16)]
    expected = [Season.JULY, Season.CHRISTMAS, Season.CHRISTMAS, Season.ORDINARY]
    assert seasons(days).tolist() == expected
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert (seasons(year) == Season.ORDINARY).mean() > 0.8
