"""Access states of sources: what an attempt makes of a state, when the next one is due, and when a
person is needed. Only decisions: no network, no store, no clock."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from crawlers.canonical import host_of
from crawlers.privacy import mask_url
from crawlers.visits.reach import Claim
from store.records import Access, Poll, Source, SourceState

if TYPE_CHECKING:
    from crawlers.network.fetch import Answer, Failure

CONDITIONAL_HOURS = 24
"""After this long a source is asked without conditions: an ETag alone is never trusted for long."""
HEAVIEST = 8.0
"""The highest score: every quarter of an hour becomes once a day long before it, and four full
answers in a row still bring it down to nothing."""
HEALING = 0.25
"""What a full answer leaves of a score; what is below HEALED counts as nothing."""
HEALED = 0.5
LIGHT = {Access.RATE_LIMITED: 0.25, Access.OUTAGE: 0.5}
"""What a failure adds to the score: a busy server weighs less than one that has closed the door."""
LASTING = frozenset({"dns", "tls", "missing", "redirects"})
"""Causes of an outage that do not pass by themselves, and weigh as a refusal."""
SHUT = frozenset({"refused", "challenged", "robots", "tdm", "login", "consent", "address"})
UNREADABLE = frozenset({"parse_error", "too_large", "body"})
PAGES = "pages"
"""Stands first among the problems of a source that lists articles whose pages mostly fail."""
MOVES = 3
"""Permanent redirects to one address in a row, after which the source is said to have moved."""
WEEK_DAYS = 7
SILENT_DAYS = 14
STALE_DAYS = 180
STALE_GAPS = 20
"""So many times its usual gap, and at least a week, without a new entry makes a source stale."""
EARLY = timedelta(minutes=1)
"""So much early counts as in time: passes do not start on the second."""
DATED = 5
"""Dated entries of a listing from which its usual gap is taken."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What an answered visit saw. `access` is ok, empty_valid or not_modified.

    `dates` are those of the entries, `newest_read` is the newest date of a page. Of the `wanted`
    pages `left_out` failed in passing. `ask_again`: the next attempt must see the listing again;
    without `conditions` it may not ask "only if changed". `address` was asked, where it is another
    than the one that is asked of a source that nothing is known of.
    """

    access: Access
    body_sha256: str
    claim: Claim
    items: int = 0
    new_items: int = 0
    dates: Sequence[datetime] = ()
    newest_read: datetime | None = None
    problems: tuple[str, ...] = ()
    message: str = ""
    wanted: int = 0
    left_out: int = 0
    ask_again: bool = False
    conditions: bool = True
    address: str = ""


def may_ask_conditionally(state: SourceState, now: datetime) -> bool:
    """Whether "only if changed" may be asked: after a full answer of the last day, and only while
    nothing has failed that a full answer has not healed."""
    since = state.conditional_since
    healthy = state.failures == 0 and state.score == 0
    return healthy and since is not None and now - since < timedelta(hours=CONDITIONAL_HOURS)


def after_failure(before: SourceState, failure: Failure, now: datetime) -> tuple[SourceState, Poll]:
    """The state and the poll of an attempt that gave nothing."""
    cause = cause_of(failure)
    state = replace(
        _failed(before, _weight(failure.access, cause), now),
        retry_at=failure.retry_at,
        problems=(cause,),
    )
    return state, Poll(
        before.source_id,
        now,
        failure.access,
        http_status=failure.status,
        message=failure.message,
    )


def cause_of(failure: Failure) -> str:
    """One word for why an attempt failed: the fetcher's own, else the access state."""
    return failure.code or str(failure.access)


def _weight(access: Access, cause: str) -> float:
    if access is Access.CHALLENGED:
        return HEAVIEST  # once a day from now on: asking more often makes it worse
    return 1.0 if cause in LASTING else LIGHT.get(access, 1.0)


def _failed(before: SourceState, weight: float, now: datetime) -> SourceState:
    return replace(
        before,
        failures=before.failures + 1,
        score=min(HEAVIEST, before.score + weight),
        failing_since=before.failing_since or now,
    )


def after_answer(
    before: SourceState, answer: Answer, seen: Seen, now: datetime
) -> tuple[SourceState, Poll]:
    """The state and the poll of an attempt that the source answered."""
    full = answer.status == 200
    failing = 2 * seen.left_out > seen.wanted
    state = _answered(before, now, healed=full)
    state = _published(_moved(state, answer), seen, now)
    if full:
        state = _body_kept(state, answer, seen, now)
    if seen.left_out or not seen.claim.whole:
        # Not seen in full: the poll that has all of it reaches back to the one before this.
        state = replace(state, answered_at=before.answered_at)
    if failing:
        state = _pages_failed(state, before, now)
    access, message = _told(state, answer, seen, failing, now)
    poll = Poll(
        before.source_id,
        now,
        access,
        items=seen.items,
        new_items=seen.new_items,
        covers_from=None if seen.left_out else seen.claim.covers_from,
        http_status=answer.status,
        message=message,
    )
    return state, poll


def _pages_failed(state: SourceState, before: SourceState, now: datetime) -> SourceState:
    """Answered, but what it lists cannot be had: counts as any other outage."""
    failed = _failed(before, LIGHT[Access.OUTAGE], now)
    return replace(
        state,
        failures=failed.failures,
        score=failed.score,
        failing_since=failed.failing_since,
        problems=(PAGES, *state.problems),
    )


def _answered(before: SourceState, now: datetime, healed: bool) -> SourceState:
    """Answered: a full answer heals the score step by step, "not modified" never does."""
    score = before.score * HEALING if healed else before.score
    return replace(
        before,
        answered_at=now,
        failures=0,
        failing_since=None,
        retry_at=None,
        score=0.0 if score < HEALED and healed else score,
    )


def _moved(state: SourceState, answer: Answer) -> SourceState:
    """Count the answers in a row that named one lasting address."""
    to = mask_url(answer.moved_to) if answer.moved_to else ""
    times = state.moved_times + 1 if to and to == state.moved_to else int(bool(to))
    return replace(state, moved_to=to, moved_times=times)


def _published(state: SourceState, seen: Seen, now: datetime) -> SourceState:
    """Keep how new the newest entry is, how far apart entries usually are, and what was odd."""
    dates = sorted((date for date in seen.dates if date <= now), reverse=True)
    known = (*dates[:1], seen.newest_read, state.newest_at)
    newest = max((date for date in known if date and date <= now), default=None)
    gap_s = state.gap_s
    if len(dates) >= DATED:
        gaps = [(a - b).total_seconds() for a, b in pairwise(dates)]
        gap_s = statistics.median(gaps)
    return replace(
        state, newest_at=newest, gap_s=gap_s, items=seen.items, problems=seen.problems
    )  # fmt: skip


def _body_kept(state: SourceState, answer: Answer, seen: Seen, now: datetime) -> SourceState:
    """Keep what the next attempt compares with; nothing where it must see the listing again."""
    kept = replace(state, cursor=seen.address, conditional_since=now)
    if seen.ask_again:
        return replace(kept, etag="", last_modified="", body_sha256="")
    return replace(
        kept,
        etag=answer.etag if seen.conditions else "",
        last_modified=answer.last_modified if seen.conditions else "",
        body_sha256=seen.body_sha256,
    )


def _told(
    state: SourceState, answer: Answer, seen: Seen, failing: bool, now: datetime
) -> tuple[Access, str]:
    """The poll's access state, and its message for the user."""
    if failing:
        return Access.OUTAGE, seen.message
    if seen.access is Access.EMPTY_VALID:
        return seen.access, seen.message
    if answer.moved_to and seen.access is Access.OK:
        return Access.MOVED, seen.message or f"källan har flyttat till {state.moved_to}"
    if is_stale(state, now):
        day = f"{state.newest_at:%Y-%m-%d}"
        return Access.STALE, seen.message or f"det nyaste som listas är från {day}"
    return seen.access, seen.message


def is_stale(state: SourceState, now: datetime) -> bool:
    """Whether a source that answers has listed nothing new for much longer than it usually does."""
    if state.newest_at is None:
        return False
    silent = now - state.newest_at
    if silent > timedelta(days=STALE_DAYS):
        return True
    usual = None if state.gap_s is None else timedelta(seconds=STALE_GAPS * state.gap_s)
    return usual is not None and silent > max(timedelta(days=WEEK_DAYS), usual)


def next_attempt(source: Source, state: SourceState | None, last: datetime) -> datetime:
    """When the service asks a source again that it asked at `last`.

    `every_minutes` later, doubled for each point of the score and at most a day (or what the source
    is set to, if that is longer), and not before the time that the source itself has named. What is
    known of another address than the source's own does not count.
    """
    usual = timedelta(minutes=source.every_minutes)
    if state is None or state.url != source.url:
        return last + usual - EARLY
    wait = min(usual * 2**state.score, max(timedelta(days=1), usual))
    return max(last + wait - EARLY, state.retry_at or last)


def proposal(source: Source, state: SourceState, now: datetime) -> str:
    """One Swedish sentence when a person is needed, else "". A source is never dropped by itself:
    it goes on being asked, at least daily."""
    if state.url != source.url:
        return ""
    if state.failing_since is not None:
        return _dead(source, state, now)
    if state.moved_times >= MOVES:
        return f"Källan har flyttat för gott: ändra url till {state.moved_to}."
    for problem, sentence in _ODD.items():
        if problem in state.problems:
            return sentence
    if is_stale(state, now):
        day = f"{state.newest_at:%Y-%m-%d}"
        return (
            f"Källan svarar men har inte listat något nytt sedan {day}: "
            "se efter om den har bytt adress."
        )
    return ""


_ODD = {
    "guid churn": "Källan byter id på sina inslag vid varje hämtning: "
    "se efter om den har ett annat flöde.",
    "same text under many titles": "Samma text står under många rubriker: "
    "se efter om sidorna kräver samtycke eller inloggning.",
}
"""What a person is asked to do about a problem of a listing that was read."""


def _dead(source: Source, state: SourceState, now: datetime) -> str:
    """The sentence for a source that has failed for a week, or has been silent for two."""
    since = state.failing_since or now
    failing_days = (now - since).days
    if failing_days < WEEK_DAYS:
        return ""
    day, cause = f"{since:%Y-%m-%d}", state.problems[0] if state.problems else ""
    if cause == "dns":
        host = host_of(source.url)
        return f"Värdnamnet {host} finns inte sedan {day}: rätta adressen eller ta bort källan."
    if cause == "missing":
        return f"Adressen finns inte sedan {day}: rätta den eller ta bort källan."
    if cause in SHUT:
        return f"Källan släpper inte in oss sedan {day}: be om tillstånd eller ta bort källan."
    if cause in UNREADABLE:
        return f"Svaret går inte att läsa sedan {day}: se efter om adressen är rätt."
    if failing_days < SILENT_DAYS:
        return ""
    if cause == PAGES:
        return f"Källans artikelsidor går inte att hämta sedan {day}: se efter vad som har hänt."
    return f"Källan har inte svarat sedan {day}: se efter om den finns kvar."
