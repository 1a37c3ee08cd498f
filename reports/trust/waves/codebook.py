"""DDI-Codebook 2.5: labels, wording, weights, and what a study says of its waves."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lxml import etree

from reports.trust.waves.faults import WaveError
from reports.trust.waves.table import Column, code_text

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_PRECISIONS = {10: "day", 7: "month", 4: "year"}


@dataclass(frozen=True, slots=True)
class Collection:
    """One period of data collection; a study with several waves has one each. `cycle` is the
    codebook's name of it, precision day, month or year."""

    cycle: str
    start: date | None
    end: date | None
    precision: str


@dataclass(frozen=True, slots=True)
class Codebook:
    """A study: its variables by name, without values, and its collections in order."""

    title: str
    identifier: str
    producer: str
    population: str
    mode: str
    conditions: str
    collections: tuple[Collection, ...]
    variables: Mapping[str, Column]
    sha256: str


def read_codebook(name: str, raw: bytes, sha256: str) -> Codebook:
    """A codebook of version 2.5 (older ones have the same elements), Swedish texts where it has
    several languages.

    Entities and the network are off. Raises WaveError when it is no codebook.
    """
    root = _root(name, raw)
    study = _first(root, "stdyDscr")
    study = root if study is None else study
    return Codebook(
        title=_text(study, "citation/titlStmt/titl"),
        identifier=_text(study, "citation/titlStmt/IDNo"),
        producer=_text(study, "citation/prodStmt/producer")
        or _text(study, "citation/rspStmt/AuthEnty")
        or _text(study, "citation/distStmt/distrbtr"),
        population=_text(study, "stdyInfo/sumDscr/universe"),
        mode=_text(study, "method/dataColl/collMode"),
        conditions=_text(study, "dataAccs/useStmt/conditions")
        or _text(study, "dataAccs/useStmt/restrctn"),
        collections=_collections(study),
        variables={each.name: each for each in map(_variable, root.iter("{*}var")) if each.name},
        sha256=sha256,
    )


def _root(name: str, raw: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise WaveError(
            f"{name}: är inte giltig XML ({error}); väntade DDI-Codebook 2.5. Hämta filen igen."
        ) from error
    found = root if etree.QName(root).localname == "codeBook" else root.find(".//{*}codeBook")
    if found is None:
        raise WaveError(
            f"{name}: har ingen codeBook ({etree.QName(root).localname} överst); väntade "
            "DDI-Codebook 2.5. Exportera studien i det formatet: researchdata.se har det som "
            "export/ddi25."
        )
    return found


def _variable(element: Any) -> Column:
    labels = {}
    ranges: list[tuple[float | str, float | str]] = []
    for category in element.iterfind("{*}catgry"):
        code = _code(_text(category, "catValu"))
        if code is None:
            continue
        labels[code] = _text(category, "labl")
        if category.get("missing") == "Y":
            ranges.append((_bound(code), _bound(code)))
    for item in element.iterfind("{*}invalrng/{*}item"):
        ranges.append((_bound(item.get("VALUE", "")), _bound(item.get("VALUE", ""))))
    for found in element.iterfind("{*}invalrng/{*}range"):
        low, high = found.get("min", "-inf"), found.get("max", "inf")
        ranges.append((_bound(low), _bound(high)))
    asked = [_text(element, "qstn/preQTxt"), _text(element, "qstn/qstnLit")]
    wording = " ".join(part for part in asked if part) or _own_text(_first(element, "qstn"))
    return Column(
        name=element.get("name", ""),
        values=(),
        label=_text(element, "labl"),
        question=wording,
        labels={code: words for code, words in labels.items() if words},
        user_missing=tuple(dict.fromkeys(ranges)),
        is_weight=element.get("wgt") == "wgt",
    )


def _code(text: str) -> str | None:
    return code_text(_bound(text)) if text else None


def _bound(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _collections(study: Any) -> tuple[Collection, ...]:
    """The periods of collection by cycle, in order; without a cycle one period for all."""
    cycles: dict[str, dict[str, tuple[date, date, str]]] = {}
    for element in study.iterfind(".//{*}collDate"):
        period = _period(element.get("date") or _own_text(element))
        if period is not None:
            found = cycles.setdefault(element.get("cycle", ""), {})
            found.setdefault(element.get("event", "single"), period)
    return tuple(_collection(cycle, events) for cycle, events in cycles.items())


def _collection(cycle: str, events: Mapping[str, tuple[date, date, str]]) -> Collection:
    start = events.get("start") or events.get("single")
    end = events.get("end") or events.get("single")
    known = [each[2] for each in (start, end) if each]
    coarsest = max(known, key=list(_PRECISIONS.values()).index)
    return Collection(cycle, start[0] if start else None, end[1] if end else None, coarsest)


def _period(text: str) -> tuple[date, date, str] | None:
    """First and last day of `2026-09-01`, `2026-09` or `2026`, and which of them it is."""
    found = re.match(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", text.strip())
    if found is None:
        return None
    precision = _PRECISIONS[len(found[0])]
    try:
        first = date.fromisoformat(found[0] + "0000-01-01"[len(found[0]) :])
    except ValueError:
        return None
    if precision == "day":
        return first, first, precision
    month = 12 if precision == "year" else first.month
    last = date(first.year, month, calendar.monthrange(first.year, month)[1])
    return first, last, precision


def _first(element: Any, path: str) -> Any:
    return next(_all(element, path), None)


def _all(element: Any, path: str) -> Iterator[Any]:
    return element.iterfind("/".join(f"{{*}}{part}" for part in path.split("/")))


def _text(element: Any, path: str) -> str:
    """The text of the Swedish element at a path, else of the first."""
    found = [each for each in _all(element, path) if _own_text(each)]
    swedish = [each for each in found if (each.get(_LANGUAGE) or "").startswith("sv")]
    chosen = (swedish or found)[:1]
    return _own_text(chosen[0]) if chosen else ""


def _own_text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
