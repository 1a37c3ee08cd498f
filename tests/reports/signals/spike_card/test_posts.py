"""Private posts on a card: what they explain, and what is never told of the few among them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from reports.signals.spike_card.crowd import Together, private_of
from reports.signals.spike_card.language import language_of
from reports.signals.spike_card.origins import origin_of
from reports.signals.spike_card.texts import Text

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
WEEK = "2026-W47"
OBSERVED = [f"2026-W{n}" for n in range(37, 47)]
POST = Text(
    "", WEEK, NOW, "forumet", "Forumet", True, True, None, "", "", "", (), "", "sv", NOW, NOW,
    (), (),
)  # fmt: skip
TEN = [f"p{n}" for n in range(10)]


def posts(accounts, each=1, week=WEEK, **changes):
    return [
        replace(POST, document_id=f"{week}-{who}-{n}", story_id=f"{week}-{who}-{n}",
                week=week, author=who, **changes)
        for who in accounts for n in range(each)
    ]  # fmt: skip


def articles(number, week=WEEK, **changes):
    return [
        replace(article, private=False, author=None, source_id="dagbladet")
        for article in posts([f"a{n}" for n in range(number)], week=week, **changes)
    ]


def private(now, earlier=()):
    return {week: posts(earlier, 10, week) for week in OBSERVED} | {WEEK: now}


def test_accounts_that_always_write_much_explain_no_rise():
    """Five accounts write ten each every week; this week twenty others write one each."""
    busy = TEN[:5]
    now = posts(busy, 10) + posts([f"q{n}" for n in range(20)])
    found = private_of(private(now, busy), OBSERVED, WEEK, Together([], 0, True), 20.0, 5)
    assert found.busiest.of_excess == 0
    assert found.spread.of_excess >= 0.75


def test_accounts_that_always_act_together_explain_no_rise():
    ring = posts(TEN[:5], 10)
    now = ring + posts([f"q{n}" for n in range(20)])
    found = private_of(private(now, TEN[:5]), OBSERVED, WEEK, Together(ring, 5, True), 20.0, 5)
    assert (found.together.of_excess, found.cluster_accounts) == (0, None)


def test_accounts_that_begin_to_write_much_explain_a_rise():
    now = posts(TEN[:5], 10) + posts(TEN[5:])
    found = private_of(private(now), OBSERVED, WEEK, Together([], 0, True), 55.0, 5)
    assert found.busiest.of_excess >= 0.75
    assert found.spread.of_excess == 0


def test_the_language_of_fewer_accounts_than_min_cell_is_never_told():
    """Without articles in the week the one post in Somali is above the usual in its language."""
    usual = {week: articles(2, week) for week in OBSERVED}
    now = posts(TEN[:4]) + posts(["x"], language="so")
    found = language_of(usual, {WEEK: now}, OBSERVED, WEEK, 4.0, 5)
    assert found is None
    many = posts(TEN) + posts(["x"], language="so")
    assert language_of(usual, {WEEK: many}, OBSERVED, WEEK, 4.0, 5).language == "sv"


def origin(editorial, now, starts):
    return origin_of({WEEK: editorial}, now, [], WEEK, starts, set(), set(), 10.0, 5)


def test_a_slogan_that_people_write_again_is_not_fetched_again():
    now = posts(TEN)
    starts = {(post.story_id, "forumet"): NOW - timedelta(days=60) for post in now}
    assert origin([], now, starts).explained.of_excess == 0
    old = articles(6)
    starts = {(one.story_id, "dagbladet"): NOW - timedelta(days=60) for one in old}
    assert origin(old, [], starts).again == 6


def test_a_post_without_a_date_makes_no_lump_with_articles():
    pages = articles(4, published_at=None)
    post = posts(["x"], published_at=None, source_id="dagbladet")
    assert origin(pages, post, {}) == origin(pages, [], {})
