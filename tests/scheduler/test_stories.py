"""Documents are put into stories batch by batch, whatever the order in which they come."""

import random
from datetime import UTC, datetime, timedelta

import pytest

import scheduler.stories
import scheduler.story_circle
from classifiers.stories import stories_of
from scheduler.stories import put_into_stories
from store.connection import Store
from store.documents import add_documents
from store.records import Document, DocumentKind

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def document(document_id, text, minute, kind=DocumentKind.ARTICLE):
    moment = NOON + timedelta(minutes=minute)
    return Document(
        document_id=document_id,
        source_id="bladet",
        kind=kind,
        url="",
        canonical_url="",
        title="",
        text=text,
        published_at=moment,
        first_seen_at=NOON + timedelta(days=2),
        fetched_at=NOON + timedelta(days=2),
    )


def body(chance, words=60):
    return " ".join(f"ord{chance.randrange(5000)}" for _ in range(words))


def changed(chance, text, share):
    return " ".join(
        w if chance.random() >= share else f"ord{chance.randrange(5000)}" for w in text.split()
    )


@pytest.fixture
def texts():
    """A hundred texts, copies of some, rewrites of copies, and equal ones, in order of time."""
    chance = random.Random(7)
    found = [body(chance) for _ in range(100)]
    for place in range(0, 100, 5):
        found.append(changed(chance, found[place], 0.1))
        found.append(changed(chance, found[-1], 0.15))
        found.append(found[place])
    return [document(f"d{n:03d}", text, n) for n, text in enumerate(found)]


def put(store, documents, minute=0):
    with store.write() as transaction:
        add_documents(transaction, documents)
    return put_into_stories(store, NOON + timedelta(days=3, minutes=minute))


def stories(store):
    rows = store.read("SELECT document_id, story_id FROM current_stories").to_pylist()
    return {row["document_id"]: row["story_id"] for row in rows}


def copies(store):
    sql = "SELECT document_id, earlier_id, kept, added FROM current_story_copies ORDER BY ALL"
    return [tuple(row.values()) for row in store.read(sql).to_pylist()]


@pytest.mark.parametrize("order", ["time", "reverse", "shuffled"])
def test_stories_are_the_same_in_whatever_order_their_documents_come(
    tmp_path, texts, order, monkeypatch
):
    monkeypatch.setattr(scheduler.stories, "BATCH", 30)
    expected = stories_of([(d.document_id, d.title, d.text) for d in texts])
    coming = {
        "time": texts,
        "reverse": texts[::-1],
        "shuffled": random.Random(2).sample(texts, len(texts)),
    }[order]
    store = Store(tmp_path / "store.duckdb")
    for start in range(0, len(coming), 40):
        put(store, coming[start : start + 40])
    assert len(set(expected.values())) < len(texts) - 40
    assert stories(store) == expected


class Cut(Exception):
    """Ends a pass between two batches."""


def test_a_pass_that_is_cut_off_between_batches_is_completed_by_the_next(
    tmp_path, texts, monkeypatch
):
    monkeypatch.setattr(scheduler.stories, "BATCH", 30)

    def cut(_what, done, _total):
        if done >= 60:
            raise Cut

    store = Store(tmp_path / "store.duckdb")
    with store.write() as transaction:
        add_documents(transaction, texts)
    with pytest.raises(Cut):
        put_into_stories(store, NOON, cut)
    assert len(stories(store)) == 60
    assert put_into_stories(store, NOON) == len(texts) - 60
    assert stories(store) == stories_of([(d.document_id, d.title, d.text) for d in texts])
    assert put_into_stories(store, NOON) == 0


def test_a_text_that_comes_late_and_is_older_gives_the_story_its_name_and_a_history(tmp_path):
    chance = random.Random(1)
    text = body(chance)
    store = Store(tmp_path / "store.duckdb")
    put(store, [document("b", text, 5), document("c", changed(chance, text, 0.1), 9)])
    assert stories(store) == {"b": "b", "c": "b"}
    put(store, [document("a", changed(chance, text, 0.05), 1)], minute=1)
    assert stories(store) == {"a": "a", "b": "a", "c": "a"}
    rows = store.read(
        "SELECT document_id, story_id, until IS NULL AS now FROM stories ORDER BY ALL"
    )
    assert [tuple(row.values()) for row in rows.to_pylist()] == [
        ("a", "a", True), ("b", "a", True), ("b", "b", False), ("c", "a", True), ("c", "b", False),
    ]  # fmt: skip


def test_an_older_text_divides_a_story_whose_members_do_not_resemble_it(tmp_path):
    chance = random.Random(4)
    words = body(chance, 80).split()
    middle = " ".join(words)
    old = " ".join([*words[:40], *body(chance, 12).split()])
    late = " ".join([*body(chance, 12).split(), *words[40:]])
    store = Store(tmp_path / "store.duckdb")
    put(store, [document("middle", middle, 5), document("late", late, 9)])
    assert stories(store) == {"middle": "middle", "late": "middle"}
    put(store, [document("old", old, 1)])
    assert stories(store) == {"old": "old", "middle": "old", "late": "late"}


def test_what_a_copy_changed_is_told_against_the_earlier_member_it_is_most_like(tmp_path):
    chance = random.Random(6)
    first = body(chance)
    second = " ".join(first.split()[:50])
    third = f"{second} {body(chance, 10)}"
    store = Store(tmp_path / "store.duckdb")
    put(store, [document("a", first, 0), document("b", second, 1), document("c", third, 2)])
    assert copies(store) == [
        ("b", "a", pytest.approx(48 / 58), 0.0),
        ("c", "b", 1.0, pytest.approx(10 / 58)),
    ]


def test_what_an_article_changed_is_never_told_against_a_private_post(tmp_path):
    text = body(random.Random(3))
    store = Store(tmp_path / "store.duckdb")
    put(
        store,
        [
            document("post", text, 0, DocumentKind.POST),
            document("a", text, 1),
            document("b", text, 2),
            document("comment", text, 3, DocumentKind.COMMENT),
        ],
    )
    assert stories(store) == dict.fromkeys(("post", "a", "b", "comment"), "post")
    assert copies(store) == [("b", "a", 1.0, 0.0), ("comment", "post", 1.0, 0.0)]


def test_documents_without_text_are_each_a_story_of_their_own(tmp_path):
    store = Store(tmp_path / "store.duckdb")
    put(store, [document("a", "", 0), document("b", "!", 1)])
    put(store, [document("c", "", 2)])
    assert stories(store) == {"a": "a", "b": "b", "c": "c"}


@pytest.fixture
def crowd(tmp_path, monkeypatch):
    """A store with a story of 41 versions, of which five at most are looked at."""
    monkeypatch.setattr(scheduler.story_circle, "MOST_MEMBERS", 5)
    chance = random.Random(9)
    text = body(chance)
    versions = [document(f"v{n:02d}", changed(chance, text, 0.03), 10 + n) for n in range(40)]
    store = Store(tmp_path / "store.duckdb")
    put(store, [document("first", text, 5)])
    for start in range(0, 40, 8):
        put(store, versions[start : start + 8])
    assert set(stories(store).values()) == {"first"}
    return store, text, versions


def test_a_story_of_which_not_all_is_looked_at_is_renamed_as_a_whole(crowd):
    store, text, _ = crowd
    put(store, [document("older", text.replace("ord", "Ord", 1) + " slut", 1)])
    assert list(stories(store).values()) == ["older"] * 42
    put(store, [document("oldest", text + " slut", 0)])
    assert list(stories(store).values()) == ["oldest"] * 43


def test_a_reposted_version_is_in_the_story_also_where_that_version_is_not_looked_at(crowd):
    store, _, versions = crowd
    put(store, [document("repost", versions[33].text, 200)])
    assert stories(store)["repost"] == "first"
