"""Exports of Meltwater: articles, and posts of social platforms among them, in CSV or Excel.

The CSV is most often UTF-16 with tabs, sometimes with a line above its heading. Older ones have the
time in `Date` (`16-Nov-2026 08:54AM`), newer ones a `Date` and a `Time` of their own, an author's
handle, and the platform's figures, from Document ID to Custom Fields. That is known by scripts that
read them (such as those around https://github.com/hanna-tes/CIB-network-monitoring), not by an
export. Texts are beginnings and sentences around the words that were sought, never the whole. What
the vendor holds of tone (`Sentiment`) and worth (`AVE`) is not read.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from crawlers.imports.articles import once
from crawlers.imports.post_urls import platform_named
from crawlers.imports.reading import Reading, Row, SetAside, Unusable
from crawlers.imports.table_rows import RowReader
from crawlers.imports.tabular import Table, columns_at, refuse_heading, table_of
from crawlers.imports.values import months_first

_NAMES = {
    "published_at": ("date", "alternate date format"),
    "clock": ("time",),
    "url": ("url", "link"),
    "source": ("source name", "source"),
    "title": ("title", "headline"),
    "opening": ("opening text",),
    "hit": ("hit sentence",),
    "language": ("language",),
    "influencer": ("influencer", "author name"),
    "tweeter": ("twitter screen name", "screen name"),
    "handle": ("author handle",),
    "type": ("source type", "information type", "media type"),
    "hashtags": ("hashtags",),
    **{name: (name,) for name in (
        "likes", "reactions", "shares", "reposts", "comments", "replies", "views",
    )},
}  # fmt: skip
_AS_THEY_ARE = ("url", "language", "hashtags", "views")
_FIGURES = {"likes": "reactions", "shares": "reposts", "comments": "replies"}
"""What a figure is called, and how it is called on platforms that leave that empty."""
_NEEDED = {"published_at": "Date", "url": "URL"}
_DATED_ROWS = 1_000
_EDITORIAL = re.compile(r"news|nyhet|print|press|editorial|broadcast|radio|\btv\b|magazine", re.I)
_SOCIAL = re.compile(r"social|forum|message|comment", re.I)
_OF_PLATFORMS = frozenset(
    {"public", "page", "pages", "group", "groups", "post", "posts", "comments", "forum"}
)
"""Words beside a platform's name, as in Facebook Public Pages."""


def recognises(head: bytes, path: Path) -> bool:
    """Whether the heading is one of Meltwater's."""
    found = _columns(columns_at(head, path))
    return {"published_at", "url"} <= found.keys() and bool({"opening", "hit"} & found.keys())


def read(path: Path, reading: Reading) -> Iterator[Row]:
    """A row for each row of the table. Raises ImportFileError."""
    table = table_of(path)
    columns = _columns(table.columns)
    refuse_heading(table, "Meltwater", [n for f, n in _NEEDED.items() if f not in columns])
    reader = RowReader(reading, "meltwater", teaser=True, month_first=_months_first(table, columns))
    for row in table.rows():
        if row.fault:
            yield SetAside(row.line, row.fault)
            continue
        cells = {field: row.fields.get(column, "").strip() for field, column in columns.items()}
        try:
            names = (cells.get("influencer", ""), cells.get("source", ""))
            names = tuple(name for name in names if not _is_platform(name))
            yield reader.row(_values(cells), names)
        except Unusable as unusable:
            yield SetAside(row.line, unusable.reason)


def _columns(columns: Sequence[str]) -> dict[str, str]:
    folded = {" ".join(column.casefold().split()): column for column in columns}
    return {
        field: folded[name]
        for field, names in _NAMES.items()
        if (name := next((each for each in names if each in folded), ""))
    }


def _months_first(table: Table, columns: Mapping[str, str]) -> bool:
    begun = itertools.islice(table.rows(), _DATED_ROWS)
    return months_first(row.fields.get(columns["published_at"], "") for row in begun)


def _values(cells: Mapping[str, str]) -> dict[str, str]:
    """The fields of a row by the names of crawlers/imports/mapping.py."""
    title = cells.get("title", "")
    text = once(cells.get("opening", ""), cells.get("hit", ""))
    day, clock = cells.get("published_at", ""), cells.get("clock", "")
    post = _is_post(cells)
    influencer = cells.get("influencer", "")
    influencer = "" if _is_platform(influencer) else influencer
    handle = cells.get("tweeter") or cells.get("handle", "")
    return {
        "kind": "post" if post else "article",
        "title": title,
        "text": "" if once(text, title) == title.strip() else text,
        **{field: cells.get(field, "") for field in _AS_THEY_ARE},
        **{field: cells.get(field) or cells.get(own, "") for field, own in _FIGURES.items()},
        "source": "" if post else cells.get("source", ""),  # a post's is who wrote it
        "published_at": f"{day} {clock}" if clock and ":" not in day else day,
        "author": handle or influencer,
    }


def _is_post(cells: Mapping[str, str]) -> bool:
    """Whether a person wrote a row that leads to no known platform.

    Journalists have handles, too: the row says what it is, or an address leads to a paper. A source
    called as its author is a person's.
    """
    kind, handle = cells.get("type", ""), cells.get("handle", "")
    if not (handle or cells.get("tweeter")):
        return False
    if _SOCIAL.search(kind) or _is_platform(kind):
        return True
    if _EDITORIAL.search(kind):
        return False
    source = cells.get("source", "").casefold().lstrip("@")
    own = source in {handle.casefold().lstrip("@"), cells.get("influencer", "").casefold()}
    return bool(cells.get("tweeter")) or not cells.get("url") or own or _is_platform(source)


def _is_platform(name: str) -> bool:
    """Whether a name is a platform's own, which is no person's and stands in its addresses.

    >>> _is_platform("Twitter"), _is_platform("Facebook Public Pages"), _is_platform("Anna Twitter")
    (True, True, False)
    """
    words = re.findall(r"[\w.-]+", name.casefold())
    known = [word for word in words if platform_named(word)]
    return bool(known) and all(word in known or word in _OF_PLATFORMS for word in words)
