"""What the page reads of a LinkResult and of the tables that were joined.

`result.data` may hold, each of them left out where it is not known:

    exposure   name, unit, change (the stated change; 1), documents, sources, gaps (list of weeks
               without a count), coverage (0..1), precision, recall, attenuation (0..1)
    trust      name, unit (`share` 0..1, `percent`, or any other text), scale ([low, high])
    waves      list of mappings: wave, n, base, question, mode, population, scale, start, end,
               precision, weighted, source, suppressed
    breaks     list of mappings: time, reason (one of `figure_part.BREAKS`, or a sentence)
    campaign   start, end, group, comparison
    names      column or control to the name that is printed
    sha256     file to digest; seed; versions (name to version); min_cell_respondents

Tables: `exposure` with time, exposure[, low, high, documents, coverage]; `trust` with time (or
start and end, days), trust[, group, trust_se, low, high, n, wave, suppressed], or with n and high
as counts; `model`, the rows that were fitted, is exported and read by the R script alone.
A time is a day, an ISO week (2026-W47), a month (2026-11), a quarter
(2026-Q4), a year or any number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from reports.signals.weeks import first_day
from reports.trust.link.hiding import WHOLE, why_hidden
from reports.trust.survey.disclosure import MIN_RESPONDENTS

Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Span:
    """Time from the first to the last day, both included, as ordinals (or a number twice)."""

    label: str
    start: float
    end: float
    dated: bool


@dataclass(frozen=True, slots=True)
class ExposurePoint:
    """Exposure of one step of time, in the unit of the plan; None where nothing was counted."""

    span: Span
    value: float | None
    low: float | None = None
    high: float | None = None
    coverage: float | None = None


@dataclass(frozen=True, slots=True)
class TrustPoint:
    """One wave (of one group). Where `hidden` names a reason, the figures are None.

    `interval` says where the interval is from: `given`, `se` (± 1.96 standard errors), `wilson`
    (from n, as if the sample were simple random) or `` where there is none.
    """

    span: Span
    group: str
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    interval: str
    hidden: str = ""


def span_of(label: object) -> Span:
    """The time that a label names. A number that is no year is taken as a place in order.

    >>> span_of("2026-W47").end - span_of("2026-W47").start
    6.0
    """
    text = str(label).strip()
    days = _days(text)
    if days:
        return Span(text, float(days[0].toordinal()), float(days[1].toordinal()), True)
    try:
        place = float(text)
    except ValueError:
        place = math.nan
    return Span(text, place, place, False)


def _days(text: str) -> tuple[date, date] | None:
    if re.fullmatch(r"\d{4}-?W\d{1,2}", text, re.IGNORECASE):
        monday = first_day(text)
        return monday, monday + timedelta(days=6)
    if found := re.fullmatch(r"(\d{4}-\d{2}-\d{2})(?:[ T].*)?", text):
        day = date.fromisoformat(found[1])
        return day, day
    if found := re.fullmatch(r"(\d{4})-(\d{2})", text):
        year, month = int(found[1]), int(found[2])
        following = date(year + month // 12, month % 12 + 1, 1)
        return date(year, month, 1), following - timedelta(days=1)
    if found := re.fullmatch(r"(\d{4})-?[Qq]([1-4])", text):
        year, month = int(found[1]), 3 * int(found[2]) - 2
        following = date(year + (month + 2) // 12, (month + 2) % 12 + 1, 1)
        return date(year, month, 1), following - timedelta(days=1)
    if re.fullmatch(r"(19|20)\d{2}", text):
        return date(int(text), 1, 1), date(int(text), 12, 31)
    return None


def exposure_points(tables: Mapping[str, pd.DataFrame]) -> list[ExposurePoint]:
    """The exposure table in order of time, as far as it has times and figures."""
    found = [
        ExposurePoint(
            span_of(row["time"]),
            number(row.get("exposure")),
            number(row.get("low")),
            number(row.get("high")),
            number(row.get("coverage")),
        )
        for row in rows_of(tables, "exposure")
    ]
    once: dict[str, ExposurePoint] = {}
    for point in found:
        once.setdefault(point.span.label, point)
    return sorted(once.values(), key=lambda point: (point.span.start, point.span.label))


def least_of(data: Mapping[str, Any]) -> int:
    """The respondents that must stand behind a figure, of `LinkResult.data`."""
    return int(number(data.get("min_cell_respondents")) or MIN_RESPONDENTS)


def trust_points(
    tables: Mapping[str, pd.DataFrame], unit: str, least: int = MIN_RESPONDENTS
) -> list[TrustPoint]:
    """The trust table in order of group and time, cells of fewer than `least` hidden."""
    found = [_trust_point(row, unit, least) for row in rows_of(tables, "trust")]
    return sorted(found, key=lambda point: (point.group, point.span.start, point.span.label))


def _trust_point(row: Mapping[str, Any], unit: str, least: int) -> TrustPoint:
    span = _fieldwork(row)
    n = number(row.get("n"))
    whole = WHOLE.get(unit)
    value, low, high = (number(row.get(name)) for name in ("trust", "low", "high"))
    interval = "given" if low is not None and high is not None else ""
    if value is None and "trust" not in row and n and (counted := number(row.get("high"))):
        value, low, high, interval = counted / n * (whole or 1.0), None, None, ""
    se = number(row.get("trust_se"))
    if not interval and value is not None and se is not None:
        low, high, interval = value - Z95 * se, value + Z95 * se, "se"
    if not interval and value is not None and whole and n:
        low, high = (end * whole for end in wilson(value / whole, n))
        interval = "wilson"
    hidden = text_of(row.get("suppressed")) or why_hidden(n, value, unit, least)
    group = text_of(row.get("group"))
    count = None if n is None else int(n)
    if hidden:
        return TrustPoint(span, group, None, None, None, None, "", hidden)
    return TrustPoint(span, group, value, low, high, count, interval)


def _fieldwork(row: Mapping[str, Any]) -> Span:
    """The days of the fieldwork where they are known, else the time of the row."""
    start, end = text_of(row.get("start")), text_of(row.get("end"))
    label = text_of(row.get("wave")) or text_of(row.get("time")) or start
    if start and end:
        first, last = span_of(start), span_of(end)
        return Span(label, first.start, last.end, first.dated and last.dated)
    span = span_of(row.get("time"))
    return Span(label, span.start, span.end, span.dated)


def wilson(share: float, n: float) -> tuple[float, float]:
    """The 95 % interval of a share 0..1 of n answers (Wilson 1927, JASA 22:209)."""
    spread = Z95 * math.sqrt(max(share * (1 - share), 0.0) / n + Z95**2 / (4 * n * n))
    middle, scale = share + Z95**2 / (2 * n), 1 + Z95**2 / n
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def rows_of(tables: Mapping[str, pd.DataFrame], name: str) -> list[dict[str, Any]]:
    """The rows of a table as mappings; none where the table is not there."""
    frame = tables.get(name)
    if frame is None:
        return []
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def number(value: object) -> float | None:
    """A finite number, or None for what is missing, infinite or no number."""
    if value is None or isinstance(value, bool):
        return None
    try:
        found = float(value)  # type: ignore[arg-type]  # whatever float() takes
    except (TypeError, ValueError):
        return None
    return found if math.isfinite(found) else None


def text_of(value: object) -> str:
    """A cell as text; empty for what is missing."""
    if value is None or (isinstance(value, float) and math.isnan(value)) or value is pd.NaT:
        return ""
    return "" if value is pd.NA else str(value).strip()


def name_of(value: object) -> str:
    """What a series is called; empty for the name of a file, which says nothing of it."""
    text = text_of(value)
    return "" if text.lower().endswith((".csv", ".tsv", ".txt")) else text
