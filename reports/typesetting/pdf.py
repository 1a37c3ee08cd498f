"""A tagged PDF (PDF/UA-1) of a page in Typst's language; Typst is used here and nowhere else."""

from __future__ import annotations

import re

import typst

NO_GLYPH = "▯"
"""Stands for a character that no font of the typesetter has (emoji, Chinese): PDF/UA lets none pass
without a form, and a title must not keep a report from being written."""

_REFUSED = re.compile(r'the text [^`\n]*`"((?:[^"\\]|\\.)+)"`')
"""How the typesetter names a text that it can't set, or may not set."""


_PAGE = re.compile(rb"/Type\s*/Page\b")


def pdf(markup: str) -> bytes:
    """The bytes of the PDF; the same markup gives the same bytes. No date is in it.

    Raises typst.TypstError when the markup itself is wrong, which is a fault of ours.
    """
    while True:
        try:
            compiled = typst.compile(
                markup.encode("utf-8"),
                format="pdf",
                pdf_standards=["ua-1"],
                ignore_system_fonts=True,
                timestamp=0,
            )
        except typst.TypstError as error:
            refused = _refused(error.diagnostic)
            if not refused & set(markup):
                raise
            markup = markup.translate({ord(sign): NO_GLYPH for sign in refused})
        else:
            return bytes(compiled or b"")


def page_count(document: bytes) -> int:
    """How many pages a PDF of `pdf` has: the typesetter writes page objects uncompressed."""
    return len(_PAGE.findall(document))


def _refused(diagnostic: str) -> set[str]:
    """The characters beyond ASCII of the texts that a diagnosis names."""
    found: set[str] = set()
    for text in _REFUSED.findall(diagnostic):
        plain = re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), text)
        found |= {sign for sign in plain if ord(sign) > 0x7F and sign != NO_GLYPH}
    return found
