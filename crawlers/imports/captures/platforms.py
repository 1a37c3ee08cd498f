"""Who reads what a browser captured of which platform."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from crawlers.canonical import registrable_host
from crawlers.imports.captures import facebook, instagram, threads, tiktok, x
from crawlers.imports.captures.values import Captured, moment_of
from crawlers.imports.reading import INGEN_POST, OKAND_PLATTFORM, Reading, Unusable
from crawlers.posts import Post
from store.records import Document, PassedOver


@dataclass(frozen=True, slots=True)
class Capture:
    """A platform: the source that its imported posts belong to, and how one is read."""

    source_id: str
    name: str
    post_of: Callable[[Captured, datetime], Post]


TIKTOK = Capture("tiktok", "TikTok (fil)", tiktok.post_of)
TIKTOK_COMMENTS = Capture("tiktok", "TikTok (fil)", tiktok.comment_of)
X = Capture("x", "X (fil)", x.post_of)
INSTAGRAM = Capture("instagram", "Instagram (fil)", instagram.post_of)
INSTAGRAM_COMMENTS = Capture("instagram", "Instagram (fil)", instagram.comment_of)
THREADS = Capture("threads", "Threads (fil)", threads.post_of)
FACEBOOK = Capture("facebook", "Facebook (fil)", facebook.post_of)

_BY_NAME = {
    "tiktok.com": TIKTOK,
    "tiktok": TIKTOK,
    "tiktok-comments": TIKTOK_COMMENTS,
    "twitter.com": X,
    "x.com": X,
    "twitter": X,
    "x": X,
    "twitter-comments": X,
    "instagram.com": INSTAGRAM,
    "instagram": INSTAGRAM,
    "instagram-comments": INSTAGRAM_COMMENTS,
    "threads.net": THREADS,
    "threads.com": THREADS,
    "threads": THREADS,
    "facebook.com": FACEBOOK,
    "facebook": FACEBOOK,
}
"""By what Zeeschuimer has called them over the years, and by their hosts."""

_BY_SHAPE = (
    ({"cid", "aweme_id"}, TIKTOK_COMMENTS),
    ({"desc", "createTime"}, TIKTOK),
    ({"text_post_app_info"}, THREADS),
    ({"edge_media_to_caption"}, INSTAGRAM),
    ({"caption", "taken_at"}, INSTAGRAM),
    ({"legacy", "rest_id"}, X),
    ({"comet_sections"}, FACEBOOK),
    ({"post_id", "wwwURL"}, FACEBOOK),
)
"""Fields that only one platform has together."""


def capture_of(platform: object, page: object, data: Captured) -> Capture:
    """Who reads an object of a platform; where none is named, of the page that it was seen on.

    Raises Unusable when nobody does.
    """
    if isinstance(platform, str) and platform:
        named = _BY_NAME.get(platform) or _BY_NAME.get(platform.lower().removeprefix("www."))
    else:
        host = registrable_host(page) if isinstance(page, str) else ""
        told = (capture for fields, capture in _BY_SHAPE if fields <= data.keys())
        named = next(told, None) or _BY_NAME.get(host)
    if named is None:
        raise Unusable(OKAND_PLATTFORM)
    return named


def raw_id_of(data: Any) -> object:
    """The id of a captured object as it stands there, unread; None where there is none."""
    names = ("cid", "rest_id", "post_id", "code", "id")
    known = data if isinstance(data, dict) else {}
    return next((known[name] for name in names if name in known), None)


def taken(data: Any, envelope: Captured, reading: Reading) -> Document | PassedOver:
    """What becomes of a captured object, whose envelope names its platform. Raises Unusable."""
    if not isinstance(data, dict):
        raise Unusable(INGEN_POST)
    reading.check_ids()
    platform, page = envelope.get("source_platform"), envelope.get("source_platform_url")
    capture = capture_of(platform, page, data)
    post = replace(capture.post_of(data, reading.now), seen_at=_seen_at(envelope, reading.now))
    return reading.take(post, reading.source(capture.source_id, capture.name))


def _seen_at(envelope: Captured, now: datetime) -> datetime | None:
    """When the browser was last shown the object, as its envelope says."""
    for name in ("last_updated", "timestamp_collected"):
        with contextlib.suppress(Unusable):
            if moment := moment_of(envelope.get(name), now):
                return moment
    return None
