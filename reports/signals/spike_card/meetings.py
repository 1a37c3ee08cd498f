"""Accounts that meet again and again: the same link, text or hashtag within minutes, repeatedly.

For weeks with too few shares for a null model. What chance would give is not computed, so that the
measure is narrow: minutes apart, on several occasions, the same accounts.
"""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from reports.signals.coordination.closeness import close_shares, followers
from reports.signals.coordination.clusters import MIN_REPETITION
from reports.signals.coordination.shares import COLUMNS, Shares, shares_of
from reports.signals.weeks import STOCKHOLM

WINDOW_S = 300.0
"""Two people who each post once a day about the same come within five minutes of each other on one
day in fifty; on three days of a week hardly ever."""


def meeting_accounts(week_shares: pd.DataFrame, min_cell: int) -> set[str]:
    """The largest group of accounts joined by pairs that met on MIN_REPETITION occasions; empty
    below `min_cell` accounts.

    Occasions are the days on which a pair met, or the different links and texts over which it did,
    whichever are more. An evening of live posts under one hashtag is one occasion.
    """
    if not len(week_shares):
        return set()
    shares, _ = shares_of(week_shares[list(COLUMNS)])
    met = _meetings(shares)
    if not len(met):
        return set()
    days = met.groupby(["low", "high"])["day"].nunique()
    things = met[~met["tag"]].groupby(["low", "high"])["object"].nunique()
    times = pd.concat([days, things]).groupby(level=[0, 1]).max()
    pairs = times[times >= MIN_REPETITION].index
    if not len(pairs):
        return set()
    low, high = np.array(list(pairs)).T
    number = len(shares.accounts)
    graph = coo_array((np.ones(len(low)), (low, high)), shape=(number, number))
    label = connected_components(graph, directed=False)[1]
    size = np.bincount(label)
    if size.max() < min_cell:
        return set()
    return {str(name) for name in shares.accounts[label == size.argmax()]}


def _meetings(shares: Shares) -> pd.DataFrame:
    """One row for each two close shares of one object: low, high (accounts), object, day, tag."""
    pairs = list(close_shares(shares, followers(shares, WINDOW_S)))
    earlier = np.concatenate([pair[0] for pair in pairs]) if pairs else np.zeros(0, np.int64)
    later = np.concatenate([pair[1] for pair in pairs]) if pairs else np.zeros(0, np.int64)
    is_tag = np.array([str(name).startswith("#") for name in shares.objects], dtype=bool)
    thing = shares.object[earlier]
    return pd.DataFrame(
        {
            "low": np.minimum(shares.account[earlier], shares.account[later]),
            "high": np.maximum(shares.account[earlier], shares.account[later]),
            "object": thing,
            "day": [_day(seconds) for seconds in shares.time[earlier]],
            "tag": is_tag[thing],
        }
    )


def _day(seconds: float) -> int:
    return datetime.fromtimestamp(seconds, UTC).astimezone(STOCKHOLM).toordinal()
