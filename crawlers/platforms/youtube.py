"""YouTube: a channel's videos, or a search; comments of both.

With a key the Data API is asked. Without one only the feed of a channel is, which
www.youtube.com/robots.txt forbids since 2025: then the source is refused, and the user is told of
the key. Feeds answer 404 for all channels at once for hours at a time: that is an outage.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

from crawlers.canonical import host_of
from crawlers.network.fetch import Failure
from crawlers.platforms.youtube_api import KEY, NAME, YoutubeApi
from crawlers.platforms.youtube_comments import take_comments
from crawlers.platforms.youtube_feed import parse_youtube_feed
from crawlers.platforms.youtube_posts import ROWS, is_channel, parse_ids
from crawlers.platforms.youtube_search import queries_of, search
from crawlers.platforms.youtube_videos import Met, recheck, turn_of
from crawlers.visits.door import Door, Visited
from crawlers.visits.newest_first import Listed, NewestFirst, listed
from store.records import Access

OF_A_FEED = 15
"""Videos of a feed, always the newest."""
LOST_DAYS = 3
"""A feed that has answered 404 for so long may be told as lost."""
_SITE = "https://www.youtube.com"
_API = "https://www.googleapis.com/youtube/v3"
_HANDLE = re.compile(r"@[\w.·-]{2,60}")
_WITH_ID = (
    "skriv adressen som https://www.youtube.com/channel/ följt av kanalens id, som börjar på UC"
)
_ADDRESS = f"adressen leder inte till en kanal; {_WITH_ID}"


@dataclass(frozen=True, slots=True)
class Place:
    """What an address names: the id of a `channel`, its `handle`, or a search where it has
    neither: for its own `words`, or for those of queries.toml."""

    site: str
    api: str
    channel: str = ""
    handle: str = ""
    words: str = ""


async def visit(door: Door) -> Visited | Failure:
    """Ask YouTube for what is new, what has gone, and what was answered."""
    place = place_of(door.source.url)
    if isinstance(place, Failure):
        return place
    if not door.keys.get(KEY):
        return await _by_feed(door, place)
    api, met = YoutubeApi(door, place.api), Met(door, NewestFirst(door))
    missed = await recheck(door, api, met) or await met.recall(api)
    if met.listings.remembered:
        await met.listings.keep()
    ended = await _listed(door, api, place, met)
    if isinstance(ended, Failure):
        if ended.code == "missing" and missed is None:
            await recheck(door, api, met, sure=True)  # a channel takes its videos with it
        return ended
    missed = missed or await take_comments(door, api, met)
    return ended if ended.failure or missed is None else replace(ended, failure=missed)


def place_of(url: str) -> Place | Failure:
    """What an address of YouTube names; a Failure for one that names no channel and no search."""
    parts, host = urlsplit(url), host_of(url)
    real = host == "youtube.com" or host.endswith(".youtube.com")
    own = f"{parts.scheme}://{parts.netloc}"
    site, api = (_SITE, _API) if real else (own, f"{own}/youtube/v3")
    first, _, rest = unquote(parts.path).strip("/").partition("/")
    if first in ("", "results"):
        words = " ".join(parse_qs(parts.query).get("search_query", ())).strip()
        return Place(site, api, words=words)
    channel = rest.partition("/")[0] if first == "channel" else ""
    if first == "feeds":
        channel = "".join(parse_qs(parts.query).get("channel_id", ()))
    if is_channel(channel):
        return Place(site, api, channel)
    if _HANDLE.fullmatch(first):
        return Place(site, api, handle=first)
    return Failure(Access.NOT_ASKED, _ADDRESS, passing=False, code="address")


async def _listed(door: Door, api: YoutubeApi, place: Place, met: Met) -> Visited | Failure:
    """What the address names, listed by the interface."""
    if place.handle:
        found = await api.page("channels", {"part": "id", "forHandle": place.handle}, parse_ids)
        if isinstance(found, Failure):
            return found
        place = replace(place, channel=found.detail(ROWS).partition(",")[0])
        if not place.channel:
            message = "ingen kanal har det namn som adressen anger"
            return Failure(Access.OUTAGE, message, 200, passing=False, code="missing")
    if place.channel:
        return await _uploads(door, api, place.channel, met)
    own = [(door.source.language, place.words)] if place.words else []
    queries = own or queries_of(door.searches)
    if not queries:
        message = "inga sökord är angivna i queries.toml"
        return Failure(Access.NOT_ASKED, message, passing=False, code="address")
    return await search(door, api, queries, met)


async def _uploads(door: Door, api: YoutubeApi, channel: str, met: Met) -> Visited | Failure:
    """The videos of a channel, the newest first, back to the last visit.

    The list of all that a channel has uploaded is named as the channel, with UU in place of UC.
    """
    parameters = {"part": "contentDetails", "playlistId": f"UU{channel[2:]}", "maxResults": "50"}

    async def turn(at: str, _: datetime) -> Listed | Failure:
        asked = {**parameters, "pageToken": at} if at else parameters
        return await turn_of(door, api, "playlistItems", asked, met)

    return await met.listings.walk(f"uploads {channel}", turn)


async def _by_feed(door: Door, place: Place) -> Visited | Failure:
    """The feed of a channel, where there is no key."""
    if place.handle:
        message = f"kanalens @namn kan slås upp bara med en nyckel ({NAME}); {_WITH_ID}"
        return Failure(Access.NOT_ASKED, message, passing=False, code="address")
    if not place.channel:
        message = f"nyckel saknas: sökningar kräver en nyckel till YouTubes gränssnitt ({NAME})"
        return Failure(Access.NOT_ASKED, message, passing=False, code="key")
    url = f"{place.site}/feeds/videos.xml?channel_id={place.channel}"

    async def turn(_: str, __: datetime) -> Listed | Failure:
        return await listed(door, await door.ask(url), parse_youtube_feed, place.channel)

    ended = await NewestFirst(door).walk(url, turn, longest=OF_A_FEED)
    if isinstance(ended, Failure):
        return of_feed(ended, door.state.failing_since, door.now)
    return ended


def of_feed(failure: Failure, since: datetime | None, now: datetime) -> Failure:
    """The failure of a feed that has failed `since`: a 404 is an outage that passes, until it has
    lasted for days."""
    if failure.code == "robots":
        message = f"{failure.message}; med en nyckel till YouTubes gränssnitt går det ({NAME})"
        return replace(failure, message=message)
    if failure.status not in (404, 410):
        return failure
    if since and now - since >= timedelta(days=LOST_DAYS):
        message = f"flödet har saknats i {LOST_DAYS} dygn; kontrollera att kanalen finns kvar"
        return replace(failure, message=message, passing=False, code="missing")
    message = f"flödet svarar inte just nu (HTTP {failure.status}), som ofta hos YouTube"
    return replace(failure, message=message, passing=True, code="server")
