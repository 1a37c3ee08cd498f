"""A row of 4CAT's CSV as a Post: what its columns are called for each platform.

Columns by the mappings in https://github.com/digitalmethodsinitiative/4cat, datasources/*/search_*,
of its first years, too, when `timestamp` was an epoch, and by datasources/upload/import_formats.py:
there the files of CrowdTangle and of YouTube Data Tools become data sets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from crawlers.imports.articles import once
from crawlers.imports.captures import x
from crawlers.imports.captures.facebook import handle_of
from crawlers.imports.captures.tiktok import sticker_lines, unnamed
from crawlers.imports.captures.values import count_of, language_of, names_of, plain
from crawlers.imports.fourcat_ids import address_of, ids_of
from crawlers.imports.fourcat_platforms import (
    FACEBOOK,
    REDDIT,
    TELEGRAM,
    TIKTOK,
    Columns,
    Fields,
    X,
    columns_of,
)
from crawlers.imports.fourcat_times import moment_of
from crawlers.imports.reading import ANNONS, BORTTAGET, SAKNAR_TEXT, Unusable
from crawlers.platforms.reddit_words import is_taken_away, own_words
from crawlers.posts import Post
from store.records import DocumentKind, TextStatus

_COUNT = re.compile(r"(\d[\d\s\u00a0]*)(?:[.,]0+)?")
_NAMES = (
    "author_full", "author_fullname", "author_name", "author_username", "author_display_name",
    "authorName", "channelTitle", "page_name", "retweeted_user", "quoted_user", "replied_user",
    "quote_author", "replied_author", "replied_to_user", "isReplyToName",
    "author_forwarded_from_name", "author_forwarded_from_username",
)  # fmt: skip
_LASTING = {
    "bsky.app": ("author_id",),
    "youtube.com": ("authorChannelId", "channelId"),
    "facebook.com": ("page_id",),
}
"""The columns of ids that last, where what is in `author` may change."""
_OF_CROWDTANGLE = ("image", "link", "description")
_LIKES = ("likes", "like_count", "num_likes", "amount_likes", "score", "likeCount")
_SHARES = ("shares", "retweet_count", "reposts", "amount_shares", "forwards", "repost_count")
_COMMENTS = (
    "comments", "reply_count", "num_comments", "replies", "amount_comments", "commentCount",
    "replyCount",
)  # fmt: skip
_VIEWS = ("plays", "impression_count", "views", "amount_plays", "viewCount", "views_total")
_TAGS = ("hashtags", "challenges", "tags")
_NOBODY = frozenset({"redacted", "[deleted]", "[removed]", "nan", "none"})
_BETWEEN = re.compile(r"[,;\n]")


def post_of(fields: Fields, now: datetime) -> tuple[tuple[str, str], Post]:
    """A post, and the id and the name of the source that it belongs to. Raises Unusable."""
    columns = columns_of(fields)
    row = {name.strip(): value.replace("\0", "").strip() for name, value in fields.items()}
    if row.get("is_ad") == "yes":  # a column of TikTok's; X's tables do not tell
        raise Unusable(ANNONS)
    native_id, answers = ids_of(columns, row)
    said = _said(columns, row)
    title = _title(columns, row, said.text)
    if not said.text and not title:
        raise Unusable(SAKNAR_TEXT)
    kind = DocumentKind.COMMENT if answers and columns.kind is DocumentKind.POST else columns.kind
    answered = unnamed(row.get("post_body", "")) if answers == row.get("post_id") else ""
    post = Post(
        platform=columns.platform,
        native_id=native_id,
        text=said.text,
        title=title,
        text_status=TextStatus.FULL if said.text else TextStatus.TITLE_ONLY,
        url=address_of(columns, row, native_id),
        author=(author := _author(columns, row)),
        names=names_of(said.of_other, *_names(row, author)),
        kind=kind,
        context=said.quoted or answered,
        answers=answers,
        language=language_of(_first(row, "language_guess", "lang", "language", "languages")),
        published_at=moment_of(row, now),
        shared_urls=_shared(columns, row),
        hashtags=tuple(_split(",".join(row.get(name, "") for name in _TAGS))),
        likes=_count(row, *_LIKES),
        shares=_count(row, *_SHARES),
        comments=_count(row, *_COMMENTS),
        views=_count(row, *_VIEWS),
    )
    return (columns.source_id, columns.name), post


class _Said(NamedTuple):
    """The words of a post; who wrote them where another one only shares them; and what is quoted
    beside them."""

    text: str
    of_other: str = ""
    quoted: str = ""


def _said(columns: Columns, row: Fields) -> _Said:
    """What a row says, the same as it is read of what was captured or crawled."""
    body = row.get("body", "")
    if columns is FACEBOOK:  # CrowdTangle's has words of pictures and links besides
        return _Said(once(body, *(row.get(f"body_{part}", "") for part in _OF_CROWDTANGLE)))
    if columns is REDDIT:
        if is_taken_away(body) or is_taken_away(row.get("subject", "")):
            raise Unusable(BORTTAGET)
        text, quoted = own_words(body)
        return _Said(text, quoted=quoted)
    if columns is X:
        return _Said(*x.shown_text(body), x.shown_text(row.get("quote_body", ""))[0])
    if columns.platform == TIKTOK.platform:
        body = unnamed(body)
    if stickers := row.get("stickers"):
        return _Said("\n".join((body, *sticker_lines(iter((stickers,))))).strip())
    return _Said(body)


def _title(columns: Columns, row: Fields, text: str) -> str:
    """The heading of a post, where it is not how the text begins; Reddit's are apart from it."""
    title = plain(_first(row, "subject", "videoTitle"))
    return "" if title in text and columns is not REDDIT else title


def _author(columns: Columns, row: Fields) -> str:
    """The account by the name that lasts, as other ways to the platform name it."""
    author = row.get("author", "").removeprefix("@")
    if author.lower() in _NOBODY:
        return ""
    channel = row.get("chat", "").lower()
    if columns is TELEGRAM and channel == row.get("author_username", channel).lower():
        return channel
    lasting = _first(row, *_LASTING.get(columns.platform, ()))
    return lasting or (handle_of(author) if columns is FACEBOOK else author)


def _names(row: Fields, author: str) -> Iterator[str]:
    """What else the author is called, and others whom the row names."""
    if (told := row.get("author", "")) != author and told.lower() not in _NOBODY:
        yield told
    for name in _NAMES:
        if (value := row.get(name, "")).lower() not in _NOBODY:
            yield value
    for name in ("mentions", "mentioned", "usertags", "entities_mentioned"):
        yield from _split(row.get(name, ""))


def _shared(columns: Columns, row: Fields) -> tuple[str, ...]:
    """What a post shares; of Reddit's the address leads there, or to the post where it has none."""
    if columns is not REDDIT:
        return tuple(_split(_first(row, "urls", "link_url", "links", "url_original")))
    url, own = row.get("url", ""), f"/comments/{row.get('id', '').removeprefix('t3_')}/"
    return (url,) if url.startswith(("http://", "https://")) and own not in f"{url}/" else ()


def _first(row: Fields, *names: str) -> str:
    return next((value for name in names if (value := row.get(name))), "")


def _split(value: str) -> Iterator[str]:
    return (part for each in _BETWEEN.split(value) if (part := each.strip()))


def _count(row: Fields, *names: str) -> int | None:
    match = _COUNT.fullmatch(_first(row, *names))
    return count_of("".join(match[1].split())) if match else None
