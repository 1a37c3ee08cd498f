"""Instagram's posts as its pages load them.

Shapes: item lists of 2022 and later ("Polaris": `caption.text`, `taken_at`, `code`) and the older
graph (`edge_media_to_caption`), by 4CAT's datasources/instagram/search_instagram.py
(https://github.com/digitalmethodsinitiative/4cat). Never tried on the real thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from crawlers.imports.captures.values import (
    Captured,
    at,
    count_of,
    moment_of,
    names_of,
    object_at,
    objects_at,
    shortcode_of,
    text_at,
)
from crawlers.imports.reading import INGEN_POST, OFULLSTANDIG, SAKNAR_TEXT, Unusable
from crawlers.posts import Post
from store.records import DocumentKind

PLATFORM = "instagram.com"
_VIDEO = 2


def post_of(data: Captured, now: datetime) -> Post:
    """A post by its caption. Raises Unusable, also for one that was not loaded whole."""
    if data.get("_zs_partial"):
        raise Unusable(OFULLSTANDIG)
    code = data.get("code") or data.get("shortcode")
    advertised = data.get("product_type") == "ad"
    if advertised or not (data.keys() & {"caption", "edge_media_to_caption"}):
        raise Unusable(INGEN_POST)
    native_id = shortcode_of(code, data.get("pk") or data.get("id"))
    text = _caption(data)
    if not text.strip():
        raise Unusable(SAKNAR_TEXT)
    user = object_at(data, "user") or object_at(data, "owner")
    video = data.get("media_type") == _VIDEO or data.get("is_video") is True
    moment = data.get("taken_at") or data.get("taken_at_timestamp")
    return Post(
        platform=PLATFORM,
        native_id=native_id,
        text=text,
        url=address(native_id),
        author=text_at(user, "username") or str(user.get("pk") or user.get("id") or ""),
        names=names_of(user.get("full_name"), *_others(data)),
        kind=DocumentKind.VIDEO if video else DocumentKind.POST,
        published_at=moment_of(moment, now),
        likes=count_of(
            data.get("like_count"),
            at(data, "edge_media_preview_like", "count"),
            at(data, "edge_liked_by", "count"),
        ),
        comments=count_of(
            data.get("comment_count"),
            at(data, "edge_media_to_comment", "count"),
            at(data, "edge_media_preview_comment", "count"),
        ),
        views=count_of(
            data.get("play_count"), data.get("view_count"), data.get("video_view_count")
        ),
    )


def address(native_id: str) -> str:
    """The address of a post."""
    return f"https://www.instagram.com/p/{native_id}/"


def _caption(data: Captured) -> str:
    caption = data.get("caption")
    if isinstance(caption, str):
        return caption
    edges = objects_at(data, "edge_media_to_caption", "edges")
    return text_at(caption, "text") or "\n".join(text_at(edge, "node", "text") for edge in edges)


def _others(data: Captured) -> Iterator[str]:
    """Who is tagged in the picture, published it too, or paid for it."""
    tagged = [object_at(tag, "user") for tag in objects_at(data, "usertags", "in")]
    edges = objects_at(data, "edge_media_to_tagged_user", "edges")
    tagged += [object_at(edge, "node", "user") for edge in edges]
    tagged += objects_at(data, "coauthor_producers")
    tagged += [object_at(tag, "sponsor") for tag in objects_at(data, "sponsor_tags")]
    for person in tagged:
        yield text_at(person, "username")
        yield text_at(person, "full_name")
