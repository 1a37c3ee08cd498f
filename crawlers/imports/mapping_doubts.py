"""What speaks against an answer on what a column means, by the first rows of the table.

All are Swedish clauses about the column that name no value in it.
"""

from __future__ import annotations

import itertools
from datetime import datetime

from crawlers.imports.mapping import ADDRESS, DAY, LONG, NUMBER, content_of
from crawlers.imports.post_urls import post_address
from crawlers.imports.reading import Mapped
from crawlers.imports.tabular import Table
from crawlers.imports.values import moment, months_first

SAMPLE_ROWS = 200
_UNLIKE = {"text": {DAY, ADDRESS, NUMBER}, "title": {DAY, ADDRESS, NUMBER}, "author": {DAY, LONG}}
"""What does not stand in the column of a field."""

_NEEDED = frozenset({"text", "published_at", "url"})

NO_AUTHOR = (
    "ingen kolumn är författare. Då kan ett kontos inlägg inte raderas på begäran, bara ett "
    "dokument i taget, och skribentens namn maskas inte i texterna"
)
"""What is lost of posts whose authors nobody can tell."""


class Sample:
    """The first rows of a table, and what they say against answers."""

    def __init__(self, table: Table, now: datetime) -> None:
        self._rows = [row.fields for row in itertools.islice(table.rows(), SAMPLE_ROWS)]
        self._now = now
        self.contents = {column: content_of(self._cells(column), now) for column in table.columns}
        """What kind of thing stands in each column."""

    def _cells(self, column: str) -> list[str]:
        return [row.get(column, "").strip() for row in self._rows]

    def doubt(self, field: str, column: str) -> str:
        """Why a column can hardly be a field; "" where nothing speaks against it."""
        filled = list(filter(None, self._cells(column)))
        if not filled:
            return "den är tom i de rader som prövats" if self._rows and field in _NEEDED else ""
        if field == "published_at":
            month_first = months_first(filled)
            if all(moment(cell, self._now, month_first) is None for cell in filled):
                return "inget som står i den är ett datum, och då kan ingen rad läsas in"
        elif field == "url":
            if not any(cell.lower().startswith(("http://", "https://")) for cell in filled):
                return "inget som står i den är en webbadress (de börjar med https://)"
        elif (content := self.contents[column]) in _UNLIKE.get(field, ()):
            return f"det som står i den ser ut som {content}"
        return ""

    def lacks_authors(self, mapping: Mapped) -> bool:
        """Whether rows are posts of which nothing tells who wrote them: no column, and not every
        address."""
        if mapping.get("kind", "=post") != "=post" or "author" in mapping:
            return False
        found = [post_address(cell) for cell in self._cells(mapping.get("url", ""))]
        return not found or not all(address is not None and address.account for address in found)
