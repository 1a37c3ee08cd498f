"""What was dropped is in no byte of the store's folder once the file has been written anew."""

import random
import shutil
import stat

import duckdb
import pytest

from store.connection import FORM, Store
from store.erasure import erase
from store.errors import StoreError
from store.migrations import shipped_scripts
from store.records import DocumentKind
from store.rewriting import require_room, rewrite

WORDS = [f"kvarn{n:02d}kvist{n * 7919 % 9973:04d}" for n in range(40)]
"""What the post that is erased says. Words met once are in no dictionary and hardly compressed."""

SCHEMA = [
    "SELECT table_name, sql FROM duckdb_tables() WHERE database_name = 'vardkase'",
    "SELECT view_name, sql FROM duckdb_views() WHERE database_name = 'vardkase' AND NOT internal",
    "SELECT function_name, macro_definition FROM duckdb_functions() "
    "WHERE database_name = 'vardkase' AND NOT internal",
    "SELECT table_name, column_name, column_index, column_default, data_type, is_nullable "
    "FROM duckdb_columns() WHERE database_name = 'vardkase' AND NOT internal",
    "SELECT index_name, sql FROM duckdb_indexes()",
    "SELECT sequence_name, sql FROM duckdb_sequences()",
    "SELECT version FROM schema_versions",
]


def filled(shelf):
    """A store in which one post of many has WORDS, and which has been written to the file."""
    chance = random.Random(3)
    shelf.add(
        *(
            shelf.document(
                str(n), kind=DocumentKind.POST, title="", author=f"p-{n}",
                text=" ".join(WORDS) if n == 50 else f"Socialtjänsten {chance.random()}",
            )
            for n in range(100)
        )
    )  # fmt: skip
    shelf.db.rewrite()
    assert told_in(shelf) == {"vardkase.duckdb"}


def told_in(shelf):
    """The files of the store's folder in which one of WORDS stands."""
    files = [path for path in shelf.path.parent.rglob("*") if path.is_file()]
    contents = {path.name: path.read_bytes() for path in files}
    return {name for name, content in contents.items() if any(w.encode() in content for w in WORDS)}


def erased(shelf):
    """Erase the post, and bring that into the file itself."""
    with shelf.db.write() as transaction:
        assert erase(transaction, ["p-50"], [], shelf.noon(5)) == 1
    with duckdb.connect(str(shelf.path)) as connection:
        connection.execute("FORCE CHECKPOINT")


def held(db):
    """What a store has: its schema, by the letters of its parts (DuckDB prints the columns that a
    view leaves out in any order), and rows of tables and views."""
    with db.reading() as transaction:
        parts = [transaction.query(sql).to_pylist() for sql in SCHEMA]
        schema = [sorted("".join(sorted(str(part))) for part in found) for found in parts]
        rows = [
            transaction.query(f"SELECT * FROM {name} ORDER BY ALL").to_pylist()
            for name in ("documents", "counted_documents", "source_days", "erased")
        ]
    return schema, rows


def test_words_that_were_dropped_stay_in_the_file_until_it_is_written_anew(shelf):
    filled(shelf)
    erased(shelf)
    assert told_in(shelf)
    before = held(shelf.db)
    shelf.db.rewrite()
    assert told_in(shelf) == set()
    assert held(shelf.db) == before
    assert held(Store(shelf.path)) == before
    assert len(before[0][0]) > 20 and len(before[1][0]) == 101


def test_the_file_can_be_written_to_as_before(shelf):
    filled(shelf)
    other = Store(shelf.path)
    other.read("SELECT 1")
    shelf.db.rewrite()
    with other.write() as transaction:
        erase(transaction, [], ["0"], shelf.noon(5))
    shelf.add(shelf.document("ny"))
    assert shelf.rows("SELECT count(*) FROM documents") == [(102,)]
    assert sorted(path.name for path in shelf.path.parent.iterdir()) == [
        "vardkase.duckdb", "vardkase.duckdb.queue", "vardkase.duckdb.wal",
    ]  # fmt: skip


def test_copies_set_aside_at_migrations_are_removed_and_named(shelf):
    shelf.db = Store(shelf.path, scripts=shipped_scripts()[:-1])
    shelf.add(shelf.document(text=" ".join(WORDS), author="p-50", kind=DocumentKind.POST))
    shelf.db = Store(shelf.path)
    shelf.db.read("SELECT 1")
    copy = f"vardkase.duckdb.v{len(shipped_scripts()) - 1}.kopia"
    (shelf.path.parent / f".{copy}.new").write_text(WORDS[0])  # killed while it was set aside
    (shelf.path.parent / "annan.duckdb.v1.kopia").write_text("en annans")
    assert told_in(shelf) >= {copy, f".{copy}.new"}
    erased(shelf)
    assert copy in shelf.db.copies()
    assert shelf.db.rewrite() == [f".{copy}.new", copy]
    assert (told_in(shelf), shelf.db.copies()) == (set(), [])
    assert (shelf.path.parent / "annan.duckdb.v1.kopia").exists()


def left_by_a_crash(shelf):
    """A half written file, and what the engine had put on disk for want of memory; gives the
    folder of the former."""
    draft = shelf.path.with_name(".vardkase.duckdb.ny")
    spilled = shelf.path.with_name("vardkase.duckdb.tmp")
    for file in (draft / "vardkase.duckdb", spilled / "duckdb_temp_storage_S96K-0.tmp"):
        file.parent.mkdir()
        file.write_text(WORDS[0])
    return draft


def test_what_a_crash_left_is_removed(shelf):
    filled(shelf)
    erased(shelf)
    draft = left_by_a_crash(shelf)
    assert len(shelf.ids()) == 101
    shelf.db.rewrite()
    assert told_in(shelf) == set()
    assert not draft.exists()


def test_a_half_written_file_is_removed_at_the_next_opening_by_another_name_too(shelf, tmp_path):
    shelf.db.read("SELECT 1")
    draft = left_by_a_crash(shelf)
    link = tmp_path / "annat namn.duckdb"
    link.symlink_to(shelf.path)
    Store(link).read("SELECT 1")
    assert not draft.exists()


def test_mode_and_name_are_kept_and_a_link_stays_a_link(shelf, tmp_path):
    real = tmp_path / "disk"
    real.mkdir()
    shelf.path.symlink_to(real / "lager.duckdb")
    Store(real / "lager.duckdb").read("SELECT 1")
    (real / "lager.duckdb").chmod(0o640)
    filled_at = shelf.path.stat().st_ino
    shelf.add(shelf.document())
    assert stat.S_IMODE((real / "lager.duckdb.wal").stat().st_mode) == 0o640
    shelf.db.rewrite()
    assert shelf.path.is_symlink() and len(shelf.ids()) == 1
    after = (real / "lager.duckdb").stat()
    assert (stat.S_IMODE(after.st_mode), after.st_ino == filled_at) == (0o640, False)


def test_too_little_room_is_one_clear_error_before_anything_is_written(tmp_path):
    require_room(tmp_path / "lager.duckdb", 1)
    with pytest.raises(StoreError, match=r"kräver 1000000000000 MB ledigt på disken, och \d+ MB"):
        require_room(tmp_path / "lager.duckdb", 10**18)


def test_a_store_that_cannot_be_written_anew_stays_as_it_was(shelf):
    shelf.add(shelf.document())
    shelf.path.with_name(".vardkase.duckdb.ny").write_text("i vägen")
    with pytest.raises(StoreError, match="Lagret"):
        shelf.db.rewrite()
    assert len(shelf.ids()) == 1


class Crashing:
    """An engine that leaves, before and after each statement, what a crash there would leave: the
    folders of `left`, of which no two are alike."""

    def __init__(self, engine, folder, into):
        self._engine = engine
        self._folder = folder
        self._into = into
        self.left = {}

    def execute(self, sql):
        self._leave()
        self._engine.execute(sql)
        self._leave()

    def _leave(self):
        files = [path for path in self._folder.rglob("*") if path.is_file()]
        contents = tuple((path.name, path.read_bytes()) for path in sorted(files))
        if contents not in self.left:
            self.left[contents] = self._into / str(len(self.left))
            shutil.copytree(self._folder, self.left[contents])


def test_a_crash_at_any_moment_leaves_one_whole_file(shelf, tmp_path_factory):
    filled(shelf)
    erased(shelf)
    before = held(shelf.db)
    engine = duckdb.connect(":memory:")
    engine.execute("PRAGMA disable_checkpoint_on_shutdown")
    engine.execute(f"ATTACH '{shelf.path}' AS vardkase; USE vardkase")
    crashing = Crashing(engine, shelf.path.parent, tmp_path_factory.mktemp("krascher"))
    rewrite(crashing.execute, "vardkase", shelf.path, FORM)
    engine.close()
    folders = list(crashing.left.values())
    assert len(folders) >= 4, "nothing yet, half a draft, a whole one, the new file"
    assert all(held(Store(folder / shelf.path.name)) == before for folder in folders)
    sizes = [(folder / shelf.path.name).stat().st_size for folder in folders]
    assert len(set(sizes)) == 2, "the old file, then the new one"


def test_others_that_wait_get_the_new_file_and_lose_nothing(shelf, others):
    shelf.db.read("SELECT 1")
    writer = others.start("commit", shelf.path)
    for _ in range(4):
        others.heard(writer)
        shelf.db.rewrite()
    writer.kill()
    told = 4 + sum(1 for _ in writer.stdout)
    ((documents, batches),) = shelf.rows(
        "SELECT count(*), count(DISTINCT left(document_id, 8)) FROM documents"
    )
    assert documents == 50 * batches and batches in (told, told + 1)
