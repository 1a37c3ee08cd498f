"""The comments of Reddit's posts: whose are read, and what a visit that is cut off leaves."""

from __future__ import annotations

from collections.abc import Iterable

from crawlers.network.fetch import Failure
from crawlers.platforms.reddit_api import RedditApi
from crawlers.platforms.reddit_posts import parse_comments
from crawlers.platforms.reddit_recheck import BATCH, info, unless_lone
from crawlers.posts import Post
from crawlers.visits.door import READ, Door, unread
from crawlers.visits.newest_first import NewestFirst
from store.records import DocumentKind

MAX_TREES = 30
"""Posts whose comments are asked for in one visit, those with the most first."""
COMMENTS = 500


class Discussed:
    """The posts of a visit that may have new comments and are about what is searched for."""

    def __init__(self, door: Door, api: RedditApi, listings: NewestFirst) -> None:
        self.listings = listings
        self._door = door
        self._api = api
        self._posts: dict[str, Post] = {}
        self._to_recall = set(listings.remembered)

    async def recall(self) -> Failure | None:
        """Add the posts that a visit before this one noted, and was cut off from."""
        if not self._to_recall:
            return None
        page = await info(self._door, self._api, sorted(self._to_recall))
        if isinstance(page, Failure):
            return page
        self._to_recall.clear()
        self.add(page.posts)
        return None

    def note(self, listed: Iterable[Post]) -> None:
        """Add what is new on a page of a listing."""
        self.add(post for post in listed if _is_new(self._door, post))

    def add(self, posts: Iterable[Post]) -> None:
        """Add posts; they are kept with the next page that is, as many as can be recalled."""
        self._posts.update((post.native_id, post) for post in posts if self._is_wanted(post))
        names = [*(post.native_id for post in self._wanted()[:MAX_TREES]), *sorted(self._to_recall)]
        self.listings.remembered = dict.fromkeys(names[:BATCH], "")

    async def read(self) -> Failure | None:
        """Read the comments of posts with the words that are searched for."""
        wanted = self._wanted()
        if len(wanted) > MAX_TREES:
            left = f"comments of {len(wanted) - MAX_TREES} posts left to a later visit"
            self._door.problems[left] = None
        for post in wanted[:MAX_TREES]:
            if failure := await self._read(post):
                return failure
            self.listings.remembered.pop(post.native_id, None)
            await self.listings.keep()
        return None

    def _is_wanted(self, post: Post) -> bool:
        is_discussed = post.kind is DocumentKind.POST and bool(post.comments)
        return is_discussed and bool(self._door.searches.match(f"{post.title}\n{post.text}"))

    def _wanted(self) -> list[Post]:
        return sorted(
            self._posts.values(), key=lambda post: (-(post.comments or 0), post.native_id)
        )

    async def _read(self, post: Post) -> Failure | None:
        path = f"/comments/{post.native_id[3:]}?limit={COMMENTS}&sort=new&raw_json=1"
        answer = await self._api.ask(path)
        if isinstance(answer, Failure):
            # This post only: gone since it was listed, or closed to others.
            return None if answer.status in (302, 403, 404) else answer
        page = await self._door.read(parse_comments, answer)
        if page.access not in READ:
            return unread(page)
        await self._door.take(unless_lone(self._door, page))
        return None


def _is_new(door: Door, post: Post) -> bool:
    """Whether a post is new to the last visit that came to its end: one that was cut off may have
    taken it without its comments."""
    young = post.published_at is not None and post.published_at >= door.back_to
    return young or not door.is_known(post)
