"""The posts of Bluesky as their records have them: in answers of its servers and in its streams.

Lexicon: https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/post.json
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from crawlers.dates import parse_date
from crawlers.json_answers import rows_of, text_of
from crawlers.posts import Post
from store.records import DocumentKind

PLATFORM = "bsky.app"
COLLECTION = "app.bsky.feed.post"
MAX_NAMES = 300
"""A text has 3,000 bytes at most, which hold fewer handles; each name is sought in all of it."""

_URI = re.compile(
    rf"at://(did:[a-z0-9]+:[^/\s]{{1,300}})/{re.escape(COLLECTION)}/([\w.~:-]{{1,512}})"
)
_DID = re.compile(r"\bdid:[a-z]+:[\w.:%-]*[\w]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?=-|$)", re.I)
_NO_HANDLE = "handle.invalid"
"""What servers write where an account's name no longer leads to it."""


def post_of(
    record: Any,
    uri: str,
    did: str,
    now: datetime,
    names: Sequence[str] = (),
    handle: str = "",
    seen_at: datetime | None = None,
    context: str = "",
) -> Post | None:
    """The post of a record as its author's server holds it; None where it is none, or has no words.

    `uri` is its at-uri, `did` its author's, `handle` and `names` (those of others too) are masked.
    A record dates itself: no later than `seen_at`, when a server first met it. `context` is the
    text that it answers or quotes, where that is known. Never raises for what is in the record.
    """
    place = _URI.fullmatch(uri)
    of_posts = isinstance(record, dict) and record.get("$type", COLLECTION) == COLLECTION
    if not of_posts or place is None or place[1] != did:
        return None
    embed = _part(record, "embed")
    text = "\n".join(filter(None, (text_of(record, "text"), *_alt_texts(embed))))
    if not text:
        return None
    features = list(_features(record))
    links = [text_of(feature, "uri") for feature, _ in features]
    card = _part(_media(embed), "external")
    parent = _post_uri(_part(_part(record, "reply"), "parent"))
    named = handle if handle != _NO_HANDLE else ""
    return Post(
        platform=PLATFORM,
        native_id=uri,
        text=text,
        url=f"https://bsky.app/profile/{named or did}/post/{place[2]}",
        author=did,
        names=_names(named, names, features, [text, context, *links, text_of(card, "uri")]),
        kind=DocumentKind.COMMENT if parent else DocumentKind.POST,
        context="\n".join(filter(None, (context, text_of(card, "title", "description")))),
        answers=parent or _post_uri(_quoted(embed)),
        language=_language(record),
        published_at=_published(text_of(record, "createdAt"), seen_at, now),
        shared_urls=tuple(filter(_is_web, (*links, text_of(card, "uri")))),
        hashtags=tuple(filter(None, (text_of(one, "tag") for one, _ in features)))
        + tuple(tag for tag in _list(record.get("tags")) if isinstance(tag, str)),
        lookup=uri,
    )


def is_post_uri(uri: str) -> bool:
    """Whether an at-uri names a post, of an account by its lasting id."""
    return _URI.fullmatch(uri) is not None


def _part(value: Any, name: str) -> dict[str, Any]:
    """The object in a field; an empty one where there is none."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _media(embed: dict[str, Any]) -> dict[str, Any]:
    """What is shown under a post: of one that quotes with pictures, the pictures."""
    return _part(embed, "media") or embed


def _alt_texts(embed: dict[str, Any]) -> Iterator[str]:
    """What the author wrote of pictures and videos, for those who cannot see them; more than four
    pictures are the `items` of a gallery (lexicon app.bsky.embed.gallery, 2026)."""
    media = _media(embed)
    for shown in (media, *rows_of(media.get("images")), *rows_of(media.get("items"))):
        yield text_of(shown, "alt").strip()


def _quoted(embed: dict[str, Any]) -> dict[str, Any]:
    """The reference to the quoted post, bare or beside pictures."""
    record = _part(embed, "record")
    return _part(record, "record") or record


def _post_uri(reference: dict[str, Any]) -> str:
    uri = text_of(reference, "uri")
    return uri if is_post_uri(uri) else ""


def _features(record: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """The links, hashtags and mentions in a text, each with the words that carry it.

    A facet counts the bytes of UTF-8, not characters.
    """
    text = text_of(record, "text").encode("utf-8", "surrogatepass")
    for facet in rows_of(record.get("facets")):
        index = _part(facet, "index")
        start, end = index.get("byteStart"), index.get("byteEnd")
        whole = isinstance(start, int) and isinstance(end, int) and 0 <= start <= end
        words = text[start:end].decode("utf-8", "ignore") if whole else ""
        for feature in rows_of(facet.get("features")):
            yield feature, words


def _names(
    handle: str,
    names: Sequence[str],
    features: Sequence[tuple[dict[str, Any], str]],
    texts: Sequence[str],
) -> tuple[str, ...]:
    """All that people are called: handles and ids of those mentioned too, and ids in links."""
    mentioned = [(words, text_of(one, "did")) for one, words in features if "did" in one]
    ids = [did for text in texts for did in _DID.findall(text)]
    every = (handle, *names, *(name for pair in mentioned for name in pair), *ids)
    return tuple(dict.fromkeys(name.strip() for name in every if name.strip()))[:MAX_NAMES]


def _language(record: dict[str, Any]) -> str:
    """The first language that the post says it is in, as two or three letters."""
    said = next((one for one in _list(record.get("langs")) if isinstance(one, str)), "")
    found = _LANGUAGE.match(said)
    return found[0].lower() if found else ""


def _published(created: str, seen_at: datetime | None, now: datetime) -> datetime | None:
    """The earlier of what the record says and when it was met: where servers list it."""
    said = parse_date(created, now)
    return min(said, seen_at) if said and seen_at else said or seen_at


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://"))
