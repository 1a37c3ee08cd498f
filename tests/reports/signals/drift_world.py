"""The archive of a drift case: a World whose model and texts can change in its last weeks."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from drift_words import rare_words
from spike_cases import outlets
from spike_cases.labelling import UNRELATED, Truth, labels
from spike_cases.swedish import UNRELATED as NEWS
from spike_cases.world import World, morning_after

from reports.signals.weeks import shifted, week_of
from store.connection import Store
from store.records import Document, Labels

KINDS = ("label_mix", "confidence", "abstention", "unknown_words", "language")
WEEKS = 30

Relabel = Callable[["DriftWorld", Document, Truth], Truth]
Change = Callable[[Document], Document]


class DriftWorld(World):
    """A World whose model and texts can change in the last weeks.

    `relabel`, `doubt`, `abstains`, `spoken` and `change` are set by a case; they hold from `since`
    weeks before the last on (0: in the last alone). Ordinary weeks differ in how sure the model is,
    in how much it leaves open and in how much unrelated news there is; a few posts are in Persian,
    which it does not read.
    """

    def __init__(self, seed: int, week: str) -> None:
        super().__init__(seed, week, "kidnapping", "endorses", 1.3, before=WEEKS - 1, scale=2.4)
        self.relabel: Relabel = lambda _world, _document, truth: truth
        self.change: Change = lambda document: document
        self.doubt: Callable[[Document], float] = lambda _document: 1.0
        self.abstains: Callable[[Document], float] = lambda _document: 0.03
        self.spoken: Callable[[Document, str], str] = lambda _document, language: language
        self.since = 0
        self._sure = {w: random.Random(f"{seed}{w}").gauss(0, 0.06) for w in self.weeks()}

    def weeks(self) -> list[str]:
        return [shifted(self.week, -n) for n in range(WEEKS)]

    def late(self, document: Document) -> bool:
        """Whether the change holds for a document."""
        moment = document.published_at or document.first_seen_at
        return moment >= self.moment(0, 0, weeks=-self.since)

    def private(self, document: Document) -> bool:
        return document.source_id in outlets.PRIVATE

    def _keep(self, found: Document, language: str, truth: Truth) -> None:
        if found.version == 1 and language == "sv":
            found = replace(found, text=f"{found.text} {rare_words(self.rng)}")
        super()._keep(self.change(found) if self.late(found) else found, language, truth)

    def label_of(self, found: Document, at: datetime, language: str, truth: Truth) -> Labels:
        late = self.late(found)
        sure = self._sure.get(week_of(found.published_at or found.first_seen_at), 0.0)
        if late:
            truth, language = self.relabel(self, found, truth), self.spoken(found, language)
        elif self.private(found) and self.rng.random() < 0.03:
            language = "fa"
        left_open = self.abstains(found) if late else 0.03
        return labels(
            self.rng, found.document_id, found.version, at, language, truth,
            doubt=(self.doubt(found) if late else 1.0) * (1 + sure),
            abstains=left_open * (1 + 3 * sure) * (1.0 if truth.relevant else 0.25),
        )  # fmt: skip

    def build(self) -> DriftWorld:
        if not self._built:
            super().build()
            for index in range(-WEEKS + 1, 1):
                for _ in range(int(self.rng.gammavariate(4.0, 1.0))):
                    title, body = self.article(core=NEWS)
                    at = self.some_time(weeks=index)
                    if self.in_time(at):
                        self.add(self.rng.choice(outlets.EDITORIAL), at, title, body, UNRELATED)
        return self


@dataclass(frozen=True)
class DriftCase:
    """One archive; `add` sets what changes in a DriftWorld of this seed and last week."""

    name: str
    seed: int
    week: str
    must: frozenset[str]
    may: frozenset[str]
    add: Callable[[DriftWorld], None]

    @property
    def now(self) -> datetime:
        """The Monday morning after the last week, UTC."""
        return morning_after(self.week)

    def make(self) -> DriftWorld:
        world = DriftWorld(self.seed, self.week)
        self.add(world)
        return world.build()

    def fill(self, store: Store) -> None:
        """Put the archive into an empty store."""
        self.make().fill(store)


def drift_case(
    cases: list[DriftCase], seed: int, week: str, must: str = "", may: str = ""
) -> Callable[[Callable[[DriftWorld], None]], Callable[[DriftWorld], None]]:
    """Makes a DriftCase of a function; `must` and `may` are kinds with spaces between them."""

    def put(add: Callable[[DriftWorld], None]) -> Callable[[DriftWorld], None]:
        kinds = frozenset(must.split()), frozenset(may.split())
        cases.append(DriftCase(getattr(add, "__name__", ""), seed, week, *kinds, add))
        return add

    return put
