"""What a crawler of a platform works with: requests, parsing, and posts on their way out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from crawlers.network.fetch import Answer, Failure
from crawlers.posts import Page, Post, document_of, tombstone
from crawlers.privacy import Pseudonyms, Sealed
from crawlers.settings import CrawlSettings
from crawlers.visits import cursors
from crawlers.visits.held_posts import (
    GONE,
    Due,
    fingerprint_of,
    is_due,
    least_recent,
    stands,
)
from crawlers.visits.stretches import OVERLAP
from crawlers.visits.tools import Tools
from crawlers.workers import WorkerError
from store.records import (
    Access,
    Departed,
    DocumentKind,
    ItemState,
    PassedOver,
    Source,
    SourceState,
    Withdrawn,
)

FIRST_DAYS = 7
"""How far back a first visit goes, where the user names no day."""
MAX_PAGES = 50
"""Answers of one listing that are read in one visit."""
READ = frozenset({Access.OK, Access.EMPTY_VALID})
REPEATS = "cursor repeats"
OTHER_PROTOCOL = "cursor of another protocol left"

_NONE: Mapping[str, str] = MappingProxyType({})

Parse = Callable[..., Page]
"""Bytes, the address that they came from, Content-Type, now, and what the kind adds."""


@dataclass(frozen=True, slots=True)
class Visited:
    """How a visit that was answered ended. `answer` is one of its listing.

    `caught_up`: all that was published since the last visit that counted has been listed. `failure`
    is what kept a part of it from being read. `message` is a Swedish sentence, "" when all is well.
    `reached`: since this moment nothing is missing, though more was published before; None where
    that cannot be told, as of several listings of which one was cut.
    """

    answer: Answer
    caught_up: bool = True
    failure: Failure | None = None
    message: str = ""
    reached: datetime | None = None


class Door:
    """The way of one visit to one platform: in by requests, out by `take` and its like.

    What leaves has passed the privacy door. `cursor` and `checkpoint` keep where a protocol goes
    on; what is kept stands for all that was taken before.
    """

    def __init__(
        self, source: Source, state: SourceState, items: Mapping[str, ItemState],
        pseudonyms: Pseudonyms, tools: Tools,
    ) -> None:  # fmt: skip
        self.source = source
        self.state = state
        self.now = tools.now
        self.since = tools.since
        self.searches = tools.settings.searches
        self.keys = tools.settings.keys
        self.allow_private = tools.settings.allow_private_networks
        self.listed = 0
        self.new = 0
        self.dates: list[datetime] = []
        self.problems: dict[str, None] = {}
        self._items = dict(items)
        self._pseudonyms = pseudonyms
        self.sealed = Sealed(pseudonyms)
        self._tools = tools

    # --- In -------------------------------------------------------------------------------------

    async def ask(
        self, url: str, headers: Mapping[str, str] = _NONE, body: bytes | None = None,
        keyed: bool = False,
    ) -> Answer | Failure:  # fmt: skip
        """Fetch an address; POST where there is a body. `keyed`: with a key of the user's."""
        return await self._tools.fetcher.ask(url, headers, body, keyed)

    async def read(self, parse: Parse, answer: Answer, *more: object) -> Page:
        """An answer read by a worker. Never raises: what cannot be read is a Page that says so."""
        said = (answer.body, answer.url, answer.content_type, self.now, *more)
        try:
            page = await self._tools.workers.call(parse, *said)
        except WorkerError as error:
            return Page(access=Access.PARSE_ERROR, reason=error.message)
        self.problems |= dict.fromkeys(page.problems)
        return page

    @property
    def settings(self) -> CrawlSettings:
        """What the user may set, for who does not go by `ask`."""
        return self._tools.settings

    @property
    def back_to(self) -> datetime:
        """The moment back to which a listing is to be read."""
        if self.since is not None:
            return self.since
        seen = self.state.answered_at
        return seen - OVERLAP if seen else self.now - timedelta(days=FIRST_DAYS)

    # --- Out ------------------------------------------------------------------------------------

    def holds(self, post: Post) -> bool:
        """Whether a document stands for the post, in whichever words."""
        item = self._items.get(post.document_id)
        return item is not None and stands(item)

    def has_met(self, document_id: str) -> bool:
        """Whether a post has been met, in whatever words."""
        return document_id in self._items

    def is_known(self, post: Post) -> bool:
        """Whether the post has been met, in these words."""
        item = self._items.get(post.document_id)
        return item is not None and item.fingerprint == fingerprint_of(post)

    async def take(self, posts: Iterable[Post]) -> int:
        """Send out posts that are new or changed; gives how many were never met before."""
        new = 0
        for post in posts:
            item = self._items.get(post.document_id)
            self.listed += 1
            if post.published_at:
                self.dates.append(post.published_at)
            if post.deleted:
                await self.gone([post.document_id])
            elif item is None and self._too_old(post):
                continue
            elif item is None or item.fingerprint != fingerprint_of(post):
                new += item is None
                await self._send(post, item)
            elif is_due(item, self.now):
                await self._keep(replace(item, checked_at=self.now))
        self.new += new
        return new

    def due(self, batch: int) -> Iterator[list[Due]]:
        """Posts to be asked for again, those least recently met first, `batch` at a time."""
        late = least_recent(self._items.values(), self.now)
        for start in range(0, min(len(late), batch * self._tools.settings.recheck_posts), batch):
            opened = (
                Due(item.key, self.sealed.open(item.url), item)
                for item in late[start : start + batch]
            )
            if found := [due for due in opened if due.lookup]:
                yield found

    async def compare(self, asked: Sequence[Due], found: Iterable[Post]) -> None:
        """Take the posts that are still there of those asked for; the others are gone."""
        there = {post.document_id: post for post in found}
        for due in asked:
            post = there.get(due.document_id)
            if post is None or post.deleted:
                await self._bury(due.item)
            elif due.item.fingerprint != fingerprint_of(post):
                await self._send(post, due.item)
            else:
                await self._keep(replace(due.item, checked_at=self.now))

    async def gone(self, document_ids: Iterable[str]) -> None:
        """Send out that posts are deleted: tombstones of those that this source has brought."""
        for document_id in document_ids:
            item = self._items.get(document_id)
            if item is not None and item.document_id:
                await self._bury(item)
            else:  # another source may have, or a file
                await self._tools.emit(Withdrawn(self.source.source_id, document_id, self.now))

    async def author_gone(self, platform: str, account: str) -> None:
        """All posts of an account are gone with it."""
        author = self._pseudonyms.of(platform, account)
        await self._tools.emit(Departed(self.source.source_id, author, self.now))

    async def passed_over(self, counts: Iterable[PassedOver]) -> None:
        """Count what was seen and is not about the services."""
        await self._tools.emit(*counts)

    def cursor(self, protocol: str) -> str:
        """Where this protocol's last visit ended; "" where another one's did, or none."""
        if cursors.holds_another(self.state.cursor, protocol):
            self.problems[OTHER_PROTOCOL] = None
        return cursors.kept(self.state.cursor, protocol)

    def note(self, protocol: str, value: str) -> None:
        """Have this kept with the next checkpoint."""
        self.state = replace(self.state, cursor=cursors.written(self.state.cursor, protocol, value))

    async def checkpoint(self, protocol: str, value: str) -> None:
        """Keep where the next visit goes on: all up to there has been taken."""
        self.note(protocol, value)
        await self._tools.emit(replace(self.state, problems=()))  # they are told when it ends

    def forget_listings(self) -> None:
        """All listings have been read: the next visit begins them at their tops."""
        self.state = replace(self.state, cursor=cursors.without_listings(self.state.cursor))

    async def _send(self, post: Post, item: ItemState | None) -> None:
        first = item.first_seen_at if item else self.now
        said = (post, self.source, self._pseudonyms, self.now, first)
        try:
            document = await self._tools.workers.call(document_of, *said)
        except WorkerError:
            self.problems["posts that cannot be read"] = None
            return
        await self._keep(
            ItemState(
                source_id=self.source.source_id,
                key=post.document_id,
                url=self.sealed.seal(post.lookup),
                document_id=post.document_id,
                fingerprint=fingerprint_of(post),
                first_seen_at=first,
                checked_at=self.now,
            ),
            document,
        )

    async def _bury(self, item: ItemState) -> None:
        if not stands(item):
            return
        stone = tombstone(item.document_id, self.source, DocumentKind.POST, self.now)
        gone = replace(item, url="", fingerprint=GONE, checked_at=self.now)
        await self._keep(gone, stone)

    async def _keep(self, item: ItemState, *documents: object) -> None:
        self._items[item.key] = item
        await self._tools.emit(*documents, item)

    def _too_old(self, post: Post) -> bool:
        """Whether a post is from before the user's own day. What has come since the last visit that
        counted is none: its page may not be read again."""
        if self.since is None or post.published_at is None:
            return False
        seen = self.state.answered_at
        return post.published_at < (min(self.since, seen - OVERLAP) if seen else self.since)


def unread(page: Page) -> Failure:
    """The failure of an answer that is not what was asked for."""
    return Failure(page.access, page.reason, 200, passing=False, code=str(page.access))
