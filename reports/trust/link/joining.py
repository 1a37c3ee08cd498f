"""The tables of a plan joined on time: on an even grid, and only where that can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from reports.trust.link.comparability import break_times, changes
from reports.trust.link.csv_table import CsvTable, TableError
from reports.trust.link.exposure_error import in_longer_steps, in_true_documents
from reports.trust.link.hiding import without_hidden
from reports.trust.link.plan import ClassifierError, Design, Plan
from reports.trust.link.tables import BREAKS, LinkData, wanted_columns
from reports.trust.link.times import PRECISION, Times, Unit, coarser, label_of, parse_times
from reports.trust.survey.disclosure import MIN_RESPONDENTS

_OF_EXPOSURE = ("position", "group", "exposure", "exposure_variance", "documents", "coverage")
"""What the exposure has of its own where one file holds both; of persons' own exposure not the
documents, of which persons of the same days have the same."""

_EXTRA_NUMBERS = ("trust_se", "n", "documents", "coverage", "low", "high", "weight")


def join(
    plan: Plan,
    exposure: CsvTable,
    trust: CsvTable,
    error: ClassifierError | None = None,
    least: int = MIN_RESPONDENTS,
) -> LinkData:
    """Join the two tables as the design needs it. With an `error` of the classifier, exposure is in
    true documents, and `exposure_variance` beside it is what chance has in each. Trust of fewer
    than `least` respondents is taken out.

    Raises TableError that names file, row and column: a column is missing, a time is there twice,
    the two have no time in common, or the fieldwork is known less exactly than the exposure.
    """
    if plan.design is Design.CAMPAIGN:
        data = _campaign(plan, trust)
    elif plan.design is Design.PERSONS:
        data = _persons(plan, exposure, trust, error)
    else:
        data = _points(plan, exposure, trust, error)
    data = without_hidden(plan, data, least)
    changed = tuple(c for c in BREAKS if changes(data.joined, c, plan.design))
    hashes = {exposure.name: exposure.sha256, trust.name: trust.sha256}
    flags = (*exposure.flags, *data.flags)
    breaks = break_times(data.joined, changed)
    return replace(data, sha256=hashes, flags=flags, changed=changed, breaks=breaks)


# --- one series, groups over time ------------------------------------------------------------


def _points(
    plan: Plan, exposure: CsvTable, trust: CsvTable, error: ClassifierError | None
) -> LinkData:
    group = _group_column(plan, trust) if plan.design is Design.GROUPS else None
    trust.require(["time", "trust", *([group] if group else [])], _needs(plan.design))
    exposure.require(["time", "exposure"], _needs(plan.design))
    waves = _typed(trust, plan, ["trust"], group)
    parsed = parse_times(trust.text("time"), trust.name, rows=trust.rows)
    _check_precision(trust, parsed.unit)
    keys = ["position", *(["group"] if group else [])]
    waves["position"] = parsed.numbers
    _check_once(waves, keys, trust)
    if exposure is trust:
        waves["exposure"] = trust.numbers("exposure")
        waves = in_true_documents(waves, error)
        alone, flags = waves[[c for c in _OF_EXPOSURE if c in waves.columns]], ()
    else:
        alone, flags = _exposure(plan, exposure, parsed.unit, group, error)
        if flags:
            _check_lags(plan, exposure, trust, parsed.unit)
        both = [key for key in keys if key in alone.columns]
        taken = [c for c in alone.columns if c in keys or c not in waves.columns]
        waves = waves.merge(alone[taken], on=both, how="outer" if not group else "left")
        _check_common(waves, exposure, trust)
    return _gridded(plan.design, parsed.unit, waves, alone, flags)


def _exposure(
    plan: Plan, table: CsvTable, unit: Unit, group: str | None, error: ClassifierError | None
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """position, exposure and what else the table has, in steps of `unit`."""
    found = _typed(table, plan, ["exposure"], group if group and table.has(group) else None)
    parsed = parse_times(table.text("time"), table.name, rows=table.rows)
    numbers, flags = parsed.numbers, ()
    if parsed.unit is not unit:
        if Unit.STEP in (parsed.unit, unit) or parsed.unit > unit:
            raise TableError(
                f"{table.name}: tiderna är av slaget {parsed.unit.word}, förtroendets av slaget "
                f"{unit.word}; väntade samma slag, eller finare för exponeringen. Skriv tiderna "
                "på samma sätt i båda filerna."
            )
        numbers = np.array([coarser(int(n), parsed.unit, unit) for n in numbers])
        flags = ("exposure_aggregated",)
    found["position"] = numbers
    keys = ["position", *(["group"] if "group" in found.columns else [])]
    found = in_true_documents(found, error)
    if flags:
        found = in_longer_steps(found, keys)
    _check_once(found, keys, table)
    return found, flags


def _gridded(
    design: Design, unit: Unit, rows: pd.DataFrame, alone: pd.DataFrame, flags: tuple[str, ...]
) -> LinkData:
    """The rows on an even grid. A series has one for every step, NaN where nothing is known."""
    known = Times(unit, rows["position"].to_numpy(dtype=int))
    step, first = known.step, int(known.numbers.min())
    if design is Design.SERIES:
        grid = range(first, int(known.numbers.max()) + 1, step)
        if len(grid) > 100_000:
            raise TableError(
                f"tiderna sträcker sig över {len(grid)} steg; väntade en jämn serie. Kontrollera "
                "kolumnen time."
            )
        if len(grid) > rows["position"].nunique() or rows["exposure"].isna().any():
            flags = (*flags, "gaps")
        rows = pd.DataFrame({"position": list(grid)}).merge(rows, on="position", how="left")
    order = ["position", *(["group"] if "group" in rows.columns else [])]
    rows = rows.sort_values(order, kind="stable", ignore_index=True)
    rows["time"] = [label_of(unit, p) for p in rows["position"]]
    rows["position"] = (rows["position"] - first) // step
    alone = alone.sort_values("position", kind="stable", ignore_index=True)
    alone = alone.assign(time=[label_of(unit, p) for p in alone["position"]])
    alone["position"] = (alone["position"] - first) // step
    return LinkData(design, unit, step, known.points_a_year, alone, rows, {}, flags)


# --- a campaign ------------------------------------------------------------------------------


def _campaign(plan: Plan, table: CsvTable) -> LinkData:
    """time, group, n and high as counts (or trust as a share), one row a group and time."""
    group = _group_column(plan, table)
    counts = table.has("high") and table.has("n")
    table.require(
        ["time", group, *(["n", "high"] if counts or not table.has("trust") else ["trust"])],
        _needs(plan.design),
    )
    rows = _typed(table, plan, ["n", "high"] if counts else ["trust"], group)
    parsed = parse_times(table.text("time"), table.name, rows=table.rows)
    rows["position"] = parsed.numbers
    _check_once(rows, ["position", "group"], table)
    if counts:
        wrong = (rows["high"] < 0) | (rows["high"] > rows["n"]) | (rows["n"] <= 0)
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise TableError(
                f"{table.name}, rad {table.rows[row]}: high = {rows['high'][row]:g} av "
                f"n = {rows['n'][row]:g}; väntade antal, med high högst n. Rätta raden."
            )
        rows["trust"] = rows["high"] / rows["n"]
    return _gridded(plan.design, parsed.unit, rows, rows[["position"]], ())


# --- persons ---------------------------------------------------------------------------------


def _persons(
    plan: Plan, exposure: CsvTable, trust: CsvTable, error: ClassifierError | None
) -> LinkData:
    """One row a respondent with date and trust; exposure in the row, or by time in a file."""
    same = exposure is trust
    trust.require(["date", "trust", *(["exposure"] if same else [])], _needs(plan.design))
    people = _typed(trust, plan, ["trust", *(["exposure"] if same else [])], None)
    days = parse_times(trust.text("date"), trust.name, "date", trust.rows)
    _check_precision(trust, days.unit)
    if trust.has("id"):
        _check_once(people.assign(id=trust.text("id")), ["id"], trust)
    people["time"] = trust.text("date")
    people["date"] = days.numbers
    if same:
        people["position"] = people["date"]
        people = in_true_documents(people, error)
        alone = people[[c for c in _OF_EXPOSURE if c in people.columns and c != "documents"]]
        return LinkData(
            plan.design,
            days.unit,
            1,
            days.points_a_year,
            alone.assign(time=people["time"]),
            people,
            {},
        )
    exposure.require(["time", "exposure"], _needs(plan.design))
    unit = parse_times(exposure.text("time"), exposure.name, rows=exposure.rows).unit
    if unit < days.unit or (Unit.STEP in (unit, days.unit) and unit is not days.unit):
        raise TableError(
            f"{exposure.name}: tiderna är av slaget {unit.word}, intervjuernas av slaget "
            f"{days.unit.word}; ett fönster som är finare än fältarbetet är känt går inte att "
            "pröva. Använd exponering i längre steg."
        )
    alone, flags = _exposure(plan, exposure, unit, None, error)
    people["position"] = [coarser(int(n), days.unit, unit) for n in people["date"]]
    if not set(people["position"]) & set(alone["position"]):
        _no_common_time(exposure, trust)
    alone["time"] = [label_of(unit, p) for p in alone["position"]]
    times = Times(unit, alone["position"].to_numpy(dtype=int))
    return LinkData(plan.design, unit, 1, times.points_a_year, alone, people, {}, flags)


# --- shared ----------------------------------------------------------------------------------


def _typed(table: CsvTable, plan: Plan, numbers: Sequence[str], group: str | None) -> pd.DataFrame:
    """The columns that are used, as numbers where they are numbers."""
    found: dict[str, object] = {name: table.numbers(name) for name in numbers}
    if group:
        found["group"] = table.text(group)
    for name in _EXTRA_NUMBERS:
        if table.has(name) and name not in found:
            found[name] = table.numbers(name)
    for name in (*wanted_columns(plan), *BREAKS):
        if table.has(name) and name not in found:
            found[name] = _values(table, name)
    return pd.DataFrame(found)


def _values(table: CsvTable, name: str) -> object:
    """Numbers where every cell is one; else texts, None where nothing is told."""
    if table.is_numeric(name) and name not in BREAKS:
        return table.numbers(name)
    return [cell or None for cell in table.text(name)]


def _group_column(plan: Plan, table: CsvTable) -> str:
    return plan.group if plan.group and table.has(plan.group) else "group"


def _needs(design: Design) -> str:
    return {
        Design.SERIES: "En serie behöver time, exposure och trust.",
        Design.GROUPS: "Grupper över tid behöver time, group, exposure och trust.",
        Design.CAMPAIGN: "En kampanj behöver time, group, n och high.",
        Design.PERSONS: "Personer behöver date, trust och exposure, eller exponering i en egen fil "
        "med time och exposure.",
    }[design]


def _check_once(rows: pd.DataFrame, keys: list[str], table: CsvTable) -> None:
    again = rows.duplicated(keys).to_numpy()
    if again.any():
        row = int(np.flatnonzero(again)[0])
        raise TableError(
            f"{table.name}, rad {table.rows[row]}: samma "
            f"{' och '.join(_shown(key) for key in keys)} som på en tidigare rad; väntade varje en "
            "gång. Ta bort raden, eller dela upp filen med by."
        )


def _shown(key: str) -> str:
    return {"position": "time"}.get(key, key)


def _check_common(rows: pd.DataFrame, exposure: CsvTable, trust: CsvTable) -> None:
    if not (rows["exposure"].notna() & rows["trust"].notna()).any():
        _no_common_time(exposure, trust)


def _no_common_time(exposure: CsvTable, trust: CsvTable) -> None:
    raise TableError(
        f"{exposure.name} och {trust.name}: har ingen tid gemensam; väntade minst en. Kontrollera "
        "att tiderna är skrivna på samma sätt och täcker samma år."
    )


def _check_lags(plan: Plan, exposure: CsvTable, trust: CsvTable, unit: Unit) -> None:
    """Refuse windows of a finer exposure: they would be counted in the steps of trust."""
    asked = [lag for lag in (*plan.lags, plan.primary_lag) if lag is not None and lag.last > 0]
    if asked:
        raise TableError(
            f"lags = {', '.join(dict.fromkeys(lag.label for lag in asked))}: {trust.name} har "
            f"tider av slaget {unit.word} och {exposure.name} finare; finare fönster än "
            "fältarbetet är känt går inte att pröva. Skriv exponeringen i steg av slaget "
            f"{unit.word}, eller ta bort lags."
        )


def _is_finer(unit: Unit, precision: str) -> bool:
    """Whether times are finer than the fieldwork is known; numbers without a calendar may not be,
    unless nothing at all is known."""
    known = PRECISION[precision]
    return known is Unit.STEP or (unit is not Unit.STEP and known > unit)


def _check_precision(table: CsvTable, unit: Unit) -> None:
    """Refuse windows finer than the fieldwork is known."""
    column = next((c for c in ("fieldwork_precision", "precision") if table.has(c)), None)
    if column is None:
        return
    for row, value in zip(table.rows, table.text(column), strict=True):
        if value and value not in PRECISION:
            raise TableError(
                f"{table.name}, rad {row}, {column} = {value!r}: väntade {', '.join(PRECISION)}."
            )
        if value and _is_finer(unit, value):
            raise TableError(
                f"{table.name}, rad {row}: fältarbetet är känt på {value}, men tiderna är av "
                f"slaget {unit.word}; finare fönster går inte att pröva. Skriv tiderna "
                "så grovt som fältarbetet är känt."
            )
