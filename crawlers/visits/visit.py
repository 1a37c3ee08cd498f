"""One visit to one source: what it lists, the pages behind it, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from crawlers.documents import Maker
from crawlers.kinds import LISTINGS, Kind
from crawlers.listing import Listing
from crawlers.network.fetch import Answer, Failure
from crawlers.network.reservations import RESERVED
from crawlers.visits.access import Seen, after_answer, after_failure
from crawlers.visits.identity import Met, meet
from crawlers.visits.item_states import said_of
from crawlers.visits.paging import READ, Reader, Whole
from crawlers.visits.reach import BACKFILL, Before, Claim, claim, goes_on, lists_archive
from crawlers.visits.rechecking import Rechecker, few_at_once
from crawlers.visits.taking import Taker
from crawlers.visits.tools import RecheckBudget, Tools
from crawlers.visits.unchanged import LYING_ETAG, content_sha256, etag_lies
from crawlers.visits.waiting import may_ask_conditionally
from store.records import Access, ItemState, Source, SourceState

__all__ = ["RecheckBudget", "Tools", "Visit", "state_of"]


def state_of(source: Source, known: SourceState | None) -> SourceState:
    """What is known of a source; nothing, where it is known under another address."""
    if known is not None and known.url == source.url:
        return known
    return SourceState(source.source_id, source.url)


class Visit:
    """Visits one source; `run` emits Documents with ItemStates, then SourceState, then Poll."""

    def __init__(
        self, source: Source, state: SourceState | None, items: Iterable[ItemState],
        maker: Maker, tools: Tools,
    ) -> None:  # fmt: skip
        self._source = source
        self._tools = tools
        self._kind: Kind = LISTINGS[source.kind]
        self._private = maker.makes_posts
        unknown = state_of(source, None)
        self._state = state_of(source, state)
        self._items: Mapping[str, ItemState] = {item.key: item for item in items}
        self._address = self._kind.address(source, self._state, tools.since)
        plain = self._kind.address(source, unknown, None)
        self._narrowed = self._address if self._address != plain else ""
        self._before = Before(self._state.answered_at, self._items, tools.since, tools.now)
        self._reader = Reader(self._kind.parse, tools)
        self._taker = Taker(self._items, maker, tools, self._kind.of_articles)
        self._rechecker = Rechecker(self._items, maker, tools, self._taker)

    @property
    def state(self) -> SourceState:
        """What was known of the source when the visit began."""
        return self._state

    async def run(self) -> None:
        """Ask the source and emit all that came of it, the Poll last."""
        state = self._state
        conditional = self._may_be_unchanged and may_ask_conditionally(state, self._tools.now)
        answer = await self._tools.fetcher.get(
            self._address,
            state.etag if conditional else "",
            state.last_modified if conditional else "",
        )
        if isinstance(answer, Failure):
            await self._fail(_challenged(answer) if self._kind.of_json else answer)
        elif answer.tdm_reserved:
            await self._fail(Failure(Access.REFUSED, RESERVED, 200, passing=False, code="tdm"))
        elif answer.redirected_home:
            message = "skickar vidare till startsidan"
            await self._fail(Failure(Access.OUTAGE, message, 200, passing=False, code="missing"))
        elif answer.status == 304 or self._says_the_same(answer):
            await self._recheck(answer)
            await self._close_unchanged(answer)
        else:
            await self._read(answer)

    @property
    def _may_be_unchanged(self) -> bool:
        """Whether this answer can be compared with the last: the same was asked, and all of it. An
        ETag is only ever sent to the address that gave it."""
        return self._narrowed == self._state.cursor and self._tools.since is None

    def _says_the_same(self, answer: Answer) -> bool:
        known = self._state.body_sha256 if self._may_be_unchanged else ""
        return bool(known) and content_sha256(answer.body) == known

    async def _read(self, answer: Answer) -> None:
        whole = await self._reader.read(answer, self._goes_on)
        listing = whole.listing
        if listing.access not in READ:
            code = str(listing.access)
            await self._fail(Failure(listing.access, listing.reason, 200, False, code=code))
        elif whole.failure and not listing.entries:
            await self._fail(whole.failure)
        elif whole.is_index and whole.body_sha256 == self._state.body_sha256:
            await self._recheck(answer)
            await self._close_unchanged(answer)
        else:
            await self._take(answer, whole)

    @property
    def _asked_since(self) -> bool:
        """Whether all that is newer than the last poll that counted was asked for, and no more."""
        return bool(self._narrowed and self._state.answered_at) and self._tools.since is None

    def _goes_on(self, page: Listing) -> bool:
        if self._narrowed:  # the address itself says how far back
            return bool(page.entries)
        return goes_on(meet(page.entries, self._items, self._private)[0], self._before)

    async def _take(self, answer: Answer, whole: Whole) -> None:
        """Take what is new or changed of a listing, look again at what is known, and close."""
        listing = whole.listing
        met, odd = meet(listing.entries, self._items, self._private)
        changed = [one for one in met if _is_new_or_changed(one)]
        wanted = [one for one in changed if not self._too_old(one)]
        now, later = self._first_of(wanted)
        self._taker.ask_again |= len(now) < len(changed) or whole.failure is not None
        await few_at_once(self._taker.take(one, listing.language) for one in now)
        known = [one for one in met if one.item and not _is_new_or_changed(one)]
        await self._rechecker.recheck(known, listing.language)
        await self._taker.give_up_boilerplate(met, listing.language)
        left = [one for one in later if one.item is None]
        reached = claim(met, left, self._before)
        if whole.failure is not None:
            reached = Claim(None, whole=False)
        elif self._asked_since and reached.whole and not whole.cut:
            reached = Claim(self._before.answered_at)
        problems = [*listing.problems, *whole.problems, *odd, *self._taker.problems]
        if lists_archive(met, self._before):
            problems.append(BACKFILL)
        if later:
            problems.append(f"{len(later)} entries left for the next visit")
        if etag_lies(self._state, [one.entry.published_at for one in met if one.item is None]):
            problems.append(LYING_ETAG)
        await self._close(
            answer,
            self._seen(
                access=self._said(listing),
                message=self._taker.message() or _missing_part(whole),
                body_sha256=whole.body_sha256,
                claim=reached,
                items=len(met),
                new_items=sum(one.item is None for one in met),
                dates=[date for one in met if (date := one.entry.published_at)],
                problems=tuple(dict.fromkeys(problems)),
                conditions=not whole.is_index and LYING_ETAG not in problems,
                retry_at=whole.failure.retry_at if whole.failure else None,
            ),
        )

    def _said(self, listing: Listing) -> Access:
        """Nothing newer than what is known is no empty listing."""
        nothing_new = self._asked_since and listing.access is Access.EMPTY_VALID
        return Access.NOT_MODIFIED if nothing_new else listing.access

    def _too_old(self, one: Met) -> bool:
        since, date = self._tools.since, one.entry.published_at
        return since is not None and date is not None and date < since

    def _first_of(self, wanted: list[Met]) -> tuple[list[Met], list[Met]]:
        """What is taken now, and what is left for the next visit: the oldest of too many."""
        limit = self._tools.settings.new_pages_per_source
        if self._private or sum(not one.entry.complete for one in wanted) <= limit:
            return wanted, []
        by_age = sorted(
            range(len(wanted)),
            key=lambda n: (-(_seconds(wanted[n])), n),
        )
        first = set(by_age[:limit])
        return (
            [one for n, one in enumerate(wanted) if n in first],
            [one for n, one in enumerate(wanted) if n not in first],
        )

    async def _recheck(self, answer: Answer) -> None:
        """Look again at known pages, though the listing says nothing new."""

        async def listed_again() -> tuple[list[Met], str]:
            full = answer
            if answer.status == 304:
                found = await self._tools.fetcher.get(self._address)
                if isinstance(found, Failure):
                    return [], ""
                full = found
            listing = (await self._reader.read(full, lambda _: False)).listing
            return meet(listing.entries, self._items, self._private)[0], listing.language

        await self._rechecker.recheck_unlisted(listed_again)

    async def _close_unchanged(self, answer: Answer) -> None:
        answered_at = self._state.answered_at or self._tools.now
        await self._close(
            answer,
            self._seen(
                access=Access.NOT_MODIFIED,
                body_sha256=self._state.body_sha256,
                claim=Claim(answered_at),
                items=self._state.items,
                # the first is why the last attempt failed, where it did
                problems=self._state.problems[1 if self._state.failures else 0 :],
                conditions=bool(self._state.etag or self._state.last_modified),
            ),
        )

    async def _fail(self, failure: Failure) -> None:
        await self._tools.emit(*after_failure(self._state, failure, self._tools.now))

    def _seen(self, **more: object) -> Seen:
        taker = self._taker
        more.setdefault("message", taker.message())
        return Seen(
            wanted=taker.wanted,
            left_out=taker.left_out,
            read=taker.read,
            lost=taker.lost,
            newest_read=max(taker.dates, default=None),
            ask_again=taker.ask_again,
            address=self._narrowed,
            **more,  # pyright: ignore[reportArgumentType]
        )

    async def _close(self, answer: Answer, seen: Seen) -> None:
        await self._tools.emit(*after_answer(self._state, answer, seen, self._tools.now))


def _challenged(failure: Failure) -> Failure:
    """A refusal, where JSON was asked for: a page in its place is a wall that people get past."""
    if failure.status != 403 or failure.access is not Access.REFUSED or not failure.is_page:
        return failure
    message = "svarade med en webbsida i stället för JSON (HTTP 403)"
    return replace(failure, access=Access.CHALLENGED, message=message, code="challenged")


def _missing_part(whole: Whole) -> str:
    """The user's message for a listing of which a part failed in passing."""
    failure = whole.failure
    return f"en del av listan gick inte att hämta ({failure.message})" if failure else ""


def _is_new_or_changed(one: Met) -> bool:
    if one.settled:
        return False
    return one.item is None or said_of(one.item) != one.entry.fingerprint


def _seconds(one: Met) -> float:
    date = one.entry.published_at
    return date.timestamp() if date else float("inf")
