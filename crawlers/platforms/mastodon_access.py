"""Which timelines of a Mastodon server a source names, and what the server allows us to ask.

Servers say since 4.5 who may read what (`configuration.timelines_access` of
https://docs.joinmastodon.org/entities/Instance/); older ones are asked, and refuse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, quote, unquote, urlsplit

from crawlers.json_answers import Json, read_json, text_of
from crawlers.network.fetch import Failure
from crawlers.posts import Page
from store.records import Access

LOCAL, REMOTE = "local", "remote"
BOTH = frozenset({LOCAL, REMOTE})
_LIVE, _TAGS = "live_feeds", "hashtag_feeds"
_PUBLIC = {
    "/public": BOTH,
    "/public/local": frozenset({LOCAL}),
    "/public/remote": frozenset({REMOTE}),
}
_API = "/api/v1/timelines"
_PAGING = frozenset({"limit", "max_id", "min_id", "since_id"})
_LEVELS = frozenset({"public", "authenticated", "disabled"})
UNKNOWN = "adressen är ingen tidslinje; väntar server/tags/ETIKETT, server/public/local eller "
UNKNOWN += "server/public"
NO_TAGS = "queries.toml har inga hashtaggar att fråga efter"
SIGN_IN = "nyckel saknas: servern visar tidslinjen bara för inloggade (VARDKASE_MASTODON_TOKEN, "
SIGN_IN += "skriven server:nyckel)"
CLOSED = "har stängt tidslinjen"


@dataclass(frozen=True, slots=True)
class Timeline:
    """A list of posts that a server keeps. `parts`: of its own people, of those elsewhere."""

    name: str
    path: str
    feeds: str
    parts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Way:
    """How a timeline is asked for: the path and query of its address, and whether with our key.

    `left_out` is the part of it that the server does not show us.
    """

    name: str
    path: str
    keyed: bool
    left_out: str = ""


def base_of(url: str) -> str:
    """Scheme, host and port of a source's address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def timelines_of(url: str, hashtags: Iterable[str]) -> list[Timeline] | Failure:
    """The timelines that an address names, as a browser shows it or as programs ask for it; those
    of `hashtags` where it is that of a server."""
    path = urlsplit(url).path.rstrip("/")
    if path.startswith(f"{_API}/"):
        return _of_interface(url) or Failure(
            Access.NOT_ASKED, UNKNOWN, passing=False, code="address"
        )
    if path in _PUBLIC:
        return [_of_public(path)]
    if path.startswith("/tags/") and path.count("/") == 2:
        return [_of_tag(unquote(path.removeprefix("/tags/").removesuffix(".rss")))]
    if path:
        return Failure(Access.NOT_ASKED, UNKNOWN, passing=False, code="address")
    found = list(dict.fromkeys(_of_tag(tag) for tag in hashtags))
    return found or Failure(Access.NOT_ASKED, NO_TAGS, passing=False, code="address")


def _of_interface(url: str) -> list[Timeline]:
    """The timeline of an address below /api/v1/timelines; none where it names no such timeline, or
    narrows it to what we do not ask for: `only_media`, further tags."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    only = [part for part in sorted(BOTH) if asked.pop(part, [""])[0] in {"true", "1"}]
    kind, _, tag = parts.path.rstrip("/").removeprefix(f"{_API}/").partition("/")
    if asked.keys() - _PAGING or len(only) > 1:
        return []
    if kind == "public" and not tag:
        return [_of_public("/".join(["/public", *only]))]
    if kind == "tag" and tag and "/" not in tag:
        return [_of_tag(unquote(tag), frozenset(only) or BOTH)]
    return []


def _of_public(name: str) -> Timeline:
    return Timeline(name, f"{_API}/public", _LIVE, _PUBLIC[name])


def _of_tag(tag: str, parts: frozenset[str] = BOTH) -> Timeline:
    tag = tag.lstrip("#").lower()
    return Timeline(f"#{tag}", f"{_API}/tag/{quote(tag, safe='')}", _TAGS, parts)


def token_for(base: str, key: str, allow_private: bool) -> str:
    """The user's token where it belongs to the server at `base`, else "".

    `key` is written `server:token`: a token is that of an account on one server, and another
    server that is given it could act as that account. For the same reason it travels encrypted.
    """
    server, _, token = key.strip().rpartition(":")
    parts = urlsplit(base)
    secure = parts.scheme == "https" or allow_private
    return token.strip() if secure and server and server.lower() == parts.netloc.lower() else ""


def parse_instance(body: bytes, url: str, content_type: str, now: datetime) -> Page:
    """What a server says of itself, in details: `domain`, and levels as `live_feeds.local`."""
    found = read_json(body, content_type, "uppgifter om en Mastodonserver")
    if not isinstance(found, Json):
        return Page(access=found.access, reason=found.reason, problems=found.problems)
    configuration = found.value.get("configuration") if isinstance(found.value, dict) else None
    access = configuration.get("timelines_access") if isinstance(configuration, dict) else None
    feeds = access if isinstance(access, dict) else {}
    levels = tuple(
        (f"{name}.{part}", level)
        for name in (_LIVE, _TAGS)
        for part in sorted(BOTH)
        if (level := text_of(feeds.get(name), part)) in _LEVELS
    )
    return Page(details=(("domain", text_of(found.value, "domain")), *levels))


def way_to(timeline: Timeline, levels: Mapping[str, str], has_token: bool) -> Way | Failure:
    """How a server of these levels lets us read a timeline.

    A server that shows only a part without a key refuses whoever asks for the whole, so we ask for
    that part. One that says nothing of its levels is asked for all, with the key where there is
    one.
    """
    level = {part: levels.get(f"{timeline.feeds}.{part}", "") for part in timeline.parts}
    anybody = frozenset(part for part in level if level[part] in {"public", ""})
    members = frozenset(part for part in level if level[part] != "disabled")
    keyed = has_token and (members != anybody or "" in level.values())
    shown = members if keyed else anybody
    if not shown:
        if members:
            return Failure(Access.NOT_ASKED, SIGN_IN, passing=False, code="key")
        return Failure(Access.REFUSED, CLOSED, passing=False, code="refused")
    only = "" if shown == BOTH else f"&{min(shown)}=true"
    left_out = min(timeline.parts - shown, default="")
    return Way(timeline.name, f"{timeline.path}?limit=40{only}", keyed, left_out)
