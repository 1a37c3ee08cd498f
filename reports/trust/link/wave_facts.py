"""What is told of the stored waves that a table of trust was made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from reports.trust.link.csv_table import CsvTable
from store.records import Wave


def with_facts(
    table: CsvTable, rows: pd.DataFrame, waves: Sequence[Wave], name: str, min_cell: int
) -> CsvTable:
    """The table with the facts of each wave that has rows in it, the earliest first.

    `rows` are those of the table, with `wave` and `trust`, and `n` where a row is not a person.
    `n` of a wave counts the answers that are used; it is left out below `min_cell`.
    """
    used = rows[rows["trust"].notna()]
    sizes = used.groupby("wave")["n"].sum() if "n" in used.columns else used["wave"].value_counts()
    there = [wave for wave in waves if wave.wave_id in sizes.index]
    there.sort(key=lambda wave: (str(wave.fieldwork_start or ""), wave.wave_id))
    facts = tuple(_facts(wave, name, int(sizes[wave.wave_id]), min_cell) for wave in there)
    return replace(table, waves=facts)


def _facts(wave: Wave, name: str, n: int, min_cell: int) -> dict[str, Any]:
    outcome = wave.outcomes[name]
    found = {
        "wave": wave.wave_id,
        "survey": wave.survey,
        "question": outcome["question"],
        "base": outcome["base"],
        "mode": wave.mode,
        "population": wave.population,
        "source": wave.source,
        "start": wave.fieldwork_start and wave.fieldwork_start.isoformat(),
        "end": wave.fieldwork_end and wave.fieldwork_end.isoformat(),
        "time": wave.fieldwork_text,
        "weighted": wave.weight is not None,
    }
    known = {key: value for key, value in found.items() if value not in (None, "")}
    return {**known, **({"n": n} if n >= min_cell else {"suppressed": "min_cell"})}
