"""Time and memory of `coordination`, against the self-join in pandas that a user would write.

    python benchmarks/coordination.py [--shares 100000 1000000] [--rounds 3] [--limit-gb 6]

Shares are drawn with heavy-tailed accounts and objects, 2 % of the objects are shared by all their
sharers within minutes, and a ring of ten shares forty objects within a minute. The self-join
(merge on the object, pairs of different accounts within 60 seconds, pairs with at least three
objects) gives links without any null model; ours is run with the same window, and as it comes, with
four windows. Each runs in a process of its own, on shares that are in memory; what ends one that
needs more than the limit is told as such. CPU seconds of the process and its peak memory (all of
it, Python and the shares included) are printed for each round.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import statistics
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pandas as pd

sys.path[0] = str(Path(__file__).parent.parent)  # else `coordination` would be this file

from reports.signals.coordination.clusters import coordination  # noqa: E402
from reports.signals.coordination.shares import shares_of  # noqa: E402

WINDOW_S = 60.0
RING = 40
FEWEST = 3


def drawn(rows: int, seed: int) -> pd.DataFrame:
    """Shares over four weeks, with a ring."""
    random = np.random.default_rng(seed)
    accounts, objects = rows // 12, rows // 7

    def weights(number: int, tail: float) -> np.ndarray:
        drawn = np.minimum(random.pareto(tail, number) + 1, number**0.6)
        return drawn / drawn.sum()

    popularity = weights(objects, 1.1)
    thing = random.choice(objects, rows, p=popularity)
    who = random.choice(accounts, rows, p=weights(accounts, 1.1))
    median = np.full(objects, 8 * 3600.0)
    median[np.argsort(-popularity)[: objects // 50]] = 120.0
    born = 1.79e9 + random.uniform(0, 28 * 86400, objects)
    when = born[thing] + median[thing] * np.exp(1.2 * random.standard_normal(rows))
    members = np.tile(accounts + np.arange(10), RING)
    pushed = np.repeat(np.arange(RING), 10)
    moment = 1.79e9 + random.uniform(0, 28 * 86400, RING)
    times = np.concatenate([when, moment[pushed] + random.uniform(0, 60, RING * 10)])
    names = np.concatenate([thing, objects + pushed]), np.concatenate([who, members])
    return pd.DataFrame(
        {
            "object_id": [f"o{number}" for number in names[0]],
            "account_id": [f"a{number}" for number in names[1]],
            "content_id": np.arange(len(times)).astype(str),
            "timestamp_share": times.astype(np.int64),
        }
    )


def self_join(table: pd.DataFrame) -> int:
    """The pairs that meet on at least `FEWEST` objects."""
    both = table.merge(table, on="object_id")
    both = both[both["account_id_x"] < both["account_id_y"]]
    near = (both["timestamp_share_x"] - both["timestamp_share_y"]).abs() <= WINDOW_S
    met = both[near].groupby(["account_id_x", "account_id_y"])["object_id"].nunique()
    return int((met >= FEWEST).sum())


def one_window(table: pd.DataFrame) -> int:
    return len(coordination(shares_of(table)[0], [WINDOW_S]).objects)


def as_it_comes(table: pd.DataFrame) -> int:
    return len(coordination(shares_of(table)[0]).objects)


WAYS = {
    "self-join": (self_join, "pairs"),
    "one window": (one_window, "objects"),
    "as it comes": (as_it_comes, "objects"),
}


def _measured(pipe: Connection, name: str, rows: int, seed: int, limit_bytes: int) -> None:
    table = drawn(rows, seed)
    resource.setrlimit(resource.RLIMIT_AS, (limit_bytes, limit_bytes))
    before = time.process_time()
    try:
        found = WAYS[name][0](table)
    except MemoryError:
        found = -1
    spent = time.process_time() - before
    pipe.send((found, spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6))


def measured(name: str, rows: int, seed: int, limit_gb: float) -> tuple[int, float, float]:
    """What was found (-1: out of memory), CPU seconds, peak memory in GB."""
    ours, theirs = multiprocessing.Pipe()
    arguments = (theirs, name, rows, seed, int(limit_gb * 1e9))
    process = multiprocessing.get_context("spawn").Process(target=_measured, args=arguments)
    process.start()
    theirs.close()
    try:
        return ours.recv()
    except EOFError:
        return -1, float("nan"), limit_gb
    finally:
        process.join()


def main() -> None:
    parser = argparse.ArgumentParser(description="Coordination against a self-join in pandas.")
    parser.add_argument("--shares", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit-gb", type=float, default=6.0)
    options = parser.parse_args()
    for rows in options.shares:
        spent: dict[str, list[float]] = {name: [] for name in WAYS}
        for seed in range(options.rounds):
            for name, (_, unit) in WAYS.items():
                found, seconds, peak = measured(name, rows, seed, options.limit_gb)
                told = f"{found} {unit}" if found >= 0 else "out of memory"
                print(f"{rows} {name:12} {seconds:7.2f} CPU s {peak:5.2f} GB {told}", flush=True)
                if found >= 0:
                    spent[name].append(seconds)
        medians = {name: statistics.median(values) for name, values in spent.items() if values}
        print(f"{rows} medians: {', '.join(f'{n} {s:.2f} s' for n, s in medians.items())}")


if __name__ == "__main__":
    main()
