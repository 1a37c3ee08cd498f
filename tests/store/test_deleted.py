"""What a platform deletes loses its words in every version, and keeps its id and its figures."""

import pytest

from store.deletions import bury_authors, bury_withdrawn
from store.records import Departed, DocumentKind, ItemState, TextStatus, Withdrawn
from store.sources import keep_item_states

VERSIONS = """SELECT version, title, text, context, text_status, kind, likes, author,
    len(hashtags) AS hashtags FROM documents WHERE document_id = ? ORDER BY version"""


def post(shelf, document_id="a", **other):
    told = {"kind": DocumentKind.COMMENT, "context": "Svar på", "likes": 3, "author": "p-1",
            "hashtags": ("lvu",)}  # fmt: skip
    return shelf.document(document_id, **(told | other))


def stone(shelf, document_id="a", minutes=5, **other):
    return shelf.document(
        document_id, kind=DocumentKind.POST, title="", text="", url="", canonical_url="",
        text_status=TextStatus.DELETED, deleted_at=shelf.noon(minutes),
        fetched_at=shelf.noon(minutes), **other,
    )  # fmt: skip


def test_a_tombstone_is_a_version_without_words_that_keeps_kind_figures_and_account(shelf):
    shelf.add(post(shelf))
    assert shelf.add(stone(shelf)) == (0, 0, 1)
    assert shelf.rows(VERSIONS, ["a"]) == [
        (1, "", "", "", "full", "comment", 3, "p-1", 0),
        (2, "", "", "", "deleted", "comment", 3, "p-1", 0),
    ]


def test_all_earlier_versions_lose_their_words(shelf):
    shelf.add(post(shelf))
    shelf.add(post(shelf, text="Ändrat", fetched_at=shelf.noon(1)))
    shelf.add(stone(shelf))
    assert {row[1:4] for row in shelf.rows(VERSIONS, ["a"])} == {("", "", "")}
    assert [row[0] for row in shelf.rows(VERSIONS, ["a"])] == [1, 2, 3]


def test_the_same_deletion_told_again_is_known(shelf):
    shelf.add(post(shelf))
    shelf.add(stone(shelf))
    assert shelf.add(stone(shelf, minutes=9)) == (0, 1, 0)


def test_a_post_and_its_deletion_in_one_batch_leave_no_words(shelf):
    assert shelf.add(post(shelf), stone(shelf)) == (1, 0, 1)
    assert [row[2] for row in shelf.rows(VERSIONS, ["a"])] == ["", ""]


def test_what_comes_back_is_a_new_version(shelf):
    shelf.add(post(shelf))
    shelf.add(stone(shelf))
    assert shelf.add(post(shelf, fetched_at=shelf.noon(60))) == (0, 0, 1)
    assert shelf.rows("SELECT version, text FROM current_documents") == [
        (3, "Nämnden anställer fler.")
    ]


def test_a_deleted_post_loses_its_words_whichever_source_tells_it(shelf):
    shelf.add(post(shelf), post(shelf, "svar", reply_to="a"))
    assert shelf.add(stone(shelf, source_id="annan")) == (0, 0, 1)
    assert shelf.rows(VERSIONS, ["a"])[1:] == [(2, "", "", "", "deleted", "comment", 3, "p-1", 0)]
    assert {row[1:4] for row in shelf.rows(VERSIONS, ["a"])} == {("", "", "")}
    assert shelf.rows("SELECT source_id FROM current_documents WHERE document_id = 'a'") == [
        ("bladet",)
    ]
    assert shelf.rows("SELECT context FROM documents WHERE document_id = 'svar'") == [("",)]
    assert shelf.add(stone(shelf, minutes=9), stone(shelf, source_id="tredje")) == (0, 2, 0)


@pytest.mark.parametrize(
    ("held", "told"),
    [("article", "post"), ("article", "article"), ("post", "article"), ("page", "comment")],
)
def test_an_article_is_its_own_sources_to_delete(shelf, held, told):
    shelf.add(shelf.document(kind=DocumentKind(held)))
    other = shelf.document(
        kind=DocumentKind(told), deleted_at=shelf.noon(5), fetched_at=shelf.noon(5),
        source_id="annan",
    )  # fmt: skip
    assert shelf.add(other) == (0, 1, 0)
    assert shelf.rows("SELECT text FROM current_documents") == [("Nämnden anställer fler.",)]


def test_another_source_brings_no_words_back(shelf):
    """An old capture that is read in late would."""
    shelf.add(post(shelf))
    shelf.add(stone(shelf, source_id="annan"))
    late = post(shelf, source_id="annan", fetched_at=shelf.noon(60))
    assert shelf.add(late, post(shelf, source_id="fil", fetched_at=shelf.noon(61))) == (0, 2, 0)
    assert shelf.rows("SELECT text FROM current_documents") == [("",)]


def test_the_owner_that_still_shows_it_is_asked_no_more_and_takes_it_again(shelf):
    """One server forgets posts of another that still has them."""
    shelf.add(post(shelf))
    states = [
        ItemState(source, "a", url, "a", "känt", shelf.noon(), shelf.noon())
        for source, url in (("bladet", "gAAAA-förseglat"), ("fil", "https://bladet.example/a"))
    ]
    with shelf.db.write() as transaction:
        keep_item_states(transaction, states)
    shelf.add(stone(shelf, source_id="annan"))
    assert shelf.rows("SELECT source_id, url, fingerprint FROM item_states ORDER BY 1") == [
        ("bladet", "", ""), ("fil", "https://bladet.example/a", "känt"),
    ]  # fmt: skip
    assert shelf.add(post(shelf, fetched_at=shelf.noon(60))) == (0, 0, 1)


def told_of(shelf, *document_ids, minutes=5):
    told = [Withdrawn("ström", each, shelf.noon(minutes)) for each in document_ids]
    with shelf.db.write() as transaction:
        return bury_withdrawn(transaction, told)


def test_of_the_posts_that_a_stream_says_are_deleted_those_held_lose_their_words(shelf):
    shelf.add(post(shelf), post(shelf, text="Ändrat", fetched_at=shelf.noon(1)), post(shelf, "b"))
    shelf.add(shelf.document("artikel"))
    assert told_of(shelf, "a", "a", "artikel", "okänd") == 1
    assert told_of(shelf, "a", minutes=9) == 0
    assert shelf.rows(
        "SELECT document_id, version, text_status, deleted_at FROM current_documents ORDER BY 1"
    ) == [
        ("a", 3, "deleted", shelf.noon(5)),
        ("artikel", 1, "full", None),
        ("b", 1, "full", None),
    ]
    assert {row[1:4] for row in shelf.rows(VERSIONS, ["a"])} == {("", "", "")}


@pytest.mark.parametrize("how", [{"text_status": TextStatus.DELETED}, {"deleted_at": True}])
def test_a_withdrawn_document_never_met_before_is_stored_without_words(shelf, how):
    told = {"deleted_at": shelf.noon()} if "deleted_at" in how else how
    assert shelf.add(post(shelf, **told)) == (1, 0, 0)
    assert shelf.rows("SELECT title, text, text_status FROM documents") == [("", "", "deleted")]


def test_a_deletion_with_the_same_words_is_no_longer_taken_for_known(shelf):
    shelf.add(post(shelf))
    later = post(shelf, deleted_at=shelf.noon(5), fetched_at=shelf.noon(5))
    assert shelf.add(later) == (0, 0, 1)
    assert {row[2] for row in shelf.rows(VERSIONS, ["a"])} == {""}


def test_an_account_that_is_gone_takes_its_posts_with_it_and_no_articles(shelf):
    shelf.add(post(shelf, "a"), post(shelf, "b", author="p-2"), post(shelf, "c", source_id="x"))
    shelf.add(shelf.document("d", author="p-1"))
    with shelf.db.write() as transaction:
        assert bury_authors(transaction, [Departed("bladet", "p-1", shelf.noon(5))]) == 2
        assert bury_authors(transaction, [Departed("bladet", "p-1", shelf.noon(6))]) == 0
    assert shelf.rows("SELECT document_id, text_status FROM current_documents ORDER BY 1") == [
        ("a", "deleted"), ("b", "full"), ("c", "deleted"), ("d", "full"),
    ]  # fmt: skip
