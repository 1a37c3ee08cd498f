"""Statuses as Mastodon's interface gives them, and the Posts made of them.

Shapes: https://docs.joinmastodon.org/entities/Status/ and /entities/Account/. Posts are known by
their `uri`, which is the same on all servers; the id of a server is what that server is asked by.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from crawlers.canonical import canonical_url
from crawlers.dates import DateNotes
from crawlers.json_answers import Json, read_json, rows_of, text_of
from crawlers.markup import short_language, tidy
from crawlers.platforms.mastodon_accounts import handle_of, names_of, opted_out, words_of
from crawlers.posts import Page, Post
from store.records import Access, DocumentKind

PLATFORM = "fediverse"
OPTED_OUT = "posts whose authors do not want them indexed"
UNREADABLE = "statuses that cannot be read"
TOO_MANY = "more statuses than were asked for"
HIGHEST, LOWEST = "highest", "lowest"
"""Details of a page: the highest and the lowest id of all that it lists, for us or not."""

MOST = 200
"""Statuses read from one answer; 40 are asked for."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def parse_statuses(body: bytes, url: str, content_type: str, now: datetime, domain: str) -> Page:
    """The Page of a list of statuses, or of one; `domain` is that of the server's own accounts.

    `gone` are native ids of posts that are on the page and not for us: their authors do not want
    them indexed, or they are not public or have no words any more. Details: HIGHEST, LOWEST and,
    under the native id of a reply, the server's id of what it answers, where that is not on the
    page.
    """
    found = read_json(body, content_type, "inlägg i JSON")
    if not isinstance(found, Json):
        return Page(access=found.access, reason=found.reason, problems=found.problems)
    rows = found.value if isinstance(found.value, list) else _single(found.value)
    if rows is None:
        reason = "svarade med något annat än inlägg"
        return Page(access=Access.PARSE_ERROR, reason=reason, problems=found.problems)
    reading = _Reading(domain, DateNotes(now), dict.fromkeys(found.problems))
    for row in rows[:MOST]:
        reading.add(row)
    if len(rows) > MOST:
        reading.problems[TOO_MANY] = None
    return reading.page()


def _single(value: Any) -> list[Any] | None:
    """A status that was asked for by its id; None of what is no status, such as an error."""
    return [value] if isinstance(value, dict) and "account" in value else None


def order(status_id: str) -> tuple[int, str]:
    """What ids are compared by: newer ones are longer, or later in the alphabet."""
    return len(status_id), status_id


def is_id(status_id: str) -> bool:
    """Whether a text may be the id of a status, and so part of an address."""
    return _ID.fullmatch(status_id) is not None


def answering(post: Post, parent: Post) -> Post:
    """A reply with what it answers, whose author is masked in it, too."""
    return replace(
        post,
        answers=parent.native_id,
        context="\n".join(part for part in (parent.text, post.context) if part),
        names=tuple(dict.fromkeys((*post.names, parent.author, *parent.names))),
    )


@dataclass
class _Reading:
    """What has been read of one answer."""

    domain: str
    dates: DateNotes
    problems: dict[str, None]
    posts: dict[str, Post] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    gone: dict[str, None] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    moments: list[datetime] = field(default_factory=list)

    def add(self, row: Any) -> None:
        """Read one status; of one that is shared on, what was shared."""
        own_id = text_of(row, "id")
        if not is_id(own_id):
            self.problems[UNREADABLE] = None
            return
        self.ids.append(own_id)
        if made := self.dates.read(text_of(row, "created_at")):
            self.moments.append(made)
        shared = row.get("reblog")
        self._read(shared if isinstance(shared, dict) else row)

    def _read(self, row: dict[str, Any]) -> None:
        lookup, uri, account = text_of(row, "id"), text_of(row, "uri"), row.get("account")
        if not is_id(lookup) or ":" not in uri or not handle_of(account, self.domain):
            self.problems[UNREADABLE] = None
        elif opted_out(account):
            self.gone[uri] = None
            self.problems[OPTED_OUT] = None
        elif not _is_public(row) or not _words(row):
            self.gone[uri] = None
        else:
            self.posts[uri] = self._post(row, uri, lookup)
            answered = text_of(row, "in_reply_to_id")
            if is_id(answered):
                self.parents[uri] = answered

    def _post(self, row: dict[str, Any], uri: str, lookup: str) -> Post:
        quoted = _quoted(row)
        shown = quoted is not None and _may_be_shown(row, quoted)
        return Post(
            platform=PLATFORM,
            native_id=uri,
            text=_words(row),
            url=_address(row),
            author=handle_of(row["account"], self.domain),
            names=names_of(row, quoted),
            kind=DocumentKind.COMMENT if text_of(row, "in_reply_to_id") else DocumentKind.POST,
            context=_words(quoted) if quoted and shown else "",
            answers=text_of(quoted, "uri"),
            language=short_language(text_of(row, "language")),
            published_at=self.dates.read(text_of(row, "created_at")),
            edited_at=self.dates.read(text_of(row, "edited_at")),
            shared_urls=_card(row),
            hashtags=tuple(text_of(tag, "name") for tag in rows_of(row.get("tags"))),
            likes=_count(row, "favourites_count"),
            shares=_count(row, "reblogs_count"),
            comments=_count(row, "replies_count"),
            lookup=lookup,
        )

    def page(self) -> Page:
        """The whole; replies to posts of the same page get these as their context."""
        by_id = {post.lookup: post for post in self.posts.values()}
        posts, details = [], [
            (HIGHEST, max(self.ids, key=order, default="")),
            (LOWEST, min(self.ids, key=order, default="")),
        ]  # fmt: skip
        for uri, post in self.posts.items():
            parent = by_id.get(self.parents.get(uri, ""))
            posts.append(answering(post, parent) if parent else post)
            if parent is None and uri in self.parents:
                details.append((uri, self.parents[uri]))
        return Page(
            posts=tuple(posts),
            problems=(*self.problems, *self.dates.problems),
            access=Access.OK if self.ids else Access.EMPTY_VALID,
            gone=tuple(uri for uri in self.gone if uri not in self.posts),
            details=tuple(details),
            listed_at=max(self.moments, default=None),
        )


def _is_public(row: dict[str, Any]) -> bool:
    return text_of(row, "visibility") in {"public", "unlisted"}


def _words(row: dict[str, Any]) -> str:
    """All that a post says, a line each: its warning, text, the answers of a poll, its pictures."""
    poll = row.get("poll")
    options = rows_of(poll.get("options")) if isinstance(poll, dict) else []
    said = [
        tidy(text_of(row, "spoiler_text")),
        words_of(text_of(row, "content")),
        *(tidy(text_of(option, "title")) for option in options),
        *(tidy(text_of(one, "description")) for one in rows_of(row.get("media_attachments"))),
    ]
    return "\n".join(part.strip() for part in said if part.strip())


def _quoted(row: dict[str, Any]) -> dict[str, Any] | None:
    """The status that a status quotes, where the server gives it: within a quote
    (https://docs.joinmastodon.org/entities/Quote/), or as it is (Pleroma, Akkoma)."""
    quote = row.get("quote")
    quoted = quote.get("quoted_status", quote) if isinstance(quote, dict) else None
    return quoted if isinstance(quoted, dict) and "account" in quoted else None


def _may_be_shown(row: dict[str, Any], quoted: dict[str, Any]) -> bool:
    """Whether a quoted status is for us: its author may have revoked the quote, or not let it."""
    state = text_of(row.get("quote"), "state") or "accepted"
    return state == "accepted" and _is_public(quoted) and not opted_out(quoted.get("account"))


def _address(row: dict[str, Any]) -> str:
    """Where a post is read; its `uri` where the server names no page."""
    found = (text_of(row, name) for name in ("url", "uri"))
    return next((url for url in found if canonical_url(url)), "")


def _card(row: dict[str, Any]) -> tuple[str, ...]:
    url = text_of(row.get("card"), "url")
    return (url,) if canonical_url(url) else ()


def _count(row: dict[str, Any], name: str) -> int | None:
    value = row.get(name)
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**62
    return value if is_count else None
