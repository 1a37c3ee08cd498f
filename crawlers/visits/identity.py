"""Which entry of a listing is which known one: by its id, else its address, else title and date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from crawlers.canonical import canonical_url
from crawlers.listing import Entry
from crawlers.privacy import mask_url
from crawlers.visits.item_states import item_key, published, title_key, title_of
from store.records import ItemState

CHURN = "guid churn"
REUSED = "guid reused"
CHURN_ENTRIES = 3
"""Known entries under new ids from which it is told that the source changes its ids."""


@dataclass(frozen=True, slots=True)
class Met:
    """An entry of a listing, the key under which it is remembered, and what is remembered.

    `settled`: it is known in all but its id and address, and is not to be read again.
    """

    entry: Entry
    key: str
    item: ItemState | None
    settled: bool = False


def meet(
    entries: Sequence[Entry], items: Mapping[str, ItemState], private: bool
) -> tuple[list[Met], tuple[str, ...]]:
    """Match the entries of a listing with those known of the source, and say what was odd.

    An unknown id is looked up by its address, and by title and date when it has no address, or when
    most of the listing's unknown ids have known addresses or titles (the source then changes its
    ids from poll to poll). A known id with another title, address and date is another story.
    """
    met, reused = _by_id(entries, items, private)
    unknown = sum(one.item is None for one in met)
    if not unknown:
        return met, ()
    others = _Others(items, {one.key for one in met})
    met = [one if one.item else others.by_address(one) for one in met]
    titled = [one if one.item else others.by_title(one) for one in met]
    recognised = unknown - sum(one.item is None for one in titled)
    churn = recognised >= CHURN_ENTRIES and 2 * recognised > unknown
    found = [
        later if churn or not one.entry.url else one
        for one, later in zip(met, titled, strict=True)
    ]  # fmt: skip
    return found, (*([CHURN] if churn else ()), *([REUSED] if reused else ()))


def _by_id(
    entries: Iterable[Entry], items: Mapping[str, ItemState], private: bool
) -> tuple[list[Met], int]:
    """The entries with what is known of their ids, and how many ids now stand for another story."""
    met, reused = [], 0
    for entry in entries:
        key = item_key(entry, private)
        item = items.get(key)
        if item is not None and _is_another(entry, item):
            key = item_key(replace(entry, key=f"{entry.key} {entry.url}"), private)
            item = items.get(key)
            reused += item is None
        met.append(Met(entry, key, item))
    return met, reused


def _is_another(entry: Entry, item: ItemState) -> bool:
    title = title_of(item)
    return (
        bool(title and item.url and entry.url)
        and title != title_key(entry.title)
        and _address(item.url) != _address(mask_url(entry.url))
        and (entry.published_at is None or entry.published_at != published(item))
    )


class _Others:
    """The known entries that the listing does not name by their ids; each is found once."""

    def __init__(self, items: Mapping[str, ItemState], listed: set[str]) -> None:
        left = [item for key, item in items.items() if key not in listed]
        self._addresses = {_address(item.url): item for item in left if item.url}
        self._titles = {(title_of(item), published(item)): item for item in left if title_of(item)}
        self._taken: set[str] = set()

    def by_address(self, one: Met) -> Met:
        """The entry with the known item of its address, if none has met it yet."""
        if not one.entry.url:
            return one
        return self._take(one, self._addresses.get(_address(mask_url(one.entry.url))), False)

    def by_title(self, one: Met) -> Met:
        """The entry with the known item of its title and time; with an address it must be dated."""
        if one.entry.url and one.entry.published_at is None:
            return one  # undated lists have many a "Kungörelse"
        of = (title_key(one.entry.title), one.entry.published_at)
        return self._take(one, self._titles.get(of), bool(one.entry.url))

    def _take(self, one: Met, item: ItemState | None, settled: bool) -> Met:
        if item is None or item.key in self._taken:
            return one
        self._taken.add(item.key)
        return Met(one.entry, item.key, item, settled)


def _address(url: str) -> str:
    """An address to compare by. Only one with a question mark differs from link to link."""
    return (canonical_url(url) or url) if "?" in url else url.partition("#")[0]
