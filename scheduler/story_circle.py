"""The texts that a batch of documents may touch, and how they are divided into stories."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np
import pyarrow as pa

from classifiers.common_shingles import common_shingles, remove_common
from classifiers.resemblance import resemblance
from classifiers.signatures import EMPTY, SIGNATURE_SIZE, bands
from classifiers.stories import LEAST_WITH_BANDS, MAX_MET, Signed, compare, first_texts, meet
from store.connection import Transaction
from store.stories import (
    put_copies,
    put_stories,
    recent_signatures,
    replace_bands,
    replace_first_texts,
    story_texts,
    text_documents,
    texts_met,
)

MOST_MEMBERS = 256
"""How many texts of one story are looked at, the first that came, unless the story is divided."""

MOST_OF_A_BAND = 64
"""How many first texts of stories are kept for one band. More share a footer, not a text."""

RECENT = 20_000
"""Texts, the last that came, by which it is told what very many have: footers come and go."""

MOST_BEFORE = 64
"""How many documents of its story, the nearest before it, a copy is compared with to tell what it
changed."""


def _unpacked(signatures: Sequence[bytes]) -> np.ndarray:
    """The signatures, uint32 of shape (n, 64), as `add_texts` has stored them."""
    lengths = np.array([len(one) // 4 for one in signatures], dtype=np.int64)
    values = np.full((len(signatures), SIGNATURE_SIZE), EMPTY, dtype=np.uint32)
    values[np.arange(SIGNATURE_SIZE) < lengths[:, None]] = np.frombuffer(
        b"".join(signatures), np.uint32
    )
    return values


class Circle:
    """The texts that a batch may touch: its own, those that they meet, and these ones' stories."""

    def __init__(
        self, transaction: Transaction, new_documents: set[str], new_texts: set[int]
    ) -> None:
        """`new_documents` are those of this batch, `new_texts` the numbers of texts it brought."""
        self._transaction = transaction
        self._new_documents = new_documents
        self._new = new_texts
        recent = _unpacked(recent_signatures(transaction, RECENT))
        self._common = common_shingles(recent, np.ones(len(recent), dtype=bool))
        self._held: dict[int, int] = {}
        self._loaded: dict[int, bool] = {}
        self._asked: set[int] = set()
        self._met: list[np.ndarray] = []
        self._numbers = np.zeros(0, dtype=np.int64)
        self._signed = Signed(
            np.zeros(0, np.uint64),
            np.zeros((0, SIGNATURE_SIZE), np.uint32),
            np.zeros(0, np.int32),
        )
        self._documents = pa.table({})
        self.firsts: dict[int, int] = {}

    def ask(self, numbers: Iterable[int], firsts: Iterable[int]) -> None:
        """Find the stories of these texts, which are now in the stories with these first texts.

        A text that begins a story of its own by what is found is asked about in its turn, so that
        stories begun later than it are found; that ends, as each text is asked about once.
        """
        pending = set(numbers)
        self._load(firsts, MOST_MEMBERS, pending)
        while pending:
            self._asked |= pending
            self._load(self._meet(pending), MOST_MEMBERS)
            self._divide()
            if self._load(self._changed(), None):
                self._divide()
            pending = {
                number
                for number, first in self.firsts.items()
                if number == first and self._held[number] != number and number not in self._asked
            }

    def _changed(self) -> list[int]:
        """First texts that are so no longer, or whose story has a new oldest document and name."""
        oldest: dict[int, str] = {}
        columns = self._documents.select(["document_id", "text_number"]).to_pydict()
        for id_, number in zip(columns["document_id"], columns["text_number"], strict=True):
            oldest.setdefault(number, id_)
        return [
            first
            for first in self._loaded
            if self.firsts[first] != first
            or (first not in self._new and oldest[first] in self._new_documents)
        ]

    def write(self, now: datetime) -> None:
        """Bring what was found into the store."""
        changed = {n: first for n, first in self.firsts.items() if self._held[n] != first}
        replace_first_texts(self._transaction, changed)
        place = self._places()
        had = {n for n, first in self._held.items() if n == first and n not in self._new}
        have = {n for n, first in self.firsts.items() if n == first}
        gone = sorted(had - have)
        banded = [n for n in sorted(have - had) if self._signed.sizes[place[n]] >= LEAST_WITH_BANDS]
        rows = [place[n] for n in banded]
        replace_bands(
            self._transaction,
            gone,
            np.array(banded, dtype=np.int64),
            bands(self._signed.values[rows]),
            MOST_OF_A_BAND,
        )
        stories = self._stories()
        put_stories(self._transaction, stories, now)
        copies = self._copies(stories)
        if copies.num_rows:
            put_copies(self._transaction, copies, now)

    def _stories(self) -> dict[str, str]:
        """The story of each document that has one of the texts here, by its oldest document."""
        place = self._places()
        documents = self._documents.select(["document_id", "text_number"]).to_pydict()
        named: dict[int, str] = {}
        stories: dict[str, str] = {}
        for id_, number in zip(documents["document_id"], documents["text_number"], strict=True):
            if self.firsts[number] == number:
                named.setdefault(number, id_)  # documents come oldest first
        for id_, number in zip(documents["document_id"], documents["text_number"], strict=True):
            empty = self._signed.sizes[place[number]] == 0
            stories[id_] = id_ if empty else named[self.firsts[number]]
        return stories

    def _places(self) -> dict[int, int]:
        return {number: place for place, number in enumerate(self._numbers.tolist())}

    def _meet(self, pending: set[int]) -> list[int]:
        """The first texts that these texts meet in the store."""
        place = self._places()
        asked = [n for n in sorted(pending) if self._signed.sizes[place[n]] >= LEAST_WITH_BANDS]
        if not asked:
            return []
        of_asked = bands(self._signed.values[[place[n] for n in asked]])
        met = texts_met(self._transaction, np.array(asked), of_asked, MAX_MET)
        self._met.append(met)
        return met[:, 1].tolist()

    def _load(self, firsts: Iterable[int], most: int | None, named: Iterable[int] = ()) -> bool:
        """Bring in the stories with these first texts; whether any was not here before."""
        wanted = [
            f
            for f in set(firsts)
            if f not in self._loaded or (most is None and not self._loaded[f])
        ]
        if not wanted:
            return False
        table = story_texts(self._transaction, wanted, most, list(named))
        here = set(self._held)
        rows = [i for i, n in enumerate(table.column("text_number").to_pylist()) if n not in here]
        table = table.take(pa.array(rows, pa.int64()))
        numbers = table.column("text_number").to_pylist()
        self._held.update(zip(numbers, table.column("first_number").to_pylist(), strict=True))
        for first in wanted:
            self._loaded[first] = most is None
        values = _unpacked(table.column("signature").to_pylist())
        sizes = table.column("shingles").to_numpy().astype(np.int32)
        remove_common(values, sizes, self._common)
        keys = table.column("text_key").to_numpy().astype(np.int64).view(np.uint64)
        self._numbers = np.concatenate([self._numbers, np.array(numbers, dtype=np.int64)])
        self._signed = Signed(
            *map(np.concatenate, zip(self._signed, (keys, values, sizes), strict=True))
        )
        return bool(numbers)

    def _divide(self) -> None:
        """Divide all texts here into stories, in order of their oldest documents."""
        self._documents = text_documents(self._transaction, self._numbers.tolist())
        ages: dict[int, int] = {}
        for age, number in enumerate(self._documents.column("text_number").to_pylist()):
            ages.setdefault(number, age)
        order = np.argsort([ages[n] for n in self._numbers.tolist()], kind="stable")
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        place = self._places()
        values, sizes = self._signed.values[order], self._signed.sizes[order]
        held = [(place[n], place[f]) for n, f in self._held.items() if n != f and f in place]
        met = [(place[a], place[b]) for pairs in self._met for a, b in pairs.tolist()]
        known = np.array([*held, *met], dtype=np.int64).reshape(-1, 2)
        pairs = np.sort(rank[known], axis=1)
        pairs = np.unique(np.concatenate([meet(values, sizes), pairs]), axis=0)
        first = first_texts(len(order), sizes, compare(values, sizes, pairs))
        numbers = self._numbers[order]
        self.firsts = dict(zip(numbers.tolist(), numbers[first].tolist(), strict=True))

    def _copies(self, stories: dict[str, str]) -> pa.Table:
        """What each of the new documents changed of the earlier member that it is most like."""
        members: dict[tuple[str, bool], list[int]] = {}
        columns = self._documents.select(["document_id", "text_number", "private"]).to_pydict()
        ids, numbers = columns["document_id"], columns["text_number"]
        pairs: list[tuple[int, int]] = []
        for place, (id_, private) in enumerate(zip(ids, columns["private"], strict=True)):
            earlier = members.setdefault((stories[id_], private), [])
            if id_ in self._new_documents:
                pairs += [(before, place) for before in earlier[-MOST_BEFORE:]]
            earlier.append(place)
        text_place = self._places()
        row = np.array([text_place[n] for n in numbers], dtype=np.int64)
        one, other = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        values, sizes = self._signed.values, self._signed.sizes
        figures = resemblance(
            values[row[one]], values[row[other]], sizes[row[one]], sizes[row[other]]
        )
        best: dict[int, int] = {}
        for pair, later in enumerate(other.tolist()):
            if later not in best or figures.similarity[pair] > figures.similarity[best[later]]:
                best[later] = pair
        chosen = list(best.values())
        return pa.table(
            {
                "document_id": pa.array([ids[i] for i in other[chosen].tolist()], pa.string()),
                "story_id": pa.array(
                    [stories[ids[i]] for i in other[chosen].tolist()], pa.string()
                ),
                "earlier_id": pa.array([ids[i] for i in one[chosen].tolist()], pa.string()),
                "similarity": pa.array(figures.similarity[chosen], pa.float64()),
                "kept": pa.array(figures.kept[chosen], pa.float64()),
                "added": pa.array(figures.added[chosen], pa.float64()),
            }
        )
