"""The page as a tagged PDF (PDF/UA-1), set from the same data as the HTML."""

from __future__ import annotations

from reports.trust.page.document import Document
from reports.typesetting import pdf as typesetter
from reports.typesetting.block_markup import block_markup
from reports.typesetting.blocks import Terms
from reports.typesetting.markup import heading, quoted
from reports.typesetting.markup import page as page_markup


def pdf(page: Document) -> bytes:
    """The bytes of the PDF; the same page gives the same bytes. No date is in it."""
    return typesetter.pdf(markup(page))


def markup(page: Document) -> str:
    """The page in Typst's language."""
    pieces = [
        f"#text(size: 9.5pt, {quoted(page.title)})",
        heading(1, quoted(page.subtitle)),
        heading(2, quoted(page.labels["answer"])),
        *(block_markup(block) for block in page.answer),
    ]
    for number, part in enumerate(page.parts, start=1):
        pieces.append(heading(2, quoted(f"{number}. {part.heading}")))
        pieces += [block_markup(block) for block in part.blocks]
    pieces += [heading(2, quoted(page.labels["made"])), block_markup(Terms(page.footer))]
    return page_markup(f"{page.title}: {page.subtitle}", page.language, pieces)
