"""Discourse forums by the JSON that their own pages are made of, without a key.

A bare address stands for the latest topics whose titles or tags have the words that are searched
for; a category, a tag, a search or a single topic was chosen by the user, and is read whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from crawlers.network.fetch import Answer, Failure
from crawlers.platforms.asked_again import NOT_ASKED_AGAIN
from crawlers.platforms.discourse_address import AS_WRITTEN, Place, place_of
from crawlers.platforms.discourse_answers import pairs, parse_topics, written
from crawlers.platforms.discourse_thread import PER_ANSWER, UNFINISHED, Thread
from crawlers.searches import Searches
from crawlers.visits.door import MAX_PAGES, READ, REPEATS, Door, Due, Visited, unread
from store.records import Access

PROTOCOL = "discourse1"
MAX_TOPICS = 300
"""Topics read in one visit; the rest comes in the next."""
CLOSED = "topics that are not open to us"
UNREADABLE = "topics that cannot be read"
GONE = frozenset({404, 410})
CLOSED_TO_US = frozenset({401, 403})
LONG_LISTING = f"stopped after {MAX_PAGES} pages"
MANY_TOPICS = f"stopped after {MAX_TOPICS} topics"

_NO_FORUM = Failure(
    Access.NOT_ASKED, "adressen pekar inte på ett Discourse-forum eller en tråd i det; skriv "
    "forumets adress, server/c/KATEGORI/NUMMER eller server/t/RUBRIK/NUMMER",
    passing=False, code="address",
)  # fmt: skip
_NOTHING_TO_SEARCH = Failure(
    Access.NOT_ASKED, "det finns inga sökord att fråga forumet efter; skriv dem i queries.toml",
    passing=False, code="address",
)  # fmt: skip
LEFT = Failure(
    Access.OUTAGE, "det finns mer än ett besök läser; nästa besök fortsätter",
    passing=False, code="visit_limit",
)  # fmt: skip
"""The next visit reaches back as far as this one: what was not read is behind the last that was."""
_NO_WORDS = "det finns inga sökord att välja trådar efter; skriv dem i queries.toml"


async def visit(door: Door) -> Visited | Failure:
    """Read the topics in which something was posted since the last visit, then ask whether what is
    held is still there."""
    place = place_of(door.source.url)
    if place is None:
        return _NO_FORUM
    forum = _Forum(door, place)
    ended = await (forum.one_topic() if place.topic else forum.topics())
    if isinstance(ended, Visited):
        if ended.failure in (None, LEFT):
            await recheck(door, place)
        return ended
    if place.topic and ended.status in GONE:
        await recheck(door, place)
    return _plain(ended)


def _plain(failure: Failure) -> Failure:
    """The failure with what the forum says of it, where that is more than its status."""
    if b"not_logged_in" in failure.body:
        return replace(failure, message="kräver inloggning", code="login")
    return failure


@dataclass
class _Found:
    """The topics of a listing: when something was last posted in each, in seconds since 1970.

    `whole`: all that were asked for are here, and later: have been read. `reached` is the last post
    of the topic down to which all have been.
    """

    topics: dict[int, int] = field(default_factory=dict)
    answer: Answer | None = None
    failure: Failure | None = None
    whole: bool = True
    reached: int | None = None

    def stop(self, failure: Failure | None) -> None:
        """Read no further: what is left is not whole, for this reason where there is one."""
        self.failure, self.whole = failure, False


class _Forum:
    """A part of a forum that is visited."""

    def __init__(self, door: Door, place: Place) -> None:
        self._door = door
        self._place = place
        self._back_to = int(door.back_to.timestamp())

    async def one_topic(self) -> Visited | Failure:
        """Read the topic that the source is."""
        thread = Thread(self._door, self._place, int(self._place.topic))
        answer = await thread.open()
        if isinstance(answer, Failure):
            return answer
        ended = await thread.take()
        return Visited(answer, ended is True, ended if isinstance(ended, Failure) else None)

    async def topics(self) -> Visited | Failure:
        """Read the topics that are listed or found, those last posted in first."""
        found = _Found()
        for query in self._queries():
            await self._list(query, found)
            if found.failure is not None:
                break
        if found.answer is None:
            return found.failure or _NOTHING_TO_SEARCH
        await self._read(found)
        reached = datetime.fromtimestamp(found.reached, UTC) if found.reached else None
        message = "" if self._place.chosen or self._door.searches.all else _NO_WORDS
        message = LEFT.message if found.failure is LEFT else message
        return Visited(found.answer, found.whole, found.failure, message, reached)

    def _queries(self) -> list[str]:
        """What the forum's search is asked for; "" stands for the listing."""
        if not self._place.searches:
            return [""]
        words = [f'"{word}"' if " " in word else word for word in self._door.searches.words]
        asked = [self._place.query] if self._place.query else words
        return [query if "order:" in query else f"{query} order:latest" for query in asked]

    async def _list(self, query: str, found: _Found) -> None:
        """Gather topics page by page, back to the last visit."""
        page, seen = "", set[int]()
        for _ in range(MAX_PAGES):
            answer = await self._door.ask(self._place.topics_address(page, query), AS_WRITTEN)
            if isinstance(answer, Failure):
                return found.stop(answer)
            got = await self._door.read(parse_topics, answer, self._wanted())
            if got.access not in READ:
                return found.stop(unread(got))
            found.answer = found.answer or answer
            topics, listed = pairs(got.detail("topics")), pairs(got.detail("listed"))
            found.topics |= {t: at for t, at in topics.items() if not at or at >= self._back_to}
            if not got.next or not listed or 0 < int(got.detail("newest")) < self._back_to:
                return None
            if listed.keys() <= seen:
                self._door.problems[REPEATS] = None
                return found.stop(None)
            seen |= listed.keys()
            page = got.next
        self._door.problems[LONG_LISTING] = None
        return found.stop(None)

    def _wanted(self) -> Searches | None:
        return None if self._place.chosen else self._door.searches

    async def _read(self, found: _Found) -> None:
        """Read the topics that have not been read since something was last posted in them, and keep
        which have been: a visit that is cut short is taken up behind the last of them."""
        kept = pairs(self._door.cursor(PROTOCOL))
        done = {topic: at for topic, at in kept.items() if at >= self._back_to}
        order = sorted(found.topics.items(), key=lambda topic: -topic[1])
        waiting = [(topic, at) for topic, at in order if not at or done.get(topic) != at]
        unbroken = found.whole or len(self._queries()) == 1
        for topic, at in waiting[:MAX_TOPICS]:
            ended = await self._topic(topic)
            if isinstance(ended, Failure):
                return found.stop(ended)
            if not ended:
                found.whole = unbroken = False
                continue
            found.reached = at if unbroken else found.reached
            done[topic] = at
            await self._door.checkpoint(PROTOCOL, written(done))
        if len(waiting) > MAX_TOPICS:
            self._door.problems[MANY_TOPICS] = None
        if self._door.problems.keys() & {MANY_TOPICS, UNFINISHED}:
            found.stop(LEFT)
        return None

    async def _topic(self, topic: int) -> bool | Failure:
        """Read a topic: whether nothing of it is left to read, or why the others must wait."""
        thread = Thread(self._door, self._place, topic)
        answer = await thread.open()
        ended = answer if isinstance(answer, Failure) else await thread.take()
        if not isinstance(ended, Failure):
            return ended
        if ended.status in GONE:
            return True
        if ended.status in CLOSED_TO_US:
            self._door.problems[CLOSED] = None
            return True
        if ended.access is Access.PARSE_ERROR:
            self._door.problems[UNREADABLE] = None
            return False
        return ended


async def recheck(door: Door, place: Place) -> None:
    """Ask again, topic by topic, for posts that are held: those that are not given are gone."""
    due: dict[int, list[Due]] = {}
    for one in (one for batch in door.due(PER_ANSWER) for one in batch):
        topic, _, post = one.lookup.partition("/")
        if topic.isdigit() and post.isdigit():
            due.setdefault(int(topic), []).append(one)
    left = door.settings.recheck_posts
    for topic, asked in due.items():
        if left <= 0:
            return
        used = await _recheck_topic(door, Thread(door, place, topic), asked, left)
        if not used:
            door.problems[NOT_ASKED_AGAIN] = None
            return
        left -= used


async def _recheck_topic(door: Door, thread: Thread, asked: Sequence[Due], most: int) -> int:
    """Ask again for posts of one topic in `most` requests; how many it took, 0 when it failed."""
    answer = await thread.open()
    if isinstance(answer, Failure):
        if answer.status in GONE:
            await door.compare(asked, ())
        return int(answer.status in GONE | CLOSED_TO_US)
    first = thread.placed(thread.page)
    there = {post.document_id for post in first}
    await door.compare([one for one in asked if one.document_id in there], first)
    others = [one for one in asked if one.document_id not in there]
    batches = [others[n : n + PER_ANSWER] for n in range(0, len(others), PER_ANSWER)]
    for batch in batches[: most - 1]:
        posts = await thread.posts([int(one.lookup.partition("/")[2]) for one in batch])
        if isinstance(posts, Failure):
            return 0
        await door.compare(batch, posts)
    return 1 + len(batches[: most - 1])
