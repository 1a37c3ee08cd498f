"""Entries to documents: the pages behind them are asked for, and what comes of it is emitted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from crawlers.documents import Maker
from crawlers.listing import FULL_TEXT
from crawlers.network.fetch import Failure
from crawlers.network.reservations import RESERVED
from crawlers.privacy import mask_url
from crawlers.visits.boilerplate import MANY_TITLES, Texts
from crawlers.visits.identity import Met
from crawlers.visits.item_states import (
    FROM_LISTING,
    boilerplate_mark,
    fingerprint,
    is_marked,
    said_of,
    title_key,
)
from crawlers.visits.lost_pages import LOST
from crawlers.visits.pages import ReadPage
from crawlers.visits.rechecking import checked
from crawlers.visits.tools import Tools
from crawlers.workers import WorkerError
from store.records import Document, ItemState, TextStatus

PASSING_DAYS = 3
"""A page that has failed for longer than a weekend is not failing in passing: what the listing says
of it stands, and it no longer keeps the source from counting as seen."""


class Taker:
    """Takes the entries of one visit to one source, and counts what became of them.

    `wanted` pages were to be had; `left_out` of them failed in passing, `read` were had, and `lost`
    are new ones that failed for good. `ask_again`: the next visit must see the listing again.
    `dates` are when the documents were published.
    """

    def __init__(
        self, items: Mapping[str, ItemState], maker: Maker, tools: Tools, of_articles: bool
    ) -> None:
        self._items = items
        self._maker = maker
        self._tools = tools
        self._of_articles = of_articles
        self._texts = Texts(items.values())
        self._now_known: dict[str, ItemState] = {}
        self._failures: Counter[str] = Counter()
        self.wanted = 0
        self.left_out = 0
        self.read = 0
        self.lost = 0
        self.ask_again = False
        self.dates: list[datetime] = []
        self.problems: dict[str, None] = {}

    async def take(self, one: Met, language: str) -> None:
        """Emit the document of an entry that is new or has changed, or count why there is none."""
        entry, maker = one.entry, self._maker
        if maker.makes_posts:
            await self._emit(one, maker.post, entry, language, self._first_seen(one))
            return
        self.wanted += 1
        if entry.complete or not entry.url:
            self.read += 1
            await self._emit(one, maker.without_page, entry, language, self._first_seen(one))
            return
        found = await self._tools.pages.get(entry.url)
        if isinstance(found, Failure):
            await self._take_without_page(one, found, language)
        elif isinstance(found, ReadPage):
            self.read += 1
            await self.take_page(one, found, language)

    async def give_up_boilerplate(self, met: Iterable[Met], language: str) -> None:
        """Emit again, without the text of their pages, listed entries whose text has turned out to
        stand under many titles."""
        for one in met:
            item = self._now_known.get(one.key, one.item)
            if item is None or not item.text_key or not self._texts.is_boilerplate(item.text_key):
                continue
            self.problems[MANY_TITLES] = None
            if is_marked(item.text_key) or not item.document_id:
                continue
            document = await self._made(
                self._maker.without_page, one.entry, language, item.first_seen_at
            )
            if document is not None:
                await self.keep(
                    replace(item, text_key=boilerplate_mark(item.text_key)),
                    replace(_unread(document), document_id=item.document_id),
                )

    def message(self) -> str:
        """How many pages could not be had and why, in Swedish; "" when all could."""
        failed = sum(self._failures.values())
        if not failed:
            return ""
        reasons = "; ".join(f"{message}: {n}" for message, n in sorted(self._failures.items()))
        return f"{failed} av {self.wanted} artikelsidor gick inte att hämta ({reasons})"

    def _first_seen(self, one: Met) -> datetime:
        return one.item.first_seen_at if one.item else self._tools.now

    async def take_page(self, one: Met, found: ReadPage, language: str) -> None:
        """Emit what a page that was read gives."""
        page, maker, first_seen_at = found.page, self._maker, self._first_seen(one)
        if page.tdm_reserved:
            self._failures[RESERVED] += 1
            said = (maker.without_page, one.entry, language, first_seen_at, True)
            await self._emit(one, *said, found=found)
        elif not page.is_article:
            await self._take_no_article(one, found, language)
        else:
            said = (maker.article, one.entry, page, found.body_sha256, language, first_seen_at)
            await self._emit(one, *said, found=found)

    async def _take_no_article(self, one: Met, found: ReadPage, language: str) -> None:
        """A page that is no article: what its source lists as articles stands as it was told, a
        mere link gives nothing. What was read before is never taken away."""
        item, now = one.item, self._tools.now
        if item is not None and item.document_id:
            said = fingerprint(one.entry)
            await self.keep(replace(checked(item, found, now), fingerprint=said))
        elif self._of_articles:
            said = (self._maker.without_page, one.entry, language, self._first_seen(one))
            await self._emit(one, *said, found=found)
        else:
            self.problems["pages that are no articles"] = None
            await self.keep(self._item_state(one, mask_url(one.entry.url), "", found))

    async def _take_without_page(self, one: Met, failure: Failure, language: str) -> None:
        """Emit what the listing says of a page that failed, unless a document of it is held.

        After a passing failure the entry counts as left out and is taken again by the next pass.
        """
        self._failures[failure.message] += 1
        if failure.code == "soft_missing":
            self.problems["pages that do not exist"] = None
        item, now, first_seen_at = one.item, self._tools.now, self._first_seen(one)
        is_bare_link = not self._of_articles and not one.entry.title
        # a listing that carries the whole text is believed rather than its site's looks
        says_enough = one.entry.complete or len(one.entry.content) >= FULL_TEXT
        if (failure.code == "soft_missing" and not says_enough) or (
            is_bare_link and failure.code in LOST
        ):
            await self._keep_lost(one)
            return
        if failure.code == "address" or (is_bare_link and not failure.passing):
            return
        unread = item is None or not said_of(item)
        reserved = failure.code in {"robots", "tdm"}
        document = await self._made(
            self._maker.without_page, one.entry, language, first_seen_at, reserved
        )
        if document is None:
            return
        # the listing's full text, of an entry whose page has never been read
        enough = document.text_status is TextStatus.FULL and not (item and item.body_sha256)
        passing = failure.passing and not enough
        if unread and self._failed_long(one):
            passing = False
        self.ask_again |= passing
        self.left_out += passing and unread
        self.read += enough
        self.lost += item is None and not enough and failure.code in LOST
        if item is None or enough or not (item.document_id or item.body_sha256):
            await self._emit_document(one, document, passing=passing)
        elif passing:
            await self.keep(replace(item, checked_at=now))
        else:
            await self.keep(replace(item, checked_at=now, fingerprint=fingerprint(one.entry)))

    async def _keep_lost(self, one: Met) -> None:
        """Remember an entry whose page is not there and of which there is nothing to tell: it is
        asked for again with the next listings, but not for ever."""
        self.lost += one.item is None
        item = one.item or self._item_state(one, mask_url(one.entry.url), "", None)
        again = not item.document_id and not self._failed_long(one)
        said = fingerprint(one.entry, unread=again)
        await self.keep(replace(item, checked_at=self._tools.now, fingerprint=said))

    def _failed_long(self, one: Met) -> bool:
        """Whether a page has been asked for in vain for so long that it is not asked for again."""
        return self._tools.now - self._first_seen(one) > timedelta(days=PASSING_DAYS)

    async def _made(self, make: Callable[..., Document], *said: Any) -> Document | None:
        """A document made by a worker; None, to be tried by the next visit, when it gave none."""
        try:
            return await self._tools.workers.call(make, *said)
        except WorkerError as error:
            self._failures[error.message] += 1
            self.ask_again = True
            return None

    async def _emit(
        self, one: Met, make: Callable[..., Document], *said: Any, found: ReadPage | None = None
    ) -> None:
        document = await self._made(make, *said)
        if document is not None:
            await self._emit_document(one, document, found)

    async def _emit_document(
        self, one: Met, document: Document, found: ReadPage | None = None, passing: bool = False
    ) -> None:
        """Emit a document and its entry's state; `passing`: the page is still to be had.

        An entry keeps its document: a page that names another canonical address than the one under
        which its teaser was stored is a new version of it.
        """
        private = self._maker.makes_posts
        address = document.url if private else mask_url(one.entry.url)
        if one.item is not None and one.item.url == address and one.item.document_id:
            document = replace(document, document_id=one.item.document_id)
        item = self._item_state(one, address, document.document_id, found, passing)
        if item.text_key:
            self._texts.add(item.text_key, title_key(one.entry.title) or one.key)
            if self._texts.is_boilerplate(item.text_key):
                said = (self._maker.without_page, one.entry, document.language, item.first_seen_at)
                without = await self._made(*said)
                if without is None:
                    return
                document = replace(_unread(without), document_id=item.document_id)
                item = replace(item, text_key=boilerplate_mark(item.text_key))
        if document.published_at:
            self.dates.append(document.published_at)
        await self.keep(item, document)

    def _item_state(
        self, one: Met, address: str, document_id: str, found: ReadPage | None,
        passing: bool = False,
    ) -> ItemState:  # fmt: skip
        from_listing = FROM_LISTING if one.entry.complete else ""
        return ItemState(
            source_id=self._maker.source.source_id,
            key=one.key,
            url=address,
            document_id=document_id,
            fingerprint=fingerprint(one.entry, passing),
            first_seen_at=self._first_seen(one),
            checked_at=self._tools.now,
            etag=found.etag if found else "",
            last_modified=found.last_modified if found else "",
            body_sha256=found.body_sha256 if found else from_listing,
            text_key=found.page.text_key if found else "",
        )

    async def keep(self, item: ItemState, *documents: Document) -> None:
        """Emit what is now known of an entry, after the documents that it stands for."""
        self._now_known[item.key] = item
        await self._tools.emit(*documents, item)


def _unread(document: Document) -> Document:
    """A document whose page gave boilerplate: what the listing says, unless that is all of it."""
    if document.text_status is TextStatus.FULL:
        return document
    return replace(document, text_status=TextStatus.BOILERPLATE)
