"""What can be wrong with a question on trust: its codes, its labels, its wording."""

from __future__ import annotations

import json

from reports.trust.waves.faults import Fault, fault
from reports.trust.waves.spec import KINDS, OPINIONS, OutcomeSpec
from reports.trust.waves.table import Column, SurveyTable, code_number
from reports.trust.waves.unsure import MOST_ANSWERS
from reports.trust.waves.vocabulary import kind_of_label


def labels_of(outcome: OutcomeSpec, column: Column) -> dict[str, str]:
    """Codes and their words: those of wave.toml go before those of the file. Where answers stand in
    words, those that wave.toml names are their own."""
    own = column.textual and not column.labels
    stated = {code: code for code in outcome.kind_of() if own and code_number(code) is None}
    stated |= {code: words for code, words in outcome.labels.items() if words}
    return {**{code: words for code, words in column.labels.items() if words}, **stated}


def on_scale(outcome: OutcomeSpec, code: str) -> bool:
    """Whether a code is a whole number on the scale that needs no labels."""
    number = code_number(code)
    span = outcome.span
    return bool(
        span and number is not None and number.is_integer() and span[0] <= number <= span[1]
    )


def outcome_faults(table: SurveyTable, outcome: OutcomeSpec) -> list[Fault]:
    """All that is wrong with one question."""
    column = table.columns[outcome.column]
    labels, kinds = labels_of(outcome, column), outcome.kind_of()
    codes = column.codes()
    bare = [c is not None and c not in labels and not on_scale(outcome, c) for c in codes]
    stray = [c is not None and c not in kinds for c in codes]
    unlabelled = [n for n, wrong in zip(table.numbers, bare, strict=True) if wrong]
    unplaced = [
        n for n, wrong, no in zip(table.numbers, stray, bare, strict=True) if wrong and not no
    ]
    if in_words := _in_words(table.name, outcome, column):
        return [in_words]
    found = _scale_faults(table.name, outcome, labels)
    if unlabelled:
        found.append(
            fault(table.name, column.name, unlabelled, "kod_utan_etikett", "en kod utan etikett",
                  "en etikett för varje kod i en fråga om förtroende",
                  "skriv den i [outcome.labels], eller rätta cellen")
        )  # fmt: skip
    if unplaced:
        found.append(
            fault(table.name, column.name, unplaced, "kod_utan_plats",
                  f"en kod som inte står i någon av {', '.join(KINDS)}", "en plats för varje kod",
                  "lägg koden i en av listorna i wave.toml")
        )  # fmt: skip
    opinions = {code for kind in OPINIONS for code in getattr(outcome, kind)}
    if not opinions.intersection(code for code in codes if code):
        found.append(
            fault(table.name, column.name, [], "inget_utfall", "inga svar med en åsikt",
                  "minst ett svar i high, middle eller low", "kontrollera kolumnen och koderna")
        )  # fmt: skip
    return found


def _in_words(place: str, outcome: OutcomeSpec, column: Column) -> Fault | None:
    """That wave.toml gives codes where the column has words; only words of a scale are told."""
    if not column.textual or column.labels or any(c in outcome.kind_of() for c in column.codes()):
        return None
    words = {kind: [] for kind in KINDS}
    for word in dict.fromkeys(code for code in column.codes() if code):
        if (kind := kind_of_label(word)) is not None:
            words[kind].append(word)
    lines = [f"{kind} = {json.dumps(found, ensure_ascii=False)}"
             for kind, found in words.items() if found and len(found) <= MOST_ANSWERS]  # fmt: skip
    if not lines:
        return None
    return fault(place, column.name, [], "svar_i_ord", "kolumnen har ord, inga av koderna i "
                 "wave.toml", "orden själva", f"skriv {', '.join(lines)}")  # fmt: skip


def _scale_faults(place: str, outcome: OutcomeSpec, labels: dict[str, str]) -> list[Fault]:
    """Faults of the specification itself, beside the file: wording, and codes nobody knows."""
    found = []
    if not outcome.question:
        found.append(
            fault(place, outcome.column, [], "fraga_saknas", "frågans ordalydelse saknas",
                  "question i wave.toml, eller en kodbok (--codebook)", "fyll i den")
        )  # fmt: skip
    named = [c for c in outcome.kind_of() if c not in labels and not on_scale(outcome, c)]
    if named:
        found.append(
            fault(place, outcome.column, [], "kod_utan_etikett",
                  f"wave.toml nämner koderna {', '.join(named)}, som saknar etikett",
                  "en etikett för varje kod", "skriv den i [outcome.labels]")
        )  # fmt: skip
    return found
