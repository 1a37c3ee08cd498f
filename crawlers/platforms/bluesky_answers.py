"""The answers of Bluesky's servers: pages of posts with their authors, and what they refuse with.

Lexicons: https://github.com/bluesky-social/atproto/tree/main/lexicons/app/bsky/feed
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from crawlers.dates import parse_date
from crawlers.json_answers import read_json, rows_of, text_of
from crawlers.listing import Listing
from crawlers.network.failures import Failure
from crawlers.platforms.atproto import post_of
from crawlers.platforms.json_pages import UNREADABLE, unread_of
from crawlers.posts import Page, Post
from store.records import Access

WITHHELD = "posts left out that their authors show only to who is logged in"
TAKEN_DOWN = "posts left out that are taken down"
FULL = "a full page without a cursor"
MAX_COUNT = 10**12
"""No figure of a post is larger; the store could not hold all that JSON can write."""
TOKEN = "token"

_WITHHOLDING = {
    "!no-unauthenticated": WITHHELD,
    "!takedown": TAKEN_DOWN,
    "!suspend": TAKEN_DOWN,
    "!hide": TAKEN_DOWN,
}
"""Labels of an author or a post that keep it from being shown.
https://atproto.com/specs/label#global-label-values"""


@dataclass(frozen=True, slots=True)
class _Read:
    """What one row gave: a post, or a problem; `at` is where it stands in the listing."""

    post: Post | None = None
    problem: str = ""
    uri: str = ""
    at: datetime | None = None


def parse_feed(body: bytes, url: str, content_type: str, now: datetime) -> Page:
    """A page of an author's feed: posts, answers, and posts of others that were shared on."""
    return _page(body, content_type, "feed", lambda row: _of_feed(row, now))


def parse_posts(body: bytes, url: str, content_type: str, now: datetime, limit: int = 0) -> Page:
    """A page of a search, or posts that were asked for by their uris.

    `limit` is how many a full page holds. The detail UNREAD names, a line each, the uris of posts
    that are there and that cannot be read.
    """
    page = _page(body, content_type, "posts", lambda row: _of_view(row, now))
    if limit and not page.next and len(page.posts) >= limit:
        return replace(page, problems=(*page.problems, FULL))
    return page


def parse_session(body: bytes, url: str, content_type: str, now: datetime) -> Page:
    """The token of a new session, as the detail TOKEN; nothing else of the account is kept."""
    found = read_json(body, content_type, "en inloggning")
    token = "" if isinstance(found, Listing) else text_of(found.value, "accessJwt")
    if not token:
        return Page(access=Access.PARSE_ERROR, reason="inloggningen gav ingen nyckel")
    return Page(details=((TOKEN, token),))


def said(failure: Failure) -> Failure:
    """The failure in the words of the interface, where it gives its reason in JSON.

    https://atproto.com/specs/xrpc#error-responses: `error` is a name, `message` is for people.
    """
    if failure.is_page and failure.status == 403:
        message = "svarar med en webbsida i stället för data (HTTP 403)"
        return replace(failure, access=Access.CHALLENGED, message=message, code="challenged")
    name, message = error_of(failure)
    if name == "InvalidRequest" and "not found" in message.lower():
        name = "NotFound"
    if name not in _SAID or failure.access is Access.RATE_LIMITED:
        return failure
    access, clause, code = _SAID[name]
    return replace(
        failure, access=access, message=clause, code=code, passing=name in _PASSING, body=b""
    )


def error_of(failure: Failure) -> tuple[str, str]:
    """The name of an error of the interface and its message; "" where it gave none."""
    try:
        value = json.loads(failure.body) if failure.body else None
    except (ValueError, RecursionError):
        return "", ""
    return text_of(value, "error"), text_of(value, "message")


_LOGIN = (Access.REFUSED, "kräver inloggning för den här frågan", "login")
_AWAY = (Access.OUTAGE, "kontot är avstängt eller vilande", "missing")
_BEHIND = (Access.OUTAGE, "svarar inte för att en tjänst bakom den ligger nere", "server")
_SAID: dict[str, tuple[Access, str, str]] = {
    "AuthMissing": _LOGIN,
    "AuthenticationRequired": _LOGIN,
    "InvalidToken": _LOGIN,
    "ExpiredToken": _LOGIN,
    "NotFound": (Access.OUTAGE, "kontot finns inte", "missing"),
    "AccountTakedown": _AWAY,
    "AccountDeactivated": _AWAY,
    "BlockedActor": (Access.REFUSED, "kontot är blockerat", "refused"),
    "BlockedByActor": (Access.REFUSED, "kontot har blockerat oss", "refused"),
    "InvalidRequest": (Access.OUTAGE, "förstår inte frågan", "server"),
    "UpstreamFailure": _BEHIND,
    "UpstreamTimeout": _BEHIND,
}
_PASSING = frozenset({"UpstreamFailure", "UpstreamTimeout"})


def _page(body: bytes, content_type: str, name: str, read: Any) -> Page:
    """A Page of the rows in the field `name`, each read by `read`."""
    found = read_json(body, content_type, "en lista med inlägg")
    if isinstance(found, Listing):
        return Page(access=found.access, reason=found.reason, problems=found.problems)
    value = found.value
    rows = value.get(name) if isinstance(value, dict) else None
    if not isinstance(rows, list):
        reason = "svarade med JSON som inte är en lista med inlägg"
        return Page(access=Access.PARSE_ERROR, reason=reason, problems=found.problems)
    reads: list[_Read] = [read(row) for row in rows]
    if rows and all(one.problem == UNREADABLE for one in reads):
        reason = "inget av inläggen i svaret går att läsa"
        return Page(access=Access.PARSE_ERROR, reason=reason, problems=(UNREADABLE,))
    problems = dict.fromkeys((*found.problems, *(one.problem for one in reads if one.problem)))
    unread = [one.uri for one in reads if one.problem == UNREADABLE]
    return Page(
        posts=tuple(one.post for one in reads if one.post),
        next=text_of(value, "cursor"),
        problems=tuple(problems),
        access=Access.OK if rows else Access.EMPTY_VALID,
        details=unread_of(unread),
        listed_at=max((one.at for one in reads if one.at), default=None),
    )


def _of_feed(row: Any, now: datetime) -> _Read:
    """A row of an author's feed. What is shared on stands where it was shared."""
    row = row if isinstance(row, dict) else {}
    reply = row.get("reply")
    parent = reply.get("parent") if isinstance(reply, dict) else None
    above = reply.get("grandparentAuthor") if isinstance(reply, dict) else None
    found = _of_view(row.get("post"), now, parent, _names(above))
    shared = text_of(row.get("reason"), "indexedAt")
    return replace(found, at=parse_date(shared, now)) if shared else found


def _of_view(view: Any, now: datetime, parent: Any = None, named: tuple[str, ...] = ()) -> _Read:
    """A post as servers show it: its record, its author, and what it quotes."""
    view = view if isinstance(view, dict) else {}
    uri, record, author = text_of(view, "uri"), view.get("record"), view.get("author")
    if label := next(_labels(view), ""):
        return _Read(problem=_WITHHOLDING[label])
    if not uri or not isinstance(record, dict) or not text_of(author, "did"):
        return _Read(problem=UNREADABLE, uri=uri)
    others = [one for one in (parent, _quoted(view)) if isinstance(one, dict)]
    seen_at = parse_date(text_of(view, "indexedAt"), now)
    post = post_of(
        record,
        uri,
        text_of(author, "did"),
        now,
        names=(
            text_of(author, "displayName"),
            *named,
            *(name for one in others for name in _names(one.get("author"))),
        ),
        handle=text_of(author, "handle"),
        seen_at=seen_at,
        context="\n".join(filter(None, map(_words, others))),
    )
    if post is None:
        return _Read(at=seen_at)
    counted = replace(
        post,
        likes=_count(view, "likeCount"),
        shares=_count(view, "repostCount", "quoteCount"),
        comments=_count(view, "replyCount"),
    )
    return _Read(counted, at=post.published_at)


def _labels(view: dict[str, Any]) -> Iterator[str]:
    """The labels of a post and of its author that keep it from being shown."""
    author = view.get("author")
    for holder in (view, author if isinstance(author, dict) else {}):
        for label in rows_of(holder.get("labels")):
            if label.get("neg") is not True and text_of(label, "val") in _WITHHOLDING:
                yield text_of(label, "val")


def _quoted(view: dict[str, Any]) -> Any:
    """The post that is quoted, as servers show it; beside pictures it lies one deeper."""
    embed = view.get("embed")
    record = embed.get("record") if isinstance(embed, dict) else None
    inner = record.get("record") if isinstance(record, dict) else None
    return inner if isinstance(inner, dict) and "value" in inner else record


def _words(view: dict[str, Any]) -> str:
    """The text of another's post: quoted ones have their record as `value`. One that its author
    withholds gives none."""
    withheld = next(_labels(view), "")
    return (
        ""
        if withheld
        else text_of(view.get("record"), "text") or text_of(view.get("value"), "text")
    )


def _names(author: Any) -> tuple[str, ...]:
    return tuple(filter(None, (text_of(author, name) for name in ("did", "handle", "displayName"))))


def _count(view: dict[str, Any], *names: str) -> int | None:
    """The sum of these figures; None where the server gives none."""
    given = [view.get(name) for name in names]
    figures = [n for n in given if type(n) is int and 0 <= n < MAX_COUNT]
    return sum(figures) if figures else None
