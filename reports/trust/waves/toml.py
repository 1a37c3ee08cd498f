"""Reads a wave.toml, and says exactly which key of which table is wrong."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from reports.trust.waves.faults import WaveError
from reports.trust.waves.keys import Table, is_code
from reports.trust.waves.spec import (
    BASES,
    DATED,
    KINDS,
    PRECISIONS,
    ROLES,
    GroupSpec,
    OutcomeSpec,
    WaveSpec,
)
from reports.trust.waves.table import code_text
from reports.trust.waves.vocabulary import SENSITIVE
from store.reasons import of_toml

_TABLES = {"fieldwork", "weight", "design", "respondent", "rows", "outcome", "group"}
_TOP = ("confirmed", "id", "survey", "population", "mode", "source", "licence", "legal_ground",
        "response_rate", "n")  # fmt: skip
_DESCRIBED = {
    "id": "vågens kortnamn, till exempel V2026",
    "survey": "undersökningens namn, samma i varje våg, till exempel Panelen",
    "population": "vilka som frågades, till exempel 18 år och äldre",
    "mode": "hur de frågades, till exempel webbpanel eller postenkät",
    "source": "vem som gjorde undersökningen",
    "licence": "licens eller tillstånd att använda svaren",
}
_ID = re.compile(r"[\w.+-]{1,60}")


def read_spec(name: str, raw: bytes) -> WaveSpec:
    """The wave that a wave.toml describes. `name` is the file's, for messages.

    Raises WaveError that names the table and the key, what was found, expected, and what to do. A
    missing or unknown key is an error; whether the file fits it is checked elsewhere.
    """
    found = _parsed(name, raw)
    top = Table(name, "", {k: v for k, v in found.items() if k not in _TABLES}, _TOP)
    _check_described(top)
    fieldwork = _fieldwork(name, found.get("fieldwork"))
    weight = _weight(name, found.get("weight"))
    design = Table(name, "[design]", found.get("design", {}), ("strata", "psu", "fpc", "nest"))
    respondent = Table(name, "[respondent]", found.get("respondent", {}), ("id", "date"))
    return WaveSpec(
        confirmed=top.flag("confirmed", True),
        id=top.matching("id", _ID, "bokstäver, siffror och . _ + - utan mellanslag"),
        survey=top.text("survey"),
        population=top.text("population"),
        mode=top.text("mode"),
        source=top.text("source"),
        licence=top.text("licence"),
        legal_ground=top.text("legal_ground"),
        response_rate=top.text("response_rate"),
        n=top.whole("n"),
        strata=design.names("strata"),
        psu=design.names("psu"),
        fpc=design.names("fpc"),
        nest=design.flag("nest", False),
        respondent_id=respondent.text("id") or None,
        date=respondent.text("date") or None,
        only=_only(name, found.get("rows")),
        outcomes=_outcomes(name, found.get("outcome")),
        groups=_groups(name, found.get("group", [])),
        **fieldwork,
        **weight,
    )


def _check_described(top: Table) -> None:
    """All of what a wave needs in words, so that a proposal can be filled in at one go."""
    missing = [top.wrong(key, what) for key, what in _DESCRIBED.items() if not top.text(key)]
    if missing:
        raise WaveError("\n".join(str(error) for error in missing))


def _parsed(name: str, raw: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise WaveError(f"{name}: är inte UTF-8; väntade det. Spara om filen som UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise WaveError(
            f"{name}: är inte giltig TOML: {of_toml(error)}. Rätta raden och kör igen."
        ) from error


def _fieldwork(name: str, values: Any) -> dict[str, Any]:
    if values is None:
        raise WaveError(f"{name}, [fieldwork] saknas; väntade precision, start och end. Lägg till.")
    table = Table(name, "[fieldwork]", values, ("precision", "start", "end", "text"))
    precision = table.one_of("precision", PRECISIONS)
    start, end = table.day("start"), table.day("end")
    if precision in DATED and (start is None or end is None):
        key = "start" if start is None else "end"
        raise table.wrong(
            key, f"ett datum när precision är {precision}; annars en lägre: season, year eller none"
        )
    if start is not None and end is not None and end < start:
        raise WaveError(
            f"{table.where('end')} = {end}: ligger före start; väntade {start} eller senare. Byt "
            "plats på dem."
        )
    return {
        "precision": precision,
        "start": start,
        "end": end,
        "fieldwork_text": table.text("text"),
    }


def _weight(name: str, values: Any) -> dict[str, Any]:
    table = Table(name, "[weight]", values or {}, ("column", "unweighted"))
    column, unweighted = table.text("column") or None, table.flag("unweighted", False)
    if (column is None) is not unweighted:
        found = "både column och unweighted" if column else "varken column eller unweighted"
        raise WaveError(
            f'{name}, [weight]: {found}; väntade en av dem. Skriv column = "…" för en '
            "viktkolumn, eller unweighted = true när vågen saknar vikter. Vikter gissas aldrig."
        )
    return {"weight": column, "unweighted": unweighted}


def _only(name: str, values: Any) -> tuple[str, str] | None:
    if values is None:
        return None
    table = Table(name, "[rows]", values, ("column", "value"))
    value = table.values.get("value")
    code = code_text(value) if is_code(value) else None
    if code is None:
        raise table.wrong("value", "koden för den våg som ska läsas, till exempel 2")
    return table.needed("column", "kolumnen som skiljer filens vågor"), code


def _outcomes(name: str, values: Any) -> tuple[OutcomeSpec, ...]:
    if not isinstance(values, list) or not values:
        raise WaveError(
            f"{name}, [[outcome]] saknas; väntade minst en fråga om förtroende. Lägg till en "
            "tabell med name, column, question, high, low och base."
        )
    known = ("name", "column", "role", "question", "verbatim", "base", "scale", "labels", *KINDS)
    found = tuple(
        _outcome(Table(name, f"[[outcome]] {number}", each, known))
        for number, each in enumerate(values, start=1)
    )
    _once(name, "[[outcome]]", [outcome.name for outcome in found])
    return found


def _outcome(table: Table) -> OutcomeSpec:
    kinds = {kind: table.codes(kind) for kind in KINDS}
    for kind in ("high", "low"):
        if not kinds[kind]:
            raise table.wrong(kind, "minst en kod, till exempel [1, 2]")
    counted = [code for codes in kinds.values() for code in codes]
    twice = sorted({code for code in counted if counted.count(code) > 1})
    if twice:
        raise WaveError(
            f"{table.where('')}: koden {', '.join(twice)} står i mer än en lista; väntade en. Ta "
            "bort den ur den andra."
        )
    return OutcomeSpec(
        name=table.matching("name", _ID, "ett kort namn utan mellanslag"),
        column=table.needed("column", "kolumnen med svaren"),
        role=table.one_of("role", ROLES, "main"),
        question=table.text("question"),
        verbatim=table.flag("verbatim", False),
        base=table.one_of("base", BASES),
        span=_span(table),
        labels=table.labels("labels"),
        **kinds,
    )


def _span(table: Table) -> tuple[int, int] | None:
    value = table.values.get("scale")
    if value is None:
        return None
    fits = isinstance(value, list) and len(value) == 2 and all(type(v) is int for v in value)
    if not fits or value[0] >= value[1]:
        raise table.wrong("scale", "lägsta och högsta heltal på skalan, till exempel [0, 10]")
    return value[0], value[1]


def _groups(name: str, values: Any) -> tuple[GroupSpec, ...]:
    if not isinstance(values, list):
        raise WaveError(f"{name}, group: väntade tabeller; skriv dem som [[group]].")
    found = []
    for number, each in enumerate(values, start=1):
        known = ("name", "column", "sensitive", "missing", "labels")
        table = Table(name, f"[[group]] {number}", each, known)
        found.append(
            GroupSpec(
                name=table.matching("name", _ID, "ett kort namn utan mellanslag"),
                column=table.needed("column", "kolumnen med gruppen"),
                sensitive=table.one_of("sensitive", SENSITIVE) if "sensitive" in each else None,
                missing=table.codes("missing"),
                labels=table.labels("labels"),
            )
        )
    _once(name, "[[group]]", [group.name for group in found])
    return tuple(found)


def _once(name: str, title: str, names: list[str]) -> None:
    twice = sorted({each for each in names if names.count(each) > 1})
    if twice:
        raise WaveError(
            f"{name}, {title} name = {twice[0]!r}: finns två gånger; väntade ett namn för var och "
            "en. Byt det ena."
        )
