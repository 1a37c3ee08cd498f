"""The report as a tagged PDF (PDF/UA-1), set from the page that a screen shows."""

from __future__ import annotations

from reports.typesetting.html import HtmlPage
from reports.typesetting.markup import heading, page, quoted
from reports.typesetting.pdf import pdf
from reports.weekly.content import Report
from reports.weekly.page import html_page
from reports.weekly.words import Words

_SETTINGS = """
#set page(margin: (x: 20mm, top: 15mm, bottom: 14mm))
#set text(size: 9.5pt)
#show table.cell: set text(size: 8pt)
"""

_ON_ONE_PAGE = """
#set text(size: 9pt)
#set par(leading: 0.55em, spacing: 0.75em)
"""
"""For a week without signals: smaller, and its manifest in one paragraph."""


def pdf_bytes(report: Report) -> bytes:
    """The bytes of the PDF; the same report gives the same bytes.

    A week without signals is its first page alone, as when it is printed from a screen; any other
    has at its end the tables that the charts are drawn from.
    """
    return page_pdf(report, html_page(report))


def page_pdf(report: Report, html: str) -> bytes:
    """The same where the report's page has been made already."""
    return pdf(markup(report, html))


def markup(report: Report, html: str) -> str:
    """The report, whose page is `html`, in Typst's language."""
    words = Words(report.language)
    shown = HtmlPage(
        html, left_out=frozenset({"detail"} if report.calm else ()), terms_in_a_row=report.calm
    )
    pieces = shown.pieces
    if shown.folded:
        pieces = [*pieces, heading(2, quoted(words.t("Diagrammen som tabeller"))), *shown.folded]
    settings = _SETTINGS + (_ON_ONE_PAGE if report.calm else "")
    return page(shown.title, report.language, pieces, settings)
