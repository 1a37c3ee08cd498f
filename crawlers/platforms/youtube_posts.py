"""Videos and comments in the JSON of YouTube's Data API v3, from bytes to Pages. No network here.

Resources as in https://developers.google.com/youtube/v3/docs: search results and playlists only
name videos here, as the former cut their texts and escape their titles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from crawlers.json_answers import Json
from crawlers.markup import plain_text, short_language, tidy
from crawlers.platforms.json_pages import (
    UNREADABLE,
    figure,
    iso_time,
    json_of,
    string,
    unread_of,
    within,
    wrong_shape,
)
from crawlers.posts import Page, Post
from store.records import Access, DocumentKind

PLATFORM = "youtube.com"
WATCH = "https://www.youtube.com/watch?v="
MAX_ROWS = 1_000
"""Rows read of one answer; the interface gives at most 100."""
ROWS = "rows"
"""The detail of a Page that names videos: their ids with commas between."""
UNFOLDED = "unfolded"
"""The detail of a Page of threads: comments with more answers than the page has."""
VIDEO = "video"
COMMENT = "comment"
_VIDEO_ID = re.compile(r"[\w-]{11}", re.A)
_COMMENT_ID = re.compile(r"[\w.-]{10,120}", re.A)
_CHANNEL_ID = re.compile(r"UC[\w-]{22}", re.A)
_WANTED = "en lista från YouTube"
_NONE: Mapping[str, str] = MappingProxyType({})


def parse_ids(body: bytes, url: str, content_type: str, now: datetime) -> Page:
    """The ids of what a search, a playlist or a question for channels lists, in `rows`."""
    found = _rows(body, content_type)
    if isinstance(found, Page):
        return found
    rows, json = found
    ids = (
        string(row, "id", "videoId")
        or string(row, "contentDetails", "videoId")
        or string(row, "snippet", "resourceId", "videoId")
        or string(row, "id")
        for row in rows
    )
    known = [each for each in ids if _VIDEO_ID.fullmatch(each) or _CHANNEL_ID.fullmatch(each)]
    return Page(
        next=string(json.value, "nextPageToken"),
        problems=json.problems,
        access=Access.OK if known else Access.EMPTY_VALID,
        details=((ROWS, ",".join(dict.fromkeys(known))),),
    )


def parse_videos(body: bytes, url: str, content_type: str, now: datetime) -> Page:
    """Videos with their figures: an answer of videos.list."""
    found = _rows(body, content_type)
    if isinstance(found, Page):
        return found
    rows, json = found
    return _asked_for(rows, [_video(row, now) for row in rows], json)


def parse_threads(
    body: bytes, url: str, content_type: str, now: datetime,
    video: str, title: str, names: tuple[str, ...] = (),
) -> Page:  # fmt: skip
    """Comments of a video and the answers that come with them: of commentThreads.list.

    `title` is the video's, and the context of what answers it; `names` are its channel's. What
    is answered names its author as often as not, so an answer has the names of that, too.
    """
    found = _rows(body, content_type)
    if isinstance(found, Page):
        return found
    rows, json = found
    posts: list[Post] = []
    unfolded: list[str] = []
    for row in rows:
        top = _comment(within(row, "snippet", "topLevelComment"), video, now, title, names)
        if top is None:
            continue
        inner = _list(within(row, "replies", "comments"))
        said = (top.text, top.names)
        replies = [reply for one in inner if (reply := _comment(one, video, now, *said))]
        posts += [top, *replies]
        if (figure(row, "snippet", "totalReplyCount") or 0) > len(replies):
            unfolded.append(top.native_id)
    return _page(posts, json, string(json.value, "nextPageToken"), ",".join(unfolded))


def parse_comments(
    body: bytes, url: str, content_type: str, now: datetime,
    videos: Mapping[str, str] = _NONE, video: str = "",
    context: str = "", names: tuple[str, ...] = (),
) -> Page:  # fmt: skip
    """Comments: of comments.list. `videos` are those of comments asked for by id, `video` that of
    all others, which have the `context` and `names` of what they answer."""
    found = _rows(body, content_type)
    if isinstance(found, Page):
        return found
    rows, json = found
    of = ((row, videos.get(string(row, "id"), video)) for row in rows)
    return _asked_for(rows, [_comment(row, at, now, context, names) for row, at in of], json)


def answering(comment: Post, above: Sequence[Post]) -> Post:
    """A comment with what it answers (the comment and the video that it stands under, the nearest
    first), whose authors are masked in it, too."""
    names = (name for one in above for name in one.names)
    return replace(
        comment,
        context=above[0].text if above[0].kind is DocumentKind.COMMENT else above[0].title,
        names=tuple(dict.fromkeys((*comment.names, *names))),
    )


def is_channel(value: str) -> bool:
    """Whether this is the id of a channel."""
    return _CHANNEL_ID.fullmatch(value) is not None


def is_video(value: str) -> bool:
    """Whether this is the id of a video."""
    return _VIDEO_ID.fullmatch(value) is not None


def lines(text: str) -> str:
    """A text without empty lines, as feeds are read: the same words by every way."""
    parts = (" ".join(part.split()) for part in text.splitlines())
    return tidy("\n".join(part for part in parts if part))


def _rows(body: bytes, content_type: str) -> tuple[list[Any], Json] | Page:
    found = json_of(body, content_type, _WANTED)
    if isinstance(found, Page):
        return found
    if not string(found.value, "kind").startswith("youtube#"):
        return wrong_shape(_WANTED, found.problems)
    return _list(within(found.value, "items")), found


def _asked_for(rows: Sequence[Any], found: Sequence[Post | None], json: Json) -> Page:
    """The Page of posts that may have been asked for by their ids: those missing count as gone, so
    nothing else may be taken for an empty list, and what cannot be read is told."""
    posts = [post for post in found if post]
    if not isinstance(within(json.value, "items"), list) or (rows and not posts):
        return wrong_shape(_WANTED, json.problems)
    unread = [string(row, "id") for row, post in zip(rows, found, strict=True) if not post]
    page = _page(posts, json, string(json.value, "nextPageToken"))
    return replace(
        page,
        problems=(*page.problems, *([UNREADABLE] if unread else [])),
        details=(*page.details, *unread_of(unread)),
    )


def _page(posts: list[Post], json: Json, following: str = "", unfolded: str = "") -> Page:
    return Page(
        posts=tuple(posts),
        next=following,
        problems=json.problems,
        access=Access.OK if posts else Access.EMPTY_VALID,
        details=((UNFOLDED, unfolded),),
    )


def _list(value: Any) -> list[Any]:
    return value[:MAX_ROWS] if isinstance(value, list) else []


def _video(row: Any, now: datetime) -> Post | None:
    native_id, said = string(row, "id"), within(row, "snippet")
    if not is_video(native_id) or not isinstance(said, dict):
        return None
    return Post(
        platform=PLATFORM,
        native_id=native_id,
        kind=DocumentKind.VIDEO,
        title=" ".join(tidy(string(said, "title")).split()),
        text=lines(string(said, "description")),
        url=WATCH + native_id,
        author=string(said, "channelId"),
        names=tuple(filter(None, (string(said, "channelTitle"),))),
        language=short_language(
            string(said, "defaultAudioLanguage") or string(said, "defaultLanguage")
        ),
        published_at=iso_time(within(said, "publishedAt"), now),
        likes=figure(row, "statistics", "likeCount"),
        comments=figure(row, "statistics", "commentCount"),
        views=figure(row, "statistics", "viewCount"),
        lookup=f"{VIDEO} {native_id}",
    )


def _comment(
    row: Any, video: str, now: datetime, context: str, names: tuple[str, ...] = ()
) -> Post | None:
    native_id, said = string(row, "id"), within(row, "snippet")
    if not _COMMENT_ID.fullmatch(native_id) or not isinstance(said, dict):
        return None
    video = video if is_video(video) else string(said, "videoId")
    video = video if is_video(video) else ""
    name = string(said, "authorDisplayName")
    published_at = iso_time(said.get("publishedAt"), now)
    edited_at = iso_time(said.get("updatedAt"), now)
    return Post(
        platform=PLATFORM,
        native_id=native_id,
        kind=DocumentKind.COMMENT,
        text=_words(said),
        url=f"{WATCH}{video}&lc={native_id}" if video else "",
        author=string(said, "authorChannelId", "value") or name,
        names=(*_names(said, name), *names),
        context=context,
        answers=string(said, "parentId") or video,
        published_at=published_at,
        edited_at=edited_at if edited_at != published_at else None,
        likes=figure(said, "likeCount"),
        lookup=f"{COMMENT} {native_id} {video}".strip(),
    )


def _words(said: Any) -> str:
    """What a comment says: it is asked for as plain text, and HTML is met all the same."""
    own = string(said, "textOriginal")
    return lines(own) if own else plain_text(string(said, "textDisplay"), lines=True)


def _names(said: Any, name: str) -> tuple[str, ...]:
    """The author's name and handle: newer accounts are called `@handle`."""
    handle = string(said, "authorChannelUrl").rpartition("/@")[2]
    found = (name, name.lstrip("@"), handle if "/" not in handle else "")
    return tuple(dict.fromkeys(each for each in found if each))
