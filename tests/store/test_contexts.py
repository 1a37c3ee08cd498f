"""A comment is stored with the words of what it answers."""

from store.contexts import MAX_CONTEXT, with_contexts
from store.records import TextStatus


def contexts(shelf, *documents):
    with shelf.db.write() as transaction:
        return [document.context for document in with_contexts(transaction, documents)]


def test_the_answered_post_may_be_in_the_store_or_in_the_same_batch(shelf):
    shelf.add(shelf.document("a", title="", text="Soc tog barnet"))
    batch = [
        shelf.document("b", reply_to="a"),
        shelf.document("c", reply_to="b", text="Nej", title=""),
        shelf.document("d"),
    ]
    assert contexts(shelf, *batch) == [
        "Soc tog barnet", "Socialtjänsten växer\nNämnden anställer fler.", "",
    ]  # fmt: skip


def test_a_context_that_the_platform_gave_stands(shelf):
    shelf.add(shelf.document("a"))
    assert contexts(shelf, shelf.document("b", reply_to="a", context="Citatet")) == ["Citatet"]


def test_what_answers_a_post_that_nobody_has_keeps_none(shelf):
    assert contexts(shelf, shelf.document("b", reply_to="saknas")) == [""]


def test_the_newest_version_is_quoted_and_a_deleted_post_is_not(shelf):
    shelf.add(shelf.document("a", title="", text="Först"))
    shelf.add(shelf.document("a", title="", text="Sedan", fetched_at=shelf.noon(1)))
    assert contexts(shelf, shelf.document("b", reply_to="a")) == ["Sedan"]
    shelf.add(shelf.document("a", text_status=TextStatus.DELETED, fetched_at=shelf.noon(2)))
    assert contexts(shelf, shelf.document("b", reply_to="a")) == [""]


def test_a_long_post_is_quoted_from_its_beginning(shelf):
    shelf.add(shelf.document("a", title="", text="ord " * 2_000))
    (context,) = contexts(shelf, shelf.document("b", reply_to="a"))
    assert len(context) == MAX_CONTEXT
