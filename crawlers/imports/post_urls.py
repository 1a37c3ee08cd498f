"""Which post an address leads to: its platform, its id there, and the account in the address.

The patterns are those of addresses that the platforms' own pages link to; the ids are those of
crawlers/posts.py, so that a post is the same by every way.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from crawlers.canonical import canonical_url, registrable_host


class PostAddress(NamedTuple):
    """`account` is the author's, "" where the address names none; `answers` is the id of the post
    that the address of a comment holds besides."""

    platform: str
    native_id: str
    account: str = ""
    answers: str = ""


FEDIVERSE = "fediverse"
PLATFORMS = {
    "tiktok.com": "tiktok.com", "tiktok": "tiktok.com",
    "x.com": "x.com", "twitter.com": "x.com", "twitter": "x.com", "x": "x.com",
    "instagram.com": "instagram.com", "instagram": "instagram.com", "ig": "instagram.com",
    "facebook.com": "facebook.com", "facebook": "facebook.com", "fb.com": "facebook.com",
    "fb": "facebook.com", "fb.watch": "facebook.com",
    "threads.net": "threads.net", "threads.com": "threads.net", "threads": "threads.net",
    "youtube.com": "youtube.com", "youtu.be": "youtube.com", "youtube": "youtube.com",
    "reddit.com": "reddit.com", "redd.it": "reddit.com", "reddit": "reddit.com",
    "bsky.app": "bsky.app", "bluesky": "bsky.app",
    "t.me": "t.me", "telegram.me": "t.me", "telegram": "t.me",
    "flashback.org": "flashback.org", "flashback": "flashback.org",
    "familjeliv.se": "familjeliv.se", "familjeliv": "familjeliv.se",
    "mastodon": FEDIVERSE, "fediverse": FEDIVERSE,
    "linkedin.com": "linkedin.com", "linkedin": "linkedin.com",
    "snapchat.com": "snapchat.com", "snapchat": "snapchat.com",
    "vk.com": "vk.com", "pinterest.com": "pinterest.com", "tumblr.com": "tumblr.com",
}  # fmt: skip
"""What tools and hosts call the platforms, and their names here."""

_PATHS: dict[str, tuple[re.Pattern[str], ...]] = {
    platform: tuple(map(re.compile, patterns))
    for platform, patterns in {
        "x.com": (r"/(?:i/web|(?P<account>\w+))/status(?:es)?/(?P<id>\d+)",),
        "tiktok.com": (r"/@(?P<account>[\w.-]*)/(?:video|photo)/(?P<id>\d+)", r"/v/(?P<id>\d+)"),
        "instagram.com": (r"/(?:(?P<account>[\w.]+)/)?(?:p|reel|reels|tv)/(?P<id>[\w-]+)",),
        "facebook.com": (
            r"/groups/[\w.-]+/(?:posts|permalink)/(?P<id>\d+)",
            r"/(?P<account>[\w.-]+)/(?:posts|videos)/(?:[\w%.-]+/)?(?P<id>\d+|pfbid\w+)$",
            r"/(?P<account>[\w.-]+)/photos/(?:[\w.-]+/)?(?P<id>\d+)",
            r"/reel/(?P<id>\d+)",
            r"/(?:\d+)_(?P<id>\d+)",
            r"/(?P<id>\d{12,})",
        ),
        "youtube.com": (r"/(?:shorts|live|embed)/(?P<id>[\w-]{11})",),
        "t.me": (r"/(?:s/)?(?P<account>[A-Za-z]\w+)/(?P<id>\d+)",),
        "flashback.org": (r"/p(?P<id>\d+)", r"/sp(?P<id>\d+)"),
    }.items()
}
_REDDIT = re.compile(r"(?:/r/[\w-]+)?/comments/(?P<post>\w+)(?:/[^/]*(?:/(?P<comment>\w+))?)?")
_BLUESKY = re.compile(r"/profile/(?P<did>did:[\w:.%-]+)/post/(?P<key>\w+)")
_MASTODON = re.compile(r"/@(?P<account>\w+)/(?P<id>\d{17,19})")
"""The pages of posts at instances of Mastodon, whatever host they have."""
_THREADS = re.compile(r"/@(?P<account>[\w.]+)/post/(?P<code>[\w-]{9,14})")
_COMMENT_NAMES = {
    "tiktok.com": ("share_comment_id",), "facebook.com": ("reply_comment_id", "comment_id"),
}  # fmt: skip
_COMMENT_PATH = re.compile(r".*/c/\d+/r/(?P<reply>\d+)|.*/c/(?P<comment>\d+)")
"""Where addresses at Instagram name a comment, or one below it."""


def platform_named(name: str) -> str:
    """The platform that a tool's word for it or a host means; "" for none that is known."""
    word = name.strip().lower()
    return PLATFORMS.get(word) or PLATFORMS.get(registrable_host(word)) or PLATFORMS.get(
        registrable_host(f"https://{word}"), ""
    )  # fmt: skip


def post_address(url: str) -> PostAddress | None:
    """The post at an address of a known platform; None where the host is no such platform.

    Its id is the address itself where that holds none, and "" where it leads to no post: to the
    page of an account or of the platform.
    """
    canonical = canonical_url(url)
    platform = PLATFORMS.get(registrable_host(canonical), "")
    parts = urlsplit(canonical)
    path, query = parts.path.rstrip("/"), parse_qs(parts.query)
    if not platform:
        return _at_mastodon(parts.netloc, path)
    found = _special(platform, path, query, parts.netloc) or _by_path(platform, path)
    if found is None:
        return PostAddress(platform, canonical if path.count("/") > 1 or parts.query else "")
    if comment := _comment_at(platform, path, query):  # whose account the address does not name
        return PostAddress(platform, comment, "", found.native_id)
    return found


def _at_mastodon(host: str, path: str) -> PostAddress | None:
    """The post by the address that its instance identifies it by."""
    if not (match := _MASTODON.fullmatch(path)):
        return None
    account, number = match.groups()
    uri = f"https://{host}/users/{account}/statuses/{number}"
    return PostAddress(FEDIVERSE, uri, f"{account}@{host}")


def _by_path(platform: str, path: str) -> PostAddress | None:
    for pattern in _PATHS.get(platform, ()):
        if match := pattern.match(path):
            account = match.groupdict().get("account") or ""
            native_id = match["id"]
            if platform == "t.me":
                native_id = f"{account.lower()}/{native_id}"
            return PostAddress(platform, native_id, account)
    return None


def _comment_at(platform: str, path: str, query: dict[str, list[str]]) -> str:
    """The id of the comment that the address of a post leads to, "" where it leads to none."""
    if platform == "instagram.com" and (match := _COMMENT_PATH.fullmatch(path)):
        return match["reply"] or match["comment"]
    values = (query.get(name, [""])[0] for name in _COMMENT_NAMES.get(platform, ()))
    return next((value for value in values if value.isdigit()), "")


def _special(
    platform: str, path: str, query: dict[str, list[str]], host: str
) -> PostAddress | None:
    """The post of an address whose id is in its query, in parts, or written otherwise."""
    if platform == "facebook.com":
        for name in ("story_fbid", "fbid", "v", "multi_permalinks"):
            if (value := query.get(name, [""])[0]).isdigit():
                return PostAddress(platform, value)
    elif platform == "youtube.com":
        video = path[1:] if host.endswith("youtu.be") else query.get("v", [""])[0]
        if comment := query.get("lc", [""])[0]:
            return PostAddress(platform, comment, "", video)
        return PostAddress(platform, video) if video else None
    elif platform == "reddit.com" and (match := _REDDIT.match(path)):
        comment = match["comment"]
        return PostAddress(platform, f"t1_{comment}" if comment else f"t3_{match['post']}")
    elif platform == "bsky.app" and (match := _BLUESKY.match(path)):
        address = f"at://{match['did']}/app.bsky.feed.post/{match['key']}"
        return PostAddress(platform, address, match["did"])
    elif platform == "threads.net" and (match := _THREADS.match(path)):
        return PostAddress(platform, match["code"], match["account"])
    return None
