"""What differs between this run and the one whose answer was seen first."""

from __future__ import annotations

import json
from typing import Any

from reports.trust.link.result import LinkResult
from reports.trust.page.inputs import text_of
from reports.trust.page.units import mapping
from reports.weekly.words import UNKNOWN, Words


def changed_plan(words: Words, result: LinkResult) -> list[str]:
    """One sentence that names what was changed since the project's first plan; else none."""
    changes = [mapping(one) for one in result.data.get("changes") or ()]
    if not changes:
        return []
    told = [
        words.t(
            "{key}: {before} → {after}",
            key=text_of(one.get("key")),
            before=_plain(one.get("before")),
            after=_plain(one.get("after")),
        )
        for one in changes
    ]
    return [
        words.t(
            "Ändrat sedan den första planen i mappen: {changes}.",
            changes="; ".join(told),
        )
    ]


def kept_text(words: Words, folder: str) -> str:
    """Where the first run's files are."""
    return words.t(
        "Sidan från den första körningen är kvar. Den körningens övriga filer ligger i {folder}. "
        "En ny fråga hör hemma i en ny mapp.",
        folder=folder,
    )


def _plain(value: Any) -> str:
    """A key of the plan as one writes it; a window of lags as 1-4."""
    if value in (None, "", [], {}):
        return UNKNOWN
    if isinstance(value, list | tuple):
        return ", ".join(_plain(one) for one in value)
    if isinstance(value, dict) and value.keys() == {"first", "last"}:
        first, last = value["first"], value["last"]
        return str(first) if first == last else f"{first}-{last}"
    if isinstance(value, dict) and "name" in value:
        return str(value["name"])
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
