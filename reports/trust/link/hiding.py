"""Figures of trust that too few stand behind: taken out once, before anything is made of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from reports.trust.link.plan import Design, Plan
from reports.trust.link.tables import LinkData
from reports.trust.survey.disclosure import MIN_RESPONDENTS, MIN_UNANIMOUS

WHOLE = {"share": 1.0, "percent": 100.0}
"""Everybody, in the units of trust that are parts of a whole."""

_FIGURES = ("trust", "trust_se", "n", "low", "high")


def trust_unit(plan: Plan, rows: pd.DataFrame) -> str:
    """Whether trust is a share 0..1, per cent, or (empty) a scale of its own."""
    if plan.design in (Design.PERSONS, Design.CAMPAIGN):
        return "share"
    known = rows["trust"].dropna()
    if "n" not in rows.columns or not len(known) or known.min() < 0:
        return ""
    return "share" if known.max() <= 1 else "percent" if known.max() <= 100 else ""


def why_hidden(
    n: float | None, value: float | None, unit: str, least: int = MIN_RESPONDENTS
) -> str:
    """The code of the reason to hide a figure of `n` respondents; empty where it may be shown."""
    if n is None or np.isnan(n):
        return ""
    if n < least:
        return "min_cell"
    whole = WHOLE.get(unit)
    return "extreme_share" if n < MIN_UNANIMOUS and whole and value in (0.0, whole) else ""


def without_hidden(plan: Plan, data: LinkData, least: int) -> LinkData:
    """The data with trust NaN where it must not be shown, and `suppressed` saying why.

    Of persons nothing is taken out: no figure of theirs is made but those of `shown_times`.
    """
    rows = data.joined
    if data.design is Design.PERSONS or "n" not in rows.columns:
        return replace(data, least=least)
    unit = trust_unit(plan, rows)
    why = np.array(
        [
            why_hidden(n, value, unit, least) if np.isfinite(value) else ""
            for n, value in zip(rows["n"], rows["trust"], strict=True)
        ]
    )
    names = [name for name in (*_FIGURES, *plan.negative_controls) if name in rows.columns]
    shown = {name: rows[name].where(why == "") for name in names}
    return replace(data, joined=rows.assign(**shown, suppressed=why), least=least)


def shown_times(shares: pd.DataFrame, least: int) -> pd.DataFrame:
    """Shares of persons by time (`trust`, `n`) with `suppressed`. Who answered in all is known, so
    that the hidden times are never one alone, nor fewer than `least` persons together."""
    why = [
        why_hidden(n, value, "share", least)
        for n, value in zip(shares["n"], shares["trust"], strict=True)
    ]
    hidden = [int(n) for n, reason in zip(shares["n"], why, strict=True) if reason]
    for i in np.argsort(shares["n"].to_numpy(), kind="stable"):
        if not hidden or (len(hidden) > 1 and sum(hidden) >= least):
            break
        if not why[i]:
            why[i] = "secondary"
            hidden.append(int(shares["n"].iloc[i]))
    there = np.array([not reason for reason in why])
    figures = {name: shares[name].where(there) for name in ("trust", "n")}
    return shares.assign(**figures, suppressed=why)
