"""The page as a tagged PDF (PDF/UA-1), set by Typst from the same data as the HTML."""

from __future__ import annotations

import json
import re

import typst

from reports.trust.page.document import Block, Document, Figure, Listing, Table, Terms, Text

_FONTS = ("Libertinus Serif",)
"""Comes with the typesetter, so that the same page is the same everywhere."""

_KEPT_TOGETHER = 15
"""Rows of a table that is never split over two pages."""

_SIDE_BY_SIDE = 2
"""Columns of a long table that is set in two halves beside each other."""

_PREAMBLE = """
#set document(title: {title}, author: "Vårdkase", date: none)
#set page(paper: "a4", margin: (x: 22mm, y: 20mm), numbering: "1")
#set text(lang: {language}, size: 10pt, font: {fonts}, hyphenate: true)
#set par(leading: 0.62em, spacing: 0.9em)
#set heading(numbering: none)
#show heading.where(level: 1): set text(size: 17pt)
#show heading.where(level: 2): it => block(above: 1.6em, below: 0.7em, text(size: 13pt, it.body))
#show heading.where(level: 3): it => block(above: 1.2em, below: 0.5em, text(size: 10.5pt, it.body))
#show figure: set block(breakable: true)
#show figure.caption: it => align(left, text(size: 9pt, it.body))
#show table.cell: set text(size: 8.5pt)
#show table.cell.where(y: 0): set text(weight: "bold")
#set table(stroke: (x: none, y: 0.4pt + luma(200)), inset: (x: 3pt, y: 3pt))
"""


def pdf(page: Document) -> bytes:
    """The bytes of the PDF; the same page gives the same bytes. No date is in it."""
    compiled = typst.compile(
        markup(page).encode("utf-8"),
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=0,
    )
    return bytes(compiled or b"")


def markup(page: Document) -> str:
    """The page in Typst's language. Every text is a string literal, so nothing in it is code."""
    pieces = [
        _PREAMBLE.replace("{title}", quoted(f"{page.title}: {page.subtitle}"))
        .replace("{language}", quoted(page.language))
        .replace("{fonts}", quoted(_FONTS[0])),
        f"#text(size: 9.5pt, {quoted(page.title)})",
        _heading(1, page.subtitle),
        _heading(2, page.labels["answer"]),
        *(block_markup(block) for block in page.answer),
    ]
    for number, part in enumerate(page.parts, start=1):
        pieces.append(_heading(2, f"{number}. {part.heading}"))
        pieces += [block_markup(block) for block in part.blocks]
    pieces += [_heading(2, page.labels["made"]), block_markup(Terms(page.footer))]
    return "\n\n".join(pieces) + "\n"


def quoted(text: str) -> str:
    """A text as a string literal of Typst, which escapes as JSON does but for `\\u{…}`.

    >>> quoted('#import "x"')
    '"#import \\\\"x\\\\""'
    """
    kept = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", text.replace("\r", ""))
    return json.dumps(kept, ensure_ascii=False)


def _heading(level: int, text: str) -> str:
    return f"#heading(level: {level}, {quoted(text)})"


def block_markup(block: Block) -> str:
    """One block of the page in Typst's language."""
    if isinstance(block, Text):
        return _text(block)
    if isinstance(block, Listing):
        return f"#list({', '.join(quoted(item) for item in block.items)})"
    if isinstance(block, Terms):
        return f"#terms({', '.join(f'({quoted(n)}, {quoted(v)})' for n, v in block.pairs)})"
    if isinstance(block, Figure):
        return _figure(block)
    return _table(block)


def _text(block: Text) -> str:
    if block.style == "heading":
        return _heading(3, block.text)
    if block.style == "verdict":
        return f'#par(text(size: 12pt, weight: "bold", {quoted(block.text)}))'
    size = {"lead": "11.5pt", "small": "9pt"}.get(block.style, "10pt")
    return f"#par(text(size: {size}, {quoted(block.text)}))"


def _figure(block: Figure) -> str:
    svg = re.sub(r"<title.*?</desc>", "", block.svg, flags=re.DOTALL)
    image = (
        f'image(bytes({quoted(svg)}), format: "svg", width: 82%, alt: {quoted(block.description)})'
    )
    settings = "supplement: none, numbering: none, placement: auto"
    return f"#figure({image}, caption: {quoted(block.caption)}, {settings})"


def _table(block: Table) -> str:
    """A table with a header row that is repeated; short ones whole, long and narrow ones halved."""
    caption = f"#par(strong({quoted(block.caption)}))"
    if len(block.rows) <= _KEPT_TOGETHER:
        return f"#block(breakable: false)[{caption}\n#{_rows(block, block.rows)}]"
    if len(block.columns) > _SIDE_BY_SIDE:
        return f"{caption}\n#{_rows(block, block.rows)}"
    half = (len(block.rows) + 1) // 2
    first, second = _rows(block, block.rows[:half]), _rows(block, block.rows[half:])
    return f"{caption}\n#grid(columns: (1fr, 1fr), column-gutter: 8mm, {first}, {second})"


def _rows(block: Table, rows: tuple[tuple[str, ...], ...]) -> str:
    columns = ", ".join("auto" if n in block.figures else "1fr" for n in range(len(block.columns)))
    sides = ", ".join("right" if n in block.figures else "left" for n in range(len(block.columns)))
    head = ", ".join(quoted(name) for name in block.columns)
    body = ",\n  ".join(
        [f"table.header({head})", *(", ".join(quoted(cell) for cell in row) for row in rows)]
    )
    return f"table(columns: ({columns},), align: ({sides},),\n  {body})"
