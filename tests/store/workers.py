"""Processes that share a store with a test: `python workers.py WHAT STORE …`, one JSON line an act.

hold STORE MODE       open a transaction (write, read), or the bare file (duckdb), and say so; keep
                      it until standard input ends
commit STORE          bring in batch after batch until killed, and say so after each commit
write STORE SECONDS   bring in batches for so long, saying how long each took
read STORE SECONDS    ask for so long, saying how long each answer took and what it was
open STORE NUMBER     open with the scripts 1..NUMBER of `scripts`, and say what was found
"""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from store.connection import Store
from store.documents import add_documents
from store.migrations import Script, shipped_scripts
from store.records import Document, DocumentKind
from store.sources import keep_item_states

MOMENT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
BATCH = 50


def say(**what):
    print(json.dumps(what), flush=True)


def scripts(newest):
    """The shipped schema, and made-up later ones that each add a table with one row."""
    later = [
        Script(n, f"CREATE TABLE step_{n} (n INTEGER); INSERT INTO step_{n} VALUES ({n})")
        for n in range(2, newest + 1)
    ]
    return [shipped_scripts()[0], *later]


def batch(number):
    """The documents of one batch; the same number gives the same documents."""
    return [
        Document(
            document_id=f"{number:08d}{n:04d}",
            source_id="bladet",
            kind=DocumentKind.ARTICLE,
            url=f"https://bladet.example/{number}/{n}",
            canonical_url=f"https://bladet.example/{number}/{n}",
            title=f"Sats {number}, artikel {n}",
            text=f"Socialtjänsten i Åmål svarade på fråga {n}. " * 200,
            first_seen_at=MOMENT,
            fetched_at=MOMENT,
        )
        for n in range(BATCH)
    ]


def hold(path, mode):
    store = Store(path)
    opened = {"write": store.write, "read": store.reading, "duckdb": lambda: duckdb.connect(path)}
    with opened[mode]():
        say(held=mode)
        sys.stdin.read()


def commit(path):
    store, number = Store(path), 0
    while True:
        with store.write() as transaction:
            added = add_documents(transaction, batch(number))
        say(number=number, new=added.new, known=added.known)
        number += 1


def write(path, seconds):
    store, number, end = Store(path), 0, time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.perf_counter()
        with store.write() as transaction:
            add_documents(transaction, batch(number))
            keep_item_states(transaction, [])
        number += 1
        say(number=number, took_s=time.perf_counter() - begun)


def read(path, seconds):
    store, end = Store(path), time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.perf_counter()
        found = store.read(
            "SELECT count(*) AS n, count(DISTINCT document_id) AS ids FROM documents"
        )
        row = found.to_pylist()[0]
        say(took_s=time.perf_counter() - begun, **row)


def open_with(path, newest):
    store = Store(path, scripts=scripts(newest))
    versions = store.read("SELECT version FROM schema_versions ORDER BY version")
    say(versions=versions.column(0).to_pylist())


if __name__ == "__main__":
    what, path, *rest = sys.argv[1:]
    if what == "hold":
        hold(Path(path), rest[0])
    elif what == "commit":
        commit(Path(path))
    elif what == "write":
        write(Path(path), float(rest[0]))
    elif what == "read":
        read(Path(path), float(rest[0]))
    else:
        open_with(Path(path), int(rest[0]))
