"""What the cells of tables say: moments, counts and languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone

from crawlers.dates import EARLIEST, STOCKHOLM, parse_date
from crawlers.markup import short_language

_ZONES = {
    "EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8,
    "AKDT": -8, "AKST": -9, "HST": -10, "AWST": 8, "ACST": 9.5, "ACDT": 10.5, "AEST": 10,
    "AEDT": 11, "NZST": 12, "NZDT": 13, "JST": 9, "KST": 9, "HKT": 8, "SGT": 8, "PKT": 5, "MSK": 3,
    "EAT": 3, "CAT": 2, "SAST": 2, "WAT": 1, "TRT": 3,
}  # fmt: skip
"""Hours of the zones that tools write after `2021-07-06 16:45:20`, besides those that `parse_date`
knows: that of whoever exported the file. IST is three zones, and left unread."""
_ZONED = re.compile(rf"(.*\d)\s+({'|'.join(_ZONES)})")
_SERIAL = re.compile(r"[3-6]\d{4}(?:[.,]\d{1,12})?")
_EXCEL_BEGINS = datetime(1899, 12, 30)  # noqa: DTZ001 - a local day; Swedish time is added below
_DAY = r"""\d{1,2}[ -][a-z]{3,9},?[ -](?:\d{4}|\d\d) | [a-z]{3,9}[ ]\d{1,2},?[ ]\d{4}
    | \d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}"""
_DAY_AND_CLOCK = re.compile(rf"(?P<day>{_DAY})(?:,?\s+(?P<clock>\d.*))?", re.I | re.X)
_HOUR_ALONE = re.compile(r"\b(kl(?:ockan)?\.?\s*\d{1,2})$", re.I)
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_NAMED_MONTH = re.compile(r"(\d{1,2})[ -]([a-z]{3,9})[ -](\d{4}|\d\d)", re.I)
_MONTH_FIRST_NAMED = re.compile(r"([a-z]{3,9}) (\d{1,2}),? (\d{4})", re.I)


def moment(raw: str, now: datetime, month_first: bool = False) -> datetime | None:
    """The moment that a cell names, in UTC; None when unreadable or outside 1995…`now` + 1 day.

    Besides what `parse_date` reads: `2021-07-06 16:45:20 EDT`, `16-Nov-2026 08:54AM`, `16-Nov-26`,
    `Mon Nov 16 08:54:00 +0000 2026`, `15/11 2026 kl 10`, the numbers that spreadsheets keep of
    days (46342.35), and with `month_first` 11/16/2026. A time without a zone is Swedish.
    """
    text = _HOUR_ALONE.sub(r"\1:00", raw.strip()[:100])
    if zoned := _ZONED.fullmatch(text):
        return _in_zone(zoned[1], _ZONES[zoned[2]], now)
    if _SERIAL.fullmatch(text):
        return _of_serial(float(text.replace(",", ".")), now)
    if told := _DAY_AND_CLOCK.fullmatch(text):
        text = _in_full(told, month_first)
    return parse_date(text, now)


def _in_zone(text: str, hours: float, now: datetime) -> datetime | None:
    try:
        local = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if local.tzinfo is not None:
        return None
    return _within(local.replace(tzinfo=timezone(timedelta(hours=hours))), now)


def _of_serial(days: float, now: datetime) -> datetime | None:
    local = _EXCEL_BEGINS + timedelta(seconds=round(days * 86_400))
    return _within(local.replace(tzinfo=STOCKHOLM), now)


def _within(found: datetime, now: datetime) -> datetime | None:
    found = found.astimezone(UTC)
    return found if EARLIEST <= found <= now + timedelta(days=1) else None


def _in_full(found: re.Match[str], month_first: bool) -> str:
    """A day and the time of a clock as `parse_date` reads them."""
    day = found["day"]
    if slashes := _SLASHES.fullmatch(day):
        first, second, year = slashes.groups()
        if (month_first and int(first) <= 12) or int(second) > 12:
            day = f"{year}-{first:0>2}-{second:0>2}"
        else:
            day = f"{year}-{second:0>2}-{first:0>2}"
    elif named := _NAMED_MONTH.fullmatch(day):
        number, month, year = named.groups()
        day = f"{number} {month} {year if len(year) == 4 else f'20{year}'}"
    elif named := _MONTH_FIRST_NAMED.fullmatch(day):
        day = f"{named[2]} {named[1]} {named[3]}"
    return f"{day} {found['clock'] or ''}"


def months_first(cells: Iterable[str]) -> bool:
    """Whether dates such as 3/4/2026 in a column begin with the month: one of them must."""
    days = [slashes for cell in cells if (slashes := _SLASHES.match(cell.strip()))]
    return any(int(d[2]) > 12 for d in days) and not any(int(d[1]) > 12 for d in days)


_GROUPED = re.compile(r"\d{1,3}(?:([,.\s\u00a0\u202f'])\d{3})(?:\1\d{3})*|\d{1,18}(?:[.,]0+)?")


def count(raw: str) -> int | None:
    """A count: `1,234`, `1 234` and `1234.0` are numbers; None for all that is none.

    >>> count("1,234"), count("12.0"), count("många"), count("-3")
    (1234, 12, None, None)
    """
    text = raw.strip()[:40]
    found = _GROUPED.fullmatch(text)
    if not found or not (text.isascii() or found[1]):
        return None
    return int(re.sub(r"\D", "", text) if found[1] else re.split(r"[.,]", text)[0])


_LANGUAGES = {
    "swedish": "sv", "svenska": "sv", "english": "en", "engelska": "en", "arabic": "ar",
    "arabiska": "ar", "turkish": "tr", "turkiska": "tr", "somali": "so", "somaliska": "so",
    "finnish": "fi", "finska": "fi", "norwegian": "no", "norska": "no", "danish": "da",
    "danska": "da", "german": "de", "tyska": "de", "persian": "fa", "persiska": "fa",
}  # fmt: skip


def language(raw: str) -> str:
    """The language that a cell names in a code or in words; "" for any other."""
    text = raw.strip().lower()[:40]
    if text in _LANGUAGES:
        return _LANGUAGES[text]
    return short_language(text) if len(text) <= 3 or text[2:3] in "-_" else ""
