"""Constructed shares for `coordination`: backgrounds without a ring, rings planted in them.

Written before the rules were. Every case is drawn from its seed alone. Two thirds (`LEARNT`) were
used while the rules were made; one third (`UNSEEN`), with kinds of background and of rings that are
not among the others, was run once, for the published figure: nothing flagged in 34 of 34 without a
ring, 16 of 20 rings found. The four that were missed are in `short`, two days long, where all the
objects of a ring are pushed within six minutes: its moments are drawn between a day after the start
and a day before the end. To the rules that is hardly more than one meeting. `LATER` was written
after that and run on the same rules: rings in two days whose moments are apart.

    PYTHONPATH=. .venv/bin/python tests/reports/signals/coordination_cases.py learnt|unseen|later

prints what is found in each of them: of backgrounds whether anything is flagged, of rings the share
of their objects that is found and of the listed objects that are theirs.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

DAY = 86_400.0
START = 1_790_000_000.0
"""September 2026, in seconds since 1970."""


@dataclass(frozen=True)
class Background:
    """People who share independently of each other.

    `shares` rows over `days`; `accounts` with activity of a power law with `tail` (lower: heavier);
    `objects` likewise by `spread`; an object's shares come at ages drawn from a log-normal with
    median `median_s`; `viral` of the objects, the most shared, get all theirs within minutes;
    `rhythm` presses activity into each account's own waking hours; `communities` > 1 lets accounts
    share almost only what their own community shares; `sessions` gathers an account's shares in
    sittings of twenty minutes; `resolution_s` rounds times; `repeats`: share of rows that an
    account gives again the same object (hashtags); `edge_s`: rings push nothing so near to the
    start and the end.
    """

    name: str
    shares: int = 100_000
    days: float = 28.0
    accounts: int = 8_000
    objects: int = 15_000
    tail: float = 1.3
    spread: float = 1.2
    median_s: float = 8 * 3600.0
    sigma: float = 1.6
    viral: float = 0.0
    fast: float = 0.0
    rhythm: bool = False
    communities: int = 1
    sessions: bool = False
    resolution_s: float = 0.0
    repeats: float = 0.0
    edge_s: float = DAY


@dataclass(frozen=True)
class Ring:
    """Accounts that share the same objects soon after each other.

    Each of `members` takes part in an object with probability `part`, at a delay uniform in
    0..`delay_s`. A share `popular` of its objects are others' too; the rest is its own, where
    `bystanders` strangers share each at some later time. `own_life` is how many ordinary shares a
    member makes for each coordinated one. `sitting`: objects that are pushed one after the other.
    """

    name: str
    members: int = 10
    objects: int = 40
    part: float = 1.0
    delay_s: float = 60.0
    popular: float = 0.0
    bystanders: float = 0.0
    own_life: float = 1.0
    sitting: int = 1


@dataclass(frozen=True)
class Case:
    background: Background
    seed: int
    ring: Ring | None = None
    rings: int = 1
    shuffle: str = "none"

    @property
    def name(self) -> str:
        ring = f"+{self.rings}x{self.ring.name}" if self.ring else ""
        return f"{self.background.name}{ring}/{self.shuffle}/{self.seed}"


@dataclass
class Drawn:
    """Shares in CooRTweet's columns, and the planted rings' objects and accounts."""

    shares: pd.DataFrame
    objects: list[set[str]] = field(default_factory=list)
    accounts: list[set[str]] = field(default_factory=list)


def _power_law(random: np.random.Generator, n: int, tail: float) -> np.ndarray:
    weights = random.pareto(tail, n) + 1
    return weights / weights.sum()


def background(random: np.random.Generator, kind: Background) -> dict[str, np.ndarray]:
    """Columns account, object (numbers) and time."""
    n = kind.shares
    popularity = _power_law(random, kind.objects, kind.spread)
    activity = _power_law(random, kind.accounts, kind.tail)
    if kind.communities > 1:
        home = random.integers(kind.communities, size=kind.accounts)
        topic = random.integers(kind.communities, size=kind.objects)
        thing, who = np.empty(n, int), np.empty(n, int)
        where = random.integers(kind.communities, size=n)
        for community in range(kind.communities):
            rows = np.flatnonzero(where == community)
            here, mine = np.flatnonzero(topic == community), np.flatnonzero(home == community)
            p, q = popularity[here], activity[mine]
            thing[rows] = random.choice(here, len(rows), p=p / p.sum())
            who[rows] = random.choice(mine, len(rows), p=q / q.sum())
    else:
        thing = random.choice(kind.objects, n, p=popularity)
        who = random.choice(kind.accounts, n, p=activity)
    born = START + random.uniform(0, kind.days * DAY, kind.objects)
    median = np.full(kind.objects, kind.median_s)
    width = np.full(kind.objects, kind.sigma)
    if kind.viral:
        most = np.argsort(-popularity)[: int(kind.viral * kind.objects)]
        median[most], width[most] = 120.0, 0.7
    if kind.fast:
        some = random.random(kind.objects) < kind.fast
        median[some], width[some] = 60.0, 0.7
    age = median[thing] * np.exp(width[thing] * random.standard_normal(n))
    when = born[thing] + age
    if kind.rhythm:
        when = _awake(random, when, who, kind)
    if kind.sessions:
        when = _sittings(random, when, who)
    if kind.repeats:
        again = random.random(n) < kind.repeats
        earlier = random.integers(n, size=n)
        thing = np.where(again, thing[earlier], thing)
        who = np.where(again, who[earlier], who)
    return {"account": who, "object": thing, "time": when}


def _awake(
    random: np.random.Generator, when: np.ndarray, who: np.ndarray, kind: Background
) -> np.ndarray:
    """Moves every share into its account's three waking hours of the same day."""
    wakes = np.round(random.normal(12, 4, kind.accounts)) * 3600.0
    midnight = np.floor(when / DAY) * DAY
    return midnight + wakes[who] + random.uniform(0, 3 * 3600, len(when))


def _sittings(random: np.random.Generator, when: np.ndarray, who: np.ndarray) -> np.ndarray:
    """Moves every share to the account's sitting of that half day (twenty minutes)."""
    half = np.floor(when / (DAY / 2)).astype(np.int64)
    start = np.random.default_rng(7)
    lots = start.uniform(0, DAY / 2 - 1200, 1_000_003)
    return (
        half * (DAY / 2)
        + lots[(half * 7919 + who * 104_729) % 1_000_003]
        + random.uniform(0, 1200, len(when))
    )


def planted(
    random: np.random.Generator, ring: Ring, rows: dict[str, np.ndarray], kind: Background, no: int
) -> tuple[dict[str, np.ndarray], set[int], set[int]]:
    """The ring's rows, its objects and its accounts; accounts are new to the background."""
    members = kind.accounts + no * 1000 + np.arange(ring.members)
    own = kind.objects + no * 10_000 + np.arange(ring.objects)
    held = np.unique(rows["object"], return_counts=True)
    known = random.permutation(held[0][held[1] >= 20])
    theirs = round(ring.popular * ring.objects)
    objects = own.copy()
    objects[:theirs] = known[:theirs]
    sittings = -(-ring.objects // ring.sitting)
    starts = START + random.uniform(kind.edge_s, kind.days * DAY - kind.edge_s, sittings)
    moment = np.repeat(starts, ring.sitting)[: ring.objects]
    moment = moment + np.tile(np.arange(ring.sitting), sittings)[: ring.objects] * 180.0
    for place in range(theirs):  # somewhere in the life of what others share
        others = rows["time"][rows["object"] == objects[place]]
        moment[place] = random.choice(others) + random.normal(0, 3600)
    takes = random.random((ring.objects, ring.members)) < ring.part
    object_at, member_at = np.nonzero(takes)
    parts = [
        (members[member_at], objects[object_at],
         moment[object_at] + random.uniform(0, ring.delay_s, len(object_at)))
    ]  # fmt: skip
    strangers = random.poisson(ring.bystanders, ring.objects)
    at = np.repeat(np.arange(ring.objects), strangers)
    parts.append(
        (random.integers(kind.accounts, size=len(at)), objects[at],
         moment[at] + random.exponential(8 * 3600, len(at)))
    )  # fmt: skip
    life = random.integers(len(rows["object"]), size=int(ring.own_life * len(object_at)))
    parts.append(
        (random.choice(members, len(life)), rows["object"][life],
         rows["time"][life] + random.exponential(3 * 3600, len(life)))
    )  # fmt: skip
    columns = {
        name: np.concatenate([part[i] for part in parts])
        for i, name in enumerate(("account", "object", "time"))
    }
    return columns, set(objects[takes.sum(axis=1) >= 2].tolist()), set(members.tolist())


def draw(case: Case) -> Drawn:
    """The shares of a case, in random order."""
    random = np.random.default_rng([case.seed, sum(map(ord, case.background.name))])
    kind = case.background
    rows = background(random, kind)
    objects, accounts, parts = [], [], [rows]
    if case.ring is not None:
        for number in range(case.rings):
            columns, things, members = planted(random, case.ring, rows, kind, number)
            parts.append(columns)
            objects.append({f"o{thing}" for thing in things})
            accounts.append({f"a{member}" for member in members})
    whole = {name: np.concatenate([part[name] for part in parts]) for name in rows}
    if kind.resolution_s:
        whole["time"] = np.floor(whole["time"] / kind.resolution_s) * kind.resolution_s
    order = random.permutation(len(whole["time"]))
    shares = pd.DataFrame({name: values[order] for name, values in whole.items()})
    shares["time"] = shuffled(random, shares, case.shuffle)
    table = pd.DataFrame(
        {
            "object_id": "o" + shares["object"].astype(str),
            "account_id": "a" + shares["account"].astype(str),
            "content_id": [f"c{number}" for number in range(len(shares))],
            "timestamp_share": shares["time"].round(0).astype("int64"),
        }
    )
    return Drawn(table, objects, accounts)


def shuffled(random: np.random.Generator, shares: pd.DataFrame, way: str) -> np.ndarray:
    """Times permuted among all shares, within each object, or within each account."""
    times = shares["time"].to_numpy()
    if way == "none":
        return times
    if way == "all":
        return random.permutation(times)
    group = shares["object" if way == "object" else "account"].to_numpy()
    first, second = np.argsort(group, kind="stable"), np.lexsort((random.random(len(group)), group))
    result = np.empty_like(times)
    result[first] = times[second]
    return result


PLAIN = Background("plain")
HEAVY = Background("heavy", tail=0.9, spread=0.9)
VIRAL = Background("viral", viral=0.02, tail=1.0)
RHYTHM = Background("rhythm", rhythm=True, tail=1.0)
FAST = Background("fast", fast=0.1, tail=1.1)
TOPICS = Background("topics", communities=40, tail=1.1)
FLAT = Background("flat", objects=1_000, tail=3.0, spread=50.0, accounts=5_000)
TAGS = Background("tags", repeats=0.4, objects=4_000, tail=1.0)
# Unseen kinds.
SITTINGS = Background("sittings", sessions=True, tail=1.1)
MINUTES = Background("minutes", resolution_s=60.0, tail=1.0, rhythm=True)
HOURS = Background("hours", resolution_s=3600.0, tail=1.1)
MIXED = Background("mixed", viral=0.01, fast=0.05, rhythm=True, communities=15, tail=0.95)
SHORT = Background("short", days=2.0, median_s=1800.0, tail=1.0)
TWO_DAYS = replace(SHORT, name="two days", edge_s=DAY / 4)

OWN = Ring("own")
SLOW = Ring("slow", delay_s=300.0, own_life=2.0)
POPULAR = Ring("popular", popular=1.0, delay_s=30.0)
PARTLY = Ring("partly", part=0.6, bystanders=4.0, own_life=3.0)
HALF = Ring("half", popular=0.5, part=0.8, delay_s=45.0, bystanders=2.0, own_life=2.0)
SITTING = Ring("sitting", sitting=4, delay_s=90.0)
# Unseen kinds.
LOOSE = Ring("loose", delay_s=900.0, part=0.8, bystanders=3.0, own_life=2.0)
FEW = Ring("few", objects=15, delay_s=40.0, bystanders=2.0)
LARGE = Ring("large", members=30, part=0.5, objects=60, popular=0.3, bystanders=5.0)
HIDDEN = Ring("hidden", part=0.7, delay_s=120.0, popular=0.3, bystanders=5.0, own_life=6.0)

_SEEN_KINDS = (PLAIN, HEAVY, VIRAL, RHYTHM, FAST, TOPICS, FLAT, TAGS)
_UNSEEN_KINDS = (SITTINGS, MINUTES, HOURS, MIXED, SHORT)
_SHUFFLES = ("none", "all", "object", "account")
LEARNT = [
    *(Case(kind, seed, shuffle=way)
      for kind in _SEEN_KINDS for way in _SHUFFLES for seed in (1, 2)),
    *(Case(kind, 3, ring) for kind in (PLAIN, HEAVY, VIRAL, RHYTHM, TOPICS, FLAT)
      for ring in (OWN, SLOW, POPULAR, PARTLY, HALF, SITTING)),
    Case(PLAIN, 4, OWN, rings=3),
    Case(HEAVY, 4, OWN, shuffle="all"),
    Case(VIRAL, 4, POPULAR, shuffle="object"),
    Case(TAGS, 4, HALF, shuffle="account"),
]  # fmt: skip
UNSEEN = [
    *(Case(kind, 101, shuffle=way) for kind in _UNSEEN_KINDS for way in _SHUFFLES),
    *(Case(kind, 102, shuffle="none") for kind in (HEAVY, VIRAL, RHYTHM, TOPICS, FAST, TAGS)),
    *(Case(kind, 103, shuffle="object") for kind in (HEAVY, VIRAL, RHYTHM, TOPICS, FAST, TAGS)),
    *(Case(kind, 104, ring) for kind in (HEAVY, MIXED, SITTINGS, SHORT)
      for ring in (LOOSE, FEW, LARGE, HIDDEN)),
    *(Case(kind, 105, ring) for kind, ring in
      ((MINUTES, OWN), (FAST, HALF), (TAGS, PARTLY), (MIXED, POPULAR))),
    Case(MIXED, 106, POPULAR, shuffle="object"),
    Case(MIXED, 106, OWN, shuffle="all"),
]  # fmt: skip

LATER = [
    *(Case(TWO_DAYS, 107, shuffle=way) for way in _SHUFFLES),
    *(Case(TWO_DAYS, seed, ring) for seed in (107, 108) for ring in (LOOSE, FEW, LARGE, HIDDEN)),
]


def scored(drawn: Drawn, found: Any) -> dict[str, float]:
    """`flagged` (clusters listed), and for rings recall and precision of the listed objects."""
    listed = set(found.objects["object_id"])
    rings = set().union(*drawn.objects)
    hit = len(listed & rings)
    return {
        "flagged": float(len(found.clusters)),
        "objects": len(listed) / drawn.shares["object_id"].nunique(),
        "recall": hit / len(rings) if rings else float("nan"),
        "precision": hit / len(listed) if listed and rings else float("nan"),
    }


def main() -> None:
    from reports.signals.coordination.clusters import coordination
    from reports.signals.coordination.shares import shares_of

    cases = {"learnt": LEARNT, "unseen": UNSEEN, "later": LATER}[sys.argv[1]]
    wanted = sys.argv[2] if len(sys.argv) > 2 else ""
    rows = []
    for case in cases:
        if wanted not in case.name:
            continue
        drawn = draw(case)
        before = time.process_time()
        found = coordination(shares_of(drawn.shares)[0])
        row = {"case": case.name, "ring": case.ring is not None and case.shuffle == "none"}
        row |= scored(drawn, found) | {"verdict": str(found.verdict)}
        row["cpu_s"] = time.process_time() - before
        rows.append(row)
        print({k: round(v, 3) if isinstance(v, float) else v for k, v in row.items()}, flush=True)
    table = pd.DataFrame(rows)
    rings, null = table[table["ring"]], table[~table["ring"]]
    if len(null):
        print(f"without ring: {(null['flagged'] > 0).sum()} of {len(null)} with a cluster")
    if len(rings):
        print(
            f"rings: recall >= 0.9 in {(rings['recall'] >= 0.9).sum()} of {len(rings)}; "
            f"mean recall {rings['recall'].mean():.3f}, precision {rings['precision'].mean():.3f}"
        )


if __name__ == "__main__":
    main()
