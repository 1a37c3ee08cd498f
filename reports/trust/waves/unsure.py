"""What a proposal can't tell by itself: columns that it leaves out, days that it can't read, and
answers in words under a name that says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.trust.waves.cells import day
from reports.trust.waves.spec import GroupSpec, WaveSpec
from reports.trust.waves.table import Column, SurveyTable, code_number, code_text
from reports.trust.waves.vocabulary import (
    DONT_KNOW,
    HIGH,
    LOW,
    NOT_ASKED,
    WONT_SAY,
    kind_of_label,
    role_of_name,
    sensitivity,
)

MOST_ANSWERS = 15
"""Different texts of a column that can be the answers of a scale, or groups."""

_DAY_LIKE = re.compile(r"\d{1,4}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{1,4}(?:[T ].*)?")


def left_out(table: SurveyTable, spec: WaveSpec) -> tuple[GroupSpec, ...]:
    """The columns that a specification does not name, as the groups that they could be. Empty
    columns, dates and columns of many different texts are none."""
    named = spec.columns()
    return tuple(
        group_of(short(column.name), column)
        for column in table.columns.values()
        if column.name not in named and _divides(column)
    )


def group_of(name: str, column: Column) -> GroupSpec:
    """A column as a group: don't know, won't say and what the file declares as missing count as no
    answer."""
    return GroupSpec(
        name=name,
        column=column.name,
        sensitive=sensitivity(column.name, column.label),
        missing=tuple(sorted(_without_answer(column), key=order)),
        labels=dict(column.labels),
    )


def unread_days(table: SurveyTable) -> Iterator[str]:
    """A sentence for each column of days that are written in a way that we can't tell."""
    for column in table.columns.values():
        unread = [
            number
            for number, value in zip(table.numbers, column.values, strict=True)
            if value is not None and day(value) is None
        ]
        filled = sum(value is not None for value in column.values)
        named = role_of_name(column.name, column.label) == "date" and not column.labels
        written = len(unread) == filled and all(
            isinstance(value, str) and _DAY_LIKE.fullmatch(value.strip())
            for value in column.values
            if value is not None
        )
        if unread and (named or written):
            yield (
                f"Kolumnen {column.name}, rad {unread[0]}: ser ut som datum men går inte att läsa; "
                "väntade 2026-09-01 eller 1.9.2026. Skriv om kolumnen så, annars läses inga "
                "intervjudagar in."
            )


def scales_in_words(table: SurveyTable) -> list[Column]:
    """Columns whose answers are those of a question on trust: a word for high and one for low."""
    return [column for column in table.columns.values() if _is_scale(column)]


def order(code: str) -> tuple[bool, float, str]:
    """Numbers by size, then texts."""
    number = code_number(code)
    return number is None, number or 0.0, code


def short(text: str) -> str:
    """A name for wave.toml made of any text."""
    return re.sub(r"[^\w.+-]+", "_", code_text(text) or "x").strip("_")[:60] or "x"


def _divides(column: Column) -> bool:
    codes = {code for code in column.codes() if code is not None}
    if not codes or all(day(code) for code in codes):
        return False
    return column.numeric or bool(column.labels) or len(codes) <= MOST_ANSWERS


def _words(column: Column) -> dict[str, str]:
    """The codes of a column and their words; a text is its own word."""
    codes = {code for code in column.codes() if code is not None}
    own = codes if column.textual and len(codes) <= MOST_ANSWERS else set()
    return {code: column.labels.get(code, code if code in own else "")
            for code in codes | set(column.labels)}  # fmt: skip


def _without_answer(column: Column) -> Iterator[str]:
    for code, words in _words(column).items():
        kind = kind_of_label(words)
        declared = kind in (None, NOT_ASKED) and column.is_user_missing(code)
        if declared or kind in (DONT_KNOW, WONT_SAY):
            yield code


def _is_scale(column: Column) -> bool:
    kinds = [kind_of_label(words) for words in _words(column).values() if words]
    return {HIGH, LOW} <= set(kinds) and None not in kinds
