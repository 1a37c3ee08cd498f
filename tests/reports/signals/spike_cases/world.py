"""A constructed archive: sources, polls, half a year of noisy weeks, and whatever a case adds.

    world = World(seed=1, week="2026-W40", label="profit", stance="endorses", mean=4)
    world.add("dagsbladet", world.moment(day=2, hour=9), "Rubrik", "Text …", world.target())
    world.fill(store)

The background (background.py) has every label, several languages, copies in several papers,
reposts, people who write much and little, popular links, days on which a source did not answer,
pages without a date and edited texts. Everything follows from the seed. Hours are Stockholm's.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from spike_cases import outlets
from spike_cases.background import ordinary_weeks
from spike_cases.labelling import Truth, labels, truth_of
from spike_cases.other_languages import CLAIMS as FOREIGN
from spike_cases.other_languages import PADDING as FOREIGN_PADDING
from spike_cases.polling import Polling
from spike_cases.swedish import ABOUT, CLAIMS, DETAILS, FRAMES, PADDING, PLACES, POST_PADDING
from spike_cases.wording import headline, text

from reports.signals.weeks import STOCKHOLM, first_day, shifted
from scheduler.stories import put_into_stories
from store.connection import Store
from store.documents import add_documents
from store.labels import add_labels
from store.records import Access, Document, DocumentKind, Labels, OutletType, Poll, Source
from store.sources import add_imported_sources, add_polls, replace_sources

ACCOUNTS = 300
"""The usual people; a few of them write much."""


class World:
    """Gathers sources, polls, documents and labels; `fill` puts them into a store.

    `mean` is the number of documents a week of the case's own series in ordinary weeks, `before`
    how many weeks are told before the week of the spike. `scale` multiplies all other background.
    """

    def __init__(
        self, seed: int, week: str, label: str, stance: str, mean: float,
        before: int = 24, scale: float = 1.0,
    ) -> None:  # fmt: skip
        self.rng = random.Random(seed)
        self.seed, self.week, self.label, self.stance = seed, week, label, stance
        self.first = shifted(week, -before)
        self.now = morning_after(week)
        self.documents: list[Document] = []
        self.labels: list[Labels] = []
        self.sightings: list[Document] = []
        """Documents that a further source has, too."""
        self.spike: dict[str, str] = {}
        """The documents of the spike, and what each is a part of, as the case named it."""
        self.languages = (("sv", 88), ("en", 6), ("ar", 4), ("so", 2))
        """What ordinary posts are written in, and how many of a hundred."""
        self.more_places: tuple[str, ...] = ()
        """Municipalities that only the spike names."""
        self.sources: dict[str, Source] = {s.source_id: s for s in outlets.sources()}
        self._imported: dict[str, tuple[datetime, datetime]] = {}
        self._background = (before, mean, scale)
        self._built = False
        self._drawn = 0
        self._accounts = [self.account(n) for n in range(ACCOUNTS)]
        self._weights = [1 / (n + 4) ** 0.8 for n in range(ACCOUNTS)]
        self._polling = Polling(self.rng, self.moment(0, 0, weeks=-before), self.now)
        for source_id in self.sources:
            self._polling.follow(source_id)
        self._hiccups(before)

    @property
    def parts(self) -> Counter[str]:
        """How many documents of the spike each part has."""
        return Counter(self.spike.values())

    # Times and people

    def moment(
        self, day: float = 2, hour: float = 9, minute: float = 0, weeks: int = 0
    ) -> datetime:
        """A moment of the week of the spike (`day` 0 is Monday), or of one `weeks` away."""
        start = _at(first_day(shifted(self.week, weeks)), 0, 0)
        return (start + timedelta(days=day, hours=hour, minutes=minute)).astimezone(UTC)

    def some_time(self, first: float = 0, last: float = 6.99, weeks: int = 0) -> datetime:
        """A waking moment between two days of the week, seconds and all."""
        day = self.rng.uniform(first, last)
        hour = min(23.8, max(6.0, self.rng.gauss(15, 4)))
        return self.moment(int(day), hour, self.rng.random(), weeks)

    def in_time(self, at: datetime) -> bool:
        """Whether what happens at `at` is known when the report is asked for."""
        return at < self.now - timedelta(hours=4)

    def account(self, number: int) -> str:
        """A pseudonym; numbers below ACCOUNTS are the usual people, the first the most active."""
        return hashlib.sha256(f"{self.seed}/{number}".encode()).hexdigest()[:32]

    def somebody(self) -> str:
        return self.rng.choices(self._accounts, self._weights)[0]

    # Sources

    def add_source(self, source: Source, at: datetime) -> None:
        """A source that is followed from `at` on."""
        self.sources[source.source_id] = source
        self._polling.begin(source.source_id, at)

    def add_import(self, source_id: str, first: datetime, last: datetime) -> None:
        """A source that is only in an imported file, which reaches from `first` to `last`."""
        self._imported[source_id] = (first, last)

    def silence(self, source_id: str, first: datetime, last: datetime) -> None:
        """The source does not answer from `first` to `last`; what it publishes then comes late."""
        self._polling.silence(source_id, first, last)

    def next_poll(self, source_id: str, at: datetime) -> datetime:
        """The next attempt after `at` that is answered."""
        return self._polling.next_answer(source_id, at)

    def reach_back(self, source_id: str, poll: datetime, back: timedelta | None) -> None:
        """What the answer at `poll` lists goes back by `back` (None: no entry has a date)."""
        self._polling.reach_back(source_id, poll, back)

    def _hiccups(self, before: int) -> None:
        """Now and then a source is away for a day or two."""
        for source_id in sorted(self.sources):
            for _ in range(self.rng.choice((0, 0, 1))):
                start = self.moment(self.rng.uniform(0, 6), 0, weeks=-self.rng.randint(2, before))
                self.silence(source_id, start, start + timedelta(days=self.rng.choice((1, 1, 2))))

    # Documents

    def target(self) -> Truth:
        """What a document of the case's own series is."""
        return truth_of(self.label, self.stance, self.rng)

    def add(
        self,
        source_id: str,
        at: datetime,
        title: str,
        body: str,
        truth: Truth,
        *,
        language: str = "sv",
        author: str | None = None,
        dated: bool = True,
        fetched: datetime | None = None,
        urls: Sequence[str] = (),
        tags: Sequence[str] = (),
        kind: DocumentKind | None = None,
        part: str = "",
    ) -> Document:
        """One document. `at` is when it was published; without `dated` the page tells no date.

        It is fetched at the source's next poll that answers, or at `fetched`; what no poll has
        brought before the report is asked for is not kept. `part` names what it
        is a part of in the spike: the cause, or a trace of another one.
        """
        private = self._outlet(source_id) in (OutletType.SOCIAL, OutletType.FORUM)
        pause = timedelta(seconds=self.rng.uniform(1, 240))
        seen = fetched or self.next_poll(source_id, at) + pause
        self._drawn += 1
        id_ = hashlib.sha256(f"{self.seed}:{self._drawn}".encode()).hexdigest()[:32]
        url = f"https://{source_id.replace('_', '-')}.example/{id_[:12]}"
        found = Document(
            id_, source_id, kind or self._kind(source_id, private, dated), url, url, title, body,
            seen, seen,
            places=tuple(p for p in (*PLACES, *self.more_places) if p in body or p in title),
            language="und" if private else language,
            published_at=at if dated else None,
            author=author or (self.somebody() if private else None),
            shared_urls=tuple(urls), hashtags=tuple(tags),
        )  # fmt: skip
        if part and seen < self.now:
            self.spike[id_] = part
        self._keep(found, language, truth)
        return found

    def revise(self, again: Document, truth: Truth) -> None:
        """A further version of a document."""
        self._keep(again, "sv", truth)

    def _outlet(self, source_id: str) -> OutletType | None:
        source = self.sources.get(source_id)
        return source.outlet_type if source else None

    def _kind(self, source_id: str, private: bool, dated: bool) -> DocumentKind:
        if private:
            return DocumentKind.POST
        if self._outlet(source_id) is OutletType.AUTHORITY:
            return DocumentKind.PRESS_RELEASE if dated else DocumentKind.PAGE
        return DocumentKind.ARTICLE

    def _keep(self, found: Document, language: str, truth: Truth) -> None:
        at = found.fetched_at + timedelta(minutes=9)
        if at >= self.now:  # it never reached us
            return
        self.documents.append(found)
        self.labels.append(self.label_of(found, at, language, truth))

    def label_of(self, found: Document, at: datetime, language: str, truth: Truth) -> Labels:
        """What the model says of a document."""
        return labels(self.rng, found.document_id, found.version, at, language, truth)

    def article(
        self, label: str = "", stance: str = "", fixed: dict | None = None,
        core: Sequence[str] = (), n_core: int = 2, n_padding: int = 5,
    ) -> tuple[str, str]:  # fmt: skip
        """Title and text of a Swedish article on a label: the case's own, another, or `core`."""
        label = label or self.label
        title = headline(self.rng, ABOUT[label], fixed)
        own = core or self._core(label, stance)
        return title, text(self.rng, own, PADDING, n_core, n_padding, fixed)

    def post(
        self, language: str = "sv", label: str = "", stance: str = "", core: Sequence[str] = (),
        n_core: int = 1, n_padding: int = 2,
    ) -> str:  # fmt: skip
        """The text of a post on a label, in one of sv, en, ar, so."""
        if language in FOREIGN:
            return text(self.rng, core or FOREIGN[language], FOREIGN_PADDING[language], 2, 4)
        own = core or self._core(label or self.label, stance)
        said = text(self.rng, own, POST_PADDING, n_core, n_padding)
        return f"{said} {text(self.rng, DETAILS, (), self.rng.choice((1, 1, 2)), 0)}"

    def _core(self, label: str, stance: str) -> Sequence[str]:
        stance = stance or (self.stance if label == self.label else "")
        return CLAIMS[label, stance] if stance else FRAMES[label]

    # The store

    def build(self) -> World:
        """Draw the background, once."""
        if not self._built:
            self._built = True
            before, mean, scale = self._background
            ordinary_weeks(self, before, mean, scale)
        return self

    def polls(self) -> list[Poll]:
        """All attempts, and one line for each imported file."""
        fetched: dict[str, list[datetime]] = {}
        for document in sorted(self.documents, key=lambda d: d.fetched_at):
            if document.version == 1:
                fetched.setdefault(document.source_id, []).append(document.fetched_at)
        imported = [
            Poll(source_id, last, Access.IMPORTED, covers_from=first)
            for source_id, (first, last) in sorted(self._imported.items())
        ]
        return self._polling.polls(fetched) + imported

    def fill(self, store: Store) -> None:
        """Put all into an empty store, and every document into its story by the real code."""
        self.build()
        order = sorted(self.documents, key=lambda d: (d.fetched_at, d.document_id, d.version))
        with store.write() as transaction:
            replace_sources(transaction, list(self.sources.values()))
            add_imported_sources(transaction, sorted(self._imported))
            add_polls(transaction, self.polls())
            add_documents(transaction, order)
            add_documents(transaction, list(self._seen_elsewhere()))
            add_labels(transaction, self.labels)
        put_into_stories(store, self.now - timedelta(minutes=30))

    def _seen_elsewhere(self) -> list[Document]:
        """The documents of `sightings` as a daily has them, five hours after."""
        later = [(d, d.fetched_at + timedelta(hours=5)) for d in self.sightings]
        return [
            replace(d, source_id=outlets.DAILIES[n % 2], first_seen_at=at, fetched_at=at)
            for n, (d, at) in enumerate(later)
            if self.in_time(at)
        ]


def morning_after(week: str) -> datetime:
    """Half past eight on the Monday after a week, when the report is asked for."""
    return _at(first_day(shifted(week, 1)), 8, 30).astimezone(UTC)


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), STOCKHOLM)
