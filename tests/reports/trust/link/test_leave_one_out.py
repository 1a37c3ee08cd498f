"""Leaving one out names the point that the answer hangs on."""

import numpy as np
import pandas as pd

from reports.trust.link.csv_table import parse_csv_table
from reports.trust.link.log import Locked
from reports.trust.link.plan import plan_of
from reports.trust.link.run import analyse


def leave_one_out(frame):
    plan = plan_of(
        {"question": "?", "design": "series", "exposure": "x.csv", "trust": "x.csv",
         "primary_lag": 0},
        "plan.toml",
    )  # fmt: skip
    table = parse_csv_table(frame.to_csv(index=False).encode(), "x.csv")
    result = analyse(plan, table, table, Locked("", False, (), 0, False)).result
    return result, result.controls["leave_one_out"]


def noise(seed=3, n=40):
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {"time": range(1, n + 1), "exposure": random.normal(9, 1, n),
         "trust": random.normal(50, 1, n)}
    )  # fmt: skip


def test_the_single_point_behind_a_link_is_named():
    frame = noise()
    frame.loc[19, ["exposure", "trust"]] = [25, 70]
    result, found = leave_one_out(frame)
    assert result.p <= 0.05 and found["passed"] is False
    assert found["decisive"] == "20"
    assert found["decisive_estimate"] * result.estimate < 0 or found["decisive_p"] > 0.05


def test_where_the_answer_stands_nothing_is_named():
    frame = noise()
    frame["trust"] = 50 + 2 * frame["exposure"] + noise(4)["trust"] / 50
    _, found = leave_one_out(frame)
    assert found["passed"] is True
    assert "decisive" not in found
    assert found["smallest_p"] <= found["largest_p"] <= 0.05
