"""When the latest articles of a source have signs that few of its articles had before.

The rule is made for sites that are rebuilt, not for small changes: most of the latest articles must
have a sign, and far more than the source's own four weeks and its days' spread explain.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from store.canary import SIGNS, ArticleDay

LATEST = ((5, 1), (8, 1), (20, 3))
"""What is judged: the latest days that have at least so many articles, and are so many. The first
tells of a break on its first day at a source of some size; the second, at one that gives an article
a day; the third, where articles have the sign at times, or all on some days."""

LATEST_DAYS = 14
MIN_LATEST = 5
REFERENCE_DAYS = 28
MIN_REFERENCE = 20
"""Articles to compare with; a source with fewer is not judged."""

RISE = 0.4
LEVEL = 3e-6
"""Least rise of the share that has a sign, and the probability of so many under what was usual.
150 sources make some 90,000 comparisons a month, most of them of signs that hardly anything has;
benchmarks/canary.py measures what that comes to in false alarms."""

CLUSTERING = 0.05
"""Least correlation between articles of one day: they come from one desk and one subject."""

_SHORT = 0.02
"""An article is short where it is shorter than all but so large a share of those before."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One sign that most of the latest articles of a source have, and few had before.

    `latest` and `before` are (how many have it, of how many); `since` is the first day judged.
    `lengths` are the median lengths of whole texts before and now, for the sign `short`.
    """

    sign: str
    since: date
    latest: tuple[int, int]
    before: tuple[int, int]
    lengths: tuple[int, int] | None = None


def judge(days: Sequence[ArticleDay], since: date | None = None) -> list[Finding] | None:
    """What is wrong with the latest articles of a source; None where there is too little to judge.

    `days` are in order, and the last has articles. `since` is when a problem that was found before
    began: what has come from then on is not what is usual, for REFERENCE_DAYS.
    """
    last = days[-1].day
    held = since if since and is_recent(since, last) else None
    found: dict[str, Finding] = {}
    judged = False
    for least, least_days in LATEST:
        latest = _latest(days, least, least_days)
        end = min(latest[0].day, held or latest[0].day)
        before = [d for d in days if end - timedelta(days=REFERENCE_DAYS) <= d.day < end]
        if sum(d.articles for d in before) < MIN_REFERENCE or _articles(latest) < MIN_LATEST:
            continue
        judged = True
        for finding in (*_signs(latest, before), *_short(latest, before)):
            found.setdefault(finding.sign, finding)
    return list(found.values()) if judged else None


def is_recent(since: date, day: date) -> bool:
    """Whether a change is so new that the days before it are still what a day is compared with."""
    return since > day - timedelta(days=REFERENCE_DAYS)


def _articles(days: Iterable[ArticleDay]) -> int:
    return sum(day.articles for day in days)


def _latest(days: Sequence[ArticleDay], least: int, least_days: int) -> list[ArticleDay]:
    """The latest days that have `least` articles and are `least_days`, or all of LATEST_DAYS."""
    first = days[-1].day - timedelta(days=LATEST_DAYS)
    taken: list[ArticleDay] = []
    for day in reversed(days):
        if day.day <= first or (_articles(taken) >= least and len(taken) >= least_days):
            break
        taken.insert(0, day)
    return taken


def _signs(latest: Sequence[ArticleDay], before: Sequence[ArticleDay]) -> Iterable[Finding]:
    for sign in SIGNS:
        now, then = ([day.signs[sign] for day in days] for days in (latest, before))
        if is_departure(now, then):
            yield Finding(sign, latest[0].day, _total(now), _total(then))


def _short(latest: Sequence[ArticleDay], before: Sequence[ArticleDay]) -> Iterable[Finding]:
    usual = sorted(length for day in before for length in day.lengths)
    if len(usual) < MIN_REFERENCE:
        return
    least = usual[int(_SHORT * len(usual))]
    now, then = (
        [(bisect_left(day.lengths, least), len(day.lengths)) for day in days]
        for days in (latest, before)
    )
    if is_departure(now, then):
        lengths = sorted(length for day in latest for length in day.lengths)
        medians = (usual[len(usual) // 2], lengths[len(lengths) // 2])
        yield Finding("short", latest[0].day, _total(now), _total(then), medians)


def is_departure(now: Sequence[tuple[int, int]], then: Sequence[tuple[int, int]]) -> bool:
    """Whether a sign is on far more articles than is usual.

    Both hold (how many have it, of how many) by day. The number under what was usual is
    beta-binomial: as articles of one day resemble each other, so do those that are judged.
    """
    (k, n), (m, total) = _total(now), _total(then)
    if n < MIN_LATEST or total < MIN_REFERENCE or k / n < m / total + RISE:
        return False
    # Two articles of the latest are of one day with this probability; days are apart.
    together = sum(day * (day - 1) for _, day in now) / (n * (n - 1))
    clustering = max(_clustering(then) * together, CLUSTERING)
    return _tail(k, n, (m + 0.5) / (total + 1), clustering) < LEVEL


def _total(days: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return sum(k for k, _ in days), sum(n for _, n in days)


def _clustering(days: Sequence[tuple[int, int]]) -> float:
    """The correlation of a sign between two articles of one day, CLUSTERING at least: what the
    days' spread beyond the binomial (Pearson's chi-square) says of it."""
    m, total = _total(days)
    asked = [(k, n) for k, n in days if n]
    if not 0 < m < total or len(asked) < 2 or total == len(asked):
        return CLUSTERING
    p = m / total
    spread = sum((k - n * p) ** 2 / (n * p * (1 - p)) for k, n in asked) / (len(asked) - 1)
    return min(max((spread - 1) / (total / len(asked) - 1), CLUSTERING), 0.9)


def _tail(k: int, n: int, p: float, clustering: float) -> float:
    """P(X >= k) of n, beta-binomial with mean share `p` and that correlation."""
    size = 1 / clustering - 1
    a, b = p * size, (1 - p) * size

    def log_beta(x: float, y: float) -> float:
        return math.lgamma(x) + math.lgamma(y) - math.lgamma(x + y)

    def log_choose(i: int) -> float:
        return -log_beta(i + 1, n - i + 1) - math.log(n + 1)

    whole = log_beta(a, b)
    return sum(
        math.exp(log_choose(i) + log_beta(i + a, n - i + b) - whole) for i in range(k, n + 1)
    )
