"""Which platform a row of 4CAT's CSV is from: its columns tell, else where its address leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crawlers.canonical import registrable_host
from store.records import DocumentKind

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Columns:
    """A platform as 4CAT writes it: its source, and whose posts these are."""

    platform: str
    source_id: str
    name: str
    kind: DocumentKind = DocumentKind.POST


TIKTOK = Columns("tiktok.com", "tiktok", "TikTok (fil)", DocumentKind.VIDEO)
TIKTOK_COMMENTS = Columns("tiktok.com", "tiktok", "TikTok (fil)", DocumentKind.COMMENT)
X = Columns("x.com", "x", "X (fil)")
INSTAGRAM = Columns("instagram.com", "instagram", "Instagram (fil)")
THREADS = Columns("threads.net", "threads", "Threads (fil)")
FACEBOOK = Columns("facebook.com", "facebook", "Facebook (fil)")
REDDIT = Columns("reddit.com", "reddit", "Reddit (fil)")
TELEGRAM = Columns("t.me", "telegram", "Telegram (fil)")
BLUESKY = Columns("bsky.app", "bluesky", "Bluesky (fil)")
YOUTUBE = Columns("youtube.com", "youtube", "YouTube (fil)", DocumentKind.VIDEO)
YOUTUBE_COMMENTS = Columns("youtube.com", "youtube", "YouTube (fil)", DocumentKind.COMMENT)
OTHER = Columns("4cat", "4cat", "4CAT (fil)")

_BY_COLUMNS = (
    ({"comment_url", "post_id"}, TIKTOK_COMMENTS),
    ({"tiktok_url"}, TIKTOK),
    ({"retweet_count", "is_retweet"}, X),
    ({"subreddit"}, REDDIT),
    ({"chat", "reply_to"}, TELEGRAM),
    ({"replied_to_post", "author_id"}, BLUESKY),
    ({"isReplyTo", "authorChannelId"}, YOUTUBE_COMMENTS),
    ({"youtube_url", "videoId"}, YOUTUBE),
    ({"num_likes", "num_comments", "parent_id"}, INSTAGRAM),
    ({"num_likes", "num_comments", "num_media"}, INSTAGRAM),
)
_BY_HOST = {
    "tiktok.com": TIKTOK,
    "twitter.com": X,
    "x.com": X,
    "instagram.com": INSTAGRAM,
    "threads.net": THREADS,
    "threads.com": THREADS,
    "facebook.com": FACEBOOK,
    "bsky.app": BLUESKY,
}
ADDRESSES = ("comment_url", "tiktok_url", "youtube_url", "link", "url", "post_url")


def columns_of(fields: Fields) -> Columns:
    """The platform of a row, by columns that only one has, else by where its address leads."""
    names = fields.keys()
    for own, columns in _BY_COLUMNS:
        if own <= names:
            return columns
    hosts = (registrable_host(fields.get(name, "").strip()) for name in ADDRESSES)
    return next((_BY_HOST[host] for host in hosts if host in _BY_HOST), OTHER)
