"""The words of HTML that people wrote: a paragraph a line, without what nobody reads."""

from __future__ import annotations

from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - C extension

from crawlers.markup import tidy

_UNREAD = ("script", "style", "template", "noscript", "svg", etree.ProcessingInstruction)
_LINES = frozenset(
    # one string: a column of words would fill the screen
    "address article aside blockquote br dd details div dl dt figure h1 h2 h3 h4 h5 h6 hr li ol p "  # noqa: SIM905
    "pre section summary table tr ul".split()
)


def words_of(element: Any) -> str:
    """The words of an element, each paragraph and each line that is broken on a line of its own.

    Takes scripts and styles out of the tree. Inline elements part no words: `<b>LV</b>U` is one.
    """
    etree.strip_elements(element, *_UNREAD, with_tail=False)
    parts: list[str] = []
    for event, part in etree.iterwalk(element, events=("start", "end")):
        if part.tag in _LINES:
            parts.append("\n")
        said = part.text if event == "start" else part.tail if part is not element else None
        parts.append((said or "").replace("\n", " "))
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return tidy("\n".join(line for line in lines if line))
