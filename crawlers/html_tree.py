"""Web pages as trees of elements, however they are written."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html  # pyright: ignore[reportAttributeAccessIssue] - C extension


def html_tree(text: str) -> Any:
    """The tree of a page without its comments; None where there is none."""
    cleaned = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\0", ""))
    if not cleaned.strip():
        return None
    try:
        parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True)
        return html.document_fromstring(cleaned, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, RecursionError):
        return None
