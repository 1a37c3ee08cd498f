"""Published times as feeds and pages write them, turned into aware UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
"""Nothing on the Swedish web is older; earlier values are epochs read wrongly or empty fields."""

NO_ZONE = "times without a zone read as Swedish"
FUTURE = "dates in the future left out"
TOO_OLD = "dates before 1995 left out"
UNREADABLE = "dates that cannot be read left out"

_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "maj": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
    "okt": 10, "nov": 11, "dec": 12, "may": 5, "oct": 10,
}  # fmt: skip
_ZONES = {
    "CET": 1, "MET": 1, "MEZ": 1, "CEST": 2, "MEST": 2, "MESZ": 2, "EET": 2, "EEST": 3, "WET": 0,
    "WEST": 1, "BST": 1, "GMT": 0, "UTC": 0, "Z": 0,
}  # fmt: skip
"""Hours of the zone names that email.utils does not know, and of Greenwich."""

_EPOCH = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{13})|(\d{16})")
_JSON_DATE = re.compile(r"\\?/Date\((-?\d{1,16})(?:[+-]\d{4})?\)\\?/")
_STATED_ZONE = re.compile(r"(?:[+-]\d\d:?\d\d|\b(?:GMT|UTC?|Z|[ECMP][SD]T))\s*(?:\(.*\))?$")
"""A zone that email.utils reads; it takes a missing one for Greenwich."""
_NAMES = r"\(?\b(CEST|CET|MEST|MET|MESZ|MEZ|EEST|EET|WEST|WET|BST|GMT|UTC|Z)\)?"
_ZONE = rf"[ ,]*(?:{_NAMES}|([+-]\d\d:?\d\d))?\s*"
_ZONE_NAME = re.compile(rf"(?<=\S)\s*{_NAMES}\s*$")
_ZONE_BEFORE_YEAR = re.compile(r"^(.* \d\d:\d\d:\d\d) ([A-Z]{3,4}|[+-]\d{4}) (\d{4})$")
_HALF_DAY = re.compile(
    r"(?<!\d)(?<!\d[:.])(\d{1,2})([:.]\d\d(?:[:.]\d\d)?)\s*([ap])\.?m\b\.?", re.I
)
_AMERICAN = re.compile(r"\d{1,2}/\d{1,2}/\d{4}\b.*[ap]\.?m\b", re.I)
"""Whether 7/5/2026 5:12 PM is in May or July nobody can tell: it stays unreadable."""
_OFFSET_WITH_COLON = re.compile(r"([+-]\d\d):(\d\d)$")
_USUAL = re.compile(r"[A-Z][a-z]{2}, \d\d? [A-Z][a-z]{2} \d{4} [\d:]{8} (?:[+-]\d{4}|[A-Z]{3,4})")
_GREENWICH_PLUS = re.compile(r" (?:GMT|UTC)(?=[+-]\d)")
_REGION = re.compile(r"\s*\[[A-Za-z_/+-]+\]$")
_LABEL = re.compile(
    r"^(?:(?:senast\s+)?(?:publicera[dt]|uppdatera[dt]|ändra[dt]|skapa[dt])|datum)\s*:?\s+", re.I
)
_CLOCK = r"(?:[ ,T|]*(?:(?:kl(?:ockan)?|at)\.?\s*)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?)?" + _ZONE
_DAY_MONTH_YEAR = re.compile(
    r"(?:[a-zåäö]+\.?,?\s+)?(?:den\s+)?(\d{1,2})[:.]?e?\s+([a-zåäö]{3,9})\.?,?\s+(\d{4})" + _CLOCK,
    re.I,
)
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./ -]\s*(\d{4})" + _CLOCK, re.I)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _CLOCK, re.I)
_RELATIVE = re.compile(r"(idag|i dag|igår|i går)" + _CLOCK, re.I)


@dataclass
class DateNotes:
    """Reads the dates of one listing and remembers what had to be assumed or left out."""

    now: datetime
    found: dict[str, None] = field(default_factory=dict)

    def read(self, raw: str) -> datetime | None:
        """The moment that `raw` names; see `parse_date`. Also of `i går 10:15`: a listing is read
        when it is fetched."""
        when, zoned = _moment(raw, self.now)
        if when is None:
            if raw.strip():
                self.found[UNREADABLE] = None
            return None
        if problem := _out_of_range(when, self.now):
            self.found[problem] = None
            return None
        if not zoned:
            self.found[NO_ZONE] = None
        return when

    @property
    def problems(self) -> tuple[str, ...]:
        """The codes of what was assumed or left out, each once, in alphabetical order."""
        return tuple(sorted(self.found))


def parse_date(raw: str, now: datetime) -> datetime | None:
    """The moment that `raw` names, in UTC; None when unreadable or outside 1995…`now` + 1 day.

    A time without a zone is Europe/Stockholm: Swedish feeds, JO's among them, write local time
    and leave out the zone. Of the hour that does not exist in spring and the one that exists twice
    in autumn the first reading is meant.
    """
    when, _ = _moment(raw, None)
    return None if when is None or _out_of_range(when, now) else when


def _out_of_range(when: datetime, now: datetime) -> str:
    if when < EARLIEST:
        return TOO_OLD
    return FUTURE if when > now + timedelta(days=1) else ""


def _moment(raw: str, today: datetime | None) -> tuple[datetime | None, bool]:
    """The moment in UTC, whatever its year, and whether its zone was written.

    `today` is the day that "idag" means, None where nobody knows.
    """
    text = _REGION.sub("", " ".join(raw[:200].split())[:100])
    if not _AMERICAN.match(text):
        text = _HALF_DAY.sub(_of_24_hours, text)
    if not text:
        return None, False
    if (epoch := _epoch(text)) is not None:
        return epoch, True
    found = _iso(text) or _rfc822(text) or _written(_LABEL.sub("", text), today)
    return (None, False) if found is None else (_to_utc(found), found.tzinfo is not None)


def _of_24_hours(clock: re.Match[str]) -> str:
    hour = int(clock[1]) % 12 + 12 * (clock[3] in "pP")
    return f"{hour:02}{clock[2]}"


def _epoch(text: str) -> datetime | None:
    if match := _JSON_DATE.fullmatch(text):
        milliseconds = int(match.group(1))
    elif match := _EPOCH.fullmatch(text):
        seconds, milli, micro = match.groups()
        milliseconds = int(seconds) * 1000 if seconds else int(milli or int(micro) // 1000)
    else:
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _iso(text: str) -> datetime | None:
    zone = _named_zone(text)
    try:
        found = datetime.fromisoformat(text[: zone.start()] if zone else text)
    except ValueError:
        return None
    return found.replace(tzinfo=_fixed(_ZONES[zone.group(1)])) if zone else found


def _rfc822(text: str) -> datetime | None:
    if not _USUAL.fullmatch(text):
        text = _OFFSET_WITH_COLON.sub(r"\1\2", _GREENWICH_PLUS.sub(" ", text))
        text = _ZONE_BEFORE_YEAR.sub(r"\1 \3 \2", text)
    zone = _named_zone(text)
    parts = parsedate_tz(text[: zone.start()] if zone else text)
    if parts is None or parts[0] < 1:
        return None
    try:
        found = datetime(*parts[:5], min(parts[5], 59))  # noqa: DTZ001 - the zone follows
        if zone:
            return found.replace(tzinfo=_fixed(_ZONES[zone.group(1)]))
        if parts[9] is not None and _STATED_ZONE.search(text):
            return found.replace(tzinfo=timezone(timedelta(seconds=parts[9])))
    except (ValueError, OverflowError):  # of numbers that no date has
        return None
    return found


def _named_zone(text: str) -> re.Match[str] | None:
    return _ZONE_NAME.search(text) if text[-1] in "ZTC)" else None


def _written(text: str, today: datetime | None) -> datetime | None:
    """A date as people write it: `tors, 19 mar 2026 kl. 11.15`, `19.03.2026`, `i går 10:15`."""
    if match := _DAY_MONTH_YEAR.fullmatch(text):
        day, month, year = (
            match.group(1),
            _MONTHS.get(match.group(2).lower()[:3], 0),
            match.group(3),
        )
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.group(1, 2, 3)
    elif match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match.group(1, 2, 3)
    elif today is not None and (match := _RELATIVE.fullmatch(text)):
        local = today.astimezone(STOCKHOLM) - timedelta(days=match.group(1).lower().endswith("går"))
        day, month, year = local.day, local.month, local.year
    else:
        return None
    hour, minute, second = (int(part or 0) for part in match.groups()[-5:-2])
    try:
        found = datetime(int(year), int(month), int(day), hour, minute, second)  # noqa: DTZ001
    except ValueError:
        return None
    name, offset = match.groups()[-2:]
    if name:
        return found.replace(tzinfo=_fixed(_ZONES[name.upper()]))
    if offset:
        minutes = int(offset[:3]) * 60 + int(offset[0] + offset[-2:])
        return found.replace(tzinfo=_fixed(minutes / 60)) if abs(minutes) < 24 * 60 else None
    return found


def _fixed(hours: float) -> timezone:
    return timezone(timedelta(hours=hours))


def _to_utc(found: datetime) -> datetime:
    try:
        return (found if found.tzinfo else found.replace(tzinfo=STOCKHOLM)).astimezone(UTC)
    except OverflowError:  # 0001-01-01 and 9999-12-31, which programs write for "no date"
        return datetime(1 if found.year < 2 else 9999, 1, 2, tzinfo=UTC)
