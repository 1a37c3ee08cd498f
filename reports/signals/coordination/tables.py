"""Coordination as it is handed out: clusters without accounts, small ones hidden."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd

from reports.signals.coordination.clusters import CLUSTER, OBJECT, Found, Verdict

HIDDEN = "–"

TOO_FEW_ACCOUNTS = "too_few_accounts"
"""The verdict of a cluster that is there, and of which nothing more is said."""

_LEAST_P = 1e-300
"""Smaller probabilities are 0 in the file formats that people use; none is 0."""


def published(found: Found, min_cell: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The two tables of `coordination`: CLUSTER and OBJECT columns, all texts as they are shown.

    A cluster of fewer than `min_cell` accounts has “–” in every column but its number and its
    verdict, and none of its objects are named. Where data are insufficient altogether, one row
    without a number says so; where nothing is found, there is none.
    """
    if found.verdict is Verdict.INSUFFICIENT_DATA and not len(found.clusters):
        row = dict.fromkeys(CLUSTER, "") | {"verdict": str(Verdict.INSUFFICIENT_DATA)}
        return pd.DataFrame([row], columns=CLUSTER), found.objects
    hidden = found.clusters["accounts"] < min_cell
    shown = found.clusters.astype(object)
    for column in ("first", "last"):
        shown[column] = [_moment(seconds) for seconds in found.clusters[column]]
    shown["weight"] = [f"{weight:.3f}" for weight in found.clusters["weight"]]
    shown["p_value"] = [f"{max(p, _LEAST_P):.2g}" for p in found.clusters["p_value"]]
    shown["verdict"] = [str(verdict) for verdict in found.clusters["verdict"]]
    shown.loc[hidden, CLUSTER[1:-1]] = HIDDEN
    shown.loc[hidden, "verdict"] = TOO_FEW_ACCOUNTS
    named = set(found.clusters.loc[~hidden, "cluster"])
    objects = found.objects[found.objects["cluster"].isin(named)].reset_index(drop=True)
    return shown[CLUSTER], objects[OBJECT]


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(round(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
