"""What identifies a row of 4CAT's CSV, and its address, as other ways to its platform name them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crawlers.canonical import registrable_host
from crawlers.imports.captures.values import id_of, other_id_of
from crawlers.imports.fourcat_platforms import (
    ADDRESSES,
    INSTAGRAM,
    REDDIT,
    TELEGRAM,
    YOUTUBE,
    Columns,
    Fields,
)
from crawlers.platforms.reddit_posts import address_of as reddit_address


def ids_of(columns: Columns, row: Fields) -> tuple[str, str]:
    """The native id and that of the post answered, as other ways to the platform name them."""
    native_id, thread = id_of(row.get("id")), other_id_of(row.get("thread_id"))
    named = _NATIVE.get(columns.platform)
    if named:
        return named(row, native_id, thread)
    return native_id, thread if thread != native_id else ""


def _telegram(row: Fields, native_id: str, thread: str) -> tuple[str, str]:
    del thread  # the channel
    channel = (row.get("chat") or native_id.rpartition("-")[0]).lower()
    message, answered = native_id.rpartition("-")[2], other_id_of(row.get("reply_to"))
    return f"{channel}/{message}", f"{channel}/{answered}" if answered else ""


def _reddit(row: Fields, native_id: str, thread: str) -> tuple[str, str]:
    """Reddit's full names: `t3_` a post, `t1_` a comment. 4CAT leaves the letters out."""
    submission = not thread or thread == native_id
    parent = row.get("parent", "")
    answered = "" if submission else _full_name(other_id_of(parent) or thread, thread)
    return native_id if native_id[:1] == "t" and "_" in native_id else (
        f"{'t3' if submission else 't1'}_{native_id}"
    ), answered


def _full_name(identifier: str, thread: str) -> str:
    if identifier.startswith(("t1_", "t3_")):
        return identifier
    return f"{'t3' if identifier == thread else 't1'}_{identifier}"


def _instagram(row: Fields, native_id: str, thread: str) -> tuple[str, str]:
    parent = other_id_of(row.get("parent_id"))
    answered = parent or thread
    return native_id, answered if answered != native_id else ""


def _youtube(row: Fields, native_id: str, thread: str) -> tuple[str, str]:
    """Of a video the thread is its channel; of a comment on a video, itself."""
    del thread
    return native_id, other_id_of(row.get("isReplyTo"))


_NATIVE: Mapping[str, Callable[[Fields, str, str], tuple[str, str]]] = {
    TELEGRAM.platform: _telegram,
    REDDIT.platform: _reddit,
    INSTAGRAM.platform: _instagram,
    YOUTUBE.platform: _youtube,
}


def address_of(columns: Columns, row: Fields, native_id: str) -> str:
    """The address of a post, "" where the row tells none."""
    if columns is REDDIT:  # the column `url` is what a post shares
        return _at_reddit(row, native_id)
    if columns is TELEGRAM:
        return f"https://t.me/{native_id}" if native_id[:1].isalpha() else ""
    told = next((url for name in ADDRESSES if (url := row.get(name))), "")
    if columns is INSTAGRAM and registrable_host(told) != "instagram.com":  # but that of a picture
        return "" if row.get("type") == "comment" else f"https://www.instagram.com/p/{native_id}"
    return told


def _at_reddit(row: Fields, native_id: str) -> str:
    post = other_id_of(row.get("thread_id")) or native_id
    subreddit = row.get("subreddit", "").removeprefix("r/")
    comment = native_id[3:] if native_id.startswith("t1_") else ""
    return reddit_address(subreddit, post.removeprefix("t3_"), comment)
