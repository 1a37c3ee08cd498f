"""Accounts that meet again and again, in weeks too small for a null model."""

import pandas as pd

from reports.signals.spike_card.meetings import meeting_accounts

START = 1_790_000_000
DAY = 86_400


def shares(rows):
    return pd.DataFrame(
        [(thing, who, f"c{n}", when) for n, (thing, who, when) in enumerate(rows)],
        columns=["object_id", "account_id", "content_id", "timestamp_share"],
    )


def ring(things, days, members=6, step_s=20):
    return [
        (thing, f"r{m}", START + day * DAY + m * step_s)
        for thing, day in zip(things, days, strict=True)
        for m in range(members)
    ]


RING = {f"r{m}" for m in range(6)}


def test_one_link_on_three_days_makes_a_group():
    assert meeting_accounts(shares(ring(["https://a.se/x"] * 3, [0, 2, 4])), 5) == RING


def test_three_links_in_one_evening_make_a_group():
    links = [f"https://a.se/{n}" for n in range(3)]
    assert meeting_accounts(shares(ring(links, [0, 0, 0])), 5) == RING


def test_an_evening_under_one_hashtag_is_one_occasion():
    live = [("#tv", f"p{m}", START + 30 * k + m) for m in range(8) for k in range(60)]
    assert meeting_accounts(shares(live), 5) == set()


def test_hashtags_of_one_evening_are_one_occasion_however_many_they_are():
    assert meeting_accounts(shares(ring(["#a", "#b", "#c"], [0, 0, 0])), 5) == set()


def test_the_same_links_hours_apart_make_no_group():
    links = [f"https://a.se/{n}" for n in range(4)]
    assert meeting_accounts(shares(ring(links, [0, 1, 2, 3], step_s=3600)), 5) == set()


def test_a_group_below_min_cell_is_not_there():
    rows = shares(ring(["https://a.se/x"] * 4, [0, 1, 2, 3], members=4))
    assert meeting_accounts(rows, 5) == set()


def test_without_shares_there_is_no_group():
    assert meeting_accounts(shares([]), 5) == set()
