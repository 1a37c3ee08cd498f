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
which is equal to R's own. The seed differs from that on which the constants were set. Without R or
its package the first part measures ours alone.
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
from pathlib import Path

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[_threads] = "1"  # R runs on one thread too

import numpy as np  # noqa: E402

sys.path[0] = str(Path(__file__).parent.parent)  # else `store` would be benchmarks/store.py

from reports.signals.farrington import farrington_flexible  # noqa: E402
from reports.signals.spikes import find_spikes  # noqa: E402

GOAL = 10.0
"""Times as fast as R."""

WEEKS, LAST = 312, 49
MEANS = (0.5, 1, 2, 5, 10, 30)
DISPERSIONS = (1.1, 1.5, 2, 3, 5)
KINDS = ("none", "burst", "plateau", "wave")

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


def draw(series: int, weeks: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Counts and whether an outbreak is on, both (weeks, series), and the kind of each series."""
    chance = np.random.default_rng(seed)
    cells = itertools.cycle(
        itertools.product((False, True), MEANS, DISPERSIONS, (0, 0.5), (0, 0.15), KINDS)
    )
    counts, on, kinds = [], [], []
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
        kinds.append(kind)
    return np.array(counts, float).T, np.array(on).T, np.array(kinds)


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
    counts, _, _ = draw(series, 260, seed=7)
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
    """False alarms and outbreaks found by R's rule and by ours, over the last 49 weeks."""
    counts, on, kinds = draw(series, WEEKS, seed)
    found = find_spikes(counts)
    rules = {"R": counts > found.upper_bound, "ours": found.alarm}
    told: dict[str, dict[str, float]] = {}
    for name, alarm in rules.items():
        late, out = alarm[-LAST:], on[-LAST:]
        hit = (late & out).any(axis=0)
        told[name] = {"false alarms": int((late & ~out).sum()), "quiet weeks": int((~out).sum())}
        told[name] |= {kind: int(hit[kinds == kind].sum()) for kind in KINDS[1:]}
        told[name]["found"] = int(hit[kinds != "none"].sum())
        told[name]["outbreaks"] = int((kinds != "none").sum())
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description="Spike detection against R's surveillance.")
    parser.add_argument("--series", type=int, default=500)
    parser.add_argument("--sample", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--simulated", type=int, default=3840)
    parser.add_argument("--seed", type=int, default=20261122)
    options = parser.parse_args()
    ratios = speed(options.series, options.sample, options.rounds) if options.rounds else []
    if ratios:
        print(f"median {statistics.median(ratios):.0f} times as fast as R (goal {GOAL:g})")
    told = simulate(options.simulated, options.seed) if options.simulated else {}
    for name, figures in told.items():
        print(f"{name}: {figures}")
    for figure in ("false alarms", *KINDS[1:], "found") if told else ():
        print(f"{figure}: {told['ours'][figure] / told['R'][figure]:.3f} of R's")
    print(json.dumps({"goal": GOAL, "ratios": ratios, "simulation": told}))


if __name__ == "__main__":
    main()
