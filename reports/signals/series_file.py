"""Reading a file of weekly series: `series,week,count[,coverage]`."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from reports.signals.weeks import first_day
from store.errors import SettingsError

MOST_WEEKS = 5_200
"""Between the first and the last week of a file: a hundred years. More is a slip of the pen."""

MISSING = ("", "NA", "NaN", "nan")
_NEEDED = ("series", "week", "count")


@dataclass(frozen=True, slots=True)
class SeriesTable:
    """The series of a file on one row a week.

    `counts` and `coverage` are (weeks, series), NaN where the file has nothing; `coverage` is None
    without the column. `first_day` is None for numbered weeks. `begins` (series,) is the row of the
    first week of each. `rows` are the file's own, in order, `at` their week and series here.
    """

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    at: np.ndarray
    names: tuple[str, ...]
    counts: np.ndarray
    coverage: np.ndarray | None
    first_day: date | None
    begins: np.ndarray


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    series: str
    week: int
    dated: bool
    count: float
    coverage: float


def read_series(data: bytes, where: str) -> SeriesTable:
    """Read a CSV file (UTF-8). Weeks are whole numbers (a step is a week) or ISO weeks.

    An empty count or coverage is a week that was not observed. Six-digit numbers that can all be
    read as year and week (202647) are ISO weeks. Numbered weeks must increase within a series, ISO
    weeks may come in any order. Raises SettingsError that names the line.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{where}: är inte UTF-8; spara filen som CSV i UTF-8.") from error
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", strict=True)
    try:
        columns = tuple(reader.fieldnames or ())
        _check_columns(columns, where)
        numbered = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise SettingsError(
            f"{where}, rad {reader.line_num}: kan inte läsas som CSV ({error})."
        ) from error
    if not numbered:
        raise SettingsError(f"{where}: har inga rader; väntade en rad per serie och vecka.")
    iso = all(_year_and_week(row["week"] or "") for _, row in numbered)
    parsed = [_parse(row, line, where, iso, columns) for line, row in numbered]
    _check_weeks(parsed, where)
    return _table(columns, [row for _, row in numbered], parsed, where)


def _check_columns(columns: tuple[str, ...], where: str) -> None:
    lacking = [name for name in _NEEDED if name not in columns]
    if lacking or len(set(columns)) < len(columns):
        raise SettingsError(
            f"{where}, rad 1: kolumnerna är {','.join(columns) or '(inga)'}; väntade "
            "series,week,count och gärna coverage, var och en en gång."
        )


def _year_and_week(text: str) -> bool:
    found = re.fullmatch(r"(19|20|21)\d\d(\d\d)", text.strip())
    return found is not None and 1 <= int(found[2]) <= 53


def _parse(
    row: Mapping[str, str], line: int, where: str, iso: bool, columns: tuple[str, ...]
) -> _Row:
    place = f"{where}, rad {line}"
    if "" in row or None in row.values():
        raise SettingsError(f"{place}: fel antal fält; väntade {len(columns)}.")
    if not row["series"].strip():
        raise SettingsError(f"{place}: series är tomt; väntade seriens namn.")
    week, dated = _week(row["week"].strip(), place, iso)
    count = _number(row["count"], f"{place}: count", "ett heltal, minst 0, eller tomt")
    if count < 0 or (math.isfinite(count) and count != int(count)):
        raise SettingsError(f"{place}: count {row['count']}: väntade ett heltal, minst 0.")
    coverage = 1.0
    if "coverage" in columns:
        coverage = _number(row["coverage"], f"{place}: coverage", "ett tal från 0 till 1")
        if coverage < 0 or coverage > 1:
            raise SettingsError(
                f"{place}: coverage {row['coverage']}: väntade ett tal från 0 till 1."
            )
    return _Row(line, row["series"], week, dated, count, coverage)


def _number(text: str, what: str, expected: str) -> float:
    if text.strip() in MISSING:
        return math.nan
    try:
        if re.fullmatch(r"[+-]?[\d.]+([eE][+-]?\d+)?", text.strip()) is None:
            raise ValueError(text)
        number = float(text)
    except ValueError as error:
        raise SettingsError(f"{what} {text!r}: väntade {expected}.") from error
    if abs(number) > 1e9:
        raise SettingsError(f"{what} {text}: är för stort.")
    return number


def _week(text: str, place: str, iso: bool) -> tuple[int, bool]:
    if not iso and re.fullmatch(r"[+-]?\d{1,15}", text):
        return int(text), False
    try:
        day = first_day(f"{text[:4]}-W{text[4:]}" if iso else text)
    except SettingsError as error:
        raise SettingsError(
            f"{place}: week {text!r}: väntade ett heltal eller en ISO-vecka som 2026-W47."
        ) from error
    return day.toordinal() // 7, True


def _check_weeks(rows: list[_Row], where: str) -> None:
    seen: dict[tuple[str, int], int] = {}
    latest: dict[str, _Row] = {}
    for row in rows:
        if row.dated != rows[0].dated:
            raise SettingsError(
                f"{where}, rad {row.line}: heltal och ISO-veckor blandas; använd det ena."
            )
        before = seen.setdefault((row.series, row.week), row.line)
        if before != row.line:
            raise SettingsError(
                f"{where}, rad {row.line}: serien {row.series} har redan en rad för veckan "
                f"(rad {before}); väntade en rad per vecka."
            )
        last = latest.get(row.series)
        if last is not None and not row.dated and row.week < last.week:
            raise SettingsError(
                f"{where}, rad {row.line}: vecka {row.week} kommer efter vecka {last.week} i "
                f"serien {row.series}; väntade stigande nummer, också över årsskiften."
            )
        latest[row.series] = row


def _table(
    columns: tuple[str, ...], raw: list[dict[str, str]], rows: list[_Row], where: str
) -> SeriesTable:
    weeks = sorted({row.week for row in rows})
    step = math.gcd(*(later - earlier for earlier, later in pairwise(weeks))) or 1
    length = (weeks[-1] - weeks[0]) // step + 1
    if length > MOST_WEEKS:
        raise SettingsError(
            f"{where}: mellan första och sista veckan ligger {length} veckor; väntade högst "
            f"{MOST_WEEKS}. Numrera veckorna i följd, eller skriv dem som 2026-W47."
        )
    names = tuple(dict.fromkeys(row.series for row in rows))
    place = {name: number for number, name in enumerate(names)}
    at = np.array([((row.week - weeks[0]) // step, place[row.series]) for row in rows])
    counts, coverage = np.full((length, len(names)), np.nan), np.full((length, len(names)), np.nan)
    counts[at[:, 0], at[:, 1]] = [row.count for row in rows]
    coverage[at[:, 0], at[:, 1]] = [row.coverage for row in rows]
    begins = np.full(len(names), length)
    np.minimum.at(begins, at[:, 1], at[:, 0])
    monday = date.min + timedelta(days=weeks[0] * 7) if rows[0].dated else None
    return SeriesTable(
        columns,
        tuple(raw),
        at,
        names,
        counts,
        coverage if "coverage" in columns else None,
        monday,
        begins,
    )
