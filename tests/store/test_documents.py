"""What becomes of a document that comes in: new, known, edited, or another source's too."""

import pytest

from store.columns import hashes_of
from store.documents import content_hash
from store.records import DocumentKind, OutletType, Source, SourceKind, TextStatus
from store.sources import replace_sources


def test_a_document_is_stored_once_however_often_it_comes(shelf):
    assert shelf.add(shelf.document("a"), shelf.document("b")) == (2, 0, 0)
    assert shelf.add(shelf.document("b"), shelf.document("a")) == (0, 2, 0)
    assert shelf.ids() == ["a", "b"]


def test_the_same_id_twice_in_a_batch_is_one_document(shelf):
    assert shelf.add(shelf.document("a"), shelf.document("a")) == (1, 1, 0)
    assert shelf.ids() == ["a"]


def test_two_ids_are_two_documents_even_with_the_same_text(shelf):
    assert shelf.add(shelf.document("a"), shelf.document("b", url="https://b.example")) == (2, 0, 0)


@pytest.mark.parametrize("change", [{"title": "Ny rubrik"}, {"text": "Nytt."}])
def test_a_changed_title_or_text_is_the_next_version(shelf, change):
    shelf.add(shelf.document("a"))
    assert shelf.add(shelf.document("a", **change)) == (0, 0, 1)
    assert shelf.rows("SELECT version FROM documents ORDER BY version") == [(1,), (2,)]
    (column, text), *_ = change.items()
    assert shelf.rows(f"SELECT {column} FROM current_documents") == [(text,)]


def test_words_that_move_from_title_to_text_are_a_change(shelf):
    shelf.add(shelf.document("a", title="Hot mot", text="socialtjänsten"))
    moved = shelf.document("a", title="Hot", text="mot socialtjänsten")
    assert shelf.add(moved) == (0, 0, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"likes": 12},
        {"url": "https://bladet.example/a?utm_source=rss"},
        {"text_status": TextStatus.TEASER},
        {"text": "Nämnden\n\n  anställer\u00a0fler. "},
    ],
)
def test_other_figures_addresses_or_white_space_are_no_new_version(shelf, change):
    shelf.add(shelf.document("a"))
    assert shelf.add(shelf.document("a", **change)) == (0, 1, 0)


def test_two_changes_in_one_batch_are_two_versions(shelf):
    batch = [shelf.document("a", text=text) for text in ("ett", "två", "två", "tre")]
    assert shelf.add(*batch) == (1, 1, 2)
    assert shelf.rows("SELECT version, text FROM documents ORDER BY version") == [
        (1, "ett"),
        (2, "två"),
        (3, "tre"),
    ]


def test_the_version_is_counted_by_the_store_and_not_by_the_record(shelf):
    shelf.add(shelf.document("a", version=7))
    assert shelf.rows("SELECT version FROM documents") == [(1,)]


def test_versions_read_again_in_their_order_add_none(shelf):
    first = shelf.document("a", text="ett", fetched_at=shelf.noon())
    second = shelf.document("a", text="två", fetched_at=shelf.noon(60))
    assert shelf.add(first, second) == (1, 0, 1)
    assert shelf.add(first, second) == (0, 2, 0)


def test_what_it_said_before_the_newest_version_is_known_and_a_deletion_is_always_new(shelf):
    shelf.add(shelf.document("a", text="nu", fetched_at=shelf.noon(60)))
    assert shelf.add(shelf.document("a", text="förr", fetched_at=shelf.noon(59))) == (0, 1, 0)
    assert shelf.add(shelf.document("a", text="genast", fetched_at=shelf.noon(60))) == (0, 0, 1)
    gone = shelf.document("a", text_status=TextStatus.DELETED, fetched_at=shelf.noon())
    assert shelf.add(gone) == (0, 0, 1)
    assert shelf.add(shelf.document("a", text="förr", fetched_at=shelf.noon(59))) == (0, 1, 0)


def test_a_text_that_goes_back_to_what_it_was_is_a_new_version(shelf):
    for minutes, text in enumerate(["ett", "två", "ett"]):
        shelf.add(shelf.document("a", text=text, fetched_at=shelf.noon(minutes)))
    assert shelf.rows("SELECT version, text FROM current_documents") == [(3, "ett")]


def test_a_known_document_of_another_source_is_a_sighting(shelf):
    shelf.add(shelf.document("a"))
    seen = shelf.document("a", source_id="kuriren", fetched_at=shelf.noon(5))
    assert shelf.add(seen, seen) == (0, 2, 0)
    assert shelf.add(seen) == (0, 1, 0)
    assert shelf.rows("SELECT document_id, source_id, seen_at FROM sightings") == [
        ("a", "kuriren", shelf.noon(5))
    ]


def test_only_the_owner_changes_a_document(shelf):
    shelf.add(shelf.document("a"))
    assert shelf.add(shelf.document("a", source_id="kuriren", text="Annat.")) == (0, 1, 0)
    assert shelf.rows("SELECT source_id, text FROM documents") == [
        ("bladet", "Nämnden anställer fler.")
    ]


def test_the_first_source_in_a_batch_owns_a_new_document(shelf):
    shelf.add(
        shelf.document("a", source_id="kuriren"),
        shelf.document("a"),
        shelf.document("a", source_id="tidningen"),
    )
    assert shelf.rows("SELECT source_id FROM documents") == [("kuriren",)]
    assert shelf.rows("SELECT source_id FROM sightings ORDER BY ALL") == [
        ("bladet",),
        ("tidningen",),
    ]


def test_documents_are_stored_in_the_order_in_which_they_came(shelf):
    ids = ["m", "a", "z", "b"]
    shelf.add(*map(shelf.document, ids))
    assert shelf.ids() == ids


def test_an_empty_batch_changes_nothing(shelf):
    assert shelf.add() == (0, 0, 0)


def test_ids_that_share_their_64_bits_are_kept_apart(shelf):
    shelf.add(shelf.document("a"))
    with shelf.db.write() as transaction:  # as if "a" had the bits of "b"
        transaction.execute("UPDATE documents SET id_hash = $1", [hashes_of(["b"])[0].as_py()])
    assert shelf.add(shelf.document("b")) == (1, 0, 0)
    assert shelf.add(shelf.document("b")) == (0, 1, 0)


def test_a_long_batch_finds_the_few_that_are_known(shelf):
    """Also where the batch is larger than the store, and whatever bits the ids have."""
    known = [shelf.document(f"known {n}") for n in range(40)]
    shelf.add(*known)
    batch = [shelf.document(f"new {n}") for n in range(3000)]
    assert shelf.add(*batch, *known) == (3000, 40, 0)


def test_half_a_surrogate_pair_and_nul_are_stored_as_replacements(shelf):
    broken = shelf.document("a", title="Hej \ud83d där", text="före\0efter", author="\udfff")
    assert shelf.add(broken, shelf.document("b")) == (2, 0, 0)
    stored = shelf.rows("SELECT title, text, author FROM documents WHERE document_id = 'a'")
    assert stored == [("Hej \ufffd där", "före\ufffdefter", "\ufffd")]
    assert shelf.add(broken) == (0, 1, 0)


def test_a_surrogate_pair_is_the_character_that_it_stands_for(shelf):
    shelf.add(shelf.document("a", text="\ud83d\ude00 \ud800"))
    assert shelf.rows("SELECT text FROM documents") == [("😀 \ufffd",)]


def test_an_id_that_cannot_be_stored_as_it_is_is_still_recognised(shelf):
    odd = shelf.document("id\ud800\0")
    assert shelf.add(odd, odd) == (1, 1, 0)
    assert shelf.add(odd) == (0, 1, 0)


def test_a_time_without_a_time_zone_is_refused_and_nothing_is_stored(shelf):
    naive = shelf.document("b", published_at=shelf.noon().replace(tzinfo=None))
    with pytest.raises(TypeError):
        shelf.add(shelf.document("a"), naive)
    assert shelf.ids() == []


def test_the_content_hash_is_what_stored_ones_are_compared_with(shelf):
    """Another way to compute it would make every known document an edited one."""
    # Blake2b, 8 bytes, little endian, of "Socialtjänstenväxer", NUL, "Nämndenanställerfler."
    assert content_hash(shelf.document()) == 17841548712506183293


@pytest.mark.parametrize(
    ("kind", "outlet_type", "private"),
    [
        (DocumentKind.VIDEO, None, True),
        (DocumentKind.VIDEO, OutletType.SOCIAL, True),
        (DocumentKind.VIDEO, OutletType.PUBLIC_SERVICE, False),
        (DocumentKind.COMMENT, OutletType.PUBLIC_SERVICE, True),
        (DocumentKind.ARTICLE, None, False),
    ],
)
def test_videos_are_private_persons_unless_their_outlet_says_otherwise(
    shelf, kind, outlet_type, private
):
    shelf.add(shelf.document("a", kind=kind))
    with shelf.db.write() as transaction:
        source = Source("bladet", SourceKind.IMPORT, "", outlet_type=outlet_type)
        replace_sources(transaction, [source])
    assert shelf.rows("SELECT private FROM counted_documents") == [(private,)]
    assert shelf.rows("SELECT private, private_owner FROM appearances") == [(private, private)]
