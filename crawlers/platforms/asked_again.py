"""What an answer that was to show certain posts says of those that it does not show."""

from __future__ import annotations

from collections.abc import Sequence

from crawlers.canonical import platform_document_id
from crawlers.platforms.json_pages import ILLEGIBLE, UNREAD
from crawlers.posts import Page
from crawlers.visits.door import Door, Due

MANY = 5
"""So many posts that are missing at once, and no other there, are more likely an answer that fails
than deletions."""
NOT_ASKED_AGAIN = "whether posts are still there could not be asked"
LONE_REPLIES = "replies without what they answer"


async def compare_shown(
    door: Door, platform: str, asked: Sequence[Due], page: Page, sure: bool = False
) -> None:
    """Compare posts with the answer that was to show them all; those that it may hide are left as
    they are. `sure`: they may well be gone all at once, as with their author's account."""
    unread = page.detail(UNREAD).split("\n")
    hidden = {platform_document_id(platform, one) for one in unread}
    shown = {post.document_id for post in page.posts}
    asked = [due for due in asked if due.document_id not in hidden]
    none_of_many = len(asked) >= MANY and not any(due.document_id in shown for due in asked)
    if ILLEGIBLE in unread or (none_of_many and not sure):
        door.problems[NOT_ASKED_AGAIN] = None
        asked = [due for due in asked if due.document_id in shown]
    await door.compare(asked, page.posts)
