"""The words of HTML that people wrote, as its reader sees them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - C extension

from crawlers.markup import tidy

_BLOCKS = frozenset(
    # one string: a column of words would fill the screen
    "address article blockquote br dd details div dl dt fieldset h1 h2 h3 h4 h5 h6 header hr li ol "  # noqa: SIM905
    "p pre section summary table td tr ul".split()
)
_HIDDEN = frozenset({"script", "style", "noscript", "template", "svg", "button", "input", "select"})


def words_of(element: Any) -> str:
    """The text of an element: a line for each block, pictures by what they are called.

    "" of None. What nobody sees (scripts, buttons) is left out; what is folded away is not.
    """
    if element is None:
        return ""
    lines = (" ".join(line.split()) for line in "".join(_pieces(element)).split("\n"))
    return tidy("\n".join(line for line in lines if line))


def _pieces(element: Any) -> Iterator[str]:
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if event == "start":
            yield from _opening(node, node is element)
            if node.tag in _HIDDEN:
                walk.skip_subtree()
        else:
            yield "\n" if node.tag in _BLOCKS else ""
            yield (node.tail or "").replace("\n", " ") if node is not element else ""


def _opening(node: Any, is_whole: bool) -> Iterator[str]:
    yield "\n" if node.tag in _BLOCKS and node.tag != "br" else ""
    if node.tag == "img":
        yield f" {node.get('alt') or ''} "
    elif isinstance(node.tag, str) and node.tag not in _HIDDEN:
        yield "- " if node.tag == "li" and not is_whole else ""
        text = node.text or ""
        yield text if node.tag == "pre" else text.replace("\n", " ")
