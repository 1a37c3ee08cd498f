"""Proposes what the columns of a file mean, from names, labels and the codebook.

Nothing of it counts until a person has confirmed it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.trust.waves.cells import day
from reports.trust.waves.codebook import Codebook
from reports.trust.waves.spec import KINDS, WITH_OPINION, GroupSpec, OutcomeSpec, WaveSpec
from reports.trust.waves.table import Column, SurveyTable, code_number
from reports.trust.waves.unsure import (
    MOST_ANSWERS,
    group_of,
    left_out,
    order,
    scales_in_words,
    short,
    unread_days,
)
from reports.trust.waves.vocabulary import (
    NOT_ASKED,
    SUBJECT,
    group_name,
    is_outcome,
    kind_of_label,
    role_of_name,
)

_WAVE_NAME = re.compile(r"v[åa]g|wave|omg[åa]ng|[åa]r|year|round|essround", re.I)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A specification to confirm, Swedish sentences on what was unclear, and the columns that are
    left out, as the groups that they could be."""

    spec: WaveSpec
    notes: tuple[str, ...]
    left_out: tuple[GroupSpec, ...] = ()


def propose(table: SurveyTable, codebook: Codebook | None = None) -> Proposal:
    """A proposal for a file; a codebook's labels are those already put into the table."""
    notes = list(table.notes)
    roles = _roles(table)
    fieldwork = _fieldwork(table, roles["date"], codebook, notes)
    spec = WaveSpec(
        confirmed=False,
        id=short(table.name.rpartition(".")[0] or table.name),
        survey=codebook.title if codebook else table.label,
        population=codebook.population if codebook else "",
        mode=codebook.mode if codebook else "",
        source=codebook.producer if codebook else "",
        licence=codebook.conditions if codebook else "",
        n=len(table.numbers),
        weight=_weight(table, roles["weight"], notes),
        strata=tuple(roles["strata"]),
        psu=tuple(roles["psu"]),
        fpc=tuple(roles["fpc"]),
        respondent_id=next(iter(roles["id"]), None),
        date=next(iter(roles["date"]), None),
        outcomes=_outcomes(table, notes),
        groups=_groups(table),
        **fieldwork,
    )
    notes += [*unread_days(table), *_several_waves(table)]
    others = left_out(table, spec)
    if others:
        notes.append(
            f"Kolumner som inte är med: {len(others)}. De står sist i förslaget som # [[group]]; "
            "ta bort # framför dem som din plan behöver."
        )
    return Proposal(spec, tuple(notes), others)


def _roles(table: SurveyTable) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {
        role: [] for role in ("weight", "id", "date", "strata", "psu", "fpc")
    }
    for column in table.columns.values():
        role = "weight" if column.is_weight else role_of_name(column.name, column.label)
        filled = [value for value in column.values if value is not None]
        if role is None or not filled or (column.labels and role in ("weight", "id", "date")):
            continue
        if role in ("weight", "fpc") and not column.numeric:
            continue
        if role == "date" and not all(day(value) for value in filled):
            continue
        if not column.labels or role in ("strata", "psu"):
            found[role].append(column.name)
    return found


def _weight(table: SurveyTable, named: Sequence[str], notes: list[str]) -> str | None:
    stated = [name for name in named if table.columns[name].is_weight]
    chosen = next(iter(stated or named), None)
    if chosen is None:
        notes.append("Ingen viktkolumn hittades. Ange den, eller säg unweighted = true.")
        return None
    why = "enligt kodboken (DDI)" if stated else "av namnet eller etiketten"
    notes.append(f"Vikten {chosen} är föreslagen {why}; bekräfta att den är rätt.")
    if others := [name for name in named if name != chosen]:
        notes.append(f"Andra kolumner som kan vara vikter: {', '.join(others)}.")
    return chosen


def _fieldwork(
    table: SurveyTable, dated: Sequence[str], codebook: Codebook | None, notes: list[str]
) -> dict:
    collections = codebook.collections if codebook else ()
    if len(collections) == 1:
        (one,) = collections
        return {"precision": one.precision, "start": one.start, "end": one.end}
    if collections:
        periods = [f"{c.cycle or '?'}: {c.start or '?'} till {c.end or '?'}" for c in collections]
        notes.append(f"Kodboken har flera vågor ({'; '.join(periods)}); ange vilken filen är.")
    days = [d for name in dated[:1] for v in table.columns[name].values if (d := day(v))]
    if days and not collections:
        notes.append("Fältperioden är tagen ur intervjudagarna; rätta den om den var längre.")
        return {"precision": "day", "start": min(days), "end": max(days)}
    return {"precision": ""}


def _outcomes(table: SurveyTable, notes: list[str]) -> tuple[OutcomeSpec, ...]:
    found = [c for c in table.columns.values() if is_outcome(c.name, f"{c.label} {c.question}")]
    found = [column for column in found if _answers(column) and column.name]
    if not found and (found := scales_in_words(table)):
        named = ", ".join(column.name for column in found)
        notes.append(
            f"{named}: svaren är ord som i en fråga om förtroende. Skriv frågans ordalydelse i "
            "question, eller stryk den som frågar om annat."
        )
    about = [c for c in found if SUBJECT.search(f"{c.name} {c.label} {c.question}")]
    main = about or found[:1]
    ordered = main + [column for column in found if column not in main]
    return tuple(_outcome(c, "main" if c in main else "control", notes) for c in ordered)


def _answers(column: Column) -> dict[str, str]:
    """The answers of a question and their labels; empty for a column that is no scale."""
    codes = {code for code in column.codes() if code is not None}
    if column.textual and not column.labels:
        return {code: code for code in sorted(codes)} if len(codes) <= MOST_ANSWERS else {}
    if len(codes - set(column.labels)) > MOST_ANSWERS:
        return {}
    return {
        code: column.labels.get(code, "") for code in sorted(codes | set(column.labels), key=order)
    }


def _outcome(column: Column, role: str, notes: list[str]) -> OutcomeSpec:
    labels = _answers(column)
    span = _span(column, labels)
    kinds: dict[str, list[str]] = {kind: [] for kind in KINDS}
    unplaced = 0
    for code, words in labels.items():
        kind = kind_of_label(words)
        if kind is None and column.is_user_missing(code):
            kind = NOT_ASKED
        if kind is not None:
            kinds[kind].append(code)
        elif not span or not _inside(code, span):
            unplaced += 1
    if unplaced:  # told by number: in a file of texts the codes are what people answered
        notes.append(
            f"{column.name}: koder som filens etiketter inte placerar: {unplaced}. Placera dem."
        )
    if span is not None:
        _place_on_scale(kinds, span)
        notes.append(f"{column.name}: gränserna för högt och lågt på skalan är bara ett förslag.")
    return OutcomeSpec(
        name=short(column.name),
        column=column.name,
        role=role,
        question=column.question or column.label,
        verbatim=bool(column.question),
        base=WITH_OPINION,
        span=span,
        labels=_stated(labels, span),
        **{kind: tuple(codes) for kind, codes in kinds.items()},
    )


def _span(column: Column, labels: Mapping[str, str]) -> tuple[int, int] | None:
    """Lowest and highest of a scale of whole numbers whose ends alone (or so) are labelled."""
    opinions = [
        code_number(code)
        for code, words in labels.items()
        if kind_of_label(words) in ("high", "middle", "low") or not words
        if not column.is_user_missing(code)
    ]
    numbers = [n for n in opinions if n is not None and n.is_integer()]
    unlabelled = [code for code, words in labels.items() if not words]
    named = [c for c, words in labels.items() if words and kind_of_label(words) in ("high", "low")]
    if len(numbers) < 5 or not unlabelled or len(named) < 2:
        return None
    return int(min(numbers)), int(max(numbers))


def _place_on_scale(kinds: dict[str, list[str]], span: tuple[int, int]) -> None:
    """High is the upper third of the scale, low the lower third, rounded down."""
    low, high = span
    third = max(1, (high - low) // 3)
    for kind in ("high", "middle", "low"):
        kinds[kind] = [code for code in kinds[kind] if not _inside(code, span)]
    for number in range(low, high + 1):
        kind = "low" if number < low + third else "high" if number > high - third else "middle"
        kinds[kind].append(str(number))


def _inside(code: str, span: tuple[int, int]) -> bool:
    number = code_number(code)
    return number is not None and number.is_integer() and span[0] <= number <= span[1]


def _stated(labels: Mapping[str, str], span: tuple[int, int] | None) -> dict[str, str]:
    return {c: words for c, words in labels.items() if words or not span or not _inside(c, span)}


def _groups(table: SurveyTable) -> tuple[GroupSpec, ...]:
    found: dict[str, GroupSpec] = {}
    for column in table.columns.values():
        name = group_name(column.name)
        if name is None or all(value is None for value in column.values):
            continue
        name = name if name not in found else short(column.name)
        found.setdefault(name, group_of(name, column))
    return tuple(found.values())


def _several_waves(table: SurveyTable) -> list[str]:
    found = [
        column.name
        for column in table.columns.values()
        if _WAVE_NAME.fullmatch(column.name) and 1 < len({*column.codes()} - {None}) <= 60
    ]
    return [
        f"Kolumnen {name} ser ut att skilja flera vågor. Välj en: [rows] med column = \"{name}\" "
        "och value = vågens kod, och läs in varje våg för sig."
        for name in found
    ]  # fmt: skip
