"""A store in a folder of its own, documents to put into it, and other processes that share it."""

import json
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.connection import Store
from store.documents import add_documents
from store.records import Document, DocumentKind

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

WORKERS = Path(__file__).with_name("workers.py")


class Shelf:
    """A store, and short ways to fill it and to look into it."""

    def __init__(self, path):
        self.path = path
        self.db = Store(path, wait_s=30)

    @staticmethod
    def document(document_id="a", **other):
        """A document of bladet, fetched at noon on 20 November 2026."""
        fields = {
            "source_id": "bladet",
            "kind": DocumentKind.ARTICLE,
            "url": f"https://bladet.example/{document_id}",
            "canonical_url": f"https://bladet.example/{document_id}",
            "title": "Socialtjänsten växer",
            "text": "Nämnden anställer fler.",
            "first_seen_at": NOON,
            "fetched_at": NOON,
        }
        return Document(document_id=document_id, **(fields | other))

    @staticmethod
    def noon(minutes_later=0):
        return NOON + timedelta(minutes=minutes_later)

    def add(self, *documents):
        """Store documents in one transaction; gives (new, known, edited)."""
        with self.db.write() as transaction:
            added = add_documents(transaction, documents)
        return added.new, added.known, added.edited

    def rows(self, sql, parameters=None):
        """The rows of an answer as tuples."""
        return [tuple(row.values()) for row in self.db.read(sql, parameters).to_pylist()]

    def ids(self):
        return [row[0] for row in self.rows("SELECT document_id FROM documents ORDER BY rowid")]


class Others:
    """Other processes (workers.py), ended with the test."""

    def __init__(self):
        self._started = []

    def start(self, *arguments, **options):
        process = subprocess.Popen(
            [sys.executable, str(WORKERS), *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )
        self._started.append(process)
        return process

    @staticmethod
    def heard(process):
        """The next line that a process says."""
        return json.loads(process.stdout.readline())

    def all_of(self, process):
        """Wait for the end of a process; gives its lines. It must not have failed."""
        out, errors = process.communicate()
        assert process.returncode == 0, errors
        return [json.loads(line) for line in out.splitlines()]

    @contextmanager
    def holding(self, path, mode="write"):
        """Another process has a transaction open inside the block; it ends when its standard input
        is closed. Mode duckdb: a program that knows nothing of us has the file open."""
        process = self.start("hold", path, mode)
        assert self.heard(process) == {"held": mode}
        yield process
        process.kill()
        process.wait()

    def end(self):
        for process in self._started:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout, process.stderr):
                pipe.close()


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "vardkase.duckdb")


@pytest.fixture
def db(shelf):
    return shelf.db


@pytest.fixture
def others():
    processes = Others()
    yield processes
    processes.end()
