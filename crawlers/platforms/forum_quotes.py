"""What a post quotes of others: taken out of its words, and kept as what it answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from crawlers.platforms.forum_text import first
from crawlers.platforms.html_words import words_of

_LABEL = re.compile(r"^Citat:?$", re.I | re.M)


@dataclass(frozen=True, slots=True)
class QuoteStyle:
    """How a forum writes a quote: the condition of an XPath for its element, what its words begin
    with (group `name`, where the name follows the header without an element of its own), and the
    addresses of posts (group 1 is the id)."""

    element: str
    header: re.Pattern[str]
    post: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that a post repeats; `name` wrote them in the post `post` ("" where it is not said)."""

    name: str
    text: str
    post: str


def take_quotes(message: Any, style: QuoteStyle) -> tuple[list[Quote], tuple[str, ...]]:
    """Take the quotes out of a post's element; gives them, and all who are named in them.

    A quote within a quote is nobody's answer: its words are dropped, its author is named.
    """
    quotes: list[Quote] = []
    names: list[str] = []
    found = message.xpath(f".//*[{style.element}]")
    for element in reversed(found):  # those within others come after them
        quote = _quote(element, style)
        names.append(quote.name)
        if not element.xpath(f"ancestor::*[{style.element}]"):
            quotes.append(quote)
        element.drop_tree()  # what stands after it stays
    return quotes[::-1], tuple(dict.fromkeys(name for name in reversed(names) if name))


def without_labels(text: str) -> str:
    """A text without the line `Citat:` that stands above a quote."""
    return "\n".join(line for line in _LABEL.sub("", text).split("\n") if line)


def context_of(quotes: Sequence[Quote]) -> str:
    """What a post answers by its quotes."""
    return "\n".join(quote.text for quote in quotes if quote.text)


def answered(quotes: Iterable[Quote]) -> str:
    """The id of the first post quoted, "" where no quote says which it is of."""
    return next((quote.post for quote in quotes if quote.post), "")


def _quote(element: Any, style: QuoteStyle) -> Quote:
    text, name = words_of(element), ""
    links = (style.post.search(link) for link in element.xpath(".//a/@href"))
    post = next((link.group(1) for link in links if link), "")
    if header := style.header.match(text):
        bold = words_of(first(element, ".//strong | .//b"))
        # A name that ends its line may have more beside it than its own element.
        if bold and len(bold) < len(header["name"]) and header["name"].startswith(bold):
            name, text = bold, text[header.start("name") + len(bold) :]
        else:
            name, text = header["name"].strip(), text[header.end() :]
    return Quote(name, without_labels(text.strip()), post)
