"""Why a file with its wave.toml is refused: every fault of it at once, by column and row.

Nothing here tells what a respondent answered; who has the file finds the cell by its row.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence

from reports.trust.waves.cells import day
from reports.trust.waves.faults import Fault, fault
from reports.trust.waves.outcomes import outcome_faults
from reports.trust.waves.personal import personal_faults
from reports.trust.waves.spec import WaveSpec
from reports.trust.waves.table import Column, SurveyTable, near_names
from reports.trust.waves.vocabulary import sensitivity


def faults_of(table: SurveyTable, spec: WaveSpec, spec_name: str) -> list[Fault]:
    """All reasons to refuse the file; empty when it can be taken. `table` holds the wave's rows
    alone."""
    personal = personal_faults(table)
    unknown = _unknown_columns(table, spec, spec_name)
    if personal or unknown:
        return personal + unknown
    if not len(table.numbers):
        which = f" med {spec.only[0]} = {spec.only[1]}" if spec.only else ""
        return [_whole(table.name, "inga_rader", f"inga rader{which}", "minst en svarande",
                       "kontrollera filen och [rows] i wave.toml")]  # fmt: skip
    found = [] if spec.confirmed else [_unconfirmed(spec_name)]
    found += _number_of_rows(table, spec, spec_name)
    found += _weights(table, spec) + _ids(table, spec) + _dates(table, spec)
    for outcome in spec.outcomes:
        found += outcome_faults(table, outcome)
    return found + _design(table, spec) + _sensitive(table, spec, spec_name)


def _whole(place: str, reason: str, found: str, expected: str, do: str) -> Fault:
    return fault(place, "", [], reason, found, expected, do)


def _unconfirmed(spec_name: str) -> Fault:
    return _whole(
        spec_name,
        "inte_bekraftat",
        "confirmed = false: förslaget är inte bekräftat",
        "att en person har gått igenom det",
        "läs varje rad, rätta, och ändra till confirmed = true",
    )


def _unknown_columns(table: SurveyTable, spec: WaveSpec, spec_name: str) -> list[Fault]:
    found = []
    for name in spec.columns():
        if name not in table.columns:
            near = near_names(name, list(table.columns))
            hint = f" (menades {', '.join(near)}?)" if near else ""
            do = f"rätta namnet{hint}"
            place = f"{spec_name} och {table.name}"
            found.append(
                fault(place, name, [], "okand_kolumn", "finns inte i filen", "en av filens", do)
            )
    return found


def _number_of_rows(table: SurveyTable, spec: WaveSpec, spec_name: str) -> list[Fault]:
    if spec.n is None or spec.n == len(table.numbers):
        return []
    return [
        _whole(
            table.name, "antal_rader", f"{len(table.numbers)} svarande",
            f"{spec.n}, som n i {spec_name} säger", "hämta hela filen, eller rätta n",
        )
    ]  # fmt: skip


def _rows(table: SurveyTable, column: Column, wrong: Callable[[object], bool]) -> list[int]:
    return [n for n, v in zip(table.numbers, column.values, strict=True) if wrong(v)]


def _weights(table: SurveyTable, spec: WaveSpec) -> list[Fault]:
    if spec.weight is None:
        return []
    column = table.columns[spec.weight]
    kinds: list[tuple[str, str, Callable[[object], bool]]] = [
        ("vikt_saknas", "vikten saknas", lambda v: v is None),
        ("vikt_ej_tal", "vikten är inget tal",
         lambda v: v is not None and not (isinstance(v, float) and math.isfinite(v))),
        ("vikt_negativ", "vikten är negativ",
         lambda v: isinstance(v, float) and math.isfinite(v) and v < 0),
    ]  # fmt: skip
    found = [
        fault(table.name, column.name, rows, reason, what, "ett tal, minst 0, för varje svarande",
              "rätta vikten, eller fråga den som gjorde filen")
        for reason, what, wrong in kinds
        if (rows := _rows(table, column, wrong))
    ]  # fmt: skip
    if not found and not any(column.values):
        found.append(
            fault(table.name, column.name, [], "vikt_noll", "alla vikter är 0",
                  "minst en vikt över 0", "kontrollera att det är rätt kolumn")
        )  # fmt: skip
    return found


def _ids(table: SurveyTable, spec: WaveSpec) -> list[Fault]:
    if spec.respondent_id is None:
        return []
    column = table.columns[spec.respondent_id]
    seen: dict[str, int] = {}
    twice, missing = [], []
    for number, code in zip(table.numbers, column.codes(), strict=True):
        if code is None:
            missing.append(number)
        elif code in seen:
            twice.append((seen[code], number))
        else:
            seen[code] = number
    found = []
    if missing:
        found.append(
            fault(table.name, column.name, missing, "id_saknas", "id saknas",
                  "ett id för varje svarande", "rätta filen, eller stryk id i wave.toml")
        )  # fmt: skip
    if twice:
        what = f"samma id som på rad {twice[0][0]}"
        do = "ta bort dubbletten, eller läs in en våg i taget med [rows]"
        rows = [number for _, number in twice]
        found.append(
            fault(table.name, column.name, rows, "dubbla_id", what, "varje id en gång i vågen", do)
        )
    return found


def _dates(table: SurveyTable, spec: WaveSpec) -> list[Fault]:
    if spec.date is None:
        return []
    column = table.columns[spec.date]
    unreadable = _rows(table, column, lambda v: v is None or day(v) is None)
    outside = [] if spec.start is None or spec.end is None else [
        n for n, v in zip(table.numbers, column.values, strict=True)
        if (found := day(v)) is not None and not spec.start <= found <= spec.end
    ]  # fmt: skip
    faults = []
    if unreadable:
        faults.append(
            fault(table.name, column.name, unreadable, "datum_olasligt",
                  "intervjudagen saknas eller går inte att läsa", "ett datum som 2026-09-01",
                  "rätta cellen, eller stryk date i wave.toml")
        )  # fmt: skip
    if outside:
        faults.append(
            fault(table.name, column.name, outside, "utanfor_faltperioden",
                  "intervjudagen ligger utanför fältperioden", f"{spec.start} till {spec.end}",
                  "rätta datumet, eller start och end i wave.toml")
        )  # fmt: skip
    if spec.start is None or spec.end is None:
        faults.append(
            fault(table.name, column.name, [], "faltperiod_saknas",
                  "intervjudagar utan att fältperiodens start och end är angivna",
                  "båda, så att dagarna kan kontrolleras", "fyll i dem i [fieldwork]")
        )  # fmt: skip
    return faults


def _design(table: SurveyTable, spec: WaveSpec) -> list[Fault]:
    found = []
    for name in (*spec.strata, *spec.psu, *spec.fpc):
        column = table.columns[name]
        if rows := _rows(table, column, lambda v: v is None):
            found.append(
                fault(table.name, name, rows, "design_saknas", "stratum eller kluster saknas",
                      "ett värde för varje svarande", "rätta cellen, eller stryk kolumnen")
            )  # fmt: skip
    for name in spec.fpc:
        column = table.columns[name]
        bad = _rows(table, column, lambda v: v is not None and not (isinstance(v, float) and v > 0))
        if bad:
            found.append(
                fault(table.name, name, bad, "fpc_ej_tal", "populationens storlek är inget tal",
                      "ett tal över 0", "rätta cellen")
            )  # fmt: skip
    if spec.strata and spec.psu:
        found += _clusters_across(table, spec)
    return found


def _clusters_across(table: SurveyTable, spec: WaveSpec) -> list[Fault]:
    """A cluster in two strata means that its numbers begin anew in each, which has to be said."""
    strata, psu = (table.columns[names[0]].codes() for names in (spec.strata, spec.psu))
    homes: dict[str | None, set[str | None]] = defaultdict(set)
    for stratum, cluster in zip(strata, psu, strict=True):
        homes[cluster].add(stratum)
    rows = [n for n, cluster in zip(table.numbers, psu, strict=True) if len(homes[cluster]) > 1]
    if not rows or spec.nest:
        return []
    return [
        fault(table.name, spec.psu[0], rows, "kluster_i_flera_strata",
              "samma kluster i flera strata", "varje kluster i ett stratum",
              "skriv nest = true i [design] om klustren numreras om i varje stratum, annars rätta")
    ]  # fmt: skip


def _sensitive(table: SurveyTable, spec: WaveSpec, spec_name: str) -> list[Fault]:
    found = []
    stated: Sequence[str] = []
    for group in spec.groups:
        column = table.columns[group.column]
        kind = group.sensitive or sensitivity(f"{group.name} {column.name}", column.label)
        if kind != "no":
            stated = [*stated, group.column]
    if stated and not spec.legal_ground:
        found.append(
            fault(
                spec_name, ", ".join(stated), [], "rattslig_grund",
                "känsliga uppgifter (parti, hälsa, utländsk bakgrund; GDPR artikel 9) utan "
                "legal_ground", "den rättsliga grunden, till exempel etikprövningens diarienummer",
                "fyll i legal_ground, eller stryk gruppen; skriv sensitive = \"no\" om svaret inte "
                "är känsligt",
            )
        )  # fmt: skip
    return found
