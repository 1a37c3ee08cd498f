"""Erasure on request: words, account and address go and do not come back; figures stay."""

import pytest

from crawlers.privacy import Pseudonyms
from scheduler.ingest import ERASED, Ingest, Summary
from store.erasure import erase, held
from store.records import DocumentKind, ItemState


def post(shelf, document_id="a", **other):
    told = {"kind": DocumentKind.POST, "author": "p-1", "likes": 3}
    return shelf.document(document_id, **(told | other))


def erased(shelf, authors=(), ids=(), future=False):
    with shelf.db.write() as transaction:
        return erase(transaction, authors, ids, shelf.noon(5), future)


def test_an_account_is_erased_with_all_its_documents_and_nobody_elses(shelf):
    shelf.add(post(shelf), post(shelf, "b"), post(shelf, "c", author="p-2"))
    assert erased(shelf, authors=["p-1"]) == 2
    assert shelf.rows(
        "SELECT document_id, text, title, author, url, canonical_url, likes FROM current_documents "
        "ORDER BY 1"
    ) == [
        ("a", "", "", None, "", "", 3),
        ("b", "", "", None, "", "", 3),
        ("c", "Nämnden anställer fler.", "Socialtjänsten växer", "p-2",
         "https://bladet.example/c", "https://bladet.example/c", 3),
    ]  # fmt: skip
    left = "SELECT document_id FROM documents WHERE author = 'p-1' OR text LIKE '%fler%'"
    assert shelf.rows(left) == [("c",)]


def test_words_that_others_quoted_go_too(shelf):
    shelf.add(post(shelf), post(shelf, "svar", author="p-2", reply_to="a", context="Nämnden …"))
    erased(shelf, authors=["p-1"])
    assert shelf.rows("SELECT context FROM current_documents WHERE document_id = 'svar'") == [("",)]


def test_one_document_is_erased_by_its_id(shelf):
    shelf.add(post(shelf), post(shelf, "b"))
    assert erased(shelf, ids=["b"]) == 1
    assert shelf.rows("SELECT text_status FROM current_documents ORDER BY document_id") == [
        ("full",), ("deleted",),
    ]  # fmt: skip


@pytest.mark.parametrize("what", [{"authors": ["p-1"]}, {"ids": ["a"]}])
def test_what_was_erased_is_not_collected_again(shelf, what):
    shelf.add(post(shelf))
    erased(shelf, **what)
    summary = Summary()
    with Ingest(shelf.db, summary, lambda: 0.0, gated=False) as ingest:
        ingest.add(post(shelf, fetched_at=shelf.noon(60)))
        ingest.add(ItemState("bladet", "a", "sealed", "a", "x", shelf.noon(), shelf.noon()))
    assert summary.set_aside == {ERASED: 1}
    assert summary.status == 0
    assert shelf.rows("SELECT text FROM current_documents") == [("",)]
    assert shelf.rows("SELECT url, document_id FROM item_states") == [("", "")]


def test_a_pass_under_way_does_not_bring_the_address_back(shelf):
    shelf.add(post(shelf), post(shelf, "b", author="p-2"))
    erased(shelf, authors=["p-1"])
    with Ingest(shelf.db, Summary(), lambda: 0.0, gated=False) as ingest:
        for key in ("a", "b"):
            ingest.add(ItemState("bladet", key, "gAAAA", key, "x", shelf.noon(), shelf.noon()))
    assert shelf.rows("SELECT key, url FROM item_states ORDER BY key") == [
        ("a", ""),
        ("b", "gAAAA"),
    ]


def test_what_others_quote_of_what_was_erased_is_not_collected(shelf):
    """Not in the batch that has both, not later, and not where the platform gives the quote."""
    erased(shelf, authors=["p-1"], future=True)
    answers = [
        post(shelf, name, author="p-2", text=f"Svar {name}", reply_to="a", context=context)
        for name, context in (("b", ""), ("c", "Nämnden anställer"), ("d", "Nämnden anställer"))
    ]
    for batch in ([post(shelf), *answers[:2]], answers[2:]):
        with Ingest(shelf.db, Summary(), lambda: 0.0, gated=False) as ingest:
            for one in batch:
                ingest.add(one)
    assert shelf.rows("SELECT document_id, context FROM documents ORDER BY 1") == [
        ("b", ""), ("c", ""), ("d", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(("future", "kept"), [(False, 1), (True, 0)])
def test_a_request_that_met_nothing_holds_only_where_that_is_wanted(shelf, future, kept):
    assert erased(shelf, authors=["p-1"], future=future) == 0
    with Ingest(shelf.db, Summary(), lambda: 0.0, gated=False) as ingest:
        ingest.add(post(shelf))
    assert len(shelf.ids()) == kept


def test_what_is_held_is_told_by_source(shelf):
    shelf.add(post(shelf), post(shelf, "b", author="p-2"), shelf.document("artikel"))
    erased(shelf, ids=["b"])
    (row,) = held(shelf.db)
    assert (row["source_id"], row["posts"], row["texts"], row["deleted"]) == ("bladet", 2, 1, 1)
    assert row["oldest"] == shelf.noon().date()


def test_the_pseudonym_of_a_handle_is_the_same_however_it_is_written():
    pseudonyms = Pseudonyms(b"k" * 32)
    assert pseudonyms.of("tiktok.com", "@Anna.Pahittad ") == pseudonyms.of(
        "TikTok.com", "anna.pahittad"
    )
