"""Opening the store: who waits, who is told why not, and what a failure leaves behind."""

import os
import threading
import time

import duckdb
import pytest

from store.connection import Store
from store.errors import StoreError, StoreLocked


def test_a_store_is_made_on_first_use_and_nothing_is_left_beside_it(shelf):
    assert shelf.ids() == []
    left = {p.name for p in shelf.path.parent.iterdir()}
    assert left == {"vardkase.duckdb", "vardkase.duckdb.queue"}


def test_what_is_committed_is_there_for_the_next_opening_and_another_store_object(shelf):
    shelf.add(shelf.document("a"))
    assert Store(shelf.path).read("SELECT document_id FROM documents").num_rows == 1


def test_a_failing_transaction_leaves_nothing(shelf):
    shelf.add(shelf.document("a"))
    with pytest.raises(KeyError), shelf.db.write() as transaction:
        transaction.execute("DELETE FROM documents")
        raise KeyError
    assert shelf.ids() == ["a"]


def test_a_failing_statement_is_a_store_error_and_the_next_transaction_works(shelf):
    with pytest.raises(StoreError, match=r"Lagret .*vardkase\.duckdb"):
        shelf.db.read("SELECT * FROM nowhere")
    with pytest.raises(StoreError), shelf.db.write() as transaction:
        transaction.execute("INSERT INTO runs (run_id) VALUES ('x')")
    assert shelf.add(shelf.document("a")) == (1, 0, 0)


def test_an_error_of_the_caller_is_not_called_an_error_of_the_store(shelf):
    with pytest.raises(OSError, match="elsewhere"), shelf.db.write():
        raise OSError("elsewhere")


def test_times_come_back_in_utc_whatever_the_machine_says(shelf, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        shelf.add(shelf.document("a"))
        assert shelf.rows("SELECT fetched_at, fetched_at::VARCHAR FROM documents") == [
            (shelf.noon(), "2026-11-20 12:00:00+00")
        ]
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_question_cannot_write(shelf):
    with pytest.raises(StoreError, match="read-only"):
        shelf.db.read("DELETE FROM documents")


def test_several_questions_see_one_state(shelf):
    shelf.add(shelf.document("a"))
    with shelf.db.reading() as transaction:
        assert transaction.query("SELECT 1 FROM documents").num_rows == 1
        assert transaction.query("SELECT 1 FROM documents").num_rows == 1


def test_a_transaction_inside_a_transaction_is_refused_at_once(shelf):
    with shelf.db.write(), pytest.raises(RuntimeError, match="already"):
        shelf.db.read("SELECT 1")
    assert shelf.ids() == []


def test_threads_share_a_store(shelf):
    def bring(number):
        for n in range(10):
            shelf.add(shelf.document(f"{number}-{n}"))
            assert shelf.rows("SELECT count(*) FROM documents")[0][0] > n

    threads = [threading.Thread(target=bring, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(shelf.ids())) == len(shelf.ids()) == 40


def test_who_finds_the_store_locked_waits_and_succeeds(shelf, others):
    shelf.add(shelf.document("a"))
    with others.holding(shelf.path) as holder:
        threading.Timer(0.3, holder.stdin.close).start()
        begun = time.monotonic()
        assert shelf.add(shelf.document("b")) == (1, 0, 0)
        assert time.monotonic() - begun >= 0.25


def test_who_waits_too_long_is_told_which_process_holds_the_store(shelf, others):
    shelf.add(shelf.document("a"))
    with others.holding(shelf.path) as holder:
        begun = time.monotonic()
        with pytest.raises(StoreLocked, match=f"process {holder.pid} ") as caught:
            Store(shelf.path, wait_s=0.3).read("SELECT 1")
        assert 0.3 <= time.monotonic() - begun < 10
        assert caught.value.pid == holder.pid
        assert str(shelf.path) in str(caught.value)


def test_a_reader_keeps_a_writer_waiting_but_not_another_reader(shelf, others):
    shelf.add(shelf.document("a"))
    with others.holding(shelf.path, "read"):
        impatient = Store(shelf.path, wait_s=0.3)
        assert impatient.read("SELECT 1").num_rows == 1
        with pytest.raises(StoreLocked), impatient.write():
            pass


def test_one_who_waits_for_a_thread_of_this_program_gives_up_in_time(shelf):
    seen = []

    def impatient():
        try:
            Store(shelf.path, wait_s=0.1).read("SELECT 1")
        except StoreLocked as error:
            seen.append(error.pid)

    with shelf.db.write():
        thread = threading.Thread(target=impatient)
        thread.start()
        thread.join(30)
    assert seen == [os.getpid()]


def test_the_lock_of_a_killed_process_blocks_nobody(shelf, others):
    shelf.add(shelf.document("a"))
    with others.holding(shelf.path) as holder:
        holder.kill()
        holder.wait()
        assert Store(shelf.path, wait_s=5).read("SELECT 1 FROM documents").num_rows == 1


def test_another_program_that_holds_the_file_is_waited_for_too(shelf, others):
    shelf.add(shelf.document("a"))
    with others.holding(shelf.path, "duckdb") as holder:
        with pytest.raises(StoreLocked, match=f"process {holder.pid} "):
            Store(shelf.path, wait_s=0.3).read("SELECT 1")
        threading.Timer(0.3, holder.stdin.close).start()
        assert shelf.ids() == ["a"]


def test_the_log_stays_short(shelf):
    log = shelf.path.with_name("vardkase.duckdb.wal")
    for number in range(12):
        shelf.add(*[shelf.document(f"{number}-{n}", text="x" * 1000) for n in range(500)])
        assert not log.exists() or log.stat().st_size < 2_100_000
    assert len(shelf.ids()) == 6000


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(StoreError, match=r"mappen .*borta finns inte.*\[store\] path"):
        Store(tmp_path / "borta" / "x.duckdb").read("SELECT 1")


@pytest.mark.parametrize("content", ["", "hej", "id,text\n" * 5000])
def test_a_file_that_is_no_duckdb_file_is_refused_and_left_as_it_is(tmp_path, content):
    path = tmp_path / "x.duckdb"
    path.write_text(content)
    with pytest.raises(StoreError, match="ingen DuckDB-fil"), Store(path).write():
        pass
    assert path.read_text() == content


def test_a_duckdb_file_with_other_tables_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "x.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE mine (n INTEGER)")
    with pytest.raises(StoreError, match="andra tabeller"), Store(path).write():
        pass
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("SHOW TABLES").fetchall() == [("mine",)]


def test_a_damaged_file_is_named(shelf):
    shelf.add(shelf.document("a"))
    with shelf.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)
    with pytest.raises(StoreError, match="skadat"):
        Store(shelf.path).read("SELECT 1")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_may_not_be_written_is_named(shelf):
    shelf.add(shelf.document("a"))
    shelf.path.chmod(0o400)
    with pytest.raises(StoreError, match="får inte läsas eller skrivas"), shelf.db.write():
        pass


def test_a_path_with_a_quote_in_it_is_a_path(tmp_path):
    db = Store(tmp_path / "o'hara; DROP.duckdb")
    assert db.read("SELECT 1").num_rows == 1
    assert (tmp_path / "o'hara; DROP.duckdb").exists()


def test_a_store_that_is_deleted_is_made_anew(shelf):
    shelf.add(shelf.document("a"))
    for path in shelf.path.parent.glob("vardkase.duckdb*"):
        path.unlink()
    assert shelf.ids() == []
