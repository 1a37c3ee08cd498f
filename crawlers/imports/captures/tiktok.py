"""TikTok's videos and comments as its pages load them.

Shapes: the web answers `itemList` and `comments` as Zeeschuimer keeps them, by the mappings of 4CAT
(https://github.com/digitalmethodsinitiative/4cat, datasources/tiktok/search_tiktok.py and
datasources/tiktok_comments/search_tiktok_comments.py) and Zeeschuimer's modules/tiktok.js. Videos
were also compared with a real capture of 2023
(https://github.com/jorisheijkant/zeeschuimer-decoder, test-files/tiktok-test.ndjson); comments
never met one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from crawlers.imports.captures.values import (
    Captured,
    at,
    count_of,
    id_of,
    in_url,
    language_of,
    marked,
    moment_of,
    names_of,
    object_at,
    objects_at,
    other_id_of,
    text_at,
    texts_of,
)
from crawlers.imports.reading import ANNONS, INGEN_POST, SAKNAR_TEXT, Unusable
from crawlers.posts import Post
from store.records import DocumentKind

PLATFORM = "tiktok.com"


def post_of(data: Captured, now: datetime) -> Post:
    """A video: its description, and below it what is written in the picture.

    Raises Unusable, also for advertisements and live broadcasts.
    """
    if data.get("isAd") is True:
        raise Unusable(ANNONS)
    if "liveRoomInfo" in data or not data.keys() & {"desc", "contents", "stickersOnItem"}:
        raise Unusable(INGEN_POST)
    native_id = id_of(data.get("id"))
    parts = [data, *objects_at(data, "contents")]
    described = _described(parts)
    title = text_at(data, "imagePost", "title").strip()
    text = "\n".join((described, *_stickers(data))).strip()
    if not (text or title):
        raise Unusable(SAKNAR_TEXT)
    extras = [extra for part in parts for extra in objects_at(part, "textExtra")]
    author, nickname = _author(data)
    stats, newer = object_at(data, "stats"), object_at(data, "statsV2")
    duet = other_id_of(at(data, "duetInfo", "duetFromId"))
    return Post(
        platform=PLATFORM,
        native_id=native_id,
        text=text,
        title=unnamed(title),
        url=address(author, native_id),
        author=author,
        names=names_of(nickname, *_mentioned_in(parts, described)),
        kind=DocumentKind.VIDEO,
        answers="" if duet == "0" else duet,
        language=language_of(data.get("textLanguage")),
        published_at=moment_of(data.get("createTime"), now),
        hashtags=texts_of(
            (
                *(extra.get("hashtagName") for extra in extras),
                *(challenge.get("title") for challenge in objects_at(data, "challenges")),
            )
        ),
        likes=count_of(stats.get("diggCount"), newer.get("diggCount")),
        shares=count_of(stats.get("shareCount"), newer.get("shareCount")),
        comments=count_of(stats.get("commentCount"), newer.get("commentCount")),
        views=count_of(stats.get("playCount"), newer.get("playCount")),
    )


def address(author: str, native_id: str) -> str:
    """The address of a video; TikTok finds it without its author, too."""
    return f"https://www.tiktok.com/@{in_url(author)}/video/{native_id}"


def _described(parts: list[Captured]) -> str:
    """What the author wrote: in the post itself, else in the paragraphs that it is made of."""
    whole, *paragraphs = (text_at(part, "desc") for part in parts)
    return whole or "\n".join(filter(None, paragraphs))


def sticker_lines(texts: Iterator[str]) -> tuple[str, ...]:
    """What is written in the picture, a line each: the same words are often shown again."""
    return texts_of(line.strip() for text in texts for line in text.splitlines())


def _stickers(data: Captured) -> tuple[str, ...]:
    stickers = objects_at(data, "stickersOnItem")
    if not stickers:
        return ()
    lists = (sticker.get("stickerText") for sticker in stickers)
    written = (each if isinstance(each, list) else [each] for each in lists)
    return sticker_lines(text for texts in written for text in texts if isinstance(text, str))


def _author(data: Captured) -> tuple[str, str]:
    """Handle and display name: an object in what pages load, two texts in what they embed."""
    author = data.get("author")
    if isinstance(author, dict):
        return text_at(author, "uniqueId") or text_at(author, "id"), text_at(author, "nickname")
    return text_at(data, "author"), text_at(data, "nickname")


def _mentioned_in(parts: list[Captured], described: str) -> Iterator[str]:
    """The accounts mentioned: where they stand is told of each part's own words."""
    for part in parts:
        extras = objects_at(part, "textExtra")
        yield from _mentioned(text_at(part, "desc") or described, extras)


def _mentioned(described: str, extras: list[Captured]) -> Iterator[str]:
    """The accounts that a description mentions: their handles, and the names that it shows."""
    for extra in extras:
        handle = text_at(extra, "userUniqueId") or text_at(extra, "user_unique_id")
        if handle or other_id_of(extra.get("userId") or extra.get("user_id") or "0") != "0":
            start, end = extra.get("start"), extra.get("end")
            yield handle
            if type(start) is int and type(end) is int:
                yield marked(described, start, end - start)


def unnamed(text: str) -> str:
    """A text of TikTok that comes without the places of its mentions, which show names.

    Handles have small letters; behind a mention with a capital its further words are hidden, too.

    >>> unnamed("soc ljuger @Maj Ek! @majek71 Nu")
    'soc ljuger @konto! @majek71 Nu'
    """
    return _NAMED.sub("@konto", text)


_CAPITAL = "[A-ZÀ-ÖØ-ÞĆČĞİŁŚŞŠŻŽ]"
_NAMED = re.compile(rf"(?<!\w)@{_CAPITAL}[\w.'-]*(?:[ \u00a0]{_CAPITAL}[\w'-]*){{0,2}}")


def comment_of(data: Captured, now: datetime) -> Post:
    """A comment: it answers another one, or the video, whose description is its context."""
    if not data.keys() & {"cid", "aweme_id"}:
        raise Unusable(INGEN_POST)
    native_id = id_of(data.get("cid"))
    text = text_at(data, "text")
    if not text.strip():
        raise Unusable(SAKNAR_TEXT)
    video, answered = other_id_of(data.get("aweme_id")), _answered(data)
    user = object_at(data, "user")
    mentions = _mentioned(text, objects_at(data, "text_extra"))
    return Post(
        platform=PLATFORM,
        native_id=native_id,
        text=text,
        url=f"{address('', video)}?share_comment_id={native_id}" if video else "",
        author=text_at(user, "unique_id") or text_at(user, "uid"),
        names=names_of(
            user.get("nickname"),
            data.get("reply_to_username"),
            data.get("reply_to_nickname"),
            *mentions,
        ),
        kind=DocumentKind.COMMENT,
        context="" if answered else unnamed(text_at(data, "share_info", "title")),
        answers=answered or video,
        language=language_of(data.get("comment_language")),
        published_at=moment_of(data.get("create_time"), now),
        likes=count_of(data.get("digg_count")),
        comments=count_of(data.get("reply_comment_total")),
    )


def _answered(data: Captured) -> str:
    """The comment that one answers: where several answer each other, the one just before."""
    told = (other_id_of(data.get(name)) for name in ("reply_to_reply_id", "reply_id"))
    return next((answered for answered in told if answered not in ("", "0")), "")
