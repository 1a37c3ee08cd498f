"""One visit to one platform: what its crawler sends out, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable

from crawlers.kinds import PLATFORMS
from crawlers.network.fetch import Failure
from crawlers.privacy import Pseudonyms
from crawlers.visits.access import Seen, after_answer, after_failure
from crawlers.visits.door import Door, Visited
from crawlers.visits.reach import Claim
from crawlers.visits.tools import Tools
from crawlers.visits.visit import state_of
from store.records import Access, ItemState, Source, SourceState


class PostVisit:
    """Visits one platform; `run` emits Documents with ItemStates, then SourceState, then Poll."""

    def __init__(
        self, source: Source, state: SourceState | None, items: Iterable[ItemState],
        pseudonyms: Pseudonyms, tools: Tools,
    ) -> None:  # fmt: skip
        self._tools = tools
        self._visit = PLATFORMS[source.kind].visit
        known = {item.key: item for item in items}
        self._door = Door(source, state_of(source, state), known, pseudonyms, tools)

    @property
    def state(self) -> SourceState:
        """What is known of the source so far, the checkpoints of this visit included."""
        return self._door.state

    async def run(self) -> None:
        """Ask the platform and emit all that came of it, the Poll last."""
        ended = await self._visit(self._door)
        if isinstance(ended, Failure):
            await self._tools.emit(*after_failure(self.state, ended, self._tools.now))
        else:
            if ended.failure is None:
                self._door.forget_listings()
            seen = self._seen(ended)
            await self._tools.emit(*after_answer(self.state, ended.answer, seen, self._tools.now))

    def _seen(self, ended: Visited) -> Seen:
        door, failure = self._door, ended.failure
        message = f"en del av listan gick inte att hämta ({failure.message})" if failure else ""
        failed = failure is not None and failure.code != "visit_limit"  # which is to be expected
        problems = [*door.problems, *(["a page of the listing failed"] if failed else [])]
        return Seen(
            access=Access.OK if door.listed else Access.EMPTY_VALID,
            body_sha256="",
            claim=self._claim(ended),
            items=door.listed,
            new_items=door.new,
            dates=door.dates,
            problems=tuple(dict.fromkeys(problems)),
            message=ended.message or message,
            ask_again=True,
            address=door.state.cursor,
            retry_at=failure.retry_at if failure else None,
        )

    def _claim(self, ended: Visited) -> Claim:
        """Back to the last visit that counted, where all since then was listed; else as far as
        the listing is known to have been read, and not at all where a part failed in passing."""
        door, seen = self._door, self._door.state.answered_at
        if ended.failure is not None and ended.failure.passing:
            return Claim(None, whole=False)
        if ended.caught_up and ended.failure is None:
            # A user's own day may leave a gap behind: the next visit reaches back over it.
            gap = seen is not None and door.since is not None and door.since > seen
            return Claim(door.since or seen or door.back_to, whole=not gap)
        return Claim(ended.reached, whole=ended.failure is None)
