"""The events of Bluesky's streams: which posts are taken, what is gone, what is only counted.

Version 1: https://github.com/bluesky-social/jetstream-legacy (README)
Version 2: https://github.com/bluesky-social/jetstream (network.bsky.jetstream.subscribeEvents)
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from crawlers.dates import STOCKHOLM, parse_date
from crawlers.platforms.atproto import COLLECTION, PLATFORM, is_post_uri, post_of
from crawlers.posts import Page, Post
from crawlers.searches import Searches

V1 = "jetstream-v1"
"""A cursor is the microsecond at which the server met an event (`time_us`)."""
V2 = "jetstream-v2"
"""A cursor is the number of an event (`seq`), which grows by each one."""

UNREADABLE = "events that cannot be read"
BACKWARDS = "cursor moves backwards"
MISSED = "events were missed: the server no longer has them"
REFUSED = "the server ended the stream with an error"

_DEPARTED = frozenset({"deleted", "takendown", "suspended", "deactivated"})
_DISORDER_US = 600_000_000
"""Version 1 orders events only roughly by time; a server that goes further back is lost."""
_AHEAD = timedelta(days=1)
"""No event is so far ahead of the visit: with a cursor from there all until then would be lost."""
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_LANGS = re.compile(rb'"langs"\s*:\s*\[([^\]]{0,1000})\]')
_SUBTAG = re.compile(rb'"\s*([A-Za-z]{2,3})(?=[-_"])')
_DID = re.compile(r"did:[a-z0-9]+:[A-Za-z0-9._:%-]{1,300}")
_SAME = {"nb": "no", "nn": "no"}
"""Languages that queries.toml knows by another code."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an event changes: a post (`deleted` where it is gone), or all posts of an account.

    `only_held`: of interest only where the post is held, as its words are about something else.
    """

    post: Post | None = None
    only_held: bool = False
    account: str = ""


@dataclass(frozen=True, slots=True)
class Events(Page):
    """What a batch of messages held, in their order. `passed` counts posts about something else.

    `at` is the highest cursor, `first` and `last` when the server met the first and the newest
    event (None where no event could be read).
    """

    changes: tuple[Change, ...] = ()
    passed: tuple[tuple[date, str, int], ...] = ()
    at: int = 0
    first: datetime | None = None
    last: datetime | None = None


class _Event(NamedTuple):
    """An event of either version: `said` holds the fields of its kind."""

    kind: str
    at: int
    met: datetime
    did: str
    said: dict[str, Any]


def read_events(
    body: bytes, url: str, content_type: str, now: datetime,
    messages: Sequence[bytes], version: str, searches: Searches, counted_to: int, newest: int,
) -> Events:  # fmt: skip
    """The events in `messages`; those of the first three arguments are not looked at.

    Posts met at `counted_to` or before were counted in an earlier visit. `newest` is the highest
    cursor of this one so far; 0 for none. Never raises for what is in the messages.
    """
    reader = _Reader(version, searches, now, counted_to, newest)
    for number, message in enumerate(messages):
        reader.read(message, sure=number in (0, len(messages) - 1))
        if BACKWARDS in reader.problems:
            break
    return Events(
        problems=tuple(reader.problems),
        changes=tuple(reader.changes),
        passed=tuple((day, language, n) for (day, language), n in reader.passed.items()),
        at=reader.at,
        first=reader.first,
        last=reader.last,
    )


class _Reader:
    """Reads messages one by one and keeps what came of them."""

    def __init__(
        self, version: str, searches: Searches, now: datetime, counted_to: int, newest: int
    ) -> None:
        self.changes: list[Change] = []
        self.passed: Counter[tuple[date, str]] = Counter()
        self.problems: dict[str, None] = {}
        self.at = newest
        self.first: datetime | None = None
        self.last: datetime | None = None
        self._version = version
        self._searches = searches
        self._wanted = frozenset(one.language for one in searches.all)
        self._now = now
        self._counted_to = counted_to

    def read(self, message: bytes, sure: bool) -> None:
        """Read one message; unless `sure`, pass over one in another language unread."""
        if not sure and self._is_elsewhere(message):
            return
        event = self._event(_value(message))
        if event is None:
            self.problems[UNREADABLE] = None
        elif event.kind in ("info", "error"):
            known = event.said.get("name") in ("OutdatedCursor", "FutureCursor")
            problem = REFUSED if event.kind == "error" else MISSED if known else ""
            self.problems |= {problem: None} if problem else {}
        elif self._moves_on(event):
            self._take(event)

    def _is_elsewhere(self, message: bytes) -> bool:
        """Whether a new post says that it is in none of the languages that are searched."""
        found = _LANGS.search(message)
        if found is None or b'"update"' in message:
            return False
        languages = {code.decode().lower() for code in _SUBTAG.findall(found[1])}
        return bool(languages) and not self._of_those_wanted(languages)

    def _of_those_wanted(self, languages: set[str] | Sequence[str]) -> list[str]:
        named = (_SAME.get(code, code) for code in languages)
        return [code for code in named if code in self._wanted]

    def _event(self, value: Any) -> _Event | None:
        if not isinstance(value, dict):
            return None
        if self._version == V1:
            return self._event_of_v1(value)
        if value.get("$type") == "error":
            return _Event("error", 0, _NEVER, "", {})
        return self._event_of_v2(_part(value, "payload"))

    def _event_of_v1(self, value: dict[str, Any]) -> _Event | None:
        kind, at, did = value.get("kind"), _number(value.get("time_us")), _did(value)
        met = _moment(at)
        if not isinstance(kind, str) or not did or not self._is_credible(met):
            return None
        return _Event(kind, at, met, did, _part(value, kind))

    def _event_of_v2(self, payload: dict[str, Any]) -> _Event | None:
        kind = str(payload.get("$type", "")).rpartition("#")[2]
        if kind == "info":
            return _Event(kind, 0, _NEVER, "", payload)
        at, did = _number(payload.get("seq")), _did(payload)
        said = payload.get("witnessedAt") or payload.get("time")
        met = parse_date(said, self._now) if isinstance(said, str) else None
        if not kind or not at or not did or met is None or not self._is_credible(met):
            return None
        return _Event(kind, at, met, did, payload if kind == "commit" else _part(payload, kind))

    def _is_credible(self, met: datetime) -> bool:
        return _NEVER < met < self._now + _AHEAD

    def _moves_on(self, event: _Event) -> bool:
        """Keep where the stream is; False where it has gone back."""
        slack = _DISORDER_US if self._version == V1 else -1
        if self.at and event.at < self.at - slack:
            self.problems[BACKWARDS] = None
            return False
        self.at = max(self.at, event.at)
        self.first = self.first or event.met
        self.last = max(self.last or event.met, event.met)
        return True

    def _take(self, event: _Event) -> None:
        said = event.said
        if event.kind == "account":
            gone = said.get("active") is False and str(said.get("status")) in _DEPARTED
            if gone:
                self.changes.append(Change(account=event.did))
        elif event.kind == "commit" and said.get("collection") == COLLECTION:
            key = said.get("rkey")
            uri = f"at://{event.did}/{COLLECTION}/{key}"
            if not isinstance(key, str) or not is_post_uri(uri):
                self.problems[UNREADABLE] = None
            elif said.get("operation") == "delete":
                self.changes.append(Change(Post(PLATFORM, uri, "", deleted=True)))
            elif said.get("operation") in ("create", "update"):
                self._take_post(event, uri)

    def _take_post(self, event: _Event, uri: str) -> None:
        record = _part(event.said, "record")
        post = post_of(record, uri, event.did, self._now, seen_at=event.met)
        declared = [code for code in _languages(record) if code]
        wanted = self._of_those_wanted(declared)
        if post is not None and (wanted or not declared) and self._is_about(post):
            self.changes.append(Change(post))
            return
        if event.said.get("operation") == "update":  # was counted when it was new
            self.changes += [Change(post, only_held=True)] if post else []
        elif event.at > self._counted_to and (wanted or not declared):
            when = (post and post.published_at) or event.met
            day = when.astimezone(STOCKHOLM).date()
            self.passed[day, wanted[0] if wanted else "und"] += 1

    def _is_about(self, post: Post) -> bool:
        """Whether a word stands in the text, the words of the pictures, the link or the tags."""
        tags = " ".join(f"#{tag}" for tag in post.hashtags)
        return self._searches.match("\n".join((post.text, post.context, tags)))


def _languages(record: dict[str, Any]) -> Iterator[str]:
    """The languages that a post says it is in, without countries and scripts."""
    langs = record.get("langs")
    for one in langs if isinstance(langs, list) else ():
        if isinstance(one, str):
            yield one.strip().lower().replace("_", "-").partition("-")[0]


def _value(message: bytes) -> Any:
    """The JSON of a message; None where it is none. Halves of characters become question marks."""
    try:
        value = json.loads(message)
        if b"\\ud" in message or b"\\uD" in message:
            value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return value


def _did(value: dict[str, Any]) -> str:
    """The account that an event is of; "" where it is none."""
    said = value.get("did")
    return said if isinstance(said, str) and _DID.fullmatch(said) else ""


def _part(value: dict[str, Any], name: str) -> dict[str, Any]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _number(value: Any) -> int:
    """A whole number that a cursor can be; 0 for anything else."""
    fits = isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63
    return value if fits else 0


def _moment(microseconds: int) -> datetime:
    """The moment of a `time_us`; the epoch where there is none or it is beyond the calendar."""
    try:
        return _NEVER + timedelta(microseconds=microseconds)
    except OverflowError:
        return _NEVER
