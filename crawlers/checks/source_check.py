"""Does each source's address work, and if not, which does? In a process of its own, like a pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from crawlers.crawl import in_own_process
from crawlers.kinds import LISTINGS
from crawlers.listing import Listing
from crawlers.settings import CrawlSettings
from store.records import Access, Site, Source, SourceKind

if TYPE_CHECKING:
    from crawlers.child import Outbox
    from crawlers.workers import Workers

OLD = timedelta(days=2 * 365)
"""A listing whose newest entry is older is an abandoned one. Authorities and societies publish
seldom, but not that seldom."""


class Outcome(StrEnum):
    """How the check of one source ended."""

    WORKS = "works"
    MOVED = "moved"  # answers from a new address of the same owner for good
    FOUND = "found"  # another address works
    UNFIT = "unfit"  # answers, but not with a listing that can be followed
    SILENT = "silent"
    REFUSED = "refused"
    SKIPPED = "skipped"

    @property
    def works(self) -> bool:
        """Whether an address is known that can be followed."""
        return self in {Outcome.WORKS, Outcome.MOVED, Outcome.FOUND}


class Robots(StrEnum):
    """What robots.txt says of a source's address."""

    ALLOWS = "allows"
    FORBIDS = "forbids"
    UNREADABLE = "unreadable"  # forbids all of the host, by RFC 9309
    NOT_ASKED = "not_asked"  # obey_robots is off
    UNKNOWN = "unknown"  # the host does not answer


@dataclass(frozen=True, slots=True)
class Tried:
    """An address that was tried in vain, and why, as a Swedish clause."""

    url: str
    why: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one source. `url` and `kind` are those that work, or the ones configured.

    `message` is a Swedish clause: where another address was found, or why none works. `site` is the
    web site as in Site.site.
    """

    source_id: str
    outcome: Outcome
    url: str
    kind: SourceKind
    message: str = ""
    entries: int = 0
    newest_at: datetime | None = None
    site: str = ""
    robots: Robots = Robots.UNKNOWN
    tried: tuple[Tried, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckJob:
    """All that the checking process needs. `others` are all sources of the list."""

    sources: tuple[Source, ...]
    others: tuple[Source, ...]
    settings: CrawlSettings
    now: datetime


def check(
    sources: Sequence[Source],
    others: Sequence[Source],
    settings: CrawlSettings,
    now: datetime,
    *,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Checked | Site]:
    """Try the address of each source, and others where it does not work; one Checked for each.

    `others` are all sources of the list: their addresses are never given to another source. What
    was learnt of web sites comes at any time before the end. Closing the iterator ends the check.
    """
    for source in sources:
        if reason := _cannot(source.kind):
            yield Checked(source.source_id, Outcome.SKIPPED, source.url, source.kind, reason)
    asked = {source.source_id: source for source in sources if not _cannot(source.kind)}
    if not asked:
        return
    job = CheckJob(tuple(asked.values()), tuple(others), settings, now)
    for found in in_own_process(job, stopped, check_all):
        if isinstance(found, Checked):
            asked.pop(found.source_id, None)
        yield found
    if stopped():
        return
    for source in asked.values():
        message = "prövningen avbröts innan källan var klar"
        yield Checked(source.source_id, Outcome.SILENT, source.url, source.kind, message)


def _cannot(kind: SourceKind) -> str:
    """Why sources of a kind are not checked; empty when they are."""
    if kind is SourceKind.IMPORT:
        return "läses från filer"
    return "" if kind in LISTINGS else "prövas när den hämtas, med vardkase crawl"


async def check_all(job: CheckJob, outbox: Outbox, crawler: Any, workers: Workers) -> None:
    """The work of the checking process."""
    from crawlers.checks.source_trial import try_all  # Scrapy is loaded in the child alone

    await try_all(job, outbox, crawler, workers)


def newest(listing: Listing, now: datetime) -> datetime | None:
    """The newest date of a listing's entries that is not to come; None when they have none."""
    dates = (date for entry in listing.entries for date in (entry.published_at, entry.updated_at))
    return max((date for date in dates if date and date <= now), default=None)


def unfit(listing: Listing, now: datetime) -> str:
    """Why a listing can't be followed, as a Swedish clause; empty when it can.

    A valid listing without entries can: seldom does everybody publish.
    """
    if listing.access not in {Access.OK, Access.EMPTY_VALID}:
        return listing.reason or "går inte att läsa"
    last = newest(listing, now)
    if last is not None and now - last > OLD:
        return f"det senaste är från {last:%Y-%m-%d}"
    return ""
