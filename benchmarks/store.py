"""What the store's live path costs against one bulk Arrow insert of the same rows.

    python benchmarks/store.py [--rows 200000] [--rounds 3] [--folder FOLDER]

The live path is what a pass does for each batch: documents as records, opening the file, asking
which are known, inserting the others, committing to disk, closing. The limit it is compared with
gets a finished Arrow table and inserts it in one transaction, checkpoint included: no records, no
question, one opening. Rounds are interleaved, CPU seconds of the process are counted (all threads),
and the ratio is taken within a round: figures of different rounds meet different neighbours.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

sys.path[0] = str(Path(__file__).parent.parent)  # else `store` would be this file

from store.columns import hashes_of, to_arrow  # noqa: E402
from store.connection import FORM, Store  # noqa: E402
from store.documents import add_documents, content_hash  # noqa: E402
from store.records import Document, DocumentKind  # noqa: E402

GOALS = {1_000: 0.10, 20_000: 0.30}
"""Rows a transaction, and the least share of the bulk insert's speed."""

SOURCES = 60
START = datetime(2026, 1, 1, tzinfo=UTC)


def vocabulary(draw: random.Random) -> tuple[list[str], list[float]]:
    """30,000 words of 2–12 letters with the frequencies of running text (Zipf)."""
    letters = "eantrsildomkgvfhupåäbcöyjx"
    words = ["".join(draw.choices(letters, k=draw.randint(2, 12))) for _ in range(30_000)]
    total = 0.0
    cumulative = [total := total + 1 / (rank + 1) for rank in range(len(words))]
    return words, cumulative


def batches(rows: int, size: int) -> Iterator[list[Document]]:
    """The same documents in each call, in batches: titles of 8 and texts of about 400 bytes."""
    draw = random.Random(1)
    words, cumulative = vocabulary(draw)
    for first in range(0, rows, size):
        yield [document(n, words, cumulative, draw) for n in range(first, min(rows, first + size))]


def document(n: int, words: list[str], cumulative: list[float], draw: random.Random) -> Document:
    moment = START + timedelta(seconds=30 * n)
    drawn = draw.choices(words, cum_weights=cumulative, k=66)
    id_ = draw.randbytes(16).hex()
    url = f"https://tidning{n % SOURCES}.se/artikel/{id_[:12]}"
    return Document(
        document_id=id_,
        source_id=f"tidning{n % SOURCES}",
        kind=DocumentKind.ARTICLE,
        url=url,
        canonical_url=url,
        title=" ".join(drawn[:8]),
        text=" ".join(drawn[8:]),
        first_seen_at=moment,
        fetched_at=moment,
        published_at=moment,
        language="sv",
        raw_sha256=draw.randbytes(32).hex(),
    )


def live(path: Path, rows: int, size: int) -> tuple[float, list[float]]:
    """CPU seconds of bringing in all rows, `size` a transaction, and the wall time of each."""
    store = Store(path)
    store.read("SELECT 1")  # creates the tables, as the bulk insert's store has them too
    spent, waits = 0.0, []
    for batch in batches(rows, size):
        cpu, wall = time.process_time(), time.perf_counter()
        with store.write() as transaction:
            add_documents(transaction, batch)
        spent += time.process_time() - cpu
        waits.append(time.perf_counter() - wall)
    held = store.read("SELECT count(*) AS n FROM documents").column("n")[0].as_py()
    if held != rows:
        raise SystemExit(f"the store holds {held} documents, expected {rows}")
    return spent, waits


def table(rows: int) -> pa.Table:
    """All rows as the documents table has them."""
    parts = []
    for batch in batches(rows, 20_000):
        part = to_arrow(batch, Document)
        part = part.append_column("content_hash", pa.array(map(content_hash, batch), pa.uint64()))
        parts.append(part.append_column("id_hash", hashes_of(d.document_id for d in batch)))
    return pa.concat_tables(parts)


def bulk(path: Path, rows: pa.Table) -> float:
    """CPU seconds of one insert of a finished table by DuckDB alone, opening to checkpoint."""
    Store(path).read("SELECT 1")  # creates the tables
    engine = duckdb.connect(config={"threads": "1"})  # two spend twice the CPU time
    cpu = time.process_time()
    engine.execute(f"ATTACH '{path}' AS store ({FORM}); USE store")
    engine.register("batch", rows)
    engine.execute("INSERT INTO documents BY NAME SELECT * FROM batch")
    engine.execute("CHECKPOINT; USE memory; DETACH store")
    spent = time.process_time() - cpu
    engine.close()
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description="The store's live path against a bulk insert.")
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where the stores are written")
    options = parser.parse_args()
    rows = table(options.rows)
    ratios: dict[int, list[float]] = {size: [] for size in GOALS}
    for number in range(options.rounds):
        for size in GOALS:
            with tempfile.TemporaryDirectory(dir=options.folder) as folder:
                limit = bulk(Path(folder, "bulk.duckdb"), rows)
                spent, waits = live(Path(folder, "live.duckdb"), options.rows, size)
            ratios[size].append(limit / spent)
            print(
                f"round {number + 1}, {size:6d} rows a transaction: bulk {limit:6.2f} s, "
                f"live {spent:6.2f} s of CPU, {options.rows / spent:8.0f} rows/s, "
                f"ratio {limit / spent:.3f}; wall p50 {statistics.median(waits) * 1e3:.0f} ms, "
                f"max {max(waits) * 1e3:.0f} ms",
                flush=True,
            )
    for size, goal in GOALS.items():
        median = statistics.median(ratios[size])
        print(f"{size:6d} rows a transaction: median ratio {median:.3f} (goal {goal:.2f})")


if __name__ == "__main__":
    main()
