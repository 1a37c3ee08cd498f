"""When a source is asked again, and whether only for what has changed. Only decisions."""

from __future__ import annotations

from datetime import datetime, timedelta

from store.records import Source, SourceState

CONDITIONAL_HOURS = 24
"""After this long a source is asked without conditions: an ETag alone is never trusted for long."""
EARLY = timedelta(minutes=1)
"""So much early counts as in time: passes do not start on the second."""


def may_ask_conditionally(state: SourceState, now: datetime) -> bool:
    """Whether "only if changed" may be asked: after a full answer of the last day, and only while
    nothing has failed that a full answer has not healed."""
    since = state.conditional_since
    healthy = state.failures == 0 and state.score == 0
    return healthy and since is not None and now - since < timedelta(hours=CONDITIONAL_HOURS)


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
