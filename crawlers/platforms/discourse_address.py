"""What an address of a Discourse forum names, as a person pastes it from a browser."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from crawlers.canonical import host_of

AS_WRITTEN = {"Cookie": "content-localization-show-original=true"}
"""A header by which a forum that translates its posts shows them as they were written
(github.com/discourse/discourse, lib/content_localization.rb, 2026)."""
_LISTINGS = frozenset({"latest", "top", "new", "hot", "categories", "tags"})
_MARKS = _LISTINGS | {"c", "t", "tag", "search", "posts"}


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a forum: `listing` is the path of a list of topics, `topic` the number of a single
    one, `queries` what is searched for instead. With `chosen` all topics of it are wanted, not only
    those whose titles have the words that are searched for.

    `base` is the forum's own address without a slash at the end, `searches` that its search is to
    be asked for the user's words.
    """

    base: str
    listing: str = ""
    topic: str = ""
    query: str = ""
    searches: bool = False
    chosen: bool = True

    @property
    def host(self) -> str:
        """Where the forum's posts and accounts live."""
        return host_of(self.base)

    def topics_address(self, page: str, query: str = "") -> str:
        """Where a page of topics is asked for: of the listing, or of what is searched for."""
        if query:
            asked = {"q": query} | ({"page": page} if page else {})
            return f"{self.base}/search.json?{urlencode(asked)}"
        return f"{self.base}{self.listing}.json" + (f"?page={page}" if page else "")

    def topic_address(self, topic: int) -> str:
        """Where a topic and its first posts are asked for."""
        return f"{self.base}/t/{topic}.json"

    def posts_address(self, topic: int, posts: list[int]) -> str:
        """Where these posts of a topic are asked for."""
        asked = urlencode([("post_ids[]", post) for post in posts])
        return f"{self.base}/t/{topic}/posts.json?{asked}"


def place_of(url: str) -> Place | None:
    """The part of a forum that an address names; None where it names no forum.

    A bare address stands for the latest topics, as does the list of all posts, `/posts.json`. A
    forum may lie in a folder. JSON and feeds (`.json`, `.rss`) stand for the pages they are of.

    >>> place_of("https://forum.example/c/familj/7").listing
    '/c/familj/7'
    >>> place_of("https://forum.example/t/fragor-om-lvu/123/4").topic
    '123'
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    path = parts.path.rstrip("/").removesuffix(".json").removesuffix(".rss")
    segments = [part for part in path.split("/") if part]
    at = next((n for n, part in enumerate(segments) if part in _MARKS), len(segments))
    base = "/".join([f"{parts.scheme}://{parts.netloc}", *segments[:at]])
    mark, rest = (segments[at], segments[at + 1 :]) if at < len(segments) else ("", [])
    if mark == "search":
        query = parse_qs(parts.query).get("q", [""])[0].strip()
        return Place(base, query=query, searches=True)
    if mark == "t":
        number = next((part for part in rest if _is_number(part)), "")
        return Place(base, topic=number) if number else None
    if mark == "posts" and rest:
        return None  # a single post
    if mark in ("c", "tag") and rest:
        return Place(base, listing="/".join(["", mark, *_own(rest)]))
    return Place(base, listing="/latest", chosen=False)


def _own(segments: list[str]) -> list[str]:
    """The path of a category or tag without what its page is sorted by: `familj/7/l/top`."""
    end = segments.index("l") if "l" in segments else len(segments)
    numbered = next((n for n, part in enumerate(segments) if _is_number(part)), end)
    return segments[: min(end, numbered + 1)]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12
