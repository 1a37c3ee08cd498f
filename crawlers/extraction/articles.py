"""Article pages: text, title, date, author and canonical address, from bytes. No network here."""

from __future__ import annotations

from crawlers.canonical import canonical_url
from crawlers.extraction.page import Page
from crawlers.extraction.page_address import addresses_of
from crawlers.extraction.page_facts import Facts
from crawlers.extraction.page_kinds import is_article
from crawlers.extraction.page_text import text_of
from crawlers.extraction.text_status import (
    asks_for_password,
    is_walled,
    text_key,
    text_status,
    without_tail,
)
from crawlers.html_tree import html_tree
from crawlers.markup import decode, tidy
from store.records import TextStatus

VIGNETTE_CHARACTERS = 40
"""A line above the headline that is longer than this is no vignette but text."""


def read_page(body: bytes, url: str, content_type: str) -> Page:
    """Read an HTML page. Never raises for what is in `body`: an unreadable page has no text."""
    source, _ = decode(body, content_type)
    tree = html_tree(source)
    if tree is None:
        return Page("", "", None, "", canonical_url(url), "", TextStatus.TITLE_ONLY)
    facts = Facts.of(tree)
    title = facts.title
    canonical, syndicated_from = addresses_of(tree, url)
    about = {
        "title": title,
        "published_at": facts.published_at,
        "modified_at": facts.modified_at,
        "author": facts.author,
        "canonical_url": canonical,
        "language": facts.language,
        "syndicated_from": syndicated_from,
        "is_article": is_article(tree, facts, url),
    }
    if facts.said("tdm-reservation") == "1":
        return Page(text="", text_status=TextStatus.TITLE_ONLY, tdm_reserved=True, **about)
    if asks_for_password(source):
        return Page(text="", text_status=TextStatus.LOCKED, **about)
    text = _without_headline(tidy(text_of(tree, source, title, facts.description)), title)
    status = text_status(text, facts.is_locked or is_walled(source))
    if status is TextStatus.TEASER:
        text = without_tail(text)
    return Page(text=text, text_status=status, text_key=text_key(text), **about)


def _without_headline(text: str, title: str) -> str:
    """The text without a beginning that only repeats the title, which stands apart.

    A word or two may come before it: "Direkt", "Granskning".
    """
    lines = text.split("\n", 3)
    for place, line in enumerate(lines[:3]):
        if title and _plain(line) == _plain(title):
            return "\n".join(lines[place + 1 :]).lstrip()
        if len(line) > VIGNETTE_CHARACTERS:
            break
    return text


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
