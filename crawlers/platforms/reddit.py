"""Reddit: new posts or comments of a subreddit, or a search.

With a key the interface is asked; without one only the Atom feed of a subreddit is, which
www.reddit.com/robots.txt forbids: then the source is refused, and the user is told of the key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import parse_qs, quote, urlsplit

from crawlers.canonical import host_of
from crawlers.network.fetch import Failure
from crawlers.platforms.reddit_api import NAMES, RedditApi, has_key
from crawlers.platforms.reddit_feed import parse_reddit_feed
from crawlers.platforms.reddit_posts import SITE, parse_listing
from crawlers.platforms.reddit_recheck import recheck
from crawlers.platforms.reddit_trees import Discussed
from crawlers.posts import Post
from crawlers.visits.door import Door, Visited
from crawlers.visits.newest_first import Listed, NewestFirst, listed
from store.records import Access

LONGEST = 900
"""Things after which the end of a listing may be where Reddit cuts it (at about 1,000)."""
LONGEST_SEARCH = 200
"""The same of a search (about 250)."""
OF_A_FEED = 25
"""Entries of a feed after which there may be more: it gives 25 where it does not heed `limit`."""
_PATH = re.compile(
    r"/r/(?P<name>[A-Za-z0-9_+]{2,200})(?:/(?P<what>new|comments))?(?:/?\.(?:rss|json)|/)?"
)
"""A subreddit as a browser shows it, and its feed and JSON."""
_SEARCH = frozenset({"", "/search", "/search.rss", "/search.json"})
_OAUTH = "https://oauth.reddit.com"
_NO_WORDS = "inga sökord är angivna i queries.toml"
_ADDRESS = "adressen leder inte till ett forum; väntar https://www.reddit.com/r/NAMN"


@dataclass(frozen=True, slots=True)
class Place:
    """What an address names: `subreddit` with its posts or `comments`, or a search for each of
    `queries`: its own, or the words of queries.toml.

    `site` serves feeds and tokens, `api` what the key opens.
    """

    site: str
    api: str
    subreddit: str = ""
    comments: bool = False
    queries: tuple[str, ...] = ()

    @property
    def feed(self) -> str:
        """The address of the subreddit's newest posts or comments, a hundred at a time."""
        what = "/comments" if self.comments else ""
        return f"{self.site}/r/{self.subreddit}{what}/.rss?limit=100"

    def listings(self) -> Iterator[str]:
        """The paths that are walked, without where a page begins."""
        for query in self.queries:
            yield f"/search?q={quote(query, safe='')}&sort=new&type=link&limit=100&raw_json=1"
        if self.subreddit:
            what = "comments" if self.comments else "new"
            yield f"/r/{self.subreddit}/{what}?limit=100&raw_json=1"


async def visit(door: Door) -> Visited | Failure:
    """Ask Reddit for what is new, what has gone, and what was answered."""
    place = place_of(door.source.url, door.searches.words)
    if isinstance(place, Failure):
        return place
    if has_key(door):
        return await _by_key(door, place)
    if not place.subreddit:
        return _needs_key("nyckel saknas: sökningar kräver en nyckel till Reddits gränssnitt")
    ended = await _by_feed(door, place)
    if isinstance(ended, Failure) and ended.access in (Access.REFUSED, Access.CHALLENGED):
        return replace(ended, message=f"{ended.message}; {_with_key()}")
    return ended


def place_of(url: str, words: tuple[str, ...]) -> Place | Failure:
    """What an address of Reddit names; a Failure for one that names no subreddit and no search."""
    parts = urlsplit(url)
    host = host_of(url)
    real = host == "reddit.com" or host.endswith(".reddit.com")
    site, api = (SITE, _OAUTH) if real else (f"{parts.scheme}://{parts.netloc}",) * 2
    if parts.path.rstrip("/") in _SEARCH:
        own = " ".join(parse_qs(parts.query).get("q", ())).strip()
        phrases = tuple(f'"{word}"' if " " in word else word for word in words)
        return Place(site, api, queries=(own,) if own else phrases)
    found = _PATH.fullmatch(parts.path)
    if found is None or found["name"].lower().startswith("u_"):
        return Failure(Access.NOT_ASKED, _ADDRESS, passing=False, code="address")
    return Place(site, api, found["name"], found["what"] == "comments")


async def _by_feed(door: Door, place: Place) -> Visited | Failure:
    async def turn(_: str, __: datetime) -> Listed | Failure:
        return await listed(door, await door.ask(place.feed), parse_reddit_feed)

    return await NewestFirst(door).walk(place.feed, turn, longest=OF_A_FEED)


async def _by_key(door: Door, place: Place) -> Visited | Failure:
    api, listings = RedditApi(door, place.site, place.api), NewestFirst(door)
    discussed = Discussed(door, api, listings)
    answered: dict[str, Post] = {}
    missed = await recheck(door, api, answered) or await discussed.recall()
    discussed.add(answered.values())
    if listings.remembered:
        await listings.keep()
    ended = await _listed(door, api, place, discussed)
    if isinstance(ended, Failure):
        if place.subreddit and ended.status == 404 and missed is None:
            await recheck(door, api, answered, sure=True)  # a subreddit takes its posts with it
        return ended
    missed = missed or await discussed.read()
    return ended if ended.failure or missed is None else replace(ended, failure=missed)


async def _listed(
    door: Door, api: RedditApi, place: Place, discussed: Discussed
) -> Visited | Failure:
    """Walk what the address names; of a search the listing of each word, though one may fail."""
    walks: list[Visited | Failure] = []
    longest = LONGEST_SEARCH if place.queries else LONGEST
    for path in place.listings():

        async def turn(at: str, _: datetime, path: str = path) -> Listed | Failure:
            answer = await api.ask(f"{path}&after={at}" if at else path)
            found = await listed(door, answer, parse_listing)
            if isinstance(found, Listed):
                discussed.note(found.page.posts)
            return found

        walks.append(await discussed.listings.walk(path, turn, longest=longest))
        failure = _failure(walks[-1])
        if failure and failure.access in (Access.RATE_LIMITED, Access.REFUSED):
            break
    return _whole(walks)


def _whole(walks: Sequence[Visited | Failure]) -> Visited | Failure:
    """How the walks of one visit ended together: it was answered if one of them was."""
    answered = [walk for walk in walks if isinstance(walk, Visited)]
    failures = [failure for walk in walks if (failure := _failure(walk))]
    if not walks:
        return Failure(Access.NOT_ASKED, _NO_WORDS, passing=False, code="address")
    if not answered:
        return failures[0]
    caught_up = all(walk.caught_up for walk in answered) and not failures
    reached = answered[0].reached if len(walks) == 1 else None
    return Visited(answered[0].answer, caught_up, next(iter(failures[-1:]), None), reached=reached)


def _failure(walk: Visited | Failure) -> Failure | None:
    return walk if isinstance(walk, Failure) else walk.failure


def _needs_key(message: str) -> Failure:
    return Failure(Access.NOT_ASKED, f"{message}; {_with_key()}", passing=False, code="key")


def _with_key() -> str:
    return f"med en nyckel i miljövariablerna {NAMES} går det"
