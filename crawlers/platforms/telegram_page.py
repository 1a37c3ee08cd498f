"""Pages of a Telegram channel's public preview, https://t.me/s/CHANNEL, from bytes to Posts.

Built from the shape that readers of it publish (snscrape, modules/telegram.py, 2023; RSSHub,
routes/telegram, 2026) and compared with recorded pages in others' tests (telegram_message.py says
which); never tried on the service itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawlers.characters import read_characters
from crawlers.dates import DateNotes
from crawlers.html_tree import html_tree
from crawlers.platforms.telegram_message import (
    album,
    answered_words,
    count,
    first_of,
    is_unread,
    is_withheld,
    names_of,
    said,
    target,
    text_of,
)
from crawlers.posts import Page, Post
from crawlers.searches import Searches
from crawlers.wrong_answers import wrong_answer
from store.records import Access

PLATFORM = "t.me"
MAX_MESSAGES = 200
"""Messages of a page that are read: the preview shows about 20."""
ONLY_IN_APP = "posts that only the app shows"
OTHERS = "posts of another channel left out"
UNNUMBERED = "posts without a number left out"
WITHHELD = "posts that Telegram no longer shows"
_NOT_ITS_OWN = "på sidan finns bara en annan kanals inlägg"
_NO_PREVIEW = "kanalen har ingen öppen förhandsvisning"
_NUMBER = re.compile(r"[1-9][0-9]{0,11}")


def parse_channel(
    body: bytes, url: str, content_type: str, now: datetime,
    channel: str, searches: Searches,
) -> Page:  # fmt: skip
    """Read the messages of a page of `channel` (lower-case). Never raises.

    `next` is the message before which the following page begins. The detail `shown` has the numbers
    of all messages on the page, also of those that give no Post, `unread` those that only the app
    shows. Names of channels with a word of `searches` in them say what they are about, and are
    not taken for names.
    """
    found = read_characters(body, content_type)
    tree = html_tree(found.text)
    messages = [] if tree is None else list(islice(_messages(tree), MAX_MESSAGES))
    if not messages and (tree is None or not tree.find_class("tgme_channel_history")):
        if tree is not None and tree.find_class("tgme_page"):  # a group, a person, a closed channel
            return Page(access=Access.REFUSED, reason=_NO_PREVIEW)
        wrong = wrong_answer(found.text, "en Telegramkanal")
        return Page(problems=found.problems, access=wrong.access, reason=wrong.reason)
    read = _Reader(channel, searches, DateNotes(now))
    posts = tuple(filter(None, map(read.post, messages)))
    if OTHERS in read.problems and not read.shown:
        return Page(problems=tuple(read.problems), access=Access.PARSE_ERROR, reason=_NOT_ITS_OWN)
    return Page(
        posts=tuple({post.native_id: post for post in posts}.values()),
        next=_before(tree, url, read.shown),
        listed_at=max(read.dates, default=None),
        problems=(*found.problems, *read.problems, *read.notes.problems),
        access=Access.OK if messages else Access.EMPTY_VALID,
        details=(("shown", _written(read.shown)), ("unread", _written(read.unread))),
    )


def numbers(written: str) -> set[int]:
    """The numbers of messages in a detail of a Page."""
    return {int(number) for number in written.split()}


def _written(found: set[int]) -> str:
    return " ".join(map(str, sorted(found)))


def _messages(tree: Any) -> Iterator[Any]:
    for message in tree.find_class("tgme_widget_message"):
        if message.get("data-post"):
            yield message


def _before(tree: Any, url: str, shown: set[int]) -> str:
    """Where the following page begins. One that does not lead back is given as it was asked, so
    that the reader sees that it repeats."""
    links = tree.find_class("tme_messages_more")
    said = [int(n) for n in (a.get("data-before") or "" for a in links) if _NUMBER.fullmatch(n)]
    lowest = min(shown, default=1)
    following = said[0] if said else lowest if lowest > 1 else 0
    asked = parse_qs(urlsplit(url).query).get("before", [""])[0]
    if following and _NUMBER.fullmatch(asked) and following >= int(asked):
        return asked
    return str(following or "")


class _Reader:
    """Turns the messages of one page into Posts, and remembers what else was on it."""

    def __init__(self, channel: str, searches: Searches, notes: DateNotes) -> None:
        self.channel = channel
        self.searches = searches
        self.notes = notes
        self.shown: set[int] = set()
        self.unread: set[int] = set()
        self.dates: list[datetime] = []
        self.problems: dict[str, None] = {}
        self._is_word = channel in map(str.casefold, (*searches.words, *searches.hashtags))

    def post(self, message: Any) -> Post | None:
        """The Post of a message; None of one without words, of a service message or of others."""
        owner, _, number = message.get("data-post").strip().partition("/")
        if not _NUMBER.fullmatch(number) or owner.lower() != self.channel:
            self.problems[OTHERS if _NUMBER.fullmatch(number) else UNNUMBERED] = None
            return None
        self.shown |= {int(number), *album(message, self.channel, int(number))}
        published = self._published(message)
        text, links, mentioned = said(message)
        if "service_message" in (message.get("class") or "").split():
            return None
        if not text:
            self._note_wordless(message, int(number))
            return None
        if is_withheld(text):
            self.problems[WITHHELD] = None
            return Post(PLATFORM, f"{self.channel}/{number}", "", deleted=True)
        replied = first_of(message, "tgme_widget_message_reply")
        forwarded = first_of(message, "tgme_widget_message_forwarded_from_name")
        return Post(
            platform=PLATFORM,
            native_id=f"{self.channel}/{number}",
            text=text,
            url=f"https://t.me/{self.channel}/{number}",
            author=self.channel,
            author_is_word=self._is_word,
            names=(*names_of(message, self.channel, self.searches), *mentioned),
            context=answered_words(replied),
            answers=target(replied) or target(forwarded),
            published_at=published,
            shared_urls=links,
            views=count(text_of(message, "tgme_widget_message_views")),
            lookup=f"{self.channel}/{number}",
        )

    def _published(self, message: Any) -> datetime | None:
        for link in message.find_class("tgme_widget_message_date"):
            for time in link.iter("time"):
                if when := self.notes.read(time.get("datetime") or ""):
                    self.dates.append(when)
                    return when
        return None

    def _note_wordless(self, message: Any, number: int) -> None:
        if is_unread(message):
            self.unread.add(number)
            self.problems[ONLY_IN_APP] = None
