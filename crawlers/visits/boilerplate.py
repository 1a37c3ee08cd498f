"""Texts that stand under many titles: consent pages, footers, pages that say "nothing here"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from crawlers.visits.item_states import is_marked, plain_text_key, title_of
from store.records import ItemState

MANY_TITLES = "same text under many titles"
TITLES = 5
"""Titles over one text from which it is the site's and not an article's. An article that is
republished has one or two."""


class Texts:
    """Which texts of one source stand under which titles, as remembered and as met now."""

    def __init__(self, items: Iterable[ItemState]) -> None:
        self._titles: defaultdict[str, set[str]] = defaultdict(set)
        self._marked: set[str] = set()
        for item in items:
            self.add(item.text_key, title_of(item) or item.key)

    def add(self, text_key: str, title: str) -> None:
        """Note a text under a title; "" as a key notes nothing."""
        key = plain_text_key(text_key)
        if is_marked(text_key):
            self._marked.add(key)
        if key:
            self._titles[key].add(title)

    def is_boilerplate(self, text_key: str) -> bool:
        """Whether the text stands under so many titles that it is none of theirs."""
        key = plain_text_key(text_key)
        return key in self._marked or len(self._titles.get(key, ())) >= TITLES
