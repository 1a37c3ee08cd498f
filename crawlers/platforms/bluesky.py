"""Bluesky: the posts of an account, and searches with a session of the user's own.

The public servers show accounts to anybody and let nobody search without being logged in
(https://docs.bsky.app/docs/api/app-bsky-feed-search-posts, as seen in 2026).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from crawlers.network.fetch import Answer, Failure
from crawlers.platforms.asked_again import NOT_ASKED_AGAIN, compare_shown
from crawlers.platforms.atproto import PLATFORM
from crawlers.platforms.bluesky_answers import (
    FULL,
    TOKEN,
    error_of,
    parse_feed,
    parse_posts,
    parse_session,
    said,
)
from crawlers.visits.door import READ, Door, Visited, unread
from crawlers.visits.newest_first import Listed, NewestFirst, listed
from store.records import Access

HOME = frozenset({"bsky.app", "www.bsky.app"})
PUBLIC = "https://public.api.bsky.app"
"""Answers anybody, from a cache; refuses searches with a page of HTML."""
ENTRYWAY = "https://bsky.social"
"""Makes sessions, and passes on what is asked with one: the key need not go anywhere else."""
SERVERS = HOME | {"public.api.bsky.app", "api.bsky.app", "bsky.social"}
"""Hosts whose addresses stand for Bluesky itself; any other is asked as a server of one's own."""
METHODS = {
    "app.bsky.feed.getAuthorFeed": frozenset({"actor", "limit", "cursor", "filter"}),
    "app.bsky.feed.searchPosts": frozenset(
        {"q", "limit", "cursor", "sort", "since", "until", "lang"}
    ),
}
"""Addresses below /xrpc, as programs ask, and what they may add: an `author` or a `tag` would make
another search than ours. A search reads all languages, as one by a browser's address does."""
PAGE = 100
RECHECKED = 25
"""The most posts that one page gives, and that one question may name."""
ENDED = frozenset({"ExpiredToken", "InvalidToken"})
"""Errors of a session that is no longer taken."""
STOPPED = "a search failed"
LEFT_OUT_KEYS = "keys not sent to another server than Bluesky's"
ABOUT_KEYS = (
    "nyckel saknas: sökning kräver ett konto; sätt miljövariablerna VARDKASE_BLUESKY_IDENTIFIER "
    "(kontots namn eller e-postadress) och VARDKASE_BLUESKY_PASSWORD (ett applösenord)"
)
BAD_KEYS = (
    "inloggningen godtogs inte: se över VARDKASE_BLUESKY_IDENTIFIER och "
    "VARDKASE_BLUESKY_PASSWORD (skapa ett applösenord i Blueskys inställningar)"
)
BAD_ADDRESS = (
    "adressen är varken en profil (https://bsky.app/profile/NAMN) eller en sökning "
    "(https://bsky.app/search?q=ORD)"
)
NO_WORDS = "det finns inga ord att söka efter i queries.toml"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a source's address stands for: an account, or words to search for; neither stands for
    all searches. `base` is the server that is asked, `own`: another than Bluesky's."""

    base: str
    actor: str = ""
    words: str = ""
    own: bool = False


async def visit(door: Door) -> Visited | Failure:
    """Read what the source's address stands for, then ask whether older posts are still there."""
    asked = asked_of(door.source.url)
    if isinstance(asked, Failure):
        return asked
    server = Server(door, asked)
    if not asked.actor and (failure := await server.log_in()):
        return failure
    listings = NewestFirst(door)
    ended = await (
        _author(door, server, listings, asked.actor)
        if asked.actor
        else _search(door, server, listings, asked)
    )
    # An account that is gone takes its posts with it; a server that does not answer tells nothing.
    if not isinstance(ended, Failure) or ended.code == "missing":
        await recheck(door, server)
    return ended


def asked_of(url: str) -> Asked | Failure:
    """What an address stands for, as a person pastes it from a browser or a program asks it."""
    parts = urlsplit(url)
    own = (parts.hostname or "") not in SERVERS
    base = f"{parts.scheme}://{parts.netloc}"
    steps = [unquote(step) for step in parts.path.split("/") if step]
    if steps[:1] == ["xrpc"]:
        steps = _as_in_a_browser(steps, parse_qs(parts.query))
    if len(steps) >= 2 and steps[0] == "profile":
        return Asked(base if own else PUBLIC, actor=steps[1].lstrip("@"), own=own)
    if steps in ([], ["search"]):
        words = " ".join(parse_qs(parts.query).get("q", ())).strip()
        return Asked(base if own else ENTRYWAY, words=words, own=own)
    return Failure(Access.NOT_ASKED, BAD_ADDRESS, passing=False, code="address")


def _as_in_a_browser(steps: list[str], added: dict[str, list[str]]) -> list[str]:
    """The steps of the path that a browser shows for what a method gives; the same for a method
    that is not ours to ask."""
    method = steps[1] if len(steps) == 2 else ""
    if method not in METHODS or added.keys() - METHODS[method]:
        return steps
    return ["profile", *added.get("actor", ())] if method.endswith("Feed") else ["search"]


class Server:
    """Bluesky's interface on one server: anonymous, or with a session that ends with the visit."""

    def __init__(self, door: Door, asked: Asked) -> None:
        self._door = door
        self._base = asked.base
        self._own = asked.own
        self._token = ""
        self._is_renewed = False

    async def log_in(self) -> Failure | None:
        """Make a session with the user's keys. Without them only a server of one's own is asked."""
        keys = {
            name: self._door.keys.get(f"bluesky_{name}", "") for name in ("identifier", "password")
        }
        if not all(keys.values()) or not self._may_have_keys():
            refused = Failure(Access.NOT_ASKED, ABOUT_KEYS, passing=False, code="key")
            return None if self._own else refused
        found = await self._door.ask(
            f"{self._base}/xrpc/com.atproto.server.createSession",
            {"Content-Type": "application/json", "Accept": "application/json"},
            json.dumps(keys).encode(),
            keyed=True,
        )
        if isinstance(found, Failure):
            if found.status in {400, 401} and error_of(found)[0]:
                return Failure(Access.REFUSED, BAD_KEYS, found.status, passing=False, code="key")
            return said(found)
        page = await self._door.read(parse_session, found)
        self._token = page.detail(TOKEN)
        return None if self._token else unread(page)

    async def get(self, method: str, *parameters: tuple[str, str]) -> Answer | Failure:
        """Ask a method; once a visit again, with a new session, where the one in use has ended."""
        found = await self._get(method, parameters)
        refused = isinstance(found, Failure) and error_of(found)[0] in ENDED
        if refused and self._token and not self._is_renewed:
            self._is_renewed = True
            failure = await self.log_in()
            found = failure or await self._get(method, parameters)
        return said(found) if isinstance(found, Failure) else found

    async def _get(self, method: str, parameters: tuple[tuple[str, str], ...]) -> Answer | Failure:
        given = urlencode([(name, value) for name, value in parameters if value], quote_via=quote)
        headers = {"Accept": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        url = f"{self._base}/xrpc/{method}?{given}"
        return await self._door.ask(url, headers, keyed=bool(self._token))

    def _may_have_keys(self) -> bool:
        """Whether the user's password may go to this server: Bluesky's, or one in the user's own
        network. An address in a list of sources that somebody else wrote must not fetch it."""
        allowed = not self._own or (self._door.allow_private and is_near(self._base))
        if not allowed:
            self._door.problems[LEFT_OUT_KEYS] = None
        return allowed


def is_near(base: str) -> bool:
    """Whether an address is of this machine or of a network that is not public."""
    host = urlsplit(base).hostname or ""
    try:
        return ip_address(host).is_private
    except ValueError:
        return host == "localhost"


async def _author(
    door: Door, server: Server, listings: NewestFirst, actor: str
) -> Visited | Failure:
    """Read an account's posts and answers, and what it shared on, as that author's."""

    async def turn(cursor: str, _: datetime) -> Listed | Failure:
        found = await server.get(
            "app.bsky.feed.getAuthorFeed",
            ("actor", actor),
            ("filter", "posts_with_replies"),
            ("limit", str(PAGE)),
            ("cursor", cursor),
        )
        return await listed(door, found, parse_feed)

    return await listings.walk(f"author {actor}", turn)


async def _search(
    door: Door, server: Server, listings: NewestFirst, asked: Asked
) -> Visited | Failure:
    """Search for the words of the address, else for all words and hashtags of the user's, one after
    another. One that the server does not understand leaves the others be."""
    first: Visited | None = None
    failed: Failure | None = None
    behind = False
    for words in [asked.words] if asked.words else queries(door):
        ended = await _search_one(door, server, listings, words)
        failure = ended if isinstance(ended, Failure) else ended.failure
        if isinstance(ended, Visited):
            first = first or ended
            behind = behind or not ended.caught_up
        if failure is not None:
            failed = failed or failure
            door.problems[STOPPED] = None
            if failure.passing or failure.status != 400 or failure.code == "login":
                break
    if first is None:
        return failed or Failure(Access.NOT_ASKED, NO_WORDS, passing=False, code="address")
    return Visited(first.answer, failed is None and not behind, failed)


def queries(door: Door) -> list[str]:
    """All that is to be searched for. Several words are a phrase: without quotation marks they are
    met in any order, anywhere in a post."""
    words = [f'"{word}"' if " " in word else word for word in door.searches.words]
    return [*words, *(f"#{tag}" for tag in door.searches.hashtags)]


async def _search_one(
    door: Door, server: Server, listings: NewestFirst, words: str
) -> Visited | Failure:
    """Read what was posted with these words since the last visit, the newest first."""

    async def turn(cursor: str, back_to: datetime) -> Listed | Failure:
        found = await server.get(
            "app.bsky.feed.searchPosts",
            ("q", words),
            ("sort", "latest"),
            ("since", f"{back_to:%Y-%m-%dT%H:%M:%SZ}"),
            ("limit", str(PAGE)),
            ("cursor", cursor),
        )
        read = await listed(door, found, parse_posts, PAGE)
        return read if isinstance(read, Failure) else replace(read, cut=FULL in read.page.problems)

    return await listings.walk(f"search {words}", turn)


async def recheck(door: Door, server: Server) -> None:
    """Ask again for posts that are held: those that are gone are deleted here too."""
    for due in door.due(RECHECKED):
        found = await server.get("app.bsky.feed.getPosts", *(("uris", one.lookup) for one in due))
        page = None if isinstance(found, Failure) else await door.read(parse_posts, found)
        if page is None or page.access not in READ:
            door.problems[NOT_ASKED_AGAIN] = None
            return
        # Who leaves takes all along; a server that shows nothing of several people's has failed.
        authors = {one.lookup.rpartition("/app.bsky.feed.post/")[0] for one in due}
        await compare_shown(door, PLATFORM, due, page, sure=len(authors) == 1)
