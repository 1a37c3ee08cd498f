"""Access states of sources: what an attempt makes of a state. Only decisions: no network, no
store, no clock."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from crawlers.privacy import mask_url
from crawlers.visits.lost_pages import PAGES, in_a_row, kept, noted
from crawlers.visits.reach import Claim
from crawlers.visits.unchanged import LYING_ETAG
from store.records import Access, Poll, SourceState

if TYPE_CHECKING:
    from crawlers.network.fetch import Answer, Failure

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
WEEK_DAYS = 7
STALE_DAYS = 180
STALE_GAPS = 20
"""So many times its usual gap, and at least a week, without a new entry makes a source stale."""
PAUSES = 5
"""The longest pause but one of a listing counts as so many usual gaps: four of them are no sign."""
DATED = 5
"""Dated entries of a listing from which its usual gap is taken."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What an answered visit saw. `access` is ok, empty_valid or not_modified.

    `dates` are those of the entries, `newest_read` is the newest date of a page. Of the `wanted`
    pages `left_out` failed in passing; `read` could be read, and `lost` new ones failed for good.
    `ask_again`: the next attempt must see the listing again; without `conditions` it may not ask
    "only if changed". `address` was asked, where it is another than the one that is asked of a
    source that nothing is known of. `retry_at` is when a host that asked us to wait may be asked.
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
    read: int = 0
    lost: int = 0
    ask_again: bool = False
    conditions: bool = True
    address: str = ""
    retry_at: datetime | None = None


def after_failure(before: SourceState, failure: Failure, now: datetime) -> tuple[SourceState, Poll]:
    """The state and the poll of an attempt that gave nothing."""
    cause = cause_of(failure)
    lies = (problem for problem in before.problems if problem == LYING_ETAG)
    state = replace(
        _failed(before, _weight(failure.access, cause), now),
        retry_at=failure.retry_at,
        problems=(cause, *kept(before.problems), *lies),
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
    since = before.failing_since if before.failures else None  # else that of lost pages
    return replace(
        before,
        failures=before.failures + 1,
        score=min(HEAVIEST, before.score + weight),
        failing_since=since or now,
    )


def after_answer(
    before: SourceState, answer: Answer, seen: Seen, now: datetime
) -> tuple[SourceState, Poll]:
    """The state and the poll of an attempt that the source answered."""
    full = answer.status == 200
    failing = 2 * seen.left_out > seen.wanted
    state = _answered(before, now, healed=full)
    state = replace(_published(_moved(state, answer), seen, now), retry_at=seen.retry_at)
    state = _pages_lost(state, before, seen, now)
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


def _pages_lost(state: SourceState, before: SourceState, seen: Seen, now: datetime) -> SourceState:
    """Note how many new pages in a row have failed for good, and since when it has been enough to
    tell a person. It is no outage: the listing says that they are there, and what it says stands.
    """
    row = in_a_row(before.problems, seen.read, seen.lost)
    state = replace(state, problems=noted(seen.problems, row))
    if PAGES not in state.problems:
        return state
    since = before.failing_since if PAGES in before.problems else None
    return replace(state, failing_since=since or now)


def _pages_failed(state: SourceState, before: SourceState, now: datetime) -> SourceState:
    """Answered, but what it lists cannot be had: counts as any other outage."""
    failed = _failed(before, LIGHT[Access.OUTAGE], now)
    return replace(
        state,
        failures=failed.failures,
        score=failed.score,
        failing_since=failed.failing_since,
        problems=noted(state.problems, row=3),
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
        gaps = sorted((a - b).total_seconds() for a, b in pairwise(dates))
        # A source that publishes many at a time, weeks apart, has short gaps most of the time. The
        # longest of all may lead to a pinned entry.
        gap_s = max(statistics.median(gaps), gaps[-2] / PAUSES)
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
