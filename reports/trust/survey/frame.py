"""A survey file as a table of numbers and codes, with the words of its codes and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from reports.trust.survey.asked import Answers
from reports.trust.waves.table import Column, SurveyTable
from reports.trust.waves.vocabulary import DONT_KNOW, WONT_SAY, kind_of_label


@dataclass(frozen=True, eq=False)
class SurveyFrame:
    """Rows of a survey. `labels` has the words of a column's codes, `declared` what the file itself
    declares as missing, sorted by its words, `proposed` codes without an opinion by their words
    alone, which nobody has confirmed."""

    rows: pd.DataFrame
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    declared: Mapping[str, Answers] = field(default_factory=dict)
    proposed: Mapping[str, Answers] = field(default_factory=dict)


def frame_of(table: SurveyTable) -> SurveyFrame:
    """The columns of a file; those with numbers alone as numbers, others as codes."""
    columns = {name: _values(column) for name, column in table.columns.items()}
    declared, proposed = {}, {}
    for name, column in table.columns.items():
        codes = sorted({code for code in column.codes() if code is not None} | set(column.labels))
        missing = [code for code in codes if column.is_user_missing(code)]
        others = [code for code in codes if code not in missing]
        if missing:
            declared[name] = _answers(column, missing)
        words = _answers(column, others)
        if words.dont_know or words.wont_say:
            proposed[name] = Answers(words.dont_know, words.wont_say)
    labels = {name: column.labels for name, column in table.columns.items() if column.labels}
    return SurveyFrame(pd.DataFrame(columns), labels, declared, proposed)


def _values(column: Column) -> pd.Series:
    if column.numeric:
        return pd.Series(
            [value if isinstance(value, float) else None for value in column.values], dtype=float
        )
    return pd.Series(column.codes(), dtype=object)


def _answers(column: Column, codes: list[str]) -> Answers:
    kinds = {code: kind_of_label(column.labels.get(code, code)) for code in codes}
    dont_know = tuple(code for code in codes if kinds[code] == DONT_KNOW)
    wont_say = tuple(code for code in codes if kinds[code] == WONT_SAY)
    return Answers(
        dont_know, wont_say, tuple(code for code in codes if code not in (*dont_know, *wont_say))
    )
