"""YouTube's Data API v3 with the user's own key: requests, pages, and what its refusals mean.

Costs and limits: https://developers.google.com/youtube/v3/determine_quota_cost (10,000 units a day,
and 100 searches beside them; days end at midnight Pacific time). Errors:
https://developers.google.com/youtube/v3/docs/errors.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from crawlers.network.answers import RATE_LIMITED_MINUTES
from crawlers.network.fetch import Answer, Failure
from crawlers.posts import Page
from crawlers.visits.door import READ, REPEATS, Door, Parse, unread
from store.records import Access

KEY = "youtube_key"
NAME = "VARDKASE_YOUTUBE_KEY"
PACIFIC = ZoneInfo("America/Los_Angeles")
NO_COMMENTS = "comments_disabled"
"""The code of the Failure of a video that takes no comments."""
_REASON = re.compile(rb'"reason":\s*"(\w+)"')
_A_DAY = re.compile(rb"per ?day|dailyLimit|quotaExceeded", re.I)
_LIMITS = frozenset(
    {b"quotaExceeded", b"dailyLimitExceeded", b"rateLimitExceeded", b"userRateLimitExceeded"}
    | {b"RATE_LIMIT_EXCEEDED"}
)
_OF_THE_KEY = frozenset(
    {b"keyInvalid", b"keyExpired", b"API_KEY_INVALID", b"API_KEY_SERVICE_BLOCKED"}
    | {b"accessNotConfigured", b"SERVICE_DISABLED", b"ipRefererBlocked"}
)


class YoutubeApi:
    """Asks the interface at `base`. After a refusal for the quota's sake nothing more is asked.

    `answer` is the first one of the visit; `cut`: a listing had more pages than were read.
    """

    def __init__(self, door: Door, base: str) -> None:
        self._door = door
        self._base = base
        self._over: Failure | None = None
        self.answer: Answer | None = None
        self.cut = False

    async def ask(self, method: str, parameters: Mapping[str, str]) -> Answer | Failure:
        """An answer of a method (`videos`). The key is sent in a header, never in the address."""
        if self._over:
            return self._over
        url = f"{self._base}/{method}?{urlencode(parameters)}"
        headers = {"X-goog-api-key": self._door.keys[KEY]}
        answer = await self._door.ask(url, headers, keyed=True)
        if isinstance(answer, Answer):
            self.answer = self.answer or answer
            return answer
        failure = _told(answer, self._door.now)
        if failure.access is Access.RATE_LIMITED or failure.code == "key":
            self._over = failure
        return failure

    async def page(
        self, method: str, parameters: Mapping[str, str], parse: Parse, *more: object
    ) -> Page | Failure:
        """An answer read; a Failure also where it is not what was asked for."""
        answer = await self.ask(method, parameters)
        if isinstance(answer, Failure):
            return answer
        page = await self._door.read(parse, answer, *more)
        return page if page.access in READ else unread(page)

    async def pages(
        self, method: str, parameters: Mapping[str, str], most: int, parse: Parse, *more: object
    ) -> AsyncIterator[Page | Failure]:
        """The pages of a listing, `most` at most; a Failure is the last one."""
        asked, at = {""}, ""
        for _ in range(most):
            turn = {**parameters, "pageToken": at} if at else parameters
            page = await self.page(method, turn, parse, *more)
            yield page
            if isinstance(page, Failure) or not page.next:
                return
            at = page.next
            if at in asked:
                self._door.problems[REPEATS] = None
                self.cut = True
                return
            asked.add(at)
        self.cut = True
        self._door.problems[f"{method}: stopped after {most} pages"] = None


def is_of_one(failure: Failure) -> bool:
    """Whether one video alone is refused: it takes no comments, or has gone since it was listed."""
    if failure.access is Access.RATE_LIMITED or failure.code == "key":
        return False
    return failure.code == NO_COMMENTS or failure.status in (403, 404)


def next_day(now: datetime) -> datetime:
    """When the quota is full again: the next midnight in California."""
    local = now.astimezone(PACIFIC)
    tomorrow = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return tomorrow.astimezone(now.tzinfo)


def _told(failure: Failure, now: datetime) -> Failure:
    """The failure by the reasons that the interface gives in JSON."""
    reasons = set(_REASON.findall(failure.body))
    if reasons & _LIMITS:
        return _limited(failure, now)
    if reasons & _OF_THE_KEY:
        message = f"tar inte emot nyckeln; kontrollera {NAME}"
        return replace(failure, access=Access.REFUSED, message=message, passing=False, code="key")
    if b"commentsDisabled" in reasons:
        return replace(failure, code=NO_COMMENTS)
    return failure


def _limited(failure: Failure, now: datetime) -> Failure:
    if _A_DAY.search(failure.body):
        message, until = "dagens kvot är slut", next_day(now)
    else:
        message = "tillåter inte fler förfrågningar just nu"
        until = now + timedelta(minutes=RATE_LIMITED_MINUTES)
    return replace(
        failure, access=Access.RATE_LIMITED, message=message, passing=True,
        retry_at=until, code="rate_limited",
    )  # fmt: skip
