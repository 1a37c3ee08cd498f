"""A store of an older version is brought up to date, once, after a copy is set aside."""

import importlib.resources
import re
import stat

import duckdb
import pytest

from store.connection import Store
from store.errors import StoreError, StoreVersionError
from store.migrations import Script, shipped_scripts
from store.passed_over import add_passed_over
from store.records import Access, PassedOver, Poll, SourceState
from store.reports import begin_moment
from store.sites import sites
from store.sources import add_polls, item_states, source_states
from store.stories import unsigned

SECOND = Script(2, "ALTER TABLE runs ADD COLUMN host VARCHAR; CREATE TABLE extra (n INTEGER)")


@pytest.fixture
def old(shelf):
    """A store of the first version."""
    shelf.db = Store(shelf.path, wait_s=30, scripts=shipped_scripts()[:1])
    return shelf


def versions(db):
    return db.read("SELECT version FROM schema_versions ORDER BY version").column(0).to_pylist()


def names(folder):
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".queue"))


def test_the_shipped_scripts_are_numbered_from_one_without_gaps():
    scripts = shipped_scripts()
    assert [script.number for script in scripts] == list(range(1, len(scripts) + 1))
    files = (importlib.resources.files("store") / "schema").iterdir()
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.sql", file.name) for file in files)


def test_a_new_store_has_seen_every_script_and_needs_no_copy(db, tmp_path):
    assert versions(db) == [script.number for script in shipped_scripts()]
    assert names(tmp_path) == ["vardkase.duckdb"]


def test_an_older_store_is_migrated_and_keeps_its_documents(old):
    old.add(old.document("a"))
    newer = Store(old.path, scripts=[*shipped_scripts()[:1], SECOND])
    with newer.write() as transaction:
        transaction.execute("INSERT INTO extra VALUES (7)")
    assert versions(newer) == [1, 2]
    assert newer.read("SELECT document_id FROM documents").column(0).to_pylist() == ["a"]


def test_a_copy_of_the_older_store_is_set_aside_whole(old):
    old.add(*[old.document(str(n), text="x" * 500) for n in range(100)])
    Store(old.path, scripts=[*shipped_scripts()[:1], SECOND]).read("SELECT 1")
    copy = old.path.with_name("vardkase.duckdb.v1.kopia")
    assert names(old.path.parent) == ["vardkase.duckdb", copy.name]
    before = Store(copy, scripts=shipped_scripts()[:1])
    assert before.read("SELECT count(*) AS n FROM documents").column(0).to_pylist() == [100]
    assert versions(before) == [1]


def test_who_may_read_the_store_is_who_may_read_what_is_written_beside_it(old):
    """The log holds the newest texts, the copy all of them."""
    old.add(old.document("a"))
    log = old.path.with_name(f"{old.path.name}.wal")
    assert [oct(stat.S_IMODE(path.stat().st_mode)) for path in (old.path, log)] == ["0o600"] * 2
    old.path.chmod(0o640)
    old.db = Store(old.path, wait_s=30)
    old.add(old.document("b"))
    copy = old.path.with_name(f"{old.path.name}.v1.kopia")
    assert [oct(stat.S_IMODE(path.stat().st_mode)) for path in (copy, log)] == ["0o640"] * 2


def test_a_migration_that_fails_leaves_the_store_as_it_was(old):
    old.add(old.document("a"))
    broken = Script(2, "CREATE TABLE extra (n INTEGER); INSERT INTO nowhere VALUES (1)")
    with pytest.raises(StoreError):
        Store(old.path, scripts=[*shipped_scripts()[:1], broken]).read("SELECT 1")
    before = Store(old.path, scripts=shipped_scripts()[:1])
    assert versions(before) == [1]
    assert before.read("SHOW TABLES").column(0).to_pylist().count("extra") == 0
    assert (
        Store(old.path, scripts=[*shipped_scripts()[:1], SECOND]).read("FROM extra").num_rows == 0
    )


def test_a_store_of_a_newer_version_is_refused_and_left_as_it_is(shelf):
    Store(shelf.path, scripts=[*shipped_scripts()[:1], SECOND]).read("SELECT 1")
    before = shelf.path.read_bytes()
    older = Store(shelf.path, scripts=shipped_scripts()[:1])
    with pytest.raises(StoreVersionError, match=r"schemaversion 2.*till och med 1") as caught:
        older.read("SELECT 1")
    assert caught.value.exit_status == 2
    with pytest.raises(StoreVersionError), older.write():
        pass
    assert shelf.path.read_bytes() == before


def test_an_empty_duckdb_file_becomes_a_store(tmp_path):
    path = tmp_path / "x.duckdb"
    duckdb.connect(str(path)).close()
    assert versions(Store(path)) == [script.number for script in shipped_scripts()]
    assert names(tmp_path) == ["x.duckdb"]


def test_processes_that_migrate_at_once_do_it_once(shelf, others):
    Store(shelf.path, scripts=shipped_scripts()[:1]).read("SELECT 1")
    processes = [others.start("open", shelf.path, 3) for _ in range(4)]
    for process in processes:
        assert others.all_of(process) == [{"versions": [1, 2, 3]}]
    newest = Store(shelf.path, scripts=[*shipped_scripts()[:1], SECOND, Script(3, "")])
    assert newest.read("SELECT n FROM step_2 UNION ALL SELECT n FROM step_3").num_rows == 2
    assert "vardkase.duckdb.v1.kopia" in names(shelf.path.parent)


def test_processes_that_make_the_store_at_once_make_one(shelf, others):
    processes = [others.start("open", shelf.path, 2) for _ in range(4)]
    for process in processes:
        assert others.all_of(process) == [{"versions": [1, 2]}]
    assert names(shelf.path.parent) == ["vardkase.duckdb"]


def test_a_store_without_human_labels_gets_their_tables_and_keeps_what_it_had(old):
    old.add(old.document("a"))
    newest = Store(old.path, wait_s=30)
    assert versions(newest) == [script.number for script in shipped_scripts()]
    assert newest.read("SELECT document_id FROM documents").column(0).to_pylist() == ["a"]
    for table in ("samples", "sampled_documents", "human_labels"):
        assert newest.read(f"FROM {table}").num_rows == 0
    assert "vardkase.duckdb.v1.kopia" in names(old.path.parent)


def test_stories_of_an_older_store_get_a_history_and_their_texts_are_signed_anew(shelf):
    shelf.db = Store(shelf.path, wait_s=30, scripts=shipped_scripts()[:3])
    shelf.add(shelf.document("a"), shelf.document("b", first_seen_at=shelf.noon(4)))
    shelf.add(shelf.document("dropped"))
    with shelf.db.write() as transaction:
        transaction.execute(
            "UPDATE documents SET text = '', text_dropped_at = fetched_at WHERE document_id = ?",
            ["dropped"],
        )
        transaction.execute("INSERT INTO stories VALUES ('a', 'a'), ('b', 'a'), ('dropped', 'a')")
        transaction.execute("INSERT INTO signatures VALUES ('a', 'x'), ('b', 'y')")
    shelf.db = Store(shelf.path, wait_s=30)
    assert shelf.rows("SELECT document_id, story_id, since, until FROM stories ORDER BY ALL") == [
        ("a", "a", shelf.noon(), None),
        ("b", "a", shelf.noon(4), None),
        ("dropped", "a", shelf.noon(), None),
    ]
    assert shelf.rows("SELECT document_id, story_id FROM counted_documents ORDER BY ALL") == [
        ("a", "a"),
        ("b", "a"),
        ("dropped", "a"),
    ]
    assert [row[0] for row in unsigned(shelf.db, 10)] == ["a", "b"]
    assert "vardkase.duckdb.v3.kopia" in names(shelf.path.parent)


def test_states_of_an_older_store_get_their_new_columns_and_are_asked_in_full_once(shelf):
    shelf.db = Store(shelf.path, wait_s=30, scripts=shipped_scripts()[:6])
    with shelf.db.write() as transaction:
        transaction.execute(
            "INSERT INTO source_states VALUES ('bladet', 'https://bladet.example/rss', '\"e\"', "
            "'Fri, 20 Nov 2026 12:00:00 GMT', 'abc', $noon, $noon, 2, $noon)",
            {"noon": shelf.noon()},
        )
        transaction.execute(
            "INSERT INTO item_states VALUES ('bladet', 'k', 'https://bladet.example/k', 'd', "
            "'2026-11-20T12:00:00+00:00 abc', $noon, $noon, '\"p\"', '', 'def', 17)",
            {"noon": shelf.noon()},
        )
        add_polls(transaction, [Poll("bladet", shelf.noon(), Access.OUTAGE, message="nere")])
    shelf.db = Store(shelf.path, wait_s=30)
    assert source_states(shelf.db) == {
        "bladet": SourceState(
            "bladet",
            "https://bladet.example/rss",
            answered_at=shelf.noon(),
            conditional_since=shelf.noon(),
            failures=2,
            retry_at=shelf.noon(),
        )
    }
    ((entry,),) = item_states(shelf.db, ["bladet"]).values()
    assert (entry.key, entry.body_sha256, entry.text_key) == ("k", "def", "")
    assert sites(shelf.db) == {}
    assert shelf.rows("SELECT source_id, access, message FROM known_polls") == [
        ("bladet", "outage", "nere")
    ]
    assert "vardkase.duckdb.v6.kopia" in names(shelf.path.parent)


def test_what_an_older_store_knew_at_a_report_is_still_known_after_the_migration(shelf):
    shelf.db = Store(shelf.path, wait_s=30, scripts=shipped_scripts()[:6])
    with shelf.db.write() as transaction:
        add_polls(transaction, [Poll("bladet", shelf.noon(), Access.OK, items=3)])
    known_at = begin_moment(shelf.db, shelf.noon(1))
    shelf.db = Store(shelf.path, wait_s=30)
    with shelf.db.write() as transaction:
        add_polls(transaction, [Poll("bladet", shelf.noon(-60), Access.OUTAGE)])
        add_passed_over(transaction, [PassedOver("bladet", shelf.noon().date(), "sv", 7)])
    with shelf.db.reading(known_at) as transaction:
        then = transaction.query("SELECT access FROM known_polls").column(0).to_pylist()
        seen = transaction.query("SELECT seen FROM source_days").column(0).to_pylist()
    assert (then, seen) == (["ok"], [0])
    assert shelf.rows("SELECT count(*) FROM known_polls") == [(2,)]
    assert shelf.rows("SELECT items FROM known_passed_over") == [(7,)]
