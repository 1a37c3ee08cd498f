"""The ten ways in which publishers fail during the week, and what their hosts then answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from simulated_week.articles import Newsroom
from simulated_week.hosts import Reply
from simulated_week.publishers import END, START

RSS = "application/rss+xml"
_CHALLENGE = (
    b"<!doctype html><html><head><title>Just a moment...</title></head><body>"
    b"<div id='challenge-platform'>Verify you are human</div></body></html>"
)


@dataclass(frozen=True)
class Situation:
    """What a host knows when it is asked."""

    newsroom: Newsroom
    path: str
    now: datetime
    port: int
    begun: datetime


@dataclass(frozen=True)
class Outage:
    """One publisher that fails from `begins` to `ends`.

    `answer` gives what its host says: None hangs up, NORMAL is its usual answer. A host that is
    `closed` takes no connections.
    """

    kind: str
    number: int
    level: float
    begins: datetime
    ends: datetime
    answer: Callable[[Situation], Reply | None] | None = None
    closed: bool = False

    @property
    def answers_as_usual(self) -> bool:
        """Whether its feed is still a valid feed, so that only what it gives can tell."""
        return self.answer in (_frozen, _emptied, _no_pages)

    @property
    def noticed_within_h(self) -> int:
        """Hours in which a service that asks twice a day is to notice. A robots.txt that could be
        read holds for a day; what a feed gives is known at midnight, and days off say nothing."""
        if self.answers_as_usual:
            return 5 * 24
        return 24 + 12 if self.answer is _no_robots else 12

    def under_way(self, now: datetime) -> bool:
        return self.begins <= now < self.ends


NORMAL = Reply(0)


def _no_answer(_: Situation) -> Reply | None:
    return None


def _unavailable(_: Situation) -> Reply:
    return Reply(503, body=b"<h1>Service Unavailable</h1>")


def _forbidden(at: Situation) -> Reply:
    return NORMAL if at.path == "/robots.txt" else Reply(403, body=b"<h1>Forbidden</h1>")


def _challenge(at: Situation) -> Reply:
    return NORMAL if at.path == "/robots.txt" else Reply(body=_CHALLENGE)


def _frozen(at: Situation) -> Reply:
    if at.path != "/rss":
        return NORMAL
    return Reply(200, RSS, at.newsroom.feed(at.begun, at.port))


def _emptied(at: Situation) -> Reply:
    if at.path != "/rss":
        return NORMAL
    return Reply(200, RSS, at.newsroom.feed(at.now, at.port, listed=False))


def _no_robots(at: Situation) -> Reply:
    return Reply(503, body=b"") if at.path == "/robots.txt" else NORMAL


def _no_pages(at: Situation) -> Reply:
    if not at.path.startswith("/artikel/"):
        return NORMAL
    return Reply(404, body=b"<h1>Sidan hittades inte</h1>")


def _too_many(at: Situation) -> Reply:
    if at.path == "/robots.txt":
        return NORMAL
    return Reply(429, body=b"", headers={"Retry-After": "7200"})


def _at(day: int, hour: int = 0) -> datetime:
    return START + timedelta(days=day, hours=hour)


LASTING = END + timedelta(days=2)

OUTAGES = (
    Outage("host hangs up for three days", 10, 20.0, _at(1), _at(4), _no_answer),
    Outage("503 from the whole host", 21, 3.0, _at(2, 12), LASTING, _unavailable),
    Outage("connections refused for three days", 30, 8.0, _at(3), _at(6), closed=True),
    Outage("403", 42, 1.5, _at(1, 6), LASTING, _forbidden),
    Outage("challenge page with status 200", 55, 6.0, _at(0, 18), LASTING, _challenge),
    Outage("frozen feed", 60, 14.0, _at(1, 18), LASTING, _frozen),
    Outage("feed emptied though valid", 70, 10.0, _at(2), LASTING, _emptied),
    Outage("robots.txt answers 503", 85, 5.0, _at(0, 12), LASTING, _no_robots),
    Outage("pages fail though the feed works", 90, 9.0, _at(1), LASTING, _no_pages),
    Outage("429 with Retry-After", 100, 12.0, _at(2), LASTING, _too_many),
)
