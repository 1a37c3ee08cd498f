"""What is deleted where it was published loses its words here, and keeps its id and its figures."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

import pyarrow as pa

from store.columns import strings, to_arrow
from store.connection import Transaction
from store.records import Departed

DELETED_HASH = int.from_bytes(hashlib.blake2b(b"\0deleted", digest_size=8).digest(), "little")
"""Stands for the words of a document that its platform has deleted."""


def _address(column: str) -> str:
    """An address in SQL; that of a person's post has its first words, and goes with them."""
    return f"CASE WHEN kind IN ('post', 'comment', 'video') THEN '' ELSE {column} END"


_TOMBSTONES = f"""
INSERT INTO documents BY NAME
SELECT d.* EXCLUDE (later_than) REPLACE (
    d.version + 1 AS version, {_address("d.url")} AS url,
    {_address("d.canonical_url")} AS canonical_url, '' AS title, '' AS text, '' AS context,
    [] AS places, [] AS shared_urls, [] AS hashtags, 'deleted' AS text_status,
    b.deleted_at AS deleted_at, b.deleted_at AS fetched_at,
    {DELETED_HASH}::UBIGINT AS content_hash, NULL AS text_dropped_at)
FROM documents d JOIN buried b USING (document_id)
QUALIFY row_number() OVER (PARTITION BY d.document_id ORDER BY d.version DESC) = 1
"""

_WORDS_DROPPED = f"""
UPDATE documents SET url = {_address("url")}, canonical_url = {_address("canonical_url")},
    title = '', text = '', context = '', places = [], shared_urls = [], hashtags = [],
    text_dropped_at = b.deleted_at
FROM buried b WHERE documents.document_id = b.document_id AND documents.text_status <> 'deleted'
"""


def bury(transaction: Transaction, deleted: Mapping[str, datetime]) -> None:
    """Give these documents their last version, and drop the words of the earlier ones."""
    if not deleted:
        return
    buried = pa.table(
        {
            "document_id": strings(list(deleted)),
            "deleted_at": pa.array(list(deleted.values()), pa.timestamp("us", tz="UTC")),
        }
    )
    with transaction.table("buried", buried):
        transaction.execute(_TOMBSTONES)
        transaction.execute(_WORDS_DROPPED)
        transaction.execute(
            "UPDATE documents SET context = '' FROM buried b WHERE reply_to = b.document_id"
        )


def bury_authors(transaction: Transaction, departed: Sequence[Departed]) -> int:
    """Documents of accounts that are deleted, each of one source, lose their words; gives how many.

    Most accounts that a stream tells of wrote nothing that is held: they are looked for at once.
    """
    if not departed:
        return 0
    with transaction.table("departed", to_arrow(departed, Departed)):
        found = transaction.query(
            "SELECT d.document_id, max(a.seen_at) AS seen_at FROM current_documents d "
            "JOIN departed a USING (source_id, author) "
            "WHERE d.text_status <> 'deleted' GROUP BY ALL"
        )
    ids, seen = found.column(0).to_pylist(), found.column(1).to_pylist()
    bury(transaction, dict(zip(ids, seen, strict=True)))
    return len(ids)
