"""Since when a source has been seen without a gap: what a poll may claim. No network here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawlers.visits.identity import Met
from crawlers.visits.item_states import published
from store.records import ItemState

PINNED_DAYS = 30
"""An entry that is older by more than this than all others is pinned, and says nothing of how far
back a listing reaches."""
BACKFILL = "an archive is listed"
BACKFILL_ENTRIES = 10
"""Old entries never met before from which a source is said to list its archive."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Since when the source has been seen; `whole`: the next poll may go on from this one."""

    covers_from: datetime | None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Before:
    """What was known when the listing was asked for: the last poll that counted, the entries known
    at all, and the time from which the user wants documents."""

    answered_at: datetime | None
    items: Mapping[str, ItemState]
    since: datetime | None
    now: datetime

    @property
    def known(self) -> Mapping[str, ItemState]:
        """The entries known when the last poll that counted had ended."""
        answered = self.answered_at
        if answered is None:
            return {}
        return {key: item for key, item in self.items.items() if item.first_seen_at <= answered}


def claim(met: Sequence[Met], left: Sequence[Met], before: Before) -> Claim:
    """What a poll may claim that listed `met` and left some of it for the next visit.

    What is older than the span that is claimed does not matter: an archive may be taken bit by bit.
    What lies within it shortens the claim to what is newer, and the next poll reaches back over it.
    """
    whole = covers_from(met, before)
    dates = [one.entry.published_at or before.now for one in left]
    newest = max(dates, default=None)
    if newest is None or newest <= whole:
        return Claim(whole)
    return Claim(newest if newest < before.now else None, whole=False)


def lists_archive(met: Iterable[Met], before: Before) -> bool:
    """Whether a source that has been read before lists much that is new to us and old in itself,
    and that therefore says nothing of the days on which it comes in."""
    if before.answered_at is None:
        return False
    old = before.answered_at - timedelta(days=PINNED_DAYS)
    dates = (one.entry.published_at for one in met if one.item is None)
    return sum(date is not None and date < old for date in dates) >= BACKFILL_ENTRIES


def covers_from(met: Sequence[Met], before: Before) -> datetime:
    """Since when the source has been seen without a gap.

    Since the last poll that counted if the newest entry of that one is still listed (or nothing new
    is), else since the oldest new entry; a listing without dates is seen from now on.
    """
    known, since = before.known, before.since
    new = [one for one in met if one.key not in known]
    answered = before.answered_at
    if answered is not None and (not new or newest_of(known) & {one.key for one in met}):
        return answered
    dates = [one.entry.published_at for one in new if one.entry.published_at]
    oldest = _reaches_back_to(dates, before.now)
    return max(oldest, since) if since else oldest


def newest_of(items: Mapping[str, ItemState]) -> set[str]:
    """The keys of the newest entries: by their own dates, else by when they were first seen."""
    dates = {key: date for key, item in items.items() if (date := published(item))}
    dates = dates or {key: item.first_seen_at for key, item in items.items()}
    newest = max(dates.values(), default=None)
    return {key for key, date in dates.items() if date == newest}


def goes_on(met: Sequence[Met], before: Before) -> bool:
    """Whether the next page of a listing may hold what has not been seen.

    After a first visit: while all entries of a page are new, for then more was published than a
    page holds. With `since`: until the entries are older.
    """
    if not met:
        return False
    known = before.known
    if known and not any(one.key in known for one in met):
        return True
    dates = [one.entry.published_at for one in met if one.entry.published_at]
    return before.since is not None and min(dates, default=before.since) >= before.since


def _reaches_back_to(dates: Iterable[datetime], now: datetime) -> datetime:
    """The oldest date, pinned entries apart; `now` when there are none."""
    newest_first = sorted(dates, reverse=True)
    oldest = newest_first[0] if newest_first else now
    for date in newest_first:
        if oldest - date > timedelta(days=PINNED_DAYS):
            break
        oldest = date
    return min(oldest, now)
