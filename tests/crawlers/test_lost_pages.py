"""How many new pages of a source in a row have failed for good, over its visits."""

import pytest

from crawlers.visits.lost_pages import PAGES, in_a_row, noted


def after(*visits):
    """What is noted after visits that each read so many pages and lost so many."""
    problems = ("guid reused",)
    for read, lost in visits:
        problems = noted(problems, in_a_row(problems, read, lost))
    return problems


@pytest.mark.parametrize(
    ("visits", "is_told"),
    [
        ([(0, 3)], True),
        ([(0, 1), (0, 1), (0, 1)], True),
        ([(0, 1), (0, 0), (0, 1), (0, 0), (0, 1)], True),
        ([(0, 2)], False),
        ([(0, 2), (1, 0), (0, 2)], False),
        ([(2, 3)], True),
        ([(3, 3)], False),
        ([(0, 3), (0, 0)], True),
        ([(0, 3), (1, 0)], False),
    ],
)
def test_three_pages_in_a_row_that_fail_for_good_are_told_until_one_is_read(visits, is_told):
    assert (after(*visits)[0] == PAGES) is is_told


def test_one_problem_at_a_time_is_noted_of_lost_pages_and_the_others_stand():
    assert after((0, 1)) == ("guid reused", "a page failed for good")
    assert after((0, 1), (0, 1)) == ("guid reused", "two pages in a row failed for good")
    assert after((0, 1), (0, 9)) == (PAGES, "guid reused")
    assert after((0, 9), (5, 0)) == ("guid reused",)
