"""Articles told from what is around them: lists by tag or author, searches, attachments, homes."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from crawlers.extraction.page_facts import Facts

LINKED = 0.6
"""Share of a page's words that are links, above which it is a list; articles have less than half
even among menus, when they have a running text."""
RUNNING = 200
"""Characters of one paragraph that no list of articles has."""

_LIST_PATH = re.compile(
    r"/(?:tags?|tagg(?:ar)?|etiketter?|category|categories|kategori(?:er)?|authors?|forfattare|"
    r"skribent(?:er)?|amnen?|topics?|search|sok(?:resultat)?)(?:/[^/]+)?(?:/page/\d+)?/?$|"
    r"/(?:archive|arkiv|page/\d+)/?$"
)
_ATTACHMENT_PATH = re.compile(
    r"/attachment/[^/]+/?$|\.(?:jpe?g|png|gif|webp|svg|pdf|docx?|xlsx?|mp[34])/?$"
)
_LIST_QUERY = frozenset({"s", "attachment_id", "cat", "tag", "author", "paged", "query", "sok"})
_LIST_TYPES = frozenset({"CollectionPage", "SearchResultsPage", "ProfilePage"})
_PART_TYPES = frozenset({"ImageObject", "MediaObject", "ItemList"})
"""Types of attachments and lists, and of the pictures and links beside what a WebPage is about."""
_LIST_CLASSES = frozenset(
    {"archive", "tag", "author", "category", "search", "search-results", "attachment", "error404"}
)


def is_article(tree: Any, facts: Facts, url: str) -> bool:
    """False when the address, the page's own marks or its shape say that it is no article.

    A page without any mark is an article: municipalities give none.
    """
    if _is_list_address(url):
        return False
    body_classes = _body_classes(tree)
    if body_classes & _LIST_CLASSES and "single" not in body_classes:
        return False
    if facts.article or "single-post" in body_classes:
        return True
    og_type = facts.said("og:type").lower()
    if facts.types & _LIST_TYPES or (facts.types & _PART_TYPES and "WebPage" not in facts.types):
        return og_type == "article"
    if og_type in {"profile", "image"}:
        return False
    return og_type == "article" or not _is_mostly_links(tree)


def _is_list_address(url: str) -> bool:
    parts = urlsplit(url)
    path = parts.path.lower()
    if not path.strip("/"):
        return not parse_qsl(parts.query) or _asks_for_list(parts.query)
    if _LIST_PATH.search(path) or _ATTACHMENT_PATH.search(path):
        return True
    return _asks_for_list(parts.query)


def _asks_for_list(query: str) -> bool:
    return any(name.lower() in _LIST_QUERY for name, _ in parse_qsl(query))


def _body_classes(tree: Any) -> set[str]:
    body = tree.find("body")
    return set((body.get("class") or "").lower().split()) if body is not None else set()


def _is_mostly_links(tree: Any) -> bool:
    body = tree.find("body")
    if body is None:
        return False
    if any(len(part.text_content()) >= RUNNING for part in body.iter("p")):
        return False
    linked = sum(len(link.text_content()) for link in body.iter("a"))
    script = sum(len(part.text or "") for part in body.iter("script", "style"))
    return linked > LINKED * max(1, len(body.text_content()) - script) and linked > RUNNING
