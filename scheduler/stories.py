"""Put documents into stories, batch by batch; what a batch has found is committed as a whole.

Texts meet by the bands that the store keeps of each story's first text. When a text comes late that
is older than the first text of a story, the stories that it touches are divided anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from classifiers.stories import Signed, sign
from scheduler.pipeline import Progress, silent
from scheduler.story_circle import Circle
from store.connection import Store, Transaction
from store.stories import (
    add_document_texts,
    add_texts,
    known_texts,
    still_unsigned,
    text_count,
    unsigned,
)

BATCH = 2000
LARGEST_BATCH = 8_000
"""Documents put into stories in one transaction: at least 2,000 and an eighth of what is known
already, since the bands are read once a batch; memory sets the upper end. A batch that meets
thousands of heavy rewrites of one text compares them all anew: 5 ms a document instead of 0.1."""


def put_into_stories(store: Store, now: datetime, progress: Progress = silent) -> int:
    """Give every document that has none its story; gives how many there were.

    A pass that is cut off has lost nothing: the next one goes on with the documents that are left.
    """
    done = 0
    known = _known(store)
    while rows := unsigned(store, min(LARGEST_BATCH, max(BATCH, known // 8))):
        signed = sign((title, text) for _, title, text in rows)
        with store.write() as transaction:
            _put_batch(transaction, [row[0] for row in rows], signed, now)
        done += len(rows)
        known += len(rows)
        progress("stories", done, 0)
    return done


def _known(store: Store) -> int:
    """How many different texts the store has signed."""
    with store.reading() as transaction:
        return text_count(transaction)


def _put_batch(
    transaction: Transaction, document_ids: Sequence[str], signed: Signed, now: datetime
) -> None:
    waiting = still_unsigned(transaction, document_ids)
    places = [place for place, id_ in enumerate(document_ids) if id_ in waiting]
    if not places:
        return
    signed = Signed(*(column[places] for column in signed))
    ids = [document_ids[place] for place in places]
    numbers, firsts, new = _add_texts(transaction, signed)
    add_document_texts(transaction, dict(zip(ids, numbers.tolist(), strict=True)))
    circle = Circle(transaction, set(ids), new)
    circle.ask(numbers.tolist(), firsts)
    circle.write(now)


def _add_texts(transaction: Transaction, signed: Signed) -> tuple[np.ndarray, list[int], set[int]]:
    """Add the texts that are new; gives the number of each document's text, int64 (n,), the first
    texts of the stories that these texts are in, and the numbers of the new texts."""
    known = known_texts(transaction, signed.keys)
    of_key: dict[int, int] = {}
    numbers = np.zeros(len(signed.keys), dtype=np.int64)
    new: list[int] = []
    following = text_count(transaction)
    firsts: list[int] = []
    for place, (key, size) in enumerate(
        zip(signed.keys.tolist(), signed.sizes.tolist(), strict=True)
    ):
        found = known.get(place)
        if found is not None and size:
            numbers[place], first = found
            firsts.append(first)
        elif size and key in of_key:
            numbers[place] = of_key[key]
        else:
            numbers[place] = of_key[key] = following + len(new)
            firsts.append(following + len(new))
            new.append(place)
    add_texts(transaction, numbers[new], signed.keys[new], signed.sizes[new], signed.values[new])
    return numbers, firsts, set(numbers[new].tolist())
