"""What people are called in the posts of a Discourse forum."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crawlers.json_answers import text_of

_TELLING = re.compile(r"\S\s+\S|[\d_.-]|[a-zåäö][A-ZÅÄÖ]")
"""Names of two words, with figures or signs in them, or capitals within."""


def names_of(row: dict[str, Any]) -> Iterator[str]:
    """What else the author of a post is called, and the one who is answered."""
    answered = row.get("reply_to_user")
    for one in (row, answered if isinstance(answered, dict) else {}):
        found = (text_of(one, name) for name in ("username", "name", "display_username"))
        yield from (name for name in found if name)


def people(rows: list[dict[str, Any]]) -> dict[str, None]:
    """The names of posters that can be told from words wherever they stand: `mamma` cannot."""
    found = (name for row in rows for name in names_of(row))
    return {" ".join(name.split()): None for name in found if _TELLING.search(name.strip())}
