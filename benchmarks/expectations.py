"""How often a source is called thin that is not, and how often one that is: by simulation.

    python benchmarks/expectations.py [--rounds 4]

In each round 150 sources of 0.5 to 400 items a week over four years: dailies and authorities with
their weekdays, July, Christmas and days off; a level that drifts by 15 per cent over the year and
12 per cent from week to week, and a dispersion of 1 to 3 from day to day. Then one week is cut down
to nothing, a tenth, a quarter and two fifths of its items. The seed differs from that on which the
constants were set.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np

sys.path[0] = str(Path(__file__).parent.parent)  # else `store` would be benchmarks/store.py

from reports.signals.expectations import Days, expectations  # noqa: E402
from reports.signals.quiet_days import Season, days_off, seasons  # noqa: E402

SOURCES, WEEKS, CUT_WEEK = 150, 200, 170
FIRST = date(2022, 1, 3)
SIZES = ((0.5, 5), (5, 15), (15, 40), (40, 120), (120, 400))
KEPT = (0.0, 0.1, 0.25, 0.4)
OFFICE = np.array([0.2, 0.2, 0.2, 0.2, 0.18, 0.01, 0.01])
DAILY = np.array([0.16, 0.16, 0.16, 0.16, 0.16, 0.1, 0.1])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=4)
    rounds = parser.parse_args().rounds
    chance = np.random.default_rng(2026)
    calendar = _calendar()
    judged = false = 0
    found: dict[tuple[float, tuple[float, float]], list[float]] = {}
    for _ in range(rounds):
        level = np.exp(chance.uniform(np.log(0.5), np.log(400), SOURCES))
        items = _items(chance, calendar, level)
        seen = np.ones(items.shape)
        result = expectations(items, seen, calendar)
        known = np.isfinite(result.low)
        judged, false = judged + int(known.sum()), false + int((result.thin & known).sum())
        for kept in KEPT:
            cut = items.copy()
            cut[:, CUT_WEEK] = chance.binomial(cut[:, CUT_WEEK].astype(int), kept)
            thin = expectations(cut, seen, calendar).thin[:, CUT_WEEK]
            for low, high in SIZES:
                found.setdefault((kept, (low, high)), []).extend(
                    thin[(level >= low) & (level < high)]
                )
    print(f"called thin though nothing was wrong: {false} of {judged:,} source weeks")
    for (kept, (low, high)), hits in found.items():
        print(f"{kept:4.0%} kept, {low:g} to {high:g} items a week: found {np.mean(hits):4.0%}")


def _calendar() -> Days:
    days = [FIRST + timedelta(days=n) for n in range(7 * WEEKS)]
    return Days(days_off(days).reshape(WEEKS, 7), seasons(days).reshape(WEEKS, 7))


def _items(chance: np.random.Generator, calendar: Days, level: np.ndarray) -> np.ndarray:
    """(sources, weeks, 7): negative binomial from day to day."""
    office = chance.random(SOURCES) < 0.5
    profile = np.where(office[:, None], OFFICE, DAILY)[:, None]
    profile = np.where(calendar.off, np.minimum(profile, profile[..., 6:]) * 0.8, profile)
    july = np.where(office, chance.uniform(0.2, 0.5, SOURCES), chance.uniform(0.6, 0.9, SOURCES))
    christmas = np.where(
        office, chance.uniform(0.15, 0.4, SOURCES), chance.uniform(0.5, 0.8, SOURCES)
    )
    factor = np.where(calendar.season == Season.JULY, july[:, None, None], 1.0)
    factor = np.where(calendar.season == Season.CHRISTMAS, christmas[:, None, None], factor)
    phase = chance.uniform(0, 2 * np.pi, SOURCES)[:, None]
    drift = 0.15 * np.sin(2 * np.pi * np.arange(WEEKS) / 52 + phase)
    week = np.exp(drift + chance.normal(0, 0.12, (SOURCES, WEEKS)))
    mean = level[:, None, None] * profile * factor * week[..., None]
    excess = chance.uniform(0.01, 2.0, SOURCES)[:, None, None]
    return chance.poisson(chance.gamma(np.maximum(mean, 1e-9) / excess, excess)).astype(float)


if __name__ == "__main__":
    main()
