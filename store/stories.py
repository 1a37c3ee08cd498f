"""Stories: which documents are copies of one text, kept so that new ones meet old by a join."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from store.columns import signed
from store.connection import Store, Transaction

_UNSIGNED = """
WITH next AS MATERIALIZED (
    SELECT d.rowid AS place FROM documents d
    WHERE d.version = 1
    AND NOT EXISTS (SELECT 1 FROM signatures s WHERE s.document_id = d.document_id)
    ORDER BY d.first_seen_at, coalesce(d.published_at, d.first_seen_at), d.document_id LIMIT ?)
SELECT document_id, title, text FROM documents WHERE rowid IN (SELECT place FROM next)
ORDER BY first_seen_at, coalesce(published_at, first_seen_at), document_id
"""

_NEIGHBOURS = """
WITH met AS (
    SELECT n.document_id AS one, o.document_id AS other
    FROM new_bands n JOIN bands o ON n.band = o.band AND n.document_id <> o.document_id
    QUALIFY row_number() OVER (PARTITION BY n.document_id, n.band ORDER BY o.rowid DESC) <= ?
)
SELECT DISTINCT one, other, a.signature AS one_signature, b.signature AS other_signature
FROM met JOIN signatures a ON a.document_id = one JOIN signatures b ON b.document_id = other
ORDER BY one, other
"""


def unsigned(store: Store, limit: int) -> list[tuple[str, str, str]]:
    """The next `(document_id, title, text)` that have no signature, in order of first sight."""
    rows = store.read(_UNSIGNED, [limit]).to_pylist()
    return [(row["document_id"], row["title"], row["text"]) for row in rows]


def add_signatures(
    transaction: Transaction,
    signatures: Mapping[str, bytes],
    bands: Mapping[str, Sequence[int]],
    max_compared: int,
) -> list[tuple[str, str, bytes, bytes]]:
    """Add signatures and bands; give the pairs that share a band, with both signatures.

    `signatures` and `bands` have the same documents; a band is 64 bits, as a number from 0 up. What
    another process has added meanwhile is left as it is. A new document is compared with at most
    `max_compared` others of a band, the newest, so that a band that thousands share (a footer, an
    empty paywall page) does not make the work quadratic.
    """
    batch = pa.table(
        {
            "document_id": pa.array(list(signatures), pa.string()),
            "signature": pa.array(list(signatures.values()), pa.binary()),
        }
    )
    values = [band for of_one in bands.values() for band in of_one]
    ids = [document_id for document_id, of_one in bands.items() for _ in of_one]
    new_bands = pa.table(
        {
            "band": signed(np.array(values, dtype=np.uint64)),
            "document_id": pa.array(ids, pa.string()),
        }
    )
    with transaction.table("batch", batch), transaction.table("new_bands", new_bands):
        transaction.execute(
            "INSERT INTO bands BY NAME SELECT * FROM new_bands "
            "ANTI JOIN signatures s USING (document_id)"
        )
        transaction.execute(
            "INSERT INTO signatures BY NAME SELECT * FROM batch "
            "ANTI JOIN signatures s USING (document_id)"
        )
        found = transaction.query(_NEIGHBOURS, [max_compared])
    return [
        (row["one"], row["other"], row["one_signature"], row["other_signature"])
        for row in found.to_pylist()
    ]


def members_of(
    transaction: Transaction, document_ids: Sequence[str]
) -> tuple[dict[str, str], dict[str, int]]:
    """The stories that these documents are in, with all their members, and the members' age.

    Gives `{document_id: story_id}` and `{document_id: rank}`; a lower rank was published earlier.
    """
    asked = pa.table({"document_id": pa.array(sorted(set(document_ids)), pa.string())})
    with transaction.table("asked", asked):
        rows = transaction.query(
            """
            WITH touched AS (
                SELECT DISTINCT story_id FROM stories SEMI JOIN asked USING (document_id)
            ),
            members AS (
                SELECT document_id, story_id FROM stories SEMI JOIN touched USING (story_id)
                UNION ALL
                SELECT document_id, NULL FROM asked ANTI JOIN stories USING (document_id)
            )
            SELECT m.document_id, m.story_id, row_number() OVER (
                ORDER BY coalesce(d.published_at, d.first_seen_at), m.document_id) AS age
            FROM members m JOIN documents d ON d.document_id = m.document_id AND d.version = 1
            """
        ).to_pylist()
    stories = {row["document_id"]: row["story_id"] for row in rows if row["story_id"]}
    return stories, {row["document_id"]: row["age"] for row in rows}


def put_stories(transaction: Transaction, stories: Mapping[str, str]) -> None:
    """Set the story of these documents; other documents keep theirs."""
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
            "DELETE FROM stories WHERE document_id IN (SELECT document_id FROM batch)"
        )
        transaction.execute("INSERT INTO stories BY NAME SELECT * FROM batch")
