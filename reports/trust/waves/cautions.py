"""What is worth a warning and no refusal: odd weights, lonely clusters, a wave that differs from
the one before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from reports.trust.waves.faults import Fault, fault
from reports.trust.waves.spec import WaveSpec
from reports.trust.waves.table import SurveyTable
from store.records import Wave

LARGEST_RATIO = 20
"""Of the largest to the smallest weight; above it a few persons decide the estimate."""

_EQUAL = ("vikter som skiljer sig", "är vågen oviktad? Skriv då unweighted = true")
_POPULATION = (
    "ungefär ett i medeltal, eller befolkningen",
    "det ändrar inga andelar; n är antalet svarande",
)
_TRIMMED = (f"högst {LARGEST_RATIO}", "fråga om vikterna är trimmade")
_NOUGHT = ("mer än 0", "de svarande räknas inte i något skattat tal")
_ALONE = ("minst två", "välj lonely_psu i spec.toml, eller slå ihop strata")
"""What was expected, and what to do, of each caution."""

_TO_POPULATION = 2.0  # mean weight above which weights count persons, not respondents


def cautions_of(table: SurveyTable, spec: WaveSpec) -> list[Fault]:
    """What a person should look at in the weights and the design."""
    return _weights(table, spec) + _lonely(table, spec)


def differences(wave: Wave, earlier: Sequence[Wave]) -> list[Fault]:
    """How a wave differs from the one before it of the same survey, where it must not be compared
    without a thought: wording, scale, base, mode, population."""
    before = previous(wave, earlier)
    if before is None:
        return []
    found = []
    for what, old, new in (
        ("insamlingssätt", before.mode, wave.mode),
        ("population", before.population, wave.population),
    ):
        if _plain(old) != _plain(new):
            found.append(_differs(wave, before, "", what, old, new))
    for name, outcome in wave.outcomes.items():
        old = before.outcomes.get(name)
        if old is None:
            continue
        for key, what in (("question", "frågans ordalydelse"), ("base", "bas")):
            if _plain(old[key]) != _plain(outcome[key]):
                found.append(
                    _differs(wave, before, outcome["column"], what, old[key], outcome[key])
                )
        if _scale(old) != _scale(outcome):
            found.append(
                _differs(wave, before, outcome["column"], "skalan", _shown(old), _shown(outcome))
            )
    return found


def previous(wave: Wave, earlier: Sequence[Wave]) -> Wave | None:
    """The newest wave of the same survey with respondents that began before this one. Where either
    wave names no survey, one of the same population that asked for the same outcome will do."""
    candidates = [
        each
        for each in earlier
        if _same_survey(each, wave)
        if each.kind == wave.kind and each.wave_id != wave.wave_id
        if _began(each) <= _began(wave)
    ]
    return max(candidates, key=_began, default=None)


def _same_survey(one: Wave, other: Wave) -> bool:
    if one.survey and other.survey:
        return _plain(one.survey) == _plain(other.survey)
    same = _plain(one.population) == _plain(other.population)
    return same and not one.outcomes.keys().isdisjoint(other.outcomes)


def _began(wave: Wave) -> tuple[str, str]:
    return str(wave.fieldwork_start or ""), wave.wave_id


def _weights(table: SurveyTable, spec: WaveSpec) -> list[Fault]:
    if spec.weight is None:
        return []
    column = table.columns[spec.weight]
    weights = np.array(column.values, float)
    found = []
    if len(weights) > 1 and (weights == weights[0]).all():
        found.append(_told(table, spec.weight, [], "vikt_konstant", "alla vikter är lika", *_EQUAL))
    if weights.sum() > _TO_POPULATION * len(weights):
        total = f"{weights.sum():,.0f}".replace(",", " ")
        what = f"vikterna summerar till {total}, inte till {len(weights)} svarande"
        found.append(_told(table, spec.weight, [], "vikt_till_population", what, *_POPULATION))
    smallest, largest = weights[weights > 0].min(), weights.max()
    if largest > LARGEST_RATIO * smallest:
        row = table.numbers[int(weights.argmax())]
        what = f"den största vikten är {largest / smallest:.0f} gånger den minsta"
        found.append(_told(table, spec.weight, [row], "vikt_stor", what, *_TRIMMED))
    if nought := [table.numbers[int(i)] for i in np.flatnonzero(weights == 0)]:
        found.append(_told(table, spec.weight, nought, "vikt_noll", "vikten är 0", *_NOUGHT))
    return found


def _lonely(table: SurveyTable, spec: WaveSpec) -> list[Fault]:
    """Strata with a single cluster (or respondent): no variance can be computed in them."""
    found = []
    for stage, name in enumerate(spec.strata):
        strata = table.columns[name].codes()
        clustered = stage < len(spec.psu)
        units = table.columns[spec.psu[stage]].codes() if clustered else map(str, table.numbers)
        within: dict[str | None, set] = defaultdict(set)
        first: dict[str | None, int] = {}
        for number, stratum, unit in zip(table.numbers, strata, units, strict=True):
            within[stratum].add(unit)
            first.setdefault(stratum, number)
        lonely = sorted(
            first[stratum] for stratum, found_in in within.items() if len(found_in) == 1
        )
        if lonely:
            unit = "kluster" if clustered else "svarande"
            found.append(
                _told(
                    table,
                    name,
                    lonely,
                    "ensamt_kluster",
                    f"ett stratum med ett enda {unit}",
                    *_ALONE,
                )
            )
    return found


def _told(
    table: SurveyTable,
    column: str,
    rows: Sequence[int],
    reason: str,
    what: str,
    expected: str,
    do: str,
) -> Fault:
    return fault(table.name, column, rows, reason, what, expected, do)


def _differs(wave: Wave, before: Wave, column: str, what: str, old: str, new: str) -> Fault:
    return fault(
        f"Vågen {wave.wave_id}", column, [], "skiljer_sig",
        f"{what} är ”{new}”, i vågen före ({before.wave_id}) ”{old}”", "samma",
        "jämför inte vågorna utan att säga det",
    )  # fmt: skip


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip("?.!")


def _scale(outcome: Mapping) -> tuple:
    return tuple(tuple(outcome[kind]) for kind in ("high", "middle", "low"))


def _shown(outcome: Mapping) -> str:
    return " / ".join(",".join(outcome[kind]) for kind in ("high", "middle", "low"))
