"""Instagram's posts and comments as its pages load them.

Shapes: item lists of 2022 and later (`caption.text`, `taken_at`, `code`), the page's own pieces
("Polaris", without a time and often without a caption) and the older graph
(`edge_media_to_caption`), by 4CAT's datasources/instagram/search_instagram.py and Zeeschuimer's
modules/instagram.js and instagram-comments.js (https://github.com/digitalmethodsinitiative). Item
lists were also compared with real captures of 2025 and 2026
(https://github.com/craigfahner/zeeschuimer-workshop, posts.ndjson and newposts1.ndjson).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from crawlers.imports.captures.values import (
    Captured,
    at,
    count_of,
    id_of,
    moment_of,
    names_of,
    object_at,
    objects_at,
    other_id_of,
    shortcode_of,
    text_at,
)
from crawlers.imports.reading import ANNONS, INGEN_POST, OFULLSTANDIG, SAKNAR_TEXT, Unusable
from crawlers.posts import Post
from store.records import DocumentKind

PLATFORM = "instagram.com"
_VIDEO = 2
_ADVERTISED = "https://www.facebook.com/ads/"


def post_of(data: Captured, now: datetime) -> Post:
    """A post by its caption. Raises Unusable, also for one whose caption was not loaded."""
    data = object_at(data, "node") or data
    _check_is_post(data)
    code = data.get("code") or data.get("shortcode")
    native_id = shortcode_of(code, data.get("pk"), data.get("id"))
    text = _caption(data)
    if not text.strip():
        raise Unusable(SAKNAR_TEXT)
    moment = data.get("taken_at") or data.get("taken_at_timestamp")
    return Post(
        platform=PLATFORM,
        native_id=native_id,
        text=text,
        url=address(native_id),
        author=_author(data),
        names=names_of(*_others(data)),
        kind=DocumentKind.VIDEO if _is_video(data) else DocumentKind.POST,
        published_at=moment_of(moment, now),
        likes=_likes(data),
        comments=count_of(
            data.get("comment_count"),
            at(data, "edge_media_to_comment", "count"),
            at(data, "edge_media_preview_comment", "count"),
        ),
        views=count_of(
            data.get("play_count"), data.get("view_count"), data.get("video_view_count")
        ),
    )


def _check_is_post(data: Captured) -> None:
    """Raises Unusable for what is no post, an advertisement, or comes without its caption.

    Zeeschuimer's `_zs_partial` says less: it is set on every picture that has no `video_versions`.
    """
    if data.get("product_type") == "ad" or text_at(data, "link").startswith(_ADVERTISED):
        raise Unusable(ANNONS)
    if not data.keys() & {"caption", "edge_media_to_caption"}:
        looked_at = data.get("_zs_partial") is True or data.keys() & {"media_type", "__typename"}
        raise Unusable(OFULLSTANDIG if looked_at else INGEN_POST)


def address(native_id: str) -> str:
    """The address of a post."""
    return f"https://www.instagram.com/p/{native_id}/"


def _caption(data: Captured) -> str:
    caption = data.get("caption")
    if isinstance(caption, str):
        return caption
    edges = objects_at(data, "edge_media_to_caption", "edges")
    return text_at(caption, "text") or "\n".join(text_at(edge, "node", "text") for edge in edges)


def _people(data: Captured) -> tuple[Captured, Captured]:
    """Who published a post, in the two places that each may have a part of it."""
    return object_at(data, "user"), object_at(data, "owner")


def _author(data: Captured) -> str:
    """The handle, else the number, which ends the post's own id, too (`3123…_17841`)."""
    people = _people(data)
    handle = next((name for each in people if (name := text_at(each, "username"))), "")
    numbers = (other_id_of(each.get(key)) for each in people for key in ("pk", "id"))
    told = handle or next(filter(None, numbers), "")
    post, _, author = text_at(data, "id").partition("_")
    return told or (author if post.isdigit() else "")


def _is_video(data: Captured) -> bool:
    shape = text_at(data, "__typename")
    return data.get("media_type") == _VIDEO or data.get("is_video") is True or "Video" in shape


def _likes(data: Captured) -> int | None:
    """The likes; none told where the author hides them, though a number stands there even so."""
    if data.get("like_and_view_counts_disabled") is True:
        return None
    return count_of(
        data.get("like_count"),
        at(data, "edge_media_preview_like", "count"),
        at(data, "edge_liked_by", "count"),
    )


def _others(data: Captured) -> Iterator[str]:
    """What the author is called, and who is tagged, published the post too, or paid for it."""
    for author in _people(data):
        yield text_at(author, "full_name")
    tagged: list[Captured] = []
    for part in (data, *objects_at(data, "carousel_media")):
        tagged += [object_at(tag, "user") for tag in objects_at(part, "usertags", "in")]
    edges = objects_at(data, "edge_media_to_tagged_user", "edges")
    tagged += [object_at(edge, "node", "user") for edge in edges]
    tagged += objects_at(data, "coauthor_producers")
    tagged += objects_at(data, "invited_coauthor_producers")
    tagged += [object_at(tag, "sponsor") for tag in objects_at(data, "sponsor_tags")]
    for person in tagged:
        yield text_at(person, "username")
        yield text_at(person, "full_name")


def comment_of(data: Captured, now: datetime) -> Post:
    """A comment, which Zeeschuimer gives the post that it is on: `post_shortcode`, `post_id`."""
    if not data.keys() & {"comment_id", "_zs_comment_post_id"}:
        raise Unusable(INGEN_POST)
    native_id = id_of(data.get("comment_id") or data.get("pk"))
    text = text_at(data, "text")
    if not text.strip():
        raise Unusable(SAKNAR_TEXT)
    post, parent = _commented(data), other_id_of(data.get("parent_comment_id"))
    user = object_at(data, "user")
    below = f"c/{parent}/r/{native_id}/" if parent else f"c/{native_id}/"
    return Post(
        platform=PLATFORM,
        native_id=native_id,
        text=text,
        url=address(post) + below if post else "",
        author=text_at(user, "unique_id") or text_at(user, "username") or text_at(user, "id"),
        names=names_of(user.get("nickname"), user.get("full_name")),
        kind=DocumentKind.COMMENT,
        answers=parent or post,
        published_at=moment_of(data.get("created_at_utc") or data.get("created_at"), now),
        likes=count_of(data.get("comment_like_count")),
        comments=count_of(data.get("child_comment_count")),
    )


def _commented(data: Captured) -> str:
    try:
        return shortcode_of(data.get("post_shortcode"), data.get("post_id"))
    except Unusable:
        return ""
