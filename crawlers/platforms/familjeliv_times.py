"""Times as Familjeliv shows them: `Idag 10:15`, `I förrgår 10:15`, `Fre 3 apr 10:15`, with a year
where it is not this one, or `2020-04-03 10:15` in its lists."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from crawlers.dates import STOCKHOLM, DateNotes

_CLOCK = r"[ ,]+(?:kl\.? )?\d{1,2}[:.]\d\d"
_DAY = r"\d{1,2} (?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]*\.?"
_WHEN = re.compile(
    rf"(?:i ?dag|i ?går|i ?förrgår|\d{{4}}-\d\d-\d\d|\b{_DAY}(?: \d{{4}})?){_CLOCK}", re.I
)
_BEFORE_YESTERDAY = re.compile(r"i ?förrgår", re.I)
_NO_YEAR = re.compile(rf"({_DAY})({_CLOCK})", re.I)


def times_in(text: str) -> list[str]:
    """The times that stand in a text, as they are written there."""
    return _WHEN.findall(text)


def read_time(shown: str, notes: DateNotes) -> datetime | None:
    """The moment that a time means on the day of `notes.now`: one without a year is its last."""
    today = notes.now.astimezone(STOCKHOLM)
    shown = _BEFORE_YESTERDAY.sub(f"{today - timedelta(days=2):%Y-%m-%d}", shown)
    match = _NO_YEAR.fullmatch(shown)
    if match is None:
        return notes.read(shown)
    this_year = DateNotes(notes.now).read(f"{match[1]} {today.year}{match[2]}")
    ahead = this_year is None or this_year > notes.now + timedelta(hours=1)
    year = today.year - 1 if ahead else today.year
    return notes.read(f"{match[1]} {year}{match[2]}")
