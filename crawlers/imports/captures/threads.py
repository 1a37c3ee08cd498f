"""Threads' posts as its pages load them.

Shapes: Instagram's item list with `text_post_app_info`, by Zeeschuimer's modules/threads.js and
4CAT's datasources/threads/search_threads.py (https://github.com/digitalmethodsinitiative). Never
tried on a real capture.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from crawlers.imports.captures.values import (
    Captured,
    count_of,
    in_url,
    moment_of,
    names_of,
    object_at,
    objects_at,
    shortcode_of,
    target_of,
    text_at,
    texts_of,
)
from crawlers.imports.reading import INGEN_POST, SAKNAR_TEXT, Unusable
from crawlers.posts import Post
from store.records import DocumentKind

PLATFORM = "threads.net"


def post_of(data: Captured, now: datetime) -> Post:
    """A post; of one that only shares another, the text of that. Raises Unusable."""
    data = object_at(data, "post") or data
    if not data.keys() & {"caption", "text_post_app_info"}:
        raise Unusable(INGEN_POST)
    native_id = _native_id(data)
    about = object_at(data, "text_post_app_info")
    shared = object_at(about, "share_info", "reposted_post")
    quoted = object_at(about, "share_info", "quoted_post")
    text = _words(data) or _words(shared)
    if not text.strip():
        raise Unusable(SAKNAR_TEXT)
    author, name = _user(data)
    replied = object_at(about, "reply_to_author")
    return Post(
        platform=PLATFORM,
        native_id=native_id,
        text=text,
        url=address(author, native_id),
        author=author,
        names=names_of(
            name,
            text_at(replied, "username"),
            text_at(replied, "full_name"),
            *_user(shared),
            *_user(quoted),
            *_mentioned(about),
        ),
        kind=DocumentKind.COMMENT if about.get("is_reply") is True else DocumentKind.POST,
        context=_words(quoted),
        answers=_other_id(shared) or _other_id(quoted),
        published_at=moment_of(data.get("taken_at"), now),
        shared_urls=texts_of(_links(about)),
        hashtags=texts_of(_tags(about)),
        likes=None if _hides_likes(data) else count_of(data.get("like_count")),
        shares=count_of(about.get("repost_count")),
        comments=count_of(about.get("direct_reply_count")),
    )


def address(author: str, native_id: str) -> str:
    """The address of a post."""
    return f"https://www.threads.com/@{in_url(author)}/post/{native_id}"


def _native_id(data: Captured) -> str:
    return shortcode_of(data.get("code"), data.get("pk"), data.get("id"))


def _other_id(data: Captured) -> str:
    try:
        return _native_id(data)
    except Unusable:
        return ""


def _user(data: Captured) -> tuple[str, str]:
    user = object_at(data, "user")
    return text_at(user, "username"), text_at(user, "full_name")


def _fragments(about: Captured) -> list[Captured]:
    return objects_at(about, "text_fragments", "fragments")


def _hides_likes(data: Captured) -> bool:
    """Whether the author hides the likes; a number stands there even so."""
    return data.get("like_and_view_counts_disabled") is True


def _links(about: Captured) -> Iterator[str]:
    """Where the links of a post lead; its words show only how they begin."""
    yield target_of(text_at(about, "link_preview_attachment", "url"))
    for piece in _fragments(about):
        yield target_of(text_at(piece, "link_fragment", "uri"))


def _tags(about: Captured) -> Iterator[str]:
    """The tags of a post, which stand in its words without any #."""
    for piece in _fragments(about):
        if piece.get("fragment_type") == "text_app_tag" or object_at(piece, "tag_fragment"):
            yield text_at(piece, "plaintext")


def _words(data: Captured) -> str:
    """The caption, else the pieces of which pages make it up."""
    if caption := text_at(data, "caption", "text"):
        return caption
    pieces = _fragments(object_at(data, "text_post_app_info"))
    return "".join(
        text_at(piece, "plaintext") or text_at(piece, "link_fragment", "display_text")
        for piece in pieces
    )


def _mentioned(about: Captured) -> list[str]:
    users = [object_at(piece, "mention_fragment", "mentioned_user") for piece in _fragments(about)]
    return [text_at(user, key) for user in users for key in ("username", "full_name")]
