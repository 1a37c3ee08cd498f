"""X's posts as its pages load them.

Shapes: `tweet_results.result` of the timelines as Zeeschuimer keeps it, and the older answers with
the tweet's fields at the top, by Zeeschuimer's modules/twitter.js and twitter-comments.js and
4CAT's datasources/twitter-import/search_twitter.py (https://github.com/digitalmethodsinitiative);
also compared with a real capture of 2023 (https://github.com/jorisheijkant/zeeschuimer-decoder,
test-files/twitter-test.ndjson). Zeeschuimer writes some ids as numbers that JavaScript has rounded:
`rest_id` and `id_str` are texts, `id` and the envelope's `item_id` are not to be trusted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

from crawlers.dates import EARLIEST
from crawlers.imports.captures.values import (
    Captured,
    at,
    count_of,
    exact_id_of,
    id_of,
    in_url,
    language_of,
    names_of,
    object_at,
    objects_at,
    other_id_of,
    plain,
    text_at,
    texts_of,
)
from crawlers.imports.reading import ANNONS, INGEN_POST, OGILTIGT_DATUM, SAKNAR_TEXT, Unusable
from crawlers.posts import Post
from store.records import DocumentKind

PLATFORM = "x.com"

_SHORT_LINK = re.compile(r"\s*https?://t\.co/\w*…?")
_RETWEETED = re.compile(r"RT @(\w+):? ")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CREATED = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d?) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d) (\d{4})"
)


def post_of(data: Captured, now: datetime) -> Post:
    """A post; of one that only shares another, the whole text of that. Raises Unusable."""
    tweet = _unwrapped(data)
    legacy = _legacy(tweet)
    if _is_advertised(data, tweet):
        raise Unusable(ANNONS)
    if not legacy.keys() & {"full_text", "text"}:
        raise Unusable(INGEN_POST)
    native_id = _native_id(tweet)
    shared = _inner(tweet, "retweeted_status_result") or object_at(legacy, "retweeted_status")
    said = shared if _words(shared) else tweet
    quoted = _inner(said, "quoted_status_result") or object_at(_legacy(said), "quoted_status")
    text, sharer_of = shown_text(_words(said))
    if not text:
        raise Unusable(SAKNAR_TEXT)
    author, name = _user(tweet)
    replied = other_id_of(legacy.get("in_reply_to_status_id_str"))
    entities = (*_entities(tweet), *_entities(shared))
    others = (legacy.get("in_reply_to_screen_name"), *_user(shared), *_user(quoted))
    return Post(
        platform=PLATFORM,
        native_id=native_id,
        text=text,
        url=address(author, native_id),
        author=author,
        names=names_of(name, sharer_of, *others, *_mentioned(*entities, *_entities(quoted))),
        kind=DocumentKind.COMMENT if replied else DocumentKind.POST,
        context=shown_text(_words(quoted))[0],
        answers=replied or _other_id(shared) or _other_id(quoted) or _id_of_absent(legacy),
        language=language_of(_legacy(said).get("lang")),
        published_at=moment_of(legacy.get("created_at"), now),
        shared_urls=texts_of(_each(entities, "urls", "expanded_url")),
        hashtags=texts_of(_each(entities, "hashtags", "text")),
        likes=count_of(legacy.get("favorite_count")),
        shares=count_of(legacy.get("retweet_count")),
        comments=count_of(legacy.get("reply_count")),
        views=count_of(at(tweet, "views", "count"), at(tweet, "ext_views", "count")),
    )


def address(author: str, native_id: str) -> str:
    """The address of a post; X finds it without its author, too."""
    return f"https://x.com/{in_url(author) or 'i'}/status/{native_id}"


def shown_text(text: str) -> tuple[str, str]:
    """A text as X shows it, without its own short links, and who wrote it when it is shared as
    `RT @name: …`. Where the links lead stands elsewhere."""
    match = _RETWEETED.match(text)
    own = text[match.end() :] if match else text
    return plain(_SHORT_LINK.sub("", own)).strip(), match[1] if match else ""


def moment_of(value: object, now: datetime) -> datetime | None:
    """The moment of `Wed Oct 10 20:19:24 +0000 2018`. Raises Unusable when it is another text."""
    if value is None or value == "":
        return None
    match = _CREATED.fullmatch(value) if isinstance(value, str) else None
    if match is None or match[1] not in _MONTHS:
        raise Unusable(OGILTIGT_DATUM)
    _, day, hour, minute, second, sign, hours, minutes, year = match.groups()
    away = timedelta(hours=int(hours), minutes=int(minutes))
    try:
        zone = timezone(-away if sign == "-" else away)
        month = _MONTHS.index(match[1]) + 1
        local = datetime(int(year), month, int(day), int(hour), int(minute), int(second), 0, zone)
        found = local.astimezone(now.tzinfo)
    except (ValueError, OverflowError):
        raise Unusable(OGILTIGT_DATUM) from None
    if not EARLIEST <= found <= now + timedelta(days=1):
        raise Unusable(OGILTIGT_DATUM)
    return found


def _unwrapped(data: Captured) -> Captured:
    """The tweet within a result that says who may see it."""
    return object_at(data, "tweet") or data


def _legacy(tweet: Captured) -> Captured:
    return object_at(tweet, "legacy") or tweet


def _inner(tweet: Captured, name: str) -> Captured:
    """Another tweet that one holds; empty when it has been taken away (a tombstone)."""
    found = object_at(tweet, name, "result") or object_at(_legacy(tweet), name, "result")
    return _unwrapped(found)


def _is_advertised(*holders: Captured) -> bool:
    """Whether somebody paid for the post to be shown: `promoted`, which Zeeschuimer adds."""
    return any(each.get("promoted") is True for each in holders)


def _id_of_absent(legacy: Captured) -> str:
    """The id of the post that one shares or quotes, which stands even where that is not there."""
    names = ("retweeted_status_id_str", "quoted_status_id_str")
    return next(filter(None, (other_id_of(legacy.get(name)) for name in names)), "")


def _words(tweet: Captured) -> str:
    """The whole text: that of long posts stands apart from the beginning that timelines show.

    A post that is an article has only a link to itself for a text.
    """
    long = text_at(tweet, "note_tweet", "note_tweet_results", "result", "text")
    legacy = _legacy(tweet)
    text = long or text_at(legacy, "full_text") or text_at(legacy, "text")
    article = object_at(tweet, "article", "article_results", "result")
    if article and not shown_text(text)[0]:
        body = text_at(article, "plain_text") or text_at(article, "preview_text")
        return "\n".join(filter(None, (text_at(article, "title"), body))) or text
    return text


def _entities(tweet: Captured) -> tuple[Captured, ...]:
    return (
        object_at(_legacy(tweet), "entities"),
        object_at(tweet, "note_tweet", "note_tweet_results", "result", "entity_set"),
    )


def _each(entities: Iterable[Captured], kind: str, key: str) -> Iterator[Any]:
    return (item.get(key) for each in entities for item in objects_at(each, kind))


def _mentioned(*entities: Captured) -> Iterator[Any]:
    yield from _each(entities, "user_mentions", "screen_name")
    yield from _each(entities, "user_mentions", "name")


def _user(tweet: Captured) -> tuple[str, str]:
    """Handle and display name, in the shapes of three years, and as Zeeschuimer's module for
    comments writes them."""
    result = object_at(tweet, "core", "user_results", "result")
    user = object_at(tweet, "user")
    for place in (object_at(result, "core"), object_at(result, "legacy"), user):
        if handle := text_at(place, "screen_name"):
            return handle, text_at(place, "name")
    return text_at(user, "unique_id"), text_at(user, "nickname")


def _native_id(tweet: Captured) -> str:
    legacy = _legacy(tweet)
    told = tweet.get("rest_id") or legacy.get("id_str") or tweet.get("id_str")
    return id_of(told) if told else exact_id_of(tweet.get("id"))


def _other_id(tweet: Captured) -> str:
    return other_id_of(tweet.get("rest_id") or _legacy(tweet).get("id_str"))
