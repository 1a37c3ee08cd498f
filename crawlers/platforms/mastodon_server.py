"""Requests to one Mastodon server: what it allows, pages of statuses, and statuses by their ids."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

from crawlers.dates import parse_date
from crawlers.network.fetch import Answer, Failure
from crawlers.platforms.mastodon_access import SIGN_IN, base_of, parse_instance, token_for
from crawlers.platforms.mastodon_statuses import parse_statuses
from crawlers.posts import Page
from crawlers.visits.door import READ, Door, unread
from crawlers.visits.newest_first import Listed, listed
from store.records import Access

BATCH = 20
"""Statuses that a server gives in one answer (since 4.3)."""
WINDOW = timedelta(minutes=5)
"""In which 300 requests may be made."""


class Server:
    """The server that a source is on, asked with the user's key once `keyed` is set."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._base = base_of(door.source.url)
        self._token = token_for(self._base, door.keys.get("mastodon_token", ""), door.allow_private)
        self._domain = urlsplit(self._base).netloc
        self._pause: Failure | None = None
        self._gives_many = True
        self.keyed = False

    @property
    def has_token(self) -> bool:
        """Whether the user has a key to this server."""
        return bool(self._token)

    async def levels(self) -> dict[str, str] | Failure:
        """Who may read which timelines, by the server's own word; {} where it does not say."""
        answer = await self._ask("/api/v2/instance")
        if isinstance(answer, Failure):
            # Servers before 4.0 do not know the question; closed ones may know our key.
            older = answer.code == "missing" or (answer.code == "refused" and self.has_token)
            return {} if older else answer
        page = await self._door.read(parse_instance, answer)
        if page.access not in READ:
            return unread(page)
        self._domain = page.detail("domain") or self._domain
        return dict(page.details)

    async def listed(self, path: str) -> Listed | Failure:
        """A page of a timeline."""
        found = await listed(self._door, await self._ask(path), parse_statuses, self._domain)
        return _closed(found, self.keyed) if isinstance(found, Failure) else found

    async def many(self, ids: Sequence[str]) -> Page | None:
        """The page of those of these ids that the server shows; None where it is to be asked one by
        one."""
        if not self._gives_many:
            return None
        query = "&".join(f"id%5B%5D={quote(one)}" for one in ids)
        found = await self.listed(f"/api/v1/statuses?{query}")
        if isinstance(found, Listed):
            return found.page
        self._gives_many = False
        return None

    async def one(self, status_id: str) -> Page | Failure:
        """The page of a single status: its post, or `gone` where it is not for us."""
        found = await self.listed(f"/api/v1/statuses/{quote(status_id)}")
        return found.page if isinstance(found, Listed) else found

    async def _ask(self, path: str) -> Answer | Failure:
        """Ask the server, unless it has said that we have asked enough for now."""
        if self._pause:
            return self._pause
        headers = {"Authorization": f"Bearer {self._token}"} if self.keyed else {}
        answer = await self._door.ask(self._base + path, headers, keyed=self.keyed)
        if isinstance(answer, Answer) and answer.headers.get("x-ratelimit-remaining") == "0":
            self._pause = _pause(answer.headers.get("x-ratelimit-reset", ""), self._door.now)
        elif isinstance(answer, Failure) and answer.access is Access.RATE_LIMITED:
            self._pause = answer
        return answer


def _closed(failure: Failure, keyed: bool) -> Failure:
    """A refusal in words: servers before 4.3 answer 422 where one must be signed in."""
    if failure.status == 422 and not keyed:
        return Failure(Access.NOT_ASKED, SIGN_IN, 422, passing=False, code="key")
    return failure


def _pause(reset: str, now: datetime) -> Failure:
    """Why no more is asked for: the server's count is used up until `reset`."""
    until = parse_date(reset, now)
    retry_at = until if until and now < until else now + WINDOW
    return Failure(Access.RATE_LIMITED, "ber oss vänta", retry_at=retry_at, code="rate_limited")
