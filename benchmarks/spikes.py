"""Spike detection beside R's surveillance: speed, and false alarms and outbreaks found.

    python benchmarks/spikes.py [--series 500] [--sample 10] [--rounds 3] [--simulated 3600]

Speed: 500 series of five years (260 weeks), every week that has the history judged. R works on a
sample of the series, ours on the same sample and on all; CPU seconds per judged week are compared
within a round, contestants take turns, start-up left out. The expected counts and bounds of the
sample must be equal.

Simulation: weekly counts of mean 0.5 to 30 and dispersion 1.1 to 5, with and without season and
trend, negative binomial; half of the series have four outbreaks in their history; three quarters
have one in the last 49 weeks: a burst of one week, a plateau of three, or a wave (Noufaily et al.
2013, section 4.1: cases spread over weeks by a lognormal). An outbreak is found when any of its
weeks is an alarm, an alarm in any other week is false. R's rule is a count above the upper bound,
which is equal to R's own. The seed differs from those on which the constants were set. Beside the
level that is used, outbreaks found are given at other shares of R's false alarms (the ROC), and
what our statistic would find there if the true means and dispersions were known: nobody who has to
estimate them does better with it.

Budget: quiet series like those of a report, and how many false signals a year its 23 series give,
by the level of `vardkase spikes`, by the report's, and how often --fdr then has an alarm.

Without R or its package the first part measures ours alone.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[_threads] = "1"  # R runs on one thread too

import numpy as np  # noqa: E402

sys.path[0] = str(Path(__file__).parent.parent)  # else `store` would be benchmarks/store.py

from reports.signals.changes import MIN_RISE  # noqa: E402
from reports.signals.farrington import farrington_flexible  # noqa: E402
from reports.signals.judgement import LEVEL  # noqa: E402
from reports.signals.spikes import (  # noqa: E402
    FAR_TAIL,
    LEAST_STORIES,
    find_spikes,
    p_values,
    within_budget,
)

GOAL = 10.0
"""Times as fast as R."""

WEEKS, LAST = 312, 49
MEANS = (0.5, 1, 2, 5, 10, 30)
DISPERSIONS = (1.1, 1.5, 2, 3, 5)
KINDS = ("none", "burst", "plateau", "wave")
ROC = (0.5, 0.75, 0.9, 1.0)
"""Shares of R's false alarms."""

COMPARED = ("false alarms", *KINDS[1:], "found")

REPORTED, BUDGET = 23, 0.1

R_SCRIPT = """
suppressPackageStartupMessages(library(surveillance))
counts <- as.matrix(read.csv(commandArgs(TRUE)[1], header = FALSE))
series <- sts(observed = counts, epoch = seq_len(nrow(counts)), frequency = 52)
control <- list(range = 212:nrow(counts), b = 4, w = 3, noPeriods = 10, pastWeeksNotIncluded = 26,
  weightsThreshold = 2.58, pThresholdTrend = 1, powertrans = "2/3", trend = TRUE, reweight = TRUE,
  thresholdMethod = "nbPlugin", alpha = 0.01, limit54 = c(0, 1), glmWarnings = FALSE)
spent <- system.time(found <- suppressWarnings(farringtonFlexible(series, control)))
cat(sprintf("%.4f\\n", sum(spent[c("user.self", "sys.self")])))
bounds <- found@upperbound
for (k in seq_len(nrow(bounds)))
  cat(sprintf("%.12g", c(found@control$expected[k, ], bounds[k, ])), "\\n")
"""


@dataclass(frozen=True)
class Drawn:
    """Counts, whether an outbreak is on and the true mean, all (weeks, series); the kind and the
    dispersion of each series."""

    counts: np.ndarray
    on: np.ndarray
    means: np.ndarray
    kinds: np.ndarray
    spread: np.ndarray


def draw(series: int, weeks: int, seed: int) -> Drawn:
    chance = np.random.default_rng(seed)
    cells = itertools.cycle(
        itertools.product((False, True), MEANS, DISPERSIONS, (0, 0.5), (0, 0.15), KINDS)
    )
    counts, on, means, kinds, spreads = [], [], [], [], []
    for past, mean, spread, season, trend, kind in itertools.islice(cells, series):
        t = np.arange(weeks)
        wave = season * np.cos(2 * np.pi * (t - chance.integers(52)) / 52)
        mu = mean * np.exp(wave + trend * (t - weeks / 2) / 52)
        y = chance.negative_binomial(mu / (spread - 1), 1 / spread)
        sd = np.sqrt(mu * spread).tolist()
        if past:
            for start in chance.integers(10, weeks - LAST - 8, 4).tolist():
                add_outbreak(chance, y, start, "wave", chance.uniform(2, 5) * sd[start])
        out = np.zeros(weeks, dtype=bool)
        if kind != "none":
            start = int(chance.integers(weeks - LAST + 1, weeks - 8))
            before = y.copy()
            length = add_outbreak(chance, y, start, kind, chance.uniform(2, 5) * sd[start])
            out = y > before
            out[start : start + length] = True
        counts.append(y)
        on.append(out)
        means.append(mu)
        kinds.append(kind)
        spreads.append(spread)
    return Drawn(
        np.array(counts, float).T,
        np.array(on).T,
        np.array(means).T,
        np.array(kinds),
        np.array(spreads),
    )


def add_outbreak(
    chance: np.random.Generator, y: np.ndarray, start: int, kind: str, size: float
) -> int:
    """Add an outbreak of `size` stories at its height; weeks that it lasts at least."""
    if kind == "burst":
        y[start] += chance.poisson(size)
        return 1
    if kind == "plateau":
        y[start : start + 3] += chance.poisson(0.6 * size, 3)
        return 3
    later = np.floor(chance.lognormal(0, 0.5, chance.poisson(1.5 * size))).astype(int)
    np.add.at(y, start + np.minimum(later, 7), 1)
    return 1


def speed(series: int, sample: int, rounds: int) -> list[float]:
    counts = draw(series, 260, seed=7).counts
    some = counts[:, np.linspace(0, series - 1, sample).astype(int)]
    ratios = []
    with_r = has_r()
    if not with_r:
        print("R with the package surveillance is not installed: ours alone, without a ratio")
    for number in range(1, rounds + 1):
        cpu = time.process_time()
        farrington_flexible(counts)
        whole = time.process_time() - cpu
        told = f"round {number}: {series} series {whole:.1f} s"
        if with_r:
            cpu = time.process_time()
            ours = farrington_flexible(some)
            small = time.process_time() - cpu
            theirs, expected, bounds = in_r(some)
            apart = np.abs(expected - ours.expected[211:]).max()
            assert apart < 1e-4 and np.array_equal(bounds, ours.upper_bound[211:]), apart
            ratios.append(theirs / sample * series / whole)
            told += (
                f"; {sample} series: ours {small:.2f} s, R {theirs:.1f} s ({theirs / small:.0f} "
                f"times); per series of {series}: {ratios[-1]:.0f} times; apart {apart:.0e}"
            )
        cpu = time.process_time()
        find_spikes(counts)
        print(f"{told}; with our own alarm {time.process_time() - cpu:.1f} s", flush=True)
    return ratios


def in_r(counts: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """CPU seconds, expected counts and upper bounds of R."""
    with tempfile.TemporaryDirectory() as folder:
        script, data = Path(folder, "farrington.R"), Path(folder, "counts.csv")
        script.write_text(R_SCRIPT, encoding="utf-8")
        np.savetxt(data, counts, fmt="%d", delimiter=",")
        ended = subprocess.run(
            ["Rscript", str(script), str(data)], check=True, capture_output=True, text=True
        )
    first, *lines = ended.stdout.splitlines()
    figures = np.array([line.split() for line in lines], float)
    return float(first), figures[:, : counts.shape[1]], figures[:, counts.shape[1] :]


def has_r() -> bool:
    if shutil.which("Rscript") is None:
        return False
    asked = ["Rscript", "-e", "stopifnot(requireNamespace('surveillance', quietly = TRUE))"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def simulate(series: int, seed: int) -> dict[str, dict[str, float]]:
    """False alarms and outbreaks found over the last 49 weeks, by R's rule, by ours, and along the
    ROC: ours, and with true means and dispersions."""
    drawn = draw(series, WEEKS, seed)
    found = find_spikes(drawn.counts)
    known = p_values(drawn.counts, drawn.means, np.broadcast_to(drawn.spread, drawn.means.shape))
    told = {
        "R": figures(drawn, drawn.counts > found.upper_bound),
        "ours": figures(drawn, found.alarm),
    }
    quiet = ~drawn.on[-LAST:]
    enough = drawn.counts >= LEAST_STORIES
    for name, p_value in (("ours", found.p_value), ("known", known)):
        ranked = np.sort(np.where(enough, p_value, 1.0)[-LAST:][quiet])
        for share in ROC:
            level = ranked[int(share * told["R"]["false alarms"])]
            told[f"{name} at {share}"] = figures(drawn, enough & (p_value < level))
    return told


def figures(drawn: Drawn, alarm: np.ndarray) -> dict[str, float]:
    late, out, kinds = alarm[-LAST:], drawn.on[-LAST:], drawn.kinds
    hit = np.asarray((late & out).any(axis=0))
    told: dict[str, float] = {
        "false alarms": int((late & ~out).sum()),
        "quiet weeks": int((~out).sum()),
    }
    told |= {kind: int(hit[kinds == kind].sum()) for kind in KINDS[1:]}
    told["found"] = int(hit[kinds != "none"].sum())
    return told | {"outbreaks": int((kinds != "none").sum())}


def budget(seed: int, reports: int = 60) -> dict[str, float]:
    """False signals a year over the series of a report, when nothing happens in any of them."""
    chance = np.random.default_rng(seed)
    series = REPORTED * reports
    mean = chance.choice(MEANS, series) * np.exp(
        chance.choice((0, 0.5), series)
        * np.cos(2 * np.pi * (np.arange(WEEKS)[:, None] - chance.integers(52, size=series)) / 52)
    )
    spread = chance.choice(DISPERSIONS, series)
    counts = chance.negative_binomial(mean / (spread - 1), 1 / spread).astype(float)
    found = find_spikes(counts, since=WEEKS - LAST)
    signal = (found.p_value < LEVEL) & (counts >= found.mean + MIN_RISE)
    held = np.hstack(
        [
            within_budget(FAR_TAIL * found.p_value[:, at : at + REPORTED], BUDGET)
            for at in range(0, series, REPORTED)
        ]
    )
    held = (held & (counts >= LEAST_STORIES))[-LAST:].reshape(LAST, reports, REPORTED)
    years = reports * LAST / 52
    return {
        "own level": float(found.alarm.sum() / years),
        "report": float(signal.sum() / years),
        "weeks with an alarm under fdr 0.1": float(held.any(axis=2).mean()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Spike detection against R's surveillance.")
    parser.add_argument("--series", type=int, default=500)
    parser.add_argument("--sample", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--simulated", type=int, default=3840)
    parser.add_argument("--seed", type=int, default=20270301)
    options = parser.parse_args()
    ratios = speed(options.series, options.sample, options.rounds) if options.rounds else []
    if ratios:
        print(f"median {statistics.median(ratios):.0f} times as fast as R (goal {GOAL:g})")
    told = simulate(options.simulated, options.seed) if options.simulated else {}
    for name, found in told.items():
        print(f"{name}: {found}")
    for name, found in told.items():
        ratios_to_r = {f: round(found[f] / told["R"][f], 3) for f in COMPARED}
        print(f"{name}, of R's: {ratios_to_r}")
    if options.simulated:
        print(f"false signals a year over {REPORTED} series: {budget(options.seed + 1)}")
    print(json.dumps({"goal": GOAL, "ratios": ratios, "simulation": told}))


if __name__ == "__main__":
    main()
