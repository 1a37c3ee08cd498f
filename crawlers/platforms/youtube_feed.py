"""The Atom feed of a YouTube channel, which needs no key: its 15 newest videos, without figures."""

from __future__ import annotations

import re
from datetime import datetime

from crawlers.feeds import parse_feed
from crawlers.listing import Entry
from crawlers.platforms.youtube_posts import PLATFORM, VIDEO, WATCH, is_video
from crawlers.posts import Page, Post
from store.records import DocumentKind

_ID = re.compile(r"(?:yt:video:|[?&]v=|/shorts/)([\w-]{11})(?![\w-])", re.A)


def parse_youtube_feed(
    body: bytes, url: str, content_type: str, now: datetime, channel: str
) -> Page:
    """The videos of a feed, in its order; `channel` is the id of the channel that it is of."""
    listing = parse_feed(body, url, content_type, now)
    return Page(
        posts=tuple(post for entry in listing.entries if (post := _video(entry, channel))),
        problems=listing.problems,
        access=listing.access,
        reason=listing.reason,
    )


def _video(entry: Entry, channel: str) -> Post | None:
    found = _ID.search(entry.key) or _ID.search(entry.url)
    if found is None or not is_video(found.group(1)):
        return None
    native_id = found.group(1)
    return Post(
        platform=PLATFORM,
        native_id=native_id,
        kind=DocumentKind.VIDEO,
        title=entry.title,
        text=entry.summary or entry.content,
        url=WATCH + native_id,
        author=channel,
        names=(entry.author,) if entry.author else (),
        published_at=entry.published_at,
        lookup=f"{VIDEO} {native_id}",
    )
