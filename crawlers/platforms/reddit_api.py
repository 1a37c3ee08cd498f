"""Reddit's interface with the user's own key: an access token, and requests that keep its pace.

Tokens as in https://github.com/reddit-archive/reddit/wiki/OAuth2 (client_credentials), limits as in
https://support.reddithelp.com/hc/en-us/articles/16160319875092 (100 requests a minute, told by
X-Ratelimit-Remaining and X-Ratelimit-Reset, in seconds).
"""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from datetime import timedelta

from crawlers.network.fetch import Answer, Failure
from crawlers.platforms.json_pages import json_of, string
from crawlers.posts import Page
from crawlers.visits.door import Door
from store.records import Access

KEYS = ("reddit_client_id", "reddit_client_secret")
NAMES = " och ".join(f"VARDKASE_{key.upper()}" for key in KEYS)
LONGEST_RESET_S = 3_600.0
_GRANT = b"grant_type=client_credentials"
_REASON = re.compile(rb'"reason":\s*"(\w{1,30})"')
_CLOSED = {
    b"private": "forumet är öppet bara för sina medlemmar",
    b"quarantined": "forumet är satt i karantän av Reddit",
    b"gated": "forumet visas bara för inloggade som har läst en varning",
    b"gold_only": "forumet är öppet bara för dem som betalar",
    b"banned": "forumet är avstängt av Reddit",
}
"""What the interface says of a subreddit that it does not show, as in `{"reason": "private",
"message": "Forbidden", "error": 403}` (tests of several clients in public repositories)."""


def has_key(door: Door) -> bool:
    """Whether the user has given a key to the interface."""
    return all(door.keys.get(key) for key in KEYS)


class RedditApi:
    """Asks the interface at `base`; the token of a visit is fetched when it is first needed."""

    def __init__(self, door: Door, site: str, base: str) -> None:
        self._door = door
        self._site = site
        self._base = base
        self._token = ""
        self._limited: Failure | None = None

    async def ask(self, path: str) -> Answer | Failure:
        """An answer of the interface; a token that has run out is renewed once."""
        if self._limited:
            return self._limited
        for fresh in (not self._token, True):
            if fresh and (failure := await self._renew()):
                return failure
            headers = {"Authorization": f"bearer {self._token}"}
            answer = await self._door.ask(self._base + path, headers, keyed=True)
            if isinstance(answer, Answer):
                self._limited = self._spent(answer)
                return answer
            if answer.status != 401:
                return told(answer)
        return replace(answer, message=f"tar inte emot nyckeln; kontrollera {NAMES}")

    async def _renew(self) -> Failure | None:
        """Fetch an access token; the Failure where there is none."""
        pair = ":".join(self._door.keys[key] for key in KEYS)
        headers = {
            "Authorization": "Basic " + base64.b64encode(pair.encode()).decode(),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        url = f"{self._site}/api/v1/access_token"
        answer = await self._door.ask(url, headers, _GRANT, keyed=True)
        if isinstance(answer, Failure):
            wrong = answer.status in (400, 401, 403)
            message = f"tar inte emot nyckeln; kontrollera {NAMES}"
            return replace(answer, message=message, code="key") if wrong else answer
        found = json_of(answer.body, answer.content_type, "en nyckel")
        self._token = "" if isinstance(found, Page) else string(found.value, "access_token")
        if self._token.isascii() and self._token.isprintable() and self._token:
            return None
        self._token = ""
        return Failure(
            Access.REFUSED, f"gav ingen tillgång för nyckeln; kontrollera {NAMES}",
            answer.status, passing=False, code="key",
        )  # fmt: skip

    def _spent(self, answer: Answer) -> Failure | None:
        """What all further requests of the visit end in, when this was the last one allowed."""
        left = _number(answer.headers.get("x-ratelimit-remaining", ""))
        reset = _number(answer.headers.get("x-ratelimit-reset", ""))
        if left is None or left >= 1:
            return None
        wait = timedelta(seconds=min(reset or 60.0, LONGEST_RESET_S))
        message = "tillåter inte fler förfrågningar just nu"
        at = self._door.now + wait
        return Failure(Access.RATE_LIMITED, message, 200, retry_at=at, code="rate_limited")


def told(failure: Failure) -> Failure:
    """The failure in words of what the address names."""
    found = _REASON.search(failure.body) if failure.status in (403, 404) else None
    if found and found[1] in _CLOSED:
        return replace(failure, message=f"{_CLOSED[found[1]]} (HTTP {failure.status})")
    if failure.status in (302, 404):  # Reddit sends on from a name that nobody has to its search
        return replace(
            failure, message=f"det som adressen anger finns inte (HTTP {failure.status})"
        )
    return failure


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if 0 <= found < 1e9 else None
