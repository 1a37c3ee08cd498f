"""Killed at any moment, or out of disk: nothing that was committed is lost, nothing is repeated."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from store.connection import Store
from store.errors import StoreError

KILLS = 10
BATCH = 50  # as in workers.py


def counted(db):
    row = db.read(
        "SELECT count(*) AS n, count(DISTINCT document_id) AS ids, "
        "coalesce(max(CAST(left(document_id, 8) AS INTEGER)) + 1, 0) AS batches FROM documents"
    ).to_pylist()[0]
    return row["n"], row["ids"], row["batches"]


def test_a_writer_killed_at_any_moment_loses_nothing_committed_and_repeats_nothing(shelf, others):
    chance = random.Random(20261120)
    promised = 0
    for _ in range(KILLS):
        writer = others.start("commit", shelf.path)
        # The first commits of a run find what the last run stored; then some new ones come.
        commits = promised + chance.randint(1, 8)
        for _ in range(commits):
            said = others.heard(writer)
            assert said["new"] + said["known"] == BATCH
            assert said["known"] in (0, BATCH), "half a batch was there"
            promised = max(promised, said["number"] + 1)
        with contextlib.suppress(subprocess.TimeoutExpired):
            writer.wait(chance.uniform(0, 0.03))
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        # Opened for reading only, so that the log is replayed and not written back.
        documents, ids, batches = counted(Store(shelf.path))
        assert documents == ids, "a document is there twice"
        assert documents == batches * BATCH, "half a batch is there"
        assert batches >= promised, "a committed batch is gone"


def test_a_store_killed_while_it_is_made_is_whole_or_not_there(tmp_path, others):
    chance = random.Random(7)
    for number in range(5):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = folder / "vardkase.duckdb"
        maker = others.start("commit", path)
        end = time.monotonic() + 30
        while not any(folder.iterdir()) and time.monotonic() < end:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.1))
        maker.kill()
        maker.wait()
        documents, ids, batches = counted(Store(path))
        assert documents == ids == batches * BATCH


FILL = """
import resource, signal, sys
from pathlib import Path
from store.connection import Store
from store.documents import add_documents
sys.path.insert(0, {folder!r})
from workers import batch, say
from store.errors import StoreError

if {limit}:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
store = Store(Path({path!r}))
try:
    for number in range(100_000):
        with store.write() as transaction:
            add_documents(transaction, batch(number))
        say(number=number)
except StoreError as error:
    say(error=type(error).__name__, message=str(error))
"""


def filled(path, limit=0):
    """Let another process write until the disk is full; gives its last commit and its error."""
    folder = os.path.dirname(__file__)
    code = FILL.format(folder=folder, limit=limit, path=str(path))
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert process.returncode == 0, process.stderr
    *commits, last = map(json.loads, process.stdout.splitlines())
    return (commits[-1]["number"] + 1 if commits else 0), last


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 6 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)], capture_output=True
        ).returncode
    )
    if not mounted:
        pytest.skip("only root can mount a small file system")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def check_full(path, promised, last):
    assert last["error"] == "StoreError"
    assert "disken är full" in last["message"]
    assert "\n" not in last["message"]
    documents, ids, batches = counted(Store(path))
    assert promised > 0
    assert documents == ids == batches * BATCH
    assert batches >= promised


def test_a_full_disk_is_one_clear_error_and_what_was_committed_is_intact(small_disk):
    path = small_disk / "vardkase.duckdb"
    promised, last = filled(path)
    check_full(path, promised, last)


def test_work_goes_on_when_there_is_room_again(small_disk):
    path = small_disk / "vardkase.duckdb"
    filled(path)
    subprocess.run(["mount", "-o", "remount,size=100m", str(small_disk)], check=True)
    before = counted(Store(path))[2]
    with Store(path).write() as transaction:
        transaction.execute("DELETE FROM documents WHERE left(document_id, 8) = '00000000'")
    documents, ids, batches = counted(Store(path))
    assert (documents, batches) == ((before - 1) * BATCH, before)
    assert documents == ids


def test_a_file_that_may_not_grow_is_one_clear_error_too(tmp_path):
    path = tmp_path / "vardkase.duckdb"
    promised, last = filled(path, limit=4_000_000)
    check_full(path, promised, last)


def test_a_disk_too_small_for_the_tables_leaves_no_half_store(tmp_path):
    path = tmp_path / "vardkase.duckdb"
    promised, last = filled(path, limit=100_000)
    assert promised == 0
    assert "disken är full" in last["message"]
    assert not path.exists()
    with pytest.raises(StoreError):
        Store(tmp_path / "missing" / "x").read("SELECT 1")
    assert counted(Store(path)) == (0, 0, 0)
