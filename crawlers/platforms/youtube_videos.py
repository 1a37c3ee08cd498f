"""Videos and comments by YouTube's interface: taken where they are listed, and asked for again.

Asking again also keeps to https://developers.google.com/youtube/terms/developer-policies: what is
stored is refreshed or deleted within 30 days (the visits do it daily, later weekly).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from crawlers.network.fetch import Failure
from crawlers.platforms.asked_again import LONE_REPLIES, compare_shown
from crawlers.platforms.youtube_api import YoutubeApi, is_of_one
from crawlers.platforms.youtube_posts import (
    COMMENT,
    PLATFORM,
    ROWS,
    VIDEO,
    answering,
    parse_comments,
    parse_ids,
    parse_videos,
)
from crawlers.posts import Page, Post
from crawlers.visits.door import Door, Due
from crawlers.visits.newest_first import Listed, NewestFirst

BATCH = 50
"""Ids that the interface takes at a time."""
NOTED = 100
"""Videos whose comments are still to be read that a cursor keeps."""
MAX_VIDEOS = 30
"""Videos whose comments are asked for in one visit, those with the most first."""


@dataclass
class Met:
    """Videos met in a visit that are new or were asked for again, until their comments are read.

    `left`: of so many videos they may still be asked for. `listings` keep which they are.
    """

    door: Door
    listings: NewestFirst
    videos: dict[str, Post] = field(default_factory=dict)
    left: int = MAX_VIDEOS

    def add(self, videos: Iterable[Post]) -> None:
        """Add those that have comments and are about what is searched for; they are kept with the
        next page that is."""
        self.videos.update((video.native_id, video) for video in videos if self._is_wanted(video))
        names = [video.native_id for video in self.most_discussed()[:BATCH]]
        noted = {**self.listings.remembered, **dict.fromkeys(names, "")}
        self.listings.remembered = dict([*noted.items()][-NOTED:])

    def most_discussed(self) -> list[Post]:
        """The videos, those with the most comments first."""
        return sorted(self.videos.values(), key=lambda one: (-(one.comments or 0), one.native_id))

    async def recall(self, api: YoutubeApi) -> Failure | None:
        """Add the videos that a visit before this one met, and was cut off from."""
        names = [one for one in self.listings.remembered if one not in self.videos]
        for start in range(0, len(names), BATCH):
            page = await _videos(api, names[start : start + BATCH])
            if isinstance(page, Failure):
                return page
            self.add(page.posts)
        self.listings.remembered = dict.fromkeys(self.videos, "")
        return None

    async def read(self, video: Post) -> None:
        """The comments of a video have been read."""
        self.listings.remembered.pop(video.native_id, None)
        await self.listings.keep()

    def _is_wanted(self, video: Post) -> bool:
        said = f"{video.title}\n{video.text}"
        return bool(video.comments) and bool(self.door.searches.match(said))


async def videos_of(door: Door, api: YoutubeApi, ids: Sequence[str], met: Met) -> Page | Failure:
    """The videos with these ids; those that are new are added to `met`."""
    posts: list[Post] = []
    for start in range(0, len(ids), BATCH):
        page = await _videos(api, ids[start : start + BATCH])
        if isinstance(page, Failure):
            return page
        posts += page.posts
    met.add(post for post in posts if _is_new(door, post))
    return Page(tuple(posts))


async def turn_of(
    door: Door, api: YoutubeApi, method: str, parameters: Mapping[str, str], met: Met
) -> Listed | Failure:
    """A page of what a method lists, with the videos that it names."""
    page = await api.page(method, parameters, parse_ids)
    if isinstance(page, Failure):
        return page
    ids = [each for each in page.detail(ROWS).split(",") if each]
    videos = await videos_of(door, api, ids, met)
    if isinstance(videos, Failure):
        return videos
    assert api.answer is not None, "a page was read from an answer"
    return Listed(replace(videos, next=page.next), api.answer)


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
            met.add(page.posts)
        if comments and (failure := await _ask_again(door, api, comments, sure)):
            return failure
    return None


def _is_new(door: Door, video: Post) -> bool:
    """Whether a video is new to the last visit that came to its end: one that was cut off may have
    taken it without its comments."""
    young = video.published_at is not None and video.published_at >= door.back_to
    return young or not door.is_known(video)


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
    if not is_of_one(page):
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
        if isinstance(page, Failure) and not is_of_one(page):
            return page
        found |= {post.native_id: post for post in page.posts} if isinstance(page, Page) else {}
    return {
        one: [found[at] for at in dict.fromkeys(ids)] if found.keys() >= {*ids} else []
        for one, ids in named.items()
    }
