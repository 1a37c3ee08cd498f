"""Answers of Discourse forums in JSON: lists of topics, and posts, from bytes to Posts.

Built from the shape that the project publishes (https://docs.discourse.org/, 2026; serializers and
spec/requests/api/schemas in github.com/discourse/discourse); never tried on a forum itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawlers.canonical import host_of
from crawlers.dates import DateNotes
from crawlers.json_answers import Json, read_json, rows_of, text_of
from crawlers.markup import plain_text, short_language
from crawlers.platforms.cooked import read_cooked
from crawlers.platforms.discourse_people import names_of, people
from crawlers.posts import Page, Post
from crawlers.searches import Searches
from store.records import Access, DocumentKind, TextStatus

MAX_TOPICS = 500
"""Topics of one answer that are read: a page of the latest has 30."""
MAX_POSTS = 200
"""Posts of one answer that are read: 20 are asked for."""
MAX_STREAM = 20_000
SMALL_ACTION = 3
"""The type of posts by which a forum tells that a topic was closed, moved or renamed."""
LIKE = 2
TRANSLATED = "posts that the forum shows in translation"
NO_NUMBER = "topics or posts without a number left out"

_WITHDRAWN = re.compile(
    r"\((?:post|topic|inlägg(?:et)?|ämne(?:t)?|tråd(?:en)?) "
    r"(?:deleted|withdrawn|borttaget|borttagen|raderat|raderad|tillbakadraget)\b[^()]{0,120}\)",
    re.I,
)
"""What a forum writes in place of a post that its author took back."""


def parse_topics(
    body: bytes, url: str, content_type: str, now: datetime, searches: Searches | None
) -> Page:
    """Read a list of topics or what a search found. Never raises.

    With `searches` only topics count that have one of their words in title or tags. The detail
    `topics` has their numbers with the seconds of their last posts, as `pairs` reads them, `listed`
    those of all topics. `next` is the number of the following page, "" after the last.
    """
    value = _read(body, content_type, "en lista över trådar")
    if isinstance(value, Page):
        return value
    topic_list = value.get("topic_list")
    held = topic_list if isinstance(topic_list, dict) else value
    found = value.get("grouped_search_result")
    found_nothing = "grouped_search_result" in value  # null where the words are too short
    if not isinstance(held.get("topics"), list) and not found_nothing:
        return _unreadable("svarade med JSON i stället för en lista över trådar")
    rows = rows_of(held.get("topics") or [])[:MAX_TOPICS]
    notes = DateNotes(now)
    listed = {n: _bumped(row, notes) for row in rows if (n := _number(row.get("id")))}
    wanted = [n for row in rows if (n := _number(row.get("id"))) and _matches(row, searches)]
    own = [listed[n] for row in rows if (n := _number(row.get("id"))) and not row.get("pinned")]
    return Page(
        next=_more(held, found, url),
        problems=(*notes.problems, *([NO_NUMBER] if len(own) + _pinned(rows) < len(rows) else [])),
        access=Access.OK if rows else Access.EMPTY_VALID,
        details=(
            ("topics", written({n: listed[n] for n in wanted})),
            ("listed", written(listed)),
            ("newest", str(max(own, default=0))),
        ),
    )


def parse_posts(
    body: bytes, url: str, content_type: str, now: datetime, base: str, topic: int
) -> Page:
    """Read posts of a topic, the first or those asked for. Never raises.

    What a post answers is told by numbers within the topic: the detail `numbers` has that of each
    post's id, `answered` that of the post that it answers (as `pairs` reads them). `context` of
    the Posts is what they quote. `people` are the names, a line each, by which others in the topic
    may call its posters. The first answer has the topic's `title` and its `stream`: the ids of all
    posts, in order.
    """
    value = _read(body, content_type, "en tråd")
    if isinstance(value, Page):
        return value
    stream = value.get("post_stream")
    if not isinstance(stream, dict) or not isinstance(stream.get("posts"), list):
        return _unreadable("svarade med JSON i stället för en tråd")
    rows = rows_of(stream["posts"])[:MAX_POSTS]
    notes = DateNotes(now)
    tags = tuple(_tags(value))
    posts = {
        n: _post(row, base, topic, tags, notes) for row in rows if (n := _number(row.get("id")))
    }
    ids = stream.get("stream")
    ids = ids[:MAX_STREAM] if isinstance(ids, list) else []
    return Page(
        posts=tuple(post for post in posts.values() if post),
        problems=(
            *notes.problems,
            *([NO_NUMBER] if len(posts) < len(rows) else []),
            *([TRANSLATED] if any(row.get("is_localized") is True for row in rows) else []),
        ),
        access=Access.OK if rows else Access.EMPTY_VALID,
        details=(
            ("title", plain_text(text_of(value, "title", "fancy_title"))),
            ("stream", " ".join(str(n) for n in map(_number, ids) if n)),
            ("numbers", _numbers(rows, "post_number")),
            ("answered", _numbers(rows, "reply_to_post_number")),
            ("people", "\n".join(people(rows))),
        ),
    )


def pairs(text: str) -> dict[int, int]:
    """Numbers by numbers, as `written` wrote them; what is no such pair is left out.

    >>> pairs(written({12: 1700000000}))
    {12: 1700000000}
    """
    split = (part.partition("=") for part in text.split())
    return {int(one): int(other) for one, _, other in split if one.isdigit() and other.isdigit()}


def written(numbers: Mapping[int, int]) -> str:
    """Numbers by numbers as text."""
    return " ".join(f"{one}={other}" for one, other in numbers.items())


def _read(body: bytes, content_type: str, wanted: str) -> dict[str, Any] | Page:
    """The object of an answer, or the Page that says why there is none."""
    answer = read_json(body, content_type, wanted)
    if not isinstance(answer, Json):
        return Page(problems=answer.problems, access=answer.access, reason=answer.reason)
    if not isinstance(answer.value, dict):
        return _unreadable(f"svarade med JSON i stället för {wanted}")
    if answer.value.get("error_type") == "not_logged_in":
        return Page(access=Access.REFUSED, reason="kräver inloggning")
    return answer.value


def _unreadable(reason: str) -> Page:
    return Page(access=Access.PARSE_ERROR, reason=reason)


def _number(value: object) -> int:
    """A number above nothing, 0 for all else. Some programs write numbers as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
        value = int(value)
    return value if isinstance(value, int) and value is not True and 0 < value < 10**15 else 0


def _numbers(rows: list[dict[str, Any]], name: str) -> str:
    """A number of each post by its id; posts without it are left out."""
    found = {_number(row.get("id")): _number(row.get(name)) for row in rows}
    return written({one: other for one, other in found.items() if one and other})


def _bumped(row: dict[str, Any], notes: DateNotes) -> int:
    """When something was last posted in a topic, in seconds since 1970; 0 where it does not say."""
    dates = (notes.read(text_of(row, name)) for name in ("bumped_at", "last_posted_at"))
    return max((int(date.timestamp()) for date in dates if date), default=0)


def _pinned(rows: list[dict[str, Any]]) -> int:
    return sum(bool(row.get("pinned")) and bool(_number(row.get("id"))) for row in rows)


def _matches(row: dict[str, Any], searches: Searches | None) -> bool:
    if searches is None:
        return True
    tags = " ".join(f"#{tag} {tag.replace('-', ' ')}" for tag in _tags(row))
    return searches.match(f"{plain_text(text_of(row, 'title', 'fancy_title'))} {tags}")


def _tags(row: dict[str, Any]) -> Iterator[str]:
    """The tags of a topic, which are words, or objects with names in newer versions."""
    tags = row.get("tags")
    for tag in tags[:50] if isinstance(tags, list) else []:
        name = tag if isinstance(tag, str) else text_of(tag, "name", "slug")
        if name.strip():
            yield name.strip()


def _more(held: dict[str, Any], found: object, url: str) -> str:
    """The number of the following page: of a list as it names it, of a search one more."""
    if isinstance(found, dict):
        asked = parse_qs(urlsplit(url).query).get("page", ["1"])[0]
        return str((_number(asked) or 1) + 1) if found.get("more_full_page_results") else ""
    query = text_of(held, "more_topics_url").partition("?")[2]
    return str(_number(parse_qs(query).get("page", [""])[0]) or "")


def _post(
    row: dict[str, Any], base: str, topic: int, tags: tuple[str, ...], notes: DateNotes
) -> Post | None:
    """The Post of a row; None of what is no person's words."""
    if row.get("post_type") == SMALL_ACTION:
        return None
    native_id, number = str(_number(row.get("id"))), _number(row.get("post_number"))
    said = read_cooked(text_of(row, "cooked"), f"{base}/")
    hidden = any(row.get(name) for name in ("deleted_at", "user_deleted", "hidden"))
    opens = number == 1
    if hidden or _WITHDRAWN.fullmatch(said.text):
        return Post(host_of(base), native_id, "", deleted=True)
    if not said.text and not opens:
        return None
    return Post(
        platform=host_of(base),
        native_id=native_id,
        text=said.text,
        url=f"{base}/t/{topic}/{number}" if number else f"{base}/t/{topic}",
        author=text_of(row, "username"),
        names=(*names_of(row), *said.names),
        kind=DocumentKind.POST if opens else DocumentKind.COMMENT,
        context=said.quoted,
        language=_language(row),
        published_at=notes.read(text_of(row, "created_at")),
        edited_at=notes.read(text_of(row, "updated_at"))
        if _number(row.get("version")) > 1
        else None,
        text_status=TextStatus.FULL if said.text else TextStatus.TITLE_ONLY,
        shared_urls=said.links,
        hashtags=tags if opens else (),
        likes=_likes(row),
        comments=_count(row, "reply_count"),
        views=_count(row, "reads"),
        lookup=f"{topic}/{native_id}",
    )


def _language(row: dict[str, Any]) -> str:
    """The language that a post is written in, where the forum says it; of a translation, none."""
    return "" if row.get("is_localized") is True else short_language(text_of(row, "language"))


def _likes(row: dict[str, Any]) -> int | None:
    for action in rows_of(row.get("actions_summary")):
        if action.get("id") == LIKE:
            return _count(action, "count")
    return 0 if isinstance(row.get("actions_summary"), list) else None


def _count(row: dict[str, Any], name: str) -> int | None:
    value = row.get(name)
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31
    return value if is_count else None
