"""What stands in a text without being of it: notices of subscription, of cookies, of the editor."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

_MARKS = (
    "renumer",  # prenumerant, Prenumerera …
    "ogga in",
    "rovmånad",
    "äs vidare",
    "äs hela",
    "äs mer",
    "åst artikel",
    "åsta artiklar",
    "kaffa konto",
    "ookies",
    "yhetsbrev",
    "nsvarig utgivare",
    "©",
    "opyright",
    "ölj oss",
    "ipsa oss",
    "ediekoncern",
    "ressetik",
)
"""Words of a sentence that is a notice, without their first letter, which may be a capital. A
sentence of an article may have one too; it is then left out of all copies alike, and nothing is
lost but a sentence."""

_MARK = re.compile("|".join(map(re.escape, _MARKS)))
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+|\n)?|[.!?\n]+")


def without_notices(texts: Sequence[str]) -> list[str]:
    """The texts without sentences that speak of subscriptions, cookies and the like."""
    ends = list(accumulate(len(text) + 1 for text in texts))
    joined = "\n".join(texts)
    found = list(texts)
    marked = {bisect_right(ends, place) for mark in _MARKS for place in _places(joined, mark)}
    for number in marked:
        sentences = _SENTENCE.findall(texts[number])
        found[number] = "".join(part for part in sentences if not _MARK.search(part))
    return found


def _places(text: str, mark: str) -> list[int]:
    """Where `mark` occurs in the text."""
    found: list[int] = []
    place = text.find(mark)
    while place >= 0:
        found.append(place)
        place = text.find(mark, place + 1)
    return found
