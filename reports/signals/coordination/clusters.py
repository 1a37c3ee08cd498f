"""Clusters of accounts that share the same things at the same time, repeatedly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from reports.signals.coordination.objects import telling
from reports.signals.coordination.shares import Shares
from reports.signals.coordination.views import MIN_OBJECTS, View, groups, judged_by_others, view_of

CLUSTER = ["cluster", "accounts", "objects", "first", "last", "weight", "p_value", "verdict"]
OBJECT = ["object_id", "cluster"]

WINDOWS_S = (10.0, 60.0, 300.0, 1800.0)
"""Nobody knows the pace of a ring beforehand; all four are looked at, and paid for in `ALPHA`."""

MIN_REPETITION = 3
"""Two accounts that coincide less often are never linked, however improbable it is."""

ALPHA = 0.01
"""The expected share of wrong links among all links (Benjamini & Hochberg 1995, *J. R. Stat. Soc.
B* 57:289). Where nothing is coordinated: the probability that anything at all is reported."""

MIN_ACCOUNTS = 20
"""So many accounts with `MIN_REPETITION` shared objects there must be for chance to have a say."""

COARSE = 0.5
"""With a greater chance than this, in the narrowest window, times are too coarse to tell apart."""


class Verdict(StrEnum):
    """What was found; without data enough nothing is said either way."""

    COORDINATED = "coordinated"
    NONE_FOUND = "none_found"
    INSUFFICIENT_DATA = "insufficient_data"


class Reason(StrEnum):
    """Why data are insufficient."""

    FEW_OBJECTS = "few_objects"
    FEW_ACCOUNTS = "few_accounts"
    COARSE_TIMES = "coarse_times"


@dataclass(frozen=True)
class Found:
    """What there is of coordination.

    `clusters`: cluster (1, 2 …, largest first), accounts, objects, first, last (seconds since
    1970), weight (the links' mean; a link weighs the sum over the objects of its coincidences of
    1 / log2 of the accounts that shared the object), p_value (every account has a link to the
    others that is at least as improbable, corrected for all pairs), verdict. `objects`: object_id,
    cluster.
    """

    clusters: pd.DataFrame
    objects: pd.DataFrame
    verdict: Verdict
    reason: Reason | None = None


def coordination(
    shares: Shares,
    windows_s: Sequence[float] = WINDOWS_S,
    min_repetition: int = MIN_REPETITION,
    alpha: float = ALPHA,
) -> Found:
    """Find the clusters in `shares`, looking at each of the windows (seconds).

    First the pairs that coincide improbably often by the measure of all shares; what these form
    together is then judged anew by the shares of everybody else.
    """
    weight = 1 / np.log2(np.maximum(shares.sharers, 2))
    reason = _lacking(shares, min_repetition)
    if reason is not None:
        return _nothing(Verdict.INSUFFICIENT_DATA, reason)
    tests = _tests(shares, min_repetition) * len(windows_s)
    eligible = _eligible(shares, min_repetition)
    level = np.log(eligible / (4 * tests))
    views = [view_of(shares, s, weight, min_repetition, level) for s in windows_s]
    finest = min(views, key=lambda view: view.seconds)
    if np.median(finest.chance[shares.sharers > 1]) > COARSE:
        return _nothing(Verdict.INSUFFICIENT_DATA, Reason.COARSE_TIMES)
    group = groups(shares, [view.pairs.pair[view.pairs.log_p <= level] for view in views])
    views, short = judged_by_others(shares, views, group, weight, min_repetition)
    linked, log_p = _links(views, tests, alpha)
    return _clusters(shares, views, linked, log_p + np.log(tests), weight, short)


def _nothing(verdict: Verdict, reason: Reason | None = None) -> Found:
    return Found(pd.DataFrame(columns=CLUSTER), pd.DataFrame(columns=OBJECT), verdict, reason)


def _eligible(shares: Shares, least: int) -> int:
    """How many accounts share at least `least` objects that others share too."""
    keys = shares.times_shared[0]
    shared = shares.sharers[keys % len(shares.objects)] > 1
    number = np.bincount(keys[shared] // len(shares.objects), minlength=len(shares.accounts))
    return int((number >= least).sum())


def _lacking(shares: Shares, least: int) -> Reason | None:
    if (shares.sharers > 1).sum() < MIN_OBJECTS:
        return Reason.FEW_OBJECTS
    return Reason.FEW_ACCOUNTS if _eligible(shares, least) < MIN_ACCOUNTS else None


def _tests(shares: Shares, least: int) -> float:
    """At most so many pairs of accounts have `least` objects in common."""
    number = _eligible(shares, least)
    meetings = (shares.sharers * (shares.sharers - 1.0)).sum() / 2
    return max(1.0, min(number * (number - 1) / 2, meetings / least))


def _links(views: list[View], tests: float, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    """The pairs that are linked, ascending, and the ln of their least p-value over the windows."""
    pair = np.concatenate([view.pairs.pair for view in views])
    log_p = np.concatenate([view.pairs.log_p for view in views])
    order = np.lexsort((log_p, pair))
    first = np.ones(len(order), bool)
    first[1:] = pair[order][1:] != pair[order][:-1]
    pair, log_p = pair[order][first], log_p[order][first]
    ranks = np.sort(log_p)
    passed = ranks <= np.log(alpha / tests) + np.log(np.arange(1, len(ranks) + 1))
    if not passed.any():
        return pair[:0], log_p[:0]
    accepted = log_p <= ranks[np.flatnonzero(passed)[-1]]
    return pair[accepted], log_p[accepted]


def _clusters(
    shares: Shares,
    views: list[View],
    linked: np.ndarray,
    log_p: np.ndarray,
    weight: np.ndarray,
    short: np.ndarray,
) -> Found:
    """What the linked pairs form; `log_p` is corrected for all pairs."""
    if not len(linked):
        return _nothing(Verdict.NONE_FOUND)
    number = len(shares.accounts)
    group = groups(shares, [linked])
    best = np.zeros(number)
    for side in np.divmod(linked, number):
        np.minimum.at(best, side, log_p)
    met = [view.found.only(np.isin(view.found.pair(number), linked)) for view in views]
    rows, objects = [], []
    for cluster in range(int(group.max()) + 1):
        members = group == cluster
        mine = telling(shares, [one.only(members[one.low]) for one in met], members)
        things = np.unique(mine.object)
        once = np.unique(mine.pair(number) * len(shares.objects) + mine.object)
        row = {
            "cluster": cluster + 1,
            "accounts": int(members.sum()),
            "objects": len(things),
            "first": mine.first.min(),
            "last": mine.last.max(),
            "weight": weight[once % len(shares.objects)].sum() / members[linked // number].sum(),
            "p_value": min(1.0, float(np.exp(best[members].max()))),
            "verdict": Verdict.INSUFFICIENT_DATA if short[members].any() else Verdict.COORDINATED,
        }
        rows.append(row)
        objects += [(name, cluster + 1) for name in shares.objects[things]]
    sure = any(row["verdict"] is Verdict.COORDINATED for row in rows)
    return Found(
        pd.DataFrame(rows, columns=CLUSTER),
        pd.DataFrame(objects, columns=OBJECT),
        Verdict.COORDINATED if sure else Verdict.INSUFFICIENT_DATA,
        None if sure else Reason.FEW_OBJECTS,
    )
