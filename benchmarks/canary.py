"""How often the daily check of articles alarms over ordinary days, and how soon over a broken site.

    python benchmarks/canary.py [--months 12] [--seed 1]

150 sources of 0.7 to 60 articles a day, with weekends, days off, July and Christmas. Each sign of
an article has a share of its own at each source (in six of ten hardly any, in one of ten up to all)
that drifts, is another at weekends and over Christmas, and varies from day to day (correlation of 0
to 0.15 between articles of one day). Lengths are of articles and of short items, in shares that
vary in the same way. Nothing is broken: every alarm is false.

Then single sources are broken: from a day with five articles on (with one, at sources of two a
day), all articles have the signs of an empty page, of a menu or a cookie text, or no date, or are
cut at 300 characters. Told is on which day with articles the alarm came. Some sources had the signs
on most articles before: there it can't.

Constructed days are what we have until a service has run for months. The seed differs from that on
which the constants were set.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np

sys.path[0] = str(Path(__file__).parent.parent)  # else `store` would be benchmarks/store.py

from reports.signals.quiet_days import Season, days_off, seasons  # noqa: E402
from scheduler.canary_rule import judge  # noqa: E402
from store.canary import SIGNS, ArticleDay  # noqa: E402

SOURCES = 150
FIRST = date(2025, 6, 1)
PACE = {Season.ORDINARY: 1.0, Season.JULY: 0.6, Season.CHRISTMAS: 0.4}
BREAKS = 100
AUTUMN = date(2025, 8, 25)
HISTORY = 75
NEVER = 999
KINDS = {
    "empty pages": ("not_full", "no_text"),
    "menus": ("begins_alike", "ends_alike", "off_topic"),
    "no dates": ("dateless",),
    "cut off": (),
}


def ordinary(chance: np.random.Generator, per_day: float, days: list[date]) -> list[ArticleDay]:
    """The days on which a source of `per_day` articles gave any, with nothing wrong."""
    off = days_off(days)
    pace = np.array([PACE[Season(season)] for season in seasons(days)])
    resting = np.array([day.weekday() > 4 for day in days]) | off
    weekend = chance.uniform(0.1, 0.8)
    level = per_day * pace * np.where(resting, weekend, 1) * chance.gamma(8, 1 / 8, len(days))
    counts = chance.poisson(level)
    shares = {sign: _daily_shares(chance, days, resting, pace < 0.5) for sign in (*SIGNS, "item")}
    found = []
    for number, (day, count) in enumerate(zip(days, counts, strict=True)):
        if count:
            signs = {s: (int(chance.binomial(count, shares[s][number])), int(count)) for s in SIGNS}
            lengths = _lengths(chance, int(count), shares["item"][number])
            found.append(ArticleDay(day, int(count), signs, lengths))
    return found


def _daily_shares(chance, days, resting, christmas) -> np.ndarray:
    """The share of one sign on each day."""
    kind = chance.random()
    if kind < 0.6:
        usual = chance.uniform(0.0002, 0.005)
    else:
        usual = chance.beta(1, 20) if kind < 0.9 else chance.beta(2, 3)
    usual = min(max(usual, 0.0002), 0.999)
    logit = np.log(usual / (1 - usual)) + np.cumsum(chance.normal(0, 0.03, len(days)))
    logit = logit + resting * chance.normal(0, 0.7) + christmas * chance.normal(0, 0.7)
    share = 1 / (1 + np.exp(-logit))
    clustering = chance.uniform(0, 0.15)
    if clustering < 0.01:
        return share
    size = 1 / clustering - 1
    return chance.beta(share * size, (1 - share) * size)


def _lengths(chance: np.random.Generator, count: int, items: float) -> tuple[int, ...]:
    short = chance.random(count) < items
    lengths = np.where(short, chance.normal(6.2, 0.4, count), chance.normal(7.8, 0.6, count))
    return tuple(sorted(int(length) for length in np.exp(lengths)))


def broken(days: list[ArticleDay], kind: str) -> list[ArticleDay]:
    """The same days after a break: all articles have its signs, or are cut off."""
    found = []
    for day in days:
        if kind == "cut off":
            lengths = tuple(sorted(min(length, 300) for length in day.lengths))
            found.append(ArticleDay(day.day, day.articles, day.signs, lengths))
        else:
            signs = {**day.signs, **dict.fromkeys(KINDS[kind], (day.articles, day.articles))}
            found.append(ArticleDay(day.day, day.articles, signs, day.lengths))
    return found


def false_alarms(chance: np.random.Generator, months: int) -> Iterator[tuple[float, str, date]]:
    """(articles a day, sign, day) of each alarm that was not there the day before."""
    days = [FIRST + timedelta(days=n) for n in range(45 + round(30.4 * months))]
    for per_day in np.exp(chance.uniform(np.log(0.7), np.log(60), SOURCES)):
        own = ordinary(chance, per_day, days)
        since = None
        for place, day in enumerate(own):
            if day.day < days[45]:
                continue
            found = judge(own[max(0, place - HISTORY) : place + 1], since)
            if found and since is None:
                yield per_day, found[0].sign, day.day
            since = (since or found[0].since) if found else None


def days_until_found(chance: np.random.Generator, per_day: float, kind: str) -> list[int]:
    """For BREAKS sources, how many days with articles from the break to the alarm; NEVER: none."""
    days = [AUTUMN + timedelta(days=n) for n in range(75)]
    least = 5 if per_day >= 5 else 1
    until = []
    for _ in range(BREAKS):
        own = ordinary(chance, per_day, days)
        later = (n for n, d in enumerate(own) if d.day >= days[39] and d.articles >= least)
        start = next(later)
        whole = own[:start] + broken(own[start:], kind)
        found = (n - start + 1 for n in range(start, len(whole)) if judge(whole[: n + 1]))
        until.append(next(found, NEVER))
    return sorted(until)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = np.random.default_rng(asked.seed)
    alarms = list(false_alarms(chance, asked.months))
    print(f"false alarms a month over {SOURCES} sources: {len(alarms) / asked.months:.2f}")
    print("by sign:", dict(Counter(sign for _, sign, _ in alarms)))
    print("by size:", dict(Counter("<5" if size < 5 else ">=5" for size, _, _ in alarms)))
    print("by month:", dict(sorted(Counter(f"{day:%m}" for _, _, day in alarms).items())))
    for per_day in (2, 5, 8, 20):
        for kind in KINDS:
            until = days_until_found(chance, per_day, kind)
            shares = ", ".join(
                f"{sum(n <= day for n in until) / len(until):.0%} by day {day}"
                for day in (1, 2, 3, 7)
            )
            print(f"{per_day:>3} articles a day, {kind:<12} found: {shares}")


if __name__ == "__main__":
    main()
