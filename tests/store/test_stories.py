"""Stories are kept so that new documents meet old ones, and nothing is put into two."""

from store.stories import add_signatures, members_of, put_stories, unsigned

MANY = 100


def signatures(shelf, bands, most=MANY):
    """Add documents with these bands, `{id: [band, …]}`; gives the pairs that met."""
    with shelf.db.write() as transaction:
        packed = {document_id: document_id.encode() for document_id in bands}
        return add_signatures(transaction, packed, bands, most)


def test_documents_wait_for_a_signature_in_the_order_of_first_sight(shelf):
    shelf.add(shelf.document("late", first_seen_at=shelf.noon(5)), shelf.document("b"))
    shelf.add(shelf.document("a"))
    shelf.add(shelf.document("a", text="Ändrad."))
    text = ("Socialtjänsten växer", "Nämnden anställer fler.")
    assert unsigned(shelf.db, 10) == [("a", *text), ("b", *text), ("late", *text)]
    assert unsigned(shelf.db, 1) == [("a", *text)]
    signatures(shelf, {"a": [1], "b": [2]})
    assert unsigned(shelf.db, 10) == [("late", *text)]


def test_documents_that_share_a_band_meet_once_each_way_with_both_signatures(shelf):
    assert signatures(shelf, {"a": [1, 2, 2**64 - 1], "b": [2, 2**64 - 1]}) == [
        ("a", "b", b"a", b"b"),
        ("b", "a", b"b", b"a"),
    ]
    assert signatures(shelf, {"c": [1], "d": [9]}) == [("c", "a", b"c", b"a")]


def test_what_another_process_has_signed_meanwhile_is_not_signed_twice(shelf):
    signatures(shelf, {"a": [1, 2]})
    assert signatures(shelf, {"a": [1, 2], "b": [2]}) == [
        ("a", "b", b"a", b"b"),
        ("b", "a", b"b", b"a"),
    ]
    assert shelf.rows("SELECT document_id FROM signatures ORDER BY ALL") == [("a",), ("b",)]
    assert shelf.rows("SELECT band FROM bands ORDER BY ALL") == [(1,), (2,), (2,)]


def test_a_document_without_bands_meets_nobody(shelf):
    assert signatures(shelf, {"a": [], "b": []}) == []


def test_a_band_that_thousands_share_brings_only_the_newest_together(shelf):
    signatures(shelf, {f"{n:03d}": [1] for n in range(100)}, most=0)
    met = signatures(shelf, {"new": [1]}, most=3)
    assert [other for _, other, _, _ in met] == ["097", "098", "099"]


def test_the_members_of_a_story_come_with_one_of_them_and_oldest_first(shelf):
    shelf.add(
        shelf.document("a", published_at=shelf.noon(9)),
        shelf.document("b", published_at=shelf.noon(3)),
        shelf.document("c", published_at=shelf.noon(5)),
        shelf.document("d"),
    )
    with shelf.db.write() as transaction:
        put_stories(transaction, {"a": "a", "b": "a", "d": "d"})
        stories, ages = members_of(transaction, ["a", "c", "c"])
    assert stories == {"a": "a", "b": "a"}
    assert sorted(ages, key=ages.__getitem__) == ["b", "c", "a"]


def test_a_document_is_in_one_story_the_last_that_it_was_put_into(shelf):
    for stories in ({"a": "a", "b": "b"}, {"b": "a"}, {}):
        with shelf.db.write() as transaction:
            put_stories(transaction, stories)
    assert shelf.rows("SELECT * FROM stories ORDER BY ALL") == [("a", "a"), ("b", "a")]
