"""JSON answers of platforms: their objects, numbers and times, whatever else may be in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from crawlers.dates import EARLIEST
from crawlers.json_answers import Json, read_json
from crawlers.posts import Page
from store.records import Access

UNREADABLE = "posts that cannot be read"
UNREAD = "unread"
"""The detail of a Page that names, a line each, native ids of what is there and cannot be read."""
ILLEGIBLE = "?"
"""Stands there for what does not even say which post it is."""
_AHEAD = timedelta(days=1)
"""What is written while a pass goes on is newer than its beginning."""
_LARGEST = 10**15
"""No post has more views; what is larger was never a figure."""


def json_of(body: bytes, content_type: str, wanted: str) -> Json | Page:
    """The JSON of an answer, or the Page that says why it is no `wanted` (Swedish, with its
    article)."""
    found = read_json(body, content_type, wanted)
    if isinstance(found, Json):
        return found
    return Page(access=found.access, reason=found.reason, problems=found.problems)


def wrong_shape(wanted: str, problems: tuple[str, ...] = ()) -> Page:
    """The Page of JSON that is something else than `wanted` (Swedish, with its article)."""
    reason = f"svarade med annan JSON än {wanted}"
    return Page(access=Access.PARSE_ERROR, reason=reason, problems=problems)


def unread_of(ids: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The detail of a Page that names unread posts: by their ids, "" where they have none."""
    lines = "\n".join(one or ILLEGIBLE for one in ids)
    return ((UNREAD, lines),) if lines else ()


def within(value: Any, *names: str) -> Any:
    """What stands under these names, one in the other; None where one of them is missing."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def string(value: Any, *names: str) -> str:
    """The text that stands under these names; "" for all that is no text."""
    found = within(value, *names)
    return found if isinstance(found, str) else ""


def figure(value: Any, *names: str) -> int | None:
    """A count that stands under these names, as a number or in digits; None where there is none."""
    found = within(value, *names)
    if isinstance(found, str) and found.isascii() and found.isdigit() and len(found) < 16:
        found = int(found)
    if isinstance(found, bool) or not isinstance(found, int):
        return None
    return found if abs(found) < _LARGEST else None


def epoch(value: Any, now: datetime) -> datetime | None:
    """The moment of seconds since 1970; None for what no post can have been written at."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        moment = datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if EARLIEST <= moment <= now + _AHEAD else None


def iso_time(value: Any, now: datetime) -> datetime | None:
    """The moment that a text in ISO 8601 names (UTC where it names no zone); None as above."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if moment is None:
        return None
    try:
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None
    return moment if EARLIEST <= moment <= now + _AHEAD else None
