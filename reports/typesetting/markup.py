"""Typst's language: pages, headings, pictures and tables in it.

Every text is a string literal, so nothing in it is code. What is called *content* here is a piece
of that language; what is called *text* is words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

_FONT = "Libertinus Serif"
"""Comes with the typesetter, so that the same page is the same everywhere."""

KEPT_TOGETHER = 15
"""Rows of a table that is never split over two pages."""

_PREAMBLE = """
#set document(title: {title}, author: "Vårdkase", date: none)
#set page(paper: "a4", margin: (x: 22mm, y: 20mm), numbering: "1")
#set text(lang: {language}, size: 10pt, font: {font}, hyphenate: true)
#set par(leading: 0.62em, spacing: 0.9em)
#set heading(numbering: none)
#show heading.where(level: 1): set text(size: 17pt)
#show heading.where(level: 2): it => block(above: 1.6em, below: 0.7em, text(size: 13pt, it.body))
#show heading.where(level: 3): it => block(above: 1.2em, below: 0.5em, text(size: 10.5pt, it.body))
#show heading.where(level: 4): it => block(above: 1em, below: 0.5em, text(size: 10pt, it.body))
#show figure: set block(breakable: true)
#show figure.caption: it => align(left, text(size: 9pt, it.body))
#show link: set text(fill: rgb("#17445c"))
#show table.cell: set text(size: 8.5pt)
#set table(stroke: (x: none, y: 0.4pt + luma(200)), inset: (x: 3pt, y: 3pt))
"""


def page(title: str, language: str, pieces: Sequence[str], settings: str = "") -> str:
    """A whole page. `title` names the document, `language` decides how words are divided,
    `settings` are rules of this page beside those of all."""
    head = (
        _PREAMBLE.replace("{title}", quoted(title))
        .replace("{language}", quoted(language))
        .replace("{font}", quoted(_FONT))
    )
    return "\n\n".join([head + settings, *pieces]) + "\n"


def quoted(text: str) -> str:
    """A text as a string literal of Typst, which escapes as JSON does but for `\\u{…}`.

    >>> quoted('#import "x"')
    '"#import \\\\"x\\\\""'
    """
    kept = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", " ", text.replace("\r", ""))
    return json.dumps(kept, ensure_ascii=False)


def heading(level: int, content: str) -> str:
    """A heading; levels count from 1."""
    return f"#heading(level: {level}, {content})"


def image(svg: str, description: str, width: str) -> str:
    """A drawing with its alternative text, without a leading `#`. The drawing's own title and
    description go: they would be letters in the picture."""
    bare = re.sub(r"<title.*?</desc>", "", svg, flags=re.DOTALL)
    alt = quoted(description)
    return f'image(bytes({quoted(bare)}), format: "svg", width: {width}, alt: {alt})'


def table(
    widths: Sequence[str],
    right: Sequence[bool],
    header: Sequence[tuple[str, int]],
    rows: Sequence[str],
) -> str:
    """A table whose header is repeated on each page, without a leading `#`.

    `header` are the cells of its header, of several rows where there are, each as content and how
    many columns it spans; `rows` hold each the cells of one row, with commas between.
    """
    head = [
        f"table.cell(colspan: {span}, strong({name}))" if span > 1 else f"strong({name})"
        for name, span in header
    ]
    sides = ", ".join("right" if is_right else "left" for is_right in right)
    body = ",\n  ".join([f"table.header({', '.join(head)})", *rows])
    return f"table(columns: ({', '.join(widths)},), align: ({sides},),\n  {body})"
