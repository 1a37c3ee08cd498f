"""What all visits of a pass share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from crawlers.network.fetch import Fetcher
from crawlers.settings import CrawlSettings
from crawlers.visits.pages import Pages
from crawlers.workers import Workers

Emit = Callable[..., Awaitable[None]]


@dataclass
class RecheckBudget:
    """How many known pages may still be asked again in this pass, per host."""

    pages_per_host: int
    used: Counter[str] = field(default_factory=Counter)

    def take(self, host: str) -> bool:
        """Take one page of the host's budget; False when it is used up."""
        if self.used[host] >= self.pages_per_host:
            return False
        self.used[host] += 1
        return True


@dataclass(frozen=True, slots=True)
class Tools:
    """What all visits of a pass share."""

    fetcher: Fetcher
    pages: Pages
    budget: RecheckBudget
    settings: CrawlSettings
    now: datetime
    since: datetime | None
    emit: Emit
    workers: Workers
