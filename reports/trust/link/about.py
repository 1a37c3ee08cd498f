"""What the page tells of the data: the waves, the exposure, its gaps; and the tables behind it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from reports.trust.link.exposure_error import CorrectedExposure
from reports.trust.link.fitting import Fitter, campaign_series, campaign_span, windowed
from reports.trust.link.hiding import shown_times, trust_unit
from reports.trust.link.plan import ClassifierError, Design, Plan, Window
from reports.trust.link.tables import BREAKS, LinkData
from reports.trust.link.times import label_of, parse_times

MOST_WAVES = 60
"""A longer list of waves is in the exported table."""


def about_data(
    plan: Plan,
    data: LinkData,
    corrected: CorrectedExposure | None,
    error: ClassifierError | None,
) -> dict[str, Any]:
    """`LinkResult.data`, with the keys that the page reads (`page/inputs.py`)."""
    found: dict[str, Any] = {
        "exposure": _exposure(plan, data, corrected, error),
        "trust": {"name": plan.trust, "unit": trust_unit(plan, data.joined)},
        "waves": _waves(data),
        "breaks": [dict(one) for one in data.breaks],
        "covariates": [{"name": c.name, "kind": c.kind and str(c.kind)} for c in plan.covariates],
        "time_unit": data.unit.word,
        "step": data.step,
        "points_a_year": data.points_a_year,
        "sha256": dict(sorted(data.sha256.items())),
        "seed": plan.seed,
        "direction": plan.direction,
        "alpha": plan.alpha,
        "min_cell_respondents": data.least,
    }
    if data.design is Design.PERSONS:
        found["interview_unit"] = Fitter(plan, data).person_unit().word
    if plan.campaign:
        found["campaign"] = {
            "start": plan.campaign[0],
            "end": plan.campaign[1],
            "group": plan.group,
            "comparison": ", ".join(plan.comparison),
        }
    return found


def _exposure(
    plan: Plan, data: LinkData, corrected: CorrectedExposure | None, error: ClassifierError | None
) -> dict[str, Any]:
    rows = data.joined
    found: dict[str, Any] = {"name": plan.exposure}
    if data.design is Design.PERSONS and "exposure" in rows.columns:
        found["own"] = True
    if data.design is Design.SERIES:
        missing = rows["exposure"].isna()
        found["gaps"] = [str(time) for time in rows["time"][missing]]
    if "documents" in data.exposure.columns:
        found["documents"] = int(data.exposure["documents"].sum())
    if "coverage" in data.exposure.columns:
        found["coverage"] = float(data.exposure["coverage"].mean())
    if error is not None:
        found |= {"precision": error.precision, "recall": error.recall}
        found |= {"precision_n": error.precision_n, "recall_n": error.recall_n}
    if corrected is not None and corrected.reliability is not None:
        found["attenuation"] = corrected.reliability
    return found


def _waves(data: LinkData) -> list[dict[str, Any]]:
    """The waves with what is known of them; of weekly interviews only their number is of use."""
    if data.design is Design.PERSONS:
        return []
    rows = data.joined[data.joined["trust"].notna()]
    columns = [name for name in ("n", *BREAKS) if name in rows.columns]
    if not columns or len(rows) > MOST_WAVES:
        return []
    listed = []
    for row in rows.to_dict("records"):
        group = f", {row['group']}" if "group" in row else ""
        known = {name: _plain(row[name]) for name in columns if not pd.isna(row[name])}
        listed.append({"wave": f"{row['time']}{group}", **known})
    return listed


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def page_tables(fitter: Fitter, window: Window) -> dict[str, pd.DataFrame]:
    """`exposure`, `trust` and `model`; of persons only sums by week or date."""
    data = fitter.data
    found: dict[str, pd.DataFrame] = {}
    if "exposure" in data.exposure.columns:
        names = ["time", "exposure", "documents", "coverage"]
        kept = [name for name in names if name in data.exposure.columns]
        exposure = data.exposure[kept]
        if data.design is Design.PERSONS or data.design is Design.GROUPS:
            exposure = exposure.groupby("time", as_index=False).mean(numeric_only=True)
        found["exposure"] = exposure
    found["trust"] = _trust(data)
    model = _model(fitter, window)
    if model is not None:
        found["model"] = model
    return found


def _trust(data: LinkData) -> pd.DataFrame:
    rows = data.joined
    if data.design is Design.PERSONS:
        return _by_time(data)
    names = ["time", "group", "trust", "trust_se", "n", "low", "high", "suppressed"]
    kept = [name for name in names if name in rows.columns]
    if data.design is Design.CAMPAIGN:
        kept = [name for name in kept if name not in ("low", "high")]
    there = rows["trust"].notna()
    if "suppressed" in rows.columns:
        there |= rows["suppressed"] != ""
    return rows.loc[there, kept].reset_index(drop=True)


def _by_time(data: LinkData) -> pd.DataFrame:
    """Weighted shares and numbers of answers by step of the exposure or by date, few hidden."""
    rows = data.joined.dropna(subset=["trust"])
    weight = rows["weight"] if "weight" in rows.columns else pd.Series(1.0, index=rows.index)
    unit = data.unit
    part = pd.DataFrame({"place": rows["position"], "w": weight, "wy": weight * rows["trust"]})
    sums = part.groupby("place").agg(w=("w", "sum"), wy=("wy", "sum"), n=("w", "size"))
    found = pd.DataFrame(
        {
            "time": [label_of(unit, int(place)) for place in sums.index],
            "trust": (sums["wy"] / sums["w"]).to_numpy(),
            "n": sums["n"].to_numpy(),
        }
    )
    return shown_times(found, data.least)


def _model(fitter: Fitter, window: Window) -> pd.DataFrame | None:
    """The rows that were fitted, as the R script takes them."""
    data, plan = fitter.data, fitter.plan
    rows = fitter.rows
    covariates = [c.name for c in plan.covariates if c.name in rows.columns]
    if data.design is Design.SERIES:
        found = rows[["time", "exposure", "trust", *covariates]].copy()
        found["exposure"] = windowed(found["exposure"].to_numpy(float), window)
        return found
    if data.design is Design.GROUPS:
        found = rows[["time", "group", "exposure", "trust", *covariates]]
        return found.assign(exposure=fitter.group_exposure(window))
    if data.design is Design.CAMPAIGN:
        target, comparison = campaign_series(plan, data)
        first, last = campaign_span(plan, data)
        place = np.arange(len(target))
        origin = parse_times(data.labels()[:1], "data").numbers[0]
        return pd.DataFrame(
            {
                "place": place,
                "time": [label_of(data.unit, int(origin + p * data.step)) for p in place],
                "difference": target - comparison,
                "during": ((place >= first) & (place <= last)).astype(int),
                "after": (place > last).astype(int),
            }
        )
    return None
