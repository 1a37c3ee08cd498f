"""Rounds of searches on YouTube: each word once a round, over as many visits as the quota asks.

A key has 100 searches a day, whatever else it may ask. Where a round stopped, and what the next
one must reach back to, is kept in the cursor.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

from crawlers.network.fetch import Failure
from crawlers.platforms.json_pages import figure, iso_time, string
from crawlers.platforms.youtube_api import PACIFIC, YoutubeApi, next_day
from crawlers.platforms.youtube_comments import take_comments
from crawlers.platforms.youtube_videos import Met, turn_of
from crawlers.searches import Searches
from crawlers.visits.door import FIRST_DAYS, Door, Visited
from crawlers.visits.newest_first import Listed
from store.records import Access

PROTOCOL = "youtube-v3"
SEARCHES_A_DAY = 80
"""Of the 100 that a key has: the rest is left to what else the user does with it."""
PAGES_A_WORD = 2
"""Pages of 50 videos read of one search."""
LAG = timedelta(days=1)
"""Videos turn up in searches some time after they were published: rounds overlap so far."""


@dataclass(frozen=True, slots=True)
class Round:
    """A round under way: `at` is the query that is next, and all that was published after `since`
    is sought. `spent` searches were made on `day` (Pacific)."""

    since: datetime
    began: datetime
    at: int = 0
    day: str = ""
    spent: int = 0

    def written(self) -> str:
        """The round as it is kept in a cursor."""
        return json.dumps(asdict(self), default=datetime.isoformat)

    def after_a_search(self) -> Round:
        """The round when one more page of a query has been asked for."""
        return replace(self, spent=self.spent + 1)

    def after_a_word(self) -> Round:
        """The round when all of its next query has been read."""
        return replace(self, at=self.at + 1)


def round_of(kept: str, door: Door, queries: int) -> Round:
    """The round to go on with, or the next one, by what the last visit kept."""
    try:
        value = json.loads(kept) if kept else None
    except (ValueError, RecursionError):
        value = None
    since, began = (iso_time(string(value, name), door.now) for name in ("since", "began"))
    day = f"{door.now.astimezone(PACIFIC):%Y-%m-%d}"
    spent = (figure(value, "spent") or 0) if string(value, "day") == day else 0
    if since is None or began is None:
        first = door.since or door.now - timedelta(days=FIRST_DAYS)
        return Round(first, door.now, day=day, spent=spent)
    at = figure(value, "at") or 0
    under_way = 0 <= at < queries
    if door.since and door.since != since:
        # A day of the user's own may leave a gap: the round after this one reaches back over it.
        sought = min(since, began) if under_way else began
        return Round(door.since, sought if door.since > sought else door.now, day=day, spent=spent)
    if not under_way:
        return Round(began - LAG, door.now, day=day, spent=spent)
    return Round(since, began, at, day, spent)


def queries_of(searches: Searches) -> list[tuple[str, str]]:
    """Language and words of each search; a hashtag that is also a word is not sought twice."""
    found: dict[str, str] = {}
    for one in searches.all:
        words = [word.rstrip("*") for word in one.words]
        known = {word.casefold() for word in words}
        tags = [f"#{tag}" for tag in one.hashtags if tag.casefold() not in known]
        for query in (*words, *tags):
            found.setdefault(query, one.language)
    return [(language, query) for query, language in found.items()]


async def search(
    door: Door, api: YoutubeApi, queries: list[tuple[str, str]], met: Met
) -> Visited | Failure:
    """Go on with the round: to its end, or as far as the searches of the day reach."""
    turn = round_of(door.cursor(PROTOCOL), door, len(queries))
    answer, failure, behind = None, None, False
    for language, query in queries[turn.at :]:
        if turn.spent >= SEARCHES_A_DAY:
            failure = _used_up(door)
            break
        word = _Word(door, api, met, turn, language, query)
        ended = await met.listings.walk(word.name, word.turn, turn.since, PAGES_A_WORD)
        if isinstance(ended, Failure):
            failure = ended
            break
        answer, behind = answer or ended.answer, behind or not ended.caught_up
        if failure := ended.failure or await take_comments(door, api, met):
            break
        turn = word.round.after_a_word()
        met.listings.forget(word.name)
        door.note(PROTOCOL, turn.written())
        await met.listings.keep()
    if failure is None and turn.began < door.now:
        message = "varvet är klart; det som kom medan det pågick söks i nästa varv"
        failure = Failure(Access.OUTAGE, message, code="visit_limit")
    answer = api.answer or answer
    if answer is None:
        return failure or _used_up(door)
    return Visited(answer, failure is None and not behind and not api.cut, failure)


@dataclass
class _Word:
    """The search for one query in a round."""

    door: Door
    api: YoutubeApi
    met: Met
    round: Round
    language: str
    query: str

    @property
    def name(self) -> str:
        """What the search is known by to a visit that goes on with it."""
        return f"search {self.query}"

    async def turn(self, at: str, since: datetime) -> Listed | Failure:
        """A page of what the query finds. Each is a search, and counted with the page."""
        parameters = {
            "part": "snippet", "type": "video", "order": "date", "maxResults": "50",
            "q": self.query, "regionCode": "SE",
            "publishedAfter": f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            **({"relevanceLanguage": self.language} if self.language else {}),
            **({"pageToken": at} if at else {}),
        }  # fmt: skip
        found = await turn_of(self.door, self.api, "search", parameters, self.met)
        if isinstance(found, Listed):
            self.round = self.round.after_a_search()
            self.door.note(PROTOCOL, self.round.written())
        return found


def _used_up(door: Door) -> Failure:
    message = f"dagens {SEARCHES_A_DAY} sökningar är gjorda; resten av orden söks nästa dygn"
    until = next_day(door.now)
    return Failure(Access.RATE_LIMITED, message, retry_at=until, code="rate_limited")
