"""A page as data: headings and blocks that an HTML page and its PDF are both made from.

Texts hold no markup. What came from elsewhere may hold any character.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. `lead` is set larger, `small` smaller, `warning` is told apart by its word."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Sentences one under another."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Cells as printed. The first cell of a row is its header; `figures` names the columns of
    numbers by place. `folded`: shown on demand where the medium can."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[int, ...] = ()
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing as SVG, its name, and the words for who can't see it."""

    title: str
    description: str
    svg: str
    caption: str


@dataclass(frozen=True, slots=True)
class Terms:
    """Names and values."""

    pairs: tuple[tuple[str, str], ...]


Block = Text | Listing | Table | Figure | Terms
