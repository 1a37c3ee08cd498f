"""Comments of YouTube's videos, and the answers to them, by the interface."""

from __future__ import annotations

from crawlers.network.fetch import Failure
from crawlers.platforms.youtube_api import YoutubeApi, is_of_one
from crawlers.platforms.youtube_posts import UNFOLDED, parse_comments, parse_threads
from crawlers.platforms.youtube_videos import Met
from crawlers.posts import Post
from crawlers.visits.door import Door

MAX_THREAD_PAGES = 5
"""Pages of a hundred threads read of a video, the newest first."""
MAX_UNFOLDED = 20
"""Threads of a video whose further answers are asked for in one visit."""
MAX_REPLY_PAGES = 2


async def take_comments(door: Door, api: YoutubeApi, met: Met) -> Failure | None:
    """Read the comments of the videos met that have the words that are searched for."""
    wanted = met.most_discussed()
    met.videos.clear()
    if len(wanted) > met.left:
        door.problems["comments of some videos left to a later visit"] = None
    for video in wanted[: met.left]:
        met.left -= 1
        failure = await _threads(door, api, video)
        if failure and not is_of_one(failure):
            return failure
        await met.read(video)
    return None


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
