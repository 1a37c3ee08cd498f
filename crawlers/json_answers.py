"""JSON from servers that wrap, pad or break it: the value, or why there is none."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from crawlers.characters import read_characters
from crawlers.listing import Listing
from crawlers.wrong_answers import unreadable, wrong_answer

_START = re.compile(r'[\[{]\s*(?:[\[{"\]}])')


@dataclass(frozen=True, slots=True)
class Json:
    """A value that was read, and what was put right on the way."""

    value: Any
    problems: tuple[str, ...]


def read_json(body: bytes, content_type: str, wanted: str) -> Json | Listing:
    """The JSON in a body, or the Listing that says why it is no `wanted` (Swedish). Never raises.

    Plugins write warnings in front of what they give: the first object or list counts.
    """
    found = read_characters(body, content_type)
    text, problems = found.text.lstrip("\ufeff \t\r\n"), found.problems
    if not text.startswith(("{", "[")):
        start = _START.search(text[:20_000])
        if start is None or text.startswith(("<!", "<html", "<?xml")):
            return wrong_answer(text, wanted)
        text, problems = text[start.start() :], (*problems, "text before the JSON was left out")
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text)
        if "\\ud" in text or "\\uD" in text:
            value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return unreadable("svarade med JSON som inte går att läsa", problems)
    return Json(value, problems)


def text_of(row: Any, *names: str) -> str:
    """The first of these fields that holds text (or a number, as text); "" where none does."""
    for name in names:
        value = row.get(name) if isinstance(row, dict) else None
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
    return ""


def rows_of(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; those of a single object, which some write in place of a list."""
    rows = value if isinstance(value, list) else [value]
    return [row for row in rows if isinstance(row, dict)]
