"""Asks a Mastodon server again for posts that are held, and for what posts answer."""

from __future__ import annotations

from collections.abc import Iterable

from crawlers.platforms.asked_again import LONE_REPLIES
from crawlers.platforms.mastodon_server import BATCH, Server
from crawlers.platforms.mastodon_statuses import answering
from crawlers.posts import Page, Post
from crawlers.visits.door import Door, Due
from store.records import Access

PARENTS = 20
"""Posts fetched in a visit because those found answer them."""
CONFIRMED = 60
"""Posts asked for one by one in a visit, to see whether they are gone."""


class Parents:
    """What the posts of a visit answer, as far as it may be fetched."""

    def __init__(self, door: Door, server: Server) -> None:
        self._door = door
        self._server = server
        self._found: dict[str, Post] = {}
        self._left = PARENTS

    async def joined(self, page: Page) -> list[Post]:
        """The posts of a page; what is new or changed with what it answers, whose author it may
        name."""
        answered = {post.native_id: page.detail(post.native_id) for post in page.posts}
        new = [answered[p.native_id] for p in page.posts if not self._door.is_known(p)]
        await self._fetch(one for one in new if one)
        parents = [(post, self._found.get(answered[post.native_id])) for post in page.posts]
        return [answering(one, parent) if parent else one for one, parent in parents]

    async def _fetch(self, ids: Iterable[str]) -> None:
        """Fetch posts that others answer, as far as this visit may."""
        missing = [one for one in dict.fromkeys(ids) if one not in self._found]
        asked = missing[: self._left]
        if len(asked) < len(missing):
            self._door.problems[LONE_REPLIES] = None
        self._left -= len(asked)
        found = await self._server.many(asked) if asked else None
        pages = [found] if found else [await self._server.one(one) for one in asked]
        posts = [post for page in pages if isinstance(page, Page) for post in page.posts]
        self._found |= {post.lookup: post for post in posts}


async def recheck(door: Door, server: Server, parents: Parents) -> None:
    """Ask again for posts that are held: edited ones come anew, those that are gone go."""
    alone = CONFIRMED
    for batch in door.due(BATCH):
        page = await server.many([due.lookup for due in batch])
        posts = await parents.joined(page) if page else []
        found = {post.lookup: post for post in posts}
        for due in batch:
            if due.lookup in found:
                await door.compare([due], [found[due.lookup]])
            elif alone == 0 or not await _confirm(door, server, parents, due):
                return
            else:
                alone -= 1


async def _confirm(door: Door, server: Server, parents: Parents, due: Due) -> bool:
    """Ask for a post alone, for a server may leave out what it has; False: ask for no more."""
    page = await server.one(due.lookup)
    if isinstance(page, Page):
        if page.posts or page.gone:
            await door.compare([due], await parents.joined(page))
        return True
    is_gone = page.status in {404, 410}
    if is_gone:
        await door.compare([due], ())
    return is_gone or page.access is Access.REFUSED
