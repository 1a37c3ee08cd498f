"""What weighted estimates of 50 domains cost beside R's package survey on the same machine.

    python benchmarks/survey.py [--rows 100000] [--domains 50] [--rounds 5]

100,000 respondents in 40 strata of 25 clusters each, with weights; the share, standard error and
logit interval of a yes/no answer in each of 50 groups. Ours is the product's own path on a table in
memory: specification, estimates, disclosure control, JSON. R's is a loop of `svyciprop` over the
subsets, which gives the same figures, and `svyby(svymean)`, which gives the estimates and standard
errors alone and is the fastest that R has. Each contestant is timed inside its own process by CPU
seconds, reading the file and starting up left out; contestants take turns, and ratios are taken
within a round. Without R or its package the benchmark says so and measures ours alone.
"""

from __future__ import annotations

import argparse
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
import pandas as pd  # noqa: E402

sys.path[0] = str(Path(__file__).parent.parent)  # else `store` would be benchmarks/store.py

from reports.trust.survey.frame import SurveyFrame  # noqa: E402
from reports.trust.survey.run import estimates_json, run  # noqa: E402
from reports.trust.survey.spec import read_spec  # noqa: E402

GOAL = 5.0
"""Times as fast as the fastest that R has."""

SPEC = b"""
[design]
weight = "weight"
strata = "stratum"
psu = "cluster"
nest = true

[[estimate]]
name = "yes"
kind = "share"
variable = "answer"
levels = [1]
by = "domain"
"""

R_SCRIPT = """
suppressPackageStartupMessages(library(survey))
people <- read.csv(commandArgs(TRUE)[1])
cpu <- function(work) sum(system.time(work)[c("user.self", "sys.self")])
groups <- sort(unique(people$domain))
intervals <- NULL
loop <- cpu({
  design <- svydesign(~cluster, strata = ~stratum, weights = ~weight, nest = TRUE, data = people)
  intervals <- lapply(groups, function(group) {
    found <- svyciprop(~answer, subset(design, domain == group), method = "logit")
    c(coef(found), sqrt(attr(found, "var")), attr(found, "ci"))
  })
})
fastest <- cpu({
  design <- svydesign(~cluster, strata = ~stratum, weights = ~weight, nest = TRUE, data = people)
  means <- svyby(~answer, ~domain, design, svymean)
})
cat(sprintf("%.4f %.4f\\n", loop, fastest))
for (each in intervals) cat(sprintf("%.17g", each), "\\n")
"""


def people(rows: int, domains: int) -> pd.DataFrame:
    """The same respondents in each call."""
    draw = np.random.default_rng(7)
    stratum = draw.integers(0, 40, rows)
    domain = draw.integers(0, domains, rows)
    chance = 0.3 + 0.2 * (domain / domains) + 0.05 * (stratum / 40)
    return pd.DataFrame(
        {
            "stratum": stratum,
            "cluster": draw.integers(0, 25, rows),
            "weight": draw.uniform(20, 200, rows).round(3),
            "domain": domain,
            "answer": (draw.random(rows) < chance).astype(float),
        }
    )


def ours(frame: pd.DataFrame) -> tuple[float, np.ndarray]:
    """CPU seconds, and (domains, 4) estimates, standard errors and ends of intervals."""
    cpu = time.process_time()
    found = run(SurveyFrame(frame), read_spec("spec.toml", SPEC))
    estimates_json(found.estimates)
    spent = time.process_time() - cpu
    return spent, np.array([[e.estimate, e.se, e.low, e.high] for e in found.estimates], float)


def theirs(script: Path, data: Path) -> tuple[float, float, np.ndarray]:
    """CPU seconds of R's loop and of svyby, and the figures as ours."""
    ended = subprocess.run(
        ["Rscript", str(script), str(data)], check=True, capture_output=True, text=True
    )
    first, *lines = ended.stdout.splitlines()
    loop, fastest = map(float, first.split())
    return loop, fastest, np.array([line.split() for line in lines], float)


def has_r() -> bool:
    if shutil.which("Rscript") is None:
        return False
    asked = ["Rscript", "-e", "stopifnot(requireNamespace('survey', quietly = TRUE))"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def main() -> None:
    parser = argparse.ArgumentParser(description="Weighted estimates of many domains against R.")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--domains", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    frame = people(options.rows, options.domains)
    with_r = has_r()
    if not with_r:
        print("R with the package survey is not installed: ours alone, without a ratio")
    ratios: dict[str, list[float]] = {"svyciprop": [], "svyby": []}
    with tempfile.TemporaryDirectory() as folder:
        script, data = Path(folder, "survey.R"), Path(folder, "people.csv")
        script.write_text(R_SCRIPT, encoding="utf-8")
        frame.to_csv(data, index=False)
        ours(frame)  # imports and caches, as R's package is loaded before its clock starts
        for number in range(1, options.rounds + 1):
            spent, figures = ours(frame)
            told = f"round {number}: ours {spent:.3f} s"
            if with_r:
                loop, fastest, expected = theirs(script, data)
                ratios["svyciprop"].append(loop / spent)
                ratios["svyby"].append(fastest / spent)
                apart = float(np.abs(figures / expected - 1).max())
                told += (
                    f", svyciprop {loop:.2f} s ({loop / spent:.1f} times), svyby {fastest:.2f} s "
                    f"({fastest / spent:.1f} times); largest relative difference {apart:.0e}"
                )
            print(told, flush=True)
    for name, found in ratios.items():
        if found:
            print(f"{name}: median {statistics.median(found):.1f} times as fast (goal {GOAL:g})")
    print(json.dumps({"goal": GOAL, "ratios": ratios}))


if __name__ == "__main__":
    main()
