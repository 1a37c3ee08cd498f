"""Videos and comments by YouTube's interface: taken where they are listed, and asked for again.

Asking again also keeps to https://developers.google.com/youtube/terms/developer-policies: what is
stored is refreshed or deleted within 30 days (the visits do it daily, later weekly).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from crawlers.network.fetch import Failure
from crawlers.platforms.asked_again import LONE_REPLIES, compare_shown
from crawlers.platforms.youtube_api import NO_COMMENTS, YoutubeApi
from crawlers.platforms.youtube_posts import (
    COMMENT,
    PLATFORM,
    UNFOLDED,
    VIDEO,
    answering,
    parse_comments,
    parse_threads,
    parse_videos,
)
from crawlers.posts import Page, Post
from crawlers.visits.door import Door, Due
from store.records import Access

BATCH = 50
"""Ids that the interface takes at a time."""
MAX_VIDEOS = 30
"""Videos whose comments are asked for in one visit, those with the most first."""
MAX_THREAD_PAGES = 5
"""Pages of a hundred threads read of a video, the newest first."""
MAX_UNFOLDED = 20
"""Threads of a video whose further answers are asked for in one visit."""
MAX_REPLY_PAGES = 2


@dataclass
class Met:
    """Videos met in a visit that are new or were asked for again, until their comments are read.

    `left`: of so many videos they may still be asked for.
    """

    videos: dict[str, Post] = field(default_factory=dict)
    left: int = MAX_VIDEOS


async def take_videos(door: Door, api: YoutubeApi, ids: Sequence[str], met: Met) -> Page | Failure:
    """Take the videos with these ids; those that are new are added to `met`."""
    posts: list[Post] = []
    for start in range(0, len(ids), BATCH):
        page = await _videos(api, ids[start : start + BATCH])
        if isinstance(page, Failure):
            return page
        met.videos.update((post.native_id, post) for post in page.posts if _is_new(door, post))
        await door.take(page.posts)
        posts += page.posts
    return Page(tuple(posts))


async def recheck(door: Door, api: YoutubeApi, met: Met, sure: bool = False) -> Failure | None:
    """Ask whether videos and comments are still there; videos that are, are added to `met`.

    `sure`: their channel is gone, so all of them may be.
    """
    for batch in door.due(BATCH):
        videos, comments = (
            [due for due in batch if due.lookup.startswith(f"{kind} ")] for kind in (VIDEO, COMMENT)
        )
        if videos:
            page = await _videos(api, [due.lookup.split(" ")[1] for due in videos])
            if isinstance(page, Failure):
                return page
            await compare_shown(door, PLATFORM, videos, page, sure)
            met.videos.update((post.native_id, post) for post in page.posts)
        if comments and (failure := await _ask_again(door, api, comments, sure)):
            return failure
    return None


async def take_comments(door: Door, api: YoutubeApi, met: Met) -> Failure | None:
    """Read the comments of the videos met that have the words that are searched for."""
    wanted = [video for video in met.videos.values() if video.comments]
    met.videos.clear()
    wanted = [video for video in wanted if door.searches.match(f"{video.title}\n{video.text}")]
    wanted.sort(key=lambda video: (-(video.comments or 0), video.native_id))
    if len(wanted) > met.left:
        door.problems["comments of some videos left to a later visit"] = None
    for video in wanted[: met.left]:
        met.left -= 1
        failure = await _threads(door, api, video)
        if failure and not _is_of_one(failure):
            return failure
    return None


def _is_new(door: Door, video: Post) -> bool:
    """Whether a video is new to the last visit that came to its end: one that was cut off may have
    taken it without its comments."""
    young = video.published_at is not None and video.published_at >= door.back_to
    return young or not door.is_known(video)


def _is_of_one(failure: Failure) -> bool:
    """Whether one video alone is refused: it takes no comments, or has gone since it was listed."""
    if failure.access is Access.RATE_LIMITED or failure.code == "key":
        return False
    return failure.code == NO_COMMENTS or failure.status in (403, 404)


async def _videos(api: YoutubeApi, ids: Sequence[str]) -> Page | Failure:
    parameters = {"part": "snippet,statistics", "id": ",".join(ids), "maxResults": str(BATCH)}
    return await api.page("videos", parameters, parse_videos)


async def _ask_again(
    door: Door, api: YoutubeApi, asked: Sequence[Due], sure: bool
) -> Failure | None:
    """Ask for comments again. A batch that is refused has one that is gone (404) or that is not for
    us (403), and is halved until that one is found."""
    of = {one: video for due in asked for _, one, video in [f"{due.lookup}  ".split(" ")[:3]]}
    parameters = {"part": "snippet", "textFormat": "plainText", "id": ",".join(of)}
    page = await api.page("comments", parameters, parse_comments, of)
    if isinstance(page, Page):
        sure = sure or len(set(of.values())) == 1  # a video takes its comments with it
        return await _compare_comments(door, api, asked, page, sure)
    if not _is_of_one(page):
        return page
    if len(asked) == 1:
        await door.compare(asked if page.status == 404 else (), ())
        return None
    middle = len(asked) // 2
    failed = await _ask_again(door, api, asked[:middle], sure)
    return failed or await _ask_again(door, api, asked[middle:], sure)


async def _compare_comments(
    door: Door, api: YoutubeApi, asked: Sequence[Due], page: Page, sure: bool
) -> Failure | None:
    """Compare comments; those that are edited have the names of those whom they answer, or stay as
    they are: nobody is named by an edit."""
    edited = [post for post in page.posts if not door.is_known(post)]
    above = await _above(api, edited) if edited else {}
    if isinstance(above, Failure):
        return above
    lone = {post.document_id for post in edited if not above[post.native_id]}
    if lone:
        door.problems[LONE_REPLIES] = None
    posts = [
        answering(one, found) if (found := above.get(one.native_id)) else one for one in page.posts
    ]
    asked = [due for due in asked if due.document_id not in lone]
    await compare_shown(door, PLATFORM, asked, replace(page, posts=tuple(posts)), sure)
    return None


async def _above(api: YoutubeApi, comments: Sequence[Post]) -> dict[str, list[Post]] | Failure:
    """What each of these comments answers, the nearest first; [] where a part of it is missing."""
    named = {one.native_id: [one.answers, one.lookup.split(" ")[-1]] for one in comments}
    videos = await _videos(api, list({ids[-1] for ids in named.values()}))
    if isinstance(videos, Failure):
        return videos
    found = {post.native_id: post for post in videos.posts}
    parents = {one for one, video in named.values() if one != video}
    if parents:
        parameters = {"part": "snippet", "textFormat": "plainText", "id": ",".join(parents)}
        page = await api.page("comments", parameters, parse_comments)
        if isinstance(page, Failure) and not _is_of_one(page):
            return page
        found |= {post.native_id: post for post in page.posts} if isinstance(page, Page) else {}
    return {
        one: [found[at] for at in dict.fromkeys(ids)] if found.keys() >= {*ids} else []
        for one, ids in named.items()
    }


async def _threads(door: Door, api: YoutubeApi, video: Post) -> Failure | None:
    """Take the comments of a video, and the answers that are folded away."""
    parameters = {
        "part": "snippet,replies", "videoId": video.native_id, "order": "time",
        "textFormat": "plainText", "maxResults": "100",
    }  # fmt: skip
    unfolded: list[Post] = []
    said = (video.native_id, video.title, video.names)
    async for page in api.pages(
        "commentThreads", parameters, MAX_THREAD_PAGES, parse_threads, *said
    ):
        if isinstance(page, Failure):
            return page
        await door.take(page.posts)
        folded = page.detail(UNFOLDED).split(",")
        unfolded += (post for post in page.posts if post.native_id in folded)
    for parent in unfolded[:MAX_UNFOLDED]:
        if failure := await _replies(door, api, video, parent):
            return failure
    return None


async def _replies(door: Door, api: YoutubeApi, video: Post, parent: Post) -> Failure | None:
    parameters = {
        "part": "snippet", "parentId": parent.native_id, "textFormat": "plainText",
        "maxResults": "100",
    }  # fmt: skip
    said = ({}, video.native_id, parent.text, parent.names)
    async for page in api.pages("comments", parameters, MAX_REPLY_PAGES, parse_comments, *said):
        if isinstance(page, Failure):
            return None if page.status == 404 else page  # gone since it was listed
        await door.take(page.posts)
    return None
