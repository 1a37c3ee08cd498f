"""Trust by the name of an outcome in the stored waves: respondents, or a figure for each wave."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from reports.trust.link.csv_table import CsvTable, TableError
from reports.trust.link.plan import Design, Plan
from reports.trust.link.store_csv import table_of
from reports.trust.link.times import PRECISION, Unit, coarser, label_of
from reports.trust.link.wave_facts import with_facts
from reports.trust.survey.design import build_design
from reports.trust.survey.estimates import share
from reports.trust.waves.frame import in_base, respondents
from store.connection import Store
from store.records import PublishedEstimate, Wave
from store.waves import published_estimates, respondents_of
from store.waves import waves as stored_waves


def stored_trust(store: Store, name: str, plan: Plan, min_cell: int) -> CsvTable | None:
    """The table of an outcome for the plan's design; None where no wave has it.

    persons: id, date, trust (1 for the scale's high categories, else 0; empty outside the base),
    weight, the groups and the other outcomes. groups: a row for each wave and value of the plan's
    `group`. series: a row a wave. Figures are weighted shares with standard errors; a group
    with fewer than `min_cell` answers has none. Published figures serve a series alone.
    """
    held = stored_waves(store)
    with_it = [wave for wave in held if name in wave.outcomes]
    if plan.design is Design.PERSONS:
        frames = [_persons(store, wave, name) for wave in with_it]
        frames = [frame for frame in frames if frame is not None]
        if not frames:
            return None
        people = pd.concat(frames, ignore_index=True)
        return with_facts(table_of(people, name), people, with_it, name, min_cell)
    rows: list[dict[str, Any]] = []
    unit = _unit(with_it)
    _check_apart(name, with_it, unit)
    for wave in with_it:
        rows += _figures(store, wave, name, plan, unit, min_cell)
    if rows:
        figures = pd.DataFrame(rows)
        return with_facts(table_of(figures, name), figures, with_it, name, min_cell)
    if plan.design is Design.SERIES:
        rows = _published(held, [e for e in published_estimates(store) if e.trust_object == name])
    return table_of(pd.DataFrame(rows), name) if rows else None


def _persons(store: Store, wave: Wave, name: str) -> pd.DataFrame | None:
    """The dated respondents of a wave; None where interviews have no dates."""
    frame = respondents(wave, respondents_of(store, wave.wave_id))
    if "date" not in frame.columns:
        return None
    stated = _stated(wave, name)
    found = pd.DataFrame(
        {
            "id": [f"{wave.wave_id}:{row}" for row in frame["row"]],
            "date": frame["date"].dt.strftime("%Y-%m-%d"),
            "trust": _high(wave, frame, name),
            "weight": frame["weight"],
            "wave": wave.wave_id,
            **stated,
        }
    )
    for other in wave.outcomes:
        if other != name:
            found[other] = _high(wave, frame, other)
    for group in wave.groups:
        found[group] = frame[group]
    return found[found["date"].notna()]


def _stated(wave: Wave, name: str) -> dict[str, str]:
    """What a figure of the wave means, the columns `tables.BREAKS`."""
    outcome = wave.outcomes[name]
    return {
        "question": outcome["question"],
        "scale": " ".join(str(code) for code in outcome["high"]),
        "base": outcome["base"],
        "mode": wave.mode,
        "population": wave.population,
    }


def _high(wave: Wave, frame: pd.DataFrame, name: str) -> np.ndarray:
    """1 for a high category, 0 for another answer of the base, NaN outside the base."""
    kinds = frame[f"{name}_kind"]
    inside = in_base(kinds, wave.outcomes[name]["base"])
    return np.where(inside, (kinds == "high").to_numpy(float), np.nan)


def _figures(
    store: Store, wave: Wave, name: str, plan: Plan, unit: Unit, min_cell: int
) -> list[dict[str, Any]]:
    frame = respondents(wave, respondents_of(store, wave.wave_id))
    about = {"time": _time(wave, unit), "wave": wave.wave_id, **_stated(wave, name)}
    levels: Sequence[object] = [None]
    if plan.design is Design.GROUPS:
        if plan.group is None or plan.group not in wave.groups:
            raise TableError(
                f"group = {plan.group!r}: vågen {wave.wave_id} har grupperna "
                f"{', '.join(wave.groups) or 'inga'}; väntade en av dem. Rätta namnet i planen."
            )
        levels = sorted({str(v) for v in frame[plan.group].dropna()})
    rows = []
    for level in levels:
        inside = np.ones(len(frame), bool)
        if level is not None:
            inside = (frame[str(plan.group)].astype(str) == level).to_numpy(bool)
        row = {**about, **({"group": level} if level is not None else {})}
        others = [other for other in plan.negative_controls if other in wave.outcomes]
        rows.append(row | _share(wave, frame, name, inside, min_cell))
        for other in others:
            rows[-1][other] = _share(wave, frame, other, inside, min_cell)["trust"]
    return rows


def _share(
    wave: Wave, frame: pd.DataFrame, name: str, inside: np.ndarray, min_cell: int
) -> dict[str, Any]:
    high = _high(wave, frame, name)
    domain = inside & np.isfinite(high)
    if domain.sum() < min_cell:
        return {"trust": None, "trust_se": None, "n": None}
    design = build_design(
        frame,
        weight="weight",
        strata=wave.design["strata"],
        psu=wave.design["psu"],
        fpc=wave.design["fpc"],
        nest=wave.design["nest"],
        lonely_psu="adjust",
    )
    found = share(design, high, domain)
    return {"trust": found.estimate, "trust_se": found.se, "n": int(domain.sum())}


def _unit(found: Sequence[Wave]) -> Unit:
    """The step that all waves are known to: at least a week, for no wave is asked in a day."""
    unknown = [wave for wave in found if _known(wave) is Unit.STEP]
    if unknown:
        raise TableError(
            f"vågen {unknown[0].wave_id}: fältarbetets tid är inte känd; väntade minst året, för "
            "förtroendet förs ihop med exponeringen på tid. Skriv fältarbetets början och slut i "
            "wave.toml, eller lägg de andra vågornas siffror i en CSV-fil."
        )
    return max([Unit.WEEK, *map(_known, found)])


def _known(wave: Wave) -> Unit:
    return PRECISION.get(wave.fieldwork_precision, Unit.STEP)


def _check_apart(name: str, found: Sequence[Wave], unit: Unit) -> None:
    """Raise TableError where two waves began in the same step: nobody knows which is meant."""
    began: dict[str, str] = {}
    for wave in found:
        time = _time(wave, unit)
        if time in began:
            raise TableError(
                f"vågorna {began[time]} och {wave.wave_id} har båda frågan {name} och tiden "
                f"{time}; väntade en våg för varje tid, av slaget {unit.word} som är så fint "
                "som alla vågors fältarbete är känt. Skriv exakta fältdatum i wave.toml, eller "
                "lägg de vågor som ska jämföras i en CSV-fil med time och trust."
            )
        began[time] = wave.wave_id


def _time(wave: Wave, unit: Unit) -> str:
    """When the fieldwork began, in steps of `unit`."""
    if wave.fieldwork_start is not None:
        return label_of(unit, coarser(wave.fieldwork_start.toordinal(), Unit.DAY, unit))
    year = re.search(r"(?:19|20)\d{2}", f"{wave.fieldwork_text} {wave.wave_id}")
    if year is None or unit is not Unit.YEAR:
        raise TableError(
            f"vågen {wave.wave_id}: fältarbetets tid är känd som {wave.fieldwork_text!r}, inte "
            f"som {unit.word}; väntade ett datum. Skriv fältarbetets början och slut i wave.toml."
        )
    return year[0]


def _published(held: Sequence[Wave], found: Sequence[PublishedEstimate]) -> list[dict[str, Any]]:
    """Printed shares of all, by year; those of several years together have no time."""
    waves = {wave.wave_id: wave for wave in held}
    rows = []
    for one in found:
        wave = waves.get(one.wave_id)
        years = re.findall(r"(?:19|20)\d{2}", f"{wave.fieldwork_text}" if wave else "")
        if one.group != "all" or one.estimate_percent is None or wave is None:
            continue
        if len(set(years)) != 1:
            continue
        rows.append(
            {
                "time": years[0],
                "trust": one.estimate_percent,
                "n": one.n,
                "question": one.question,
                "scale": f"{one.answer_scale} / {one.category}",
                "base": one.base,
                "mode": wave.mode,
                "population": wave.population,
            }
        )
    return rows
