"""Series per second of the link's default path, against statsmodels' ARDL by AIC.

    python benchmarks/link.py [--series 200] [--rounds 5] [--points 104] [--seed 1]

The default path of `link` fits level, trend, season and an autoregressive distributed lag model
whose order it chooses, tests the residuals and gives one estimate with its interval. What a user
would take instead is statsmodels: for each order `ARDL(trust, p, exposure, p)` with the same trend
and season and the same rows, the one with the least AICc, fitted again on all its rows. Both get
the same series and both give the same estimates, which is checked. One at a time is what a plan
with one series costs; together is what a plan with many replicates, the placebos and the
calibration cost. Rounds are interleaved, CPU seconds of the process are counted (all threads), and
ratios are taken within a round: figures of different rounds meet different neighbours.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from statsmodels.tsa.ardl import ARDL

sys.path[0] = str(Path(__file__).parent.parent)  # else `link` would be this file

from reports.trust.link.background import WEEKS_A_YEAR, background  # noqa: E402
from reports.trust.link.series import fit_series, highest_order, link_series  # noqa: E402
from reports.trust.link.simulation import autoregression  # noqa: E402


def statsmodels_estimate(exposure: np.ndarray, trust: np.ndarray) -> float:
    """The effect of exposure at lag 0 in the model that statsmodels' ARDL prefers."""
    fixed = background(len(trust), WEEKS_A_YEAR)
    highest = highest_order(len(trust), fixed.shape[1])
    columns = exposure[:, None]

    def model(order: int, first: int) -> ARDL:
        return ARDL(trust, order, columns, order, trend="n", fixed=fixed, hold_back=first)

    best = min(range(1, highest + 1), key=lambda order: model(order, highest).fit().aicc)
    fitted = model(best, best).fit()
    names = list(fitted.model.exog_names)
    return float(np.asarray(fitted.params)[names.index("x0.L0")])


def one_at_a_time(exposure: np.ndarray, trust: np.ndarray) -> np.ndarray:
    pairs = zip(exposure, trust, strict=True)
    return np.array([link_series(x, y, points_a_year=WEEKS_A_YEAR)[0].estimate for x, y in pairs])


def together(exposure: np.ndarray, trust: np.ndarray) -> np.ndarray:
    found = fit_series(exposure, trust, points_a_year=WEEKS_A_YEAR).estimates()
    return np.array([one.estimate for one in found])


def by_statsmodels(exposure: np.ndarray, trust: np.ndarray) -> np.ndarray:
    pairs = zip(exposure, trust, strict=True)
    return np.array([statsmodels_estimate(x, y) for x, y in pairs])


def seconds(
    way: Callable[[np.ndarray, np.ndarray], np.ndarray], exposure: np.ndarray, trust: np.ndarray
) -> tuple[float, np.ndarray]:
    """CPU seconds, and the estimates."""
    before = time.process_time()
    found = way(exposure, trust)
    return time.process_time() - before, found


def main() -> None:
    parser = argparse.ArgumentParser(description="The link's default path against statsmodels.")
    parser.add_argument("--series", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--points", type=int, default=104)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random = np.random.default_rng(options.seed)
    ways = {"statsmodels": by_statsmodels, "one at a time": one_at_a_time, "together": together}
    ratios: dict[str, list[float]] = {name: [] for name in ways if name != "statsmodels"}
    for number in range(options.rounds):
        exposure, trust = (
            autoregression(random, options.series, options.points, 0.7) for _ in range(2)
        )
        spent, found = {}, {}
        for name, way in ways.items():
            spent[name], found[name] = seconds(way, exposure, trust)
            difference = np.abs(found[name] - found["statsmodels"])
            if difference.max() > 1e-8:
                raise SystemExit(f"{name}: estimates differ by {difference.max():.2g}")
        for name in ratios:
            ratios[name].append(spent["statsmodels"] / spent[name])
        figures = ", ".join(f"{name} {options.series / s:8.0f}" for name, s in spent.items())
        print(f"round {number + 1}, series per CPU second: {figures}", flush=True)
    for name, values in ratios.items():
        print(
            f"{name}: {statistics.median(values):.1f} times statsmodels "
            f"({min(values):.1f}–{max(values):.1f} over {len(values)} rounds)"
        )


if __name__ == "__main__":
    main()
