"""Values of captured objects, read as the types they ought to have: any of them may have drifted.

What is of another type counts as missing; only ids and times that are there and unusable set a row
aside, since without them a post is another post, or stands on the wrong day.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from crawlers.dates import EARLIEST
from crawlers.imports.reading import (
    AVRUNDAT_ID,
    OGILTIGT_DATUM,
    OGILTIGT_VARDE,
    SAKNAR_ID,
    Unusable,
)
from crawlers.imports.rounded_ids import is_rounded
from crawlers.markup import short_language

Captured = dict[str, Any]
"""An object as its platform sent it."""

_NATIVE_ID = re.compile(r"[!-~]{1,200}")
_EPOCH = re.compile(r"[0-9]{1,14}")
_NUMBER = re.compile(r"[0-9]{1,20}")
_EARLIEST_S = EARLIEST.timestamp()
_DAY_S = 86_400
_EXACT = 2**53
"""JavaScript rounds whole numbers above this, and Zeeschuimer is written in it."""


def at(value: Any, *path: str) -> Any:
    """What stands at a path of keys; None where it ends before."""
    for key in path:
        if type(value) is not dict:
            return None
        value = value.get(key)
    return value


def object_at(value: Any, *path: str) -> Captured:
    """The object at a path, an empty one where there is none."""
    found = at(value, *path)
    return found if type(found) is dict else {}


def objects_at(value: Any, *path: str) -> list[Captured]:
    """The objects of the list at a path, others left out."""
    found = at(value, *path)
    return [item for item in found if type(item) is dict] if type(found) is list else []


def text_at(value: Any, *path: str) -> str:
    """The text at a path, "" where there is none."""
    found = at(value, *path)
    return found if type(found) is str else ""


def id_of(value: Any) -> str:
    """A native id as text. Raises Unusable when it is missing, rounded or no id."""
    if value is None or value == "" or isinstance(value, bool):
        raise Unusable(SAKNAR_ID)
    if is_rounded(value) or (isinstance(value, int) and abs(value) > 2**63):
        raise Unusable(AVRUNDAT_ID)
    text = str(value).strip() if isinstance(value, str | int) else ""
    if _NATIVE_ID.fullmatch(text) is None:
        raise Unusable(OGILTIGT_VARDE)
    return text


def exact_id_of(value: Any) -> str:
    """As `id_of`, of a number that JavaScript has had in its hands. Raises Unusable."""
    if _is_rounded_by_js(value):
        raise Unusable(AVRUNDAT_ID)
    return id_of(value)


def _is_rounded_by_js(value: Any) -> bool:
    return isinstance(value, float) or (isinstance(value, int) and value > _EXACT)


def other_id_of(value: Any) -> str:
    """The id of another post, "" where none can be told: the post at hand is none the worse."""
    try:
        return id_of(value)
    except Unusable:
        return ""


def count_of(*values: Any) -> int | None:
    """The first of the values that is a count; platforms write some as text."""
    for value in values:
        if type(value) is str and value.isascii() and value.isdigit() and len(value) < 19:
            value = int(value)
        if type(value) is int and 0 <= value < 2**62:
            return value
    return None


def moment_of(value: Any, now: datetime) -> datetime | None:
    """The moment of an epoch in seconds (or milliseconds); None where there is none.

    Raises Unusable when it is no time between 1995 and the day after `now`.
    """
    if value is None or value == "" or value == 0:
        return None
    number = int(value) if type(value) is str and _EPOCH.fullmatch(value) else value
    if isinstance(number, bool) or not isinstance(number, int | float) or abs(number) > 1e14:
        raise Unusable(OGILTIGT_DATUM)
    seconds = number / 1000 if number > 1e11 else number
    if not _EARLIEST_S <= seconds <= now.timestamp() + _DAY_S:  # also where it is not a number
        raise Unusable(OGILTIGT_DATUM)
    return datetime.fromtimestamp(seconds, UTC)


def language_of(value: Any) -> str:
    """A language as platforms tell it (`sv`, `sv-SE`), "" for `un`, `und` and their like."""
    tag = value.lower() if type(value) is str else ""
    tag = _OLD_LANGUAGES.get(tag, tag)
    return "" if tag in _NO_LANGUAGES else short_language(tag)


_NO_LANGUAGES = frozenset({"", "un", "und", "zxx", "art", "qam", "qct", "qht", "qme", "qst", "mul"})
_OLD_LANGUAGES = {"in": "id", "iw": "he", "ji": "yi"}


def names_of(*values: Any) -> tuple[str, ...]:
    """The names among the values, each once, without @."""
    found = (value.strip().removeprefix("@") for value in values if type(value) is str)
    return tuple(dict.fromkeys(name for name in found if name))


def texts_of(values: Iterable[Any]) -> tuple[str, ...]:
    """The texts among the values that are not empty, each once."""
    return tuple(dict.fromkeys(value for value in values if type(value) is str and value))


def marked(text: str, start: Any, length: Any) -> str:
    """The part of a text at an offset and of a length in UTF-16 units, as JavaScript counts."""
    if type(start) is not int or type(length) is not int or start < 0 or length <= 0:
        return ""
    if not text.isascii():
        units = text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * (start + length)]
        return units.decode("utf-16-le", "replace")
    return text[start : start + length]


def plain(text: str) -> str:
    """A text with the characters that markup gives names to written as themselves."""
    return html.unescape(text) if "&" in text else text


def in_url(name: str) -> str:
    """A name as a part of a path."""
    return name if name.isascii() and name.isalnum() else quote(name, "._-", errors="replace")


def target_of(url: str) -> str:
    """Where a link leads that its platform sends by way of itself (`l.facebook.com/l.php?u=`)."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if host in _REDIRECTS:
        return parse_qs(parts.query).get("u", [""])[0]
    return url if parts.scheme in ("http", "https") else ""


_REDIRECTS = frozenset({"l.facebook.com", "lm.facebook.com", "l.instagram.com", "l.threads.com",
                        "l.threads.net"})  # fmt: skip


_SHORTCODE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def shortcode_of(code: Any, *numbers: Any) -> str:
    """The code by which Instagram and Threads name a post in addresses; its numbers say the same.

    The first number that is whole counts. Raises Unusable when there is neither.

    >>> shortcode_of(None, "3123456789012345678_17841")
    'CtYv2acXPNO'
    """
    if code:
        return id_of(code)
    told = [str(number).partition("_")[0] for number in numbers if not _is_rounded_by_js(number)]
    number = next((int(text) for text in told if _NUMBER.fullmatch(text)), 0)
    if not number:
        raise Unusable(AVRUNDAT_ID if len(told) < len(numbers) else SAKNAR_ID)
    letters = ""
    while number:
        number, place = divmod(number, 64)
        letters = _SHORTCODE[place] + letters
    return letters
