"""When a row of 4CAT's CSV says that its post was made."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from crawlers.dates import EARLIEST, parse_date
from crawlers.imports.fourcat_platforms import Fields
from crawlers.imports.reading import OGILTIGT_DATUM, Unusable

_EPOCH = re.compile(r"(\d{9,10})(?:\.0+)?")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?: ?(?:Z|UTC))?")
_EXCEL_DAYS = re.compile(r"\d{5}(?:[.,]\d+)?")
_EXCEL_BEGINS = datetime(1899, 12, 30, tzinfo=UTC)


def moment_of(row: Fields, now: datetime) -> datetime | None:
    """When a post was made; None where nothing is said. Raises Unusable.

    `unix_timestamp` before `timestamp`, which is UTC, but written by a server with a clock of its
    own. Excel makes numbers of days out of both.
    """
    epoch = _EPOCH.fullmatch(row.get("unix_timestamp", ""))
    if epoch:
        found = datetime.fromtimestamp(int(epoch[1]), UTC)
    elif told := row.get("timestamp") or row.get("unix_timestamp", ""):
        found = _moment(told, now)
    else:
        return None
    if found is None or not EARLIEST <= found <= now + timedelta(days=1):
        raise Unusable(OGILTIGT_DATUM)
    return found


def _moment(told: str, now: datetime) -> datetime | None:
    if match := _TIME.fullmatch(told):
        day, hour, minute, second = match.groups()
        try:
            return datetime.fromisoformat(f"{day}T{hour:0>2}:{minute}:{second or '00'}+00:00")
        except ValueError:
            return None
    if _EXCEL_DAYS.fullmatch(told):
        return _EXCEL_BEGINS + timedelta(days=float(told.replace(",", ".")))
    return parse_date(told, now)
