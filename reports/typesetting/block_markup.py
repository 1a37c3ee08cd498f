"""Blocks in Typst's language."""

from __future__ import annotations

from collections.abc import Sequence

from reports.typesetting.blocks import Block, Figure, Listing, Table, Terms, Text
from reports.typesetting.markup import KEPT_TOGETHER, heading, image, quoted, table

_SIDE_BY_SIDE = 2
"""Columns of a long table that is set in two halves beside each other."""


def block_markup(block: Block) -> str:
    """One block of a page."""
    match block:
        case Text():
            return _text(block)
        case Listing(items):
            return f"#list({', '.join(quoted(item) for item in items)})"
        case Terms(pairs):
            return f"#terms({', '.join(f'({quoted(n)}, {quoted(v)})' for n, v in pairs)})"
        case Figure():
            drawing = image(block.svg, block.description, "82%")
            settings = "supplement: none, numbering: none, placement: auto"
            return f"#figure({drawing}, caption: {quoted(block.caption)}, {settings})"
        case Table():
            return _table(block)


def _text(block: Text) -> str:
    if block.style == "heading":
        return heading(3, quoted(block.text))
    if block.style == "verdict":
        return f'#par(text(size: 12pt, weight: "bold", {quoted(block.text)}))'
    size = {"lead": "11.5pt", "small": "9pt"}.get(block.style, "10pt")
    return f"#par(text(size: {size}, {quoted(block.text)}))"


def _table(block: Table) -> str:
    """A table with a header row that is repeated; short ones whole, long and narrow ones halved."""
    caption = f"#par(strong({quoted(block.caption)}))"
    if len(block.rows) <= KEPT_TOGETHER:
        return f"#block(breakable: false)[{caption}\n#{_rows(block, block.rows)}]"
    if len(block.columns) > _SIDE_BY_SIDE:
        return f"{caption}\n#{_rows(block, block.rows)}"
    half = (len(block.rows) + 1) // 2
    first, second = _rows(block, block.rows[:half]), _rows(block, block.rows[half:])
    return f"{caption}\n#grid(columns: (1fr, 1fr), column-gutter: 8mm, {first}, {second})"


def _rows(block: Table, rows: Sequence[tuple[str, ...]]) -> str:
    numbers = [place in block.figures for place in range(len(block.columns))]
    return table(
        ["auto" if number else "1fr" for number in numbers],
        numbers,
        [(quoted(name), 1) for name in block.columns],
        [", ".join(quoted(cell) for cell in row) for row in rows],
    )
