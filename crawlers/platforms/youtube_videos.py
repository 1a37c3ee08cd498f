"""Videos and comments by YouTube's interface: taken where they are listed, and asked for again.

Asking again also keeps to https://developers.google.com/youtube/terms/developer-policies: what is
stored is refreshed or deleted within 30 days (the visits do it daily, later weekly).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from crawlers.network.fetch import Failure
from crawlers.platforms.youtube_api import NO_COMMENTS, YoutubeApi
from crawlers.platforms.youtube_posts import (
    COMMENT,
    UNFOLDED,
    VIDEO,
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


async def recheck(door: Door, api: YoutubeApi, met: Met) -> Failure | None:
    """Ask whether videos and comments are still there; videos that are, are added to `met`."""
    for batch in door.due(BATCH):
        videos, comments = (
            [due for due in batch if due.lookup.startswith(f"{kind} ")] for kind in (VIDEO, COMMENT)
        )
        if videos:
            page = await _videos(api, [due.lookup.split(" ")[1] for due in videos])
            if isinstance(page, Failure):
                return page
            await door.compare(videos, page.posts)
            met.videos.update((post.native_id, post) for post in page.posts)
        if comments and (failure := await _ask_again(door, api, comments)):
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


async def _ask_again(door: Door, api: YoutubeApi, asked: Sequence[Due]) -> Failure | None:
    """Ask for comments again. A batch that is refused has one that is gone (404) or that is not for
    us (403), and is halved until that one is found."""
    of = {one: video for due in asked for _, one, video in [f"{due.lookup}  ".split(" ")[:3]]}
    parameters = {"part": "snippet", "textFormat": "plainText", "id": ",".join(of)}
    page = await api.page("comments", parameters, parse_comments, of)
    if isinstance(page, Page):
        await door.compare(asked, page.posts)
        return None
    if not _is_of_one(page):
        return page
    if len(asked) == 1:
        await door.compare(asked if page.status == 404 else (), ())
        return None
    middle = len(asked) // 2
    failed = await _ask_again(door, api, asked[:middle])
    return failed or await _ask_again(door, api, asked[middle:])


async def _threads(door: Door, api: YoutubeApi, video: Post) -> Failure | None:
    """Take the comments of a video, and the answers that are folded away."""
    parameters = {
        "part": "snippet,replies", "videoId": video.native_id, "order": "time",
        "textFormat": "plainText", "maxResults": "100",
    }  # fmt: skip
    unfolded: list[str] = []
    said = (video.native_id, video.title, video.names)
    async for page in api.pages(
        "commentThreads", parameters, MAX_THREAD_PAGES, parse_threads, *said
    ):
        if isinstance(page, Failure):
            return page
        await door.take(page.posts)
        unfolded += filter(None, page.detail(UNFOLDED).split(","))
    for parent in unfolded[:MAX_UNFOLDED]:
        if failure := await _replies(door, api, video, parent):
            return failure
    return None


async def _replies(door: Door, api: YoutubeApi, video: Post, parent: str) -> Failure | None:
    parameters = {
        "part": "snippet", "parentId": parent, "textFormat": "plainText", "maxResults": "100",
    }  # fmt: skip
    said = ({}, video.native_id)
    async for page in api.pages("comments", parameters, MAX_REPLY_PAGES, parse_comments, *said):
        if isinstance(page, Failure):
            return None if page.status == 404 else page  # gone since it was listed
        await door.take(page.posts)
    return None
