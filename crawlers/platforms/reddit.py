"""Reddit: new posts or comments of a subreddit, or a search.

With a key the interface is asked; without one only the Atom feed of a subreddit is, which
www.reddit.com/robots.txt forbids: then the source is refused, and the user is told of the key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import parse_qs, quote, urlsplit

from crawlers.canonical import host_of
from crawlers.network.fetch import Answer, Failure
from crawlers.platforms.reddit_api import NAMES, RedditApi, has_key
from crawlers.platforms.reddit_feed import parse_reddit_feed
from crawlers.platforms.reddit_posts import SITE, parse_comments, parse_listing
from crawlers.platforms.reddit_recheck import recheck, unless_lone
from crawlers.posts import Page, Post
from crawlers.visits.door import READ, Door, Note, Visited, unread
from store.records import Access, DocumentKind

MAX_TREES = 30
"""Posts whose comments are asked for in one visit, those with the most first."""
LONGEST = 900
"""Things after which the end of a listing may be where Reddit cuts it (at about 1,000)."""
LONGEST_SEARCH = 200
"""The same of a search (about 250)."""
OF_A_FEED = 25
"""Entries of a feed after which there may be more: it gives 25 where it does not heed `limit`."""
COMMENTS = 500
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
        return _needs_key("sökningar kräver en nyckel till Reddits gränssnitt")
    ended = await door.walk(lambda _: door.ask(place.feed), parse_reddit_feed)
    if isinstance(ended, Visited):
        return replace(ended, caught_up=not may_be_cut(door, door.dates, OF_A_FEED))
    if ended.access in (Access.REFUSED, Access.CHALLENGED):
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
        return Failure(Access.REFUSED, _ADDRESS, passing=False, code="address")
    return Place(site, api, found["name"], found["what"] == "comments")


def may_be_cut(door: Door, dates: Sequence[datetime], longest: int) -> bool:
    """Whether a listing with these dates may have ended before what was published since: by the
    last one, as what moderators pin to its top may be years old."""
    return len(dates) >= longest and dates[-1] > door.back_to


async def _by_key(door: Door, place: Place) -> Visited | Failure:
    api = RedditApi(door, place.site, place.api)
    answered: dict[str, Post] = {}
    missed = await recheck(door, api, answered)

    def note(page: Page) -> None:
        answered.update((post.native_id, post) for post in page.posts if _is_new(door, post))

    ended = await _listed(door, api, place, note)
    if isinstance(ended, Failure):
        if place.subreddit and ended.status == 404 and missed is None:
            await recheck(door, api, answered, sure=True)  # a subreddit takes its posts with it
        return ended
    missed = missed or await _discussed(door, api, answered.values())
    return ended if ended.failure or missed is None else replace(ended, failure=missed)


def _is_new(door: Door, post: Post) -> bool:
    """Whether a post is new to the last visit that came to its end: one that was cut off may have
    taken it without its comments."""
    young = post.published_at is not None and post.published_at >= door.back_to
    return young or not door.is_known(post)


async def _listed(door: Door, api: RedditApi, place: Place, note: Note) -> Visited | Failure:
    """Walk what the address names; of a search the listing of each word, though one may fail."""
    walks: list[Visited | Failure] = []
    for path in place.listings():

        async def ask(at: str, path: str = path) -> Answer | Failure:
            return await api.ask(f"{path}&after={at}" if at else path)

        before = len(door.dates)
        ended = await door.walk(ask, parse_listing, note=note)
        if isinstance(ended, Visited):
            cut = may_be_cut(
                door, door.dates[before:], LONGEST_SEARCH if place.queries else LONGEST
            )
            ended = replace(ended, caught_up=ended.caught_up and not cut)
        walks.append(ended)
        failure = _failure(walks[-1])
        if failure and failure.access in (Access.RATE_LIMITED, Access.REFUSED):
            break
    return _whole(walks)


def _whole(walks: Sequence[Visited | Failure]) -> Visited | Failure:
    """How the walks of one visit ended together: it was answered if one of them was."""
    answered = [walk for walk in walks if isinstance(walk, Visited)]
    failures = [failure for walk in walks if (failure := _failure(walk))]
    if not walks:
        return Failure(Access.REFUSED, _NO_WORDS, passing=False, code="address")
    if not answered:
        return failures[0]
    caught_up = all(walk.caught_up for walk in answered) and not failures
    reached = answered[0].reached if len(walks) == 1 else None
    return Visited(answered[0].answer, caught_up, next(iter(failures[-1:]), None), reached=reached)


def _failure(walk: Visited | Failure) -> Failure | None:
    return walk if isinstance(walk, Failure) else walk.failure


async def _discussed(door: Door, api: RedditApi, posts: Iterable[Post]) -> Failure | None:
    """Read the comments of posts with the words that are searched for."""
    wanted = [post for post in posts if post.kind is DocumentKind.POST and post.comments]
    wanted = [post for post in wanted if door.searches.match(f"{post.title}\n{post.text}")]
    wanted.sort(key=lambda post: (-(post.comments or 0), post.native_id))
    if len(wanted) > MAX_TREES:
        door.problems[f"comments of {len(wanted) - MAX_TREES} posts left to a later visit"] = None
    for post in wanted[:MAX_TREES]:
        path = f"/comments/{post.native_id[3:]}?limit={COMMENTS}&sort=new&raw_json=1"
        answer = await api.ask(path)
        if isinstance(answer, Failure):
            if answer.status in (302, 403, 404):
                continue  # this post only: gone since it was listed, or closed to others
            return answer
        page = await door.read(parse_comments, answer)
        if page.access not in READ:
            return unread(page)
        await door.take(unless_lone(door, page))
    return None


def _needs_key(message: str) -> Failure:
    return Failure(Access.REFUSED, f"{message}; {_with_key()}", passing=False, code="key")


def _with_key() -> str:
    return f"med en nyckel i miljövariablerna {NAMES} går det"
