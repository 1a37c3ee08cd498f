"""A file and its wave.toml to the records that are stored: all of them, or none and the faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from reports.trust.waves.cautions import cautions_of, differences
from reports.trust.waves.cells import day
from reports.trust.waves.checks import faults_of
from reports.trust.waves.faults import Fault, WaveRefused
from reports.trust.waves.outcomes import labels_of
from reports.trust.waves.spec import KINDS, GroupSpec, OutcomeSpec, WaveSpec
from reports.trust.waves.table import Column, SurveyTable, code_number, code_text
from reports.trust.waves.vocabulary import sensitivity
from store.records import PublishedEstimate, Respondent, Wave

MICRODATA, PUBLISHED = "microdata", "published"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A wave that may be stored, and what to warn of. It has respondents or printed estimates."""

    wave: Wave
    respondents: tuple[Respondent, ...] = ()
    estimates: tuple[PublishedEstimate, ...] = ()
    cautions: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class SpecFile:
    """A wave.toml with the name and the SHA-256 of its file, and the SHA-256 of the codebook."""

    spec: WaveSpec
    name: str
    sha256: str
    codebook_sha256: str = ""


def prepare(table: SurveyTable, file: SpecFile, earlier: Sequence[Wave], now: datetime) -> Prepared:
    """The wave and its respondents, with the columns that wave.toml names and no other.

    `earlier` are the waves of the store, which it is compared with. Raises WaveRefused with every
    fault of section, column and row.
    """
    spec = _worded(table, file.spec)
    rows = table.only(*spec.only) if spec.only and spec.only[0] in table.columns else table
    if faults := faults_of(rows, spec, file.name):
        raise WaveRefused(faults)
    wave = _wave(rows, replace(file, spec=spec), now)
    cautions = cautions_of(rows, spec) + differences(wave, earlier)
    wave = replace(wave, cautions=tuple(caution.message for caution in cautions))
    return Prepared(wave, tuple(_respondents(rows, spec)), (), tuple(cautions))


def _worded(table: SurveyTable, spec: WaveSpec) -> WaveSpec:
    """The specification with the codebook's wording where wave.toml has none."""
    outcomes = [
        outcome
        if outcome.question or outcome.column not in table.columns
        else replace(outcome, question=table.columns[outcome.column].question, verbatim=True)
        for outcome in spec.outcomes
    ]
    return replace(spec, outcomes=tuple(outcomes))


def _wave(table: SurveyTable, file: SpecFile, now: datetime) -> Wave:
    spec = file.spec
    outcomes = {o.name: _outcome(o, table.columns[o.column]) for o in spec.outcomes}
    groups = {g.name: _group(g, table.columns[g.column]) for g in spec.groups}
    design = {"strata": [*spec.strata], "psu": [*spec.psu], "fpc": [*spec.fpc], "nest": spec.nest}
    return Wave(
        wave_id=spec.id,
        kind=MICRODATA,
        survey=spec.survey,
        population=spec.population,
        mode=spec.mode,
        source=spec.source,
        licence=spec.licence,
        legal_ground=spec.legal_ground,
        fieldwork_start=spec.start,
        fieldwork_end=spec.end,
        fieldwork_precision=spec.precision,
        fieldwork_text=spec.fieldwork_text,
        response_rate=spec.response_rate,
        n=len(table.numbers),
        weight=spec.weight,
        design=design,
        outcomes=outcomes,
        groups=groups,
        cautions=(),
        file_name=table.name,
        file_sha256=table.sha256,
        spec_sha256=file.sha256,
        codebook_sha256=file.codebook_sha256,
        imported_at=now,
    )


def _outcome(outcome: OutcomeSpec, column: Column) -> dict[str, Any]:
    return {
        "column": outcome.column,
        "role": outcome.role,
        "question": outcome.question,
        "verbatim": outcome.verbatim,
        "base": outcome.base,
        "scale": list(outcome.span) if outcome.span else None,
        "labels": labels_of(outcome, column),
        **{kind: list(getattr(outcome, kind)) for kind in KINDS},
    }


def _group(group: GroupSpec, column: Column) -> dict[str, Any]:
    return {
        "column": group.column,
        "sensitive": group.sensitive or sensitivity(f"{group.name} {column.name}", column.label),
        "missing": list(group.missing),
        "labels": {**column.labels, **{c: w for c, w in group.labels.items() if w}},
    }


def _respondents(table: SurveyTable, spec: WaveSpec) -> list[Respondent]:
    count = len(table.numbers)
    weights = table.columns[spec.weight].values if spec.weight else [1.0] * count
    days = [day(v) for v in table.columns[spec.date].values] if spec.date else [None] * count
    answers = _by_row({o.name: table.columns[o.column].codes() for o in spec.outcomes}, count)
    groups = _by_row(
        {g.name: _group_values(g, table.columns[g.column]) for g in spec.groups}, count
    )
    design = _by_row(
        {name: table.columns[name].codes() for name in (*spec.strata, *spec.psu)}
        | {name: list(table.columns[name].values) for name in spec.fpc},
        count,
    )
    return [
        Respondent(spec.id, i + 1, float(weights[i]), days[i], answers[i], groups[i], design[i])  # type: ignore[arg-type]  # checked to be numbers
        for i in range(count)
    ]


def _by_row(columns: dict[str, list], count: int) -> list[dict[str, Any]]:
    names = list(columns)
    if not names:
        return [{} for _ in range(count)]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _group_values(group: GroupSpec, column: Column) -> list[str | float | None]:
    """Codes where the group has labels or texts, else numbers (age); None where it is missing or
    the file itself says so without a label."""
    coded = bool(column.labels or group.labels) or column.textual
    found: list[str | float | None] = []
    for value in column.values:
        code = code_text(value)
        nothing = code is None or code in group.missing
        unsaid = code is not None and column.is_user_missing(code) and code not in column.labels
        if nothing or unsaid:
            found.append(None)
        else:
            number = code_number(code or "")
            found.append(code if coded or number is None else number)
    return found
