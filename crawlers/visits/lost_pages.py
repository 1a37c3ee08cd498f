"""Whether the newest pages that a source lists can be had at all, counted over its visits. Pure.

A site that changes its links goes on listing articles whose pages are not there. Most visits find
one new entry or none, so what counts is how many new pages in a row have failed for good.
"""

from __future__ import annotations

from collections.abc import Sequence

PAGES = "pages"
"""Stands first among the problems of a source that lists articles whose pages mostly fail."""
LOST = frozenset(
    {"missing", "soft_missing", "redirects", "refused", "challenged", "login", "consent", "server"}
)
"""Codes of lasting failures that a person may do something about. What robots.txt or a reservation
keeps from us is as it should be, and what is no web page is no broken link."""
_IN_A_ROW = ("a page failed for good", "two pages in a row failed for good", PAGES)
"""The problem of a source by how many of its new pages in a row failed; from three on the last."""


def in_a_row(problems: Sequence[str], read: int, lost: int) -> int:
    """How many new pages in a row have failed for good, at most 3, after a visit that `read` pages
    and `lost` others; `problems` are those that the visit before noted."""
    before = max((n for n, said in enumerate(_IN_A_ROW, 1) if said in problems), default=0)
    if lost > read:
        return min(before + lost, len(_IN_A_ROW))
    return 0 if read else before


def noted(problems: Sequence[str], row: int) -> tuple[str, ...]:
    """The problems of a source with the one that so many lost pages in a row are, and no other."""
    others = tuple(problem for problem in problems if problem not in _IN_A_ROW)
    if row == len(_IN_A_ROW):
        return (PAGES, *others)
    return (*others, _IN_A_ROW[row - 1]) if row else others


def kept(problems: Sequence[str]) -> tuple[str, ...]:
    """What a visit that read nothing leaves standing of this."""
    return tuple(problem for problem in problems if problem in _IN_A_ROW)
