"""What private persons wrote about something else is counted, and never stored."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawlers.imports.reading import Reading
from crawlers.posts import Post
from crawlers.privacy import Pseudonyms
from scheduler.file_import import import_file
from scheduler.ingest import BATCH_ROWS, ELSEWHERE, Ingest, Summary
from store.connection import Store
from store.passed_over import forget_passed_over
from store.records import (
    Access,
    Document,
    DocumentKind,
    ItemState,
    OutletType,
    PassedOver,
    Poll,
    Source,
    SourceKind,
)
from store.reports import begin_moment

NOW = datetime(2026, 11, 16, 23, 30, tzinfo=UTC)  # the 17th in Stockholm
BATHING = "Idag åkte vi till stranden och badade i solen, vilken fin sommar det blev till slut"


def post(number: int, text: str, **other: object) -> Document:
    fields = {"kind": DocumentKind.POST, "published_at": NOW, "title": "", "language": "sv"}
    return Document(
        document_id=f"{number:032x}", source_id="forum", url="", canonical_url="", text=text,
        first_seen_at=NOW, fetched_at=NOW, **(fields | other),
    )  # fmt: skip


def item(document: Document) -> ItemState:
    return ItemState("forum", document.document_id, "", document.document_id, "x", NOW, NOW)


@pytest.fixture
def db(tmp_path):
    return Store(tmp_path / "lager.duckdb")


def taken(db, *events, **how):
    summary = Summary()
    with Ingest(db, summary, lambda: 0.0, **how) as ingest:
        for event in events:
            ingest.add(event)
    return summary


def texts(db):
    return db.read("SELECT text FROM documents ORDER BY text").column("text").to_pylist()


def test_a_post_about_something_else_is_counted_by_day_and_language_and_not_stored(db):
    dropped = post(1, BATHING)
    summary = taken(db, dropped, item(dropped), post(2, "Soc tog barnet"))
    assert texts(db) == ["Soc tog barnet"]
    assert summary.as_dict()["documents"]["set_aside"] == {ELSEWHERE: 1}
    assert (summary.as_dict()["rows"], summary.status) == (2, 0)
    (row,) = db.read("SELECT source_id, day, language, items, origin FROM passed_over").to_pylist()
    assert (row["source_id"], str(row["day"]), row["language"]) == ("forum", "2026-11-17", "sv")
    assert (row["items"], row["origin"]) == (1, "")


def test_rows_that_were_read_and_left_make_no_failed_import():
    read = Summary(set_aside=Counter({"annons": 2, "borttaget": 1}))
    assert (read.status, Summary(set_aside=Counter({"saknar_id": 1})).status) == (0, 1)


def test_what_is_known_of_it_is_kept_without_a_document_to_ask_for_again(db):
    dropped, kept = post(1, BATHING), post(2, "Soc tog barnet")
    taken(db, dropped, item(dropped), kept, item(kept))
    rows = db.read("SELECT document_id FROM item_states ORDER BY key").to_pylist()
    assert [row["document_id"] for row in rows] == ["", kept.document_id]


def test_nor_where_a_batch_ends_between_the_two(db):
    dropped = post(1, BATHING)
    others = [post(number, "Soc tog barnet") for number in range(2, BATCH_ROWS + 1)]
    taken(db, *others, dropped, item(dropped))
    assert db.read("SELECT document_id FROM item_states").to_pylist() == [{"document_id": ""}]


def test_a_comment_is_judged_with_what_it_answers(db):
    answer = post(2, "Håller helt med", reply_to=f"{1:032x}", kind=DocumentKind.COMMENT)
    taken(db, post(1, "Soc tog barnet"), answer, replace(answer, document_id="c" * 32, reply_to=""))
    assert texts(db) == ["Håller helt med", "Soc tog barnet"]


def test_a_thread_is_kept_in_whole_in_whatever_order_it_comes(db):
    def answer(number, to):
        return post(number, f"{number} Samma här", reply_to=f"{to:032x}", kind=DocumentKind.COMMENT)

    taken(db, post(1, "Soc tog barnet"), answer(4, 3), answer(3, 2), answer(2, 1), answer(9, 8))
    taken(db, answer(5, 4), answer(6, 5))
    assert texts(db) == [*(f"{n} Samma här" for n in range(2, 7)), "Soc tog barnet"]


def test_a_post_that_shares_a_held_one_is_judged_by_its_words_and_those_it_shares(db):
    article = post(1, BATHING, kind=DocumentKind.ARTICLE)
    taken(db, article, post(2, BATHING, reply_to=article.document_id))
    assert texts(db) == [BATHING]


def test_articles_are_stored_whatever_they_are_about(db):
    taken(db, post(1, BATHING, kind=DocumentKind.ARTICLE))
    assert texts(db) == [BATHING]


def test_without_the_gate_everything_is_stored(db):
    taken(db, post(1, BATHING), gated=False)
    assert texts(db) == [BATHING]


def test_what_was_not_stored_counts_among_what_was_seen_that_day(db):
    taken(db, post(1, BATHING), post(2, "Soc tog barnet"), Poll("forum", NOW, Access.OK, items=2))
    (row,) = db.read("SELECT seen FROM source_days WHERE source_id = 'forum'").to_pylist()
    assert row["seen"] == 2


def test_a_file_read_again_is_not_counted_twice(db):
    day = NOW.date()
    for _ in range(2):
        with db.write() as transaction:
            forget_passed_over(transaction, "abc")
        rows = (
            PassedOver("tiktok", day, language, origin="abc") for language in ("sv", "sv", "ar")
        )
        assert taken(db, *rows).as_dict()["documents"]["set_aside"] == {ELSEWHERE: 3}
    found = db.read("SELECT language, items FROM passed_over ORDER BY language").to_pylist()
    assert [tuple(row.values()) for row in found] == [("ar", 1), ("sv", 2)]


def test_an_import_forgets_what_its_own_file_counted_and_nothing_else(db, tmp_path):
    """Comments are judged apart from the rest of their file; Documents as such have no counts."""
    taken(db, post(1, BATHING))
    lines = tmp_path / "dokument.jsonl"
    lines.write_text("", "utf-8")
    table = tmp_path / "inlägg.csv"
    rows = "".join(f"{n},{BATHING.replace(',', '')},0\n" for n in (1, 2))
    table.write_text(f"nr,inlägg,svar på\n{rows}", "utf-8")
    mapping = {"id": "nr", "text": "inlägg", "reply_to": "svar på", "platform": "=x.com"}
    told = {"file_format": "csv", "mapping": mapping}
    for path, how in [(lines, {}), (table, told), (table, told)]:
        import_file(db, path, [], Pseudonyms(b"k" * 32), NOW, **how)
    counted = db.read("SELECT sum(items) AS n FROM known_passed_over").to_pylist()
    assert counted == [{"n": 3}]
    import_file(db, table, [], Pseudonyms(b"k" * 32), NOW, keep_all=True, **told)
    counted = db.read("SELECT sum(items) AS n FROM known_passed_over").to_pylist()
    assert counted == [{"n": 1}]


def test_what_a_report_was_made_of_is_not_forgotten(db):
    def counted(moment=None):
        with db.reading(moment) as transaction:
            rows = transaction.query("SELECT sum(items) AS n FROM known_passed_over").to_pylist()
        return rows[0]["n"]

    row = PassedOver("tiktok", NOW.date(), "sv", 4, origin="abc")
    taken(db, row)
    moment = begin_moment(db, NOW)
    for items in (1, 2):
        with db.write() as transaction:
            forget_passed_over(transaction, "abc")
        taken(db, replace(row, items=items))
        assert (counted(moment), counted()) == (4, items)


def test_a_reading_leaves_answers_to_whoever_knows_what_they_answer():
    source = Source("tiktok", SourceKind.IMPORT, "", outlet_type=OutletType.SOCIAL)
    reading = Reading({}, Pseudonyms(b"k" * 32), NOW, "abc", may_be_about=lambda _: False)
    told = Post("tiktok.com", "1", "Håller med", published_at=NOW)
    assert reading.take(told, source) == PassedOver(
        "tiktok", NOW.date().replace(day=17), "und", 1, "abc"
    )
    assert isinstance(reading.take(replace(told, answers="7"), source), Document)


def test_an_edit_to_something_else_of_a_post_that_is_held_replaces_what_it_said(db):
    first = post(1, "Socialtjänsten tog emot vår orosanmälan i går.")
    taken(db, first, item(first))
    edited = replace(post(1, BATHING), fetched_at=NOW.replace(day=17))
    summary = taken(db, edited, item(edited))
    assert (summary.added.edited, summary.set_aside[ELSEWHERE]) == (1, 0)
    assert db.read("SELECT text FROM current_documents").to_pylist() == [{"text": BATHING}]
    (state,) = db.read("SELECT document_id FROM item_states").to_pylist()
    assert state["document_id"] == first.document_id
