"""Stories: which documents are copies of one text, kept so that new ones meet old by a join."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
import pyarrow as pa

from store.columns import signed
from store.connection import Store, Transaction

_UNSIGNED = """
WITH next AS MATERIALIZED (
    SELECT d.rowid AS place FROM documents d
    WHERE d.version = 1 AND d.text_dropped_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM document_texts s WHERE s.document_id = d.document_id)
    ORDER BY d.first_seen_at, coalesce(d.published_at, d.first_seen_at), d.document_id LIMIT ?)
SELECT document_id, title, text FROM documents WHERE rowid IN (SELECT place FROM next)
ORDER BY first_seen_at, coalesce(published_at, first_seen_at), document_id
"""

_ADD_DOCUMENTS = """
INSERT INTO document_texts BY NAME
SELECT b.document_id, b.text_number, coalesce(d.published_at, d.first_seen_at) AS moment,
    of_a_person(d.kind, s.outlet_type) AS private
FROM batch b JOIN documents d ON d.document_id = b.document_id AND d.version = 1
LEFT JOIN sources s ON s.source_id = d.source_id
"""

_MEMBERS = """
SELECT t.text_number, t.text_key, t.shingles, t.signature, t.first_number
FROM story_texts t SEMI JOIN asked ON t.first_number = asked.text_number
QUALIFY row_number() OVER (PARTITION BY t.first_number ORDER BY t.text_number) <= ?
    OR t.text_number = t.first_number OR t.text_number IN (SELECT text_number FROM named)
ORDER BY t.text_number
"""

_MET = """
SELECT DISTINCT n.text_number AS one, b.text_number AS other
FROM new_bands n JOIN bands b ON b.band = n.band AND b.text_number <> n.text_number
QUALIFY row_number() OVER (PARTITION BY n.text_number, n.band ORDER BY b.text_number) <= ?
ORDER BY one, other
"""

_ADD_BANDS = """
INSERT INTO bands BY NAME
SELECT n.band, n.text_number FROM new_bands n
LEFT JOIN (
    SELECT b.band, count(*) AS had FROM bands b SEMI JOIN new_bands USING (band) GROUP BY ALL
) h ON h.band = n.band
QUALIFY coalesce(had, 0) + row_number() OVER (PARTITION BY n.band ORDER BY n.text_number) <= ?
"""


def unsigned(store: Store, limit: int) -> list[tuple[str, str, str]]:
    """The next `(document_id, title, text)` that have no signature, in order of first sight.

    A document whose text has been dropped (store/retention.py) keeps the story that it has.
    """
    rows = store.read(_UNSIGNED, [limit]).to_pylist()
    return [(row["document_id"], row["title"], row["text"]) for row in rows]


def still_unsigned(transaction: Transaction, document_ids: Sequence[str]) -> set[str]:
    """Those of the documents that nobody has signed meanwhile."""
    with transaction.table("batch", pa.table({"document_id": pa.array(document_ids, pa.string())})):
        found = transaction.query(
            "SELECT document_id FROM batch ANTI JOIN document_texts USING (document_id)"
        )
    return set(found.column(0).to_pylist())


def known_texts(transaction: Transaction, keys: np.ndarray) -> dict[int, tuple[int, int]]:
    """`{place: (text_number, first_number)}` of the keys (uint64 (n,)) that a stored text has."""
    batch = pa.table({"place": np.arange(len(keys)), "text_key": signed(keys)})
    with transaction.table("batch", batch):
        rows = transaction.query(
            "SELECT place, text_number, first_number FROM story_texts JOIN batch "
            "USING (text_key) WHERE shingles > 0"
        ).to_pylist()
    return {row["place"]: (row["text_number"], row["first_number"]) for row in rows}


def text_count(transaction: Transaction) -> int:
    """How many texts there are; their numbers are 0 up to this one."""
    found = transaction.query("SELECT coalesce(max(text_number) + 1, 0) AS n FROM story_texts")
    return int(found.column(0)[0].as_py())


def add_texts(
    transaction: Transaction,
    numbers: np.ndarray,
    keys: np.ndarray,
    sizes: np.ndarray,
    values: np.ndarray,
) -> None:
    """Add texts that are new (each array has a row a text), each for now a story of its own.

    `values` are the signatures, uint32 (n, 64); what is empty at their end is not stored.
    """
    kept = np.minimum(sizes, values.shape[1])
    blobs = [row[:size].tobytes() for row, size in zip(values, kept.tolist(), strict=True)]
    batch = pa.table(
        {
            "text_number": pa.array(numbers, pa.int32()),
            "text_key": signed(keys),
            "shingles": pa.array(sizes, pa.int32()),
            "signature": pa.array(blobs, pa.binary()),
            "first_number": pa.array(numbers, pa.int32()),
        }
    )
    with transaction.table("batch", batch):
        transaction.execute("INSERT INTO story_texts BY NAME SELECT * FROM batch")


def add_document_texts(transaction: Transaction, numbers: Mapping[str, int]) -> None:
    """Note which text each document has, `{document_id: text_number}`."""
    batch = pa.table(
        {
            "document_id": pa.array(list(numbers), pa.string()),
            "text_number": pa.array(list(numbers.values()), pa.int32()),
        }
    )
    with transaction.table("batch", batch):
        transaction.execute(_ADD_DOCUMENTS)


def texts_met(
    transaction: Transaction, numbers: np.ndarray, bands: np.ndarray, most: int
) -> np.ndarray:
    """The pairs (text asked about, first text of a story) that share a band, int64 (p, 2).

    `bands` is uint32 (n, bands), a row for each of `numbers`. A text meets at most `most` of a
    band, the first that came, so that a band that thousands share does not make the work quadratic.
    """
    with transaction.table("new_bands", _band_rows(numbers, bands)):
        found = transaction.query(_MET, [most])
    columns = [found.column(name).to_numpy() for name in ("one", "other")]
    return np.stack(columns, axis=1).astype(np.int64)


def story_texts(
    transaction: Transaction, firsts: Sequence[int], most: int | None, named: Sequence[int] = ()
) -> pa.Table:
    """The texts of the stories with these first texts, by number; at most `most` of each story,
    the first that came, and those in `named`.

    Columns text_number, text_key, shingles, signature (as stored by `add_texts`), first_number.
    """
    asked = pa.table({"text_number": pa.array(sorted(set(firsts)), pa.int32())})
    also = pa.table({"text_number": pa.array(sorted(set(named)), pa.int32())})
    with transaction.table("asked", asked), transaction.table("named", also):
        return transaction.query(_MEMBERS, [most or 2**31 - 1])


def recent_signatures(transaction: Transaction, most: int) -> list[bytes]:
    """The signatures of the `most` texts that came last."""
    found = transaction.query(
        "SELECT signature FROM story_texts WHERE text_number >= "
        "(SELECT max(text_number) FROM story_texts) - ?::INTEGER + 1",
        [most],
    )
    return found.column("signature").to_pylist()


def text_documents(transaction: Transaction, numbers: Sequence[int]) -> pa.Table:
    """The documents that have these texts, the oldest first.

    Columns document_id, text_number, moment, private.
    """
    asked = pa.table({"text_number": pa.array(sorted(set(numbers)), pa.int32())})
    with transaction.table("asked", asked):
        return transaction.query(
            "SELECT * FROM document_texts SEMI JOIN asked USING (text_number) "
            "ORDER BY moment, document_id"
        )


def replace_first_texts(transaction: Transaction, firsts: Mapping[int, int]) -> None:
    """Set the first text of each text's story, `{text_number: first_number}`."""
    if not firsts:
        return
    batch = pa.table(
        {
            "text_number": pa.array(list(firsts), pa.int32()),
            "first_number": pa.array(list(firsts.values()), pa.int32()),
        }
    )
    with transaction.table("batch", batch):
        transaction.execute(
            "UPDATE story_texts SET first_number = b.first_number FROM batch b "
            "WHERE b.text_number = story_texts.text_number"
        )


def replace_bands(
    transaction: Transaction,
    gone: Sequence[int],
    numbers: np.ndarray,
    bands: np.ndarray,
    most: int,
) -> None:
    """Remove the bands of the texts in `gone` and add those of `numbers` (a row of `bands` each).

    A band that `most` texts have gets no more.
    """
    if len(gone):
        with transaction.table("gone", pa.table({"text_number": pa.array(gone, pa.int32())})):
            transaction.execute(
                "DELETE FROM bands WHERE text_number IN (SELECT text_number FROM gone)"
            )
    if len(numbers):
        with transaction.table("new_bands", _band_rows(numbers, bands)):
            transaction.execute(_ADD_BANDS, [most])


def _band_rows(numbers: np.ndarray, bands: np.ndarray) -> pa.Table:
    return pa.table(
        {
            "band": pa.array(bands.reshape(-1).view(np.int32), pa.int32()),
            "text_number": pa.array(np.repeat(numbers, bands.shape[1]), pa.int32()),
        }
    )


def put_copies(transaction: Transaction, copies: pa.Table, now: datetime) -> None:
    """Note what copies changed: document_id, story_id, earlier_id, similarity, kept, added."""
    with transaction.table("batch", copies):
        transaction.execute(
            "INSERT INTO story_copies BY NAME SELECT *, ?::TIMESTAMPTZ AS noted_at FROM batch",
            [now],
        )


def put_stories(transaction: Transaction, stories: Mapping[str, str], now: datetime) -> None:
    """Set the story of these documents from `now` on; other documents keep theirs.

    The row that held until now is closed, not deleted; a document whose story is the same as before
    is left as it is.
    """
    if not stories:
        return
    batch = pa.table(
        {
            "document_id": pa.array(list(stories), pa.string()),
            "story_id": pa.array(list(stories.values()), pa.string()),
        }
    )
    with transaction.table("batch", batch):
        transaction.execute(
            """
            -- A run may have begun before a report that read the row: it held for that one.
            UPDATE stories SET until = greatest(?::TIMESTAMPTZ,
                (SELECT max(known_at) + INTERVAL 1 MICROSECOND FROM known_moments))
            FROM batch b WHERE stories.until IS NULL
                AND b.document_id = stories.document_id AND b.story_id <> stories.story_id
            """,
            [now],
        )
        transaction.execute(
            """
            INSERT INTO stories BY NAME
            SELECT document_id, story_id, ?::TIMESTAMPTZ AS since, NULL::TIMESTAMPTZ AS until
            FROM batch ANTI JOIN current_stories USING (document_id)
            """,
            [now],
        )
