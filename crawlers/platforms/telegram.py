"""Telegram channels by their public preview, https://t.me/s/CHANNEL: the newest page first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from crawlers.network.fetch import Answer, Failure
from crawlers.platforms.asked_again import NOT_ASKED_AGAIN
from crawlers.platforms.telegram_page import ONLY_IN_APP, numbers, parse_channel
from crawlers.posts import Page
from crawlers.visits.door import Door, Due, Visited
from crawlers.visits.newest_first import Listed, NewestFirst, listed
from store.records import Access

PER_PAGE = 20
"""Messages that a page of the preview shows."""
ABOVE = 11
"""A message that may be gone is asked for with so many numbers above it, so that a neighbour is
shown on that side too; an album takes up to ten. A page that begins at a message that has been
shown needs none."""

_CHANNEL = re.compile(r"/(?:s/)?(?P<name>[A-Za-z][A-Za-z0-9_]{2,31})(?:/[0-9]*)?/?")
_NO_CHANNEL = Failure(
    Access.NOT_ASKED, "adressen är ingen öppen Telegramkanal (väntar https://t.me/s/kanal)",
    passing=False, code="address",
)  # fmt: skip
_NO_PREVIEW = Failure(
    Access.REFUSED, "kanalen har ingen öppen förhandsvisning", 200, passing=False, code="refused"
)
_OTHER_ROOMS = frozenset({"joinchat", "addstickers", "share", "iv", "login", "proxy"})


def channel_of(url: str) -> str:
    """The channel of an address as a browser shows it, in lower case; "" when it has none.

    >>> channel_of("https://t.me/s/Nyheterna"), channel_of("https://t.me/+Q3x")
    ('nyheterna', '')
    """
    match = _CHANNEL.fullmatch(urlsplit(url.strip()).path)
    name = match["name"].lower() if match else ""
    return "" if name in _OTHER_ROOMS else name


async def visit(door: Door) -> Visited | Failure:
    """Read a channel back to the last visit, then ask whether what is held is still there."""
    channel = channel_of(door.source.url)
    if not channel:
        return _NO_CHANNEL
    preview = _Preview(door, channel)
    read: list[Page] = []

    async def turn(before: str, _: datetime) -> Listed | Failure:
        found = await listed(door, await preview.ask(before), parse_channel, *preview.asked_for)
        if isinstance(found, Listed):
            read.append(found.page)
        return found

    ended = await NewestFirst(door).walk(channel, turn)
    if isinstance(ended, Failure) or ended.failure is not None:
        return ended
    await preview.recheck(read)
    if not door.listed and ONLY_IN_APP in door.problems:
        return replace(ended, message="kanalen visar sina inlägg bara i Telegrams app")
    return ended


class _Preview:
    """The public preview of one channel."""

    def __init__(self, door: Door, channel: str) -> None:
        self._door = door
        self.asked_for = (channel, door.searches)
        parts = urlsplit(door.source.url.strip())
        self._address = f"{parts.scheme}://{parts.netloc}/s/{channel}"

    async def ask(self, before: str) -> Answer | Failure:
        """The page of messages before this one, the newest for ""."""
        answer = await self._door.ask(self._address + (f"?before={before}" if before else ""))
        if isinstance(answer, Answer) and not urlsplit(answer.url).path.startswith("/s/"):
            return _NO_PREVIEW
        return answer

    async def recheck(self, read: Iterable[Page]) -> None:
        """Settle what the pages `read` so far tell, then read again those around the posts that are
        still due, the newest first."""
        due = {_number(one): one for batch in self._door.due(PER_PAGE) for one in batch}
        edge = 0
        for page in read:
            lowest = await self._settle(page, due, edge)
            edge = lowest if page.next == str(lowest) else 0
        for _ in range(self._door.settings.recheck_posts):
            for number in [number for number in due if 0 < edge <= number]:
                del due[number]  # no neighbour above it was shown: nobody can say
            if not due:
                return
            before = max(due) + ABOVE
            goes_on = 0 < edge <= before
            before = edge if goes_on else before
            page = await self._read(await self.ask(str(before)))
            lowest = await self._settle(page, due, edge if goes_on else 0)
            if page.access is not Access.OK or not 0 < lowest < before:
                self._door.problems[NOT_ASKED_AGAIN] = None
                return
            edge = lowest

    async def _read(self, answer: Answer | Failure) -> Page:
        if isinstance(answer, Failure):
            return Page(access=answer.access, reason=answer.message)
        return await self._door.read(parse_channel, answer, *self.asked_for)

    async def _settle(self, page: Page, due: dict[int, Due], edge: int) -> int:
        """Compare the posts that a page shows, and those missing between two that are shown, and
        take them out of `due`; gives the lowest number shown, 0 where there is none.

        `edge` is the message before which the page begins, 0 where that is not known to be there.
        """
        shown, unread = numbers(page.detail("shown")), numbers(page.detail("unread"))
        first, last = min(shown, default=0), max(*shown, edge, 0)
        settled = [n for n in due if n not in unread and (n in shown or 0 < first < n < last)]
        await self._door.compare([due.pop(number) for number in settled], page.posts)
        return first


def _number(due: Due) -> int:
    """The number of the message that a lookup names; 0 of one that is none of ours."""
    number = due.lookup.rpartition("/")[2]
    return int(number) if number.isascii() and number.isdigit() else 0
