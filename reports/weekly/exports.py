"""The report as JSON and as CSV."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from datetime import datetime
from enum import Enum
from typing import Any

from reports.signals.weeks import STOCKHOLM
from reports.weekly.cells import Count
from reports.weekly.content import OverviewRow, Report
from reports.weekly.outlets import AttentionRow, ToneRow
from reports.weekly.series import Series
from reports.weekly.words import UNKNOWN

COLUMNS = (
    "label_group",
    "label",
    "stance",
    "week",
    "editorial_stories",
    "editorial_documents",
    "private_stories",
    "private_documents",
    "private_accounts",
    "captured_stories",
    "captured_documents",
    "coverage",
    "expected_low",
    "expected_high",
    "verdict",
)
"""The range and the verdict stand in the report's week alone. What was captured into files has no
coverage and is in no range."""

_MISSING = {"stories": None, "documents": None, "accounts": None}


def json_text(report: Report) -> str:
    """The whole content; a hidden count is “–”, one that does not apply is null."""
    return json.dumps(_plain(report), ensure_ascii=False, indent=1) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Series):
        return _series(value)
    if isinstance(value, Count):
        return _count(value)
    if isinstance(value, (ToneRow, AttentionRow)):
        row = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        return {k: UNKNOWN if v is None else _plain(v) for k, v in row.items()}
    if dataclasses.is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, datetime):
        return value.astimezone(STOCKHOLM).date().isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return round(value, 4) if isinstance(value, float) else value


def _count(count: Count) -> dict[str, int | str | None]:
    if count.hidden:
        return {"stories": UNKNOWN, "documents": UNKNOWN, "accounts": UNKNOWN}
    return {"stories": count.stories, "documents": count.documents, "accounts": count.accounts}


def _series(series: Series) -> dict[str, Any]:
    """Without the appearances: they hold what is not shown. A missing week counts null."""
    now = series.now
    return {
        "label_group": series.group,
        "label": str(series.label),
        "stance": str(series.stance),
        "expected_low": now.low,
        "expected_high": now.high,
        "history_weeks": now.weeks,
        "method": now.method,
        "lasting": now.lasting,
        "thin": now.thin,
        "completed": list(now.completed) if now.completed else None,
        "silent_sources": list(now.silent),
        "weeks": [
            {
                "week": week,
                "editorial": _MISSING if series.missing(i) else _count(cell.editorial),
                "private": _MISSING if series.missing(i) else _count(cell.private),
                "captured": _count(cell.captured),
                "coverage": None if coverage is None else round(coverage, 3),
            }
            for i, (week, cell, coverage) in enumerate(
                zip(series.weeks, series.cells, series.coverage, strict=True)
            )
        ],
    }


def csv_text(report: Report) -> str:
    """The series, one row a label, stance and week; the manifest follows as lines with `#`.

    A hidden count is “–”, a missing week has empty counts."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in report.overview.rows:
        for index in range(len(row.series.weeks)):
            writer.writerow(_csv_row(row, index))
    lines = [f"# {name}: {value}" for name, value in report.manifest.items()]
    if report.notice:
        lines.insert(0, f"# {report.notice}")
    return out.getvalue() + "".join(" ".join(line.split()) + "\n" for line in lines)


def _csv_row(row: OverviewRow, index: int) -> list[object]:
    series = row.series
    week = series.weeks[index]
    named: list[object] = [series.group, str(series.label), str(series.stance), week]
    judged: list[object] = ["", "", ""]
    if index == len(series.weeks) - 1:
        judged = ["" if x is None else x for x in (series.now.low, series.now.high)]
        judged.append(row.verdict.value)
    cell, coverage = series.cells[index], series.coverage[index]
    captured = (cell.captured.stories, cell.captured.documents)
    files = [UNKNOWN if cell.captured.hidden else value for value in captured]
    if series.missing(index):
        return [*named, *[""] * 5, *files, "", *judged]
    private = (cell.private.stories, cell.private.documents, cell.private.accounts)
    return [
        *named,
        cell.editorial.stories,
        cell.editorial.documents,
        *(UNKNOWN if cell.private.hidden else value for value in private),
        *files,
        "" if coverage is None else f"{coverage:.3f}",
        *judged,
    ]
