"""YouTube: how far back the next round of searches goes. Nothing is asked here."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from one_pass import PSEUDONYMS
from scene_youtube import NOW

from crawlers.platforms.youtube_search import LAG, Round, round_of
from crawlers.settings import CrawlSettings
from crawlers.visits.door import Door
from crawlers.visits.tools import Tools
from store.records import Source, SourceKind, SourceState

DAY = timedelta(days=1)
WORDS = 3
SOURCE = Source("kalla", SourceKind.YOUTUBE, "https://www.youtube.com/results")


def after(kept, now, since=None):
    """The round of a visit, by what the one before it kept."""
    nothing = SimpleNamespace()
    tools = Tools(nothing, nothing, nothing, CrawlSettings(), now, since, nothing, nothing)
    door = Door(SOURCE, SourceState("kalla", SOURCE.url), {}, PSEUDONYMS, tools)
    return round_of(kept.written() if kept else "", door, WORDS)


@pytest.mark.parametrize(("at", "sought"), [(WORDS, NOW), (1, NOW - 7 * DAY)])
def test_a_later_day_of_the_users_own_leaves_no_hole_in_what_is_searched(at, sought):
    before = Round(NOW - 7 * DAY, NOW, at)

    own = after(before, NOW + 5 * DAY, since=NOW + 4 * DAY)
    other = after(own, NOW + 5 * DAY, since=NOW + 3 * DAY)
    following = after(Round(other.since, other.began, WORDS), NOW + 6 * DAY)

    assert (own.since, other.since) == (NOW + 4 * DAY, NOW + 3 * DAY)
    assert following.since == sought - LAG


def test_an_earlier_day_of_the_users_own_is_followed_by_what_came_since():
    own = after(Round(NOW - DAY, NOW, WORDS), NOW + DAY, since=NOW - 30 * DAY)

    assert own == Round(NOW - 30 * DAY, NOW + DAY, day=own.day)
