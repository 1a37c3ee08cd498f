"""An HTML page of ours in Typst's language, so that the PDF says what the page says.

Only what our pages are made of has a form here; anything else is an error, so that nothing is left
out unseen. A folded part (`details`) stands at the end of the PDF, as paper can't unfold; what
leads about within the page (`nav`, links to a place in it) is left to the bookmarks, which Typst
makes of the headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import lxml.html
from lxml.html import HtmlElement

from reports.typesetting.markup import KEPT_TOGETHER, heading, image, quoted, table

_SIZES = {"lead": "11.5pt", "small": "9pt", "soft": "9.5pt", "days": "9.5pt"}
"""By the class of a paragraph."""

_CHANGES = {"rise", "fall"}
"""Classes of a verdict that is set bold."""

_SPAN = re.compile(r"(\d+–\d+)")
"""A range of numbers, which is never broken."""

_INLINE = {"a", "span", "strong", "em", "code", "br"}

_WIDEST = 30
"""Characters of a cell that ask for room; longer ones are broken."""

_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_TITLED = re.compile(r"<title[^>]*>(.*?)</title>\s*<desc[^>]*>(.*?)</desc>", re.DOTALL)


@dataclass
class HtmlPage:
    """Reads a page: `pieces` are its blocks in their order, `folded` those of its folded parts.

    `left_out` names the classes of parts that are not for paper; with `terms_in_a_row` a list of
    terms is one small paragraph.
    """

    html: str
    left_out: frozenset[str] = frozenset()
    terms_in_a_row: bool = False
    pieces: list[str] = field(default_factory=list)
    folded: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        # An HTML parser would write the names of SVG in small letters.
        self._drawings = _SVG.findall(self.html)
        numbers = iter(range(len(self._drawings)))
        bare = _SVG.sub(lambda _: f'<img data-drawing="{next(numbers)}">', self.html)
        self._root = lxml.html.document_fromstring(bare)
        self.pieces += self._blocks(self._root.find("body"))

    @property
    def language(self) -> str:
        """The language that the page declares."""
        return self._root.get("lang")

    @property
    def title(self) -> str:
        return self._root.findtext("head/title") or ""

    def _blocks(self, parent: Iterable[HtmlElement]) -> Iterator[str]:
        for element in parent:
            classes = _classes(element)
            if element.tag == "nav" or classes & (self.left_out | {"skip"}):
                continue
            if element.tag == "details":
                self.folded += self._folded(element)
            elif element.tag in ("section", "div", "main", "header", "footer"):
                yield from self._blocks(element)
            else:
                yield self._block(element, classes)

    def _block(self, element: HtmlElement, classes: set[str]) -> str:
        match element.tag:
            case "h1" | "h2" | "h3" | "h4":
                return heading(int(element.tag[1]), self._inline(element))
            case "p":
                size = next((_SIZES[c] for c in _SIZES if c in classes), "10pt")
                return f"#par(text(size: {size}, {self._inline(element)}))"
            case "ul" | "ol":
                kind = "list" if element.tag == "ul" else "enum"
                return f"#{kind}({', '.join(self._item(item) for item in element)})"
            case "dl":
                return self._terms(element)
            case "figure":
                drawing = self._drawing(element[0], "62%")
                return f"#figure({drawing}, supplement: none, numbering: none)"
            case "table":
                return self._table(element, halved=False)
        raise ValueError(f"<{element.tag}> has no form in a PDF")

    def _folded(self, details: HtmlElement) -> Iterator[str]:
        yield heading(3, self._inline(details.find("summary")))
        for element in details.iter("table"):
            yield self._table(element, halved=True)

    def _item(self, item: HtmlElement) -> str:
        """An entry of a list: words, or blocks; a list of one inside it is no list."""
        if all(child.tag in _INLINE for child in item):
            return self._inline(item)
        lone = item[0].tag == "ul" and len(item[0]) == 1
        first = [f"#{self._inline(item[0][0])}"] if lone else []
        blocks = [*first, *self._blocks(item[1:] if lone else item)]
        return f"[{' '.join(blocks)}]"

    def _terms(self, element: HtmlElement) -> str:
        names = [self._inline(name) for name in element.iter("dt")]
        values = [self._inline(value) for value in element.iter("dd")]
        if self.terms_in_a_row:
            row = " · ".join(f"#{n}: #{v}" for n, v in zip(names, values, strict=True))
            return f"#par(text(size: 7pt)[{row}])"
        pairs = (f"({n}, {v})" for n, v in zip(names, values, strict=True))
        return f"#terms({', '.join(pairs)})"

    def _inline(self, element: HtmlElement) -> str:
        """What an element holds, as content: its words, bold, linked or as code."""
        return f"[{''.join(self._runs(element))}]"

    def _runs(self, element: HtmlElement) -> Iterator[str]:
        yield from _words(element.text)
        for child in element:
            inside = self._inline(child) if child.tag in _INLINE else ""
            classes = _classes(child)
            if child.tag == "br":
                yield "#linebreak()"
            elif child.tag == "strong" or ("verdict" in classes and classes & _CHANGES):
                yield f"#strong{inside}"
            elif child.tag == "a" and _leads_out(child.get("href")):
                yield f"#link({quoted(child.get('href'))}){inside}"
            elif child.tag == "code":
                yield f'#text(font: "DejaVu Sans Mono", size: 0.85em){inside}'
            elif "small" in classes:
                yield f"#text(size: 0.9em){inside}"
            elif child.tag == "img":
                yield f"#{self._drawing(child, '100%')}"
            elif child.tag in _INLINE:
                yield f"#{inside}"
            else:
                raise ValueError(f"<{child.tag}> has no form among words in a PDF")
            yield from _words(child.tail)

    def _drawing(self, element: HtmlElement, width: str) -> str:
        svg = self._drawings[int(element.get("data-drawing"))]
        said = _TITLED.search(svg)
        if said is None:
            raise ValueError("a drawing without title and description")
        title, description = (lxml.html.fromstring(f"<p>{part}</p>").text for part in said.groups())
        return image(svg, f"{title}. {description}", width)

    def _table(self, element: HtmlElement, halved: bool) -> str:
        """Short tables are kept on one page; `halved` ones are set in two halves side by side."""
        caption = f"#par({self._inline(element.find('caption'))})"
        rows = element.findall("tbody/tr")
        if halved and len(rows) > KEPT_TOGETHER:
            half = (len(rows) + 1) // 2
            first, second = self._rows(element, rows[:half]), self._rows(element, rows[half:])
            body = f"grid(columns: (1fr, 1fr), column-gutter: 8mm, {first}, {second})"
        else:
            body = self._rows(element, rows)
        long = str(not halved and len(rows) > KEPT_TOGETHER).lower()
        return f"#block(breakable: {long})[#strong[{caption}]\n#{body}]"

    def _rows(self, element: HtmlElement, rows: Sequence[HtmlElement]) -> str:
        head = element.findall("thead/tr")
        right = ["n" in _classes(cell) for cell in head[-1]]
        return table(
            [f"{width}fr" for width in _widths(element)],
            right,
            [(self._inline(cell), _span(cell)) for row in head for cell in row],
            [", ".join(self._cell(cell) for cell in row) for row in rows],
        )

    def _cell(self, cell: HtmlElement) -> str:
        inside, span = self._inline(cell), _span(cell)
        return f"table.cell(colspan: {span}, {inside})" if span > 1 else inside


def _classes(element: HtmlElement) -> set[str]:
    return set((element.get("class") or "").split())


def _span(cell: HtmlElement) -> int:
    return int(cell.get("colspan", "1"))


def _words(text: str | None) -> Iterator[str]:
    """Words between tags; any white space but the hard space is one space, as in a browser."""
    kept = re.sub(r"[ \t\n\r\f]+", " ", text or "")
    for number, part in enumerate(_SPAN.split(kept)):
        if part:
            yield f"#box[#{quoted(part)}]" if number % 2 else f"#{quoted(part)}"


def _leads_out(address: str | None) -> bool:
    return urlsplit(address or "").scheme in ("http", "https")


def _widths(element: HtmlElement) -> list[int]:
    """How much room each column gets beside the others: by its longest word and its longest cell;
    a header is broken between and within words, and asks for less."""
    found = [0] * len(element.find("thead")[-1])
    for row in (*element.findall("thead/tr"), *element.findall("tbody/tr")):
        cells = list(row)
        if len(cells) != len(found):
            continue  # cells that span several columns fit into what those have
        for place, cell in enumerate(cells):
            text = cell.text_content()
            longest = max((len(word) for word in text.split()), default=1)
            if row.getparent().tag == "thead":
                need = min(longest, 10)
            else:
                need = max(min(longest, 16), min(len(text), _WIDEST))
            if cell.find("img") is not None:
                need = _WIDEST // 2
            found[place] = max(found[place], need + 1)
    return found
