"""Stories are kept so that new documents meet old ones, and nothing is put into two."""

import numpy as np
import pyarrow as pa
import pytest

from store.stories import (
    add_document_texts,
    add_texts,
    known_texts,
    put_copies,
    put_stories,
    recent_signatures,
    replace_bands,
    replace_first_texts,
    still_unsigned,
    story_texts,
    text_count,
    text_documents,
    texts_met,
    unsigned,
)

MANY = 100


@pytest.fixture
def transaction(shelf):
    with shelf.db.write() as transaction:
        yield transaction


def add(transaction, sizes, first=0):
    """Texts with these numbers of shingles; the key of text n is 2**64 - 1 - n."""
    numbers = np.arange(first, first + len(sizes))
    keys = np.uint64(2**64 - 1) - numbers.astype(np.uint64)
    values = np.tile(numbers.astype(np.uint32)[:, None], (1, 64))
    add_texts(transaction, numbers, keys, np.array(sizes, dtype=np.int32), values)
    return keys


def band_rows(*rows):
    return np.array(rows, dtype=np.uint32)


def test_documents_wait_for_a_signature_in_the_order_of_first_sight(shelf):
    shelf.add(shelf.document("late", first_seen_at=shelf.noon(5)), shelf.document("b"))
    shelf.add(shelf.document("a"))
    shelf.add(shelf.document("a", text="Ändrad."))
    text = ("Socialtjänsten växer", "Nämnden anställer fler.")
    assert unsigned(shelf.db, 10) == [("a", *text), ("b", *text), ("late", *text)]
    assert unsigned(shelf.db, 1) == [("a", *text)]
    with shelf.db.write() as transaction:
        add_document_texts(transaction, {"a": 0, "b": 0})
        assert still_unsigned(transaction, ["a", "b", "late"]) == {"late"}
    assert unsigned(shelf.db, 10) == [("late", *text)]


def test_a_text_is_known_by_its_key_unless_it_is_empty(transaction):
    keys = add(transaction, [70, 0, 3])
    replace_first_texts(transaction, {2: 0})
    assert known_texts(transaction, keys) == {0: (0, 0), 2: (2, 0)}
    assert text_count(transaction) == 3


def test_signatures_come_back_without_what_was_empty(transaction):
    add(transaction, [70, 2])
    blobs = recent_signatures(transaction, 1)
    assert [np.frombuffer(blob, np.uint32).tolist() for blob in blobs] == [[1, 1]]
    assert sorted(map(len, recent_signatures(transaction, 5))) == [2 * 4, 64 * 4]


def test_texts_meet_the_first_texts_that_share_a_band(transaction):
    replace_bands(transaction, [], np.array([0, 1]), band_rows([1, 2**32 - 1], [2, 3]), MANY)
    met = texts_met(transaction, np.array([5, 6, 1]), band_rows([1, 2**32 - 1], [7, 7], [2, 1]), 9)
    assert met.tolist() == [[1, 0], [5, 0]]


def test_a_band_that_thousands_share_brings_only_the_first_together(transaction):
    numbers = np.arange(100)
    replace_bands(transaction, [], numbers, band_rows(*([1] for _ in numbers)), 5)
    met = texts_met(transaction, np.array([200]), band_rows([1]), 3)
    assert met.tolist() == [[200, 0], [200, 1], [200, 2]]
    replace_bands(transaction, [0, 1], np.array([300, 301, 302]), band_rows([1], [1], [1]), 5)
    met = texts_met(transaction, np.array([200]), band_rows([1]), MANY)
    assert met[:, 1].tolist() == [2, 3, 4, 300, 301]


def test_a_story_comes_with_its_first_text_and_those_that_came_first(transaction):
    add(transaction, [9, 9, 9, 9, 9])
    replace_first_texts(transaction, {0: 4, 1: 4, 2: 4})
    for most, numbers in ((None, [0, 1, 2, 4]), (2, [0, 1, 4])):
        assert story_texts(transaction, [4], most).column("text_number").to_pylist() == numbers


def test_documents_of_a_text_come_oldest_first_and_say_whether_they_are_private(shelf):
    shelf.add(
        shelf.document("a", published_at=shelf.noon(9)),
        shelf.document("b", published_at=shelf.noon(3), kind="post"),
        shelf.document("c"),
    )
    with shelf.db.write() as transaction:
        add_document_texts(transaction, {"a": 0, "b": 0, "c": 1})
        found = text_documents(transaction, [0]).to_pydict()
    assert found["document_id"] == ["b", "a"]
    assert found["private"] == [True, False]


def test_a_document_is_in_one_story_the_last_that_it_was_put_into(shelf):
    for minute, stories in enumerate(({"a": "a", "b": "b"}, {"b": "a"}, {"a": "a", "b": "a"}, {})):
        with shelf.db.write() as transaction:
            put_stories(transaction, stories, shelf.noon(minute))
    assert shelf.rows("SELECT * FROM current_stories ORDER BY ALL") == [("a", "a"), ("b", "a")]


def test_what_a_story_was_before_is_kept(shelf):
    for minute, story in enumerate(("b", "a", "a", "b")):
        with shelf.db.write() as transaction:
            put_stories(transaction, {"b": story}, shelf.noon(minute))
    assert shelf.rows("SELECT story_id, since, until FROM stories ORDER BY since") == [
        ("b", shelf.noon(0), shelf.noon(1)),
        ("a", shelf.noon(1), shelf.noon(3)),
        ("b", shelf.noon(3), None),
    ]


def copy(document_id, story_id, earlier_id, kept):
    row = {"document_id": document_id, "story_id": story_id, "earlier_id": earlier_id}
    return pa.Table.from_pylist([{**row, "similarity": 0.5, "kept": kept, "added": 0.1}])


def test_of_what_a_copy_changed_the_newest_note_holds_while_both_are_in_one_story(shelf):
    with shelf.db.write() as transaction:
        put_stories(transaction, {"a": "a", "b": "a", "c": "c"}, shelf.noon())
        put_copies(transaction, copy("b", "a", "a", 0.4), shelf.noon())
        put_copies(transaction, copy("b", "a", "a", 0.9), shelf.noon(1))
        put_copies(transaction, copy("c", "a", "a", 0.4), shelf.noon())
    assert shelf.rows("SELECT document_id, kept FROM current_story_copies") == [("b", 0.9)]
