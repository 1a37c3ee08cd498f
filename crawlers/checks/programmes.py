"""Which programme of Sveriges Radio an address belongs to: numbers in public lists are often wrong.

Pure functions of addresses and of what the open API answers (https://api.sr.se/api/documentation/v2/,
in JSON, and its feeds in RSS).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from crawlers.canonical import host_of
from crawlers.markup import decode
from store.records import Source, SourceKind

LIST_PATH = "/api/v2/programs?format=json&pagination=false"
_HOST = "api.sr.se"
_NUMBER = re.compile(r"(?<=/program/)\d+|(?<=[?&]programid=)\d+", re.I)
_CHANNEL_TITLE = re.compile(r"<channel\b[^>]*>.{0,2000}?<title>(.{0,300}?)</title>", re.I | re.S)
_FEED_TITLE = re.compile(r"<feed\b[^>]*>.{0,2000}?<title[^>]*>(.{0,300}?)</title>", re.I | re.S)
_COMMON = frozenset({"sr", "sveriges", "radio", "nyheter", "nyheterna", "från", "i", "på", "och"})
"""Words that tell no programme from another."""


def is_programme(source: Source) -> bool:
    """Whether the source is one programme of Sveriges Radio, by its number."""
    of_radio = source.kind is SourceKind.SR or host_of(source.url) == _HOST
    return of_radio and _NUMBER.search(source.url) is not None


def told_name(body: bytes, content_type: str) -> str:
    """The programme's name as the answer tells it, "" when it names none, or several."""
    text = decode(body, content_type)[0].lstrip("\ufeff \t\r\n")
    if text[:1] == "{":
        names = set(_names(_json(text)))
        return names.pop() if len(names) == 1 else ""
    title = _CHANNEL_TITLE.search(text[:10_000]) or _FEED_TITLE.search(text[:10_000])
    if title is None:
        return ""
    plain = re.sub(r"<!\[CDATA\[(.*?)\]\]>", r"\1", title.group(1), flags=re.S)
    return " ".join(html.unescape(plain).split())


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _names(found: Any) -> Iterator[str]:
    """The names of all programmes that an answer's entries belong to."""
    for value in found.values() if isinstance(found, dict) else ():
        for entry in value if isinstance(value, list) else [found]:
            programme = entry.get("program") if isinstance(entry, dict) else None
            name = programme.get("name") if isinstance(programme, dict) else None
            if isinstance(name, str) and name.strip():
                yield " ".join(name.split())


def answers_to(configured: str, told: str) -> bool:
    """Whether two names can be those of one programme: one has all the words of the other.

    >>> answers_to("SR P4 Kalmar", "Nyheter P4 Kalmar"), answers_to("SR P4 Väst", "P4 Västmanland")
    (True, False)
    """
    ours, theirs = _words(configured), _words(told)
    return not ours or not theirs or ours <= theirs or theirs <= ours


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.casefold())) - _COMMON


def list_address(url: str) -> str:
    """Where the API lists all its programmes."""
    return urljoin(url, LIST_PATH)


def with_right_number(url: str, name: str, programmes: bytes) -> str:
    """The same address with the number of the programme of that name; "" when none has it alone."""
    listed = _json(decode(programmes, "application/json")[0])
    rows = listed.get("programs") if isinstance(listed, dict) else None
    numbers = [
        row["id"]
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict)
        and isinstance(row.get("id"), int)
        and _words(str(row.get("name", ""))) == _words(name)
    ]
    return _NUMBER.sub(str(numbers[0]), url) if len(numbers) == 1 else ""
