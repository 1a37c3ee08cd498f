"""Asks Reddit whether posts and comments that are held are still there, and in the same words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from crawlers.network.fetch import Failure
from crawlers.platforms.asked_again import LONE_REPLIES, compare_shown
from crawlers.platforms.reddit_api import RedditApi
from crawlers.platforms.reddit_posts import LONE, PLATFORM, answering, parse_listing
from crawlers.posts import Page, Post
from crawlers.visits.door import READ, Door, unread
from store.records import DocumentKind

BATCH = 100
"""Things that /api/info takes at a time."""


async def recheck(
    door: Door, api: RedditApi, answered: dict[str, Post], sure: bool = False
) -> Failure | None:
    """Ask whether posts are still there; those that are go to `answered`, as they may have got
    comments in the meantime. `sure`: their subreddit is gone, so all of them may be.

    Comments that are edited get the names of those whom they answer, or stay as they are: nobody
    is named by an edit.
    """
    for batch in door.due(BATCH):
        page = await info(door, api, (due.lookup for due in batch))
        if isinstance(page, Failure):
            return page
        edited = [post for post in page.posts if _is_edited(door, post)]
        above = await _above(door, api, edited, dict(page.details))
        if isinstance(above, Failure):
            return above
        lone = {post.document_id for post in edited if not above[post.native_id]}
        if lone:
            door.problems[LONE_REPLIES] = None
        posts = tuple(answering(post, above.get(post.native_id, [])) for post in page.posts)
        asked = [due for due in batch if due.document_id not in lone]
        await compare_shown(door, PLATFORM, asked, replace(page, posts=posts), sure)
        answered.update((post.native_id, post) for post in page.posts)
    return None


def unless_lone(door: Door, page: Page) -> list[Post]:
    """The comments of a tree without edited ones of which it is not known whom they may name."""
    lone = page.detail(LONE).split(",")
    kept = [
        post
        for post in page.posts
        if post.native_id not in lone
        or not (door.has_met(post.document_id) and _is_edited(door, post))
    ]
    if len(kept) < len(page.posts):
        door.problems[LONE_REPLIES] = None
    return kept


def _is_edited(door: Door, post: Post) -> bool:
    """Whether a comment has other words than those held."""
    return post.kind is DocumentKind.COMMENT and not post.deleted and not door.is_known(post)


async def _above(
    door: Door, api: RedditApi, comments: Iterable[Post], details: dict[str, str]
) -> dict[str, list[Post]] | Failure:
    """What each comment answers, the nearest first; [] where an author of that is not known."""
    named = {one.native_id: details[one.native_id].split(",") for one in comments}
    ids = sorted({each for both in named.values() for each in both if each})
    found: dict[str, Post] = {}
    for start in range(0, len(ids), BATCH):
        page = await info(door, api, ids[start : start + BATCH])
        if isinstance(page, Failure):
            return page
        found |= {post.native_id: post for post in page.posts if not post.deleted}
    return {
        one: [found[each] for each in dict.fromkeys(both)] if found.keys() >= {*both} else []
        for one, both in named.items()
    }


async def info(door: Door, api: RedditApi, names: Iterable[str]) -> Page | Failure:
    """Posts and comments by their fullnames."""
    answer = await api.ask(f"/api/info?id={','.join(names)}&raw_json=1")
    if isinstance(answer, Failure):
        return answer
    page = await door.read(parse_listing, answer)
    return page if page.access in READ else unread(page)
