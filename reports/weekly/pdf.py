"""The report as a tagged PDF (PDF/UA-1), set from the page that a screen shows."""

from __future__ import annotations

from reports.typesetting.html import HtmlPage
from reports.typesetting.markup import heading, page, quoted
from reports.typesetting.pdf import page_count, pdf
from reports.weekly.content import Report
from reports.weekly.page import html_page
from reports.weekly.words import Words

_SETTINGS = """
#set page(margin: (x: 20mm, top: 15mm, bottom: 14mm))
#set text(size: 9.5pt)
#show table.cell: set text(size: 8pt)
"""

_ON_ONE_PAGE = """
#set text(size: {size}pt)
#show table.cell: set text(size: {cell}pt)
#set par(leading: 0.55em, spacing: 0.75em)
"""
_SIZES = (9, 8.5, 8, 7.5)
"""Points for a week without signals, whose manifest is one paragraph: the largest that fits."""


def pdf_bytes(report: Report) -> bytes:
    """The bytes of the PDF; the same report gives the same bytes.

    A week without signals is its first page alone, as when it is printed from a screen; any other
    has at its end the tables that the charts are drawn from.
    """
    return page_pdf(report, html_page(report))


def page_pdf(report: Report, html: str) -> bytes:
    """The same where the report's page has been made already."""
    if not report.calm:
        return pdf(markup(report, html, _SETTINGS))
    made = b""
    for size in _SIZES:
        fitted = _SETTINGS + _ON_ONE_PAGE.format(size=size, cell=size - 1)
        made = pdf(markup(report, html, fitted))
        if page_count(made) == 1:
            break
    return made


def markup(report: Report, html: str, settings: str = _SETTINGS) -> str:
    """The report, whose page is `html`, in Typst's language."""
    words = Words(report.language)
    shown = HtmlPage(
        html, left_out=frozenset({"detail"} if report.calm else ()), terms_in_a_row=report.calm
    )
    pieces = shown.pieces
    if shown.folded:
        pieces = [*pieces, heading(2, quoted(words.t("Diagrammen som tabeller"))), *shown.folded]
    return page(shown.title, report.language, pieces, settings)
