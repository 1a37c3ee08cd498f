"""Posts that are held: in which words, and when they are to be asked for again. No network here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawlers.posts import Post
from store.records import ItemState

RECHECK_HOURS = 20
"""Posts are asked for again when they were last met so long ago: within a day, pass by pass."""
YOUNG_DAYS = 30
RECHECK_DAYS = 7
"""A post older than YOUNG_DAYS is asked for again after so many days instead."""
GONE = "gone"


@dataclass(frozen=True, slots=True)
class Due:
    """A post that is held and is to be asked for again: `lookup` is what its Post had."""

    document_id: str
    lookup: str
    item: ItemState


def fingerprint_of(post: Post) -> str:
    """What is kept of a post to tell whether it is met in the same words again."""
    date = post.published_at.isoformat() if post.published_at else ""
    return f"{date} {post.fingerprint}"


def stands(item: ItemState) -> bool:
    """Whether a document with words stands for a post that was met."""
    return bool(item.document_id) and not item.fingerprint.endswith(GONE)


def is_due(item: ItemState, now: datetime) -> bool:
    """Whether it was long ago that a post was seen to be there."""
    young = now - item.first_seen_at < timedelta(days=YOUNG_DAYS)
    wait = timedelta(hours=RECHECK_HOURS) if young else timedelta(days=RECHECK_DAYS)
    return not item.fingerprint.endswith(GONE) and now - item.checked_at >= wait


def least_recent(items: Iterable[ItemState], now: datetime) -> list[ItemState]:
    """The posts that are due and can be asked for, those least recently met first."""
    due = (item for item in items if item.document_id and item.url and is_due(item, now))
    return sorted(due, key=lambda item: (item.checked_at, item.key))
