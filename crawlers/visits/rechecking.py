"""Known pages are asked again, within a budget: what was edited or corrected is read again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from crawlers.canonical import host_of
from crawlers.documents import Maker
from crawlers.listing import Entry
from crawlers.network.fetch import Failure
from crawlers.privacy import mask_url
from crawlers.visits.identity import Met
from crawlers.visits.item_states import FROM_LISTING
from crawlers.visits.pages import ReadPage, Unchanged
from crawlers.visits.tools import Tools
from store.records import ItemState

LISTED_STILL = timedelta(days=30)
"""An entry that is listed still is noted so often, so that `store.sources.forget_unlisted` keeps
it: a fraction of the time after which it forgets."""

PAGES_AT_ONCE = 4
"""Pages of one source on their way at a time; those of one host still come one by one."""


async def few_at_once(work: Iterable[Awaitable[None]]) -> None:
    """Do all of it, PAGES_AT_ONCE at a time."""
    gate = asyncio.Semaphore(PAGES_AT_ONCE)

    async def one(task: Awaitable[None]) -> None:
        async with gate:
            await task

    await asyncio.gather(*(one(task) for task in work))


class Takes(Protocol):
    """Who takes a page that has changed, and keeps what is known of one that has not."""

    async def take_page(self, one: Met, found: ReadPage, language: str) -> None:
        """Take a changed page again, in the `language` of its listing where it says none."""

    async def keep(self, item: ItemState) -> None:
        """Keep what is known of an item whose page is as it was."""


class Rechecker:
    """Asks the known pages of one source again, least recently checked first."""

    def __init__(
        self, items: Mapping[str, ItemState], maker: Maker, tools: Tools, taker: Takes
    ) -> None:
        self._items = items
        self._private = maker.makes_posts
        self._tools = tools
        self._taker = taker

    async def recheck(self, known: Iterable[Met], language: str) -> None:
        """Ask known pages again, within the budget; those that have changed are taken again. All
        are listed, and the others are noted to be so."""
        known = list(known)
        due = self._due(known)
        await few_at_once(self._recheck(one, language) for one in due)
        asked = {one.key for one in due}
        now = self._tools.now
        for one in known:
            if one.item and one.key not in asked and now - one.item.checked_at >= LISTED_STILL:
                await self._taker.keep(replace(one.item, checked_at=now))

    async def recheck_unlisted(
        self, listed_again: Callable[[], Awaitable[tuple[list[Met], str]]]
    ) -> None:
        """Re-check known pages when the listing said nothing new; it is read only if one changed.

        `listed_again` reads it: gives its entries and its language.
        """
        asked = (Met(_asked(item), item.key, item) for item in self._items.values() if item.url)
        due = self._due(one for one in asked if mask_url(one.entry.url) == one.entry.url)
        changed: dict[str, ItemState] = {}

        async def ask(item: ItemState) -> None:
            known = (item.etag, item.last_modified, item.body_sha256)
            found = await self._tools.pages.get(item.url, *known)
            if isinstance(found, ReadPage) and found.body_sha256 != item.body_sha256:
                changed[item.key] = item
            else:
                await self._taker.keep(checked(item, found, self._tools.now))

        await few_at_once(ask(one.item) for one in due if one.item)
        if not changed:
            return
        met, language = await listed_again()
        listed = {one.key: one for one in met if one.key in changed}
        for key in sorted(changed.keys() - listed.keys()):
            # its turn is over all the same: others wait for theirs
            await self._taker.keep(replace(changed[key], checked_at=self._tools.now))
        await few_at_once(self._recheck(listed[key], language) for key in sorted(listed))

    def _due(self, known: Iterable[Met]) -> list[Met]:
        """Known entries whose pages are asked again now, least recently checked first."""
        if self._private:
            return []
        oldest = self._tools.now - timedelta(days=self._tools.settings.recheck_days)
        young = [
            (one.item.checked_at, one.key, one)
            for one in known
            if one.item is not None and one.item.first_seen_at >= oldest and _has_page(one)
        ]
        young.sort(key=lambda row: row[:2])
        return [one for _, _, one in young if self._tools.budget.take(host_of(one.entry.url))]

    async def _recheck(self, one: Met, language: str) -> None:
        item = one.item
        assert item is not None, "only what is known is asked again"
        known = (item.etag, item.last_modified, item.body_sha256)
        found = await self._tools.pages.get(one.entry.url, *known)
        if isinstance(found, ReadPage) and found.body_sha256 != item.body_sha256:
            await self._taker.take_page(one, found, language)
        else:
            await self._taker.keep(checked(item, found, self._tools.now))


def _has_page(one: Met) -> bool:
    """Whether there is a page to ask again: not where the listing gives the text, nor where the
    page was no article."""
    item = one.item
    known = item is not None and item.body_sha256 != FROM_LISTING and bool(item.document_id)
    return known and bool(one.entry.url) and not one.entry.complete


def _asked(item: ItemState) -> Entry:
    return Entry(key=item.key, url=item.url, title="")


def checked(item: ItemState, found: ReadPage | Unchanged | Failure, now: datetime) -> ItemState:
    """What is known of an entry after its page was asked for again."""
    if not isinstance(found, ReadPage):
        return replace(item, checked_at=now)
    return replace(
        item,
        checked_at=now,
        etag=found.etag,
        last_modified=found.last_modified,
        body_sha256=found.body_sha256,
    )
