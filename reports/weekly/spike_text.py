"""The spike card as plain text for a terminal, and its figures as JSON."""

from __future__ import annotations

import dataclasses
import re
import textwrap
from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import Any

from reports.signals.spike_card.figures import Private, SpikeCard, Voices
from reports.signals.spike_card.rules import cause_of
from reports.weekly.card_tables import Table
from reports.weekly.spike_page import CardPage
from reports.weekly.words import UNKNOWN, Words

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
"""Titles come from elsewhere; these would steer the terminal."""

WIDTH = 88
"""Characters of a line on the terminal."""

HEADING_WIDTH = 16
"""Characters of a line of a column's heading."""

_HIDDEN_WHERE_NONE = {
    Private: ("texts", "stories", "accounts"),
    Voices: ("private_stories", "private_accounts"),
}
"""Counts that are None because they may not be shown; JSON says “–” of them."""


def text_card(page: CardPage) -> str:
    """The whole card, wrapped to WIDTH."""
    words = Words(page.language)
    parts = [page.notice, page.preliminary, page.subject, f"{page.title} ({page.days})", ""]
    parts = [part for part in parts[:2] if part] + parts[2:]
    parts += [_wrapped(page.cause), *_listed(page.evidence)]
    parts += _section(_table(page.expected), page.coverage)
    parts += _section(_table(page.made_of))
    if page.sources.rows:
        parts += _section(_table(page.sources))
    parts += _section([words.t("Först sedd")], *page.first_seen)
    parts += _section([words.t("Nya uttryck och länkar")])
    parts += [_wrapped(page.terms_lead)] if page.terms_lead else []
    parts += _table(page.terms) if page.terms.rows else []
    parts.append(_wrapped(page.terms_note))
    parts += _section(_table(page.voices), page.voices_note)
    parts += _section([words.t("De största berättelserna")])
    for number, story in enumerate(page.stories, 1):
        parts += [f"  {number}. {story.title}", f"     {story.note}"]
        parts += [f"     {story.url}"] if story.url else []
    parts.append(_wrapped(page.stories_note))
    parts += _section([words.t("Vad vi inte vet")], listed=page.unknown)
    parts += _section([words.t("Så är kortet gjort")], listed=page.method)
    return _CONTROL.sub(" ", "\n".join(parts)) + "\n"


def _section(head: Iterable[str], *sentences: str, listed: Iterable[str] = ()) -> list[str]:
    return ["", *head, *(_wrapped(sentence) for sentence in sentences), *_listed(listed)]


def _wrapped(sentence: str) -> str:
    return textwrap.fill(sentence, WIDTH)


def _listed(sentences: Iterable[str]) -> list[str]:
    return [textwrap.fill(s, WIDTH, initial_indent="- ", subsequent_indent="  ") for s in sentences]


def _table(table: Table) -> list[str]:
    """The caption, and the cells in columns: the first to the left, the others to the right. Long
    headings are broken at their spaces."""
    rows = [*_headings(table), *table.rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(table.columns))]
    lines = [
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return [table.caption, *("  " + line.rstrip() for line in lines)]


def _headings(table: Table) -> list[tuple[str, ...]]:
    broken = [textwrap.wrap(name, HEADING_WIDTH, break_long_words=False) for name in table.columns]
    height = max(map(len, broken))
    padded = [[""] * (height - len(lines)) + lines for lines in broken]
    return list(zip(*padded, strict=True))


def json_card(card: SpikeCard) -> dict[str, Any]:
    """The card's figures with its cause and its grounds; a hidden count is “–”. A term's z is left
    out, as it would tell how many accounts have the term."""
    cause, grounds = cause_of(card)
    figures = _plain(card)
    for term in figures["terms"]:
        del term["z"]
    return {"cause": str(cause), "evidence": _plain(grounds), **figures}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        found = {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        hidden = _HIDDEN_WHERE_NONE.get(type(value), ())
        return {k: UNKNOWN if v is None and k in hidden else v for k, v in found.items()}
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return value
