"""One visit to one feed: what it lists, the pages behind it, and what came of it."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from crawlers.canonical import host_of
from crawlers.documents import Maker
from crawlers.feeds import parse_feed
from crawlers.fetch import Answer, Failure, Fetcher
from crawlers.listing import Entry, Listing
from crawlers.pages import Pages, ReadPage, Unchanged
from crawlers.privacy import mask, mask_url
from crawlers.settings import CrawlSettings
from crawlers.workers import Workers
from store.records import (
    Access,
    Document,
    ItemState,
    Poll,
    Site,
    Source,
    SourceState,
    TextStatus,
)

PAGES_AT_ONCE = 4
"""Pages of one source on their way at a time; those of one host still come one by one."""
CONDITIONAL_HOURS = 24
"""After this long a feed is asked without conditions: an ETag alone is never trusted for long."""
PASSING_DAYS = 3
"""A page that has failed for longer than a weekend is not failing in passing: what the feed says of
it stands, and it no longer keeps the source from counting as seen."""
PINNED_DAYS = 30
"""An entry that is older by more than this than all others is pinned, and says nothing of how far
back a feed reaches."""

Record = Document | ItemState | SourceState | Site | Poll
Emit = Callable[..., Awaitable[None]]


@dataclass
class RecheckBudget:
    """How many known pages may still be asked again in this pass, per host."""

    pages_per_host: int
    used: Counter[str] = field(default_factory=Counter)

    def take(self, host: str) -> bool:
        """Take one page of the host's budget; False when it is used up."""
        if self.used[host] >= self.pages_per_host:
            return False
        self.used[host] += 1
        return True


@dataclass(frozen=True, slots=True)
class Tools:
    """What all visits of a pass share."""

    fetcher: Fetcher
    pages: Pages
    budget: RecheckBudget
    settings: CrawlSettings
    now: datetime
    since: datetime | None
    emit: Emit
    workers: Workers


class Visit:
    """Visits one source; `run` emits Documents with ItemStates, then SourceState, then Poll."""

    def __init__(
        self, source: Source, state: SourceState | None, items: Iterable[ItemState],
        maker: Maker, tools: Tools,
    ) -> None:  # fmt: skip
        self._source = source
        same_address = state is not None and state.url == source.url
        self._state = state if state and same_address else SourceState(source.source_id, source.url)
        self._items: Mapping[str, ItemState] = {item.key: item for item in items}
        self._maker = maker
        self._tools = tools
        self._failures: Counter[str] = Counter()
        self._wanted = 0
        self._left_for_later = False
        self._left_out = 0

    async def run(self) -> None:
        """Ask the source and emit all that came of it, the Poll last."""
        state = self._state
        conditional = self._conditional()
        answer = await self._tools.fetcher.get(
            self._source.url,
            state.etag if conditional else "",
            state.last_modified if conditional else "",
        )
        if isinstance(answer, Failure):
            await self._close_failed(answer)
        elif answer.tdm_reserved:
            message = "förbehåller sig rätten till text- och datautvinning"
            await self._close_failed(Failure(Access.REFUSED, message, 200, passing=False))
        elif answer.status == 304:
            await self._recheck_unlisted(None)
            await self._close_answered(answer, Access.NOT_MODIFIED)
        elif hashlib.sha256(answer.body).hexdigest() == state.body_sha256:
            feed = await self._parse(answer)
            await self._recheck_unlisted(feed)
            await self._close_answered(answer, Access.NOT_MODIFIED, items=len(feed.entries))
        else:
            await self._read_listing(answer)

    def _conditional(self) -> bool:
        """Ask with conditions: only after a full answer of the last day and no failure since."""
        since = self._state.conditional_since
        limit = timedelta(hours=CONDITIONAL_HOURS)
        return self._state.failures == 0 and since is not None and self._tools.now - since < limit

    async def _parse(self, answer: Answer) -> Listing:
        now, limit = self._tools.now, self._tools.settings.max_items
        return await self._tools.workers.call(
            parse_feed, answer.body, answer.url, answer.content_type, now, limit
        )

    async def _read_listing(self, answer: Answer) -> None:
        feed = await self._parse(answer)
        if feed.access not in {Access.OK, Access.EMPTY_VALID}:
            await self._close_failed(Failure(feed.access, feed.reason, 200, passing=False))
            return
        fresh, known = [], []
        for entry in feed.entries:
            item = self._items.get(_item_key(entry, self._maker.makes_posts))
            changed = item is None or _said_of(item) != entry.fingerprint
            (fresh if changed else known).append((entry, item))
        wanted = [pair for pair in fresh if not self._too_old(pair[0])]
        self._left_for_later |= len(wanted) < len(fresh)
        await self._gather(self._take(entry, item, feed.language) for entry, item in wanted)
        await self._gather(
            self._take(entry, item, feed.language, recheck=True) for entry, item in self._due(known)
        )
        await self._close_answered(answer, feed.access, feed)

    def _too_old(self, entry: Entry) -> bool:
        since = self._tools.since
        return since is not None and entry.published_at is not None and entry.published_at < since

    def _due(self, known: list[tuple[Entry, ItemState | None]]) -> list[tuple[Entry, ItemState]]:
        """Known entries whose pages are asked again now, least recently checked first."""
        if self._maker.makes_posts:
            return []
        oldest = self._tools.now - timedelta(days=self._tools.settings.recheck_days)
        young = [(e, i) for e, i in known if i is not None and i.first_seen_at >= oldest and e.url]
        young.sort(key=lambda pair: (pair[1].checked_at, pair[1].key))
        return [pair for pair in young if self._tools.budget.take(host_of(pair[0].url))]

    async def _recheck_unlisted(self, feed: Listing | None) -> None:
        """Re-check known pages when the feed said nothing new; read it only if one changed."""
        asked = [(_asked(item), item) for item in self._items.values() if item.url]
        due = self._due([pair for pair in asked if mask_url(pair[0].url) == pair[0].url])
        changed: list[ItemState] = []

        async def ask(item: ItemState) -> None:
            found = await self._tools.pages.get(item.url, item.etag, item.last_modified)
            if isinstance(found, ReadPage) and found.body_sha256 != item.body_sha256:
                changed.append(item)
            else:
                await self._tools.emit(_checked(item, found, self._tools.now))

        await self._gather(ask(item) for _, item in due)
        if not changed:
            return
        if feed is None:
            full = await self._tools.fetcher.get(self._source.url)
            feed = Listing() if isinstance(full, Failure) else await self._parse(full)
        listed = {_item_key(entry, False): entry for entry in feed.entries}
        for item in changed:
            if item.key not in listed:  # its turn is over all the same: others wait for theirs
                await self._tools.emit(replace(item, checked_at=self._tools.now))
        await self._gather(
            self._take(listed[item.key], item, feed.language)
            for item in sorted(changed, key=lambda item: item.key)
            if item.key in listed
        )

    async def _gather(self, work: Iterable[Awaitable[None]]) -> None:
        gate = asyncio.Semaphore(PAGES_AT_ONCE)

        async def one(task: Awaitable[None]) -> None:
            async with gate:
                await task

        await asyncio.gather(*(one(task) for task in work))

    async def _take(
        self, entry: Entry, item: ItemState | None, language: str, recheck: bool = False
    ) -> None:
        """Emit the document of one entry, or count why there is none."""
        first_seen_at = item.first_seen_at if item else self._tools.now
        maker = self._maker
        if maker.makes_posts:
            document = await self._tools.workers.call(maker.post, entry, language, first_seen_at)
            await self._emit_document(entry, document, item)
            return
        self._wanted += not recheck
        if not entry.url:
            document = await self._tools.workers.call(
                maker.without_page, entry, language, first_seen_at
            )
            await self._emit_document(entry, document, item)
            return
        conditions = (item.etag, item.last_modified) if item and recheck else ("", "")
        found = await self._tools.pages.get(entry.url, *conditions)
        if isinstance(found, Failure):
            if recheck and item is not None:
                # its turn is over all the same: others wait for theirs
                await self._tools.emit(_checked(item, found, self._tools.now))
            else:
                await self._take_without_page(entry, item, found, language)
        elif isinstance(found, Unchanged) or (
            recheck and item is not None and found.body_sha256 == item.body_sha256
        ):
            if item is not None:
                await self._tools.emit(_checked(item, found, self._tools.now))
        else:
            reserved = found.page.tdm_reserved
            if reserved:
                document = await self._tools.workers.call(
                    maker.without_page, entry, language, first_seen_at, True
                )
            else:
                document = await self._tools.workers.call(
                    maker.article, entry, found.page, found.body_sha256, language, first_seen_at
                )
            await self._emit_document(entry, document, item, found)

    async def _take_without_page(
        self, entry: Entry, item: ItemState | None, failure: Failure, language: str
    ) -> None:
        """Emit what the feed says of a page that failed, unless a document of it is held already.

        After a passing failure the entry counts as left out and is taken again by the next pass.
        """
        self._failures[failure.message] += 1
        if failure.message.startswith("adressvakten"):
            return
        now = self._tools.now
        first_seen_at = item.first_seen_at if item else now
        unread = item is None or not _said_of(item)
        reserved = failure.access is Access.REFUSED and failure.status is None
        document = await self._tools.workers.call(
            self._maker.without_page, entry, language, first_seen_at, reserved
        )
        # the feed's full text, of an entry whose page has never been read
        enough = document.text_status is TextStatus.FULL and not (item and item.body_sha256)
        passing = failure.passing and not enough
        if unread and now - first_seen_at > timedelta(days=PASSING_DAYS):
            passing = False
        self._left_for_later |= passing
        self._left_out += passing and unread
        if item is None or enough:
            await self._emit_document(entry, document, item, passing=passing)
        elif passing:
            await self._tools.emit(replace(item, checked_at=now))
        else:
            said = _fingerprint(entry)
            await self._tools.emit(replace(item, checked_at=now, fingerprint=said))

    async def _emit_document(
        self,
        entry: Entry,
        document: Document,
        item: ItemState | None,
        found: ReadPage | None = None,
        passing: bool = False,
    ) -> None:
        """Emit a document and its entry's state; `passing`: the page is still to be had.

        An entry keeps its document: a page that names another canonical address than the one under
        which its teaser was stored is a new version of it.
        """
        address = document.url if self._maker.makes_posts else mask_url(entry.url)
        if item is not None and item.url == address:
            document = replace(document, document_id=item.document_id)
        await self._tools.emit(
            document,
            ItemState(
                source_id=self._source.source_id,
                key=_item_key(entry, self._maker.makes_posts),
                url=address,
                document_id=document.document_id,
                fingerprint=_fingerprint(entry, passing),
                first_seen_at=document.first_seen_at,
                checked_at=self._tools.now,
                etag=found.etag if found else "",
                last_modified=found.last_modified if found else "",
                body_sha256=found.body_sha256 if found else "",
            ),
        )

    async def _close_failed(self, failure: Failure) -> None:
        state = replace(self._state, failures=self._state.failures + 1, retry_at=failure.retry_at)
        await self._tools.emit(
            state,
            Poll(
                self._source.source_id,
                self._tools.now,
                failure.access,
                http_status=failure.status,
                message=failure.message,
            ),
        )

    async def _close_answered(
        self, answer: Answer, access: Access, feed: Listing | None = None, items: int = 0
    ) -> None:
        now, before = self._tools.now, self._state
        entries = feed.entries if feed else ()
        keys = [_item_key(entry, self._maker.makes_posts) for entry in entries]
        message = self._message()
        if 2 * self._left_out > self._wanted:
            access = Access.OUTAGE
        elif access is Access.OK and answer.moved_to:
            access = Access.MOVED
            message = message or f"flödet har flyttat till {mask_url(answer.moved_to)}"
        state = replace(before, answered_at=now, failures=0, retry_at=None)
        if answer.status == 200:
            state = replace(
                state,
                etag=answer.etag,
                last_modified=answer.last_modified,
                body_sha256=hashlib.sha256(answer.body).hexdigest(),
                conditional_since=now,
            )
        if self._left_for_later:
            # The next pass must see the listing again.
            state = replace(state, etag="", last_modified="", body_sha256="")
        if self._left_out:
            # Not seen: the poll that has all of it reaches back to the one before this.
            failures = before.failures + 1 if access is Access.OUTAGE else 0
            state = replace(state, answered_at=before.answered_at, failures=failures)
        poll = Poll(
            self._source.source_id,
            now,
            access,
            items=len(entries) or items,
            new_items=sum(key not in self._items for key in keys),
            covers_from=None if self._left_out else self._covers_from(entries),
            http_status=answer.status,
            message=message,
        )
        await self._tools.emit(state, poll)

    def _covers_from(self, entries: tuple[Entry, ...]) -> datetime:
        """Since when the source has been seen without a gap.

        Since the last poll that counted if the newest entry of that one is still listed (or nothing
        new is), else since the oldest new entry; a feed without dates is seen from now on.
        """
        answered_at, since = self._state.answered_at, self._tools.since
        known: Mapping[str, ItemState] = {}
        if answered_at is not None:
            known = {k: i for k, i in self._items.items() if i.first_seen_at <= answered_at}
        keyed = [(_item_key(entry, self._maker.makes_posts), entry) for entry in entries]
        new = [entry for key, entry in keyed if key not in known]
        if answered_at is not None and (not new or _newest(known) & {key for key, _ in keyed}):
            return answered_at
        oldest = _reaches_back_to([e.published_at for e in new if e.published_at], self._tools.now)
        return max(oldest, since) if since else oldest

    def _message(self) -> str:
        failed = sum(self._failures.values())
        if not failed:
            return ""
        reasons = "; ".join(f"{message}: {n}" for message, n in sorted(self._failures.items()))
        return f"{failed} av {self._wanted} artikelsidor gick inte att hämta ({reasons})"


def _newest(items: Mapping[str, ItemState]) -> set[str]:
    """The keys of the newest entries: by their own dates, else by when they were first seen."""
    dates = {key: date for key, item in items.items() if (date := _published(item))}
    dates = dates or {key: item.first_seen_at for key, item in items.items()}
    newest = max(dates.values(), default=None)
    return {key for key, date in dates.items() if date == newest}


def _reaches_back_to(dates: list[datetime], now: datetime) -> datetime:
    """The oldest date, pinned entries apart; `now` when there are none."""
    oldest = max(dates, default=now)
    for date in sorted(dates, reverse=True):
        if oldest - date > timedelta(days=PINNED_DAYS):
            break
        oldest = date
    return min(oldest, now)


def _fingerprint(entry: Entry, unread: bool = False) -> str:
    """What an ItemState keeps of an entry: its date, and a hash of what is said of it.

    The hash is left out while the page is still to be had, so that the next pass asks for it.
    """
    date = entry.published_at.isoformat() if entry.published_at else ""
    return f"{date} {'' if unread else entry.fingerprint}"


def _said_of(item: ItemState) -> str:
    return item.fingerprint.rpartition(" ")[2]


def _published(item: ItemState) -> datetime | None:
    date = item.fingerprint.rpartition(" ")[0]
    return datetime.fromisoformat(date) if date else None


def _item_key(entry: Entry, private: bool) -> str:
    """The entry's key as it may be stored: hashed when it names a person."""
    if not private and mask_url(entry.key) == entry.key and mask(entry.key) == entry.key:
        return entry.key[:500]
    return "sha256:" + hashlib.sha256(entry.key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _asked(item: ItemState) -> Entry:
    return Entry(key=item.key, url=item.url, title="")


def _checked(item: ItemState, found: ReadPage | Unchanged | Failure, now: datetime) -> ItemState:
    if not isinstance(found, ReadPage):
        return replace(item, checked_at=now)
    return replace(
        item,
        checked_at=now,
        etag=found.etag,
        last_modified=found.last_modified,
        body_sha256=found.body_sha256,
    )
