"""A wave as a table for estimation: one row a respondent, don't know and won't say kept apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from reports.trust.waves.spec import ALL, ALL_BUT_WONT_SAY, KINDS, OPINIONS, WITH_OPINION
from store.records import Respondent, Wave

_IN_BASE = {
    WITH_OPINION: frozenset(OPINIONS),
    ALL: frozenset({*OPINIONS, "dont_know", "wont_say"}),
    ALL_BUT_WONT_SAY: frozenset({*OPINIONS, "dont_know"}),
}


def respondents(wave: Wave, rows: Sequence[Respondent]) -> pd.DataFrame:
    """The respondents of a wave, stored or just read, for `reports.trust.survey`.

    Columns: `row`; `weight` (1 in an unweighted wave); `date` where interviews are dated; for each
    outcome NAME its code as text, `NAME_kind` (high, middle, low, dont_know, wont_say; None where
    nobody was asked or nothing stands) and `NAME_score` (the code as a number for those with an
    opinion, else NaN); each group, in the words of its labels, or as a number; each column of
    strata, clusters and population sizes under the name that it has in the file.

    A respondent without an answer stays in the table: leave a base by a domain, never by rows.
    """
    columns: dict[str, Any] = {
        "row": [each.row for each in rows],
        "weight": np.array([each.weight for each in rows], float),
    }
    if any(each.interviewed_on for each in rows):
        columns["date"] = pd.to_datetime([each.interviewed_on for each in rows])
    for name, outcome in wave.outcomes.items():
        columns |= _answers(name, outcome, [each.answers.get(name) for each in rows])
    for name, group in wave.groups.items():
        columns[name] = _group(group["labels"], [each.groups.get(name) for each in rows])
    for name in (*wave.design["strata"], *wave.design["psu"]):
        columns.setdefault(name, _texts([each.design[name] for each in rows]))
    for name in wave.design["fpc"]:
        columns.setdefault(name, np.array([each.design[name] for each in rows], float))
    return pd.DataFrame(columns)


def in_base(kinds: pd.Series, base: str) -> np.ndarray:
    """Who a share is taken of, as a domain: booleans by row. `kinds` is a `NAME_kind` column,
    `base` with_opinion, all or all_excl_vill_inte_svara."""
    return kinds.isin(_IN_BASE[base]).to_numpy(bool)


def _answers(name: str, outcome: Mapping[str, Any], codes: list[str | None]) -> dict[str, Any]:
    kinds = {code: kind for kind in KINDS for code in outcome[kind]}
    asked = [None if c is None or kinds.get(c) == "not_asked" else c for c in codes]
    found = [None if code is None else kinds.get(code) for code in asked]
    scores = [
        _score(code) if kind in OPINIONS else np.nan
        for code, kind in zip(asked, found, strict=True)
    ]
    return {
        name: _texts(asked),
        f"{name}_kind": _texts(found),
        f"{name}_score": np.array(scores, float),
    }


def _score(code: str | None) -> float:
    try:
        return float(code) if code is not None else np.nan
    except ValueError:
        return np.nan


def _group(labels: Mapping[str, str], values: list[Any]) -> Any:
    if all(value is None or isinstance(value, int | float) for value in values):
        return np.array([np.nan if value is None else value for value in values], float)
    return _texts([None if v is None else labels.get(str(v), str(v)) for v in values])


def _texts(values: list[Any]) -> pd.Series:
    return pd.Series(values, dtype=object)
