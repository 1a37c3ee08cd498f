"""Published times as feeds and pages write them, turned into aware UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
"""Nothing on the Swedish web is older; earlier values are epochs read wrongly or empty fields."""

_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "maj": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "okt": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_ZONES = {"CET": 1, "MET": 1, "CEST": 2, "MEST": 2}
"""Hours of the zone names that email.utils does not know."""

_EPOCH = re.compile(r"\d{9,10}|\d{13}")
_STATED_ZONE = re.compile(r"(?:[+-]\d\d:?\d\d|\b(?:GMT|UTC?|Z|[ECMP][SD]T))\s*(?:\(.*\))?$")
"""A zone that email.utils reads; it takes a missing one for Greenwich."""
_ZONE_NAME = re.compile(r"\s*\(?\b(CEST|CET|MEST|MET)\)?\s*$")
_CLOCK = r"(?:[ ,T]*(?:kl\.?\s*)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?)?"
_SWEDISH = re.compile(
    r"(?:[a-zåäö]+\.?,?\s+)?(?:den\s+)?(\d{1,2})[:.]?e?\s+([a-zåäö]{3,9})\.?\s+(\d{4})" + _CLOCK,
    re.I,
)
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})" + _CLOCK)


def parse_date(raw: str, now: datetime) -> datetime | None:
    """The moment that `raw` names, in UTC; None when unreadable or outside 1995…`now` + 1 day.

    A time without a zone is Europe/Stockholm: Swedish feeds, JO's among them, write local time
    and leave out the zone.
    """
    text = " ".join(raw.split())[:100]
    if not text:
        return None
    found = _epoch(text) or _iso(text) or _rfc822(text) or _swedish(text)
    if found is None:
        return None
    return found if EARLIEST <= found <= now + timedelta(days=1) else None


def _epoch(text: str) -> datetime | None:
    if not _EPOCH.fullmatch(text):
        return None
    seconds = int(text) / (1000 if len(text) == 13 else 1)
    return datetime.fromtimestamp(seconds, UTC)


def _iso(text: str) -> datetime | None:
    zone = _ZONE_NAME.search(text)
    bare = text[: zone.start()] if zone else text
    try:
        found = datetime.fromisoformat(bare)
    except ValueError:
        return None
    return _to_utc(found, _ZONES[zone.group(1)] if zone else None)


def _rfc822(text: str) -> datetime | None:
    zone = _ZONE_NAME.search(text)
    parts = parsedate_tz(text[: zone.start()] if zone else text)
    if parts is None or parts[0] < 1:
        return None
    try:
        found = datetime(*parts[:6])  # noqa: DTZ001 - the zone follows
        if parts[9] is not None and _STATED_ZONE.search(text):
            found = found.replace(tzinfo=timezone(timedelta(seconds=parts[9])))
    except ValueError:
        return None
    return _to_utc(found, _ZONES[zone.group(1)] if zone else None)


def _swedish(text: str) -> datetime | None:
    if match := _SWEDISH.fullmatch(text):
        day, month = int(match.group(1)), _MONTHS.get(match.group(2).lower()[:3])
    elif match := _DAY_FIRST.fullmatch(text):
        day, month = int(match.group(1)), int(match.group(2))
    else:
        return None
    hour, minute, second = (int(part or 0) for part in match.groups()[3:6])
    try:
        found = datetime(int(match.group(3)), month or 0, day, hour, minute, second)  # noqa: DTZ001
    except ValueError:
        return None
    return _to_utc(found, None)


def _to_utc(found: datetime, zone_hours: int | None) -> datetime | None:
    if found.tzinfo is None:
        zone = STOCKHOLM if zone_hours is None else timezone(timedelta(hours=zone_hours))
        found = found.replace(tzinfo=zone)
    try:
        return found.astimezone(UTC)
    except OverflowError:
        return None
