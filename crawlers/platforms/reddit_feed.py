"""Posts and comments in the Atom feeds of Reddit, which need no key: what is in them is less.

The words of a post are followed by "submitted by /u/NAME [link] [comments]"; a comment's title is
"/u/NAME on TITLE". What a post shares, and what a comment answers, is not told (its post is). What
is deleted has no author, and "/u/[deleted]" in its title (recorded feeds in tests of 2020 and 2026
in public repositories; quotes are HTML there).
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from crawlers.feeds import parse_feed
from crawlers.listing import Entry
from crawlers.platforms.reddit_posts import PLATFORM, address_of
from crawlers.platforms.reddit_words import CLOSED, OPENED, is_taken_away, own_lines
from crawlers.posts import Page, Post
from store.records import DocumentKind, TextStatus

_ID = re.compile(r"t[13]_[0-9a-z]{1,13}$")
_TAIL = re.compile(
    r"submitted by\s+(?P<by>/u/\S+|\[deleted\])\s*(?:to\s+\S+\s*)?(?:\[link\].*)?\Z", re.S
)
_OF_A_COMMENT = re.compile(r"/u/(?P<by>\S+) on ")
_QUOTES = (
    (b"&lt;blockquote&gt;", f"&lt;br&gt;{OPENED}&lt;br&gt;".encode()),
    (b"&lt;/blockquote&gt;", f"&lt;br&gt;{CLOSED}&lt;br&gt;".encode()),
)
"""Ends of quotes, which leave nothing in plain text, and the lines that stand for them."""
_PLACE = re.compile(r"(?:/r/(\w{2,50}))?/comments/([0-9a-z]{1,13})(?:/|$)", re.A)


def parse_reddit_feed(body: bytes, url: str, content_type: str, now: datetime) -> Page:
    """The posts or comments of a feed, in its order."""
    for mark, line in _QUOTES:
        body = body.replace(mark, line)
    listing = parse_feed(body, url, content_type, now)
    return Page(
        posts=tuple(post for entry in listing.entries if (post := _post(entry))),
        problems=listing.problems,
        access=listing.access,
        reason=listing.reason,
    )


def _post(entry: Entry) -> Post | None:
    found = _ID.search(entry.key)
    if found is None:
        return None
    author = entry.author.removeprefix("/u/")
    whole = entry.content or entry.summary
    text, quoted = own_lines(_TAIL.sub("", whole))
    names = (author, text, *(found["by"] for found in (_TAIL.search(whole),) if found))
    post = Post(
        platform=PLATFORM,
        native_id=found.group(),
        title=entry.title,
        text=text,
        text_status=TextStatus.FULL if text else TextStatus.TITLE_ONLY,
        url=_address(entry.url),
        author=author,
        context=quoted,
        published_at=entry.published_at,
        lookup=found.group(),
        deleted=any(map(is_taken_away, names)),
    )
    return _comment(post, entry.url) if post.native_id.startswith("t1_") else post


def _comment(post: Post, url: str) -> Post:
    place, of = _PLACE.search(url), _OF_A_COMMENT.match(post.title)
    return replace(
        post,
        deleted=post.deleted or (of is not None and is_taken_away(of["by"])),
        kind=DocumentKind.COMMENT,
        title="",
        text_status=TextStatus.FULL,
        url=address_of(place[1] or "", place[2], post.native_id[3:]) if place else "",
        context="\n".join(filter(None, (post.title[of.end() if of else 0 :], post.context))),
        answers=f"t3_{place[2]}" if place else "",
    )


def _address(url: str) -> str:
    place = _PLACE.search(url)
    return address_of(place[1] or "", place[2]) if place else ""
